"""How ERPs write the same things."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from pytake_domain.erp import reading

ZONE = ZoneInfo("America/Sao_Paulo")


@pytest.mark.parametrize("gap", ["", "  ", "None", "null", "0000-00-00", "0000-00-00 00:00:00", None, True, [], {}])
def test_what_says_nothing_is_nothing(gap: object) -> None:
    assert reading.text(gap) is None


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("69.900000000", "69.90"),
        ("1.234,56", "1234.56"),
        ("R$ 99,90", "99.90"),
        (99.9, "99.90"),
        (100, "100.00"),
        ("-5,00", "-5.00"),
    ],
)
def test_money_is_read_with_two_places(written: object, amount: str) -> None:
    assert reading.money(written) == Decimal(amount)


@pytest.mark.parametrize("written", ["", "abc", "1,2,3", None, True, "9" * 30])
def test_what_is_no_money_is_none(written: object) -> None:
    assert reading.money(written) is None


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-10-05", dt.date(2026, 10, 5)),
        ("05/10/2026", dt.date(2026, 10, 5)),
        ("2026-10-05 10:00:00", dt.date(2026, 10, 5)),
        ("31/12/1969 21:00:00", None),
        ("1969-12-31", None),
        ("2026-02-30", None),
        ("amanhã", None),
    ],
)
def test_days_are_read_in_both_ways(written: str, day: dt.date | None) -> None:
    assert reading.date(written) == day


def test_moments_keep_the_offset_that_is_written() -> None:
    assert reading.moment("2019-12-15 18:22:24-03", ZONE) == dt.datetime(2019, 12, 15, 21, 22, 24, tzinfo=dt.UTC)
    local = reading.moment("14/10/2026 18:22:24", ZONE)
    assert local is not None
    assert local.utcoffset() == dt.timedelta(hours=-3)
    assert reading.moment("14/10/2026", ZONE) is None


def test_phones_are_national_and_each_once() -> None:
    assert reading.phones("(11) 90000-0001", "5511900000001", "011 3333-4444; 99", None) == (
        "11900000001",
        "1133334444",
    )


def test_several_addresses_stand_in_one_field() -> None:
    assert reading.emails("A@example.com; b@example.com,a@example.com", "sem") == ("a@example.com", "b@example.com")


@pytest.mark.parametrize(
    ("written", "speed"), [("500 Mbits", 500), ("512000", 500), (102400, 100), (300, 300), ("1 Gbps", 1000), ("", None)]
)
def test_speeds_are_megabits(written: object, speed: int | None) -> None:
    assert reading.mbps(written) == speed


def test_light_that_is_received_is_negative() -> None:
    assert reading.dbm("RECV POWER : 16.50 (Dbm)", received=True) == -16.5
    assert reading.dbm("-19,4", received=True) == -19.4
    assert reading.dbm("sem leitura") is None


def test_lines_and_codes_have_their_length() -> None:
    assert reading.digitable_line("75691.31662 01006.726101 27210.000017 4 15900000009990") is not None
    assert reading.digitable_line("123") is None
    assert reading.pix_code("") is None
    assert reading.pix_code("000201abc") == "000201abc"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Login joao.teste liberado até <b>12/10/2026</b>", "… liberado até …"),
        ("Cliente 529.982.247-25 não encontrado", "Cliente … não encontrado"),
        ("token: abc123 vencido", "… vencido"),
        ("Token inválido.", "Token inválido."),
        ("Já atingiu quantidade permitida &amp; mais", "Já atingiu quantidade permitida & mais"),
    ],
)
def test_words_are_shown_without_what_tells_of_people(said: str, shown: str) -> None:
    assert reading.spoken(said) == shown
