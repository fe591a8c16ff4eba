"""The text of a question read into its tree.

    tag = "norte" and (attr.plano = "fibra" or attr.saldo >= 100) and not last_seen since 30d

Words of the language in any case; text in quotation marks, or a single word as it is. Mistakes say where they are and what was
expected there.
"""

import datetime as dt
import re
from collections.abc import Callable
from functools import partial

import msgspec

from pytake_domain.contacts.attribute import AttributeType
from pytake_domain.contacts.consent import PURPOSE
from pytake_domain.contacts.segments.query import (
    DAYS_MOST,
    DEEPEST,
    Activity,
    AllOf,
    AnyOf,
    AttributeIs,
    CampaignResult,
    Comparison,
    Consents,
    FlagIs,
    FlagName,
    Happened,
    HasTag,
    InSegment,
    Negation,
    OfCampaign,
    OfErp,
    OnList,
    Query,
    Speaks,
    check_size,
)
from pytake_domain.contacts.segments.served import FACT_TYPES, ErpFact
from pytake_domain.contacts.segments.written import quoted
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.text import Language

LONGEST = 20_000
SHOWN = 40
_TOKEN = re.compile(
    r'\s*(?:(?P<string>"(?:[^"\\]|\\.)*")|(?P<mark><=|>=|!=|[=<>~(),])|(?P<word>[^\s"=<>~!(),]+))', re.DOTALL
)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d+)?([eE][+-]?\d+)?)")
_DAYS = re.compile(r"(\d{1,5})d")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
_COMPARISONS = {c.value: c for c in Comparison if c is not Comparison.SET}
_CAMPAIGN = {f"campaign.{what.value}": what for what in CampaignResult}
_ERP = {f"erp.{what.value}": what for what in ErpFact}
_FIELDS = ", ".join(
    (
        "tag, list, segment, language, attr.name, consent.purpose",
        *(*Activity, *FlagName, *_CAMPAIGN, *_ERP),
        'not, "("',
    )
)


class _Token(msgspec.Struct, frozen=True):
    kind: str
    text: str
    at: int

    def says(self, *words: str) -> bool:
        return self.kind != "string" and self.text.lower() in words


def parse(text: str) -> Query:
    """Raises Invalid with the place of the first mistake (from 1), what stands there and what was expected."""
    if len(text) > LONGEST:
        raise Invalid(Problem(field="text", code="too_long", params={"most": LONGEST}))
    reader = _Reader(_tokens(text))
    query = reader.either(0)
    if reader.now.kind != "end":
        raise reader.expected("and, or")
    check_size(query)
    return query


def _tokens(text: str) -> list[_Token]:
    found, at = [], 0
    while text[at:].strip():
        token = _TOKEN.match(text, at)
        if token is None:
            start = at + len(text[at:]) - len(text[at:].lstrip())
            raise _mistake(start, text[start : start + SHOWN], '"')
        kind = token.lastgroup or ""
        found.append(_Token(kind, token[kind], token.start(kind)))
        at = token.end()
    return [*found, _Token("end", "", len(text))]


def _mistake(at: int, found: str, expected: str) -> Invalid:
    params: dict[str, str | int] = {"at": at + 1, "found": found[:SHOWN] or "-", "expected": expected}
    return Invalid(Problem(field="text", code="query_mistake", params=params))


