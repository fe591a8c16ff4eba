"""Rules of giving out conversations, and of clocks that stand still while a company is closed."""

import datetime as dt
from collections import Counter
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pytake_domain.kernel.errors import Invalid
from pytake_domain.kernel.ids import ConversationId, QueueId, TenantId, UserId
from pytake_domain.kernel.time import DAYS, BusinessHours, Span, SpecialDay
from pytake_domain.routing import (
    AgentState,
    ClockKind,
    Due,
    Needs,
    Overflow,
    Presence,
    Queue,
    SlaClock,
    Strategy,
    Waiting,
    after_open,
    check_overflows,
    distribute,
    easter,
    in_turn,
    national_holidays,
    open_seconds,
    start,
)

NOW = dt.datetime(2026, 11, 18, 15, tzinfo=dt.UTC)
TENANT = TenantId(UUID(int=1))
SKILLS = ("fibra", "pix")


def queue(number: int = 1, **changes: object) -> Queue:
    made = Queue(id=QueueId(UUID(int=number)), tenant_id=TENANT, name=f"q{number}", created_at=NOW, updated_at=NOW)
    return replace(made, **changes)


levels = st.dictionaries(st.sampled_from(SKILLS), st.integers(1, 5), max_size=2)


@st.composite
def agents(draw: st.DrawFn) -> list[AgentState]:
    made = []
    for number in range(draw(st.integers(0, 5))):
        load = draw(st.integers(0, 4))
        made.append(
            AgentState(
                tenant_id=TENANT,
                user_id=UserId(UUID(int=number)),
                since=NOW,
                presence=draw(st.sampled_from(Presence)),
                capacity=draw(st.integers(0, 4)),
                skills=draw(levels),
                wrap_up_until=draw(st.sampled_from((None, NOW, NOW + dt.timedelta(minutes=1)))),
                last_assigned_at=draw(st.none() | st.integers(0, 9).map(lambda n: NOW - dt.timedelta(minutes=n))),
                load=load,
                load_here=draw(st.integers(0, load)),
            )
        )
    return made


@st.composite
def crowds(draw: st.DrawFn) -> list[Waiting]:
    return [
        Waiting(
            conversation_id=ConversationId(UUID(int=number)),
            queued_at=NOW - dt.timedelta(seconds=draw(st.integers(0, 5))),
            priority=draw(st.sampled_from((0, 0, 10))),
            needs=Needs(skills=draw(st.just({}) | levels)),
        )
        for number in range(draw(st.integers(0, 12)))
    ]


@given(
    agents(),
    crowds(),
    st.sampled_from((Strategy.LEAST_LOAD, Strategy.ROUND_ROBIN)),
    levels,
    st.none() | st.integers(1, 3),
)
def test_nobody_is_given_more_than_they_can_take_or_what_they_can_not_do(
    people: list[AgentState], crowd: list[Waiting], strategy: Strategy, skills: dict[str, int], most: int | None
) -> None:
    here = queue(strategy=strategy, skills=skills, most_each=most)
    known = {agent.user_id: agent for agent in people}

    given_out = distribute(here, people, crowd, NOW)

    assert len({waiting.conversation_id for waiting, _ in given_out}) == len(given_out)
    for user_id, count in Counter(choice.agent for _, choice in given_out).items():
        assert user_id is not None
        agent = known[user_id]
        assert agent.is_free(NOW)
        assert agent.load + count <= agent.capacity
        assert most is None or agent.load_here + count <= most
    for waiting, choice in given_out:
        assert choice.agent is not None
        needed = [*skills.items(), *waiting.needs.skills.items()]
        assert all(known[choice.agent].skills.get(name, 0) >= level for name, level in needed)


@given(agents(), crowds(), st.sampled_from((Strategy.LEAST_LOAD, Strategy.ROUND_ROBIN)))
def test_whoever_waits_longest_of_the_most_important_is_served_first(
    people: list[AgentState], crowd: list[Waiting], strategy: Strategy
) -> None:
    alike = [replace(waiting, needs=Needs()) for waiting in crowd]

    given_out = [waiting for waiting, _ in distribute(queue(strategy=strategy), people, alike, NOW)]

    room = sum(max(0, a.capacity - a.load) for a in people if a.is_free(NOW))
    assert given_out == in_turn(alike)[: min(room, len(alike))]


