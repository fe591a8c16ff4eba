"""News of providers at the edges: of nobody we know, twice, too late, or in words of their own."""

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from tests.unit.domain.messaging.talking import messages_of, names
from tests.unit.domain.whatsapp.linking import LinkedLine, a_linked_line

from pytake_domain.contacts import Address, AddressKind, ContactNotFound, MergeRefused, wa_id_addresses
from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import ContactId
from pytake_domain.messaging import Direction, MediaState, MessageState, StoredMedia
from pytake_domain.messaging.incoming_media import fetch_job
from pytake_domain.messaging.use_cases.identities import TRIES, FollowIdentities, MergeJob
from pytake_domain.messaging.use_cases.track_status import apply
from pytake_domain.testing.builders import a_conversation, an_outbound, fresh
from pytake_domain.testing.memory.house import Company, Customer, Line, MemoryHouse
from pytake_domain.whatsapp import (
    AccountChanged,
    AddressesChanged,
    AddressesLinked,
    ApiType,
    CallHappened,
    ChatRead,
    Consequence,
    ContactSynced,
    DeliveryState,
    Media,
    MessageEdited,
    MessageStatus,
    MessageType,
    NumberChanged,
    NumberStatus,
    PreferenceChanged,
    ProviderError,
    Route,
    SendFailure,
    Text,
)

STRANGER = wa_id_addresses("5511900000000")
LID = Address(kind=AddressKind.LID, value="211111111111111")


@pytest.fixture
async def linked(memory: MemoryHouse) -> LinkedLine:
    return await a_linked_line(memory)


async def test_news_of_strangers_change_nothing(company: Company, line: Line, maria: Customer) -> None:
    await maria.says("oi")
    house, before = company.house, dict(company.rows.contacts)
    news: dict[str, Any] = {"route": line.route, "at": house.clock.now()}
    await line.tell(
        PreferenceChanged(**news, person=STRANGER, category="marketing_messages", value="stop"),
        PreferenceChanged(**news, person=maria.addresses, category="other", value="stop"),
        CallHappened(**news, id="c", event="connect", customer=STRANGER),
        MessageEdited(**news, original_id="wamid.unknown", sender=maria.addresses, content=Text(body="x")),
        AddressesChanged(**news, old=STRANGER, new=wa_id_addresses("5511900000009")),
        AddressesChanged(**news, old=maria.addresses, new=maria.addresses),
        ChatRead(**news, message_id="wamid.unknown"),
    )
    await house.settle()
    assert company.rows.contacts == before
    assert "AddressesReplaced" not in names(company)


@pytest.mark.parametrize(
    ("data", "limit"),
    [
        ({"max_daily_conversations_per_business": "TIER_10K"}, 10_000),
        ({"current_limit": 250}, 250),
        ({"current_limit": "TIER_UNHEARD_OF"}, None),
    ],
)
async def test_a_daily_limit_is_told_in_several_ways(
    company: Company, line: Line, data: dict[str, object], limit: int | None
) -> None:
    await line.tell(
        NumberChanged(route=line.route, at=company.house.clock.now(), change="phone_number_quality_update", data=data)
    )
    await company.house.settle()
    assert company.rows.numbers[line.id].daily_limit == limit


async def test_a_faster_number_sends_faster(company: Company, line: Line) -> None:
    before = company.rows.numbers[line.id].messages_per_second
    news = NumberChanged(route=line.route, at=company.house.clock.now(), change="quality", event="THROUGHPUT_UPGRADE")
    await line.tell(news)
    await company.house.settle()
    assert company.rows.numbers[line.id].messages_per_second > before


async def test_an_account_that_may_not_send_any_more_stops_its_numbers(company: Company, line: Line) -> None:
    now = company.house.clock.now()
    await line.tell(
        AccountChanged(route=line.route, at=now, change="account_update", event="DISABLED", stops_sending=True),
        AccountChanged(route=line.route, at=now, change="account_update", stops_campaigns=True),
    )
    await company.house.settle()
    assert company.rows.numbers[line.id].status is NumberStatus.BANNED
    assert "BulkRefused" in names(company)


async def refused(line: Line, customer: Customer, consequence: Consequence, *, message_id: str | None = None) -> None:
    """A status that says why it was refused."""
    sent = line.house.sender().sent[-1]
    told = MessageStatus(
        route=line.route,
        at=line.house.clock.now(),
        id=message_id or str(getattr(sent.outcome, "provider_message_id", "")),
        state=DeliveryState.FAILED,
        word="failed",
        recipient=customer.addresses,
        failure=SendFailure(code="X", consequence=consequence),
        error=ProviderError(code="1", title="x"),
    )
    await line.tell(told)
    await line.house.settle()


async def test_refusals_by_status_have_their_consequences(company: Company, line: Line, maria: Customer) -> None:
    await maria.says("oi")
    await company.house.sending.send(company.boss, to="+5511987654321", content=Text(body="olá"))
    await company.house.settle()
    await refused(line, maria, Consequence.STOP_CAMPAIGNS)
    assert "BulkRefused" in names(company)
    # Of a message that is not ours nobody is marked.
    await refused(line, maria, Consequence.MARK_DESTINATION, message_id="wamid.unknown")
    for _ in range(2):
        await refused(line, maria, Consequence.OPT_OUT_MARKETING)
    contact = company.rows.contacts[ContactId(maria.contact_id)]
    assert contact.opted_out
    for _ in range(2):
        await refused(line, maria, Consequence.STOP_NUMBER)
    assert company.rows.numbers[line.id].status is not NumberStatus.CONNECTED
    assert names(company).count("NumberStateChanged") >= 1


