"""Which branches of the domain were taken, area by area: `python tests/support/branches.py <coverage.json> <least percent>`.

`coverage report --fail-under` mixes lines with branches; this counts branches alone.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec

ROOT = "pytake_domain"


class Taken(msgspec.Struct, frozen=True):
    """How many branches there are, and how many of them were taken; as coverage tells it of a file."""

    num_branches: int = 0
    covered_branches: int = 0

    @property
    def percent(self) -> float:
        """All of nothing is all."""
        return 100 * self.covered_branches / self.num_branches if self.num_branches else 100.0

    def __add__(self, other: "Taken") -> "Taken":
        return Taken(self.num_branches + other.num_branches, self.covered_branches + other.covered_branches)


class Measured(msgspec.Struct, frozen=True):
    """One file of a report."""

    summary: Taken


def areas_of(files: Mapping[str, Measured]) -> dict[str, Taken]:
    """By the folder below the domain."""
    found: dict[str, Taken] = {}
    for path, measured in files.items():
        parts = Path(path).parts
        area = parts[parts.index(ROOT) + 1]
        found[area] = found.get(area, Taken()) + measured.summary
    return dict(sorted(found.items()))


def main(path: str, least: str) -> int:
    """1 when too few were taken, or nothing was measured at all."""
    report = msgspec.json.decode(Path(path).read_bytes(), type=dict[str, msgspec.Raw])
    areas = areas_of(msgspec.json.decode(report["files"], type=dict[str, Measured]))
    total = sum(areas.values(), Taken())
    for name, each in {**areas, "all": total}.items():
        sys.stdout.write(f"{name:<16}{each.num_branches:>6}{each.covered_branches:>6}{each.percent:>7.1f} %\n")
    enough = total.num_branches > 0 and total.percent >= float(least)
    sys.stdout.write("" if enough else f"Fewer than {least} % of the domain's branches are taken by these tests.\n")
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
