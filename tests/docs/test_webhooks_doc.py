"""What the page of webhooks tells is what there is, and its Node code runs as it is written."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from pytake_domain.webhooks import EVENTS, MOST

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "webhooks.md").read_text("utf-8")
BLOCK = re.compile(r"^```js\n(.*?)^```", re.MULTILINE | re.DOTALL)


def test_every_event_has_its_row_in_order() -> None:
    rows = re.findall(r"^\| `([a-z]+\.[a-z_]+)` \|", PAGE, re.MULTILINE)
    assert tuple(rows) == EVENTS
    assert MOST == 20


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no Node here")
def test_its_node_code_runs(tmp_path: Path) -> None:
    (code,) = BLOCK.findall(PAGE)
    file = tmp_path / "receiver.js"
    file.write_text(code, "utf-8")
    done = subprocess.run(["node", str(file)], capture_output=True, text=True, timeout=60, check=False)  # noqa: S603, S607
    assert done.returncode == 0, done.stderr
