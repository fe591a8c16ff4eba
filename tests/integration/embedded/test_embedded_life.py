"""Starting, stopping, dying and coming back."""

import concurrent.futures
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import asyncpg
import psutil
import pytest
import redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from tests.integration.embedded.conftest import SOURCES, Launch

from pytake_app.embedded import DataFolderInUseError, EmbeddedServers, ServersStillRunningError, ServerStartError


async def ask(dsn: str, *statements: str) -> Any:
    connection = await asyncpg.connect(dsn)
    try:
        for statement in statements:
            result = await connection.fetch(statement)
        return result[0][0] if result else None
    finally:
        await connection.close()


def valkey(url: str) -> "redis.Redis":
    return redis.Redis.from_url(url, decode_responses=True)


async def test_a_later_boot_keeps_what_an_earlier_one_stored(place: Path) -> None:
    servers = EmbeddedServers(place / "data")
    servers.start()
    await ask(servers.postgres_admin_dsn, "CREATE TABLE kept AS SELECT 42 AS answer")
    valkey(servers.redis_url).set("kept", "too")
    servers.stop()
    servers.start()
    try:
        assert await ask(servers.postgres_admin_dsn, "SELECT answer FROM kept") == 42
        assert valkey(servers.redis_url).get("kept") == "too"
    finally:
        servers.stop()


async def test_the_cluster_speaks_utf8_and_portuguese_and_listens_on_no_port(place: Path) -> None:
    with EmbeddedServers(place / "data", {"max_connections": "37"}) as servers:
        dsn = servers.postgres_admin_dsn
        assert await ask(dsn, "SELECT lower('ÁÇÃO') || upper('joão')") == "áçãoJOÃO"
        assert await ask(dsn, "CREATE EXTENSION pg_trgm", "SELECT similarity('AÇÃO', 'ação') = 1") is True
        assert await ask(dsn, "SELECT similarity('ããã', 'ççç')") == 0, "accented letters are letters"
        assert await ask(dsn, "SELECT 'ã' ~ '^\\w$'") is True
        assert await ask(dsn, "SELECT datlocprovider::text || datlocale FROM pg_database LIMIT 1") == "bC.UTF-8"
        assert await ask(dsn, "SHOW max_connections") == "37"
        assert await ask(dsn, "SHOW listen_addresses") == ""
        assert valkey(servers.redis_url).config_get("appendonly", "port") == {"appendonly": "yes", "port": "0"}
        for pid in (servers.postgres_pid, servers.valkey_pid):
            kinds = {each.family for each in psutil.Process(pid).net_connections("all") if each.status == "LISTEN"}
            assert not kinds & {socket.AF_INET, socket.AF_INET6}


async def test_sqlalchemy_takes_the_url_for_any_user(place: Path) -> None:
    with EmbeddedServers(place / "data") as servers:
        await ask(servers.postgres_admin_dsn, "CREATE ROLE somebody LOGIN")
        engine = create_async_engine(servers.database_url("postgres", "somebody"))
        async with engine.connect() as connection:
            assert (await connection.execute(text("SELECT current_user"))).scalar() == "somebody"
        await engine.dispose()


def test_stopping_leaves_no_process_and_no_socket_behind(place: Path) -> None:
    servers = EmbeddedServers(place / "data")
    servers.start()
    family = [
        each
        for pid in (servers.postgres_pid, servers.valkey_pid)
        for each in (psutil.Process(pid), *psutil.Process(pid).children(recursive=True))
    ]
    sockets = Path((place / "data" / "socket-folder").read_text().strip())
    assert (sockets / "valkey.sock").is_socket()
    servers.stop()
    servers.stop()
    assert len(family) > 3
    assert not any(each.is_running() for each in family)
    assert not sockets.exists()