async def test_statuses_of_others_messages_move_nothing(company: Company, line: Line, maria: Customer) -> None:
    await maria.says("oi")
    (inbound,) = messages_of(company, Direction.INBOUND)
    status = MessageStatus(
        route=line.route,
        at=company.house.clock.now(),
        id="wamid.other",
        state=DeliveryState.READ,
        word="read",
        correlation=str(inbound.id),
    )
    await line.tell(status, msgspec.structs.replace(status, id="wamid.third", correlation="no id of ours"))
    await company.house.settle()
    (kept,) = messages_of(company, Direction.INBOUND)
    assert kept.status is MessageState.RECEIVED


def test_a_word_that_we_do_not_know_is_kept_and_moves_nothing() -> None:
    sent = an_outbound(a_conversation(fresh()), status=MessageState.SENT, provider_id="wamid.1")  # type: ignore[arg-type]
    status = MessageStatus(
        route=Route(),
        at=sent.created_at,
        id="wamid.1",
        state=DeliveryState.OTHER,
        word="warmed_up",
        recipient=(Address(kind=AddressKind.BSUID, value="BR.123"),),
    )
    moved = apply(sent, status)
    assert (moved.status, moved.status_history[-1].status) == (MessageState.SENT, "warmed_up")
    failed = msgspec.structs.replace(
        status, state=DeliveryState.FAILED, word="failed", error=ProviderError(code="9", title="t")
    )
    failure = apply(sent, failed).status_history[-1].error
    assert failure is not None
    assert (failure.code, failure.message, failure.retryable) == ("PROVIDER_REFUSED", "t", False)


# Who is one person


async def test_an_address_book_that_forgets_somebody_names_nobody(linked: LinkedLine) -> None:
    house, company = linked.house, linked.company
    nobody = linked.customer("+5511900000000", name=None)
    await nobody.says("oi")
    at = house.clock.now()
    await linked.tell(ContactSynced(route=linked.route, at=at, person=STRANGER, name="Bia", removed=True))
    await linked.tell(AddressesLinked(route=linked.route, at=at, person=STRANGER))
    await house.settle()
    assert company.rows.contacts[ContactId(nobody.contact_id)].name in (None, "")
    await linked.tell(AddressesLinked(route=linked.route, at=at, person=(*STRANGER, LID)))
    await house.settle()
    before = company.rows.contacts[ContactId(nobody.contact_id)]
    assert LID in {known.address for known in before.addresses}
    await linked.tell(AddressesLinked(route=linked.route, at=at, person=(*STRANGER, LID)))
    await house.settle()
    assert company.rows.contacts[ContactId(nobody.contact_id)] == before


class Merging:
    """Fails so often, and with this."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.tries = 0

    async def merge(self, *_: object) -> None:
        self.tries += 1
        if self.failures:
            raise self.failures.pop(0)


@pytest.mark.parametrize(
    ("failures", "tries", "fails"),
    [
        ((), 1, False),
        ((StaleVersion(), StaleVersion()), 3, False),
        ((StaleVersion(),) * TRIES, TRIES, True),
        ((ContactNotFound(),), 1, False),
        ((MergeRefused(),), 1, False),
    ],
)
async def test_becoming_one_is_tried_again_while_others_change_them(
    company: Company, failures: tuple[Exception, ...], tries: int, *, fails: bool
) -> None:
    merging = Merging(*failures)
    follow = FollowIdentities(merging=merging)  # type: ignore[arg-type]
    job = msgspec.json.encode(MergeJob(into=ContactId(fresh()), other=ContactId(fresh()), reason="x"))
    if fails:
        with pytest.raises(StaleVersion):
            await follow.merge(company.id, job)
    else:
        await follow.merge(company.id, job)
    assert merging.tries == tries


# Files that customers sent


PICTURE = Media(type=MessageType.IMAGE, provider_media_id="p1", mime_type="image/jpeg")


async def waiting(company: Company, maria: Customer) -> StoredMedia:
    """A picture that is still to be fetched."""
    await maria.line.tell(maria.message(PICTURE))
    await company.house.read_inbox()
    (stored,) = company.rows.media.values()
    assert stored.state is MediaState.FETCHING
    return stored


async def fetched(company: Company, stored: StoredMedia) -> StoredMedia:
    job = fetch_job(stored, 0, company.house.clock.now())
    await company.house.fetching.run(company.id, job.payload)
    return company.rows.media[stored.id]


async def test_what_can_not_be_fetched_any_more_says_why(
    company: Company, maria: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = await waiting(company, maria)
    (message,) = messages_of(company, Direction.INBOUND)
    company.rows.messages[message.id] = replace(message, content=Text(body="changed"))
    assert (await fetched(company, stored)).reason == "MESSAGE_CHANGED"
    assert messages_of(company)[0].content == Text(body="changed")
    company.rows.messages[message.id] = message
    company.rows.media[stored.id] = stored
    monkeypatch.setattr(company.house.providers.of(ApiType.OFFICIAL), "media", None)
    assert (await fetched(company, stored)).reason == "PROVIDER_CARRIES_NO_MEDIA"
    company.rows.media[stored.id] = stored
    company.rows.numbers.clear()
    assert (await fetched(company, stored)).reason == "NUMBER_GONE"
    (kept,) = messages_of(company)
    assert isinstance(kept.content, Media)
    assert kept.content.missing == "NUMBER_GONE"


async def test_a_file_of_no_message_is_not_fetched(company: Company, maria: Customer) -> None:
    stored = await waiting(company, maria)
    lonely = replace(stored, message_id=None)
    company.rows.media[stored.id] = lonely
    assert await fetched(company, lonely) == lonely
