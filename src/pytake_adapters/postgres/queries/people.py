"""A question about people as SQL over their facets: parameters only, and the same answer as the domain's `holds`.

Facets are columns of fixed width that are never null (NaN, -infinity and 0 stand for none), so that a million rows are walked
over quickly; arrays behind them hold what has no column, and are looked into only where the columns leave something open.

Every condition is true or false, never unknown. Those of other tables are asked as EXISTS. With `IS TRUE` behind it, PostgreSQL
answers it from a hash of those ids, however deep in `or` and `not` it stands. Where it must hold, or must not, of everybody who
is counted (`plain`), it may be a join, which two processes share. What costs most to look at comes last.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
import msgspec

from pytake_adapters.postgres.queries.arguments import Arguments
from pytake_adapters.postgres.queries.keys import text_key
from pytake_adapters.postgres.queries.served import served
from pytake_domain.contacts import (
    MARKETING,
    Activity,
    AllOf,
    AnyOf,
    AttributeIs,
    AttributeType,
    CampaignResult,
    Comparison,
    Consents,
    FlagIs,
    FlagName,
    Happened,
    HasTag,
    Negation,
    Now,
    OfCampaign,
    OfErp,
    OnList,
    Query,
    Speaks,
    comparable,
    compared_with,
    day_of,
    days_ago,
    since_of,
)
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.text import Language

STORAGE: Mapping[AttributeType, str] = {
    AttributeType.TEXT: "text",
    AttributeType.CHOICE: "text",
    AttributeType.DATE: "number",
    AttributeType.NUMBER: "number",
    AttributeType.BOOLEAN: "number",
}
TEXTS, NUMBERS = 4, 6
"""How many of each kind have a column."""
_MARKS = 64
FLAGS = {
    FlagName.VIP: "(f.flags & 1 <> 0)",
    FlagName.BLOCKED: "(f.flags & 2 <> 0)",
    FlagName.OPTED_IN: "(f.flags & 4 <> 0)",
    FlagName.OPTED_OUT: "(f.flags & 8 <> 0)",
    FlagName.IN_FLOW: """(EXISTS (SELECT 1 FROM flow_sessions s WHERE s.tenant_id = $1 AND s.contact_id = f.contact_id
      AND s.status = 'running')) IS TRUE""",
    FlagName.OPEN_CONVERSATION: "(f.open_talks > 0)",
}


BECAME = {
    CampaignResult.RECEIVED: "r.outcome IN (3, 4)",
    CampaignResult.READ: "r.outcome = 4",
    CampaignResult.REPLIED: "r.replied_at IS NOT NULL",
    CampaignResult.FAILED: "r.outcome = 5",
}
_LATEST = {
    CampaignResult.RECEIVED: "f.got_on",
    CampaignResult.READ: "f.read_on",
    CampaignResult.REPLIED: "f.answered_on",
    CampaignResult.FAILED: "f.failed_on",
}
_LANGUAGES = {Language.PT_BR: 16, Language.EN: 32, Language.ES: 64}
_DAYS = {Activity.LAST_SEEN: "f.seen_on", Activity.LAST_REPLIED: "f.replied_on"}

ROOM = "SET LOCAL work_mem = '64MB'"
"""For the hashes of ids: where one does not fit, PostgreSQL would ask anew for every person."""


class Place(msgspec.Struct, frozen=True):
    """Where facets keep the values of an attribute."""

    kind: AttributeType
    place: int


async def places_of(raw: asyncpg.Connection, tenant_id: TenantId) -> dict[str, Place]:
    """By the names of the attributes."""
    rows = await raw.fetch(
        "SELECT name, type, place FROM contact_attributes WHERE tenant_id = $1 AND removed_at IS NULL", tenant_id
    )
    return {row["name"]: Place(AttributeType(row["type"]), row["place"]) for row in rows}


def condition(query: Query, now: Now, places: Mapping[str, Place], value: Arguments, *, plain: bool = False) -> str:
    """For the facets of one person, `f`."""
    match query:
        case AllOf():
            return _joined(
                [condition(each, now, places, value, plain=plain) for each in _dear_last(query.of)], "AND", "true"
            )
        case AnyOf():
            return _joined([condition(each, now, places, value) for each in _dear_last(query.of)], "OR", "false")
        case Negation():
            inner = plain and not isinstance(query.of, AllOf | AnyOf)
            return f"NOT {condition(query.of, now, places, value, plain=inner)}"
        case AttributeIs():
            return _attribute(query, now, places.get(query.name), value)
        case _:
            so = _leaf(query, now, value)
            return so.removesuffix(" IS TRUE") if plain and _cost(query) >= ELSEWHERE else so


def _dear_last(parts: Sequence[Query]) -> list[Query]:
    """Columns, then arrays, then other tables: a part that decides leaves those behind it alone."""
    return sorted(parts, key=_cost)


ELSEWHERE = 3
"""What this and more costs is asked of other tables."""


def _cost(query: Query) -> int:
    match query:
        case AllOf() | AnyOf():
            return max((_cost(each) for each in query.of), default=0)
        case Negation():
            return _cost(query.of)
        case HasTag():
            return 1
        case AttributeIs(op=Comparison.CONTAINS) | OfErp(op=Comparison.CONTAINS):
            return 2
        case OnList() | FlagIs(flag=FlagName.IN_FLOW):
            return ELSEWHERE
    return ELSEWHERE + 1 if isinstance(query, OfCampaign) and query.campaign is not None else 0


def _joined(parts: list[str], word: str, empty: str) -> str:
    return f"({f' {word} '.join(parts)})" if parts else empty


def _leaf(leaf: Query, now: Now, value: Arguments) -> str:  # noqa: PLR0911  one a kind
    match leaf:
        case HasTag():
            return _tagged(leaf.tag, value)
        case OnList():
            members = "SELECT 1 FROM contact_list_members m WHERE m.tenant_id = $1 AND m.contact_id = f.contact_id AND"
            return f"(EXISTS ({members} m.list_id = {value(leaf.list, 'text')}::uuid)) IS TRUE"
        case Consents():
            if leaf.purpose == MARKETING:
                return FLAGS[FlagName.OPTED_IN]
            return f"({value(leaf.purpose, 'text')} = ANY(f.purposes)) IS TRUE"
        case Speaks():
            return f"(f.flags & {_LANGUAGES[leaf.language]} <> 0)"
        case FlagIs():
            return FLAGS[leaf.flag]
        case Happened():
            since, op = since_of(leaf, now), "<" if leaf.before else ">="
            if leaf.what is Activity.CREATED:
                return f"f.created_at {op} {value(since, 'timestamptz')}"
            day = _DAYS[leaf.what]
            known = f" AND {day} > '-infinity'" if leaf.before else ""
            return f"({day} {op} {value(day_of(since), 'date')}{known})"
        case OfCampaign():
            return _of_campaign(leaf, now, value)
        case OfErp():
            return served(leaf, now, value)
    raise TypeError(type(leaf).__name__)


def _of_campaign(leaf: OfCampaign, now: Now, value: Arguments) -> str:
    """Of any campaign by the day of the latest, of one by the ledger."""
    since = None if leaf.days is None else day_of(days_ago(leaf.days, now))
    if leaf.campaign is None:
        latest = _LATEST[leaf.what]
        return f"{latest} > '-infinity'" if since is None else f"{latest} >= {value(since, 'date')}"
    sent = f" AND r.queued_at >= {value(since, 'date')}::timestamp AT TIME ZONE 'UTC'" if since is not None else ""
    which = f"r.campaign_id = {value(leaf.campaign, 'text')}::uuid AND r.queued_at IS NOT NULL AND {BECAME[leaf.what]}{sent}"
    ours = "SELECT 1 FROM campaign_recipients r WHERE r.tenant_id = $1 AND r.contact_id = f.contact_id AND"
    return f"(EXISTS ({ours} {which})) IS TRUE"


def _tagged(tag: str, value: Arguments) -> str:
    """Tags leave a mark each, one of 64: who does not bear it is passed over without a look into their tags (of an `AND`
    PostgreSQL would choose the order).
    """
    mark = 1 << (text_key(tag) % _MARKS)
    signed = mark - (1 << _MARKS) if mark >> (_MARKS - 1) else mark
    marked, borne = f"f.tag_marks & {value(signed, 'bigint')} <> 0", f"{value(tag, 'text')} = ANY(f.tags)"
    return f"CASE WHEN {marked} THEN {borne} ELSE false END"


def _attribute(leaf: AttributeIs, now: Now, place: Place | None, value: Arguments) -> str:
    if place is None:
        return "false"
    other = comparable(compared_with(leaf.value, now), place.kind)
    if other is None and leaf.op is not Comparison.SET:
        return "false"
    if STORAGE[place.kind] == "text":
        return _text(leaf.op, other, place.place, value)
    return _number(leaf.op, other, place.place, value)


def _text(op: Comparison, other: Any, place: int, value: Arguments) -> str:
    stored = f"f.texts[{place}]"
    if place <= TEXTS and op is Comparison.SET:
        return f"f.text_{place} <> 0"
    if place <= TEXTS and op is Comparison.IS:
        return f"f.text_{place} = {value(text_key(other), 'bigint')}"
    if op is Comparison.SET:
        return f"{stored} IS NOT NULL"
    if op is Comparison.CONTAINS:
        return f"(strpos({stored}, {value(other, 'text')}) > 0) IS TRUE"
    return f'({stored} COLLATE "C" {op.value} {value(other, "text")}) IS TRUE'


def _number(op: Comparison, other: Any, place: int, value: Arguments) -> str:
    """NaN is larger than every number."""
    stored = f"f.number_{place}" if place <= NUMBERS else f"coalesce(f.numbers[{place - NUMBERS}], 'NaN')"
    if op is Comparison.SET:
        return f"{stored} <> 'NaN'"
    if op is Comparison.CONTAINS:
        return "false"
    known = f" AND {stored} <> 'NaN'" if op in (Comparison.MORE, Comparison.AT_LEAST) else ""
    return f"({stored} {op.value} {value(other, 'float8')}{known})"
