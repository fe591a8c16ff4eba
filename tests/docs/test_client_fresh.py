"""The Python client's operations and types are those of the API, and it has its version."""

import subprocess
import sys
import tomllib
from pathlib import Path

import msgspec

import pytake_client
from pytake_app.openapi import document

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "clients" / "python"


LEFT_OUT = ("/.well-known/", "/api/v1/whatsapp/webhook")


def test_it_is_made_of_the_api_as_it_is() -> None:
    told = msgspec.json.encode(document())
    command = [sys.executable, str(FOLDER / "generate.py"), "--check"]
    done = subprocess.run(command, input=told, capture_output=True, check=False)  # noqa: S603  our own words
    assert done.returncode == 0, f"make client\n{done.stderr.decode()}"
    text = "".join(file.read_text("utf-8") for file in (FOLDER / "src" / "pytake_client" / "api").glob("*.py"))
    paths = [path for path in msgspec.json.decode(told)["paths"] if not path.startswith(LEFT_OUT)]
    assert [path for path in paths if f'"{path}"' not in text] == []
    assert len(paths) > 200


def test_it_has_the_version_of_the_distribution() -> None:
    own = tomllib.loads((FOLDER / "pyproject.toml").read_text("utf-8"))["project"]
    whole = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert own["version"] == pytake_client.__version__ == whole["version"]
    assert (FOLDER / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
