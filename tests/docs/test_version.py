"""One version, wherever it stands, and notes for it."""

import json
import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

from pytake_app.cli import main

ROOT = Path(__file__).resolve().parents[2]
VERSION: str = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]


def test_the_console_has_the_version_of_the_distribution() -> None:
    package = json.loads((ROOT / "web" / "package.json").read_text("utf-8"))
    lock = json.loads((ROOT / "web" / "package-lock.json").read_text("utf-8"))
    assert (package["version"], lock["version"], lock["packages"][""]["version"]) == (VERSION, VERSION, VERSION)


def test_the_changelog_begins_with_it_or_with_what_is_not_released() -> None:
    headings = re.findall(r"^## \[([^\]]+)\](?: - (\S+))?$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    released = [(name, day) for name, day in headings if name != "Unreleased"]
    assert released[0][0] == VERSION
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for _, day in released)
    assert [name for name, _ in headings].index(VERSION) == len(headings) - len(released)


def test_the_command_says_what_is_installed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out == f"pytake {version('pytake')}\n"
