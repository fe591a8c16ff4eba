"""Trouble on order: the next requests that match meet it, in the order it was ordered."""

import json
import random
from enum import StrEnum
from typing import Annotated

import msgspec

from pytake_app.twin.errors import GraphError
from pytake_app.twin.http import Answer, Request

BAD_GATEWAY = (
    b"<!DOCTYPE html><html><head><title>Error</title></head><body><h1>Sorry, something went wrong.</h1></body></html>"
)


class FaultKind(StrEnum):
    """What happens: an answer of trouble, or none. The `after` kinds take the request first, the others do nothing.

    `wrong_bytes` answers with one byte changed, `html_200` with a page that is none of the provider's, `empty_200` with
    nothing, `error_200` with an error object and a success; `half` breaks off in the middle of an answer.
    """

    TOO_MANY = "429"
    SERVER_ERROR = "500"
    UNAVAILABLE = "503"
    BAD_GATEWAY = "html_502"
    ERROR = "error"
    TIMEOUT_BEFORE = "timeout_before"
    TIMEOUT_AFTER = "timeout_after"
    RESET_BEFORE = "reset_before"
    RESET_AFTER = "reset_after"
    NOT_FOUND = "404"
    PAGE = "html_200"
    WRONG_BYTES = "wrong_bytes"
    EMPTY = "empty_200"
    ERROR_200 = "error_200"
    HALF = "half"

    @property
    def accepts(self) -> bool:
        """Is the request carried out all the same?"""
        return self in (FaultKind.TIMEOUT_AFTER, FaultKind.RESET_AFTER, FaultKind.HALF)

    @property
    def waits(self) -> bool:
        """Does the client hear nothing until it gives up?"""
        return self in (FaultKind.TIMEOUT_BEFORE, FaultKind.TIMEOUT_AFTER)


class Match(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which requests: those whose path and body contain these."""

    path: str = "/messages"
    body: str = ""

    def fits(self, request: Request) -> bool:
        """Is this one of them? A client may write its text as UTF-8 or escaped."""
        written = (self.body.encode(), json.dumps(self.body)[1:-1].encode())
        return self.path in request.path and any(text in request.body for text in written)


class Fault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Trouble for the next `count` matching requests, each with the chance of `share`; `code` is that of kind error."""

    kind: FaultKind
    count: Annotated[int, msgspec.Meta(ge=1)] = 1
    match: Match = Match()
    share: Annotated[float, msgspec.Meta(gt=0, le=1)] = 1.0
    code: int = 131000


class Faults:
    """What is ordered and not yet used up."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._ordered: list[Fault] = []
        self.met = 0

    def order(self, *faults: Fault) -> None:
        """Behind those already ordered."""
        self._ordered += faults

    def cancel(self) -> None:
        """Forget all that is ordered."""
        self._ordered.clear()

    @property
    def waiting(self) -> tuple[Fault, ...]:
        """What is still to come."""
        return tuple(self._ordered)

    def next_for(self, request: Request) -> Fault | None:
        """The first one that matches, one time less from now on."""
        for place, fault in enumerate(self._ordered):
            if fault.match.fits(request):
                if fault.share < 1 and self._chance.random() >= fault.share:
                    return None
                left = fault.count - 1
                self._ordered[place : place + 1] = [msgspec.structs.replace(fault, count=left)] if left else []
                self.met += 1
                return fault
        return None


def answer_of(fault: Fault) -> Answer | None:  # noqa: PLR0911  one answer a kind
    """What the client hears; None when it hears nothing."""
    match fault.kind:
        case FaultKind.TOO_MANY:
            answer = GraphError(130429, status=429).answer()
            answer.headers.append((b"retry-after", b"1"))
            return answer
        case FaultKind.SERVER_ERROR:
            return GraphError(131000).answer()
        case FaultKind.UNAVAILABLE:
            return GraphError(2).answer()
        case FaultKind.ERROR:
            return GraphError(fault.code).answer()
        case FaultKind.NOT_FOUND:
            return Answer(b"", status=404)
        case FaultKind.PAGE:
            return Answer(BAD_GATEWAY, content_type=b"text/html; charset=utf-8")
        case FaultKind.EMPTY:
            return Answer(b"")
        case FaultKind.ERROR_200:
            answer = GraphError(fault.code).answer()
            answer.status = 200
            return answer
        case FaultKind.BAD_GATEWAY:
            return Answer(BAD_GATEWAY, status=502, content_type=b"text/html; charset=utf-8")
    return None
