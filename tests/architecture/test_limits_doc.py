"""The table of limits says what the code says, and leaves none out.

RECORD_LIMITS=1 writes docs/limits.md anew; what changed in it is then read by whoever commits it.
"""

import ast
import os
import re
from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from tests.architecture.limits_doc import PAGE, SOURCE, document, rows

import pytake_domain
from pytake_app.http.edge.documented import codes
from pytake_app.openapi import document as openapi
from pytake_app.phrases import known
from pytake_domain.kernel.text import Language

SOURCES = Path(pytake_domain.__file__).parent.parent
OTHERS = SOURCE.with_name("not_limits.txt")
LIKE_A_LIMIT = re.compile(r"(^|_)(MAX|MOST|LARGEST|LIMITS?|LONGEST|DEEPEST|BYTES|SECONDS|LENGTH|CAPACITY)(_|$)")
WORDS = {"limit", "page", "metrics", "resync", "error", "fixed", "starter", "growth", "enterprise"}
"""In backticks, and no code."""


def named_like_limits() -> Iterator[str]:
    """Every constant of the package whose name, or whose module, says that it is a bound."""
    for path in sorted(SOURCES.rglob("*.py")):
        parts = path.relative_to(SOURCES).with_suffix("").parts
        if not parts[0].startswith("pytake_") or "testing" in parts:
            continue
        for node in ast.parse(path.read_text("utf-8")).body:
            for name in _assigned(node):
                if LIKE_A_LIMIT.search(name) or (parts[-1].endswith("limits") and name[0] != "_"):
                    yield f"{'.'.join(parts)}:{name}"


def _assigned(node: ast.stmt) -> Iterator[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    for target in targets:
        for name in target.elts if isinstance(target, ast.Tuple) else [target]:
            if isinstance(name, ast.Name) and name.id == name.id.upper():
                yield name.id


def others() -> list[str]:
    return [line for line in OTHERS.read_text("utf-8").splitlines() if line and not line.startswith("#")]


def test_the_page_about_limits_is_fresh() -> None:
    text = document()
    if os.environ.get("RECORD_LIMITS"):
        PAGE.write_text(text, "utf-8")
    assert PAGE.read_text("utf-8") == text


def test_every_constant_that_bounds_something_is_in_the_table_or_said_to_bound_nothing_from_outside() -> None:
    table = {row.constant for row in rows()}
    lacking = [
        name
        for name in named_like_limits()
        if name not in table and not any(fnmatchcase(name, pattern) for pattern in others())
    ]
    assert lacking == [], "put them into limits.txt, or into not_limits.txt with the reason"


def test_what_bounds_nothing_from_outside_is_there() -> None:
    names = list(named_like_limits())
    assert [pattern for pattern in others() if not any(fnmatchcase(name, pattern) for name in names)] == []


def test_every_answer_of_the_table_is_one_that_there_is() -> None:
    openapi()  # knows all errors once everything is imported
    statuses = codes()
    for row in rows():
        for status, code in re.findall(r"(?:(\d{3}) )?`([A-Za-z_]+)`", row.answer):
            if code.isupper():
                assert code in statuses, (row.what, code)
                assert not status or statuses[code] == int(status), (row.what, code, statuses[code])
            else:
                assert code in WORDS or known("problems", code, Language.EN), (row.what, code)


def test_every_limit_is_one_line() -> None:
    table = rows()
    assert len(table) > 250
    twice = [source for source, times in Counter(row.source for row in table).items() if times > 1]
    assert twice == ["setting:address_rate"]
