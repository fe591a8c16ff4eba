"""What types are called in the schema: the wire's names without the ends that say which way they go."""

import re
from enum import Enum
from typing import Any

import msgspec

ENDS = ("Out", "IO", "In", "Short")
_SNAKE = re.compile(r"_([a-z0-9])")


class Names:
    """One name for each type; the second of a name bears its module's as well."""

    def __init__(self) -> None:
        self._taken: dict[str, Any] = {}

    def of(self, kind: type[msgspec.Struct] | type[Enum], more: str = "") -> str:
        """Raises ValueError when even the longer name is another's."""
        bare = kind.__name__
        for end in ENDS:
            if bare.endswith(end) and len(bare) > len(end):
                bare = bare.removesuffix(end)
                break
        module = kind.__module__.rpartition(".")[2].title().replace("_", "")
        for name in (f"{bare}{more}", f"{module}{bare}{more}"):
            if self._taken.setdefault(name, kind) is kind:
                return name
        raise ValueError(f"two types are called {bare}: {kind} and {self._taken[bare]}")


def camel(name: str) -> str:
    """A field's name in the schema: `contact_id` is `contactId`."""
    return _SNAKE.sub(lambda found: found[1].upper(), name)


def path_in(place: str) -> str:
    """A dotted path of fields, as the schema spells them."""
    return ".".join(camel(part) for part in place.split("."))
