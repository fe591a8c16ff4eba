"""A question about people as SQL over their facets: parameters only, and the same answer as the domain's `holds`.

Every condition is true or false, never unknown. Those of other tables are asked as `contact_id IN (…) IS TRUE`, which PostgreSQL
answers from a hash of those ids, however deep in `or` and `not` it stands.
"""

from collections.abc import Mapping
from typing import Any

import asyncpg
import msgspec

from pytake_domain.contacts import (
    MARKETING,
    Activity,
    AllOf,
    AnyOf,
    AttributeIs,
    AttributeType,
    Comparison,
    Consents,
    FlagIs,
    FlagName,
    Happened,
    HasTag,
    Negation,
    Now,
    OnList,
    Query,
    Speaks,
    compared_with,
    day_of,
    since_of,
)
from pytake_domain.kernel.ids import TenantId

STORAGE: Mapping[AttributeType, str] = {
    AttributeType.TEXT: "text",
    AttributeType.CHOICE: "text",
    AttributeType.DATE: "text",
    AttributeType.NUMBER: "number",
    AttributeType.BOOLEAN: "truth",
}
_COLUMNS = {"text": ("texts", "text"), "number": ("numbers", "float8"), "truth": ("truths", "boolean")}
_FLAGS = {
    FlagName.VIP: "f.vip",
    FlagName.BLOCKED: "f.blocked",
    FlagName.OPTED_IN: "f.opted_in",
    FlagName.OPTED_OUT: "f.opted_out",
    FlagName.IN_FLOW: """(f.contact_id IN (SELECT s.contact_id FROM flow_sessions s
      WHERE s.tenant_id = $1 AND s.status = 'running')) IS TRUE""",
    FlagName.OPEN_CONVERSATION: """(f.contact_id IN (SELECT v.contact_id FROM conversations v
      WHERE v.tenant_id = $1 AND v.status <> 'archived' AND v.status <> 'resolved')) IS TRUE""",
}


ROOM = "SET LOCAL work_mem = '64MB'"
"""For the hashes of ids: where one does not fit, PostgreSQL would ask anew for every person."""


class Place(msgspec.Struct, frozen=True):
    """Where facets keep the values of an attribute."""

    storage: str
    place: int


class Arguments:
    """Values of a statement; the tenant is the first."""

    def __init__(self, tenant_id: TenantId) -> None:
        self.values: list[Any] = [tenant_id]

    def __call__(self, value: Any, kind: str) -> str:
        """The placeholder of one more."""
        self.values.append(value)
        return f"${len(self.values)}::{kind}"


async def places_of(raw: asyncpg.Connection, tenant_id: TenantId) -> dict[str, Place]:
    """By the names of the attributes."""
    rows = await raw.fetch(
        "SELECT name, storage, place FROM contact_attributes WHERE tenant_id = $1 AND removed_at IS NULL", tenant_id
    )
    return {row["name"]: Place(row["storage"], row["place"]) for row in rows}


def condition(query: Query, now: Now, places: Mapping[str, Place], value: Arguments) -> str:
    """For the facets of one person, `f`."""
    match query:
        case AllOf():
            return _joined([condition(each, now, places, value) for each in query.of], "AND", "true")
        case AnyOf():
            return _joined([condition(each, now, places, value) for each in query.of], "OR", "false")
        case Negation():
            return f"NOT {condition(query.of, now, places, value)}"
        case AttributeIs():
            return _attribute(query, now, places.get(query.name), value)
        case _:
            return _leaf(query, now, value)


def _joined(parts: list[str], word: str, empty: str) -> str:
    return f"({f' {word} '.join(parts)})" if parts else empty


def _leaf(leaf: Query, now: Now, value: Arguments) -> str:  # noqa: PLR0911  one a kind
    match leaf:
        case HasTag():
            return f"{value(leaf.tag, 'text')} = ANY(f.tags)"
        case OnList():
            members = "SELECT m.contact_id FROM contact_list_members m WHERE m.tenant_id = $1 AND m.list_id"
            return f"(f.contact_id IN ({members} = {value(leaf.list, 'text')}::uuid)) IS TRUE"
        case Consents():
            return "f.opted_in" if leaf.purpose == MARKETING else f"{value(leaf.purpose, 'text')} = ANY(f.purposes)"
        case Speaks():
            return f"(f.language = {value(leaf.language.value, 'text')}) IS TRUE"
        case FlagIs():
            return _FLAGS[leaf.flag]
        case Happened():
            since, op = since_of(leaf, now), "<" if leaf.before else ">="
            if leaf.what is Activity.CREATED:
                return f"f.created_at {op} {value(since, 'timestamptz')}"
            return f"(f.seen_on {op} {value(day_of(since), 'date')}) IS TRUE"
    raise TypeError(type(leaf).__name__)


def _attribute(leaf: AttributeIs, now: Now, place: Place | None, value: Arguments) -> str:
    if place is None:
        return "false"
    column, kind = _COLUMNS[place.storage]
    stored = f"f.{column}[{place.place}]"
    if leaf.op is Comparison.SET:
        return f"{stored} IS NOT NULL"
    other: Any = compared_with(leaf.value, now)
    if kind == "float8":
        other = float(other)
    if leaf.op is Comparison.CONTAINS:
        return f"(strpos({stored}, {value(other, kind)}) > 0) IS TRUE"
    if kind == "text" and leaf.op is not Comparison.IS:
        stored = f'{stored} COLLATE "C"'
    return f"({stored} {leaf.op.value} {value(other, kind)}) IS TRUE"
