"""The console's own unit tests, with Node from PATH or from Python's package."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(
    not (ROOT / "web" / "node_modules" / "vitest").is_dir(), reason="make test installs the console's packages first"
)
def test_they_pass() -> None:
    command = [sys.executable, str(ROOT / "hatch_build.py"), "npm", "run", "--silent", "test"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603  our own words
    assert done.returncode == 0, done.stdout + done.stderr
