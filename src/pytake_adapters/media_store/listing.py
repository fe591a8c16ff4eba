"""What lies in a folder of media, page by page, in the order of its paths."""

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from pytake_domain.kernel.ids import MediaId, TenantId
from pytake_domain.messaging import MediaKey, MediaVariant, StoredObject


def page(folder: Path, after: str, limit: int) -> tuple[list[StoredObject], str]:
    """At most `limit` objects behind the path `after`, and the last path when there may be more. What is no object of ours
    is passed over.
    """
    found: list[StoredObject] = []
    for place, path in _paths(folder, after):
        with suppress(FileNotFoundError):
            if (seen := _object(place, path)) is not None:
                found.append(seen)
        if len(found) >= limit:
            return found, place
    return found, ""


def remove_older(folder: Path, before: dt.datetime) -> int:
    """Remove the files that were last written before this moment; how many."""
    removed = 0
    for name in _names(folder):
        path = folder / name
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < before.timestamp():
                path.unlink()
                removed += 1
    return removed


def _paths(folder: Path, after: str) -> Iterator[tuple[str, Path]]:
    last_tenant, _, rest = after.partition("/")
    last_group, _, last_name = rest.partition("/")
    for tenant in _names(folder):
        if tenant < last_tenant or tenant.startswith("."):
            continue
        groups = last_group if tenant == last_tenant else ""
        for group in _names(folder / tenant):
            if group < groups:
                continue
            behind = last_name if groups and group == groups else ""
            for name in _names(folder / tenant / group):
                if name > behind:
                    yield f"{tenant}/{group}/{name}", folder / tenant / group / name


def _names(folder: Path) -> list[str]:
    try:
        return sorted(each.name for each in folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []


def _object(place: str, path: Path) -> StoredObject | None:
    key = key_of_place(place)
    if key is None:
        return None
    written = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
    return StoredObject(key=key, written_at=written)


def key_of_place(place: str) -> MediaKey | None:
    """The key of a path that begins with the tenant and ends with file and variant; None for anything else."""
    tenant, name = place.partition("/")[0], place.rpartition("/")[2]
    media, _, variant = name.partition(".")
    try:
        return MediaKey(tenant_id=TenantId(UUID(tenant)), media_id=MediaId(UUID(media)), variant=MediaVariant(variant))
    except ValueError:
        return None
