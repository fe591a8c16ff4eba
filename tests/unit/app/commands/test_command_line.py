"""The command line: what it offers, and what it says when it can't."""

import json
import subprocess
import sys

import pytest

from pytake_app.cli import COMMANDS, main


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("command", list(COMMANDS))
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert COMMANDS[command][1] in " ".join(capsys.readouterr().out.split())


def test_a_command_loads_only_what_is_its_own() -> None:
    script = (
        "import sys; from pytake_app.cli import main\ntry: main(['--help'])\nexcept SystemExit: print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603  our own words
    assert not {"litestar", "sqlalchemy", "asyncpg", "aiohttp"}.intersection(done.stdout.split())


@pytest.mark.parametrize("command", ["serve", "work"])
def test_a_process_without_settings_names_them(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command]) == 2
    said = capsys.readouterr().err
    assert "DATABASE_URL" in said
    assert "REDIS_URL" in said


def test_migrating_without_an_address_names_the_setting(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate"]) == 2
    assert "DATABASE_OWNER_URL" in capsys.readouterr().err


def test_production_without_usable_keys_names_them_and_shows_no_trace(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = {
        "DATABASE_URL": "postgresql+asyncpg://pytake_app@127.0.0.1:1/pytake",
        "REDIS_URL": "redis://127.0.0.1:1",
        "PYTAKE_ENVIRONMENT": "production",
        "PYTAKE_PUBLIC_URL": "https://pytake.example",
        "PYTAKE_VAULT_KEYS": "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "PYTAKE_SIGNING_KEYS": "/nowhere",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert main(["serve"]) == 2
    assert "PYTAKE_SIGNING_KEYS: /nowhere" in capsys.readouterr().err


def test_the_contract_is_printed_without_any_server(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["openapi"]) == 0
    document = json.loads(capfdbinary.readouterr().out)
    assert document["openapi"].startswith("3.")
    assert "/api/v1/flows" in document["paths"]
