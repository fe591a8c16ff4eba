"""Trouble on order, as this server makes it."""

import random
from enum import StrEnum
from typing import Annotated

import msgspec

from pytake_app.twin.evolution.errors import Refusal, closed
from pytake_app.twin.faults import BAD_GATEWAY, Match
from pytake_app.twin.http import Answer, Request, json


class EvolutionFaultKind(StrEnum):
    """What happens. The `after` kinds and `half_body` take the request first, the others do nothing."""

    HTML = "html_502"
    PAGE = "html_200"
    HALF_BODY = "half_body"
    ERROR_200 = "error_200"
    SERVER_ERROR = "500"
    CLOSED = "connection_closed"
    RATE = "rate_overlimit"
    LICENCE = "licence"
    TIMEOUT_BEFORE = "timeout_before"
    TIMEOUT_AFTER = "timeout_after"
    RESET_BEFORE = "reset_before"
    RESET_AFTER = "reset_after"

    @property
    def accepts(self) -> bool:
        """Is the request carried out all the same?"""
        return self in (self.TIMEOUT_AFTER, self.RESET_AFTER, self.HALF_BODY)

    @property
    def waits(self) -> bool:
        """Does the client hear nothing until it gives up?"""
        return self in (self.TIMEOUT_BEFORE, self.TIMEOUT_AFTER)


class EvolutionFault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Trouble for the next `count` matching requests, each with the chance of `share`."""

    kind: EvolutionFaultKind
    count: Annotated[int, msgspec.Meta(ge=1)] = 1
    match: Match = Match(path="/message/")
    share: Annotated[float, msgspec.Meta(gt=0, le=1)] = 1.0


class EvolutionFaults:
    """What is ordered and not yet used up, in its order."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.waiting: list[EvolutionFault] = []
        self.met = 0

    def next_for(self, request: Request) -> EvolutionFault | None:
        """The first one that matches, one time less from now on."""
        for place, fault in enumerate(self.waiting):
            if not fault.match.fits(request):
                continue
            if fault.share < 1 and self._chance.random() >= fault.share:
                return None
            left = fault.count - 1
            self.waiting[place : place + 1] = [msgspec.structs.replace(fault, count=left)] if left else []
            self.met += 1
            return fault
        return None


def answer_of(kind: EvolutionFaultKind) -> Answer | None:
    """What the client hears; None when it hears nothing, or half of the true answer."""
    html = b"text/html; charset=utf-8"
    answers = {
        EvolutionFaultKind.HTML: lambda: Answer(BAD_GATEWAY, status=502, content_type=html),
        EvolutionFaultKind.PAGE: lambda: Answer(BAD_GATEWAY, content_type=html),
        EvolutionFaultKind.ERROR_200: lambda: json({"error": True, "message": "[object Object]"}),
        EvolutionFaultKind.SERVER_ERROR: lambda: Refusal(500, "TypeError: undefined is not a function").answer(),
        EvolutionFaultKind.CLOSED: lambda: closed().answer(),
        EvolutionFaultKind.RATE: lambda: Refusal(400, ["Error: rate-overlimit"]).answer(),
        EvolutionFaultKind.LICENCE: lambda: json(
            {"error": "service not activated", "code": "LICENSE_REQUIRED", "register_url": ""}, status=503
        ),
    }
    make = answers.get(kind)
    return make() if make is not None else None
