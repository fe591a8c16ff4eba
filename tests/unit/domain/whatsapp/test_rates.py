"""What messages cost: by date, country, category and window; what is not known is not made up."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from pytake_app.rates import read_rates
from pytake_app.settings import SettingsWrong
from pytake_domain.whatsapp import Price, RateBook

BOOK = read_rates()
LAST_YEAR = dt.datetime(2025, 12, 1, tzinfo=dt.UTC)
NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)


def estimate(category: str, digits: str = "5511987654321", at: dt.datetime = NOW, *, window_open: bool = True) -> Price:
    return BOOK.estimate(category, digits, at, window_open=window_open)


def test_free_form_messages_cost_since_october_2026() -> None:
    assert estimate("service", at=LAST_YEAR).amount == 0
    assert estimate("service").amount == Decimal("0.0068")
    assert estimate("service").estimated


def test_a_utility_template_inside_the_window_was_free_before() -> None:
    assert estimate("utility", at=LAST_YEAR).amount == 0
    assert estimate("utility", at=LAST_YEAR, window_open=False).amount == Decimal("0.0068")
    assert estimate("utility").amount == Decimal("0.0068")


def test_the_country_is_that_of_the_longest_prefix() -> None:
    assert (estimate("marketing").country, estimate("marketing").amount) == ("BR", Decimal("0.0625"))
    assert (estimate("marketing", "595981234567").country) == "PY"


def test_the_providers_word_counts_over_the_estimate() -> None:
    free = Price(category="service", type="free_entry_point", billable=False)
    lite = Price(category="marketing_lite", type="regular")

    assert BOOK.priced(free, "5511987654321", NOW).amount == 0
    assert BOOK.priced(lite, "5511987654321", NOW).amount == Decimal("0.0625")
    assert BOOK.priced(lite, "BR", NOW).amount == Decimal("0.0625")


def test_whoever_came_by_an_advertisement_is_written_to_for_nothing() -> None:
    for category in ("service", "marketing"):
        price = BOOK.estimate(category, "5511987654321", NOW, window_open=True, free_entry=True)
        assert (price.amount, price.type, price.estimated) == (Decimal(0), "free_entry_point", True)


def test_where_no_rate_is_known_there_is_no_amount() -> None:
    assert estimate("marketing", "819012345678").amount is None
    assert estimate("service", at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC)).amount is None
    assert RateBook().estimate("service", "55", NOW, window_open=True).amount is None


def test_an_operators_file_takes_the_place_of_ours(tmp_path: Path) -> None:
    mine = tmp_path / "rates.toml"
    mine.write_text(
        '[[tables]]\nsince = 2026-01-01\ncurrency = "BRL"\n[tables.countries]\nBR = { prefix = "55", service = "0.05" }\n'
    )
    price = read_rates(str(mine)).estimate("service", "5511", NOW, window_open=True)

    assert (price.amount, price.currency) == (Decimal("0.05"), "BRL")


@pytest.mark.parametrize("text", ["", "tables = 5", '[[tables]]\nsince = "x"\ncurrency = "BRL"', "not toml ="])
def test_a_file_that_is_no_table_is_named(tmp_path: Path, text: str) -> None:
    wrong = tmp_path / "rates.toml"
    wrong.write_text(text)
    with pytest.raises(SettingsWrong, match="PYTAKE_RATES"):
        read_rates(str(wrong))
