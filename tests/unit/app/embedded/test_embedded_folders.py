import os
import stat
from pathlib import Path

import pytest

from pytake_app.embedded import AccountError, default_data_folder
from pytake_app.embedded.account import Account
from pytake_app.embedded.folders import DataFolder, close_socket_folder, open_socket_folder, prepare, private_folder


def account(*, uid: int = os.geteuid(), switch: bool = False) -> Account:
    return Account(uid=uid, gid=os.getegid() if uid == os.geteuid() else uid, name="tester", switch=switch)


@pytest.fixture
def short(tmp_path: Path) -> Path:
    assert len(str(tmp_path)) < 85, "the tests of paths that fit need a short temporary folder"
    return tmp_path


def test_the_default_data_folder_is_the_systems_for_root_and_the_users_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/somewhere/data")
    expected = Path("/var/lib/pytake") if os.geteuid() == 0 else Path("/somewhere/data/pytake")
    assert default_data_folder() == expected


@pytest.mark.parametrize(
    ("variable", "expected"),
    [("/xdg", "/xdg/pytake"), ("relative", "/home/ana/.local/share/pytake"), ("", "/home/ana/.local/share/pytake")],
)
def test_an_ordinary_users_data_folder_follows_the_xdg_convention(
    monkeypatch: pytest.MonkeyPatch, variable: str, expected: str
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("HOME", "/home/ana")
    monkeypatch.setenv("XDG_DATA_HOME", variable)
    assert default_data_folder() == Path(expected)


def test_a_new_data_folder_is_private_and_its_new_parents_are_passable(tmp_path: Path) -> None:
    data = prepare(tmp_path / "a" / "b", account())
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o755
    assert stat.S_IMODE(data.root.stat().st_mode) == 0o700


def test_an_existing_data_folder_keeps_its_rights(tmp_path: Path) -> None:
    existing = tmp_path / "data"
    existing.mkdir()
    existing.chmod(0o750)
    prepare(existing, account())
    prepare(existing, account())
    assert stat.S_IMODE(existing.stat().st_mode) == 0o750


def test_passage_is_looked_up_by_owner_group_and_others(tmp_path: Path) -> None:
    info = tmp_path.stat()
    owner = Account(uid=info.st_uid, gid=77_777, name="owner", switch=True)
    member = Account(uid=77_777, gid=info.st_gid, name="member", switch=True)
    other = Account(uid=77_777, gid=77_777, name="other", switch=True)
    for mode, allowed in ((0o700, (True, False, False)), (0o610, (False, True, False)), (0o001, (False, False, True))):
        tmp_path.chmod(mode)
        assert tuple(each.has(tmp_path, stat.S_IXUSR) for each in (owner, member, other)) == allowed
    tmp_path.chmod(0o700)


def test_the_first_closed_folder_on_the_way_is_named(tmp_path: Path) -> None:
    stranger = Account(uid=77_777, gid=77_777, name="stranger", switch=True)
    inner = tmp_path / "inner"
    inner.mkdir()
    way = [each for each in (inner, *inner.parents) if not each.stat().st_mode & stat.S_IXOTH]
    assert stranger.blocked_at(inner) == (way[-1] if way else None)
    tmp_path.chmod(0o700)
    assert stranger.blocked_at(inner) in {tmp_path, *tmp_path.parents}
    assert account().blocked_at(inner) is None, "we ourselves need no check"


def test_a_private_folder_that_is_a_link_or_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    (tmp_path / "file").touch()
    for name in ("link", "file"):
        with pytest.raises(AccountError, match="is not a folder of tester"):
            private_folder(tmp_path / name, account())


def test_sockets_lie_in_the_data_folder_when_the_path_is_short_enough(short: Path) -> None:
    data = DataFolder(root=short)
    folder = open_socket_folder(data, account())
    assert folder == short / "sockets"
    assert data.socket_record.read_text().strip() == str(folder)


@pytest.mark.parametrize("name", ["d" * 100, "with space", "comma,comma", "ação", 'quote"'])
def test_sockets_lie_in_a_temporary_folder_otherwise_and_the_next_start_replaces_it(tmp_path: Path, name: str) -> None:
    data = DataFolder(root=tmp_path / name)
    data.root.mkdir()
    first = open_socket_folder(data, account())
    (first / "left.sock").touch()
    second = open_socket_folder(data, account())
    assert not first.is_relative_to(tmp_path)
    assert stat.S_IMODE(second.stat().st_mode) == 0o700
    assert not (second / "left.sock").exists()
    if first != second:
        assert not first.exists()
    close_socket_folder(data, account())
    assert not second.exists()
    assert not data.socket_record.exists()


def test_a_recorded_folder_that_is_not_one_of_ours_is_never_removed(tmp_path: Path) -> None:
    data = DataFolder(root=tmp_path)
    foreign = tmp_path / "letters"
    shared = tmp_path / "pytake-shared"
    for folder, mode in ((foreign, 0o700), (shared, 0o755)):
        folder.mkdir()
        folder.chmod(mode)
        (folder / "letter.txt").touch()
        data.socket_record.write_text(str(folder))
        close_socket_folder(data, account())
        assert (folder / "letter.txt").exists()
