import os
import time
from pathlib import Path

import pytest

from pytake_app.embedded import DataFolderInUseError, ServersStillRunningError
from pytake_app.embedded.locks import FolderLock, server_lock


def test_a_folder_is_held_by_one_and_free_again_afterwards(tmp_path: Path) -> None:
    first, second = FolderLock(tmp_path / "launcher.lock"), FolderLock(tmp_path / "launcher.lock")
    first.acquire()
    with pytest.raises(DataFolderInUseError) as caught:
        second.acquire()
    assert caught.value.pid == os.getpid()
    assert caught.value.data == tmp_path
    first.release()
    first.release()
    second.acquire()
    second.release()


def test_a_number_left_by_a_dead_launcher_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / "launcher.lock").write_text("1\n")
    lock = FolderLock(tmp_path / "launcher.lock")
    lock.acquire()
    assert (tmp_path / "launcher.lock").read_text() == f"{os.getpid()}\n"
    lock.release()


def test_a_lock_file_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "target").write_text("precious")
    (tmp_path / "launcher.lock").symlink_to(tmp_path / "target")
    with pytest.raises(OSError, match="symbolic link"):
        FolderLock(tmp_path / "launcher.lock").acquire()
    assert (tmp_path / "target").read_text() == "precious"


def test_a_servers_lock_lives_as_long_as_any_copy_of_its_descriptor(tmp_path: Path) -> None:
    file = tmp_path / "postgres.lock"
    first = server_lock(file, "postgres", 0)
    inherited = os.dup(first)
    os.close(first)
    began = time.monotonic()
    with pytest.raises(ServersStillRunningError, match="a postgres of an earlier run still works on"):
        server_lock(file, "postgres", 0.1)
    assert time.monotonic() - began >= 0.1
    os.close(inherited)
    os.close(server_lock(file, "postgres", 0))


def test_an_unnamed_holder_is_called_another_process(tmp_path: Path) -> None:
    descriptor = server_lock(tmp_path / "launcher.lock", "launcher", 0)
    with pytest.raises(DataFolderInUseError, match="already in use by another process") as caught:
        FolderLock(tmp_path / "launcher.lock").acquire()
    assert caught.value.pid is None
    os.close(descriptor)
