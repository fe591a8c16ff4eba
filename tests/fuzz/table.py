"""What a line of the table of parsers says, and how one input is tried."""

import json
import time
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

ROOT = Path(__file__).parents[2]
RECORDED = ROOT / "tests" / "recorded"
KEPT = Path(__file__).parent / "kept"
"""Inputs that broke something once: a folder a parser, a file an input."""
SLOW = 10.0
"""Seconds for one input: far above what any takes, and far below what hanging is."""
HEAVY = 256 << 20
"""Bytes at once for one input, unless its line says otherwise."""


class Parser(msgspec.Struct, frozen=True, kw_only=True):
    """One reader of bytes from outside. `run` gives what was read, or raises one of `refuses` and nothing else; `reads` are the
    files of src it stands for; `largest` the size that gets as far as it.
    """

    name: str
    run: Callable[[bytes], Any]
    seeds: Callable[[], Sequence[bytes]]
    reads: tuple[str, ...]
    refuses: tuple[type[BaseException], ...] = ()
    largest: int = 1 << 20
    heavy: int = HEAVY
    tries: int = 40
    """In a test run; a third of a second or so each parser."""
    chance: bool = False
    """Does it say something of its own each time?"""


class Broken(AssertionError):
    """An input that is answered with something else than is documented."""


def tried(parser: Parser, given: bytes, *, twice: bool = False) -> None:
    """Raises Broken when it ends in an error that is not documented, takes far too long, gives what can't be written again, or,
    with `twice`, says another thing when it is asked once more.
    """
    if len(given) > parser.largest:
        given = given[: parser.largest]
    began = time.process_time()
    said = answer(parser, given)
    took = time.process_time() - began
    if took > SLOW:
        raise Broken(f"{parser.name}: {took:.1f} s for {len(given)} bytes {given[:300]!r}")
    if twice and not parser.chance and (other := answer(parser, given)) != said:
        raise Broken(f"{parser.name}: {other[:200]!r} after {said[:200]!r} for {given[:300]!r}")


def answer(parser: Parser, given: bytes) -> bytes:
    """What is read, written again; or how it was refused. Raises Broken."""
    try:
        return again(parser.run(given))
    except parser.refuses as refused:
        return f"{type(refused).__name__}: {refused}".encode("utf-8", "backslashreplace")
    except Exception as error:
        message = f"{parser.name}: {type(error).__name__}: {str(error)[:200]} for {given[:300]!r}"
        raise Broken(message) from error


def weighed(parser: Parser, given: bytes) -> int:
    """Bytes it has at once, at most. Raises Broken when they are too many."""
    tracemalloc.start()
    try:
        tried(parser, given, twice=True)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    if most > parser.heavy:
        raise Broken(f"{parser.name}: {most >> 20} MB for {len(given)} bytes {given[:300]!r}")
    return most


def again(found: Any) -> bytes:
    """What was read can be written and read once more, and is the same then. Raises what writing raises."""
    written = msgspec.msgpack.encode(found, enc_hook=_plain)
    assert msgspec.msgpack.encode(msgspec.msgpack.decode(written, strict=False)) is not None
    return written


def _plain(value: Any) -> Any:
    if isinstance(value, set | frozenset | tuple):
        return sorted(value, key=repr)
    return repr(value)


def kept(name: str) -> list[bytes]:
    """What broke this parser once."""
    return [file.read_bytes() for file in sorted((KEPT / name).glob("*"))]


def files(folder: str, pick: Callable[[Any], Any] | None = None) -> Callable[[], list[bytes]]:
    """Recorded files of tests/recorded, or what of each is meant."""

    def read() -> list[bytes]:
        found = []
        for path in sorted((RECORDED / folder).rglob("*.json")):
            raw = path.read_bytes()
            picked = raw if pick is None else pick(json.loads(raw))
            if picked is not None:
                found.append(picked if isinstance(picked, bytes) else json.dumps(picked, ensure_ascii=False).encode())
        return found

    return read


def texts(*given: str | bytes) -> Callable[[], list[bytes]]:
    """Seeds as they stand here."""
    return lambda: [each if isinstance(each, bytes) else each.encode("utf-8", "surrogatepass") for each in given]


def text(given: bytes) -> str:
    """As a text of any letters, lone surrogates too."""
    return given.decode("utf-8", "surrogateescape").encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def header(given: bytes) -> str:
    """As a header's value comes: Latin-1, on one line."""
    return given.replace(b"\r", b"").replace(b"\n", b"").replace(b"\0", b"").decode("latin-1")
