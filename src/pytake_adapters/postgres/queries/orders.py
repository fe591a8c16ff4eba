"""Lists of conversations that are sorted by something else than their last message.

Each order is a few stretches, one after the other, and each of these a walk along an index of all conversations. A list that is
narrowed to a few is found whole first, and then sorted: no index leads by both.
"""

import datetime as dt

import msgspec
from msgspec.structs import replace

from pytake_adapters.postgres.queries import cursor, lanes
from pytake_domain.kernel.ids import TenantId
from pytake_domain.messaging import ConversationFilter, ConversationOrder, ConversationStatus

FEW = 5_000
"""So many are sorted at once. Of more than these in a million, a page's worth is met within some thousand steps of any walk."""
LAST = "COALESCE(c.last_message_at, c.created_at)"
WIDE = """SELECT w.* FROM unnest({statuses}::text[]) AS s(status), LATERAL (
  SELECT c.id{keys} FROM conversations c
  WHERE c.tenant_id = {tenant} AND c.status = s.status AND {stretch}{rest}{place} ORDER BY {order} LIMIT {most}) AS w
ORDER BY {outer} LIMIT {most}"""
NARROW = """SELECT c.id{keys} FROM unnest({few}::uuid[]) AS f(id)
JOIN conversations c ON c.tenant_id = {tenant} AND c.id = f.id
WHERE {stretch}{rest}{place} ORDER BY {order} LIMIT {most}"""


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """Some of the list, in the order of these keys and then of the id, all in one direction. `empty`: the column without a value
    here, named so that the index that begins with it is walked.
    """

    condition: str
    empty: str = ""
    keys: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    ascending: bool = False


def _by_last_message(condition: str) -> tuple[Stretch, Stretch]:
    return (
        Stretch(
            condition=f"{condition} AND c.last_message_at IS NOT NULL",
            keys=("c.last_message_at",),
            kinds=("timestamptz",),
        ),
        Stretch(condition=f"{condition} AND c.last_message_at IS NULL", empty="c.last_message_at"),
    )


def _timed(condition: str, key: str, *, ascending: bool) -> Stretch:
    return Stretch(condition=condition, keys=(key,), kinds=("timestamptz",), ascending=ascending)


STRETCHES: dict[ConversationOrder, tuple[Stretch, ...]] = {
    ConversationOrder.NEWEST: _by_last_message("true"),
    ConversationOrder.WAITING: (
        _timed("c.awaits_since IS NOT NULL", "c.awaits_since", ascending=True),
        *_by_last_message("c.awaits_since IS NULL"),
    ),
    ConversationOrder.PRIORITY: (
        Stretch(condition="c.priority > 0", keys=("c.priority", LAST), kinds=("smallint", "timestamptz")),
        *_by_last_message("c.priority <= 0"),
    ),
    ConversationOrder.WINDOW: (
        _timed("c.window_expires_at > {as_of}", "c.window_expires_at", ascending=True),
        _timed("c.window_expires_at <= {as_of}", "c.window_expires_at", ascending=False),
        Stretch(condition="c.window_expires_at IS NULL", empty="c.window_expires_at"),
    ),
}


def page(
    tenant_id: TenantId,
    wanted: ConversationFilter,
    stretch: Stretch,
    *,
    most: int,
    after: cursor.Place | None,
    few: list[object] | None,
) -> tuple[str, list[object]]:
    """The ids of at most so many of one stretch with their keys, out of `few`, or out of all."""
    value = lanes.Arguments()
    way, comes = ("ASC", ">") if stretch.ascending else ("DESC", "<")
    columns = [*stretch.keys, "c.id"]
    names = [*(f"key_{n}" for n in range(len(stretch.keys))), "id"]
    known = {
        "tenant": value(tenant_id, "uuid"),
        "most": value(most, "bigint"),
        "keys": "".join(f", {key} AS {name}" for key, name in zip(stretch.keys, names, strict=False)),
        "order": ", ".join(f"{column} {way}" for column in ([stretch.empty, *columns] if stretch.empty else columns)),
        "outer": ", ".join(f"{name} {way}" for name in names),
        "stretch": stretch.condition.format(as_of=value(wanted.as_of, "timestamptz"))
        if "{as_of}" in stretch.condition
        else stretch.condition,
        # Of all, each status is walked for itself; said again it would keep PostgreSQL before 17 from the order of the index.
        "rest": lanes.conditions(wanted if few is not None else replace(wanted, status=()), value),
        "place": _place(stretch, columns, comes, after, value),
    }
    if few is not None:
        return NARROW.format(few=value(few), **known), value.values
    statuses = value([s.value for s in wanted.status or ConversationStatus])
    return WIDE.format(statuses=statuses, **known), value.values


def _place(stretch: Stretch, columns: list[str], comes: str, after: cursor.Place | None, value: lanes.Arguments) -> str:
    if after is None:
        return ""
    told: list[dt.datetime | int | None] = [after.level, after.at] if len(stretch.keys) > 1 else [after.at]
    marks = [value(one, kind) for one, kind in zip(told, stretch.kinds, strict=False)]
    return f" AND ({', '.join(columns)}) {comes} ({', '.join([*marks, value(after.id, 'uuid')])})"


def narrowed(wanted: ConversationFilter) -> bool:
    """Is it worth a look whether there are but few? Not of a list of everything."""
    plain = lanes.lanes_of(wanted)
    return len(plain) > 1 or plain[0] != lanes.EVERYTHING or lanes.sifted(wanted)
