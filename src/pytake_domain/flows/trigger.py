"""What starts a flow, and whether a message does.

What a message means to several flows at once is decided in `meaning`; `schedule` has the moments of a schedule.
"""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec

from pytake_domain.flows.expressions.values import folded
from pytake_domain.flows.input import MessageIn
from pytake_domain.flows.problem import FlowProblem, Severity
from pytake_domain.flows.safe_regex import PatternRefused, matches, safe_pattern
from pytake_domain.flows.schedule import schedule_problems

_MOST_KEYWORDS = 100
_LONGEST_KEYWORD = 100
_LONGEST_EVENT = 64
LONGEST_ID = 256
"""Characters of a button's payload or an advertisement's id."""

_EVENT = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}(\.[A-Za-z0-9_]{1,30}){0,3}(\.\*)?", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z]{2,4})?", re.ASCII)


class TriggerKind(StrEnum):
    """`kind` of a trigger on the wire: what starts it. Messages do for most, see `BY_MESSAGE`."""

    KEYWORD = "keyword"
    MESSAGE_RECEIVED = "message_received"
    FIRST_MESSAGE = "first_message"
    DEFAULT = "default"
    FALLBACK = "fallback"
    MANUAL = "manual"
    SCHEDULE = "schedule"
    CAMPAIGN = "campaign"
    EVENT = "event"
    BUTTON = "button"
    AD = "ad"
    OPT_IN = "opt_in"


BY_MESSAGE = frozenset(TriggerKind) - {
    TriggerKind.MANUAL,
    TriggerKind.SCHEDULE,
    TriggerKind.EVENT,
    TriggerKind.OPT_IN,
}
"""Kinds that a message of the contact sets off."""


class Match(StrEnum):
    """How a keyword is compared: all without case, accents and outer punctuation, words as wholes; a regex as it is written.

    A regex has its time bounded before it is ever used: `safe_regex` counts the ways in which it may be tried at one place of
    a text, refuses what has too many or nests repetitions, and tries the rest on the first 160 characters only.
    """

    EXACT = "exact"
    PREFIX = "prefix"
    CONTAINS = "contains"
    REGEX = "regex"


class Holidays(StrEnum):
    """What a schedule does on days that the company's calendar has as closed."""

    RUN = "run"
    SKIP = "skip"


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """How a message came: the contact's first one ever; by which advertisement (empty: an unknown one); to which campaign."""

    first: bool = False
    ad: str | None = None
    campaign: str | None = None


_PLAIN = Arrival()
_INTERRUPTING = frozenset({TriggerKind.KEYWORD, TriggerKind.BUTTON, TriggerKind.AD})


