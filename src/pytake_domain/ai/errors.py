"""What people are told when a language model is not there, or did not do what it was asked."""

from pytake_domain.ai.failure import ModelFailed, ModelFailure
from pytake_domain.kernel.errors import (
    Conflict,
    Invalid,
    NotFound,
    PytakeError,
    Throttled,
    TooLarge,
    UpstreamFailed,
    UpstreamTimedOut,
)

A_WHILE = 10
"""Seconds after which somebody may ask again when the provider does not say."""


class AiProviderUnknown(NotFound):
    """No adapter of that name is installed."""

    code = "AI_PROVIDER_UNKNOWN"


class KnowledgeNotFound(NotFound):
    """No such document in this tenant."""

    code = "KNOWLEDGE_NOT_FOUND"


class EvaluationNotFound(NotFound):
    """No such evaluation in this tenant."""

    code = "EVALUATION_NOT_FOUND"


class EvaluationNotPassed(Conflict):
    """It does not prove the change that names it: the problem says why."""

    code = "EVALUATION_NOT_PASSED"


class DocumentUnreadable(Invalid):
    """It can't be learnt from: the problem says why."""

    code = "DOCUMENT_UNREADABLE"


class AiNotConnected(Conflict):
    """The company has connected no language model, or its key does not open one (any more)."""

    code = "AI_NOT_CONNECTED"


class AiBudgetSpent(Conflict):
    """The month's budget for language models is spent, or what this would cost does not fit into it any more."""

    code = "AI_BUDGET_SPENT"


class AiRefused(UpstreamFailed):
    """The model, or its provider, declined to answer."""

    code = "AI_REFUSED"


class AiTooLong(TooLarge):
    """More than the model can read at once."""

    code = "AI_TOO_LONG"


class AiUnavailable(UpstreamFailed):
    """The provider did not answer."""

    code = "AI_UNAVAILABLE"


class AiTimedOut(UpstreamTimedOut):
    """The provider took longer than we wait."""

    code = "AI_TIMED_OUT"


class AiUnexpectedResponse(UpstreamFailed):
    """The model answered something else than it was asked for."""

    code = "AI_UNEXPECTED_RESPONSE"


class AiRateLimited(Throttled):
    """The provider takes no more requests for now, or this person asks faster than one may; `retry_after` is in whole seconds."""

    code = "AI_RATE_LIMITED"


class PromptNotFound(NotFound):
    """No such prompt in this tenant."""

    code = "PROMPT_NOT_FOUND"


class PromptNameTaken(Conflict):
    """Another prompt of this tenant has that name."""

    code = "PROMPT_NAME_TAKEN"


def told(failed: ModelFailed) -> PytakeError:
    """As whoever asked is told."""
    match failed.kind:
        case ModelFailure.KEY_REFUSED:
            return AiNotConnected()
        case ModelFailure.REFUSED:
            return AiRefused()
        case ModelFailure.TOO_LONG:
            return AiTooLong()
        case ModelFailure.RATE_LIMITED:
            return AiRateLimited(retry_after=max(1, round(failed.retry_after or A_WHILE)))
        case ModelFailure.UNAVAILABLE:
            return AiTimedOut() if failed.timed_out else AiUnavailable()
        case ModelFailure.UNEXPECTED_RESPONSE:
            return AiUnexpectedResponse()
