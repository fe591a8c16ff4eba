"""Ways to spoil bytes that keep their form: JSON with other kinds of values, a language with other words, other claims."""

import base64
import binascii
import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from tests.fuzz.packed import Way, tags, zipped
from tests.fuzz.places import at_a_place, get, places_of, put

MARK = "\ue000here\ue000"
RAW: tuple[bytes, ...] = (
    b"1e400",
    b"-1e400",
    b"-0",
    b"-0.0",
    b"1E+2",
    b"0.1e-400",
    b"NaN",
    b"-Infinity",
    b"9223372036854775808",
    b"18446744073709551616",
    b"1" + b"0" * 400,
    b"0." + b"3" * 400,
    b'"\\ud800"',
    b'"\\udc00\\ud800"',
    b'"a\\u0000b"',
    b'"\xff\xfe"',
    b'"\xed\xa0\x80"',
    b'"\\u202e\\u200b\\ufeff"',
    b'""',
    b"{}",
    b'{"":{"":null}}',
    b'{"__proto__":1,"constructor":1}',
    b"[[],{}]",
    b"01",
    b"+1",
    b"0x10",
    b"tru",
    b"/*x*/1",
)
"""As no writer of JSON writes them; some are none."""
LETTERS = (
    "\u202eabc",
    "\u200b",
    "\ufeff",
    "\u0301" * 40,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\U0010ffff",
    "\u2028",
    "\x85",
    "\x1b[2J",
    "\r\n",
    "\t",
    "\u0130",
    "ß",
    "ﬁ",
    "\uff46\uff55",
    "٣٤٥",
    "¼",
    "עברית",
    "日本語",
    "'",
    '"',
    "\\",
    "%s%n{0}",
    "${x}",
    "{{ 1 | plus: 1 }}",
    "*_~`",
    "@[x]",
    "\0",
    "a" * 3_000,
)
TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


def _retyped(given: bytes, where: int, what: int, _: Sequence[bytes]) -> bytes:
    """The same said by another kind of value: 5 as "5", an object as pairs, one as a list of one."""
    return at_a_place(given, where, lambda value: _otherwise(value, what))


def _otherwise(value: Any, what: int) -> Any:
    common: tuple[Any, ...] = ([value], {"value": value}, [[value]], None, str(value), json.dumps(value))
    if isinstance(value, dict):
        own: tuple[Any, ...] = ([[key, each] for key, each in value.items()], list(value.values()), list(value))
    elif isinstance(value, list):
        own = ({str(n): each for n, each in enumerate(value)}, value[0] if value else None, value[::-1])
    elif isinstance(value, str):
        own = (_number(value), len(value), list(value[:50]), value.encode().hex(), value == "true")
    elif isinstance(value, bool) or value is None:
        own = (int(bool(value)), str(value).lower(), "null")
    else:
        own = (float(value), -value, value * 1000, value / 7, bool(value), hex(int(value)))
    every = (*own, *common)
    return every[what % len(every)]


def _number(said: str) -> Any:
    try:
        return int(said)
    except ValueError:
        return 0


