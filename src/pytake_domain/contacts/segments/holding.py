"""Does a question hold for somebody, and why? The same answer as the database gives."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from operator import eq, ge, gt, le, lt
from typing import Any

import msgspec

from pytake_domain.contacts.attribute import LARGEST, Attribute, AttributeType
from pytake_domain.contacts.contact import AttributeValue, Contact
from pytake_domain.contacts.letters import folded
from pytake_domain.contacts.segments.query import (
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
)
from pytake_domain.contacts.segments.served import FACT_TYPES, ErpFact, Served

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HOW: Mapping[Comparison, Callable[[Any, Any], bool]] = {
    Comparison.IS: eq,
    Comparison.LESS: lt,
    Comparison.AT_MOST: le,
    Comparison.MORE: gt,
    Comparison.AT_LEAST: ge,
}


class Got(msgspec.Struct, frozen=True, kw_only=True):
    """A message of a campaign that somebody was sent, and what became of it."""

    campaign: str
    at: dt.datetime
    became: frozenset[CampaignResult]


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """What questions may be about. `last_seen` is the day, in UTC, on which they last wrote, `last_replied` the one on which
    somebody of the company last wrote to them.
    """

    contact: Contact
    lists: frozenset[str] = frozenset()
    last_seen: dt.date | None = None
    last_replied: dt.date | None = None
    in_flow: bool = False
    open_conversation: bool = False
    campaigns: tuple[Got, ...] = ()
    served: Served | None = None


class Now(msgspec.Struct, frozen=True, kw_only=True):
    """The moment of a question, and which day that is where the company is."""

    at: dt.datetime
    today: dt.date


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """What a question is answered with, beside the person."""

    now: Now
    attributes: Mapping[str, Attribute]
    queries: Mapping[str, Query] = {}


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a question, whether it holds for somebody, what was seen of them, and the parts below it."""

    query: Query
    holds: bool
    seen: str | int | float | bool | list[str] | None = None
    of: tuple["Why", ...] = ()


def holds(query: Query, person: Person, setting: Setting) -> bool:
    """For a question that was checked."""
    match query:
        case AllOf():
            return all(holds(each, person, setting) for each in query.of)
        case AnyOf():
            return any(holds(each, person, setting) for each in query.of)
        case Negation():
            return not holds(query.of, person, setting)
        case InSegment():
            known = setting.queries.get(query.segment)
            return known is not None and holds(known, person, setting)
        case _:
            return _leaf(query, person, setting)[0]


def explain(query: Query, person: Person, setting: Setting) -> Why:
    """The whole tree, each part with its truth and what was seen."""
    below: tuple[Query, ...] = ()
    match query:
        case AllOf() | AnyOf():
            below = query.of
        case Negation():
            below = (query.of,)
        case InSegment():
            below = tuple(q for q in (setting.queries.get(query.segment),) if q is not None)
        case _:
            true, seen = _leaf(query, person, setting)
            return Why(query=query, holds=true, seen=seen)
    return Why(
        query=query,
        holds=holds(query, person, setting),
        of=tuple(explain(each, person, setting) for each in below),
    )


Seen = str | int | float | bool | list[str] | None


def _leaf(leaf: Query, person: Person, setting: Setting) -> tuple[bool, Seen]:  # noqa: PLR0911  one a kind
    contact = person.contact
    match leaf:
        case HasTag():
            return leaf.tag in contact.tags, list(contact.tags)
        case OnList():
            return leaf.list in person.lists, sorted(person.lists)
        case AttributeIs():
            return _attribute(leaf, contact.attributes.get(leaf.name), setting)
        case Consents():
            agreed = sorted(purpose for purpose, said in contact.consents.items() if said.given)
            return leaf.purpose in agreed, agreed
        case Speaks():
            return contact.language is leaf.language, contact.language and contact.language.value
        case FlagIs():
            so = _so(person, leaf.flag)
            return so, so
        case Happened():
            return _happened(leaf, person, setting.now)
        case OfCampaign():
            since = None if leaf.days is None else day_of(days_ago(leaf.days, setting.now))
            became = {
                each
                for got in person.campaigns
                if leaf.campaign in (None, got.campaign) and (since is None or day_of(got.at) >= since)
                for each in got.became
            }
            return leaf.what in became, sorted(became)
        case OfErp():
            return _of_erp(leaf, person.served, setting.now)
    raise TypeError(type(leaf).__name__)


