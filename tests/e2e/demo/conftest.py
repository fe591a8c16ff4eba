"""Where a demonstration may live."""

import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def port() -> int:
    """A free one."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


@pytest.fixture
def data() -> Iterator[Path]:
    """An empty folder that also the account of the servers can reach."""
    folder = Path(tempfile.mkdtemp(prefix="pytake-demo-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
