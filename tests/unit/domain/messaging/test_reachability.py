"""Whom a provider can't reach is not written to again for a while, and is as soon as something shows otherwise."""

import datetime as dt

import pytest
from msgspec.structs import replace
from tests.unit.domain.messaging.talking import messages_of

from pytake_domain.contacts import STAYS_UNREACHABLE, Contact, Unreachable
from pytake_domain.kernel.ids import MessageId
from pytake_domain.messaging import MessageState, OutsideWindow, Plan, RecipientUnreachable
from pytake_domain.testing.memory.house import Company, Customer
from pytake_domain.whatsapp import (
    Consequence,
    DeliveryState,
    MessageStatus,
    ProviderError,
    SendFailure,
    Template,
    Text,
)

NOBODY = SendFailure(code="RECIPIENT_UNREACHABLE", consequence=Consequence.MARK_DESTINATION)
OFFER = Template(name="oferta", language="pt_BR")
PHONE = "+5511987654321"


async def say(company: Company, *, force: bool = False, text: str = "olá") -> MessageId:
    sent = await company.house.sending.send(company.boss, to=PHONE, content=Text(body=text), force=force)
    return sent.id


@pytest.fixture
async def marked(company: Company, maria: Customer) -> Customer:
    """She wrote once; then a send to her was refused."""
    await maria.says("oi")
    company.house.sender().script.append(NOBODY)
    await say(company)
    await company.house.settle()
    return maria


def contact_of(customer: Customer) -> Contact:
    return next(c for c in customer.line.company.rows.contacts.values() if c.id == customer.contact_id)


def status_of(company: Company, message_id: MessageId) -> MessageState:
    return company.rows.messages[message_id].status


async def test_a_refusal_marks_every_present_address_with_its_time_and_source(
    company: Company, marked: Customer
) -> None:
    word = Unreachable(at=company.house.clock.now(), source="official")

    assert contact_of(marked).unreachable(company.house.clock.now()) == word
    assert {k.unreachable for k in contact_of(marked).addresses if k.address.finds} == {word}


async def test_the_next_send_is_refused_before_anything_leaves(company: Company, marked: Customer) -> None:
    tried = len(company.house.sender().sent)

    with pytest.raises(RecipientUnreachable):
        await say(company)
    await company.house.settle()

    assert len(company.house.sender().sent) == tried
    assert marked.heard == []


async def test_what_was_queued_behind_it_does_not_leave_either(company: Company, maria: Customer) -> None:
    await maria.says("oi")
    company.house.sender().script.append(NOBODY)
    first, second = await say(company), await say(company, text="outra")
    await company.house.settle()

    errors = [company.rows.messages[each].error for each in (first, second)]
    assert [error and error.code for error in errors] == ["RECIPIENT_UNREACHABLE"] * 2
    assert len(company.house.sender().sent) == 1


async def test_who_writes_is_reached_again(company: Company, marked: Customer) -> None:
    await marked.says("estou aqui")

    sent = await say(company)
    await company.house.settle()

    assert status_of(company, sent) is MessageState.SENT
    assert contact_of(marked).unreachable(company.house.clock.now()) is None


async def test_a_repetition_of_what_they_wrote_before_shows_nothing(company: Company, marked: Customer) -> None:
    (written,) = [m for m in messages_of(company) if m.text == "oi"]
    assert written.provider_id is not None
    await marked.line.tell(marked.message(Text(body="oi"), message_id=written.provider_id))
    await company.house.settle()

    with pytest.raises(RecipientUnreachable):
        await say(company)


@pytest.mark.usefixtures("marked")
async def test_somebody_who_knows_better_has_it_tried(company: Company) -> None:
    sent = await say(company, force=True)
    await company.house.settle()

    assert status_of(company, sent) is MessageState.SENT
    more = await say(company, text="e mais")
    assert status_of(company, more) is MessageState.QUEUED


async def test_sending_a_failed_message_again_is_knowing_better(company: Company, marked: Customer) -> None:
    (failed,) = [m for m in messages_of(company) if m.status is MessageState.FAILED]

    again = await company.house.sending.resend(company.boss, failed.id)
    await company.house.settle()

    assert status_of(company, again.id) is MessageState.SENT
    assert len(marked.heard) == 1


async def test_after_a_while_it_is_tried_again_by_itself(company: Company, marked: Customer) -> None:
    company.house.clock.move(seconds=STAYS_UNREACHABLE.total_seconds())

    assert contact_of(marked).unreachable(company.house.clock.now()) is None


async def test_a_refusal_that_comes_as_a_status_counts_and_a_delivery_takes_it_back(
    company: Company, maria: Customer
) -> None:
    await maria.says("oi")
    first, second = await say(company), await say(company)
    await company.house.settle()
    ids = [company.rows.messages[each].provider_id or "" for each in (first, second)]
    now = company.house.clock.now()
    status = MessageStatus(route=maria.line.route, at=now, id=ids[0], state=DeliveryState.FAILED, word="failed")
    error = ProviderError(code="131026", title="Message undeliverable")
    await maria.line.tell(replace(status, error=error, failure=NOBODY))
    await company.house.settle()
    with pytest.raises(RecipientUnreachable):
        await say(company)

    await maria.line.tell(replace(status, id=ids[1], state=DeliveryState.DELIVERED, word="delivered"))
    await company.house.settle()

    assert (await say(company)) is not None


async def test_nothing_is_planned_for_whom_nobody_reaches_unless_it_is_far_away(
    company: Company, marked: Customer
) -> None:
    now, plan = company.house.clock.now(), company.house.scheduling.plan
    soon = Plan(content=Text(body="amanhã"), send_at=now + dt.timedelta(hours=20), to=PHONE)
    far = replace(soon, send_at=now + dt.timedelta(days=8), outside_window=OutsideWindow.TEMPLATE, fallback=OFFER)

    with pytest.raises(RecipientUnreachable):
        await plan(company.boss, soon)
    assert (await plan(company.boss, far)).contact_id == marked.contact_id
    assert (await plan(company.boss, replace(soon, force=True))).contact_id == marked.contact_id
