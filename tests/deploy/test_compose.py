"""`docker-compose.yml` by the compose specification, and what we promise of it."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from compose_spec import PyCompose

from pytake_app.settings import Settings, variable

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "docker-compose.yml"
ONCE = {"init", "migrate", "restore"}
OWN = {"init", "migrate", "api", "api-people", "work-talk", "work-bulk", "backup", "restore"}


@pytest.fixture(scope="module")
def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load(FILE.read_text())["services"]
    return found


def filled_in(text: str) -> str:
    """With the values of `.env.docker`, or what the file itself has for a name without one, as the client fills it in."""
    lines = [line.partition("=") for line in (ROOT / ".env.docker").read_text().splitlines() if line[:1].isalpha()]
    values = {name: value for name, _, value in lines if value}
    put = re.sub(r"(?<!\$)\$\{(\w+)(?::[-?]([^}]*))?\}", lambda found: values.get(found[1], found[2] or ""), text)
    return put.replace("$$", "$")


def test_it_is_what_the_specification_allows() -> None:
    whole = filled_in(FILE.read_text())
    PyCompose.from_json(json.dumps(yaml.safe_load(whole))).validate()
    wrong = whole.replace("stop_grace_period: 2m", "stop_grace_period: soon")
    with pytest.raises(ValueError, match="duration"):
        PyCompose.from_json(json.dumps(yaml.safe_load(wrong)))


def test_nothing_runs_as_root_or_writes_outside_its_volumes(services: dict[str, dict[str, Any]]) -> None:
    for name, service in services.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert "cap_add" not in service, name
        assert "privileged" not in service, name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["user"].split(":")[0] not in {"0", "root"}, name
        assert service["logging"]["options"] == {"max-size": "20m", "max-file": "5"}, name
        assert "docker.sock" not in str(service), name


def test_every_lasting_service_is_bounded_watched_and_given_time_to_end(services: dict[str, dict[str, Any]]) -> None:
    for name, service in services.items():
        if name in ONCE:
            assert service["restart"] == "no", name
            continue
        assert service["restart"] == "unless-stopped", name
        assert service["mem_limit"], name
        assert service["pids_limit"], name
        if name not in {"certbot", "backup"}:
            assert service["healthcheck"]["test"], name
            assert service["stop_grace_period"], name


def test_images_are_pinned(services: dict[str, dict[str, Any]]) -> None:
    for name, service in services.items():
        if name in OWN:
            assert service["image"] == "pytake:current"
        else:
            tag = service["image"].rpartition(":")[2]
            assert any(each.isdigit() for each in tag), name
            assert tag != "latest", name


def test_nothing_but_nginx_can_be_reached_and_databases_have_no_way_out(services: dict[str, dict[str, Any]]) -> None:
    assert [name for name, service in services.items() if "ports" in service] == ["nginx"]
    assert services["postgres"]["networks"] == services["valkey"]["networks"] == ["data"]
    whole = yaml.safe_load(FILE.read_text())
    assert whole["networks"]["data"]["internal"] is True
    assert services["nginx"]["networks"].keys() == {"front"}


def test_the_schema_is_there_before_anything_uses_it(services: dict[str, dict[str, Any]]) -> None:
    for name in ("api", "api-people", "work-talk", "work-bulk"):
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert services["migrate"]["depends_on"]["postgres"] == {"condition": "service_healthy"}
    for name in ("api", "api-people"):
        assert services["nginx"]["depends_on"][name] == {"condition": "service_healthy"}


def test_settings_are_settings_and_secrets_come_in_files(services: dict[str, dict[str, Any]]) -> None:
    known = {variable(name) for name in Settings.__struct_fields__}
    for name in OWN - {"init"}:
        for key in services[name].get("environment", {}):
            assert key in known or key.removesuffix("_FILE") in known, (name, key)
        for key in ("DATABASE_URL", "REDIS_URL", "PYTAKE_VAULT_KEYS", "PYTAKE_MAIL_URL"):
            assert key not in services[name].get("environment", {})
    secrets = yaml.safe_load(FILE.read_text())["secrets"]
    used = {secret for service in services.values() for secret in service.get("secrets", [])}
    assert used == set(secrets)
    assert all(each["file"].startswith("./secrets/") for each in secrets.values())


def test_only_who_migrates_and_restores_holds_the_superusers_password(services: dict[str, dict[str, Any]]) -> None:
    holders = {name for name, service in services.items() if "database_admin_url" in service.get("secrets", [])}
    assert holders == {"migrate", "restore"}


def test_the_templates_hold_no_secret_and_only_settings_that_exist() -> None:
    known = {variable(name) for name in Settings.__struct_fields__}
    compose = FILE.read_text() + (ROOT / "deploy.sh").read_text()
    for file in (ROOT / ".env.docker", ROOT / ".env.development"):
        for line in file.read_text().splitlines():
            if not line or line.startswith("#"):
                continue
            name, equals, value = line.partition("=")
            assert equals, line
            # Every container reads `.env`: what begins with PYTAKE_ has to be a setting there.
            if name.startswith("PYTAKE_") or file.name == ".env.development":
                assert name in known, (file.name, name)
            elif not name.startswith("COMPOSE_"):
                assert name in compose, (file.name, name)
            assert "password" not in value, line
            assert ":" not in value.partition("://")[2].partition("@")[0].partition("/")[0] or "@" not in value, line


@pytest.mark.parametrize(
    "command",
    [
        ["hadolint", "Dockerfile"],
        ["shellcheck", "deploy.sh", *sorted(str(file.relative_to(ROOT)) for file in (ROOT / "deploy").rglob("*.sh"))],
        ["shellcheck", "tests/deploy/docker_client.sh", ".ci/run"],
    ],
    ids=lambda each: each[0] + each[1],
)
def test_linters_find_nothing(command: list[str]) -> None:
    program = Path(sys.executable).with_name(command[0])
    done = subprocess.run(  # noqa: S603  linters of the development packages
        [str(program), *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_what_the_image_is_made_of_reaches_the_builder() -> None:
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    assert lines[0] == "*"
    allowed = {line[1:] for line in lines if line.startswith("!")}
    copied: set[str] = set()
    for line in (ROOT / "Dockerfile").read_text().splitlines():
        if line.startswith("COPY ") and "--from" not in line:
            copied |= set(line.split()[1:-1])
    assert copied == allowed
    assert all((ROOT / name).exists() for name in copied)