def _renamed(given: bytes, where: int, what: int, _: Sequence[bytes]) -> bytes:
    """A key written another way."""
    ways: tuple[Callable[[str], str], ...] = (
        str.upper,
        str.title,
        lambda key: f"{key} ",
        lambda key: f"\ufeff{key}",
        lambda key: key.replace("_", ""),
        lambda key: re.sub("_(.)", lambda found: found[1].upper(), key),
        lambda key: re.sub("([A-Z])", lambda found: f"_{found[1].lower()}", key),
        lambda key: key.replace("a", "а"),  # noqa: RUF001  a letter that only looks like it
        lambda _: "",
        lambda key: f"{key}\0",
        lambda key: f"{key}.{key}",
        lambda key: key * 300,
    )

    def change(value: Any) -> Any:
        if not isinstance(value, dict) or not value:
            return value
        old = sorted(value)[what % len(value)]
        return {ways[what // 7 % len(ways)](key) if key == old else key: each for key, each in value.items()}

    return at_a_place(given, where, change)


def _exchanged(given: bytes, where: int, what: int, _: Sequence[bytes]) -> bytes:
    """Two values of one body in each other's place."""
    try:
        value = json.loads(given)
        places = [path for path in places_of(value) if path]
        if not places:
            return given
        one, other = places[where % len(places)], places[what % len(places)]
        first, second = get(value, one), get(value, other)
        return json.dumps(put(put(value, one, lambda _: second), other, lambda _: first)).encode()
    except (ValueError, RecursionError, KeyError, IndexError, TypeError):
        return given


def _moved(given: bytes, where: int, what: int, seeds: Sequence[bytes]) -> bytes:
    """A value of another seed, at a place of this one."""
    try:
        other = json.loads(seeds[what % len(seeds)].partition(b"\n")[2] or seeds[what % len(seeds)])
    except (ValueError, RecursionError):
        return given
    places = list(places_of(other))
    taken = get(other, places[what // len(seeds) % len(places)])
    return at_a_place(given, where, lambda _: taken)


def _raw(given: bytes, where: int, what: int, _: Sequence[bytes]) -> bytes:
    """A value that Python's writer would not write."""
    marked = at_a_place(given, where, lambda _: MARK)
    for form in (json.dumps(MARK), json.dumps(MARK, ensure_ascii=False)):
        marked = marked.replace(form.encode(), RAW[what % len(RAW)])
    return marked


def _letters(given: bytes, where: int, what: int, _: Sequence[bytes]) -> bytes:
    """Other scripts, what is not seen, what other languages take for their own, within a text."""
    odd = LETTERS[what % len(LETTERS)]

    def change(value: Any) -> Any:
        if isinstance(value, str):
            place = what // len(LETTERS) % (len(value) + 1)
            return value[:place] + odd + value[place:]
        return value

    made = at_a_place(given, where, change)
    if made is not given or given[:1] in (b"{", b"["):
        return made
    place = where % (len(given) + 1)
    return given[:place] + odd.encode() + given[place:]


def _tokens(given: bytes, where: int, what: int, seeds: Sequence[bytes]) -> bytes:
    """Of a small language: a word twice, gone, in another's place, or one of another seed."""
    own, other = _words(given), _words(seeds[what % len(seeds)])
    if not own or len(own) > 5_000:
        return given
    place, from_ = where % len(own), what // 5
    match what % 5:
        case 0:
            own[place:place] = own[place : place + 1 + from_ % 8]
        case 1:
            del own[place : place + 1 + from_ % 4]
        case 2:
            own[place], own[from_ % len(own)] = own[from_ % len(own)], own[place]
        case 3 if other:
            own[place : place + 1] = other[from_ % len(other) :][: 1 + from_ % 6]
        case _:
            own[place] = own[place] * (2 + from_ % 60)
    return "".join(own).encode("utf-8", "surrogateescape")


def _words(given: bytes) -> list[str]:
    return TOKEN.findall(given[:20_000].decode("utf-8", "surrogateescape"))


def _coded(given: bytes, where: int, what: int, _: Sequence[bytes]) -> bytes:
    """Base64 in a text: other bytes, written as base64 again."""

    def change(value: Any) -> Any:
        if not isinstance(value, str) or len(value) < 8:
            return value
        head, comma, tail = value.rpartition(",")
        plain = _opened(tail)
        return value if not plain else head + comma + base64.b64encode(_byte(plain, where, what)).decode()

    return at_a_place(given, where, change)


def _dotted(given: bytes, where: int, what: int, seeds: Sequence[bytes]) -> bytes:
    """A token of parts with dots between them, one of whose parts says something else."""
    parts = given.split(b".")
    if not 2 <= len(parts) <= 9:
        return given
    place = where % len(parts)
    plain = _opened(parts[place].decode("latin-1"))
    if plain:
        way = (_retyped, _raw, _renamed, _letters)[what % 4] if plain[:1] == b"{" else _byte_way
        parts[place] = base64.urlsafe_b64encode(way(plain, where // 3, what, seeds)).rstrip(b"=")
    return b".".join(parts)


def _opened(said: str) -> bytes:
    try:
        return base64.b64decode(said.replace("-", "+").replace("_", "/") + "=" * (-len(said) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _byte(given: bytes, where: int, what: int) -> bytes:
    place = where % len(given)
    return given[:place] + bytes([what % 256]) * (1 + what // 256 % 3) + given[place + 1 :]


def _byte_way(given: bytes, where: int, what: int, _: Sequence[bytes]) -> bytes:
    return _byte(given, where, what) if given else given


WAYS: tuple[Way, ...] = (
    _retyped,
    _retyped,
    _renamed,
    _exchanged,
    _moved,
    _moved,
    _raw,
    _raw,
    _letters,
    _tokens,
    _tokens,
    tags,
    _coded,
    _dotted,
    zipped,
    zipped,
)