class _Reader:
    """Recursive descent; one method a rule."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._place = 0

    @property
    def now(self) -> _Token:
        return self._tokens[self._place]

    def take(self) -> _Token:
        token = self.now
        self._place += token.kind != "end"
        return token

    def expected(self, what: str) -> Invalid:
        return _mistake(self.now.at, self.now.text, what)

    def want(self, mark: str) -> None:
        if not self.now.says(mark):
            raise self.expected(f'"{mark}"')
        self.take()

    def either(self, depth: int) -> Query:
        return self._joined("or", lambda: self.both(depth), lambda of: AnyOf(of=of))

    def both(self, depth: int) -> Query:
        return self._joined("and", lambda: self.one(depth), lambda of: AllOf(of=of))

    def _joined(self, word: str, read: Callable[[], Query], join: Callable[[tuple[Query, ...]], Query]) -> Query:
        parts = [read()]
        while self.now.says(word):
            self.take()
            parts.append(read())
        return parts[0] if len(parts) == 1 else join(tuple(parts))

    def one(self, depth: int) -> Query:
        if depth > DEEPEST:
            raise Invalid(Problem(field="query", code="too_deep", params={"most": DEEPEST}))
        token = self.take()
        if token.says("not"):
            return Negation(of=self.one(depth + 1))
        if token.says("("):
            return self._closed(depth)
        if token.says("all", "any") and self.now.says("("):
            self.take()
            of = (self._closed(depth),)
            return AllOf(of=of) if token.says("all") else AnyOf(of=of)
        if token.says("everybody", "nobody"):
            return AllOf(of=()) if token.says("everybody") else AnyOf(of=())
        self._place -= token.kind != "end"
        if token.kind != "word":
            raise self.expected(_FIELDS)
        return self._leaf()

    def _closed(self, depth: int) -> Query:
        inner = self.either(depth + 1)
        self.want(")")
        return inner

    def _leaf(self) -> Query:
        word = self.now.text
        field = word.lower()
        if field.startswith("attr."):
            self.take()
            return self._fact(partial(AttributeIs, name=word[len("attr.") :]))
        if field.startswith("consent.") and PURPOSE.fullmatch(field.removeprefix("consent.")):
            self.take()
            return self._so(Consents(purpose=field.removeprefix("consent.")))
        if field in _CAMPAIGN or field in _ERP:
            self.take()
            return self._of_erp(_ERP[field]) if field in _ERP else self._of_campaign(_CAMPAIGN[field])
        if field in set(FlagName):
            self.take()
            return self._so(FlagIs(flag=FlagName(field)))
        if field in set(Activity):
            self.take()
            return self._happened(Activity(field))
        if field not in ("tag", "list", "segment", "language"):
            raise self.expected(_FIELDS)
        self.take()
        return self._compared(lambda: self._named(field))

    def _named(self, field: str) -> Query:
        at = self.now
        text = self._text()
        match field:
            case "tag":
                return HasTag(tag=text)
            case "list":
                return OnList(list=text)
            case "segment":
                return InSegment(segment=text)
        spoken = {language.value.lower(): language for language in Language}.get(text.lower())
        if spoken is None:
            raise _mistake(at.at, at.text, ", ".join(Language))
        return Speaks(language=spoken)

    def _compared(self, read: Callable[[], Query]) -> Query:
        """`= value`, `!= value`, `in (value, value)`."""
        if self.now.says("in"):
            self.take()
            return self._choices(read)
        if self.now.says("!="):
            self.take()
            return Negation(of=read())
        if not self.now.says("="):
            raise self.expected("=, !=, in")
        self.take()
        return read()

    def _choices(self, read: Callable[[], Query]) -> Query:
        self.want("(")
        found = [read()]
        while self.now.says(","):
            self.take()
            found.append(read())
        self.want(")")
        return AnyOf(of=tuple(found))

    def _of_erp(self, what: ErpFact) -> Query:
        """What is so or not may stand alone."""
        leaf = partial(OfErp, what=what)
        asked = self.now.kind == "mark" or self.now.says("is", "in")
        if FACT_TYPES[what] is AttributeType.BOOLEAN and (not asked or self.now.says(")", ",")):
            return leaf(value=True)
        return self._fact(leaf)

    def _fact(self, leaf: Callable[..., Query]) -> Query:
        if self.now.says("is"):
            self.take()
            inverted = self.now.says("not")
            if inverted:
                self.take()
            self.want("set")
            there = leaf(op=Comparison.SET)
            return Negation(of=there) if inverted else there
        if self.now.says("=", "!=", "in"):
            return self._compared(lambda: leaf(value=self._value()))
        op = _COMPARISONS.get(self.now.text) if self.now.kind == "mark" else None
        if op is None:
            raise self.expected("=, !=, <, <=, >, >=, ~, in, is set")
        self.take()
        return leaf(op=op, value=self._value())

    def _so(self, leaf: Query) -> Query:
        """Alone, or `= yes`, `= no`."""
        if not self.now.says("=", "!="):
            return leaf
        equal = self.take().says("=")
        if not self.now.says("yes", "true", "no", "false"):
            raise self.expected("yes, no")
        return leaf if self.take().says("yes", "true") is equal else Negation(of=leaf)

    def _happened(self, what: Activity) -> Query:
        if not self.now.says("since", "within", "before"):
            raise self.expected("since, before")
        before = self.take().says("before")
        at = self.now
        text = self._text()
        if days := _DAYS.fullmatch(text):
            return Happened(what=what, before=before, days=min(int(days[1]), DAYS_MOST))
        try:
            moment = dt.datetime.fromisoformat(text)
        except ValueError:
            raise _mistake(at.at, at.text, '30d, "2026-01-31"') from None
        return Happened(what=what, before=before, at=moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC))

    def _of_campaign(self, what: CampaignResult) -> Query:
        """Alone, or `= "id"`, and `within 30d`."""
        campaign = days = None
        if self.now.says("="):
            self.take()
            campaign = self._text()
        if self.now.says("within"):
            self.take()
            at = self.now
            found = _DAYS.fullmatch(self._text())
            if found is None:
                raise _mistake(at.at, at.text, "30d")
            days = min(int(found[1]), DAYS_MOST)
        return OfCampaign(what=what, campaign=campaign, days=days)

    def _text(self) -> str:
        if self.now.kind not in ("string", "word"):
            raise self.expected(quoted("text"))
        token = self.take()
        if token.kind == "word":
            return token.text
        return re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], m[1]), token.text[1:-1], flags=re.DOTALL)

    def _value(self) -> str | int | float | bool:
        plain = self.now.kind == "word"
        if plain and self.now.says("yes", "true", "no", "false"):
            return self.take().says("yes", "true")
        text = self._text()
        if plain and (number := _NUMBER.fullmatch(text)):
            return float(text) if number[2] or number[3] else int(text)
        return text
