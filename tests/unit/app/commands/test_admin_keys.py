"""`pytake admin`: keys are made once, and rotated without losing the old ones."""

import stat
from pathlib import Path

import pytest

from pytake_adapters.security.jwt import KeyRing
from pytake_adapters.security.masters import MasterKeys
from pytake_app.cli import main


@pytest.fixture
def keys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert main(["admin", "keys", str(tmp_path / "keys")]) == 0
    said = capsys.readouterr().out
    assert f"PYTAKE_SIGNING_KEYS={tmp_path}/keys/signing" in said
    assert (tmp_path / "keys" / "vault").read_text().strip() not in said
    return tmp_path / "keys"


def test_new_keys_are_usable_and_their_owners_alone(keys: Path) -> None:
    assert MasterKeys.load(keys / "vault").present == 1
    assert KeyRing.load(keys / "signing").signing_kid
    for path in (keys, *keys.rglob("*")):
        assert not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO), path


def test_keys_are_never_made_over_others(keys: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (keys / "vault").read_bytes()
    assert main(["admin", "keys", str(keys)]) == 1
    assert "already" in capsys.readouterr().err
    assert (keys / "vault").read_bytes() == before


def test_a_rotated_vault_key_stands_beside_the_old_one(keys: Path) -> None:
    before = (keys / "vault").read_text().strip()
    assert main(["admin", "rotate-vault", "--file", str(keys / "vault")]) == 0
    assert (keys / "vault").read_text().startswith(before)
    assert MasterKeys.load(keys / "vault").present == 2


def test_a_vault_key_is_not_added_to_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert main(["admin", "rotate-vault", "--file", str(tmp_path / "vault")]) == 1
    assert not (tmp_path / "vault").exists()


def test_keys_that_are_in_the_settings_are_rotated_where_they_are_kept(
    keys: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PYTAKE_VAULT_KEYS", (keys / "vault").read_text())
    assert main(["admin", "rotate-vault"]) == 2
    assert "--file" in capsys.readouterr().err


def test_a_rotated_signing_key_signs_and_the_old_one_verifies(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTAKE_SIGNING_KEYS", str(keys / "signing"))
    before = KeyRing.load(keys / "signing").signing_kid
    assert main(["admin", "rotate-signing"]) == 0
    ring = KeyRing.load(keys / "signing")
    assert ring.signing_kid != before
    assert {key["kid"] for key in ring.jwks()["keys"]} == {before, ring.signing_kid}  # type: ignore[attr-defined]
