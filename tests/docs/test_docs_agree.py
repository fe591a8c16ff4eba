"""What the documentation lists is what there is."""

import json
import re
import tomllib
from enum import Enum
from pathlib import Path

from pytake_app.cli import COMMANDS
from pytake_app.settings import Settings, variable

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| `([^`]+)` \|([^|]*)\|", re.MULTILINE)
TARGET = re.compile(r"^([a-z0-9-]+):", re.MULTILINE)


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def shown(default: object) -> str:
    """A setting's default as the table writes it."""
    if isinstance(default, tuple):
        default = ",".join(default)
    if isinstance(default, Enum):
        default = default.value
    if isinstance(default, bool):
        default = str(default).lower()
    return f"`{default}`" if str(default) else "-"


def test_every_setting_is_explained_with_its_default() -> None:
    table = [(name, default.strip()) for name, default in ROW.findall(text("docs/settings.md"))]
    defaults = Settings()
    assert table == [(variable(name), shown(getattr(defaults, name))) for name in Settings.__struct_fields__]


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads(text("pyproject.toml"))
    groups = [project["project"]["dependencies"], *project["project"]["optional-dependencies"].values()]
    wanted = [re.split(r"[\s\[;<>=!~]", line, maxsplit=1)[0] for group in groups for line in group]
    wanted += [
        re.split(r"[\s\[;<>=!~]", line, maxsplit=1)[0]
        for group in project["dependency-groups"].values()
        for line in group
    ]
    told = [name for name, _ in ROW.findall(text("docs/dependencies.md"))]
    assert sorted(told) == sorted(set(wanted) - {"pytake"})


def test_every_dependency_is_pinned_without_addresses() -> None:
    lines = [line for line in text("constraints.txt").splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r"[a-z0-9-]+==[\w.]+", line) for line in lines)
    pinned = {line.partition("==")[0] for line in lines}
    assert {name for name, _ in ROW.findall(text("docs/dependencies.md"))} <= pinned


def test_every_package_of_the_console_has_its_reason_and_one_version() -> None:
    package = json.loads(text("web/package.json"))
    wanted = package["dependencies"] | package["devDependencies"]
    table = text("docs/console.md").partition("## Packages")[2]
    told = re.findall(
        r"`([^`]+)`", "\n".join(line.split("|")[1] for line in table.splitlines() if line.startswith("| `"))
    )
    assert sorted(told) == sorted(wanted)
    assert all(re.fullmatch(r"(npm:typescript@)?\d+\.\d+\.\d+", version) for version in wanted.values())
    assert '"resolved"' not in text("web/package-lock.json")


def test_every_command_is_in_the_page_for_operators_or_the_readme() -> None:
    pages = text("docs/operations.md") + text("README.md")
    for command in COMMANDS:
        assert f"pytake {command}" in pages or f"make {command}" in pages, command


def test_every_target_that_the_readme_names_exists() -> None:
    targets = set(TARGET.findall(text("Makefile")))
    assert set(re.findall(r"make ([a-z0-9-]+)", text("README.md"))) - {"help"} <= targets | {"help"}
    assert {"demo", "demo-reset", "test", "check", "bench", "chaos"} <= targets