class Trigger(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What starts a flow. `languages` limit it to contacts of these; one that `interrupts` ends another running flow.

    `buttons` are ids, payloads or titles of buttons and rows of earlier messages, none means any; `ads` the ids of
    advertisements, none means any. A schedule is `cron` in `time_zone` (the company's without one), but not on the dates of
    `except_on`, nor on days the company's calendar has as closed when `holidays` is `skip`. `event` names an event, `erp.*`
    all that begin so. What begins without a message does so by the number `whatsapp_config_id`, or the only one there is; a
    schedule with the contacts that bear any of the `tags`.
    """

    kind: TriggerKind = TriggerKind.MANUAL
    keywords: tuple[str, ...] = ()
    match: Match = Match.EXACT
    languages: tuple[str, ...] = ()
    interrupts: bool = False
    buttons: tuple[str, ...] = ()
    ads: tuple[str, ...] = ()
    cron: str | None = None
    time_zone: str | None = None
    holidays: Holidays = Holidays.RUN
    except_on: tuple[str, ...] = ()
    campaign_id: str | None = None
    event: str | None = None
    tags: tuple[str, ...] = ()
    whatsapp_config_id: UUID | None = None

    def problems(self) -> tuple[FlowProblem, ...]:
        """What keeps it from working."""
        found: list[FlowProblem] = []
        found.extend(self._lists())
        if self.kind is TriggerKind.KEYWORD and not self.keywords:
            found.append(FlowProblem(code="required", field="trigger.keywords"))
        if self.interrupts and self.kind not in _INTERRUPTING:
            found.append(FlowProblem(code="cannot_interrupt", field="trigger.interrupts", severity=Severity.WARNING))
        if self.kind is TriggerKind.SCHEDULE:
            found.extend(schedule_problems(self.cron, self.time_zone, self.except_on))
            if not any(tag.strip() for tag in self.tags):
                found.append(FlowProblem(code="required", field="trigger.tags"))
        if self.kind is TriggerKind.EVENT:
            found.extend(self._event())
        for place, language in enumerate(self.languages):
            if not _LANGUAGE.fullmatch(language):
                found.append(FlowProblem(code="not_a_language", field=f"trigger.languages.{place}"))
        return tuple(found)

    def _lists(self) -> Iterator[FlowProblem]:
        for name in ("keywords", "buttons", "ads", "tags"):
            items: tuple[str, ...] = getattr(self, name)
            if len(items) > _MOST_KEYWORDS:
                yield FlowProblem(code="too_many", field=f"trigger.{name}", params={"most": _MOST_KEYWORDS})
            if name == self.kind.value + "s":
                for place, item in enumerate(items[:_MOST_KEYWORDS]):
                    check = self._keyword if name == "keywords" else _id_problems
                    yield from check(item, f"trigger.{name}.{place}")

    def _event(self) -> Iterator[FlowProblem]:
        if not self.event:
            yield FlowProblem(code="required", field="trigger.event")
        elif len(self.event) > _LONGEST_EVENT or not _EVENT.fullmatch(self.event):
            yield FlowProblem(code="not_an_event_name", field="trigger.event", params={"most": _LONGEST_EVENT})

    def _keyword(self, keyword: str, field: str) -> Iterable[FlowProblem]:
        if self.match is Match.REGEX:
            try:
                safe_pattern(keyword)
            except PatternRefused as refused:
                yield FlowProblem(code=refused.code, field=field)
        elif not folded(keyword):
            yield FlowProblem(code="required", field=field)
        elif len(keyword) > _LONGEST_KEYWORD:
            yield FlowProblem(
                code="text_too_long", field=field, params={"most": _LONGEST_KEYWORD, "length": len(keyword)}
            )

    @property
    def named(self) -> bool:
        """Does it say which button, advertisement or campaign it wants?"""
        wanted = {TriggerKind.BUTTON: self.buttons, TriggerKind.AD: self.ads, TriggerKind.CAMPAIGN: self.campaign_id}
        return bool(wanted.get(self.kind, True))

    def speaks(self, language: str) -> bool:
        """Is it for contacts of this language? `pt` is for all of Portuguese."""
        if not self.languages:
            return True
        tongue = language.lower()
        return any(wanted.lower() in (tongue, tongue[:2]) for wanted in self.languages)

    def fits(self, message: MessageIn, *, words: str, language: str, arrival: Arrival = _PLAIN) -> bool:
        """Does this message set it off? `words` is the folded text."""
        if not self.speaks(language):
            return False
        match self.kind:
            case TriggerKind.KEYWORD:
                found = self.names(message.text, words)
            case TriggerKind.BUTTON:
                found = self._tapped(message, words)
            case TriggerKind.AD:
                found = arrival.ad is not None and (not self.ads or arrival.ad in self.ads)
            case TriggerKind.CAMPAIGN:
                found = arrival.campaign is not None and self.campaign_id in (None, arrival.campaign)
            case TriggerKind.FIRST_MESSAGE:
                found = arrival.first
            case _:
                found = self.kind is TriggerKind.MESSAGE_RECEIVED
        return found

    def _tapped(self, message: MessageIn, words: str) -> bool:
        """A tap on one of its buttons, by id, payload or title."""
        if message.reply_id is None:
            return False
        return not self.buttons or message.reply_id in self.buttons or words in {folded(b) for b in self.buttons}

    def hears(self, event: str) -> bool:
        """Does this event set it off?"""
        if self.kind is not TriggerKind.EVENT or not self.event:
            return False
        return event == self.event or (self.event.endswith(".*") and event.startswith(self.event[:-1]))

    def names(self, text: str, words: str) -> bool:
        """Does the text hold one of the keywords?"""
        if self.match is Match.REGEX:
            return any(_regex(keyword, text) for keyword in self.keywords)
        keys = [folded(keyword) for keyword in self.keywords]
        if self.match is Match.EXACT:
            return words in keys and bool(words)
        if self.match is Match.PREFIX:
            return any(key and (words == key or words.startswith(f"{key} ")) for key in keys)
        bare = f" {_WORDS.sub(' ', words)} "
        return any(key and f" {_WORDS.sub(' ', key)} " in bare for key in keys)


def _id_problems(item: str, field: str) -> Iterator[FlowProblem]:
    if not item.strip():
        yield FlowProblem(code="required", field=field)
    elif len(item) > LONGEST_ID:
        yield FlowProblem(code="text_too_long", field=field, params={"most": LONGEST_ID, "length": len(item)})


_WORDS = re.compile(r"[^\w]+")


def _regex(source: str, text: str) -> bool:
    try:
        return matches(safe_pattern(source), text)
    except PatternRefused:
        return False


def read_trigger(drawn: object, value: object = None) -> tuple[Trigger, tuple[FlowProblem, ...]]:
    """A trigger as an object, or in short: its kind, and a keyword (or several, by commas) as `value`. Never raises."""
    if drawn is None:
        return Trigger(), ()
    if isinstance(drawn, str):
        drawn = {"kind": drawn, **_short(value)}
    elif isinstance(drawn, dict):
        drawn = {key: item for key, item in drawn.items() if item is not None}
        if "type" in drawn and "kind" not in drawn:
            drawn["kind"] = drawn["type"]
        single = drawn.get("keyword", drawn.get("value", value))
        if "keywords" not in drawn and single is not None:
            drawn.update(_short(single))
    try:
        return msgspec.convert(drawn, Trigger), ()
    except (msgspec.ValidationError, RecursionError, TypeError) as error:
        return Trigger(), (FlowProblem(code="unreadable", field="trigger", params={"detail": str(error)[:200]}),)


def _short(value: object) -> dict[str, Any]:
    if isinstance(value, (list, tuple)):
        return {"keywords": list(value)}
    if isinstance(value, str) and value.strip():
        return {"keywords": [part.strip() for part in value.split(",") if part.strip()]}
    return {} if value is None or value == "" else {"keywords": value}
