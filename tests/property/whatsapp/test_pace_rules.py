"""Numbers that are linked like a phone write slowly at first, never evenly, and to few strangers."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from pytake_domain.kernel.ids import TenantId
from pytake_domain.testing.builders import a_number, fresh
from pytake_domain.whatsapp import (
    ApiType,
    LinkState,
    NumberStatus,
    WhatsAppNumber,
    first_contact_arrived,
    first_contact_failed,
    pace_of,
    pause_over,
)

NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
AGES = st.none() | st.timedeltas(dt.timedelta(-1), dt.timedelta(days=900))
FRACTIONS = st.floats(0, 1, exclude_max=True)


def a_linked(age: dt.timedelta | None = dt.timedelta(days=365)) -> WhatsAppNumber:
    linked_at = NOW - age if age is not None else None
    return a_number(
        TenantId(fresh()),
        api_type=ApiType.EVOLUTION,
        status=NumberStatus.CONNECTED,
        link_state=LinkState.CONNECTED,
        linked_at=linked_at,
        messages_per_second=1,
    )


@given(AGES, FRACTIONS)
def test_between_two_messages_lies_a_pause_by_chance(age: dt.timedelta | None, fraction: float) -> None:
    pace = pace_of(a_linked(age), NOW, fraction)

    assert 1.0 <= 1 / pace.per_second <= 3.000001
    assert 20 <= pace.new_per_hour <= 60


@given(AGES, st.timedeltas(dt.timedelta(0), dt.timedelta(days=400)), FRACTIONS)
def test_a_number_only_gets_faster_with_age(age: dt.timedelta | None, more: dt.timedelta, fraction: float) -> None:
    young = pace_of(a_linked(age), NOW, fraction)
    old = pace_of(a_linked((age or dt.timedelta()) + more), NOW, fraction)

    assert old.per_second >= young.per_second
    assert old.new_per_hour >= young.new_per_hour


def test_the_first_week_is_the_slowest() -> None:
    assert pace_of(a_linked(dt.timedelta(days=1)), NOW, 0.0).new_per_hour == 20
    assert pace_of(a_linked(), NOW, 0.0) == pace_of(a_linked(dt.timedelta(days=4000)), NOW, 0.0)
    assert pace_of(a_linked(), NOW, 0.0).new_per_hour == 60


def test_refusals_in_a_row_pause_first_contacts_for_a_day() -> None:
    number = a_linked()
    for _ in range(2):
        number = first_contact_failed(number, NOW)
    assert number.status is NumberStatus.CONNECTED

    number = first_contact_failed(number, NOW)

    assert (number.status, number.status_reason) == (NumberStatus.RESTRICTED, "first_contacts_failing")
    assert number.first_contacts_paused(NOW + dt.timedelta(hours=23))
    assert first_contact_failed(number, NOW) is number
    assert pause_over(number, NOW + dt.timedelta(hours=23)) is number
    rested = pause_over(number, NOW + dt.timedelta(hours=25))
    assert (rested.status, rested.status_reason) == (NumberStatus.CONNECTED, "")


def test_one_that_arrives_begins_the_count_anew() -> None:
    number = a_linked()
    for _ in range(2):
        number = first_contact_failed(number, NOW)

    number = first_contact_failed(first_contact_arrived(number, NOW), NOW)

    assert number.status is NumberStatus.CONNECTED
