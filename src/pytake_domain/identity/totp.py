"""Time-based one-time codes (RFC 6238) as every authenticator app makes them: SHA-1, six digits, thirty seconds."""

import base64
import datetime as dt
import hashlib
import hmac
from urllib.parse import quote, urlencode

from pytake_domain.kernel.chance import Chance
from pytake_domain.kernel.secrets import Secret

STEP = 30
DIGITS = 6
WINDOW = 1
"""Steps before and after that are taken too: clocks of phones are not exact, and typing takes time."""
SECRET_BYTES = 20
ISSUER = "PyTake"


def step_of(now: dt.datetime) -> int:
    """Which step a moment lies in."""
    return int(now.timestamp()) // STEP


def code_at(secret: str, step: int) -> str:
    """The code of a step; `secret` is Base32."""
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1)
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def matching_step(secret: str, code: str, now: dt.datetime, *, after: int) -> int | None:
    """The step that this is the code of, within the window and after the last one used; None when there is none.

    All are compared, so that the time taken says nothing.
    """
    here, found = step_of(now), None
    for step in range(here - WINDOW, here + WINDOW + 1):
        same = hmac.compare_digest(code_at(secret, step).encode(), code.encode("utf-8", "surrogatepass"))
        if same and step > after:
            found = step
    return found


def new_secret(chance: Chance) -> Secret:
    """160 random bits as apps take them: in Base32."""
    raw = hashlib.sha256(chance.token(SECRET_BYTES).encode()).digest()[:SECRET_BYTES]
    return Secret(base64.b32encode(raw).decode())


def otpauth_uri(secret: str, email: str) -> str:
    """What a QR code for the app holds."""
    label = quote(f"{ISSUER}:{email}", safe="@:")
    return f"otpauth://totp/{label}?" + urlencode(
        {"secret": secret, "issuer": ISSUER, "digits": DIGITS, "period": STEP}
    )
