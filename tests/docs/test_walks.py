"""The walks of docs/developing.md are carried out as they are written, on a copy of the tree."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "developing.md").read_text("utf-8")
WALK = re.compile(r"<!-- walk: (\w+) -->(.*?)<!-- walk end -->", re.DOTALL)
STEP = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
COPIED = ("src", "tests", "docs", "migrations", "pyproject.toml", ".importlinter")
WALKS = dict(WALK.findall(PAGE))


def changed(text: str, difference: str) -> str:
    """The text with one place changed, which has to be there once."""
    lines = difference.splitlines()
    before = "".join(f"{line[1:]}\n" for line in lines if line[:1] in {" ", "-", ""})
    after = "".join(f"{line[1:]}\n" for line in lines if line[:1] in {" ", "+", ""})
    assert text.count(before) == 1, f"not there once:\n{before}"
    return text.replace(before, after)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """What the walks need of the repository."""
    for name in COPIED:
        if (ROOT / name).is_file():
            shutil.copy(ROOT / name, tmp_path / name)
        else:
            shutil.copytree(
                ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "dist", "*.webp")
            )
    return tmp_path


def run(command: str, tree: Path) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "PYTHONPATH": f"{tree / 'src'}{os.pathsep}{tree}"}
    for name in [name for name in environment if name.startswith("PYTEST_")]:
        del environment[name]
    words = ["bash", "-euc", command]
    return subprocess.run(  # noqa: S603  the page's own
        words, cwd=tree, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.parametrize("name", WALKS)
def test_a_walk_arrives(name: str, tree: Path) -> None:
    said = ""
    for kind, place, content in STEP.findall(WALKS[name]):
        if kind == "sh":
            done = run(content, tree)
            said += done.stdout
            assert done.returncode == 0, f"{content}\n{done.stdout[-3000:]}\n{done.stderr[-2000:]}"
        elif kind == "diff":
            file = tree / place
            file.write_text(changed(file.read_text("utf-8"), content), "utf-8")
        else:
            assert not (tree / place).exists(), f"{place} is there already: another walk is wanted"
            (tree / place).write_text(content, "utf-8")
    assert re.search(r"\d+ passed", said), said


def test_the_page_has_its_walks() -> None:
    assert set(WALKS) == {"node", "route"}


def test_the_files_and_folders_it_names_are_there() -> None:
    text = re.sub(r"^```.*?^```$", "", PAGE, flags=re.MULTILINE | re.DOTALL)
    folders = "src|tests|web/src|migrations|clients|pages|release|benchmarks|chaos"
    named = re.findall(rf"`((?:{folders})/[\w./-]*|pytake_app/[\w./-]+\w)`", text)
    missing = [name for name in named if not (ROOT / name).exists() and not (ROOT / "src" / name).exists()]
    assert [name for name in missing if "digits" not in name] == []
    short = re.findall(r"`((?:whatsapp|messaging|flows|postgres|worker|realtime)/[\w./]+\.py)`", text)
    packages = [ROOT / "src" / each for each in ("pytake_domain", "pytake_adapters", "pytake_app")]
    assert [name for name in short if not any((package / name).is_file() for package in packages)] == []
    assert len(short) > 8
