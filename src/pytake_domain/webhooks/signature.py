"""Standard Webhooks: what proves to a receiver that a request is ours and fresh. https://www.standardwebhooks.com"""

import base64
import hashlib
import hmac
from collections.abc import Sequence

from pytake_domain.kernel.chance import Chance
from pytake_domain.kernel.secrets import Secret

PREFIX = "whsec_"
VERSION = "v1"
RANDOM = 32
"""Bytes of chance in a secret."""


def new_secret(chance: Chance) -> Secret:
    """One that nobody has; the key is what follows the prefix, in base64."""
    return Secret(PREFIX + base64.b64encode(chance.token(RANDOM).encode()).decode())


def headers_of(message_id: str, timestamp: int, body: bytes, secrets: Sequence[Secret]) -> dict[str, str]:
    """One signature for each secret that holds: while one replaces another, receivers may know either."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(_signed(message_id, timestamp, body, secret) for secret in secrets),
    }


def _signed(message_id: str, timestamp: int, body: bytes, secret: Secret) -> str:
    key = base64.b64decode(secret.reveal().removeprefix(PREFIX))
    text = f"{message_id}.{timestamp}.".encode() + body
    return f"{VERSION},{base64.b64encode(hmac.digest(key, text, hashlib.sha256)).decode()}"
