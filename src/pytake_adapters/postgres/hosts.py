"""Where the database is: one server, or several of which one takes writes at a time. Every connection of ours is opened here."""

import asyncio
import random
import socket
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import asyncpg
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

Host = tuple[str, int]
"""A name, an address or the folder of a Unix socket, and a port."""
DEFAULT_PORT = 5432
PATIENCE = 5.0
"""Seconds until a connection is given up, over all hosts."""
HEAD_START = 0.5
"""Seconds after which the next host is tried as well: of one that was cut off nothing comes back, not even a refusal."""
SILENCE_MS = 10_000
"""What was sent and not received by the other host's kernel for so long ends the connection."""
IDLE, EVERY, TIMES = 5, 2, 3
"""Seconds of silence after which a connection is probed, seconds between probes, and how many stay unanswered."""


class NoneTakesWrites(asyncpg.TargetServerAttributeNotMatched):
    """All hosts that answer are replicas: nobody was promoted yet."""


def read_url(url: str) -> URL:
    """An SQLAlchemy URL; `user@db1:5432,db2:5432/name` names several hosts, as libpq takes it. Raises ArgumentError."""
    scheme, mark, rest = url.partition("://")
    netloc, slash, path = rest.partition("/")
    account, at, places = netloc.rpartition("@")
    if "," not in places:
        return make_url(url)
    parsed = make_url(f"{scheme}{mark}{account}{at}{slash or '/'}{path}")
    return parsed.update_query_pairs([("host", f"{name}:{port}") for name, port in map(_host, places.split(","))])


def hosts_of(url: URL) -> list[Host]:
    """All hosts that the URL names, in its order; an empty name, which is the driver's own choice, when it names none."""
    given = url.query.get("host", ())
    names = [name for each in ((given,) if isinstance(given, str) else given) for name in each.split(",")]
    port = url.query.get("port", url.port or DEFAULT_PORT)
    fallback = int(port if isinstance(port, int | str) else port[0])
    if not names:
        return [(url.host or "", fallback)]
    return [_host(name, fallback) for name in names]


def _host(text: str, port: int = DEFAULT_PORT) -> Host:
    name, colon, number = text.rpartition(":")
    if not colon or number.endswith("]"):
        name, number = text, str(port)
    if not name or not number.isdigit():
        raise ArgumentError(f"{text!r} is no host and port")
    return name.strip("[]"), int(number)


OWN = {"host", "port", "target_session_attrs", "prepared_statement_cache_size"}
"""Parts of a URL's query that are read here or by SQLAlchemy, or decided by us."""
PASSED_ON = {"ssl", "direct_tls", "passfile", "krbsrvname", "gsslib"}


def signing_in(url: URL) -> dict[str, Any]:
    """What asyncpg.connect takes beside the host. Raises ArgumentError for what it does not."""
    if unknown := url.query.keys() - OWN - PASSED_ON:
        raise ArgumentError(f"the database's URL says {', '.join(sorted(unknown))}, which means nothing here")
    own = {key: value for key, value in url.query.items() if key in PASSED_ON}
    arguments = {"user": url.username, "password": url.password, "database": url.database, **own}
    return {key: value for key, value in arguments.items() if value is not None}


def takes_writes(connection: Any) -> bool:
    """Does the server behind it say so? It tells of its own accord when that changes, so this costs no round trip."""
    told = connection.get_settings()
    standby, read_only = getattr(told, "in_hot_standby", "off"), getattr(told, "default_transaction_read_only", "off")
    return bool(standby != "on" and read_only != "on")


class Hosts:
    """Opens connections to whichever host takes writes (or, with `writes=False`, to any that answers)."""

    def __init__(self, url: str, *, writes: bool = True, **options: Any) -> None:
        """`options`: what asyncpg.connect takes. Raises ArgumentError for a URL that can't be read."""
        parsed = read_url(url)
        self.hosts = hosts_of(parsed)
        self._options = {**signing_in(parsed), **options}
        self._patience = float(self._options.pop("timeout", PATIENCE))
        self._writes = writes
        self._last = self.hosts[0]
        if not writes:
            self._last = random.choice(self.hosts)  # noqa: S311  readers are spread

    def only(self, host: Host) -> None:
        """Ask no other one."""
        self.hosts, self._last = [host], host

    async def connect(self, dsn: str | None = None, **options: Any) -> Any:  # noqa: ARG002  a pool gives its own, which is none
        """A connection; the host that served last is asked first. Raises the driver's errors, NoneTakesWrites, TimeoutError."""
        async with asyncio.timeout(self._patience):
            if len(self.hosts) == 1:
                return await self._try(self._last, options)
            return await self._first(options)

    async def _first(self, options: Mapping[str, Any]) -> asyncpg.Connection:
        left = sorted(self.hosts, key=lambda host: host != self._last)
        trying: dict[asyncio.Task[asyncpg.Connection], Host] = {}
        failures: list[BaseException] = []
        try:
            while left or trying:
                if left:
                    host = left.pop(0)
                    trying[asyncio.ensure_future(self._try(host, options))] = host
                wait = HEAD_START if left else None
                done, _ = await asyncio.wait(trying, timeout=wait, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    host = trying.pop(task)
                    if (failure := task.exception()) is None:
                        self._last = host
                        return task.result()
                    failures.append(failure)
        finally:
            await _give_up(trying)
        raise _telling(failures)

    async def _try(self, host: Host, options: Mapping[str, Any]) -> asyncpg.Connection:
        name, port = host
        connection: asyncpg.Connection = await asyncpg.connect(
            host=name or None, port=port, timeout=self._patience, **{**self._options, **options}
        )
        if self._writes and not takes_writes(connection):
            connection.terminate()
            raise NoneTakesWrites(f"{name}:{port} is a replica, or takes no writes")
        _watch(connection)
        return connection


async def _give_up(trying: Mapping["asyncio.Task[asyncpg.Connection]", Host]) -> None:
    """Attempts that lost are ended, and connections that were opened at the same moment closed."""
    for task in trying:
        task.cancel()
    for ended in await asyncio.gather(*trying, return_exceptions=True):
        if isinstance(ended, asyncpg.Connection):
            ended.terminate()


def _telling(failures: Sequence[BaseException]) -> BaseException:
    """What helps most: a server's refusal before one that is a replica, and that before silence."""
    for kind in (asyncpg.PostgresError, NoneTakesWrites):
        for failure in failures:
            if isinstance(failure, kind) and not isinstance(failure, asyncpg.CannotConnectNowError):
                return failure
    return failures[-1]


def _watch(connection: asyncpg.Connection) -> None:
    """A host that is cut off says nothing: without this, a statement would wait for its whole time, and a listener for ever."""
    with suppress(OSError, AttributeError):
        at = connection._transport.get_extra_info("socket")  # type: ignore[attr-defined]  # noqa: SLF001  told nowhere else
        if at.family not in (socket.AF_INET, socket.AF_INET6):
            return
        at.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        at.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, IDLE)
        at.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, EVERY)
        at.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, TIMES)
        at.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, SILENCE_MS)
