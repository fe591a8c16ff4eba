import contextlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from tests.support import launch

from pytake_app import embedded

SOURCES = Path(embedded.__file__).parent.parent.parent
PACKAGES = Path(sysconfig.get_paths()["purelib"])


class Launched:
    """A process that holds embedded servers."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self._answer: dict[str, Any] | None = None

    @property
    def answer(self) -> dict[str, Any]:
        """What it says once the servers are up, or why they are not."""
        if self._answer is None:
            assert self.process.stdout is not None
            line = self.process.stdout.readline()
            assert line, "it ended without a word"
            self._answer = json.loads(line)
        return self._answer

    def family(self) -> list[psutil.Process]:
        """Both servers and all their processes."""
        servers = [psutil.Process(self.answer[name]) for name in ("postgres", "valkey")]
        return [each for server in servers for each in (server, *server.children(recursive=True))]

    def kill(self) -> None:
        """Kill it, not its servers, and return when the kernel has taken it down."""
        self.process.kill()
        self.process.wait()

    def finish(self) -> None:
        with contextlib.suppress(BrokenPipeError):
            self.process.communicate(timeout=40)


Launch = Callable[..., Launched]


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that the servers' account can get through, as pytest's own temporary folders are not."""
    folder = Path(tempfile.mkdtemp(prefix="pt-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def launch_on() -> Iterator[Launch]:
    """Starts processes that hold embedded servers, and ends what is left of them."""
    launched: list[Launched] = []

    def start(
        *arguments: Path, python: str = sys.executable, path: tuple[Path, ...] = (SOURCES,), **options: Any
    ) -> Launched:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path)), **options.pop("env", {})}
        process = subprocess.Popen(  # noqa: S603  our own script
            [python, launch.__file__, *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            **options,
        )
        launched.append(Launched(process))
        return launched[-1]

    yield start
    for each in launched:
        each.finish()
