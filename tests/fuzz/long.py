"""`make fuzz`: the same parsers for as long as one likes. With atheris branches are followed, without it chance alone leads.

Inputs that lead somewhere new are kept in build/fuzz/<parser>; what breaks one goes to tests/fuzz/kept/<parser>, from where every
test run tries it again. build/fuzz/<parser>.log has what libFuzzer said, and the last line of each run how many inputs it were.
"""

import argparse
import hashlib
import os
import random
import re
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr
from pathlib import Path

from tests.fuzz.changes import WAYS, Change, changed
from tests.fuzz.table import KEPT, ROOT, Broken, Parser, kept, tried

CORPUS = ROOT / "build" / "fuzz"
MOST_KEPT = 5
"""Breaking inputs of one parser in one run, each broken at another place; more of them say nothing new."""
LONGEST = 128 * 1024
"""Bytes of an input of a guided run: what is long is slow, and shows little that what is short does not."""
TWICE = 16
"""Of so many inputs one is tried a second time, and has to end the same way."""
BY_LIBRARY = 3
"""Of so many changes in a guided run one is libFuzzer's own, with what it saw compared."""
_STATS = re.compile(r"cov: (\d+) ft: (\d+)")


def main(arguments: Sequence[str] | None = None) -> int:
    """How many parsers broke."""
    guided = _has_atheris()
    known = _known(guided=guided)
    given = _arguments(arguments, known)
    names = given.only or sorted(known)
    seconds = given.minutes * 60 / len(names)
    if not guided:
        print("Without atheris chance alone leads: pip install atheris (3.0, Python 3.11 to 3.13) to follow branches.")
    broken = 0
    for name in names:
        broken += bool(_apart(known[name], seconds) if guided else _by_chance(known[name], seconds, given.seed))
    return broken


def _known(*, guided: bool) -> dict[str, Parser]:
    if not guided:
        from tests.fuzz.every_parser import BY_NAME

        return BY_NAME
    import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore]

    # Branches are followed in modules that are loaded from here on; that takes long, and is done once for all parsers.
    with atheris.instrument_imports(include=["pytake_domain", "pytake_app", "pytake_adapters"]), _quiet():
        from tests.fuzz.every_parser import BY_NAME
    return BY_NAME


@contextmanager
def _quiet() -> Iterator[None]:
    """Every module would be named on a line of its own."""
    with Path(os.devnull).open("w") as nowhere, redirect_stderr(nowhere):
        yield


def _arguments(arguments: Sequence[str] | None, known: dict[str, Parser]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=15, help="for all parsers together")
    parser.add_argument("--only", nargs="+", choices=sorted(known), metavar="NAME", help="these parsers alone")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of chance")
    return parser.parse_args(arguments)


def _has_atheris() -> bool:
    try:
        import atheris  # noqa: F401
    except ImportError:
        return False
    return True


def _by_chance(parser: Parser, seconds: float, seed: int) -> int:
    """How many inputs broke it."""
    chance, until, tries = random.Random(f"{seed} {parser.name}"), time.monotonic() + seconds, 0  # noqa: S311  a draw
    seeds, watch = [*parser.seeds(), *kept(parser.name)], Watch(parser)
    while time.monotonic() < until and watch.broken < MOST_KEPT:
        start = chance.randrange(len(seeds))
        watch.look(changed(seeds, start, [_change(chance) for _ in range(chance.randint(1, 6))]))
        tries += 1
    print(f"{parser.name:24} {tries:8} inputs by chance, {watch.broken} broke it", flush=True)
    return watch.broken


def _change(chance: random.Random) -> Change:
    return chance.randrange(len(WAYS)), chance.randrange(2**20), chance.randrange(2**20)


class Watch:
    """Keeps what breaks a parser, of every place in the source where it broke the first."""

    def __init__(self, parser: Parser) -> None:
        self._parser = parser
        self._places: set[str] = set()
        self._tries = 0

    @property
    def broken(self) -> int:
        """Places so far."""
        return len(self._places)

    def look(self, given: bytes) -> None:
        """Try one."""
        self._tries += 1
        try:
            tried(self._parser, given, twice=self._tries % TWICE == 0)
        except Broken as broken:
            where = _where(broken)
            if where in self._places:
                return
            self._places.add(where)
            place = KEPT / self._parser.name / hashlib.sha256(given).hexdigest()[:16]
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(given)
            print(f"BROKEN {broken}\n  at {where}, kept as {place.relative_to(ROOT)}", flush=True)


def _where(broken: Broken) -> str:
    """The innermost line of ours, and what went wrong there."""
    cause = broken.__cause__
    if cause is None:
        return str(broken)[:60]
    frames = [each for each in traceback.extract_tb(cause.__traceback__) if str(ROOT) in each.filename]
    own = frames[-1]
    return f"{own.filename.removeprefix(str(ROOT))}:{own.lineno} {type(cause).__name__}"


def _apart(parser: Parser, seconds: float) -> int:
    """A process of its own: libFuzzer ends the one it runs in. How many inputs broke it."""
    log = CORPUS / f"{parser.name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    sys.stdout.flush()
    child = os.fork()
    if not child:
        with log.open("wb") as out:
            os.dup2(out.fileno(), 1)
            os.dup2(out.fileno(), 2)
        _guided(parser, seconds)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return _told(parser.name, log.read_text("utf-8", "replace"), code)


def _told(name: str, said: str, code: int) -> int:
    """Say in a line what libFuzzer said in thousands; how many inputs broke it."""
    seen = [(int(branches), int(features)) for branches, features in _STATS.findall(said)]
    ran = re.search(r"Done (\d+) runs", said)
    broken = [line for line in said.splitlines() if line.startswith(("BROKEN", "  at "))]
    (first, most) = (seen[0], seen[-1]) if seen else ((0, 0), (0, 0))
    for line in broken:
        print(line)
    told = f"{name:24} {ran[1] if ran else '?':>8} inputs guided, {len(broken) // 2} broke it"
    print(f"{told}, branches {first[0]} to {most[0]}, features {first[1]} to {most[1]}, exit {code}", flush=True)
    return len(broken) // 2 or code


def _guided(parser: Parser, seconds: float) -> None:
    import atheris

    seeds = [*parser.seeds(), *kept(parser.name)]
    folder = CORPUS / parser.name
    folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        (folder / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    longest = min(parser.largest, LONGEST)
    options = [f"-max_total_time={max(1, round(seconds))}", f"-max_len={longest}", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *options, str(folder)], Watch(parser).look, custom_mutator=_mutator(seeds))
    atheris.Fuzz()


def _mutator(seeds: Sequence[bytes]) -> Callable[[bytes, int, int], bytes]:
    """Ours, which know JSON and what is packed; and every now and then the library's."""
    import atheris

    def mutated(given: bytes, most: int, seed: int) -> bytes:
        chance = random.Random(seed)  # noqa: S311  a draw
        if not chance.randrange(BY_LIBRARY):
            return bytes(atheris.Mutate(given, most))
        for _ in range(4):
            made = changed([given, *seeds], 0, [_change(chance)])
            if made != given:
                return made[:most]
        return given[:most]

    return mutated


if __name__ == "__main__":
    sys.exit(main())
