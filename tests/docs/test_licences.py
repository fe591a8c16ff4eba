"""What lies in the wheel may lie there, and the page of licences names all of it."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from pages.licences import BESIDE, FILES, FREE, PAGE, allowed, by_pip, in_console

ROOT = Path(__file__).resolve().parents[2]
TEXT = PAGE.read_text("utf-8")
WHEEL, _, PIP = TEXT.partition("<!-- by pip -->")
ROW = re.compile(r"^\| `([^`]+)` \| ([^|]+) \|", re.MULTILINE)


def lock() -> dict[str, object]:
    found: dict[str, object] = json.loads((ROOT / "web" / "package-lock.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize(
    ("expression", "free"),
    [
        ("MIT", True),
        ("Apache-2.0 OR GPL-2.0-only", True),
        ("Apache-2.0 AND MIT", True),
        ("MIT AND GPL-3.0-or-later", False),
        ("(LGPL-3.0-only OR AGPL-3.0-only)", False),
        ("unknown", False),
        ("Freeware", False),
    ],
)
def test_a_licence_is_free_when_one_way_to_keep_to_it_is(expression: str, *, free: bool) -> None:
    assert allowed(expression) is free


def test_what_lies_in_the_wheel_asks_for_a_notice_at_most() -> None:
    console = in_console(lock())
    assert {name: licence for name, licence in console.items() if not allowed(licence)} == {}
    assert {what: licence for _, what, licence in FILES if not allowed(licence)} == {}
    assert dict(ROW.findall(WHEEL)) == console
    assert all(f"| {what} | {licence} |" in WHEEL for _, what, licence in FILES)


def test_every_script_of_others_is_named_and_has_its_licence_beside_it() -> None:
    folder = ROOT / "src" / "pytake_app" / "http" / "assets"
    named = {name for names, _, _ in FILES for name in names.split(", ")}
    ours = {"start.js", "graphiql-start.js", "graphiql-page.css"}
    there = {file.name for file in folder.iterdir() if file.suffix in {".js", ".css"}}
    assert there == named | ours
    assert all((folder / f"{names.split(', ')[0]}.LICENSE.txt").is_file() for names, _, _ in FILES)


def test_what_pip_fetches_is_named_and_stays_usable() -> None:
    fetched, told = by_pip(), dict(ROW.findall(PIP))
    assert {name: told.get(name) for name in fetched} == fetched
    assert {name: licence for name, licence in fetched.items() if not allowed(licence, FREE | BESIDE)} == {}
    beside = [name for name, licence in fetched.items() if not allowed(licence)]
    assert all(f"- `{name}` is" in TEXT for name in beside), beside


def test_the_licence_goes_with_what_is_built() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert (project["license"], project["license-files"]) == ("Apache-2.0", ["LICENSE", "NOTICE"])
    assert "Version 2.0, January 2004" in (ROOT / "LICENSE").read_text("utf-8")
    copied = next(line for line in (ROOT / "Dockerfile").read_text("utf-8").splitlines() if "pyproject.toml" in line)
    let_in = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert all(name in copied.split() and f"!{name}" in let_in for name in project["license-files"])
