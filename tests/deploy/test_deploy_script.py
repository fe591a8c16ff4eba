"""`deploy.sh` against a recorded fake of the docker client: what it asks in which order, and what it says of what is wrong."""

import os
import shutil
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FAKE = Path(__file__).with_name("docker_client.sh")
FOLDER = "/var/lib/pytake/backups"
MAKE_A_BACKUP = (
    f"compose --profile backup run --rm backup backup --to {FOLDER} --recipient /run/secrets/backup_recipient"
    " --url-file /run/secrets/database_backup_url"
)
SETTINGS = "DOMAIN=pytake.redesol.example\nACME_EMAIL=ana@redesol.example\nCOMPOSE_PROJECT_NAME=pytake\n"


class Machine:
    """A folder with the files of an installation, and a docker that only writes down."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "pytake"
        self.folder.mkdir()
        shutil.copy(ROOT / "deploy.sh", self.folder)
        self.fake = folder / "fake"
        self.fake.mkdir()
        shutil.copy(FAKE, self.fake / "docker")
        for name in ("asked", "images", "running"):
            (self.fake / name).touch()
        self.settings(SETTINGS)

    def settings(self, text: str) -> None:
        (self.folder / ".env").write_text(text)

    def has_images(self, *names: str) -> None:
        (self.fake / "images").write_text("".join(f"{name}\n" for name in names))

    def runs(self, *services: str) -> None:
        (self.fake / "running").write_text("".join(f"{name}\n" for name in services))

    def secret(self, name: str) -> str:
        return (self.folder / "secrets" / name).read_text()

    def do(self, *arguments: str, typed: str = "", **fake: str) -> "subprocess.CompletedProcess[str]":
        (self.fake / "asked").write_text("")
        environment = {
            "PATH": f"{self.fake}{os.pathsep}{os.environ['PATH']}",
            "FAKE_DOCKER": str(self.fake),
            **{f"FAKE_{name.upper()}": value for name, value in fake.items()},
        }
        return subprocess.run(  # noqa: S603  our own script
            [str(self.folder / "deploy.sh"), *arguments],
            env=environment,
            cwd="/",
            input=typed,
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )

    @property
    def asked(self) -> list[str]:
        """What docker was asked that changes something."""
        looks = ("compose version", "info", "image inspect", "compose ps --quiet")
        return [line for line in (self.fake / "asked").read_text().splitlines() if not line.startswith(looks)]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_first_deploy_makes_secrets_that_only_their_folder_guards(machine: Machine) -> None:
    done = machine.do("deploy")
    assert done.returncode == 0, done.stderr
    folder = machine.folder / "secrets"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    passwords = {machine.secret(f"postgres_{name}") for name in ("password", "owner", "app", "worker", "backup")}
    assert len(passwords) == 5
    assert all(len(each) == 48 and set(each) <= set("0123456789abcdef") for each in passwords)
    assert machine.secret("database_url").endswith(f"pytake_app:{machine.secret('postgres_app')}@postgres:5432/pytake")
    assert machine.secret("redis_url") == f"redis://:{machine.secret('valkey_conf').split()[1]}@valkey:6379/0"
    assert machine.secret("backup_recipient") == "age1publicpart\n"
    assert stat.S_IMODE((folder / "backup_key").stat().st_mode) == 0o400
    assert machine.asked == [
        "build --tag pytake:next .",
        "tag pytake:next pytake:current",
        "run --rm --network none --read-only --cap-drop ALL pytake:current admin backup-key",
        "compose up --detach --wait --wait-timeout 180",
    ]
    for secret in passwords:
        assert secret not in done.stdout + done.stderr + "".join(machine.asked)


def test_a_second_deploy_changes_no_secret_and_builds_nothing(machine: Machine) -> None:
    machine.do("deploy")
    before = {file.name: file.read_text() for file in (machine.folder / "secrets").iterdir()}
    assert machine.do("deploy").returncode == 0
    assert {file.name: file.read_text() for file in (machine.folder / "secrets").iterdir()} == before
    assert machine.asked == ["compose up --detach --wait --wait-timeout 180"]


def test_a_published_image_is_pulled_instead(machine: Machine) -> None:
    machine.settings(SETTINGS + 'IMAGE="registry.example/pytake:0.2.0"\n')
    assert machine.do("deploy").returncode == 0
    assert machine.asked[:2] == ["pull registry.example/pytake:0.2.0", "tag registry.example/pytake:0.2.0 pytake:next"]


def test_an_upgrade_is_backed_up_migrated_and_rolled_one_by_one(machine: Machine) -> None:
    machine.do("deploy")
    machine.runs("postgres", "api")
    done = machine.do("upgrade")
    assert done.returncode == 0, done.stderr
    roll = "compose up --detach --no-deps --force-recreate --wait --wait-timeout 180"
    assert machine.asked == [
        MAKE_A_BACKUP,
        "build --tag pytake:next .",
        "tag pytake:current pytake:before",
        "tag pytake:next pytake:current",
        "compose run --rm migrate",
        *(f"{roll} {service}" for service in ("api-people", "api", "work-talk", "work-bulk")),
        "compose up --detach --wait --wait-timeout 180",
    ]


@pytest.mark.parametrize(
    ("fails", "never"),
    [
        ("backup backup --to", "build"),
        ("build", "tag pytake:current"),
        ("run --rm migrate", "api-people"),
        ("--wait-timeout 180 api-people", "--wait-timeout 180 api\n"),
    ],
)
def test_an_upgrade_stops_at_the_first_step_that_fails(machine: Machine, fails: str, never: str) -> None:
    machine.do("deploy")
    machine.runs("postgres", "api")
    done = machine.do("upgrade", fails=fails)
    assert done.returncode == 1
    assert done.stderr.startswith("deploy.sh: ")
    assert never not in "".join(f"{line}\n" for line in machine.asked)


def test_a_rollback_takes_the_image_before(machine: Machine) -> None:
    machine.do("deploy")
    machine.runs("postgres", "api")
    assert "nothing was upgraded" in machine.do("rollback").stderr
    machine.do("upgrade")
    assert machine.do("rollback").returncode == 0
    assert machine.asked[:2] == ["tag pytake:current pytake:undone", "tag pytake:before pytake:current"]
    assert machine.asked[2].endswith(" api-people")


def test_a_certificate_is_asked_by_webroot_and_read_at_once(machine: Machine) -> None:
    machine.runs("nginx")
    done = machine.do("ssl")
    assert done.returncode == 0, done.stderr
    asked, reload = machine.asked
    assert "--webroot --webroot-path /var/lib/pytake/webroot" in asked
    assert "--domain pytake.redesol.example" in asked
    assert "--email ana@redesol.example" in asked
    assert reload == "compose exec --no-TTY nginx nginx -s reload"
    refused = machine.do("ssl", fails="certonly")
    assert "A and AAAA records" in refused.stderr
    assert len(machine.asked) == 1


def test_a_restore_wants_its_name_typed_and_gets_the_key_by_its_input(machine: Machine) -> None:
    machine.has_images("pytake:current")
    backup, key = machine.folder / "one.backup", machine.folder / "key"
    backup.write_bytes(b"sealed")
    key.write_text("AGE-SECRET-KEY-1SECRETPART\n")
    refused = machine.do("restore", "one.backup", "key", typed="yes\n")
    assert (refused.returncode, machine.asked) == (1, [])
    done = machine.do("restore", "one.backup", "key", typed="pytake.redesol.example\n")
    assert done.returncode == 0, done.stderr
    restore = "compose --profile restore run --rm --no-deps --no-TTY"
    opened = "--identity - --keys /var/lib/pytake/keys --url-file /run/secrets/database_admin_url"
    assert machine.asked == [
        "compose stop nginx api api-people work-talk work-bulk backup",
        "compose up --detach --wait --wait-timeout 180 postgres",
        f"{restore} --volume {backup}:/tmp/restored.backup:ro restore restore /tmp/restored.backup {opened}",
    ]
    assert (machine.fake / "stdin").read_text() == "AGE-SECRET-KEY-1SECRETPART\n"
    machine.do("restore", "pytake-1.backup", "key", typed="pytake.redesol.example\n")
    assert "restore restore /var/lib/pytake/backups/pytake-1.backup --identity -" in machine.asked[-1]


def without_settings(machine: Machine) -> None:
    (machine.folder / ".env").unlink()


def with_the_example(machine: Machine) -> None:
    machine.settings("DOMAIN=pytake.example.com\n")


def with_an_address(machine: Machine) -> None:
    machine.settings("DOMAIN=https://pytake.redesol.example/\n")


def as_it_is(_: Machine) -> None:
    """Everything is there."""


@pytest.mark.parametrize(
    ("command", "prepare", "fake", "said"),
    [
        (["deploy"], without_settings, {}, "cp .env.docker .env"),
        (["deploy"], with_the_example, {}, "set DOMAIN in .env"),
        (["deploy"], with_an_address, {}, "a host name alone"),
        (["deploy"], as_it_is, {"compose_version": "2.5.0"}, "2.24 or newer is needed"),
        (["deploy"], as_it_is, {"info_code": "1"}, "docker does not answer"),
        (["deploy"], as_it_is, {"fails": "compose up"}, "./deploy.sh logs SERVICE"),
        (["ssl"], as_it_is, {}, "nginx does not run"),
        (["upgrade"], as_it_is, {}, "./deploy.sh deploy"),
        (["status"], as_it_is, {}, "the API does not run"),
        (["restore"], as_it_is, {}, "say what to restore"),
        (["restore", "gone/file", "key"], as_it_is, {}, "gone/file is not there"),
        (["restart", "api"], as_it_is, {"fails": "compose up"}, "./deploy.sh logs api"),
        (["reboot"], as_it_is, {}, "there is no command reboot"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(
    machine: Machine, command: list[str], prepare: Callable[[Machine], None], fake: dict[str, str], said: str
) -> None:
    prepare(machine)
    done = machine.do(*command, **fake)
    assert done.returncode == 1
    assert said in done.stderr


def test_the_others_reach_docker_as_they_are(machine: Machine) -> None:
    machine.do("logs", "api")
    assert machine.asked == ["compose logs --follow --tail 200 api"]
    machine.do("stop")
    assert machine.asked == ["compose --profile certbot --profile backup stop"]
    machine.do("run", "admin", "create-tenant", "--company", "Rede Sol")
    assert machine.asked == ["compose run --rm --no-deps api admin create-tenant --company Rede Sol"]
    assert machine.do("help").stdout.startswith("./deploy.sh COMMAND")
