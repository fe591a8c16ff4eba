"""Phones, documents, business hours, money, folding and chance, for whatever is given."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pytake_domain.kernel.chance import sticky_fraction, weighted
from pytake_domain.kernel.errors import Invalid
from pytake_domain.kernel.money import Money
from pytake_domain.kernel.page import MAX_LIMIT, PageRequest
from pytake_domain.kernel.text import E164, Document, Phone, fold
from pytake_domain.kernel.time import DAYS, BusinessHours, minutes
from pytake_domain.testing.builders import AT
from pytake_domain.testing.strategies import brazilian_mobiles, business_hours, clock_time, cpfs, moments, phones

SPELLINGS = ("{a}{n}", "({a}) {n}", "0{a} {n}", "55{a}{n}", "+55 {a} {n}", "+55 ({a}) {n}", "0055{a}{n}", " {a}-{n} ")


@given(brazilian_mobiles(), st.sampled_from(SPELLINGS))
def test_a_brazilian_number_is_read_in_every_spelling(phone: Phone, spelling: str) -> None:
    typed = spelling.format(a=phone.digits[2:4], n=f"{phone.digits[4:9]}-{phone.digits[9:]}")

    assert Phone.parse(typed) == phone


@given(phones())
def test_a_number_with_its_plus_is_read_as_it_is(phone: Phone) -> None:
    assert Phone.parse(phone.value) == phone
    assert phone.variants()[0] == phone


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_number_or_refused(text: str) -> None:
    try:
        phone = Phone.parse(text)
    except Invalid:
        return
    assert E164.fullmatch(phone.value)
    assert phone.value.isascii()


@given(brazilian_mobiles())
def test_the_ninth_digit_leads_there_and_back(phone: Phone) -> None:
    own, without = phone.variants()

    assert own == phone
    assert len(without.value) == len(phone.value) - 1
    assert set(without.variants()) == {phone, without}


@given(phones())
def test_variants_are_the_same_people_for_each_other(phone: Phone) -> None:
    for other in phone.variants():
        assert set(other.variants()) == set(phone.variants())


@given(phones())
def test_a_masked_number_shows_its_ends_only(phone: Phone) -> None:
    masked = phone.masked()

    assert len(masked) == len(phone.value)
    assert sum(char.isdigit() for char in masked) <= 4


@given(cpfs(), st.integers(9, 10), st.integers(1, 9))
def test_a_cpf_with_a_wrong_check_digit_is_none(document: Document, place: int, by: int) -> None:
    wrong = str((int(document.value[place]) + by) % 10)

    with pytest.raises(Invalid):
        Document.parse(document.value[:place] + wrong + document.value[place + 1 :])
    assert Document.parse(document.formatted()) == document
    assert document.value not in document.masked()


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_document_or_refused(text: str) -> None:
    try:
        document = Document.parse(text)
    except Invalid:
        return
    assert Document.parse(document.formatted()) == document


@given(business_hours(), moments(reach=dt.timedelta(days=30)))
def test_the_next_opening_is_open_and_nothing_before_it_is(hours: BusinessHours, now: dt.datetime) -> None:
    opening = hours.next_opening(now)

    if opening is None:
        assert not hours.is_open(now)
        return
    assert opening >= now
    assert hours.is_open(opening)
    step = (opening - now) / 37
    assert step == dt.timedelta() or not any(hours.is_open(now + step * part) for part in range(37))


@given(business_hours(), moments(reach=dt.timedelta(days=30)))
def test_open_means_that_the_local_time_is_in_a_span(hours: BusinessHours, now: dt.datetime) -> None:
    local = now.astimezone(ZoneInfo(hours.time_zone))
    expected = any(
        span.start <= local.strftime("%H:%M") < span.end or (span.end == "24:00" and span.start <= f"{local:%H:%M}")
        for span in hours.spans_on(local.date())
    )

    assert hours.is_open(now) == expected


@given(business_hours())
def test_without_hours_it_never_opens(hours: BusinessHours) -> None:
    assume(not any(hours.week.get(day) for day in DAYS))
    assume(not any(special.spans for special in hours.exceptions))

    assert hours.next_opening(AT) is None


@given(st.integers(0, 1440))
def test_a_time_of_day_is_read_back(minute: int) -> None:
    assert minutes(clock_time(minute)) == minute


@given(st.text(max_size=8))
def test_whatever_is_typed_is_a_time_of_day_or_refused(text: str) -> None:
    try:
        assert 0 <= minutes(text) <= 1440
    except Invalid:
        return


amounts = st.decimals(-(10**9), 10**9, places=2)


@given(amounts, amounts, amounts)
def test_money_adds_up_exactly(one: Decimal, two: Decimal, three: Decimal) -> None:
    a, b, c = (Money(amount=amount, currency="BRL") for amount in (one, two, three))

    assert (a + b) + c == a + (b + c) == Money(amount=one + two + three, currency="BRL")
    with pytest.raises(Invalid):
        a + Money(amount=one, currency="USD")


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=60))
def test_case_and_spaces_around_make_no_difference(text: str) -> None:
    assert fold(f"  {text.upper()} \n") == fold(text.upper())
    assert fold(text) == fold(f"«{text}"[1:])


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_a_sticky_fraction_is_the_same_for_the_same_parts(parts: list[str]) -> None:
    assert 0 <= sticky_fraction(*parts) < 1
    assert sticky_fraction(*parts) == sticky_fraction(*parts)


@given(st.lists(st.integers(0, 100), min_size=1, max_size=8), st.floats(0, 1, exclude_max=True))
def test_only_who_has_weight_is_chosen(weights: list[int], fraction: float) -> None:
    place = weighted(weights, fraction)

    assert weights[place] > 0 or not any(weights)


def test_sticky_fractions_spread_evenly() -> None:
    chosen = [weighted((70, 30), sticky_fraction("split", str(number))) for number in range(20_000)]

    assert abs(chosen.count(0) / len(chosen) - 0.7) < 0.02


@given(st.integers(-5, 200), st.integers(-5, 5))
def test_a_page_is_within_its_bounds_or_refused(limit: int, page: int) -> None:
    if 1 <= limit <= MAX_LIMIT and page >= 1:
        assert PageRequest(page=page, limit=limit).offset == (page - 1) * limit
    else:
        with pytest.raises(Invalid):
            PageRequest(page=page, limit=limit)
