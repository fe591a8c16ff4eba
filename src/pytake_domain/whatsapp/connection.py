"""The connection of a number that is linked like a phone: a state machine that goes by evidence.

News of a connection come late, twice and in any order, so they are claims. Only what the far side answers when it is asked
links or unlinks a number; a claim that would do either asks for that. One thing is believed before it is asked about:
"connecting" after "open" is an outage. Soon after "open" it may be the step before it, come late, and is only asked about.
"""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

import msgspec

OUTAGE = dt.timedelta(seconds=90)
"""An outage that lasts longer is told to people."""
SETTLING = dt.timedelta(seconds=5)
"""How long after a number was connected the news of how it came to that may still arrive."""

LINK_AGAIN = "link_lost"
CODES_USED_UP = "codes_used_up"
OUTAGE_REASON = "outage"
UNSTABLE_REASON = "unstable"
SILENT_REASON = "no_answer"
LEFT = "disconnected_here"
REASONS: Mapping[int, str] = MappingProxyType({401: "logged_out", 402: "restricted", 403: "banned", 406: "restricted"})
"""Codes of a closing after which the number has to be linked again."""
_GRAVEST = ("banned", "restricted", "logged_out")


class LinkState(StrEnum):
    """`unstable` is an outage that may pass; after `disconnected` it has to be linked again, but for the reason `outage`."""

    UNPAIRED = "unpaired"
    PAIRING = "pairing"
    CONNECTING = "connecting"
    CONNECTED = "connected"
    UNSTABLE = "unstable"
    DISCONNECTED = "disconnected"


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """Where a number's connection stands.

    `claim` is what was said and is being asked about, since `claimed_at`; `claimed_reason` why it is said to be closed.
    """

    state: LinkState = LinkState.UNPAIRED
    since: dt.datetime | None = None
    reason: str = ""
    claim: str = ""
    claimed_at: dt.datetime | None = None
    claimed_reason: str = ""

    @property
    def needs_linking(self) -> bool:
        """Is it certain that nothing leaves before a person links it again?"""
        return self.state is LinkState.DISCONNECTED and self.reason != OUTAGE_REASON


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """We asked for codes."""

    at: dt.datetime


class Offered(msgspec.Struct, frozen=True, kw_only=True):
    """A code was offered, or (`ended`) no more will be."""

    at: dt.datetime
    ended: bool = False


class Claimed(msgspec.Struct, frozen=True, kw_only=True):
    """News say so: connecting, open, closed or refused, the last two with a code perhaps."""

    at: dt.datetime
    state: str
    code: int | None = None


class Confirmed(msgspec.Struct, frozen=True, kw_only=True):
    """The far side says so, being asked: connecting, open or closed."""

    at: dt.datetime
    state: str


class Silent(msgspec.Struct, frozen=True, kw_only=True):
    """It is said to be open, but nothing comes back from WhatsApp through it."""

    at: dt.datetime


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """We unlinked it ourselves."""

    at: dt.datetime


Evidence: TypeAlias = Begun | Offered | Claimed | Confirmed | Silent | Left


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """The link after a piece of evidence; `ask`: the far side has to be asked now; `watch`: an outage began."""

    link: Link
    ask: bool = False
    watch: bool = False


def take(link: Link, evidence: Evidence) -> Step:
    """What a piece of evidence makes of a link."""
    match evidence:
        case Begun():
            begins = link.state not in (LinkState.CONNECTED, LinkState.UNSTABLE, LinkState.PAIRING)
            return Step(link=_to(link, LinkState.PAIRING, evidence.at) if begins else link)
        case Offered():
            return Step(link=_offered(link, evidence))
        case Silent():
            dead = link.state is LinkState.CONNECTED
            return Step(link=_to(link, LinkState.UNSTABLE, evidence.at, SILENT_REASON) if dead else link, watch=dead)
        case Left():
            return Step(link=_to(link, LinkState.DISCONNECTED, evidence.at, LEFT))
        case Confirmed():
            return _confirmed(link, evidence)
        case Claimed():
            return _claimed(link, evidence)


def _offered(link: Link, offered: Offered) -> Link:
    """Codes mean something only while we wait for one to be scanned; a late one changes nothing."""
    if link.state not in (LinkState.PAIRING, LinkState.CONNECTING):
        return link
    if offered.ended:
        return _seems(link, LinkState.UNPAIRED, offered.at, CODES_USED_UP)
    return link if link.state is LinkState.PAIRING else _seems(link, LinkState.PAIRING, offered.at)


