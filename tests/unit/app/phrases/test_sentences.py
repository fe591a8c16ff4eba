"""Sentences in the reader's language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytake_app.phrases import failure, known, preferred, problem, sentence
from pytake_domain.kernel.text import Language


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        (None, Language.PT_BR),
        ("", Language.PT_BR),
        ("en", Language.EN),
        ("EN-us", Language.EN),
        ("pt-PT", Language.PT_BR),
        ("fr, es;q=0.4, en;q=0.3", Language.ES),
        ("en;q=0.2,es;q=0.9", Language.ES),
        ("de, fr", Language.PT_BR),
        ("en;q=x, es", Language.ES),
        ("en;q=0", Language.PT_BR),
    ],
)
def test_the_language_asked_for_most_is_spoken(asked: str | None, spoken: Language) -> None:
    assert preferred(asked) is spoken


@given(st.text())
def test_no_header_is_too_strange(asked: str) -> None:
    assert preferred(asked) in Language


def test_data_is_filled_in_and_what_is_missing_is_left_open() -> None:
    assert sentence("RATE_LIMITED", Language.EN, {"retry_after": 7}) == "Too many requests. Try again in 7 s."
    assert "…" in sentence("RATE_LIMITED", Language.EN)
    assert problem("length", Language.PT_BR, {"least": 1, "most": 9}) == "Use de 1 a 9 caracteres."


def test_data_is_never_read_as_a_pattern() -> None:
    assert problem("not_a_choice", Language.EN, {"choices": "{0.__class__}"}).endswith("{0.__class__}.")


def test_an_unknown_code_still_says_something() -> None:
    for language in Language:
        for say in (sentence("NO_SUCH", language), problem("no_such", language), failure("NO_SUCH", language)):
            assert len(say) > 5
    assert known("errors", "WINDOW_CLOSED", Language.EN)
    assert not known("errors", "NO_SUCH", Language.EN)
