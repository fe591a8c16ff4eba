"""One request as a value: made by the functions of `pytake_client.api`, carried out by a client."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeAlias, TypeVar
from urllib.parse import quote
from uuid import UUID

import msgspec

T = TypeVar("T")

Id: TypeAlias = UUID | str


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a form."""

    name: str
    content: bytes
    content_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """What to ask, and what comes back; `returns`: None for nothing, bytes as they are, several types where it may be either."""

    method: str
    path: str
    returns: Any
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Any = msgspec.UNSET
    form: Mapping[str, Any] | None = None
    by_cursor: bool = False


def path_of(template: str, **values: Any) -> str:
    """A path with its places filled."""
    return template.format(**{name: quote(_word(value), safe="") for name, value in values.items()})


def query_of(query: Mapping[str, Any]) -> list[tuple[str, str | int | float | bool | None]]:
    """Pairs as they go into the address; what is None is left out, lists are repeated."""
    lists = ((name, value if isinstance(value, list | tuple) else [value]) for name, value in query.items())
    return [(name, _word(one)) for name, values in lists for one in values if one is not None]


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, dt.date) else str(value)
