"""What people are told when an ERP is not there, or did not do what it was asked."""

from pytake_domain.erp.failure import ErpFailed, FailureKind
from pytake_domain.kernel.errors import (
    Conflict,
    Invalid,
    NotFound,
    Problem,
    PytakeError,
    Throttled,
    UpstreamFailed,
    UpstreamTimedOut,
)

A_WHILE = 5
"""Seconds after which somebody may ask again when the ERP does not say."""


class ErpUnknown(NotFound):
    """No adapter of that name is installed."""

    code = "ERP_UNKNOWN"


class ErpNotConnected(NotFound):
    """The company has not connected this ERP."""

    code = "ERP_NOT_CONNECTED"


class ErpCannot(Conflict):
    """This company's ERP has no such capability; `capability` names it."""

    code = "ERP_NOT_SUPPORTED"


class ErpRefused(UpstreamFailed):
    """The ERP refused: `kind` says why, `detail` in its own words."""

    code = "ERP_REFUSED"


class ErpAway(UpstreamFailed):
    """The ERP did not answer, or not in a way that can be understood; `kind` says which."""

    code = "ERP_UNAVAILABLE"


class ErpTooSlow(UpstreamTimedOut):
    """The ERP took longer than we wait."""

    code = "ERP_TIMED_OUT"


class OutageNotFound(NotFound):
    """No such outage in this tenant."""

    code = "OUTAGE_NOT_FOUND"


class ErpThingNotFound(NotFound):
    """The ERP has nothing by that id."""

    code = "ERP_RECORD_NOT_FOUND"


def told(failed: ErpFailed) -> PytakeError:
    """As whoever asked is told."""
    match failed.kind:
        case FailureKind.NOT_SUPPORTED:
            error: PytakeError = ErpCannot(capability=failed.detail)
        case FailureKind.NOT_FOUND:
            error = ErpThingNotFound()
        case FailureKind.RATE_LIMITED:
            error = Throttled(retry_after=failed.retry_after or A_WHILE)
        case FailureKind.VALIDATION:
            error = Invalid(Problem(field="erp", code="erp_refused", params={"detail": failed.detail}))
        case FailureKind.UNAVAILABLE | FailureKind.UNEXPECTED_RESPONSE:
            error = ErpTooSlow() if failed.timed_out else ErpAway(kind=failed.kind.value)
        case _:
            error = ErpRefused(kind=failed.kind.value, detail=failed.detail)
    return error
