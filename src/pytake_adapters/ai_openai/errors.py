"""What refusals of OpenAI's protocol mean. See https://platform.openai.com/docs/guides/error-codes."""

from pytake_adapters.net.body import NotJson, parse
from pytake_adapters.net.http import HttpAnswer
from pytake_adapters.net.model_server import failed_of
from pytake_domain.ai import ModelFailed, ModelFailure

_LONG = ("context_length_exceeded", "string_above_max_length")
_LONG_WORDS = ("maximum context length", "context window", "too many tokens", "prompt is too long")
_NO_MONEY = "insufficient_quota"


def words_of(answer: HttpAnswer) -> tuple[str, str]:
    """Its code (with the parameter it is about), and its sentence; servers that speak the protocol loosely say less."""
    try:
        value = parse(answer.body)[0]
    except NotJson:
        return f"status {answer.status}", ""
    error = value.get("error") if isinstance(value, dict) else None
    if isinstance(error, str):
        return f"status {answer.status}", error
    if not isinstance(error, dict):
        return f"status {answer.status}", ""
    code = str(error.get("code") or error.get("type") or f"status {answer.status}")
    about = f" {error['param']}" if error.get("param") else ""
    return f"{code}{about}", str(error.get("message") or "")


def failure_of(answer: HttpAnswer, secret: str) -> ModelFailed:
    """Why it was refused."""
    code, words = words_of(answer)
    long = any(each in code for each in _LONG) or any(each in words.lower() for each in _LONG_WORDS)
    failed = failed_of(answer, code, words, secret=secret, too_long=long)
    if _NO_MONEY in code:
        # Comes with 429, but no patience helps: the account has no credit.
        return ModelFailed(ModelFailure.KEY_REFUSED, failed.detail)
    return failed
