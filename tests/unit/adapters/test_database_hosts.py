"""Several servers in one URL: read as libpq reads it, asked in turn, and only the one that takes writes is used."""

import asyncio
from types import SimpleNamespace
from typing import Any

import asyncpg
import pytest
from sqlalchemy.exc import ArgumentError

from pytake_adapters.postgres import hosts
from pytake_adapters.postgres.engine import as_role
from pytake_adapters.postgres.hosts import Hosts, NoneTakesWrites, hosts_of, read_url, signing_in

TWO = "postgresql+asyncpg://app:p%40ss@db1:5432,db2:5433/pytake"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (TWO, [("db1", 5432), ("db2", 5433)]),
        ("postgresql+asyncpg://app@db1,db2/pytake?ssl=require", [("db1", 5432), ("db2", 5432)]),
        ("postgresql+asyncpg://app@[::1]:5432,[::2]:5433/pytake", [("::1", 5432), ("::2", 5433)]),
        ("postgresql+asyncpg://app@/pytake?host=/left:5432&host=/right:5433", [("/left", 5432), ("/right", 5433)]),
        ("postgresql+asyncpg://app@/pytake?host=/left,/right&port=77", [("/left", 77), ("/right", 77)]),
        ("postgresql+asyncpg://app@/pytake?host=/left", [("/left", 5432)]),
        ("postgresql+asyncpg://app@db1:5433/pytake", [("db1", 5433)]),
        ("postgresql+asyncpg://app@/pytake", [("", 5432)]),
    ],
)
def test_hosts_are_read_in_order_and_kept_for_other_roles(url: str, expected: list[tuple[str, int]]) -> None:
    assert hosts_of(read_url(url)) == expected
    assert hosts_of(read_url(as_role(url, "pytake_worker"))) == expected
    assert signing_in(read_url(url))["database"] == "pytake"


@pytest.mark.parametrize("url", [TWO.replace("5433", "five"), TWO.replace("db2", ""), f"{TWO}?sslcert=x"])
def test_what_can_not_be_read_is_said(url: str) -> None:
    with pytest.raises(ArgumentError):
        Hosts(url)


class Servers:
    """Hosts that answer, refuse or are silent."""

    def __init__(self, **answers: Any) -> None:
        self._answers = answers
        self.asked: list[str] = []
        self.terminated: list[str] = []

    async def connect(self, *, host: str, **_: Any) -> Any:
        self.asked.append(host)
        answer = self._answers[host]
        if answer == "silent":
            await asyncio.sleep(3600)
        if isinstance(answer, Exception):
            raise answer
        return SimpleNamespace(
            host=host,
            get_settings=lambda: SimpleNamespace(in_hot_standby=answer),
            terminate=lambda: self.terminated.append(host),
        )


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> Any:
    def given(**answers: Any) -> Servers:
        servers = Servers(**answers)
        monkeypatch.setattr(asyncpg, "connect", servers.connect)
        monkeypatch.setattr(hosts, "HEAD_START", 0.01)
        return servers

    return given


@pytest.mark.parametrize("first", ["on", "silent", ConnectionRefusedError(), asyncpg.CannotConnectNowError("starting")])
async def test_whoever_takes_writes_is_found_and_asked_first_from_then_on(patient: Any, first: Any) -> None:
    servers = patient(db1=first, db2="off")
    where = Hosts(TWO)
    assert (await where.connect()).host == "db2"
    assert servers.terminated == (["db1"] if first == "on" else [])
    servers.asked.clear()
    assert (await where.connect()).host == "db2"
    assert servers.asked == ["db2"]


async def test_a_single_host_that_is_a_replica_is_refused_too(patient: Any) -> None:
    patient(db1="on")
    with pytest.raises(NoneTakesWrites):
        await Hosts("postgresql+asyncpg://app@db1/pytake").connect()
    assert (await Hosts("postgresql+asyncpg://app@db1/pytake", writes=False).connect()).host == "db1"


async def test_of_several_failures_the_one_that_helps_is_told(patient: Any) -> None:
    patient(db1=asyncpg.InvalidPasswordError("no"), db2=ConnectionRefusedError())
    with pytest.raises(asyncpg.InvalidPasswordError):
        await Hosts(TWO).connect()
    patient(db1="on", db2=ConnectionRefusedError())
    with pytest.raises(NoneTakesWrites):
        await Hosts(TWO).connect()
    patient(db1="silent", db2="silent")
    with pytest.raises(TimeoutError):
        await Hosts(TWO, timeout=0.1).connect()
