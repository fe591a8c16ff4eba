"""docs/limits.md out of `limits.txt` and the constants it names.

Each line there: what it is | constant, unit | what is answered | where to change it | route and field that show it.
"""

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec

from pytake_app.settings import Settings, variable
from pytake_domain.kernel.limits import Rate

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "limits.md"
SOURCE = Path(__file__).with_name("limits.txt")
NGINX = ROOT / "deploy" / "nginx" / "pytake.conf.template"
HEAD = """# Limits

Whatever comes from outside has a bound: each body, page, query, upload and socket, and each field of what is sent. These are all,
out of the very constants of the code, by `RECORD_LIMITS=1 pytest tests/architecture/test_limits_doc.py`; do not edit. `fixed` is
changed in the code alone. Answers are the API's envelope; small codes are those of its `details`, which name the field. What the
OpenAPI document says of sizes is what is taken at most; the bounds of fields here are often less.
"""
TABLE = "\n| What | Limit | What is answered | Where to change it |\n|---|---|---|---|\n"
_STEP = re.compile(r"\.(\w+)|\[([^\]]+)\]")
_NAME = re.compile(r"[.\[]")
KIB = 1024


class Row(msgspec.Struct, frozen=True):
    """One limit; `shown_by` is the route and the field of its body that show it, where one does."""

    what: str
    source: str
    unit: str
    answer: str
    where: str
    shown_by: str

    @property
    def constant(self) -> str:
        """`module:NAME`, without what is taken out of it."""
        place, _, name = self.source.partition(":")
        return f"pytake_{place}:{_NAME.split(name)[0]}"

    @property
    def value(self) -> Any:
        """What the code says."""
        place, _, name = self.source.partition(":")
        if place == "setting":
            return getattr(Settings(), name)
        if place.startswith("nginx"):
            return _of_nginx(name, 1 if place == "nginx-webhook" else 0)
        first = _NAME.split(name)[0]
        value = getattr(import_module(f"pytake_{place}"), first)
        for attribute, key in _STEP.findall(name[len(first) :]):
            value = getattr(value, attribute) if attribute else _item(value, key)
        return value


def rows() -> list[Row]:
    """All of them."""
    return [each for each in parsed() if isinstance(each, Row)]


def parsed() -> Iterator[Row | str]:
    """Rows, and the lines between them."""
    for line in SOURCE.read_text("utf-8").splitlines():
        if " | " not in line:
            yield line
            continue
        what, source, answer, *more = (part.strip() for part in line.split("|"))
        where, shown_by = (*more, "", "")[:2]
        name, _, unit = source.partition(" ")
        place, _, setting = name.partition(":")
        fixed = f"`{variable(setting)}`" if place == "setting" else "fixed"
        yield Row(what, name, unit, answer, where or fixed, shown_by)


def document() -> str:
    """The page."""
    text, in_table = HEAD, False
    for each in parsed():
        if isinstance(each, Row):
            text += "" if in_table else TABLE
            text += f"| {each.what} | {told(each.value, each.unit)} | {each.answer} | {each.where} |\n"
        elif each:
            text += f"\n{each}\n"
        in_table = isinstance(each, Row)
    return text


def told(value: Any, unit: str) -> str:
    """As people read it."""
    match value:
        case Rate():
            return f"{_rate(value.per_second)}, {value.burst:,} at once"
        case dt.timedelta():
            return _time(value.total_seconds())
        case str():
            return value
        case _ if unit == "bytes":
            return _bytes(value)
        case _ if unit == "seconds":
            return _time(value)
    number = f"{value:,.0f}" if isinstance(value, float | Decimal) and value == int(value) else f"{value:,}"
    return f"{number} {unit}".strip()


def _bytes(value: int) -> str:
    for name, size in (("MiB", KIB * KIB), ("KiB", KIB)):
        if value >= size and value % size == 0:
            return f"{value // size:,} {name}"
    return f"{value:,} bytes"


def _time(seconds: float) -> str:
    for name, size in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * size and seconds % size == 0:
            return f"{seconds / size:,.0f} {name}"
    return f"{seconds:g} seconds"


def _rate(per_second: float) -> str:
    for name, size in (("second", 1), ("minute", 60), ("hour", 3_600)):
        if per_second * size >= 1:
            return f"{per_second * size:,g} {'an' if name == 'hour' else 'a'} {name}"
    return f"{per_second * 86_400:,g} a day"


def _item(value: Any, key: str) -> Any:
    return next(held for name, held in value.items() if getattr(name, "value", name) == key)


def _of_nginx(name: str, place: int) -> str:
    found: list[str] = re.findall(rf"^\s*{name} ([^;]+);", NGINX.read_text("utf-8"), re.MULTILINE)
    return found[place]
