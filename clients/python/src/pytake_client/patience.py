"""When to ask again, and how long to wait before."""

import random
from dataclasses import dataclass

import httpx

from pytake_client.errors import body_of, waiting_time

KEY = "Idempotency-Key"
REPEATED = frozenset({"GET", "HEAD", "PUT", "DELETE"})
TOO_MANY, CONFLICT, AWAY = 429, 409, 503
OF_PROXIES = frozenset({502, 504})
RUNNING = "IDEMPOTENCY_KEY_RUNNING"


@dataclass(frozen=True, slots=True)
class Patience:
    """`tries` in all; waits begin at `first` seconds and double; a `Retry-After` beyond `longest` is left to the caller."""

    tries: int = 5
    first: float = 0.25
    longest: float = 30.0

    def after_failure(self, request: httpx.Request, tried: int) -> float | None:
        """Seconds to wait when no answer came; None when it may not be repeated, or was often enough."""
        return self._pause(tried) if tried < self.tries and repeatable(request) else None

    def after(self, request: httpx.Request, response: httpx.Response, tried: int) -> float | None:
        """Seconds to wait after an answer; None when it is the last."""
        if response.is_success or tried >= self.tries or not _passing(request, response):
            return None
        told = waiting_time(response)
        if told is not None:
            return told if told <= self.longest else None
        return self._pause(tried)

    def _pause(self, tried: int) -> float:
        longest = float(min(self.longest, self.first * 2 ** (tried - 1)))
        return longest * random.uniform(0.5, 1.0)  # noqa: S311  so that many clients don't come back at once


def repeatable(request: httpx.Request) -> bool:
    """Does asking twice do no more than asking once? A POST only by its key."""
    return request.method in REPEATED or KEY in request.headers


def _passing(request: httpx.Request, response: httpx.Response) -> bool:
    """Is it worth asking again? What is refused with 429 was not begun, whatever it is."""
    if response.status_code == TOO_MANY:
        return True
    body = body_of(response)
    if response.status_code == CONFLICT:
        return body is not None and body.code == RUNNING
    if response.status_code == AWAY or (response.status_code in OF_PROXIES and body is None):
        return repeatable(request)
    return False