@given(agents(), crowds())
def test_nobody_is_passed_over_while_somebody_free_can_serve_them(
    people: list[AgentState], crowd: list[Waiting]
) -> None:
    given_out = distribute(queue(), people, crowd, NOW)

    loads = Counter({a.user_id: a.load for a in people})
    loads.update(choice.agent for _, choice in given_out if choice.agent is not None)
    served = {waiting.conversation_id for waiting, _ in given_out}
    free = [a for a in people if a.is_free(NOW) and loads[a.user_id] < a.capacity]
    for waiting in crowd:
        if waiting.conversation_id not in served:
            assert all(agent.lacks(waiting.needs.skills) for agent in free)


@given(agents(), crowds(), st.lists(st.integers(0, 12), max_size=4))
def test_given_out_in_any_portions_nobody_is_overloaded_and_nobody_waits_in_vain(
    people: list[AgentState], crowd: list[Waiting], cuts: list[int]
) -> None:
    alike = in_turn(replace(waiting, needs=Needs()) for waiting in crowd)
    whole = distribute(queue(), people, alike, NOW)

    states, left, portions = {a.user_id: a for a in people}, list(alike), 0
    for cut in [*cuts, len(alike)]:
        for waiting, choice in distribute(queue(), list(states.values()), left[:cut], NOW):
            assert choice.agent is not None
            states[choice.agent] = states[choice.agent].took_one(NOW)
            left.remove(waiting)
            portions += 1
    assert portions == len(whole)
    assert all(a.load <= max(a.capacity, before.load) for before, a in zip(people, states.values(), strict=True))


def agent(number: int, **changes: object) -> AgentState:
    made = AgentState(
        tenant_id=TENANT, user_id=UserId(UUID(int=number)), since=NOW, presence=Presence.AVAILABLE, capacity=9
    )
    return replace(made, **changes)


def who(here: Queue, *people: AgentState, waiting: int = 1) -> list[int]:
    crowd = [Waiting(conversation_id=ConversationId(UUID(int=n)), queued_at=NOW) for n in range(waiting)]
    return [choice.agent.int for _, choice in distribute(here, people, crowd, NOW) if choice.agent is not None]


def test_least_load_wins_then_the_better_skill_then_who_rested_longest() -> None:
    skilled = queue(skills={"pix": 1})
    assert who(queue(), agent(1, load=2), agent(2, load=1)) == [2]
    assert who(skilled, agent(1, skills={"pix": 2}), agent(2, skills={"pix": 4}), agent(3)) == [2]
    assert who(queue(), agent(1, last_assigned_at=NOW), agent(2, last_assigned_at=NOW - dt.timedelta(1))) == [2]


def test_round_robin_goes_round_whatever_the_load() -> None:
    here = queue(strategy=Strategy.ROUND_ROBIN)
    people = (agent(1, load=3), agent(2, load=0), agent(3, load=1))
    assert who(here, *people, waiting=6) == [1, 2, 3, 1, 2, 3]


def test_a_manual_queue_gives_nothing_out_by_itself() -> None:
    assert who(queue(strategy=Strategy.MANUAL), agent(1)) == []


spans = st.tuples(st.integers(0, 23), st.integers(1, 24)).filter(lambda pair: pair[0] < pair[1])
weeks = st.dictionaries(
    st.sampled_from(DAYS),
    st.lists(spans, min_size=1, max_size=3).map(
        lambda pairs: tuple(Span(start=f"{a:02d}:00", end=f"{b:02d}:00") for a, b in pairs)
    ),
    min_size=1,
)
zones = st.sampled_from(("America/Sao_Paulo", "America/New_York", "UTC", "Asia/Kolkata"))
hours = st.builds(
    BusinessHours,
    time_zone=zones,
    week=weeks,
    exceptions=st.sampled_from(((), (SpecialDay(date="2026-11-20", name="Consciência Negra"),))),
)
moments = st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2027, 6, 1)).map(  # noqa: DTZ001  given a zone below
    lambda at: at.replace(microsecond=0, tzinfo=dt.UTC)
)


@given(hours, moments, st.integers(1, 60 * 60 * 30))
def test_a_promise_is_due_when_so_much_open_time_has_passed(
    opened: BusinessHours, at: dt.datetime, seconds: int
) -> None:
    due = after_open(opened, at, seconds)
    assert due is not None
    assert due >= at + dt.timedelta(seconds=seconds)
    assert open_seconds(opened, at, due) == seconds
    assert opened.is_open(due - dt.timedelta(seconds=1))
    later = after_open(opened, at, seconds + 1)
    assert later is not None
    assert later > due


