"""What can go wrong with a language model."""

from enum import StrEnum

from pytake_domain.ai.talk import Usage


class ModelFailure(StrEnum):
    """Each is an error of `task.ERRORS` as well; `key_refused` there is `not_connected`, `too_long` is `refused`."""

    KEY_REFUSED = "key_refused"
    REFUSED = "refused"
    TOO_LONG = "too_long"
    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"
    UNEXPECTED_RESPONSE = "unexpected_response"


class ModelFailed(Exception):
    """A provider did not answer as asked. `detail` is its own words without keys; `retry_after` in seconds when it said so;
    `usage` what the answer cost that could not be used.
    """

    def __init__(
        self,
        kind: ModelFailure,
        detail: str = "",
        *,
        retry_after: float | None = None,
        timed_out: bool = False,
        usage: Usage | None = None,
    ) -> None:
        super().__init__(kind.value)
        self.kind = kind
        self.detail = detail
        self.retry_after = retry_after
        self.timed_out = timed_out
        self.usage = usage or Usage()

    @property
    def retryable(self) -> bool:
        """May the same be asked again, or somebody else be asked?"""
        return self.kind in (ModelFailure.RATE_LIMITED, ModelFailure.UNAVAILABLE)