def _attribute(leaf: AttributeIs, stored: AttributeValue, setting: Setting) -> tuple[bool, Seen]:
    attribute = setting.attributes.get(leaf.name)
    value = None if attribute is None else comparable(stored, attribute.type)
    if attribute is None or value is None:
        return False, None
    other = comparable(compared_with(leaf.value, setting.now), attribute.type)
    return _compared(value, leaf.op, other), stored


def _of_erp(leaf: OfErp, served: Served | None, now: Now) -> tuple[bool, Seen]:
    """Whether they are a customer is known of everybody, anything else of customers alone."""
    value: AttributeValue = False if leaf.what is ErpFact.CUSTOMER else None
    if served is not None:
        value = served.told(leaf.what, now.today)
    kind = FACT_TYPES[leaf.what]
    known = float(value) if isinstance(value, int | float) else comparable(value, kind)
    return _compared(known, leaf.op, comparable(leaf.value, kind)), value


def comparable(value: AttributeValue, kind: AttributeType) -> str | float | None:
    """Texts without case and marks, days as 20260131, yes as 1; None where it is not of the type: what was kept before the
    attribute had one may not be.
    """
    match kind:
        case AttributeType.TEXT | AttributeType.CHOICE:
            return folded(value) if isinstance(value, str) else None
        case AttributeType.DATE:
            return float(value.replace("-", "")) if isinstance(value, str) and _DAY.fullmatch(value) else None
        case AttributeType.BOOLEAN:
            return float(value) if isinstance(value, bool) else None
    number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LARGEST
    return float(value) if number and value is not None else None


def compared_with(value: AttributeValue, now: Now) -> AttributeValue:
    """`today` and days around it become dates; anything else is what it is."""
    if not isinstance(value, str) or not value.startswith("today"):
        return value
    days = value.removeprefix("today").removesuffix("d") or "0"
    try:
        return (now.today + dt.timedelta(days=int(days))).isoformat()
    except (ValueError, OverflowError):
        return value


def _compared(value: str | float | None, op: Comparison, other: str | float | None) -> bool:
    if value is None:
        return False
    if op is Comparison.SET:
        return True
    if other is None:
        return False
    if op is Comparison.CONTAINS:
        return isinstance(other, str) and isinstance(value, str) and other in value
    return _HOW[op](value, other)


def _so(person: Person, flag: FlagName) -> bool:
    match flag:
        case FlagName.VIP:
            return person.contact.vip
        case FlagName.BLOCKED:
            return person.contact.blocked
        case FlagName.OPTED_IN:
            return person.contact.opted_in
        case FlagName.OPTED_OUT:
            return person.contact.opted_out
        case FlagName.IN_FLOW:
            return person.in_flow
        case FlagName.OPEN_CONVERSATION:
            return person.open_conversation


def _happened(leaf: Happened, person: Person, now: Now) -> tuple[bool, Seen]:
    since = since_of(leaf, now)
    if leaf.what is Activity.CREATED:
        then = person.contact.created_at
        return (then < since) if leaf.before else (then >= since), then.isoformat()
    day = person.last_seen if leaf.what is Activity.LAST_SEEN else person.last_replied
    if day is None:
        return False, None
    edge = day_of(since)
    return (day < edge) if leaf.before else (day >= edge), day.isoformat()


def since_of(leaf: Happened, now: Now) -> dt.datetime:
    """The moment that a condition speaks of."""
    if leaf.at is not None:
        return leaf.at
    return days_ago(leaf.days or 0, now)


def days_ago(days: int, now: Now) -> dt.datetime:
    """So many days before the moment of the question."""
    return max(now.at - dt.timedelta(days=days), dt.datetime(1, 1, 2, tzinfo=dt.UTC))


def day_of(moment: dt.datetime) -> dt.date:
    """Of a moment, in UTC."""
    return moment.astimezone(dt.UTC).date()
