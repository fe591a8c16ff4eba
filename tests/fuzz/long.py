"""`make fuzz`: the same parsers for as long as one likes. With atheris branches are followed, without it chance alone leads.

Inputs that lead somewhere new are kept in build/fuzz/<parser>; what breaks one goes to tests/fuzz/kept/<parser>, from where every
test run tries it again.
"""

import argparse
import hashlib
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

from tests.fuzz.changes import WAYS, changed
from tests.fuzz.table import KEPT, ROOT, Broken, Parser, kept, tried

CORPUS = ROOT / "build" / "fuzz"
MOST_KEPT = 5
"""Breaking inputs of one parser in one run; more of them say nothing new."""


def main(arguments: Sequence[str] | None = None) -> int:
    """How many parsers broke."""
    known = _known(inside="--inside" in sys.argv)
    given = _arguments(arguments, known)
    names = [given.only] if given.only else sorted(known)
    seconds = given.minutes * 60 / len(names)
    if not given.inside and not _has_atheris():
        print("Without atheris chance alone leads: pip install atheris (3.0, Python 3.11 to 3.13) to follow branches.")
    broken = 0
    for name in names:
        if given.inside:
            return _guided(known[name], seconds)
        failed = _apart(name, seconds) if _has_atheris() else _by_chance(known[name], seconds, given.seed)
        broken += bool(failed)
    return broken


def _known(*, inside: bool) -> dict[str, Parser]:
    if not inside:
        from tests.fuzz.every_parser import BY_NAME

        return BY_NAME
    import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore]

    # Branches are followed in modules that are loaded from here on.
    with atheris.instrument_imports(include=["pytake_domain", "pytake_app", "pytake_adapters"]):
        from tests.fuzz.every_parser import BY_NAME
    return BY_NAME


def _arguments(arguments: Sequence[str] | None, known: dict[str, Parser]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=15, help="for all parsers together")
    parser.add_argument("--only", choices=sorted(known), help="one parser")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of chance")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def _has_atheris() -> bool:
    try:
        import atheris  # noqa: F401
    except ImportError:
        return False
    return True


def _by_chance(parser: Parser, seconds: float, seed: int) -> int:
    """How many inputs broke it."""
    chance, until, tries, found = random.Random(f"{seed} {parser.name}"), time.monotonic() + seconds, 0, 0  # noqa: S311  a draw
    seeds = [*parser.seeds(), *kept(parser.name)]
    while time.monotonic() < until and found < MOST_KEPT:
        changes = [
            (chance.randrange(len(WAYS)), chance.randrange(2**20), chance.randrange(2**20))
            for _ in range(chance.randint(1, 6))
        ]
        found += _breaks(parser, changed(seeds, chance.randrange(len(seeds)), changes))
        tries += 1
    print(f"{parser.name:24} {tries:8} inputs, {found} broke it", flush=True)
    return found


def _breaks(parser: Parser, given: bytes) -> bool:
    try:
        tried(parser, given)
    except Broken as broken:
        place = KEPT / parser.name / hashlib.sha256(given).hexdigest()[:16]
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(given)
        print(f"{broken}\n  kept as {place.relative_to(ROOT)}", flush=True)
        return True
    return False


def _apart(name: str, seconds: float) -> int:
    """A process of its own: libFuzzer ends the one it runs in."""
    given = [sys.executable, "-m", "tests.fuzz.long", "--inside", "--only", name, "--minutes", str(seconds / 60)]
    return subprocess.run(given, check=False, cwd=ROOT, env=os.environ).returncode  # noqa: S603  ourselves


def _guided(parser: Parser, seconds: float) -> int:
    import atheris

    seeds = [*parser.seeds(), *kept(parser.name)]
    folder = CORPUS / parser.name
    folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        (folder / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    options = [f"-max_total_time={max(1, round(seconds))}", f"-max_len={parser.largest}", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *options, str(folder)], _one(parser), custom_mutator=_mutator(seeds))
    atheris.Fuzz()
    return 0


def _one(parser: Parser) -> Callable[[bytes], None]:
    def one(given: bytes) -> None:
        if _breaks(parser, given):
            raise Broken(parser.name)

    return one


def _mutator(seeds: Sequence[bytes]) -> Callable[[bytes, int, int], bytes]:
    """Ours, which know JSON."""

    def mutated(given: bytes, most: int, seed: int) -> bytes:
        chance = random.Random(seed)  # noqa: S311  a draw
        change = (chance.randrange(len(WAYS)), chance.randrange(2**20), chance.randrange(2**20))
        return changed([given, *seeds], 0, [change])[:most]

    return mutated


if __name__ == "__main__":
    sys.exit(main())
