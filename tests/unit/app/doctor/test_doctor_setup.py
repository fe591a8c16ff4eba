"""What the doctor says of settings, keys and folders, before any server is asked."""

from pathlib import Path

import pytest

from pytake_adapters.security.jwt import KeyRing
from pytake_adapters.security.masters import MasterKeys
from pytake_app.doctor import Finding, Level, examine
from pytake_app.doctor.database import look_at_version as look_at_postgres
from pytake_app.doctor.redis import look_at_version as look_at_redis
from pytake_app.doctor.setup import look_at_setup
from pytake_app.settings import Environment, Settings


def wrong(findings: list[Finding]) -> set[str]:
    return {finding.code for finding in findings if finding.level is Level.ERROR}


def settings_in(folder: Path, **given: object) -> Settings:
    complete = {"database_url": "postgresql+asyncpg://x/y", "redis_url": "redis://x", "data": folder, **given}
    return Settings(**complete)  # type: ignore[arg-type]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A data folder with keys, as the first start leaves it."""
    tmp_path.chmod(0o700)
    (tmp_path / "keys").mkdir(mode=0o700)
    MasterKeys.load_or_create(tmp_path / "keys" / "vault")
    KeyRing.load_or_create(tmp_path / "keys" / "signing")
    return tmp_path


def test_a_house_as_the_first_start_leaves_it_is_in_order(house: Path) -> None:
    findings = look_at_setup(settings_in(house))
    assert wrong(findings) == set()
    assert {"DATA_FINE", "SIGNING_KEYS_FINE", "VAULT_KEYS_FINE"} <= {finding.code for finding in findings}


def test_a_folder_that_the_first_start_will_make_is_no_problem(tmp_path: Path) -> None:
    assert wrong(look_at_setup(settings_in(tmp_path / "later" / "pytake"))) == set()


def test_missing_settings_are_named() -> None:
    missing = [f.params["name"] for f in look_at_setup(Settings(environment=Environment.PRODUCTION)) if f.params]
    wanted = ["DATABASE_URL", "REDIS_URL", "PYTAKE_VAULT_KEYS", "PYTAKE_SIGNING_KEYS", "PYTAKE_PUBLIC_URL"]
    assert missing[: len(wanted)] == wanted


async def test_a_setting_that_cannot_be_read_is_named() -> None:
    (finding,) = await examine({"PYTAKE_PORT": "eighty"})
    assert finding.code == "SETTINGS_WRONG"
    assert "PYTAKE_PORT" in str(finding.params["detail"])


def test_a_data_folder_that_others_can_write_to_is_wrong(house: Path) -> None:
    house.chmod(0o770)
    assert wrong(look_at_setup(settings_in(house))) == {"DATA_OPEN"}


def test_a_file_in_place_of_the_data_folder_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    assert wrong(look_at_setup(settings_in(tmp_path / "data"))) == {"DATA_UNWRITABLE"}


@pytest.mark.parametrize("path", ["keys/vault", "keys/signing"])
def test_keys_that_others_can_read_are_wrong(house: Path, path: str) -> None:
    (house / path).chmod(0o755)
    assert wrong(look_at_setup(settings_in(house))) == {"KEYS_OPEN"}


def test_a_key_file_that_others_can_read_is_wrong(house: Path) -> None:
    next((house / "keys" / "signing").glob("*.pem")).chmod(0o640)
    assert wrong(look_at_setup(settings_in(house))) == {"KEYS_OPEN"}


def test_a_signing_folder_without_keys_is_wrong(house: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert wrong(look_at_setup(settings_in(house, signing_keys=str(tmp_path / "empty")))) == {"SIGNING_KEYS_WRONG"}


def test_a_signing_key_that_is_none_is_wrong(house: Path) -> None:
    broken = house / "keys" / "signing" / "zz.pem"
    broken.write_text("not a key")
    broken.chmod(0o600)
    assert wrong(look_at_setup(settings_in(house))) == {"SIGNING_KEYS_WRONG"}


@pytest.mark.parametrize("keys", ["secret", "1:short", "0:" + "A" * 44])
def test_vault_keys_that_are_none_are_wrong_and_not_shown(house: Path, keys: str) -> None:
    findings = look_at_setup(settings_in(house, vault_keys=keys))
    assert wrong(findings) == {"VAULT_KEYS_WRONG"}
    assert keys not in str(findings)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("pytake.example.com", "PUBLIC_URL_WRONG"),
        ("https://pytake.example.com/", "PUBLIC_URL_WRONG"),
        ("http://pytake.example.com", "PUBLIC_URL_PLAIN"),
    ],
)
def test_a_public_url_that_no_provider_could_call_is_wrong(house: Path, url: str, code: str) -> None:
    production = settings_in(
        house,
        environment=Environment.PRODUCTION,
        public_url=url,
        vault_keys=(house / "keys" / "vault").read_text(),
        signing_keys=str(house / "keys" / "signing"),
    )
    assert wrong(look_at_setup(production)) == {code}


@pytest.mark.parametrize(
    ("version", "is_wrong"), [("14.12 (Debian 14.12-1)", True), ("15.0", False), ("18.6", False), ("9.6.24", True)]
)
def test_postgresql_before_15_is_too_old(version: str, is_wrong: bool) -> None:  # noqa: FBT001  from a table
    assert bool(wrong(look_at_postgres(version))) is is_wrong


@pytest.mark.parametrize(
    ("told", "is_wrong"),
    [
        ({"redis_version": "6.2.14"}, True),
        ({"redis_version": "7.0.15"}, False),
        ({"redis_version": "7.2.4", "valkey_version": "9.1.2"}, False),
        ({}, True),
    ],
)
def test_redis_before_7_is_too_old(told: dict[str, object], is_wrong: bool) -> None:  # noqa: FBT001  from a table
    assert bool(wrong(look_at_redis(told))) is is_wrong
