"""Linking, outages, closings and leaving of numbers that are linked like a phone."""

import pytest
from tests.unit.domain.whatsapp.linking import SECRET, LinkedLine, a_linked_line

from pytake_domain.kernel.actor import Permission
from pytake_domain.kernel.errors import Forbidden, UpstreamFailed
from pytake_domain.messaging import MessageState
from pytake_domain.testing.memory.house import Company, Line, MemoryHouse
from pytake_domain.whatsapp import (
    CallbackMissing,
    ChannelRefused,
    FailureCode,
    NotSupported,
    NumberDraft,
    NumberInactive,
    NumberStatus,
    PairingOffered,
    PairingRenewed,
    PairNumbers,
    SendFailure,
    ServerTooOld,
    Text,
)


@pytest.fixture
async def fresh_line(company: Company) -> LinkedLine:
    return await LinkedLine.made(company)


@pytest.fixture
async def linked(memory: MemoryHouse) -> LinkedLine:
    return await a_linked_line(memory)


async def say(line: LinkedLine, text: str = "olá") -> MessageState:
    """A message to a customer who wrote; how far it is once everything at this moment is done."""
    sent = await line.house.sending.send(
        line.company.boss, to="+5511987654321", content=Text(body=text), number_id=line.id
    )
    await line.settle()
    return line.company.rows.messages[sent.id].status


async def test_beginning_makes_the_far_side_ready_and_offers_a_code(fresh_line: LinkedLine) -> None:
    offer = await fresh_line.pairing.begin(fresh_line.company.boss, fresh_line.id, phone="+55 11 98888-7777")

    links = fresh_line.provider.links
    assert (links.callback_url, links.secret) == (f"https://pytake.example/{fresh_line.id}", SECRET)
    assert (offer.connected, offer.text, offer.pairing_code) == (False, "2@code", "ABCD1234")
    assert offer.expires_at is not None
    assert (fresh_line.number.link_state, fresh_line.number.status) == ("pairing", NumberStatus.PENDING)
    assert fresh_line.told() == [("pairing", "")]


async def test_only_who_manages_numbers_links_them_and_only_where_that_is_possible(
    company: Company, fresh_line: LinkedLine, line: Line
) -> None:
    reader = company.person("Rui", [Permission.READ_NUMBERS])
    with pytest.raises(Forbidden):
        await fresh_line.pairing.begin(reader, fresh_line.id)
    for step in (fresh_line.pairing.begin, fresh_line.pairing.restart, fresh_line.pairing.disconnect):
        with pytest.raises(NotSupported):
            await step(company.boss, line.id)


@pytest.mark.parametrize(
    ("code", "error"),
    [("version_too_old", ServerTooOld), ("business_channel_refused", ChannelRefused), ("name_in_use", UpstreamFailed)],
)
async def test_a_server_that_will_not_do_is_refused_clearly(
    fresh_line: LinkedLine, code: str, error: type[Exception]
) -> None:
    fresh_line.provider.links.refuses = SendFailure(code=FailureCode.NUMBER_UNUSABLE.value, provider_code=code)

    with pytest.raises(error):
        await fresh_line.pairing.begin(fresh_line.company.boss, fresh_line.id)


async def test_without_an_address_of_ours_nothing_is_begun(memory: MemoryHouse, fresh_line: LinkedLine) -> None:
    nowhere = PairNumbers(
        open_work=memory.open_work,
        providers=memory.providers,
        lookup=memory.lookup,
        callback_of=lambda _: "",
        clock=memory.clock,
        ids=memory.ids,
    )
    with pytest.raises(CallbackMissing):
        await nowhere.begin(fresh_line.company.boss, fresh_line.id)
    assert fresh_line.provider.links.calls == []


async def test_codes_are_told_live_and_kept_nowhere(fresh_line: LinkedLine) -> None:
    await fresh_line.pairing.begin(fresh_line.company.boss, fresh_line.id)
    now = fresh_line.house.clock.now()
    await fresh_line.tell(PairingOffered(route=fresh_line.route, at=now, text="2@next", picture="data:"))
    await fresh_line.settle()

    (renewed,) = [e for e in fresh_line.house.feed.published if isinstance(e, PairingRenewed)]
    assert (renewed.text, renewed.ended) == ("2@next", False)
    assert not any(isinstance(e, PairingRenewed) for e in fresh_line.company.rows.event_log)

    await fresh_line.tell(PairingOffered(route=fresh_line.route, at=now, ended=True))
    await fresh_line.settle()
    assert (fresh_line.number.link_state, fresh_line.number.link_reason) == ("unpaired", "codes_used_up")


