"""The doctor's sentences: one for everything that can be found, in every language, with the same data."""

import re
import string
from pathlib import Path

import pytest

import pytake_app.doctor
from pytake_app.doctor.command import spoken, told
from pytake_app.doctor.finding import error, fine, listed
from pytake_app.doctor.sentences import catalogue
from pytake_domain.kernel.text import Language

SOURCES = Path(pytake_app.doctor.__file__).parent
CODE = re.compile(r'"([A-Z]+(?:_[A-Z]+)+)"')
NO_CODES = {
    "DATABASE_URL",
    "DATABASE_WORKER_URL",
    "DATABASE_OWNER_URL",
    "DATABASE_REPORTS_URL",
    "PYTAKE_WEBHOOK_VERIFY_TOKEN",
    "PUBLIC_URL_",
    "LC_ALL",
    "LC_MESSAGES",
}


def codes() -> set[str]:
    found = {code for file in SOURCES.glob("*.py") for code in CODE.findall(file.read_text())}
    return found - NO_CODES


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", list(Language))
def test_every_language_has_a_sentence_for_everything_and_none_too_many(language: Language) -> None:
    assert set(catalogue(language)) == codes()


@pytest.mark.parametrize("code", sorted(catalogue(Language.EN)))
def test_a_sentence_says_the_same_data_in_every_language(code: str) -> None:
    said = [catalogue(language)[code] for language in Language]
    assert len({frozenset(fields(each.says)) for each in said}) == 1
    assert len({bool(each.mend) for each in said}) == 1


@pytest.mark.parametrize("language", list(Language))
def test_what_is_wrong_says_how_to_mend_it(language: Language) -> None:
    for code, words in catalogue(language).items():
        if not code.endswith("_FINE") and not code.startswith("TOTAL_"):
            assert words.mend, code
            assert fields(words.mend) <= fields(words.says) | {"owner", "setting"}, code


def test_a_problem_is_told_with_its_remedy_and_the_rest_without() -> None:
    assert told(error("ROLE_BYPASSES", role="ana"), Language.EN).count("\n") == 2
    assert told(fine("WORKER_FINE"), Language.EN) == "✔ A worker runs, and no queue is late.\n"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "en_US.UTF-8"}, Language.EN),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "es_MX"}, Language.ES),
        ({"LANG": "C.UTF-8"}, Language.PT_BR),
        ({}, Language.PT_BR),
    ],
)
def test_it_speaks_the_terminals_language(environment: dict[str, str], language: Language) -> None:
    assert spoken(environment) is language


def test_long_lists_are_cut() -> None:
    assert listed(["b", "a"]) == "a, b"
    assert listed(list("abcdefg")) == "a, b, c, d, e … (+2)"
