"""Settings out of files, as secrets of containers come."""

from pathlib import Path

import pytest

from pytake_app.settings import SettingsWrong, read


def test_a_value_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "database_url"
    file.write_text("postgresql+asyncpg://pytake_app:secret@db/pytake\n")
    keys = tmp_path / "vault"
    keys.write_text("1:aaa\n2:bbb\n")
    settings = read({"DATABASE_URL_FILE": str(file), "PYTAKE_VAULT_KEYS_FILE": str(keys), "PYTAKE_PORT": "9400"})
    assert settings.database_url == "postgresql+asyncpg://pytake_app:secret@db/pytake"
    assert (settings.vault_keys, settings.port) == ("1:aaa\n2:bbb", 9400)


def test_an_empty_file_is_as_a_setting_that_is_not_there(tmp_path: Path) -> None:
    file = tmp_path / "mail_url"
    file.write_text("\n")
    assert read({"PYTAKE_MAIL_URL_FILE": str(file)}).mail_url == ""


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"PYTAKE_S3_SECRET_FILE": "/nowhere/at/all"}, "PYTAKE_S3_SECRET_FILE: /nowhere/at/all can't be read"),
        ({"REDIS_URL_FILE": "/dev/null", "REDIS_URL": "redis://x"}, "REDIS_URL or REDIS_URL_FILE, not both"),
        ({"PYTAKE_NOTHING_FILE": "/dev/null"}, "PYTAKE_NOTHING_FILE is not a setting"),
    ],
)
def test_what_can_not_be_read_is_named(given: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsWrong, match=said):
        read(given)