@given(hours, moments, st.integers(0, 200_000), st.integers(0, 200_000))
def test_open_time_adds_up(opened: BusinessHours, at: dt.datetime, first: int, second: int) -> None:
    middle, end = at + dt.timedelta(seconds=first), at + dt.timedelta(seconds=first + second)
    whole = open_seconds(opened, at, end)
    assert whole == open_seconds(opened, at, middle) + open_seconds(opened, middle, end)
    assert 0 <= whole <= first + second


@given(hours, moments)
def test_while_it_is_closed_no_clock_runs(opened: BusinessHours, at: dt.datetime) -> None:
    opening = opened.next_opening(at)
    assert opening is not None
    assert open_seconds(opened, at, opening) == 0
    assert after_open(opened, at, 60) == after_open(opened, opening, 60)


def test_without_hours_every_second_counts_and_closed_for_good_is_never_due() -> None:
    never = BusinessHours(time_zone="UTC", week={})
    assert after_open(None, NOW, 90) == NOW + dt.timedelta(seconds=90)
    assert open_seconds(None, NOW, NOW + dt.timedelta(seconds=5)) == 5
    assert after_open(never, NOW, 1) is None
    assert open_seconds(never, NOW, NOW + dt.timedelta(days=30)) == 0


@given(st.integers(10, 1000), st.integers(1, 100), st.lists(st.integers(0, 400), max_size=12))
def test_a_clock_warns_once_and_breaches_once_in_this_order(seconds: int, percent: int, steps: list[int]) -> None:
    clock = start(
        ClockKind.FIRST_ANSWER,
        ConversationId(UUID(int=1)),
        QueueId(UUID(int=1)),
        seconds=seconds,
        warn_percent=percent,
        hours=None,
        at=NOW,
    )
    assert clock is not None
    said, now = [], NOW
    for pause in steps:
        now += dt.timedelta(seconds=pause)
        clock, what = clock.tick(now)
        assert isinstance(clock, SlaClock)
        if what is not Due.NOTHING:
            said.append(what)
    assert said in ([], [Due.WARNING], [Due.BREACH], [Due.WARNING, Due.BREACH])
    assert (Due.BREACH in said) == (bool(steps) and now >= clock.due_at)
    assert clock.stop(now).tick(now + dt.timedelta(days=9))[1] is Due.NOTHING


@pytest.mark.parametrize(
    ("year", "month", "day"), [(2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28), (2038, 4, 25), (2285, 3, 22)]
)
def test_easter_is_where_it_is(year: int, month: int, day: int) -> None:
    assert easter(year) == dt.date(year, month, day)


@given(st.integers(1970, 2999))
def test_holidays_are_dates_of_their_year_in_order(year: int) -> None:
    found = national_holidays(year)
    dates = [dt.date.fromisoformat(holiday.date) for holiday in found]
    assert dates == sorted(dates)
    assert {day.year for day in dates} == {year}
    assert easter(year).weekday() == 6
    friday = next(h for h in found if h.name == "Sexta-feira Santa")
    assert dt.date.fromisoformat(friday.date).weekday() == 4
    assert {h.name.split()[0] for h in found if h.optional} == {"Carnaval", "Corpus"}


def test_the_twentieth_of_november_is_a_holiday_since_2024() -> None:
    assert "2023-11-20" not in {h.date for h in national_holidays(2023)}
    assert "2024-11-20" in {h.date for h in national_holidays(2024)}
    with pytest.raises(Invalid):
        national_holidays(10**9)


@given(st.lists(st.none() | st.integers(0, 5), min_size=6, max_size=6))
def test_overflows_that_lead_round_in_a_circle_are_refused(targets: list[int | None]) -> None:
    queues = [
        queue(place, overflow=None if to is None else Overflow(to=QueueId(UUID(int=to))))
        for place, to in enumerate(targets)
    ]

    def ends(place: int) -> bool:
        here: int | None = place
        for _ in range(7):
            if here is None:
                return True
            here = targets[here]
        return False

    if all(ends(place) for place in range(6)):
        check_overflows(queues)
    else:
        with pytest.raises(Invalid):
            check_overflows(queues)
