"""IXC's grid: rows of texts, filtered, ordered and paged as it does."""

import bisect
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Generic, TypeVar

import msgspec

from pytake_app.twin.erp.world import World

T = TypeVar("T")
Row = dict[str, str]
Tell = Callable[[World, T], str]
_COMPARED: Mapping[str, Callable[[str, str], bool]] = MappingProxyType(
    {
        "=": lambda told, asked: told == asked,
        "!=": lambda told, asked: told != asked,
        ">": lambda told, asked: _size(told) > _size(asked),
        ">=": lambda told, asked: _size(told) >= _size(asked),
        "<": lambda told, asked: _size(told) < _size(asked),
        "<=": lambda told, asked: _size(told) <= _size(asked),
        "L": lambda told, asked: asked.casefold() in told.casefold(),
        "IN": lambda told, asked: told in asked.split(","),
    }
)


SMALL = 5_000
"""Things that are filtered and ordered as a whole."""


class BadQuery(Exception):
    """A table, a field or a comparison that there is not."""


class _Grid(msgspec.Struct, frozen=True):
    field: str = msgspec.field(name="TB")
    oper: str = msgspec.field(name="OP")
    value: str = msgspec.field(name="P")


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A listing: conditions as field, comparison and value, the order, the page."""

    where: tuple[tuple[str, str, str], ...]
    by: str
    descending: bool
    page: int
    rows: int

    @classmethod
    def of(cls, table: str, body: Mapping[str, str]) -> "Asked":
        """Raises BadQuery for another table's fields."""
        found = [(body["qtype"], body.get("oper", "="), body["query"])]
        found += [
            (g.field, g.oper, g.value) for g in msgspec.json.decode(body.get("grid_param", "[]"), type=list[_Grid])
        ]
        fields = [*(name for name, _, _ in found), body["sortname"]]
        if any(not name.startswith(f"{table}.") for name in fields) or any(
            oper not in _COMPARED for _, oper, _ in found
        ):
            raise BadQuery(table)
        bare = len(table) + 1
        return cls(
            where=tuple((name[bare:], oper, value) for name, oper, value in found),
            by=body["sortname"][bare:],
            descending=body.get("sortorder") == "desc",
            page=max(int(body.get("page", "1")), 1),
            rows=int(body.get("rp", "20")),
        )

    @property
    def swept(self) -> int | None:
        """Behind which id everything is asked for, in the order of ids."""
        if self.by != "id" or self.descending or self.page != 1:
            return None
        found = (int(v) for name, oper, v in self.where if name == "id" and oper == ">" and v.isdigit())
        return next(found, None)

    def equal(self, field: str) -> str | None:
        """What a field has to be, if that is asked."""
        return next((value for name, oper, value in self.where if name == field and oper == "="), None)


class Table(Generic[T]):
    """A table: its things by id, how each field is told, and fields by which things are found without looking at all."""

    def __init__(
        self,
        things: Callable[[World], Mapping[int, T]],
        tell: Mapping[str, Tell[T]],
        found: Mapping[str, Callable[[World, str], Iterable[T]]] | None = None,
    ) -> None:
        self._things = things
        self._tell = tell
        self._found = found or {}
        self._ids: list[int] = []

    def find(self, world: World, asked: Asked) -> tuple[list[Row], int]:
        """The page's rows, and how many there are in all."""
        for field in (asked.by, *(name for name, _, _ in asked.where)):
            if field not in self._tell:
                raise BadQuery(field)
        tests = [(self._tell[name], _COMPARED[oper], value) for name, oper, value in asked.where]
        if (beyond := asked.swept) is not None and len(self._things(world)) > SMALL:
            return self._swept(world, asked, beyond, tests)
        matched = [
            thing
            for thing in self._candidates(world, asked)
            if all(compare(tell(world, thing), value) for tell, compare, value in tests)
        ]
        by = self._tell[asked.by]
        matched.sort(key=lambda thing: _size(by(world, thing)), reverse=asked.descending)
        start = (asked.page - 1) * asked.rows
        page = matched[start : start + asked.rows]
        return [{name: tell(world, thing) for name, tell in self._tell.items()} for thing in page], len(matched)

    def _swept(
        self, world: World, asked: Asked, beyond: int, tests: list[tuple[Tell[T], Callable[[str, str], bool], str]]
    ) -> tuple[list[Row], int]:
        """A page of very many by their ids. Nothing behind its end is looked at: the total only says whether more follow."""
        things = self._things(world)
        if len(self._ids) != len(things):
            self._ids = sorted(things)
        found: list[T] = []
        for place in range(bisect.bisect_right(self._ids, beyond), len(self._ids)):
            thing = things[self._ids[place]]
            if all(compare(tell(world, thing), value) for tell, compare, value in tests):
                found.append(thing)
                if len(found) > asked.rows:
                    break
        shown = [{name: tell(world, thing) for name, tell in self._tell.items()} for thing in found[: asked.rows]]
        return shown, len(found)

    def _candidates(self, world: World, asked: Asked) -> Iterable[T]:
        for field, find in self._found.items():
            if (value := asked.equal(field)) is not None:
                return find(world, value)
        things = self._things(world)
        if (own := asked.equal("id")) is not None:
            return [things[int(own)]] if own.isdigit() and int(own) in things else []
        beyond = max(
            (int(v) for name, oper, v in asked.where if name == "id" and oper == ">" and v.isdigit()), default=0
        )
        if not beyond:
            return things.values()
        ids = sorted(things)
        return [things[own] for own in ids[bisect.bisect_right(ids, beyond) :]]


def _size(value: str) -> tuple[float, str]:
    return (float(value), "") if value.isdecimal() else (0.0, value)
