"""The code of the release before, unpacked from this repository's history."""

import io
import subprocess
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = ROOT / "migrations" / "previous_release"
"""The commit that counts as the release before until there is a tag `v…`."""


def _git(*arguments: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(["git", "-C", str(ROOT), *arguments], check=False, capture_output=True)  # noqa: S603, S607  git of PATH


def commit() -> str:
    """The newest tag `v…` before this commit, or the one that is named in the file."""
    tags = (
        _git("tag", "--list", "v*", "--sort=-v:refname", "--merged", "HEAD", "--no-contains", "HEAD")
        .stdout.decode()
        .split()
    )
    return tags[0] if tags else NAMED.read_text(encoding="utf-8").strip()


def unpack(folder: Path) -> Path:
    """Its sources below `folder`. Skips where the history is not there; a full clone has to have it."""
    if _git("rev-parse", "--git-dir").returncode:
        pytest.skip("this is no clone of the repository: the release before is not here")
    wanted = commit()
    if _git("cat-file", "-e", f"{wanted}^{{commit}}").returncode:
        if _git("rev-parse", "--is-shallow-repository").stdout.strip() == b"true":
            pytest.skip(f"this clone is shallow: {wanted}, the release before, is not in it")
        pytest.fail(f"{wanted}, the release before, is not in this repository")
    packed = _git("archive", "--format=tar", wanted, "src", "migrations")
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder / "src"


def schema(source: Path) -> str:
    """The newest revision that this release's migrations make."""
    return max(file.name.split("_")[0] for file in (source.parent / "migrations" / "versions").glob("0*.py"))
