"""The demonstration as a process of its own, as `make demo` starts it."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil

READY = "Pronto em"
TALKED = "Agora é com você"
PATIENCE = 90.0


class Demo:
    """`pytake demo` on a folder and a port; its lines are collected as they come."""

    def __init__(self, data: Path, port: int) -> None:
        self.data = data
        self.port = port
        self.lines: list[str] = []
        self._process = subprocess.Popen(  # noqa: S603  our own program
            [sys.executable, "-m", "pytake_app.cli", "demo", "--data", str(data), "--port", str(port)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.lines.append(line.rstrip("\n"))

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def password(self) -> str:
        found = re.search(r"senha (\S+)", self.text)
        assert found, self.text
        return found[1]

    @property
    def seconds(self) -> float:
        found = re.search(rf"{READY} ([\d.]+) s", self.text)
        assert found, self.text
        return float(found[1])

    def until(self, said: str) -> None:
        """Wait until it has said this."""
        deadline = time.monotonic() + PATIENCE
        while said not in self.text:
            assert self._process.poll() is None, f"it ended with {self._process.returncode}:\n{self.text}"
            assert time.monotonic() < deadline, self.text
            time.sleep(0.05)

    def children(self) -> dict[str, psutil.Process]:
        """Everything it started, by what it is."""
        found = psutil.Process(self._process.pid).children(recursive=True)
        named = {}
        for process in reversed(found):
            # A helper of the servers may have ended since it was listed.
            with contextlib.suppress(psutil.NoSuchProcess):
                named[_name(process)] = process
        return named

    def end(self, number: signal.Signals = signal.SIGINT) -> int:
        """Its exit code after this signal."""
        if self._process.poll() is None:
            self._process.send_signal(number)
        code = self._process.wait(PATIENCE)
        self._reader.join(5)
        return code


def _name(process: psutil.Process) -> str:
    """`serve`, `work`, or the name of a server's program."""
    words = process.cmdline()
    name: str = words[-1] if "pytake_app.cli" in words else process.name()
    return name


def run(*arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """A command to its end."""
    return subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-m", "pytake_app.cli", *arguments],
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
