"""Lists of conversations as walks along indexes: each begins where the page before ended, and reads no further than the page.

What somebody may see is several walks (their own, each of their queues, what nobody has), and each of them one a status; what
they find is merged. A filter that no index leads by is looked at on the way.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from uuid import UUID

import msgspec

from pytake_domain.kernel.ids import TenantId
from pytake_domain.messaging import CLOSING, ConversationFilter, ConversationStatus

KEYS = "unnest({keys}::uuid[]) AS k(key), "
WALK = """SELECT w.id, w.at FROM {keys}unnest({statuses}::text[]) AS s(status), LATERAL (
  SELECT c.id, c.last_message_at AS at FROM conversations c
  WHERE c.tenant_id = {tenant} AND c.status = s.status AND {lane}{rest}{place}{order} LIMIT {most}) AS w"""
ALONG_TAG = """(SELECT t.conversation_id AS id, t.last_message_at AS at FROM conversation_tags t, LATERAL (
    SELECT 1 FROM conversations c
    WHERE c.tenant_id = {tenant} AND c.id = t.conversation_id{rest} LIMIT 1) AS c
  WHERE t.tenant_id = {tenant} AND t.tag = {key}{place}{order} LIMIT {most})"""
"""The LIMIT inside keeps the planner from joining by a hash, for which it would read every conversation of the tenant."""
PLAIN = """(SELECT c.id, c.last_message_at AS at FROM conversations c
  WHERE c.tenant_id = {tenant} AND {lane}{rest}{place}{order} LIMIT {most})"""


class Place(msgspec.Struct, frozen=True):
    """Where a page ended."""

    at: dt.datetime | None
    id: UUID


class Lane(msgspec.Struct, frozen=True, kw_only=True):
    """One walk: by which shape and condition, and the keys it starts from. No two of a list meet the same conversation;
    `but`: those of this agent are another walk's.
    """

    shape: str
    condition: str = "true"
    keys: Sequence[UUID] | None = None
    tag: str | None = None
    but: UUID | None = None


EVERYTHING = Lane(shape=WALK)


def sifted(wanted: ConversationFilter) -> bool:
    """Does it ask for something that the walks of a list look at on their way?"""
    return wanted.unread or wanted.closing or wanted.since is not None or wanted.until is not None


class Arguments:
    """Values of a statement, by their numbers."""

    def __init__(self) -> None:
        self.values: list[object] = []

    def __call__(self, value: object, kind: str = "") -> str:
        """The placeholder of a value; the same one again for the same value."""
        self.values.append(value)
        return f"${len(self.values)}{'::' + kind if kind else ''}"


def lanes_of(wanted: ConversationFilter) -> list[Lane]:  # noqa: PLR0911  one return an index
    """The walks that lead to everything a filter wants, by the narrowest index there is."""
    sight = wanted.visible_to
    if wanted.contact_id is not None:
        # Two indexes hold a contact's: that of the open ones, of which there are few, and that of the archived.
        return [
            Lane(shape=PLAIN, condition=f"c.contact_id = {{key}} AND c.status {which}", keys=(wanted.contact_id,))
            for which in ("<> 'archived'", "= 'archived'")
        ]
    if wanted.closing:
        # An index holds windows in the order of their end, and those that end soon are few.
        return [EVERYTHING]
    if wanted.tags:
        return [Lane(shape=ALONG_TAG, tag=wanted.tags[0])]
    if wanted.snoozed:
        return [Lane(shape=PLAIN, condition="c.snoozed_until IS NOT NULL")]
    if wanted.assigned_to is not None and (sight is None or sight.user_id == wanted.assigned_to):
        return [Lane(shape=WALK, condition="c.assigned_to = k.key", keys=(wanted.assigned_to,))]
    if wanted.queue_id is not None:
        return [Lane(shape=WALK, condition="c.queue_id = k.key", keys=(wanted.queue_id,))]
    if sight is not None:
        seen = [
            Lane(shape=WALK, condition="c.assigned_to = k.key", keys=(sight.user_id,)),
            Lane(shape=WALK, condition="c.assigned_to IS NULL AND c.queue_id IS NULL"),
        ]
        if sight.queues:
            queues = sorted(sight.queues)
            seen.append(Lane(shape=WALK, condition="c.queue_id = k.key", keys=queues, but=sight.user_id))
        if near := sorted(sight.nearby - sight.queues):
            seen.append(Lane(shape=WALK, condition="c.assigned_to IS NULL AND c.queue_id = k.key", keys=near))
        return seen
    if wanted.number_id is not None:
        return [Lane(shape=WALK, condition="c.number_id = k.key", keys=(wanted.number_id,))]
    return [EVERYTHING]


def conditions(wanted: ConversationFilter, value: Callable[..., str]) -> str:
    """Everything that a filter asks, as one condition; the lane's own again, which costs nothing."""
    asked = []
    for column, wish in (
        ("assigned_to", wanted.assigned_to),
        ("queue_id", wanted.queue_id),
        ("number_id", wanted.number_id),
        ("contact_id", wanted.contact_id),
    ):
        if wish is not None:
            asked.append(f"c.{column} = {value(wish, 'uuid')}")
    if wanted.status:
        asked.append(f"c.status = ANY({value([s.value for s in wanted.status], 'text[]')})")
    if wanted.tags:
        asked.append(f"c.tags @> {value(list(wanted.tags), 'text[]')}")
    if wanted.snoozed is not None:
        asked.append(f"c.snoozed_until IS {'NOT ' if wanted.snoozed else ''}NULL")
    if wanted.unread:
        asked.append("c.unread_count > 0")
    if wanted.closing:
        now, soon = value(wanted.as_of, "timestamptz"), value(wanted.as_of + CLOSING, "timestamptz")
        asked.append(f"c.window_expires_at > {now} AND c.window_expires_at < {soon}")
    if wanted.since is not None:
        asked.append(f"c.last_message_at >= {value(wanted.since, 'timestamptz')}")
    if wanted.until is not None:
        asked.append(f"c.last_message_at < {value(wanted.until, 'timestamptz')}")
    sight = wanted.visible_to
    if sight is not None:
        near = value(sorted(sight.nearby), "uuid[]")
        asked.append(
            f"(c.assigned_to = {value(sight.user_id, 'uuid')} OR c.queue_id = ANY({value(sorted(sight.queues), 'uuid[]')})"
            f" OR (c.assigned_to IS NULL AND (c.queue_id IS NULL OR c.queue_id = ANY({near}))))"
        )
    return "".join(f" AND {condition}" for condition in asked)


