"""A server as our child: own session, its own account, ended by the kernel when we die, its log in a file."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from pytake_app.embedded.account import Account
from pytake_app.embedded.errors import AccountError, ServerStartError
from pytake_app.embedded.folders import DataFolder
from pytake_app.embedded.locks import server_lock

ORPHAN_SECONDS = 15.0
STOP_SECONDS = 30.0
_POLL_SECONDS = 0.01
_TAIL_BYTES = 4000
_LOG_BYTES = 10_000_000
_SET_PARENT_DEATH_SIGNAL = 1
# Loaded here, because a fresh child of a process with threads must not load anything.
_prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


class ServerProcess:
    """One server of a data folder.

    `run` and `start` have to be called in a thread that outlives the server: the parent that the kernel watches is
    the thread that started the child, not the process.
    """

    def __init__(self, name: str, data: DataFolder, account: Account, stop_signal: signal.Signals) -> None:
        self.name = name
        self.log = data.logs / f"{name}.log"
        self.cancelled = threading.Event()
        self._lock_file = data.lock(name)
        self._account = account
        self._stop_signal = stop_signal
        self._child: subprocess.Popen[bytes] | None = None
        self._log_start = 0

    @property
    def pid(self) -> int:
        if self._child is None:
            raise RuntimeError(f"{self.name} is not started")
        return self._child.pid

    @property
    def runs(self) -> bool:
        """Was it started and has not ended?"""
        return self._child is not None and self._child.poll() is None

    def wait_for_earlier(self) -> None:
        """Return once no process of an earlier run is left; ServersStillRunningError after 15 s."""
        os.close(server_lock(self._lock_file, self.name, ORPHAN_SECONDS))

    def run(self, command: Sequence[str | Path], seconds: float) -> None:
        """Run a helper such as initdb to its end, under the server's lock, account and log."""
        child = self._spawn(command, signal.SIGTERM)
        try:
            code = child.wait(seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            raise self._failed(f"{Path(command[0]).name} took longer than {seconds:.0f} s") from None
        if code != 0:
            raise self._failed(f"{Path(command[0]).name} ended with code {code}")

    def start(self, command: Sequence[str | Path]) -> None:
        self._child = self._spawn(command, self._stop_signal)

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> None:
        """Ask `ready` until it says so; ServerStartError with the log's tail if the server ends or takes too long."""
        child = self._child
        deadline = time.monotonic() + seconds
        while child is not None and not ready():
            code = child.poll()
            if code is not None:
                raise self._failed(f"it ended with code {code}")
            if time.monotonic() > deadline:
                raise self._failed(f"it was not ready after {seconds:.0f} s")
            if self.cancelled.wait(_POLL_SECONDS):
                raise self._failed("it was stopped while starting")

    def ask_to_stop(self) -> None:
        if self._child is not None and self._child.poll() is None:
            self._child.send_signal(self._stop_signal)

    def stop(self) -> None:
        """Stop it cleanly, by force after 30 s; harmless when it doesn't run."""
        if self._child is None:
            return
        self.ask_to_stop()
        try:
            self._child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            # Its own children see that their parent is gone and end by themselves.
            self._child.kill()
            self._child.wait()
        self._child = None

    def _spawn(self, command: Sequence[str | Path], death_signal: signal.Signals) -> subprocess.Popen[bytes]:
        lock = server_lock(self._lock_file, self.name, ORPHAN_SECONDS)
        log = self._open_log()
        account = self._account
        try:
            return subprocess.Popen(  # noqa: S603  programs of the installed wheels with arguments made here
                [os.fspath(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=_environment(),
                start_new_session=True,
                umask=0o077,
                pass_fds=(lock,),
                user=account.uid if account.switch else None,
                group=account.gid if account.switch else None,
                extra_groups=[] if account.switch else None,
                # It runs after the change of account, which is what the death signal needs: the change clears it.
                preexec_fn=_before_exec(death_signal, os.getpid()),  # noqa: PLW1509  it only makes three system calls
            )
        except (OSError, subprocess.SubprocessError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            hint = "; if root may not change accounts here, start PyTake as an ordinary user" if account.switch else ""
            raise AccountError(f"can't run {command[0]} as {account.name}: {reason}{hint}") from error
        finally:
            # From here on only the server's processes hold the lock.
            os.close(lock)
            os.close(log)

    def _open_log(self) -> int:
        with suppress(FileNotFoundError):
            if self.log.stat().st_size > _LOG_BYTES:
                self.log.replace(self.log.with_suffix(".log.1"))
        log = os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        if self._account.switch:
            os.fchown(log, self._account.uid, self._account.gid)
        self._log_start = os.fstat(log).st_size
        return log

    def _failed(self, reason: str) -> ServerStartError:
        with self.log.open("rb") as log:
            size = log.seek(0, os.SEEK_END)
            log.seek(max(self._log_start, size - _TAIL_BYTES))
            tail = log.read().decode(errors="replace")
        return ServerStartError(self.name, reason, self.log, tail)


def _environment() -> dict[str, str]:
    """Nothing of ours but what a server needs: PG… variables and odd locales would change how it runs."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def _before_exec(death_signal: signal.Signals, parent: int) -> Callable[[], None]:
    def prepare_child() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        if _prctl is not None:
            _prctl(_SET_PARENT_DEATH_SIGNAL, int(death_signal), 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)  # the parent died before the kernel knew that we want to hear of it

    return prepare_child
