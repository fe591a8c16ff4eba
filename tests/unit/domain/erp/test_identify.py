"""Days of birth as people type them, and regions that went down."""

import datetime as dt

import pytest

from pytake_domain.erp import RegionSeen, day_of, suspected


@pytest.mark.parametrize("said", ["14/04/1990", "14-4-90", "14041990", "140490", "1990-04-14", "14.04.1990"])
def test_a_day_of_birth_is_read(said: str) -> None:
    assert day_of(said) == dt.date(1990, 4, 14)


@pytest.mark.parametrize("said", ["", None, "ontem", "31/02/1990", "14/04", "1/2/3/4"])
def test_what_is_no_day_is_none(said: str | None) -> None:
    assert day_of(said) is None


@pytest.mark.parametrize(
    ("down", "up", "tickets", "network"),
    [(5, 1, 0, True), (3, 0, 2, True), (4, 0, 0, False), (5, 6, 0, False), (0, 0, 9, False)],
)
def test_a_region_is_suspected_when_much_is_down_and_little_up(
    down: int, up: int, tickets: int, *, network: bool
) -> None:
    assert suspected(RegionSeen(region="OLT 1", down=down, up=up, tickets=tickets)) is network