def test_a_server_that_does_not_stop_when_asked_is_killed(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytake_app.embedded.process.STOP_SECONDS", 0.5)
    servers = EmbeddedServers(place / "data")
    servers.start()
    server = psutil.Process(servers.valkey_pid)
    server.suspend()
    servers.stop()
    assert not server.is_running()


def test_the_servers_end_within_seconds_when_their_launcher_is_killed(place: Path, launch_on: Launch) -> None:
    first = launch_on(place / "data")
    family = first.family()
    first.kill()
    _, alive = psutil.wait_procs(family, timeout=8)
    assert not alive
    # The files of the dead do not stop the next one.
    assert "dsn" in launch_on(place / "data").answer


def test_a_program_that_just_ends_takes_its_servers_with_it_cleanly(place: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from pytake_app.embedded import EmbeddedServers\n"
        "servers = EmbeddedServers(Path(sys.argv[1])); servers.start()\n"
        "print(servers.postgres_pid, servers.valkey_pid)"
    )
    ended = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-c", program, str(place / "data")],
        env={**os.environ, "PYTHONPATH": str(SOURCES)},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert ended.stderr == ""
    assert not any(psutil.pid_exists(int(pid)) for pid in ended.stdout.split())
    assert not (place / "data" / "postgres" / "postmaster.pid").exists()
    assert not (place / "data" / "socket-folder").exists()


async def test_a_new_launcher_waits_for_the_servers_of_a_killed_one(place: Path, launch_on: Launch) -> None:
    first = launch_on(place / "data")
    await ask(first.answer["dsn"], "CREATE TABLE kept AS SELECT 42 AS answer")
    first.kill()
    second = launch_on(place / "data")
    assert await ask(second.answer["dsn"], "SELECT answer FROM kept") == 42


def test_a_server_that_never_ends_is_waited_for_and_then_named(
    place: Path, launch_on: Launch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pytake_app.embedded.process.ORPHAN_SECONDS", 0.5)
    first = launch_on(place / "data")
    server = psutil.Process(first.answer["valkey"])
    server.suspend()
    first.kill()
    try:
        with pytest.raises(ServersStillRunningError, match="a valkey of an earlier run still works on"):
            EmbeddedServers(place / "data").start()
    finally:
        server.resume()
    server.wait(10)


def test_a_second_launcher_on_the_same_folder_learns_who_uses_it(place: Path, launch_on: Launch) -> None:
    data = place / "data"
    first = launch_on(data)
    assert "dsn" in first.answer
    with pytest.raises(DataFolderInUseError, match=f"already in use by pid {first.process.pid}; stop that process"):
        EmbeddedServers(data).start()
    first.finish()
    with EmbeddedServers(data), pytest.raises(DataFolderInUseError, match=f"pid {os.getpid()}"):
        EmbeddedServers(data).start()


def test_four_first_boots_at_once_all_succeed(place: Path, launch_on: Launch) -> None:
    launched = [launch_on(place / f"data{number}", place / "cache") for number in range(4)]
    assert all("dsn" in each.answer for each in launched)


def test_servers_outlive_the_thread_that_started_them(place: Path) -> None:
    servers = EmbeddedServers(place / "data")
    thread = threading.Thread(target=servers.start)
    thread.start()
    thread.join()
    time.sleep(0.5)
    try:
        assert valkey(servers.redis_url).ping()
        assert psutil.Process(servers.postgres_pid).status() != psutil.STATUS_ZOMBIE
    finally:
        servers.stop()


async def test_a_killed_postgres_comes_back_with_what_was_committed(place: Path) -> None:
    with EmbeddedServers(place / "data") as servers:
        dsn = servers.postgres_admin_dsn
        await ask(dsn, "CREATE TABLE kept AS SELECT 42 AS answer")
        os.kill(servers.postgres_pid, signal.SIGKILL)
        servers.restart_postgres()
        assert servers.postgres_admin_dsn == dsn
        assert await ask(dsn, "SELECT answer FROM kept") == 42
        servers.restart_postgres()  # also one that runs
        assert await ask(dsn, "SELECT answer FROM kept") == 42


def test_a_killed_valkey_comes_back_with_what_was_written(place: Path) -> None:
    with EmbeddedServers(place / "data", valkey_settings={"appendfsync": "always"}) as servers:
        valkey(servers.redis_url).set("kept", "yes")
        os.kill(servers.valkey_pid, signal.SIGKILL)
        servers.restart_valkey()
        assert valkey(servers.redis_url).get("kept") == "yes"


def test_a_stale_record_that_names_a_stranger_is_ignored_and_the_stranger_lives(place: Path, launch_on: Launch) -> None:
    data = place / "data"
    servers = EmbeddedServers(data)
    servers.start()
    owner = psutil.Process(servers.postgres_pid).uids().real
    servers.stop()
    # PostgreSQL itself refuses to start if a process of its own account has the number.
    stranger = launch_on(place / "other")
    pid = stranger.answer["postgres"]
    assert psutil.Process(pid).uids().real == owner
    record = data / "postgres" / "postmaster.pid"
    record.write_text(f"{pid}\n{data / 'postgres'}\n1\n5432\n{data / 'sockets'}\n\n\nready\n")
    shutil.chown(record, owner)
    with servers:
        assert servers.postgres_pid != pid
    assert psutil.Process(pid).is_running()


def test_a_server_started_by_hand_on_our_folder_is_left_alone(place: Path) -> None:
    data = place / "data"
    with EmbeddedServers(data) as servers:
        # Only our locks tell our own servers; take those away and it is anybody's.
        for name in ("launcher.lock", "postgres.lock", "valkey.lock"):
            (data / name).unlink()
        with pytest.raises(DataFolderInUseError, match=f"pid {servers.postgres_pid}"):
            EmbeddedServers(data).start()
        assert psutil.Process(servers.postgres_pid).status() != psutil.STATUS_ZOMBIE


def test_a_server_that_can_not_start_says_why_and_leaves_nothing_running(place: Path) -> None:
    servers = EmbeddedServers(place / "data", {"shared_buffers": "lots"})
    with pytest.raises(ServerStartError, match='invalid value for parameter "shared_buffers"') as caught:
        servers.start()
    assert caught.value.server == "postgres"
    with EmbeddedServers(place / "data"):
        pass


def test_a_server_that_is_not_ready_in_time_is_stopped_and_its_log_shown(place: Path) -> None:
    servers = EmbeddedServers(place / "data", start_seconds=-1)
    with pytest.raises(ServerStartError, match="not ready after") as caught:
        servers.start()
    assert caught.value.log.is_file()
    with pytest.raises(RuntimeError, match="not started"):
        _ = servers.redis_url


def test_stopping_while_starting_gives_up_the_start(place: Path) -> None:
    servers = EmbeddedServers(place / "data")
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        starting = pool.submit(servers.start)
        while not (place / "data" / "valkey.lock").exists():
            time.sleep(0.001)
        servers.stop()
        with pytest.raises(ServerStartError, match="stopped while starting"):
            starting.result()
    with EmbeddedServers(place / "data"):
        pass


def test_a_first_boot_that_was_cut_off_is_begun_again(place: Path) -> None:
    half = place / "data" / "postgres.new"
    with EmbeddedServers(place / "data") as servers:
        owner = psutil.Process(servers.postgres_pid).uids().real
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    shutil.chown(half, owner)
    shutil.rmtree(place / "data" / "postgres")
    with EmbeddedServers(place / "data"):
        assert not half.exists()


def test_a_long_log_is_put_aside_at_the_next_start(place: Path) -> None:
    data = place / "data"
    with EmbeddedServers(data):
        pass
    os.truncate(data / "logs" / "valkey.log", 10_000_001)
    with EmbeddedServers(data):
        assert (data / "logs" / "valkey.log.1").stat().st_size == 10_000_001
        assert (data / "logs" / "valkey.log").stat().st_size < 100_000
