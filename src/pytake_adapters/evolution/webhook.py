"""The Evolution API's webhooks: whether they are genuine, what they say."""

import datetime as dt
import hmac
from collections.abc import Mapping, Sequence
from typing import Any

import jwt

from pytake_adapters.evolution.reading import BodyReading, redacted
from pytake_adapters.system import SystemClock
from pytake_domain.kernel.secrets import Secret
from pytake_domain.kernel.time import Clock
from pytake_domain.whatsapp import Reading, Route

SECRET_HEADER = "x-pytake-secret"  # noqa: S105  a header's name
TOKEN_HEADER = "authorization"  # noqa: S105  a header's name
BEARER = "Bearer "
ALGORITHM = "HS256"
APP = "evolution"
LIFETIME = dt.timedelta(minutes=10)
LEEWAY = dt.timedelta(minutes=2)
"""How far the clock of a server that is somebody else's may be off."""

# Times are checked here, by the reader's own clock. A secret shorter than the digest signs nothing.
_OPTIONS: Any = {
    "require": ["iat", "exp"],
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
    "enforce_minimum_key_length": True,
}


class EvolutionReader:
    """Reads an Evolution server's webhooks; see WebhookReader. Its signature covers the sender and the time, not the body."""

    def __init__(self, clock: Clock | None = None, *, lifetime: dt.timedelta = LIFETIME) -> None:
        self._clock = clock or SystemClock()
        self._lifetime = lifetime

    def names(self, body: bytes) -> Sequence[Route]:  # noqa: ARG002  the port's
        """Nothing: which number a webhook is about is said by the address it is posted to."""
        return ()

    def verify(self, headers: Mapping[str, str], body: bytes, secret: Secret) -> bool:  # noqa: ARG002  see the class
        """A token signed with the secret and still young; or the secret itself, where a late repetition outlived its token."""
        key = secret.reveal()
        if not key:
            return False
        given = headers.get(SECRET_HEADER, "")
        if given and hmac.compare_digest(given.encode(errors="replace"), key.encode()):
            return True
        said = headers.get(TOKEN_HEADER, "")
        return said.startswith(BEARER) and self._is_ours(said.removeprefix(BEARER), key)

    def read(self, body: bytes, received_at: dt.datetime) -> Reading:
        """Everything the body says, in its order."""
        return BodyReading(received_at).read(body)

    def clean(self, body: bytes) -> bytes:
        """Without the instance's token, which opens every call to it."""
        return redacted(body)

    def _is_ours(self, token: str, key: str) -> bool:
        try:
            claims = jwt.decode(token, key, algorithms=[ALGORITHM], options=_OPTIONS)
        except (jwt.PyJWTError, ValueError, RecursionError):
            return False
        issued, expires = claims["iat"], claims["exp"]
        if claims.get("app") != APP or type(issued) is not int or type(expires) is not int:
            return False
        now, leeway, life = self._clock.now().timestamp(), LEEWAY.total_seconds(), self._lifetime.total_seconds()
        return issued - leeway <= now <= min(expires, issued + life) + leeway
