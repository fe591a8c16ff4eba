"""`pytake backup --every`: one when it is due, another try after a while, and an end in the middle of one."""

import argparse
import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from pytake_adapters.system import SystemClock
from pytake_app.backup.errors import BackupError
from pytake_app.backup.places import FolderPlace
from pytake_app.commands import backup
from pytake_app.settings import Settings

ARGUMENTS = argparse.Namespace(every=3600.0, keep=0)
Once = Callable[..., Awaitable[None]]


@pytest.fixture(autouse=True)
async def handlers() -> AsyncIterator[None]:
    """What the rounds take over is given back."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    loop = asyncio.get_running_loop()
    for number, handler in before.items():
        loop.remove_signal_handler(number)
        signal.signal(number, handler)


async def ended(place: FolderPlace, ready: Callable[[], bool]) -> None:
    """Rounds until something is so, and then SIGTERM."""
    rounds = asyncio.ensure_future(backup._again_and_again(ARGUMENTS, Settings(), place))
    async with asyncio.timeout(10):
        while not ready():  # noqa: ASYNC110  what is waited for tells nobody
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        os.kill(os.getpid(), signal.SIGTERM)
        await rounds


async def test_one_is_made_when_it_is_due_and_no_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    async def once(*_: object) -> None:
        made.append(f"pytake-{SystemClock().now():%Y%m%dT%H%M%SZ}.backup")
        (tmp_path / made[-1]).touch()

    monkeypatch.setattr(backup, "_once", once)
    await ended(FolderPlace(tmp_path), lambda: bool(made))
    await ended(FolderPlace(tmp_path), lambda: True)
    assert len(made) == 1


async def test_one_that_fails_is_told_and_tried_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tries: list[int] = []

    async def once(*_: object) -> None:
        tries.append(1)
        raise BackupError("the disk is full")

    monkeypatch.setattr(backup, "_once", once)
    await ended(FolderPlace(tmp_path), lambda: bool(tries))
    assert len(tries) == 1
    assert "the disk is full; again in 10 minutes" in capsys.readouterr().err


async def test_the_end_does_not_wait_for_one_that_is_being_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, undone = asyncio.Event(), asyncio.Event()

    async def once(*_: object) -> None:
        begun.set()
        try:
            await asyncio.sleep(3600)
        finally:
            undone.set()

    monkeypatch.setattr(backup, "_once", once)
    await ended(FolderPlace(tmp_path), begun.is_set)
    assert undone.is_set()
