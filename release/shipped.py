"""What an installation of `pytake[app,embedded]` brings with it, as installed here."""

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement

EXTRAS = frozenset({"app", "embedded", "adapters"})


def name_of(text: str) -> str:
    """As indexes compare names."""
    return re.sub(r"[-_.]+", "-", text).lower()


def shipped() -> dict[str, Distribution]:
    """By name, PyTake itself first. Raises PackageNotFoundError where something that is needed isn't installed."""
    found = {"pytake": distribution("pytake")}
    waiting = [("pytake", EXTRAS)]
    asked: set[tuple[str, frozenset[str]]] = set(waiting)
    while waiting:
        name, extras = waiting.pop()
        for text in found[name].requires or ():
            wanted = Requirement(text)
            if not _applies(wanted, extras):
                continue
            other = name_of(wanted.name)
            try:
                found.setdefault(other, distribution(other))
            except PackageNotFoundError as error:
                raise PackageNotFoundError(f"{other}, which {name} needs") from error
            entry = (other, frozenset(wanted.extras) | (EXTRAS if other == "pytake" else frozenset()))
            if entry not in asked:
                asked.add(entry)
                waiting.append(entry)
    return found


def _applies(wanted: Requirement, extras: frozenset[str]) -> bool:
    return wanted.marker is None or any(wanted.marker.evaluate({"extra": extra}) for extra in (*sorted(extras), ""))
