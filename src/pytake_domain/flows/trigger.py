"""What starts a flow, and whether a message does."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

import msgspec

from pytake_domain.flows.expressions.values import folded
from pytake_domain.flows.input import MessageIn
from pytake_domain.flows.problem import FlowProblem
from pytake_domain.flows.safe_regex import PatternRefused, matches, safe_pattern

_MOST_KEYWORDS = 100
_LONGEST_KEYWORD = 100


class TriggerKind(StrEnum):
    """`kind` of a trigger on the wire."""

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


ACTIVE = frozenset(TriggerKind) - {TriggerKind.SCHEDULE, TriggerKind.CAMPAIGN, TriggerKind.EVENT}
"""Kinds that something sets off; flows with the others can be drawn and saved, not published."""


class Match(StrEnum):
    """How a keyword is compared: all without case, accents and outer punctuation, words as wholes; a regex as it is written."""

    EXACT = "exact"
    PREFIX = "prefix"
    CONTAINS = "contains"
    REGEX = "regex"


class Trigger(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What starts a flow. `languages` limit it to contacts of these; an `interrupts` keyword ends another running flow."""

    kind: TriggerKind = TriggerKind.MANUAL
    keywords: tuple[str, ...] = ()
    match: Match = Match.EXACT
    languages: tuple[str, ...] = ()
    interrupts: bool = False
    cron: str | None = None
    time_zone: str | None = None
    campaign_id: str | None = None
    event: str | None = None

    def problems(self) -> tuple[FlowProblem, ...]:
        """What keeps it from working."""
        found: list[FlowProblem] = []
        if self.kind not in ACTIVE:
            found.append(
                FlowProblem(code="trigger_not_supported", field="trigger.kind", params={"kind": self.kind.value})
            )
        if self.kind is TriggerKind.KEYWORD:
            if not self.keywords:
                found.append(FlowProblem(code="required", field="trigger.keywords"))
            if len(self.keywords) > _MOST_KEYWORDS:
                found.append(FlowProblem(code="too_many", field="trigger.keywords", params={"most": _MOST_KEYWORDS}))
            for place, keyword in enumerate(self.keywords[:_MOST_KEYWORDS]):
                found.extend(self._keyword(keyword, f"trigger.keywords.{place}"))
        return tuple(found)

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

    def speaks(self, language: str) -> bool:
        """Is it for contacts of this language? `pt` is for all of Portuguese."""
        if not self.languages:
            return True
        tongue = language.lower()
        return any(wanted.lower() in (tongue, tongue[:2]) for wanted in self.languages)

    def fits(self, message: MessageIn, *, words: str, first: bool, language: str) -> bool:
        """Does this message set it off? `words` is the folded text, `first` that the contact never wrote before."""
        if not self.speaks(language):
            return False
        if self.kind is TriggerKind.KEYWORD:
            return self.names(message.text, words)
        if self.kind is TriggerKind.FIRST_MESSAGE:
            return first
        return self.kind is TriggerKind.MESSAGE_RECEIVED

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
