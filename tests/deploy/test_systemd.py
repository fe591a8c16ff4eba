"""The units by systemd's own examination."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pytake_app.settings import Settings, variable

FOLDER = Path(__file__).resolve().parents[2] / "deploy" / "systemd"
ANALYZE = shutil.which("systemd-analyze")
UNITS = sorted(file.name for file in FOLDER.iterdir() if file.suffix in {".service", ".timer", ".target"})


@pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not at hand")
def test_systemd_finds_nothing_wrong(tmp_path: Path) -> None:
    assert ANALYZE is not None
    for name in UNITS:
        text = (FOLDER / name).read_text()
        # The program is there under another name.
        (tmp_path / name).write_text(text.replace("/opt/pytake/bin/pytake", sys.executable))
    names = [str(tmp_path / name.replace("@.", "@talk.")) for name in UNITS]
    for unit in ("pytake-work@talk.service",):
        shutil.copy(tmp_path / "pytake-work@.service", tmp_path / unit)
    done = subprocess.run(  # noqa: S603  systemd's own program
        [ANALYZE, "verify", "--man=no", *names], capture_output=True, text=True, check=False
    )
    ours = [line for line in done.stderr.splitlines() if "pytake" in line]
    assert ours == []


def test_every_service_is_bound_to_its_own_folder() -> None:
    services = [name for name in UNITS if name.endswith(".service")]
    assert len(services) == 6
    for name in services:
        lines = (FOLDER / name).read_text().splitlines()
        for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=", "User=pytake"):
            assert line in lines, (name, line)


def test_the_environment_has_only_settings() -> None:
    known = {variable(name) for name in Settings.__struct_fields__}
    text = (FOLDER / "pytake.env").read_text() + "".join(
        f"{found}\n" for name in UNITS for found in re.findall(r"PYTAKE_\w+=\S+", (FOLDER / name).read_text())
    )
    names = [line.partition("=")[0] for line in text.splitlines() if line and not line.startswith("#")]
    assert [each for each in names if each not in known and each.removesuffix("_FILE") not in known] == []
