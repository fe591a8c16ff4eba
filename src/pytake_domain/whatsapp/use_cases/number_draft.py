"""What may be said of a number from outside, and what of it can't be taken."""

from collections.abc import Sequence
from urllib.parse import urlsplit

import msgspec

from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.secrets import Secret
from pytake_domain.whatsapp.number import ApiType, WhatsAppNumber

SECRETS = ("access_token", "app_secret", "evolution_api_key")
MAX_TEXT = 200
MAX_SECRET = 4096
FASTEST = 1000


class NumberDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What may be said of a number from outside; None leaves it as it is."""

    name: str | None = None
    api_type: ApiType | None = None
    phone_number: str | None = None
    phone_number_id: str | None = None
    business_account_id: str | None = None
    base_url: str | None = None
    evolution_instance: str | None = None
    daily_limit: int | None = None
    rate_limit_per_minute: int | None = None
    messages_per_second: int | None = None
    webhook_verify_token: str | None = None
    access_token: Secret | None = None
    app_secret: Secret | None = None
    evolution_api_key: Secret | None = None


def require_valid(draft: NumberDraft, hosts: frozenset[str]) -> None:
    """Raises Invalid with every field that can't be taken; `hosts` are those that tokens may be sent to."""
    problems = [
        Problem(field=name, code="length", params={"least": 1, "most": MAX_TEXT})
        for name in ("name", "phone_number_id", "business_account_id", "evolution_instance", "webhook_verify_token")
        if getattr(draft, name) is not None and not 1 <= len(getattr(draft, name).strip()) <= MAX_TEXT
    ]
    for name in SECRETS:
        secret: Secret | None = getattr(draft, name)
        if secret is not None and not (1 <= len(secret.reveal()) <= MAX_SECRET and secret.reveal().isprintable()):
            problems.append(Problem(field=name, code="not_a_secret"))
    problems += [
        Problem(field=name, code="out_of_range", params={"least": 1, "most": FASTEST})
        for name in ("messages_per_second",)
        if getattr(draft, name) is not None and not 1 <= getattr(draft, name) <= FASTEST
    ]
    problems += [
        Problem(field=name, code="out_of_range", params={"least": 1, "most": 2**31 - 1})
        for name in ("daily_limit", "rate_limit_per_minute")
        if getattr(draft, name) is not None and not 1 <= getattr(draft, name) < 2**31
    ]
    if draft.base_url is not None and not _host_allowed(draft.base_url, hosts):
        problems.append(Problem(field="base_url", code="host_not_allowed"))
    if problems:
        raise Invalid(*problems)


def _host_allowed(url: str, hosts: frozenset[str]) -> bool:
    """Tokens are sent there, so only hosts that the operator allows are taken."""
    try:
        parts = urlsplit(url)
        named = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and (named in hosts or parts.netloc in hosts)


def require_complete(number: WhatsAppNumber, needed: Sequence[str]) -> None:
    """Raises Invalid with every setting that the provider can't do without."""
    missing = [name for name in needed if not getattr(number, name, None)]
    if missing:
        raise Invalid(*(Problem(field=name, code="required") for name in missing))
