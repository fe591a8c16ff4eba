"""A process steps back together with its session, and knows how much it is kept from a processor."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pytake_adapters.priority import Processor, step_back


def _group(pid: int) -> Path:
    return Path(f"/proc/{pid}/autogroup")


@contextmanager
def sleeper(*, leads: bool) -> Iterator[int]:
    """Another process; one that leads a session of its own is as a service is."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=leads)
    try:
        yield process.pid
    finally:
        process.kill()
        process.wait()


def test_a_process_and_the_session_it_leads_step_back() -> None:
    with sleeper(leads=True) as pid:
        while not step_back(pid, 7):
            pass
        assert os.getpriority(os.PRIO_PROCESS, pid) == 7
        if _group(pid).exists():
            assert _group(pid).read_text(encoding="ascii").split()[-1] == "7"


def test_a_session_that_somebody_else_leads_is_left_alone() -> None:
    with sleeper(leads=False) as pid:
        before = _group(pid).read_text(encoding="ascii") if _group(pid).exists() else ""
        assert step_back(pid, 7)
        assert os.getpriority(os.PRIO_PROCESS, pid) == 7
        assert not before or _group(pid).read_text(encoding="ascii") == before


def test_it_is_told_what_part_of_the_wanted_time_was_denied(tmp_path: Path) -> None:
    told = tmp_path / "schedstat"
    told.write_text("1000 1000 7\n", encoding="ascii")
    processor = Processor(told, apart=0)

    told.write_text("4000 2000 9\n", encoding="ascii")
    assert processor.denied() == pytest.approx(0.25)
    assert processor.denied() == 0.0, "nothing was wanted since"


def test_looks_that_follow_each_other_closely_are_one(tmp_path: Path) -> None:
    told = tmp_path / "schedstat"
    told.write_text("0 0 0\n", encoding="ascii")
    processor = Processor(told, apart=60)

    told.write_text("0 1000 1\n", encoding="ascii")

    assert processor.denied() == 0.0


def test_where_the_system_does_not_tell_nothing_is_denied(tmp_path: Path) -> None:
    assert Processor(tmp_path / "none", apart=0).denied() == 0.0


def test_the_own_process_is_read_from_the_system() -> None:
    assert 0.0 <= Processor(apart=0).denied() <= 1.0
