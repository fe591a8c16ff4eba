"""What the doctor finds."""

from enum import StrEnum

import msgspec


class Level(StrEnum):
    """`error`: it won't work, or isn't safe; `warning`: it works, and should be looked at; `fine`: as it should be."""

    FINE = "fine"
    WARNING = "warning"
    ERROR = "error"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was looked at: its sentence's code and what is filled in."""

    level: Level
    code: str
    params: dict[str, str | int] = {}


def fine(code: str, **params: str | int) -> Finding:
    """As it should be."""
    return Finding(level=Level.FINE, code=code, params=params)


def warning(code: str, **params: str | int) -> Finding:
    """To be looked at."""
    return Finding(level=Level.WARNING, code=code, params=params)


def error(code: str, **params: str | int) -> Finding:
    """Wrong."""
    return Finding(level=Level.ERROR, code=code, params=params)


def listed(names: "list[str]", most: int = 5) -> str:
    """The first few of many names."""
    shown = ", ".join(sorted(names)[:most])
    return f"{shown} … (+{len(names) - most})" if len(names) > most else shown
