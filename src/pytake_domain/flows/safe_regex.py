"""Regular expressions that can't run away: what could try too many ways is refused before it is ever used."""

import importlib
import re
import warnings
from functools import lru_cache
from typing import Any

# Only the parser itself knows what a pattern means; its module has no public name since Python 3.11.
parser: Any = importlib.import_module("re._parser")
sre: Any = importlib.import_module("re._constants")

LONGEST_PATTERN = 200
LONGEST_TEXT = 160
"""Characters of a message that a pattern is tried on."""

_MOST_WAYS = 30_000
"""Ways in which the pattern may be tried at one place of the text."""

_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT)
_REFUSED = (sre.GROUPREF, sre.GROUPREF_EXISTS, sre.ASSERT, sre.ASSERT_NOT)


class PatternRefused(Exception):
    """Not a regular expression, or one that could take for ever; `code` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@lru_cache(maxsize=2_048)
def safe_pattern(source: str) -> re.Pattern[str]:
    """The pattern, ignoring case. Raises PatternRefused."""
    if not source or len(source) > LONGEST_PATTERN:
        raise PatternRefused("pattern_too_long")
    try:
        with warnings.catch_warnings():  # what Python may change one day is nothing the author can read here
            warnings.simplefilter("ignore")
            if _ways(parser.parse(source, re.IGNORECASE)) > _MOST_WAYS:
                raise PatternRefused("pattern_too_costly")
            return re.compile(source, re.IGNORECASE)
    except (re.error, RecursionError, OverflowError, ValueError) as error:
        raise PatternRefused("not_a_pattern") from error


def matches(pattern: re.Pattern[str], text: str) -> bool:
    """Is it found in the beginning of the text?"""
    return pattern.search(text[:LONGEST_TEXT]) is not None


def _ways(parts: Any) -> int:
    """In how many ways these parts, one after the other, may be matched from one place."""
    total = 1
    for op, value in parts:
        total *= _ways_of(op, value)
        if total > _MOST_WAYS:
            return total
    return total


def _ways_of(op: Any, value: Any) -> int:
    if op in _REFUSED:
        raise PatternRefused("pattern_refused")
    if op in _REPEATS or op is sre.POSSESSIVE_REPEAT:
        least, most, inner = value
        ways = _ways(inner)
        if ways > 1 and most > 1:
            raise PatternRefused("pattern_too_costly")
        return ways * (1 + min(int(most), LONGEST_TEXT) - min(int(least), LONGEST_TEXT))
    if op is sre.SUBPATTERN:
        return _ways(value[-1])
    if op is sre.ATOMIC_GROUP:
        return _ways(value)
    if op is sre.BRANCH:
        return sum(_ways(branch) for branch in value[1])
    return 1
