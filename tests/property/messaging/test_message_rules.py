"""The status ladder, the window, the gate and retries, for whatever comes."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pytake_domain.contacts import Contact
from pytake_domain.kernel.ids import TenantId
from pytake_domain.messaging import (
    Direction,
    Later,
    Message,
    MessageState,
    Never,
    Pass,
    StatusStep,
    advance,
    after_inbound,
    allows,
    check,
    is_marketing,
    is_open,
    moves,
    next_try,
    refusal,
    useful_until,
)
from pytake_domain.messaging.message import MAX_HISTORY
from pytake_domain.messaging.retry import LONGEST_PAUSE
from pytake_domain.messaging.use_cases.track_status import apply
from pytake_domain.testing.builders import AT, a_number, fresh
from pytake_domain.testing.strategies import contacts, contents, moments, outbound_messages, statuses
from pytake_domain.whatsapp import (
    ApiType,
    Consequence,
    Content,
    LinkState,
    MessageStatus,
    NumberStatus,
    SendFailure,
    Template,
    WhatsAppNumber,
)

TENANT = TenantId(fresh())
S = MessageState
PROOF = (S.DELIVERED, S.READ, S.PLAYED)


@given(outbound_messages(), st.data())
def test_statuses_in_any_order_and_twice_end_the_same(message: Message, data: st.DataObject) -> None:
    news = data.draw(st.lists(statuses(), min_size=1, max_size=8, unique_by=lambda s: (s.word, s.at)))
    shuffled = data.draw(st.permutations(news))
    doubled = data.draw(st.permutations([*news, *news]))

    ends = [_after(message, order) for order in (news, shuffled, doubled)]

    assert len({(end.status, end.error is None) for end in ends}) == 1
    assert len({frozenset((s.status, s.at) for s in end.status_history) for end in ends}) == 1


def _after(message: Message, news: list[MessageStatus]) -> Message:
    for status in news:
        before = message.status
        message = apply(message, status)
        assert message.status is before or moves(before, message.status)
    return message


@given(outbound_messages(), st.lists(statuses(), max_size=200, unique_by=lambda s: (s.word, s.at)))
def test_a_history_is_bounded_and_holds_each_word_and_moment_once(message: Message, news: list[MessageStatus]) -> None:
    history = _after(message, news).status_history

    assert len(history) <= MAX_HISTORY
    assert len({(s.status, s.at) for s in history}) == len(history)


@given(st.sampled_from(S), st.lists(st.sampled_from(S), max_size=10))
def test_a_status_never_goes_back(present: MessageState, news: list[MessageState]) -> None:
    seen = [present]
    for state in news:
        if moves(seen[-1], state):
            seen.append(state)

    assert len(seen) == len(set(seen))
    if any(state in PROOF for state in seen):
        assert seen[-1] in PROOF, "what was delivered stays delivered"


@given(st.sampled_from(S))
def test_what_came_in_or_was_cancelled_never_moves(news: MessageState) -> None:
    assert not moves(S.RECEIVED, news)
    assert not moves(S.CANCELLED, news)


@given(outbound_messages())
def test_a_failure_keeps_its_reason_until_proof_of_delivery_comes(message: Message) -> None:
    failed = advance(message, S.FAILED, StatusStep(status="failed", at=AT, error=None))
    proved = advance(failed, S.DELIVERED, StatusStep(status="delivered", at=AT))

    assert failed.status is S.FAILED
    assert (proved.status, proved.error) == (S.DELIVERED, None)
    assert replace(proved, status=S.QUEUED).direction is Direction.OUTBOUND


@given(st.none() | moments(), st.lists(moments(), min_size=1, max_size=6))
def test_the_window_ends_a_day_after_the_latest_message_in_any_order(
    present: dt.datetime | None, written: list[dt.datetime]
) -> None:
    until = present
    for at in written:
        until = after_inbound(until, at)

    latest = max(written) + dt.timedelta(hours=24)
    assert until == max(latest, present or latest)


@given(moments(), moments(), contents())
def test_the_window_closes_early_and_templates_always_pass(
    expires: dt.datetime, now: dt.datetime, content: Content
) -> None:
    assert is_open(expires, now) == (now < expires - dt.timedelta(minutes=2))
    assert not is_open(None, now)
    expected = isinstance(content, Template) or is_open(expires, now)
    assert allows(ApiType.OFFICIAL, content, expires, now) == expected
    assert allows(ApiType.EVOLUTION, content, None, now)


numbers = st.builds(
    lambda api, active, status, link: a_number(
        TENANT, api_type=api, is_active=active, status=status, link_state=link, link_since=AT
    ),
    st.sampled_from(ApiType),
    st.booleans(),
    st.sampled_from(NumberStatus),
    st.none() | st.sampled_from(LinkState),
)


@given(numbers, contacts(TENANT), contents(), st.none() | moments(), st.booleans(), moments(), moments())
def test_nothing_forbidden_passes_the_gate(
    number: WhatsAppNumber,
    contact: Contact,
    content: Content,
    expires: dt.datetime | None,
    suspended: bool,  # noqa: FBT001  drawn
    useful: dt.datetime,
    queued: dt.datetime,
) -> None:
    verdict = check(
        number,
        contact,
        content,
        window_expires_at=expires,
        suspended=suspended,
        now=AT,
        useful_until=useful,
        queued_at=queued,
    )
    code = refusal(number, contact, content, window_expires_at=expires, suspended=suspended, now=AT)

    if isinstance(verdict, Pass):
        assert code is None
        assert number.sends
        assert number.link_state in (None, LinkState.CONNECTED)
        assert not suspended
        assert not contact.blocked
        assert not (is_marketing(content) and contact.opted_out)
        assert allows(number.api_type, content, expires, AT)
        assert useful >= AT
    elif isinstance(verdict, Later):
        assert code == ("TENANT_SUSPENDED" if suspended else None)
        assert number.is_active or suspended
        assert useful >= AT
        assert verdict.until > AT
    else:
        assert isinstance(verdict, Never)
        assert code in (None, verdict.failure.code)
        assert verdict.failure.code


failures = st.builds(
    SendFailure,
    code=st.just("ANY"),
    retryable=st.booleans(),
    ambiguous=st.booleans(),
    most_tries=st.integers(0, 5),
    retry_after=st.none() | st.floats(0, 3_600),
    consequence=st.sampled_from(Consequence),
)


@given(failures, st.integers(1, 40), contents(), st.floats(0, 1, exclude_max=True), st.integers(0, 7 * 3600))
def test_a_try_is_later_and_within_use_or_not_at_all(
    failure: SendFailure, tries: int, content: Content, fraction: float, waited: int
) -> None:
    queued_at = AT - dt.timedelta(seconds=waited)
    at = next_try(failure, tries=tries, content=content, queued_at=queued_at, now=AT, fraction=fraction)

    if at is None:
        return
    assert failure.retryable
    assert not failure.ambiguous
    assert not failure.most_tries or tries < failure.most_tries
    assert AT < at <= useful_until(content, queued_at)
    assert at - AT >= dt.timedelta(seconds=failure.retry_after or 0)
    assert at - AT <= dt.timedelta(seconds=max(LONGEST_PAUSE, failure.retry_after or 0))


@given(st.integers(1, 6), st.floats(0, 1, exclude_max=True))
def test_pauses_grow(tries: int, fraction: float) -> None:
    failure = SendFailure(code="PROVIDER_BUSY", retryable=True)
    content = Template(name="aviso", language="pt_BR")

    one, two = (
        next_try(failure, tries=number, content=content, queued_at=AT, now=AT, fraction=fraction)
        for number in (tries, tries + 1)
    )

    assert one is not None
    assert two is not None
    assert two > one