async def test_open_is_believed_once_the_far_side_says_so(fresh_line: LinkedLine) -> None:
    await fresh_line.pairing.begin(fresh_line.company.boss, fresh_line.id)
    await fresh_line.claims("open")
    assert fresh_line.number.link_state == "pairing"

    fresh_line.provider.links.says = "open"
    await fresh_line.claims("open")

    assert (fresh_line.number.link_state, fresh_line.number.status) == ("connected", NumberStatus.CONNECTED)
    assert fresh_line.number.linked_at == fresh_line.house.clock.now()


async def test_what_cannot_be_asked_now_is_asked_later(fresh_line: LinkedLine) -> None:
    await fresh_line.pairing.begin(fresh_line.company.boss, fresh_line.id)
    fresh_line.provider.links.away = True
    await fresh_line.claims("open")
    assert fresh_line.number.link_claim == "open"

    fresh_line.provider.links.away, fresh_line.provider.links.says = False, "open"
    await fresh_line.wait(seconds=20)

    assert fresh_line.number.link_state == "connected"


@pytest.mark.parametrize(("after", "within"), [(0, 3), (60, 16), (600, 121)])
async def test_the_younger_a_claim_the_sooner_it_is_asked_about_again(
    fresh_line: LinkedLine, after: int, within: int
) -> None:
    """Somebody sits in front of the code in the first half minute."""
    await fresh_line.pairing.begin(fresh_line.company.boss, fresh_line.id)
    fresh_line.provider.links.away = True
    await fresh_line.claims("open")
    await fresh_line.wait(seconds=after)

    fresh_line.provider.links.away, fresh_line.provider.links.says = False, "open"
    await fresh_line.wait(seconds=within)

    assert fresh_line.number.link_state == "connected"


async def test_a_number_that_is_not_linked_refuses_to_send(fresh_line: LinkedLine) -> None:
    with pytest.raises(NumberInactive):
        await say(fresh_line)


async def test_a_short_outage_is_waited_out(linked: LinkedLine) -> None:
    await linked.person().says("oi")
    linked.provider.links.says = "connecting"
    await linked.claims(*["connecting"] * 20)
    assert await say(linked) is MessageState.QUEUED
    assert linked.told()[-1] == ("unstable", "unstable")

    linked.provider.links.says = "open"
    await linked.claims("open")
    await linked.wait(seconds=10)

    assert [m.status for m in linked.company.rows.messages.values()][-1] is MessageState.SENT
    assert [state for state, _ in linked.told()] == ["pairing", "connected", "unstable", "connected"]


@pytest.mark.parametrize("after", [0, 60])
async def test_a_step_that_is_told_late_holds_nothing_up(linked: LinkedLine, after: int) -> None:
    """News come in any order: "connecting" may be heard after the "open" it led to."""
    await linked.person().says("oi")
    await linked.wait(seconds=after)

    await linked.claims("connecting")

    assert linked.number.link_state == "connected"
    assert await say(linked) is MessageState.SENT


async def test_a_long_outage_is_told_and_over_as_soon_as_it_is_open(linked: LinkedLine) -> None:
    linked.provider.links.says = "connecting"
    await linked.claims("connecting")
    await linked.wait(seconds=91)

    assert linked.told()[-1] == ("disconnected", "outage")
    assert linked.number.status is NumberStatus.DISCONNECTED
    assert "restart" in linked.provider.links.calls
    linked.provider.links.says = "open"
    await linked.wait(minutes=3)
    assert linked.number.link_state == "connected"


@pytest.mark.parametrize(
    ("code", "reason", "status"),
    [
        (401, "logged_out", NumberStatus.DISCONNECTED),
        (402, "restricted", NumberStatus.DISCONNECTED),
        (403, "banned", NumberStatus.BANNED),
        (None, "link_lost", NumberStatus.DISCONNECTED),
    ],
)
async def test_a_closing_is_certain_once_the_far_side_says_so(
    linked: LinkedLine, code: int | None, reason: str, status: NumberStatus
) -> None:
    await linked.person().says("oi")
    linked.provider.links.says = "connecting"
    await linked.claims("connecting")
    assert await say(linked) is MessageState.QUEUED
    linked.provider.links.says = "closed"
    await linked.claims("closed", "closed", code=code)
    await linked.wait(seconds=2)
    await linked.wait(seconds=10)

    assert (linked.number.status, linked.number.status_reason) == (status, reason)
    message = list(linked.company.rows.messages.values())[-1]
    assert message.error is not None
    assert message.error.code == "NUMBER_DISCONNECTED"
    with pytest.raises(NumberInactive):
        await say(linked)