def _claimed(link: Link, said: Claimed) -> Step:
    match said.state:
        case "connecting":
            return _connecting(link, said.at)
        case "open":
            return Step(link=link) if link.state is LinkState.CONNECTED else _ask(link, said)
        case "closed":
            return _closed(link, said)
        case "refused":
            return Step(link=_offered(link, Offered(at=said.at, ended=True)))
        case _:
            return Step(link=link)


def _connecting(link: Link, at: dt.datetime) -> Step:
    if link.state is LinkState.CONNECTED:
        asked = _ask(link, Claimed(at=at, state="connecting")) if not link.claim else Step(link=link)
        if link.since is not None and at - link.since < SETTLING:
            return asked
        return Step(link=_seems(asked.link, LinkState.UNSTABLE, at, UNSTABLE_REASON), ask=asked.ask, watch=True)
    if link.state is LinkState.PAIRING:
        return Step(link=_seems(link, LinkState.CONNECTING, at))
    return Step(link=link)


def _closed(link: Link, said: Claimed) -> Step:
    reason = graver(link.claimed_reason, REASONS.get(said.code or 0, ""))
    if link.state is LinkState.DISCONNECTED:
        # It was certain already; what this adds is why. What we did ourselves needs no other reason.
        why = link.reason if link.reason in (LEFT, OUTAGE_REASON) else graver(link.reason, reason) or link.reason
        known = msgspec.structs.replace(link, claimed_reason=reason, reason=why)
        return _ask(known, said) if link.reason == OUTAGE_REASON else Step(link=known)
    if link.state is LinkState.UNPAIRED:
        return Step(link=link)
    return _ask(msgspec.structs.replace(link, claimed_reason=reason), said)


def _ask(link: Link, said: Claimed) -> Step:
    """A claim is asked about once, however often it is repeated meanwhile."""
    if link.claim == said.state:
        return Step(link=link)
    return Step(link=msgspec.structs.replace(link, claim=said.state, claimed_at=said.at), ask=True)


def _confirmed(link: Link, said: Confirmed) -> Step:  # noqa: PLR0911  one return a case
    settled = msgspec.structs.replace(link, claim="", claimed_at=None)
    match said.state:
        case "open" if link.state is LinkState.CONNECTED:
            return Step(link=msgspec.structs.replace(settled, claimed_reason=""))
        case "open":
            return Step(link=_to(link, LinkState.CONNECTED, said.at))
        case "connecting" if link.state is LinkState.CONNECTED:
            return Step(link=_to(link, LinkState.UNSTABLE, said.at, UNSTABLE_REASON), watch=True)
        case "connecting" if link.state is LinkState.UNSTABLE and _overdue(link, said.at):
            return Step(link=_to(link, LinkState.DISCONNECTED, said.at, OUTAGE_REASON))
        case "closed" if link.state in (LinkState.CONNECTED, LinkState.UNSTABLE) or link.reason == OUTAGE_REASON:
            reason = link.claimed_reason or LINK_AGAIN
            closed = _to(link, LinkState.DISCONNECTED, said.at, reason)
            return Step(link=msgspec.structs.replace(closed, claimed_reason=link.claimed_reason))
        case "closed" if link.state in (LinkState.PAIRING, LinkState.CONNECTING):
            return Step(link=_to(link, LinkState.UNPAIRED, said.at, link.claimed_reason or CODES_USED_UP))
        case _:
            return Step(link=settled)


def graver(one: str, other: str) -> str:
    """Of two reasons for a closing the graver one, so that their order does not matter."""
    return next((reason for reason in _GRAVEST if reason in (one, other)), one or other)


def _overdue(link: Link, at: dt.datetime) -> bool:
    return link.since is not None and at - link.since >= OUTAGE


def _to(link: Link, state: LinkState, at: dt.datetime, reason: str = "") -> Link:
    """In another state for certain: nothing is left of what was claimed before."""
    since = link.since if state is link.state else at
    return Link(state=state, since=since, reason=reason)


def _seems(link: Link, state: LinkState, at: dt.datetime, reason: str = "") -> Link:
    """In another state by what news say: what is being asked about still is."""
    return msgspec.structs.replace(link, state=state, since=at, reason=reason)
