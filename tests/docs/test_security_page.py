"""docs/security.md names every requirement once, and tests that there are."""

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text()
NUMBERS = (Path(__file__).parent / "asvs_5.0_levels_1_2.txt").read_text().split()
ROWS = re.findall(r"^\| (\d+\.\d+\.\d+) \| (\w+) \| (.+?) \| (.*?) ?\|$", PAGE, re.MULTILINE)
FILES = {path.name: path for path in (ROOT / "tests").rglob("test_*.py")}
NAMED = sorted(set(re.findall(r"`(test_\w+\.py)(?:::(test_\w+))?`", PAGE)))


def test_every_requirement_of_both_levels_has_its_row() -> None:
    assert Counter(number for number, *_ in ROWS) == Counter(NUMBERS)


def test_every_state_is_one_of_four_and_says_how() -> None:
    assert {state for _, state, _, _ in ROWS} == {"held", "operator", "none", "open"}
    assert [number for number, _, how, _ in ROWS if not how.strip()] == []


@pytest.mark.parametrize("named", ["::".join(filter(None, each)) for each in NAMED])
def test_the_test_that_is_named_is_there(named: str) -> None:
    file, _, name = named.partition("::")
    assert file in FILES
    assert not name or re.search(rf"^ *(async )?def {name}\(", FILES[file].read_text(), re.MULTILINE)
