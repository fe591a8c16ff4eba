"""Ways to spoil bytes, told by three numbers each, so that whoever draws the numbers can also make them smaller."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from tests.fuzz.places import at_a_place
from tests.fuzz.structure import WAYS as FORM_KEEPING

Change = tuple[int, int, int]
"""Which way, where, and with what."""
DEEP = 100_000
MOST = 4 << 20
"""Bytes that what is there already grows by, about, when it is there many times."""
WORDS: tuple[bytes, ...] = (
    b"\0",
    b"\xff\xfe",
    b"\xc0\x80",
    b"\xed\xa0\x80",
    b"\\ud800",
    b"\\u0000",
    b"\xe2\x80\xae",
    b"%00%0d%0a",
    b"\r\nX-Evil: 1\r\n\r\n",
    b"9" * 400,
    b"9" * 5_000,
    b"-1",
    b"1e400",
    b"NaN",
    b"'\"<svg/onload=1>",
    b"{{",
    b"}}",
    b"{% for a in b %}",
    b"[" * 900,
    b"(" * 300,
    b"{" * DEEP,
    b'{"a":' * 2_000,
    b"!!int ''",
    b"!!python/object:os.system x",
    b"=1+1",
    b"A" * 70_000,
)
NUMBERS: tuple[Any, ...] = (0, -1, 1.5, 2**31, 2**53 + 1, 2**63, 2**64, 10**29, 10**40, -(10**400), 1e308, -1e-320)
TEXTS = (
    "",
    " ",
    "\0",
    "a\0b",
    "\ud800",
    "\u202e\ufeff",
    "x" * 5_000,
    "9" * 5_000,
    "0000-00-00",
    "9999-12-31T23:59:59.999999-23:59",
    "0001-01-01T00:00:00+23:59",
    "1e400",
    "nan",
    "-Infinity",
    "²",
    "٣",
    "{{ a | date: 'x' }}",
    "{{ 1 | plus: 1",
    "javascript:alert(1)",
    "http://[::1",
    "a@b@c",
    "é" * 300,
    "../../etc/passwd",
)
WRONG: tuple[Any, ...] = (None, True, False, [], {}, [None], {"": None}, [[]], {"a": {"a": 1}}, *NUMBERS, *TEXTS)
DEPTHS = (2, 60, 65, 200, 800, 900, 940, 970, 990, 1_000, 5_000)


def changed(seeds: Sequence[bytes], start: int, changes: Sequence[Change]) -> bytes:
    """One of the seeds, spoiled so."""
    given = seeds[start % len(seeds)]
    for way, where, what in changes:
        given = WAYS[way % len(WAYS)](given, where, what, seeds)
    return given


def _flip(given: bytes, where: int, what: int, _: Sequence[bytes]) -> bytes:
    if not given:
        return bytes([what % 256])
    place = where % len(given)
    return given[:place] + bytes([given[place] ^ (1 << what % 8)]) + given[place + 1 :]


def _cut(given: bytes, where: int, what: int, _: Sequence[bytes]) -> bytes:
    place = where % (len(given) + 1)
    return given[:place] + given[place + 1 + what % 64 :]


def _end(given: bytes, where: int, _what: int, _: Sequence[bytes]) -> bytes:
    return given[: where % (len(given) + 1)]


def _twice(given: bytes, where: int, what: int, _: Sequence[bytes]) -> bytes:
    place = where % (len(given) + 1)
    piece = given[place : place + 1 + what % 200]
    return given[:place] + piece * (2 + what % 30) + given[place:]


def _splice(given: bytes, where: int, what: int, seeds: Sequence[bytes]) -> bytes:
    other = seeds[what % len(seeds)]
    return given[: where % (len(given) + 1)] + other[what % (len(other) + 1) :]


def _word(given: bytes, where: int, what: int, _: Sequence[bytes]) -> bytes:
    place = where % (len(given) + 1)
    return given[:place] + WORDS[what % len(WORDS)] + given[place + (what // len(WORDS)) % 9 :]


def _value(given: bytes, where: int, what: int, _: Sequence[bytes]) -> bytes:
    return at_a_place(given, where, lambda _: WRONG[what % len(WRONG)])


def _missing(given: bytes, where: int, what: int, _: Sequence[bytes]) -> bytes:
    def without(value: Any) -> Any:
        if isinstance(value, dict) and value:
            gone = sorted(value)[what % len(value)]
            return {key: each for key, each in value.items() if key != gone}
        return value[1:] if isinstance(value, list | str) else None

    return at_a_place(given, where, without)


def _wrapped(given: bytes, where: int, what: int, _: Sequence[bytes]) -> bytes:
    """Nested so deeply: written by hand, for Python's own writer goes no deeper than its stack."""
    depth = DEPTHS[what % len(DEPTHS)]
    opens, closes = (b"[", b"]") if what % 2 else (b'{"a":', b"}")
    mark = "\ue000here\ue000"
    marked = at_a_place(given, where, lambda _: mark)
    return marked.replace(json.dumps(mark).encode(), opens * depth + b"1" + closes * depth)


def _key_again(given: bytes, where: int, what: int, _: Sequence[bytes]) -> bytes:
    """A key that stands there twice, with another value."""
    mark = "\ue000again\ue000"

    def more(value: Any) -> Any:
        return {**value, mark: sorted(value)[what % len(value)]} if isinstance(value, dict) and value else value

    text = at_a_place(given, where, more).decode("utf-8", "surrogateescape")
    before, found, after = text.partition(f"{json.dumps(mark)}: ")
    if not found:
        return given
    key, end = json.JSONDecoder().raw_decode(after)
    wrong = json.dumps(WRONG[what % len(WRONG)])
    return f"{before}{json.dumps(key)}: {wrong}{after[end:]}".encode("utf-8", "surrogateescape")


def _many(given: bytes, where: int, what: int, _: Sequence[bytes]) -> bytes:
    # Three times four hundred in one place would be more than a machine has.
    often = 2 + min(what % 400, MOST // (len(given) + 1))

    def times(value: Any) -> Any:
        if isinstance(value, list):
            return (value or [{}]) * often
        if isinstance(value, str):
            return value * often
        if isinstance(value, dict):
            return value | {f"k{n}": n for n in range(what % 400)}
        return [value] * (what % 400)

    return at_a_place(given, where, times)


# JSON's own ways stand twice: a value that is wrong goes deeper into a reader than a letter that is.
WAYS: tuple[Callable[[bytes, int, int, Sequence[bytes]], bytes], ...] = (
    _flip,
    _cut,
    _end,
    _twice,
    _splice,
    _word,
    _value,
    _missing,
    _wrapped,
    _key_again,
    _many,
    _value,
    _value,
    _word,
    *FORM_KEEPING,
)
