"""File locks: one for the launcher, and one per server that lives exactly as long as the server's processes."""

import fcntl
import os
import time
from contextlib import suppress
from pathlib import Path

from pytake_app.embedded.errors import DataFolderInUseError, ServersStillRunningError

_POLL_SECONDS = 0.02
_NAME_YOURSELF_SECONDS = 0.5


class FolderLock:
    """Held by the launcher while it uses the data folder; the kernel lets go of it however the process ends."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Raise DataFolderInUseError when somebody else, also in this process, holds it."""
        descriptor = _open(self._file)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid = _holder(descriptor)
            os.close(descriptor)
            raise DataFolderInUseError(self._file.parent, pid) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        self._descriptor = descriptor

    def release(self) -> None:
        if self._descriptor is None:
            return
        os.ftruncate(self._descriptor, 0)
        # A forked copy of this process may share the descriptor, so closing it alone might not unlock.
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        os.close(self._descriptor)
        self._descriptor = None


def server_lock(file: Path, server: str, wait_seconds: float) -> int:
    """Give a locked descriptor for a server to inherit, as soon as no process of an earlier one lives.

    A lock belongs to all processes that inherited its descriptor. So it tells whether anything of an earlier server
    still runs, which a process number in a file, perhaps a stranger's by now, can't tell.
    """
    descriptor = _open(file)
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() < deadline:
                time.sleep(_POLL_SECONDS)
                continue
            os.close(descriptor)
            raise ServersStillRunningError(server, file.parent, wait_seconds) from None
        return descriptor


def _open(file: Path) -> int:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    owner = file.parent.stat()
    if os.fstat(descriptor).st_uid != owner.st_uid:
        # Root serves the folder of somebody else, who must be able to open this file afterwards.
        with suppress(PermissionError):
            os.fchown(descriptor, owner.st_uid, owner.st_gid)
    return descriptor


def _holder(descriptor: int) -> int | None:
    deadline = time.monotonic() + _NAME_YOURSELF_SECONDS
    while True:
        text = os.pread(descriptor, 32, 0).strip()
        if text.isdigit():
            return int(text)
        if time.monotonic() > deadline:
            return None
        time.sleep(_POLL_SECONDS)
