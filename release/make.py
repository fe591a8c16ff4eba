"""Makes a release: wheels and sources of PyTake and its client, bills of materials, what is new, checksums; signed by an SSH key.

python release/make.py --key ~/.ssh/release            into dist/
"""

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
NAMESPACE = "pytake-release"
"""So that a signature of something else by the same key is none of a release."""


class NoNotes(Exception):
    """CHANGELOG.md has no section of this version, or an empty one."""


def version() -> str:
    """Of what is built."""
    text: str = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    return text


def notes_of(changelog: str, wanted: str) -> str:
    """What CHANGELOG.md says of this version. Raises NoNotes."""
    found = re.search(rf"^## \[?{re.escape(wanted)}\]?[^\n]*\n(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL)
    if found is None or not found[1].strip():
        raise NoNotes(f"CHANGELOG.md says nothing of {wanted}: rename its section Unreleased and read it through")
    return f"# PyTake {wanted}\n\n{found[1].strip()}\n"


def write_sums(folder: Path) -> Path:
    """SHA256SUMS of all files in the folder, as sha256sum reads them."""
    place = folder / "SHA256SUMS"
    names = sorted(path for path in folder.iterdir() if path.is_file() and path.suffix != ".sig" and path != place)
    place.write_text("".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in names))
    return place


def sign(place: Path, key: Path) -> Path:
    """The signature lies beside the file. Raises CalledProcessError when the key can't sign."""
    signature = place.with_name(place.name + ".sig")
    signature.unlink(missing_ok=True)
    subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-f", str(key), "-n", NAMESPACE, str(place)], check=True)  # noqa: S603, S607
    return signature


def main() -> None:
    """Everything, from what is committed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--key", type=Path, required=True, help="a private SSH key; its public half is known to who verifies"
    )
    arguments = parser.parse_args()
    if subprocess.run(["git", "status", "--porcelain"], cwd=ROOT, capture_output=True, check=True).stdout:  # noqa: S607
        sys.exit("There are changes that are not committed: a release is made of what is.")
    wanted, folder = version(), ROOT / "dist"
    notes = notes_of((ROOT / "CHANGELOG.md").read_text(), wanted)
    shutil.rmtree(folder, ignore_errors=True)
    for each in (ROOT, ROOT / "clients" / "python"):
        subprocess.run([sys.executable, "-m", "build", "--outdir", str(folder), str(each)], check=True)  # noqa: S603
    subprocess.run([sys.executable, str(ROOT / "release" / "sbom.py"), "--to", str(folder)], check=True)  # noqa: S603
    (folder / "NOTES.md").write_text(notes)
    signature = sign(write_sums(folder), arguments.key)
    print(f"PyTake {wanted} lies in {folder}; {signature.name} vouches for SHA256SUMS, and that for everything else.")


if __name__ == "__main__":
    main()
