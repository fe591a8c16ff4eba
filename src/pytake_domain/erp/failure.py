"""What goes wrong between us and an ERP, in kinds that are the same for each of them."""

from enum import StrEnum


class FailureKind(StrEnum):
    """Why an ERP did not do what it was asked.

    `auth`: it does not know us. `permission`: our user may not. `ip_not_allowed`: our address may not. `validation`: it refused
    what we gave. `not_found`: what was named is not there. `business`: any other refusal in its own words. `not_supported`: it
    can't, or was not sold to the company. `rate_limited`: too much at once. `unavailable`: no answer, or none in time.
    `unexpected_response`: an answer that can't be understood, or about somebody else.
    """

    AUTH = "auth"
    PERMISSION = "permission"
    IP_NOT_ALLOWED = "ip_not_allowed"
    VALIDATION = "validation"
    NOT_FOUND = "not_found"
    BUSINESS = "business"
    NOT_SUPPORTED = "not_supported"
    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"
    UNEXPECTED_RESPONSE = "unexpected_response"


class ErpFailed(Exception):
    """Raised by adapters alone. `detail` is the ERP's own word, cleaned by `reading.spoken`; it never holds a person's data.

    `ambiguous`: what was asked may have been done all the same. `timed_out`: it took longer than we wait. `retry_after`: seconds
    after which there may be a place, where that is known.
    """

    def __init__(
        self,
        kind: FailureKind,
        detail: str = "",
        *,
        ambiguous: bool = False,
        timed_out: bool = False,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(f"{kind.value}: {detail}" if detail else kind.value)
        self.kind = kind
        self.detail = detail
        self.ambiguous = ambiguous
        self.timed_out = timed_out
        self.retry_after = retry_after

    @property
    def retryable(self) -> bool:
        """May the same be asked again later, when it changes nothing there?"""
        return self.kind in {FailureKind.RATE_LIMITED, FailureKind.UNAVAILABLE}