def walk(
    tenant_id: TenantId,
    wanted: ConversationFilter,
    *,
    most: int,
    silent: bool = False,
    after: Place | None = None,
    descending: bool = True,
) -> tuple[str, list[object]]:
    """The ids of at most so many, sorted by their last message: of those that have one, or (`silent`) of those that have none."""
    value = Arguments()
    tenant, limit = value(tenant_id, "uuid"), value(most, "bigint")
    lanes = lanes_of(wanted)
    statuses = _statuses(wanted, lanes, value)
    rest = conditions(wanted, value)
    direction, comes = ("DESC", "<") if descending else ("ASC", ">")
    parts = []
    for lane in lanes:
        time, own = (
            ("t.last_message_at", "t.conversation_id") if lane.tag is not None else ("c.last_message_at", "c.id")
        )
        place = f" AND {time} IS {'' if silent else 'NOT '}NULL"
        if after is not None:
            place += (
                f" AND {own} {comes} {value(after.id, 'uuid')}"
                if silent
                else (f" AND ({time}, {own}) {comes} ({value(after.at, 'timestamptz')}, {value(after.id, 'uuid')})")
            )
        order = f" ORDER BY {time} {direction}, {own} {direction}"
        parts.append(
            _part(lane, value, tenant=tenant, statuses=statuses, rest=rest, place=place, order=order, most=limit)
        )
    found = " UNION ALL ".join(parts)
    return f"SELECT id, at FROM ({found}) AS found ORDER BY at {direction}, id {direction} LIMIT {limit}", value.values  # noqa: S608  placeholders


def count(tenant_id: TenantId, wanted: ConversationFilter, *, most: int) -> tuple[str, list[object]]:
    """How many there are, no further than so many."""
    found, values = few(tenant_id, wanted, most=most)
    return f"SELECT count(*) FROM ({found}) AS few", values  # noqa: S608  placeholders


def few(tenant_id: TenantId, wanted: ConversationFilter, *, most: int) -> tuple[str, list[object]]:
    """The ids of all, no further than so many, in no order."""
    value = Arguments()
    tenant, limit = value(tenant_id, "uuid"), value(most, "bigint")
    lanes = lanes_of(wanted)
    statuses = _statuses(wanted, lanes, value)
    rest = conditions(wanted, value)
    parts = [
        _part(lane, value, tenant=tenant, statuses=statuses, rest=rest, place="", order="", most=limit)
        for lane in lanes
    ]
    found = " UNION ALL ".join(f"SELECT id FROM ({part}) AS part" for part in parts)  # noqa: S608  placeholders
    return f"SELECT id FROM ({found}) AS found LIMIT {limit}", value.values  # noqa: S608  the same


def _statuses(wanted: ConversationFilter, lanes: Sequence[Lane], value: Arguments) -> str:
    """Named only where a walk asks for them: a statement may have no value that it does not use."""
    if all(lane.shape is not WALK for lane in lanes):
        return ""
    return value([s.value for s in wanted.status or ConversationStatus], "text[]")


def _part(lane: Lane, value: Arguments, *, statuses: str, **more: str) -> str:
    if lane.tag is not None:
        return lane.shape.format(key=value(lane.tag, "text"), **more)
    if lane.shape is PLAIN:
        key = value(lane.keys[0], "uuid") if lane.keys else ""
        return lane.shape.format(lane=lane.condition.format(key=key), **more)
    keys = KEYS.format(keys=value(list(lane.keys))) if lane.keys else ""
    others = f" AND c.assigned_to IS DISTINCT FROM {value(lane.but, 'uuid')}" if lane.but is not None else ""
    return lane.shape.format(keys=keys, statuses=statuses, lane=lane.condition + others, **more)
