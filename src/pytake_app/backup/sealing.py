"""age around a stream: what is written goes through a thread that seals it, what is read through one that opens it."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, BinaryIO

import pyrage

from pytake_app.backup.errors import BackupError, Damaged, WrongKey

PUBLIC, SECRET = "age1", "AGE-SECRET-KEY-1"
WRONG_KEY = "No matching keys"


def new_key(made_at: str) -> str:
    """A key file as `age-keygen` writes it; the line `# public key:` is for whoever makes backups."""
    key = pyrage.x25519.Identity.generate()
    return f"# created: {made_at}\n# public key: {key.to_public()}\n{key}\n"


def recipient_of(given: str) -> pyrage.x25519.Recipient:
    """Of `age1…`, or a file with that line. Raises BackupError."""
    text = given if given.startswith(PUBLIC) else _line(given, PUBLIC)
    try:
        return pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError as error:
        raise BackupError(f"{given}: that is no public key (age1…): {error}") from error


def identity_of(text: str) -> pyrage.x25519.Identity:
    """Of a key file's text. Raises BackupError."""
    line = next((each.strip() for each in text.splitlines() if each.strip().startswith(SECRET)), "")
    try:
        return pyrage.x25519.Identity.from_str(line)
    except pyrage.IdentityError as error:
        raise BackupError(f"the key file holds no line {SECRET}…; `pytake admin backup-key` made it") from error


@contextmanager
def sealing(out: BinaryIO, recipient: pyrage.x25519.Recipient) -> Iterator[IO[bytes]]:
    """What to write into; on leaving it is sealed to the end. Raises BackupError when it can't be written."""
    reading, writing = os.pipe()
    source = os.fdopen(reading, "rb")
    worker = _Thread(lambda: pyrage.encrypt_io(source, out, [recipient]), source)
    worker.start()
    try:
        with os.fdopen(writing, "wb") as plain:
            yield plain
    except BrokenPipeError:
        if worker.failure() is None:
            raise
    failure = worker.failure()
    if failure is not None:
        raise BackupError(f"the backup could not be written: {failure}") from failure


@contextmanager
def opening(sealed: BinaryIO, identity: pyrage.x25519.Identity) -> Iterator[IO[bytes]]:
    """What to read from. Whoever reads it to its end and leaves knows that all of it was there; raises WrongKey, Damaged."""
    reading, writing = os.pipe()
    target = os.fdopen(writing, "wb")
    worker = _Thread(lambda: pyrage.decrypt_io(sealed, target, [identity]), target)
    worker.start()
    ended = False
    try:
        with os.fdopen(reading, "rb") as plain:
            yield plain
            while plain.read(1024 * 1024):
                pass
            ended = True
    except Exception as error:
        # Whoever reads stumbles over what the thread knows better.
        failure = worker.failure()
        if failure is None or "Broken pipe" in str(failure):
            raise
        raise _told(failure) from error
    failure = worker.failure()
    if ended and failure is not None:
        raise _told(failure)


def _told(failure: BaseException) -> BackupError:
    if WRONG_KEY in str(failure):
        return WrongKey()
    return Damaged(str(failure) or type(failure).__name__)


def _line(path: str, beginning: str) -> str:
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise BackupError(f"{path} can't be read: {reason}") from error
    lines = (each.strip().removeprefix("# public key: ") for each in text.splitlines())
    return next((each for each in lines if each.startswith(beginning)), "")


class _Thread(threading.Thread):
    """Runs a step, closes its end of the pipe whatever becomes of it, and keeps what went wrong."""

    def __init__(self, step: Callable[[], object], end: IO[bytes]) -> None:
        super().__init__(daemon=True)
        self._step = step
        self._end = end
        self._failure: BaseException | None = None

    def run(self) -> None:
        try:
            self._step()
            self._end.flush()
        except BaseException as error:  # noqa: BLE001  it is told where it is waited for
            self._failure = error
        finally:
            with suppress(OSError):
                self._end.close()

    def failure(self) -> BaseException | None:
        """Once it has ended."""
        self.join()
        return self._failure
