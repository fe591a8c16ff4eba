"""Connections go by evidence: the order of news changes nothing, late news resurrect nothing."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from pytake_domain.whatsapp import (
    OUTAGE,
    Begun,
    Claimed,
    Confirmed,
    Evidence,
    Left,
    Link,
    LinkState,
    Offered,
    Silent,
    take,
)

NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=1)
CODES = st.sampled_from([401, 402, 403, 406])
STATES = st.sampled_from(["connecting", "open", "closed", "refused", "strange"])
MOMENTS = st.integers(0, 600).map(lambda seconds: NOW + dt.timedelta(seconds=seconds))
CLAIMS = st.builds(Claimed, at=MOMENTS, state=STATES, code=st.none() | CODES | st.just(428))
OFFERS = st.builds(Offered, at=MOMENTS, ended=st.booleans())
CONFIRMED = st.builds(Confirmed, at=MOMENTS, state=st.sampled_from(["connecting", "open", "closed"]))
ANYTHING: st.SearchStrategy[Evidence] = st.one_of(
    CLAIMS, OFFERS, CONFIRMED, st.builds(Begun, at=MOMENTS), st.builds(Silent, at=MOMENTS)
)
LINKS = st.lists(ANYTHING, max_size=8).map(lambda told: after(Link(), *told))


def after(link: Link, *told: Evidence) -> Link:
    for evidence in told:
        link = take(link, evidence).link
    return link


CONNECTED = after(Link(), Begun(at=NOW), Confirmed(at=NOW, state="open"))


@given(st.lists(st.none() | CODES, min_size=1, max_size=5), st.data())
def test_one_closing_ends_the_same_in_whatever_order_its_events_come(
    codes: list[int | None], data: st.DataObject
) -> None:
    events: list[Evidence] = [Claimed(at=NOW, state="closed", code=code) for code in codes]
    asked = Confirmed(at=NOW, state="closed")

    def told(order: list[Evidence]) -> Link:
        place = data.draw(st.integers(1, len(order)))
        return after(CONNECTED, *order[:place], asked, *order[place:])

    first, second = told(events), told(data.draw(st.permutations(events)))

    assert (first.state, first.reason) == (second.state, second.reason)
    assert first.state is LinkState.DISCONNECTED
    assert first.needs_linking


@given(CODES, st.lists(CLAIMS | OFFERS, max_size=8))
def test_late_news_resurrect_nothing(code: int, late: list[Evidence]) -> None:
    closed = after(CONNECTED, Claimed(at=NOW, state="closed", code=code), Confirmed(at=NOW, state="closed"))

    assert after(closed, *late).state is LinkState.DISCONNECTED


@given(st.lists(CLAIMS | OFFERS, max_size=8))
def test_news_alone_never_link_or_unlink_a_number(told: list[Evidence]) -> None:
    assert after(Link(), *told).state is LinkState.UNPAIRED
    assert after(CONNECTED, *told).state in (LinkState.CONNECTED, LinkState.UNSTABLE)


@given(LINKS, MOMENTS)
def test_what_the_far_side_says_when_asked_holds(link: Link, at: dt.datetime) -> None:
    opened = take(link, Confirmed(at=at, state="open")).link
    assert (opened.state, opened.claim, opened.reason) == (LinkState.CONNECTED, "", "")
    closed = take(opened, Confirmed(at=at, state="closed")).link
    assert (closed.state, closed.claim) == (LinkState.DISCONNECTED, "")


@given(LINKS, CLAIMS)
def test_a_claim_is_asked_about_once(link: Link, claim: Claimed) -> None:
    first = take(link, claim)
    again = take(first.link, claim)

    assert not again.ask
    assert not again.watch
    assert again.link == first.link or claim.state == "refused"


@given(LINKS, st.lists(ANYTHING, max_size=6))
def test_nothing_is_impossible_and_asking_names_its_claim(link: Link, told: list[Evidence]) -> None:
    for evidence in told:
        step = take(link, evidence)
        assert not step.ask or step.link.claimed_at is not None
        assert not step.watch or step.link.state is LinkState.UNSTABLE
        assert step.link.state is link.state or step.link.since == evidence.at
        link = step.link


@given(st.integers(1, 800))
def test_a_storm_of_connecting_is_one_outage(count: int) -> None:
    steps = []
    link = CONNECTED
    for second in range(count):
        step = take(link, Claimed(at=LATER + dt.timedelta(milliseconds=50 * second), state="connecting"))
        steps.append(step)
        link = step.link

    assert [step.watch for step in steps] == [True] + [False] * (count - 1)
    assert [step.ask for step in steps] == [step.watch for step in steps]
    assert link.since == LATER


@given(st.integers(0, 4_999))
def test_the_step_before_open_that_comes_after_it_is_no_outage(late: int) -> None:
    step = take(CONNECTED, Claimed(at=NOW + dt.timedelta(milliseconds=late), state="connecting"))

    assert (step.link.state, step.ask, step.watch) == (LinkState.CONNECTED, True, False)
    assert take(step.link, Confirmed(at=LATER, state="open")).link == CONNECTED
    assert take(step.link, Confirmed(at=LATER, state="connecting")).watch


@given(LINKS, CLAIMS, st.lists(CLAIMS | OFFERS, max_size=6))
def test_what_is_asked_about_stays_asked_until_the_answer(link: Link, claim: Claimed, more: list[Evidence]) -> None:
    asked = take(link, claim)

    later = after(asked.link, *more)

    assert not asked.ask or later.claim


def test_an_outage_is_told_when_it_lasts_and_is_over_when_it_is_open() -> None:
    out = after(CONNECTED, Claimed(at=LATER, state="connecting"))
    early = take(out, Confirmed(at=LATER + OUTAGE / 2, state="connecting")).link
    assert early.state is LinkState.UNSTABLE

    long = take(out, Confirmed(at=LATER + OUTAGE, state="connecting")).link
    assert (long.state, long.reason, long.needs_linking) == (LinkState.DISCONNECTED, "outage", False)

    back = take(long, Claimed(at=LATER + 2 * OUTAGE, state="open"))
    assert back.ask
    assert take(back.link, Confirmed(at=LATER + 2 * OUTAGE, state="open")).link.state is LinkState.CONNECTED


def test_codes_come_until_they_are_used_up() -> None:
    pairing = after(Link(), Begun(at=NOW), Claimed(at=NOW, state="connecting"), Offered(at=NOW))
    assert pairing.state is LinkState.PAIRING

    over = after(pairing, Claimed(at=NOW, state="refused", code=428), Offered(at=NOW, ended=True))
    assert (over.state, over.reason) == (LinkState.UNPAIRED, "codes_used_up")


def test_what_we_unlinked_ourselves_needs_no_other_reason() -> None:
    left = after(CONNECTED, Left(at=NOW), Claimed(at=NOW, state="closed", code=401))

    assert (left.state, left.reason) == (LinkState.DISCONNECTED, "disconnected_here")
