"""The tree of expected failures.

PytakeError
 ├─ Malformed          the request can't be read at all
 ├─ Invalid            understood, but breaks a rule (also a ValueError, so decoding reports it with its path)
 ├─ Unauthenticated    nobody is signed in, or the proof is wrong
 ├─ Forbidden          known, but not allowed
 ├─ NotFound           not there, or another tenant's
 ├─ Conflict           contradicts the present state
 ├─ LimitReached       over a limit of the plan; names the limit and its use
 ├─ TooLarge           more bytes than we take
 ├─ Throttled          too many requests; says when to come back
 ├─ Unavailable        one of our own dependencies is away
 ├─ UpstreamFailed     a provider or ERP failed
 └─ UpstreamTimedOut   a provider or ERP took too long

Each leaf has one stable `code`; sentences live with whoever speaks to people.
"""

from typing import ClassVar

import msgspec


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing wrong with one field: `field` is a dotted path, `code` names the rule, `params` its numbers."""

    field: str
    code: str
    params: dict[str, str | int] = {}


class PytakeError(Exception):
    """An expected failure; anything else that is raised is a bug."""

    code: ClassVar[str] = "ERROR"

    def __init__(self, *problems: Problem, **params: str | int) -> None:
        super().__init__(self.code)
        self.problems = problems
        self.params = params

    def __str__(self) -> str:
        what = ", ".join(f"{p.field}: {p.code}" for p in self.problems)
        data = ", ".join(f"{key}={value}" for key, value in self.params.items())
        return " ".join(part for part in (self.code, what, data) if part)


class Malformed(PytakeError):
    """The request can't be read: not JSON, wrong encoding, not an object."""

    code = "MALFORMED"


class Invalid(PytakeError, ValueError):
    """Understood, but a value breaks a rule."""

    code = "VALIDATION_ERROR"


class Unauthenticated(PytakeError):
    """Nobody is signed in, or the proof is wrong or expired."""

    code = "UNAUTHENTICATED"


class Forbidden(PytakeError):
    """The actor is known and may not do this; `permission` names what is missing."""

    code = "FORBIDDEN"


class NotFound(PytakeError):
    """Not there, or another tenant's: the two can't be told apart."""

    code = "NOT_FOUND"


class Conflict(PytakeError):
    """Contradicts the present state; read again and decide."""

    code = "CONFLICT"


class LimitReached(PytakeError):
    """Over a limit of the plan: `limit` names it, `used` and `allowed` say how far."""

    code = "LIMIT_REACHED"


class TooLarge(PytakeError):
    """More bytes than we take: `allowed` is the most."""

    code = "TOO_LARGE"


class Throttled(PytakeError):
    """Too many requests: `retry_after` is in whole seconds."""

    code = "RATE_LIMITED"


class Unavailable(PytakeError):
    """One of our own dependencies is away; `dependency` names it. Trying again later is right."""

    code = "UNAVAILABLE"


class UpstreamFailed(PytakeError):
    """A provider or ERP failed: `reason` is its own word for it."""

    code = "UPSTREAM_FAILED"


class UpstreamTimedOut(PytakeError):
    """A provider or ERP took longer than we wait."""

    code = "UPSTREAM_TIMED_OUT"


class TenantSuspended(Conflict):
    """The tenant is suspended: nothing leaves, and people read."""

    code = "TENANT_SUSPENDED"


class StaleVersion(Conflict):
    """Somebody else saved this since it was read."""

    code = "STALE_VERSION"
