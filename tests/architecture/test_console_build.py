"""Who only builds the console has no tools of tests: its build leans on what is installed then."""

import json
import re
from pathlib import Path

WEB = Path(__file__).parents[2] / "web"


def test_the_build_imports_nothing_that_only_tests_install() -> None:
    config = (WEB / "vite.config.ts").read_text(encoding="utf-8")
    named = re.findall(r'^import (?!type ).*? from "((?:@[\w-]+/)?[\w-]+)', config, re.MULTILINE)
    installed = json.loads((WEB / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert "vite" in named
    assert [package for package in named if package not in installed] == []
