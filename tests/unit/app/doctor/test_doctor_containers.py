"""The doctor in a container: what is mounted read-only, and a data folder in which nothing lies."""

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pytake_app.cli import main
from pytake_app.doctor import setup
from pytake_app.settings import Environment, Settings


def settings(tmp_path: Path, **more: Any) -> Settings:
    assert main(["admin", "keys", str(tmp_path / "keys")]) == 0
    return Settings(
        environment=Environment.PRODUCTION,
        public_url="https://pytake.redesol.example",
        database_url="postgresql+asyncpg://pytake_app@db/pytake",
        redis_url="redis://cache",
        signing_keys=str(tmp_path / "keys" / "signing"),
        vault_keys=(tmp_path / "keys" / "vault").read_text(),
        data=tmp_path / "data",
        **more,
    )


def codes(given: Settings) -> set[str]:
    return {each.code for each in setup.look_at_setup(given)}


def test_a_data_folder_in_which_nothing_lies_need_not_be_there(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no folder")
    assert "DATA_UNWRITABLE" in codes(settings(tmp_path))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "data").write_text("no folder")
    assert "DATA_UNWRITABLE" not in codes(settings(elsewhere, media_folder="/var/lib/pytake/media"))


def test_keys_that_are_mounted_read_only_are_guarded_by_who_mounted_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = settings(tmp_path)
    for file in (tmp_path / "keys" / "signing").glob("*.pem"):
        file.chmod(0o440)
    assert "KEYS_OPEN" in codes(given)
    monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(f_flag=os.ST_RDONLY))
    assert "KEYS_OPEN" not in codes(given)
