"""The count of branches that `make coverage` fails by."""

from pathlib import Path

import msgspec
import pytest
from tests.support.branches import main


def reported(folder: Path, *files: tuple[str, int, int]) -> str:
    told = {
        f"src/pytake_domain/{name}": {
            "executed_lines": [1],
            "summary": {"num_branches": branches, "covered_branches": taken, "percent_covered": 99.0},
        }
        for name, branches, taken in files
    }
    report = folder / "coverage.json"
    report.write_bytes(msgspec.json.encode({"meta": {"format": 3}, "files": told, "totals": {}}))
    return str(report)


FILES = (("erp/use_cases/sync.py", 10, 10), ("erp/records.py", 10, 7), ("kernel/ids.py", 0, 0), ("ai/guard.py", 20, 19))


def test_branches_alone_decide(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = reported(tmp_path, *FILES)
    assert main(report, "90") == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines == [
        ["ai", "20", "19", "95.0", "%"],
        ["erp", "20", "17", "85.0", "%"],
        ["kernel", "0", "0", "100.0", "%"],
        ["all", "40", "36", "90.0", "%"],
    ]
    assert main(report, "90.1") == 1
    assert "Fewer than 90.1 %" in capsys.readouterr().out


def test_nothing_measured_is_not_enough(tmp_path: Path) -> None:
    assert main(reported(tmp_path), "0") == 1
