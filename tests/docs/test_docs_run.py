"""The code of the documentation runs as it is written."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
ON_THE_APPLICATION = {"api.md"}
"""Needs one that runs: tests/e2e/test_api_guide.py."""
WITH_CODE = [page for page in PAGES if page.name not in ON_THE_APPLICATION and BLOCK.search(page.read_text("utf-8"))]


def program(page: Path) -> str:
    """All blocks of a page, on their own lines, so that a failure names the line of the page."""
    text = page.read_text("utf-8")
    lines = [""] * (text.count("\n") + 1)
    for block in BLOCK.finditer(text):
        first = text[: block.start(1)].count("\n")
        for offset, line in enumerate(block[1].splitlines()):
            lines[first + offset] = line
    return "\n".join(lines) + "\n"


def test_the_pages_that_promise_code_have_some() -> None:
    assert {"embedding.md", "adapters.md"} <= {page.name for page in WITH_CODE}


@pytest.mark.parametrize("page", WITH_CODE, ids=lambda page: page.name)
def test_its_code_runs(page: Path, tmp_path: Path) -> None:
    code = program(page)
    if "class Test" in code:
        file = tmp_path / f"test_{page.stem}.py"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "asyncio_mode=auto", str(file)]
    else:
        file = tmp_path / f"{page.stem}.py"
        command = [sys.executable, str(file)]
    file.write_text(code, "utf-8")
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)  # noqa: S603
    assert done.returncode == 0, f"{page.name}:\n{done.stdout}\n{done.stderr}"
    assert "class Test" not in code or re.search(r"\d{2,} passed", done.stdout)
