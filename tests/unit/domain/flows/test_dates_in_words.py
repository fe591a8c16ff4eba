"""Dates as people say them, in three languages."""

import datetime as dt

import pytest

from pytake_domain.flows.nodes.dates import date_said

WEDNESDAY = dt.date(2026, 11, 18)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("amanhã", "2026-11-19"),
        ("depois de amanhã", "2026-11-20"),
        ("Sexta-feira", "2026-11-20"),
        ("na sexta", "2026-11-20"),
        ("quarta", "2026-11-25"),
        ("próxima terça", "2026-11-24"),
        ("terça que vem", "2026-11-24"),
        ("daqui a 3 dias", "2026-11-21"),
        ("daqui a duas semanas", "2026-12-02"),
        ("semana que vem", "2026-11-25"),
        ("dia 15", "2026-12-15"),
        ("dia 18", "2026-11-18"),
        ("15 de março de 2027", "2027-03-15"),
        ("1º de maio", "2026-05-01"),
        ("tomorrow", "2026-11-19"),
        ("next friday", "2026-11-20"),
        ("in three days", "2026-11-21"),
        ("March 15th, 2027", "2027-03-15"),
        ("the 15th of march", "2026-03-15"),
        ("pasado mañana", "2026-11-20"),
        ("el próximo viernes", "2026-11-20"),
        ("dentro de 3 días", "2026-11-21"),
        ("el 15 de marzo", "2026-03-15"),
        ("25/12", "2026-12-25"),
        ("25/12/85", "1985-12-25"),
    ],
)
def test_what_is_said_is_understood(said: str, meant: str) -> None:
    assert date_said(said, today=WEDNESDAY, language="pt-BR") == dt.date.fromisoformat(meant)


@pytest.mark.parametrize(
    "said",
    [
        "31/02",
        "30 de fevereiro",
        "dia 32",
        "dia 0",
        "daqui a 99999 dias",
        "daqui a x dias",
        "13/13",
        "ola",
        "",
        "1" * 41,
        "٣",
    ],
)
def test_what_is_no_date_is_none(said: str) -> None:
    assert date_said(said, today=WEDNESDAY, language="pt-BR") is None


def test_a_day_without_its_year_is_the_next_one_where_it_has_to_come() -> None:
    assert date_said("15 de março", today=WEDNESDAY, language="pt-BR", ahead=True) == dt.date(2027, 3, 15)
    assert date_said("20/11", today=WEDNESDAY, language="pt-BR", ahead=True) == dt.date(2026, 11, 20)
    assert date_said("29/02", today=WEDNESDAY, language="pt-BR", ahead=True) == dt.date(2028, 2, 29)
    assert date_said("30/02", today=WEDNESDAY, language="pt-BR", ahead=True) is None


def test_english_has_the_month_first() -> None:
    assert date_said("12/10", today=WEDNESDAY, language="en") == dt.date(2026, 12, 10)
    assert date_said("12/10", today=WEDNESDAY, language="es") == dt.date(2026, 10, 12)


def test_the_end_of_time_is_no_trap() -> None:
    last = dt.date(9999, 12, 31)
    assert date_said("dia 15", today=last, language="pt-BR") is None
    assert date_said("amanhã", today=last, language="pt-BR") is None
