"""What refusals of Anthropic's protocol mean. See https://docs.anthropic.com/en/api/errors."""

from pytake_adapters.net.body import NotJson, parse
from pytake_adapters.net.http import HttpAnswer
from pytake_adapters.net.model_server import failed_of
from pytake_domain.ai import ModelFailed

_LONG_WORDS = ("prompt is too long", "context window", "context limit")


def words_of(answer: HttpAnswer) -> tuple[str, str]:
    """Its type, and its sentence."""
    try:
        value = parse(answer.body)[0]
    except NotJson:
        return f"status {answer.status}", ""
    error = value.get("error") if isinstance(value, dict) else None
    if not isinstance(error, dict):
        return f"status {answer.status}", ""
    return str(error.get("type") or f"status {answer.status}"), str(error.get("message") or "")


def failure_of(answer: HttpAnswer, secret: str) -> ModelFailed:
    """Why it was refused. 529 (overloaded) is a server that is away for a while."""
    code, words = words_of(answer)
    long = code == "request_too_large" or any(each in words.lower() for each in _LONG_WORDS)
    return failed_of(answer, code, words, secret=secret, too_long=long)
