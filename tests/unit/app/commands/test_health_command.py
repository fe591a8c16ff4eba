"""`pytake health`, where nothing runs and where it does."""

import os
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from pytake_app.cli import main


class Answering(BaseHTTPRequestHandler):
    status = 200
    asked = ""

    def do_GET(self) -> None:
        type(self).asked = self.path
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Answering]]:
    listening = HTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    monkeypatch.setenv("PYTAKE_PORT", str(listening.server_port))
    monkeypatch.setenv("PYTAKE_HOST", "0.0.0.0")  # noqa: S104  as in a container
    yield Answering
    listening.shutdown()
    thread.join()
    listening.server_close()


def test_ready_and_live_are_asked(server: type[Answering], capsys: pytest.CaptureFixture[str]) -> None:
    server.status = 200
    assert main(["health"]) == 0
    assert server.asked == "/observability/ready"
    assert main(["health", "--live"]) == 0
    assert server.asked == "/observability/live"
    server.status = 503
    assert main(["health"]) == 1
    assert "serve says 503" in capsys.readouterr().err


def test_a_worker_that_stands_still_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["health", "--work"]) == 2
    alive = tmp_path / "alive"
    monkeypatch.setenv("PYTAKE_ALIVE_FILE", str(alive))
    assert main(["health", "--work"]) == 1
    alive.touch()
    assert main(["health", "--work"]) == 0
    long_ago = time.time() - 60
    os.utime(alive, (long_ago, long_ago))
    assert main(["health", "--work"]) == 1
    assert "for 60 s" in capsys.readouterr().err