async def test_a_claim_that_the_far_side_denies_changes_nothing(linked: LinkedLine) -> None:
    await linked.claims("closed", code=401)

    assert (linked.number.link_state, linked.number.link_claim) == ("connected", "")
    assert linked.told()[-1][0] == "connected"


async def test_what_came_in_an_outage_is_fetched_afterwards(linked: LinkedLine) -> None:
    began = linked.house.clock.now()
    linked.provider.links.says = "connecting"
    await linked.claims("connecting")
    linked.house.clock.move(seconds=30)
    linked.provider.links.says = "open"
    await linked.claims("open")

    ((since, until),) = linked.provider.reconciler.asked
    assert since < began < until


async def test_a_connected_number_is_asked_now_and_then(linked: LinkedLine) -> None:
    calls = linked.provider.links.calls
    before = calls.count("state")
    for _ in range(3):
        await linked.wait(minutes=11)
    assert calls.count("state") == before + 3
    assert len(linked.provider.reconciler.asked) == 3

    linked.provider.links.says = "closed"
    await linked.wait(minutes=11)
    assert linked.number.link_state == "disconnected"
    await linked.wait(minutes=30)
    assert calls.count("state") == before + 4


async def test_a_connection_that_is_open_in_name_only_is_an_outage_and_restarted(linked: LinkedLine) -> None:
    linked.provider.links.dead = True
    await linked.wait(minutes=11)

    assert linked.told()[-1] == ("unstable", "no_answer")
    assert linked.provider.links.calls.count("restart") == 1
    linked.provider.links.dead = False
    await linked.claims("connecting", "open")
    assert linked.told()[-1] == ("connected", "")
    await linked.wait(minutes=5)
    assert linked.provider.links.calls.count("restart") == 1


async def test_one_that_stays_silent_is_told_as_disconnected_and_tried_again(linked: LinkedLine) -> None:
    linked.provider.links.dead = True
    await linked.wait(minutes=11)
    await linked.wait(seconds=91)
    assert linked.told()[-1] == ("disconnected", "outage")
    assert linked.provider.links.calls.count("restart") == 2
    await linked.wait(minutes=30)
    assert linked.provider.links.calls.count("restart") == 2

    linked.provider.links.dead = False
    await linked.wait(minutes=3)
    assert linked.told()[-1] == ("connected", "")


async def test_a_server_that_can_not_be_asked_is_no_sign_of_silence(linked: LinkedLine) -> None:
    linked.provider.links.away = True
    await linked.wait(minutes=11)

    assert linked.number.link_state == "connected"


async def test_a_deleted_number_is_forgotten_by_its_server_in_the_end(linked: LinkedLine) -> None:
    linked.provider.links.away = True
    await linked.house.numbers.remove(linked.company.boss, linked.id)
    await linked.settle()
    linked.provider.links.away = False
    await linked.wait(minutes=1)

    assert linked.provider.links.calls[-2:] == ["remove", "remove"]
    assert not linked.company.rows.jobs or all(j.job.kind != "link_leave" for j in linked.company.rows.jobs)


async def test_a_number_that_was_never_linked_leaves_its_server_alone(fresh_line: LinkedLine) -> None:
    await fresh_line.house.numbers.remove(fresh_line.company.boss, fresh_line.id)
    await fresh_line.settle()

    assert fresh_line.provider.links.calls == []


async def test_another_instance_knows_nothing_of_the_link(linked: LinkedLine) -> None:
    draft = NumberDraft(evolution_instance="outra")
    changed = await linked.house.numbers.change(linked.company.boss, linked.id, draft)

    assert (changed.link_state, changed.status) == ("unpaired", NumberStatus.PENDING)


async def test_unlinking_is_told_and_needs_no_other_reason(linked: LinkedLine) -> None:
    left = await linked.pairing.disconnect(linked.company.boss, linked.id)
    await linked.claims("closed", code=401)

    assert (left.status, left.status_reason) == (NumberStatus.DISCONNECTED, "disconnected_here")
    assert linked.number.status_reason == "disconnected_here"
