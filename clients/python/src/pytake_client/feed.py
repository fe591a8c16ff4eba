"""Live events, without the socket: what to say on it, and what is new in what it says."""

import datetime as dt
from collections import deque
from collections.abc import Sequence
from typing import Any

import httpx
import msgspec

from pytake_client.codes import CODES
from pytake_client.errors import ErrorBody, PytakeError, error_from

RESYNC = "resync"
"""The `type` of an event that says: more happened than can be told; read anew what you show."""
REMEMBERED = 5000
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0
UNAUTHENTICATED, UNPROCESSABLE, TOO_MANY, SERVER_ERROR = 401, 422, 429, 500


class Event(msgspec.Struct, frozen=True):
    """Something that happened. `seq` counts a company's events; passing states, such as who writes just now, have none."""

    type: str
    data: dict[str, Any] = {}
    seq: int = 0
    at: dt.datetime | None = None


class Feed:
    """What was heard so far. After a break it asks for what was missed, and nothing is told twice."""

    def __init__(self, channels: Sequence[str], since: int = 0) -> None:
        self._channels = list(channels)
        self.since = since
        self._seen: deque[int] = deque(maxlen=REMEMBERED)
        self._highest = since
        self._catching_up = False

    def hello(self) -> list[str]:
        """To say on a new socket."""
        said: list[dict[str, Any]] = [{"type": "subscribe", "channels": self._channels}]
        if self.since:
            # What is missed comes before the answer to the ping: only then is everything up to now known.
            said += [{"type": "resume", "since": self.since}, {"type": "ping"}]
            self._catching_up = True
        return [msgspec.json.encode(each).decode() for each in said]

    def hear(self, text: str | bytes) -> Event | None:
        """An event to tell, or None. Raises PytakeError for a refusal."""
        event = msgspec.json.decode(text, type=Event)
        if event.type == "error":
            body = msgspec.convert(event.data, ErrorBody)
            raise error_from(CODES.get(body.code, UNPROCESSABLE), body)
        if event.type == "subscribed":
            self._begin(event.seq)
            return None
        if event.type == "pong":
            self._catching_up = False
            self._advance(self._highest)
            return None
        if event.type == RESYNC:
            self._catching_up = False
            self._advance(self._highest)
            return event
        return self._new(event)

    def _begin(self, seq: int) -> None:
        if seq < self.since:
            # The server counts anew; what it tells now is not what had these numbers before.
            self._seen.clear()
            self._highest = self.since = seq
        self._highest = max(self._highest, seq)
        if not self._catching_up:
            self._advance(seq)

    def _new(self, event: Event) -> Event | None:
        if event.seq:
            if event.seq in self._seen or (event.seq <= self.since and not self._catching_up):
                return None
            self._seen.append(event.seq)
            self._highest = max(self._highest, event.seq)
            if not self._catching_up:
                self._advance(event.seq)
        return event

    def _advance(self, seq: int) -> None:
        self.since = max(self.since, seq)


def socket_url(base: httpx.URL) -> str:
    """Of an installation's address."""
    scheme = "wss" if base.scheme == "https" else "ws"
    return str(base.copy_with(scheme=scheme, raw_path=base.raw_path.rstrip(b"/") + b"/ws"))


def pause(failures: int) -> float:
    """Seconds before the next attempt to connect."""
    return float(min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** max(0, failures - 1)))


def passing(status: int) -> bool:
    """May a socket that was refused with this status be had later? Else there is none at this address."""
    return status == TOO_MANY or status >= SERVER_ERROR


def over(error: PytakeError) -> bool:
    """Does the proof hold no longer?"""
    return error.status == UNAUTHENTICATED
