"""What the demonstration has to remember between two starts, in a file that only its owner may read."""

import secrets
from pathlib import Path

import msgspec

from pytake_adapters.security.files import overwrite
from pytake_domain.kernel.ids import TenantId

NAME = "demo.json"
EMAIL = "demo@provedor.example"


class DemoRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The administrator's password, and the secrets of the number, which its provider has to know as well.

    `tenant_id` is None until the company was made, `complete` is said when number and flows were, too: what people
    remove afterwards stays removed.
    """

    password: str
    phone_number_id: str
    business_account_id: str
    access_token: str
    app_secret: str
    email: str = EMAIL
    tenant_id: TenantId | None = None
    complete: bool = False


def new_record() -> DemoRecord:
    """Fresh secrets, nothing made yet."""
    return DemoRecord(
        password=f"demo-{secrets.token_hex(5)}",
        phone_number_id=_digits(15),
        business_account_id=_digits(15),
        access_token=f"EAA{secrets.token_hex(24)}",
        app_secret=secrets.token_hex(16),
    )


def load(folder: Path) -> DemoRecord | None:
    """What was kept; None at the first start. Raises msgspec.DecodeError when the file was damaged."""
    try:
        return msgspec.json.decode((folder / NAME).read_bytes(), type=DemoRecord)
    except FileNotFoundError:
        return None


def keep(folder: Path, record: DemoRecord) -> DemoRecord:
    """Keep it instead of what was kept before."""
    overwrite(folder / NAME, msgspec.json.format(msgspec.json.encode(record), indent=2) + b"\n")
    return record


def _digits(count: int) -> str:
    return "1" + "".join(str(secrets.randbelow(10)) for _ in range(count - 1))
