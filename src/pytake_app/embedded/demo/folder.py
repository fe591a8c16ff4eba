"""The demonstration's data folder: is it in use, and how it is forgotten."""

import os
import shutil
from pathlib import Path

from pytake_app.embedded.demo.record import NAME
from pytake_app.embedded.folders import default_data_folder
from pytake_app.embedded.locks import FolderLock, server_lock

SERVERS = ("postgres", "valkey")
LAUNCHER = "launcher.lock"
_END_SECONDS = 15.0


class NotADemo(Exception):
    """The folder holds something else."""


def demo_folder(asked: Path | None) -> Path:
    """The folder that was asked for, or the usual one."""
    return (asked or default_data_folder() / "demo").expanduser().resolve()


def require_free(folder: Path) -> None:
    """Raises DataFolderInUseError while a demonstration runs on it."""
    if (folder / LAUNCHER).exists():
        lock = FolderLock(folder / LAUNCHER)
        lock.acquire()
        lock.release()


def forget(folder: Path) -> bool:
    """Remove the folder with everything in it; False when there is none.

    Raises DataFolderInUseError while it runs, ServersStillRunningError while its servers end, NotADemo, OSError.
    """
    if not folder.exists():
        return False
    if not any(folder.iterdir()):
        folder.rmdir()
        return True
    # The lock alone is there when the very first start was ended at once.
    if not (folder / LAUNCHER).exists() or not ((folder / NAME).exists() or _only_servers(folder)):
        raise NotADemo(folder)
    lock = FolderLock(folder / LAUNCHER)
    lock.acquire()
    try:
        for name in SERVERS:
            if (folder / f"{name}.lock").exists():
                os.close(server_lock(folder / f"{name}.lock", name, _END_SECONDS))
        shutil.rmtree(folder)
    finally:
        lock.release()
    return True


def _only_servers(folder: Path) -> bool:
    ours = {*SERVERS, "postgres.new", "logs", "app", "sockets", "socket-folder", "programs", LAUNCHER}
    ours |= {f"{name}.lock" for name in SERVERS}
    return all(entry.name in ours for entry in folder.iterdir())
