"""Several hosts of the database, as the doctor sees them."""

from types import SimpleNamespace
from typing import Any

import asyncpg
import pytest

from pytake_app.doctor.hosts import look_at_hosts
from pytake_app.settings import Settings

TWO = "postgresql+asyncpg://pytake_app@db1,db2/pytake"
REPORTS = "postgresql+asyncpg://pytake_app@db3/pytake"


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        ({"db1": ("off", "1"), "db2": ("on", "2"), "db3": ("on", "3")}, ["HOSTS_FINE", "REPORTS_FINE"]),
        ({"db1": ("off", "1"), "db2": ("off", "2"), "db3": ("on", "3")}, ["HOSTS_TWO_PRIMARIES", "REPORTS_FINE"]),
        ({"db1": ("off", "1"), "db2": ("off", "1"), "db3": ("on", "3")}, ["HOSTS_FINE", "REPORTS_FINE"]),
        ({"db1": ("off", "1"), "db3": ("off", "3")}, ["HOST_AWAY", "REPORTS_NO_REPLICA"]),
        ({"db1": ("off", "1"), "db2": ("on", "2")}, ["HOSTS_FINE", "REPORTS_AWAY"]),
    ],
)
async def test_what_is_found(
    monkeypatch: pytest.MonkeyPatch, standing: dict[str, tuple[str, str]], expected: list[str]
) -> None:
    async def connect(*, host: str, **_: Any) -> Any:
        if host not in standing:
            raise ConnectionRefusedError
        standby, started = standing[host]

        async def fetchval(_: str) -> str:
            return started

        told = SimpleNamespace(in_hot_standby=standby)
        return SimpleNamespace(get_settings=lambda: told, fetchval=fetchval, terminate=lambda: None)

    monkeypatch.setattr(asyncpg, "connect", connect)
    found = await look_at_hosts(Settings(database_url=TWO, database_reports_url=REPORTS))
    assert [finding.code for finding in found] == expected
    assert await look_at_hosts(Settings(database_url=REPORTS)) == []
    wrong = await look_at_hosts(Settings(database_url=REPORTS, database_reports_url="nowhere"))
    assert [finding.code for finding in wrong] == ["DATABASE_URL_WRONG"]
