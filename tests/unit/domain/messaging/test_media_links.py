"""Addresses inside what is sent: fetched once, kept, sent as files of ours, and never shown to the provider."""

import pytest
from tests.unit.domain.messaging.talking import messages_of

from pytake_domain.kernel.actor import Actor, ActorKind
from pytake_domain.kernel.ids import FlowId
from pytake_domain.messaging import Direction, Message, MessageState, SenderKind, queue_message
from pytake_domain.messaging.errors import MediaLinkUnusable, MediaRefused
from pytake_domain.messaging.use_cases.keep_links import REMEMBERED
from pytake_domain.testing.memory.house import Company, Customer, MemoryHouse
from pytake_domain.testing.memory.media import MemoryFile
from pytake_domain.whatsapp import ApiType, Button, Buttons, Content, Media, MessageType

JPEG = b"\xff\xd8\xff\xe0" + b"pixels" * 1000
URL = "https://loja.example/promo.jpg"
PICTURE = Media(type=MessageType.IMAGE, url=URL, caption="promoção")
MENU = Buttons(body="?", header_media=Media(type=MessageType.IMAGE, url=URL), buttons=(Button(id="a", title="Sim"),))


@pytest.fixture
def there(memory: MemoryHouse) -> None:
    memory.link_reader.files[URL] = MemoryFile(content=JPEG, mime_type="image/jpeg")


async def flow_says(company: Company, content: Content) -> Message:
    """A flow's message, which is queued without anything being fetched."""
    house, (place,) = company.house, company.rows.conversations.values()
    async with house.open_work(company.id) as work:
        message, said = await queue_message(
            work,
            number=await work.numbers.get(place.number_id),
            conversation=place,
            contact=await work.contacts.get(place.contact_id),
            content=content,
            actor=Actor(kind=ActorKind.FLOW, id=FlowId(house.ids.new()), tenant_id=company.id),
            sent_by=SenderKind.FLOW,
            ids=house.ids,
            at=house.clock.now(),
        )
        await work.conversations.save(said)
    await house.settle()
    return company.rows.messages[message.id]


@pytest.mark.usefixtures("there")
async def test_what_flows_say_by_an_address_is_sent_by_id_and_fetched_once(
    memory: MemoryHouse, company: Company, maria: Customer
) -> None:
    await maria.says("oi")
    first = await flow_says(company, PICTURE)
    second = await flow_says(company, MENU)

    gateway = memory.providers.of(ApiType.OFFICIAL).media
    assert gateway.uploads == ["uploaded.1"], "one file, one upload"
    picture, menu = (sent.content for sent in maria.heard)
    assert isinstance(picture, Media)
    assert (picture.provider_media_id, picture.url, picture.caption) == ("uploaded.1", None, "promoção")
    assert isinstance(menu, Buttons)
    assert menu.header_media is not None
    assert (menu.header_media.provider_media_id, menu.header_media.url) == ("uploaded.1", None)
    (file,) = company.rows.media.values()
    assert isinstance(first.content, Media)
    assert (first.content.media_id, first.content.url) == (str(file.id), None)
    assert (first.status, second.status) == (MessageState.SENT, MessageState.SENT)


@pytest.mark.usefixtures("there")
async def test_an_address_may_give_another_file_later(memory: MemoryHouse, company: Company, maria: Customer) -> None:
    await maria.says("oi")
    await flow_says(company, PICTURE)
    memory.link_reader.files[URL] = MemoryFile(content=JPEG + b"new", mime_type="image/jpeg")
    memory.clock.move(seconds=REMEMBERED.total_seconds() + 1)
    await flow_says(company, PICTURE)

    held = memory.providers.of(ApiType.OFFICIAL).media.held
    assert [held[s.content.provider_media_id or ""] for s in maria.heard if isinstance(s.content, Media)] == [
        JPEG,
        JPEG + b"new",
    ]


async def test_a_flows_address_that_gives_nothing_fails_after_a_few_tries(
    memory: MemoryHouse, company: Company, maria: Customer
) -> None:
    await maria.says("oi")
    waiting = await flow_says(company, PICTURE)
    assert waiting.status is MessageState.QUEUED
    await memory.wait(seconds=10)
    await memory.wait(seconds=10)

    failed = company.rows.messages[waiting.id]
    assert failed.error is not None
    assert (failed.status, failed.error.code, failed.error.message) == (
        MessageState.FAILED,
        "MEDIA_UNUSABLE",
        "link_unreachable",
    )
    assert maria.heard == []


async def test_a_flows_address_that_gives_something_else_fails_at_once(
    memory: MemoryHouse, company: Company, maria: Customer
) -> None:
    await maria.says("oi")
    memory.link_reader.files[URL] = MemoryFile(content=b"<html>", mime_type="text/html")
    failed = await flow_says(company, PICTURE)

    assert failed.error is not None
    assert (failed.status, failed.error.code, failed.error.retryable) == (MessageState.FAILED, "MEDIA_UNUSABLE", False)


async def test_a_person_hears_of_it_before_anything_is_queued(
    memory: MemoryHouse, company: Company, maria: Customer
) -> None:
    await maria.says("oi")
    with pytest.raises(MediaLinkUnusable) as refused:
        await memory.sending.send(company.boss, to="+5511987654321", content=MENU)
    assert [(p.field, p.code) for p in refused.value.problems] == [("header_media.url", "link_unreachable")]
    memory.link_reader.files[URL] = MemoryFile(content=b"MZ" + bytes(100), mime_type="image/jpeg")
    with pytest.raises(MediaRefused):
        await memory.sending.send(company.boss, to="+5511987654321", content=MENU)
    assert messages_of(company, Direction.OUTBOUND) == []


@pytest.mark.usefixtures("there")
async def test_a_persons_address_is_kept_as_a_file(memory: MemoryHouse, company: Company, maria: Customer) -> None:
    await maria.says("oi")
    sent = await memory.sending.send(company.boss, to="+5511987654321", content=MENU)
    await memory.settle()

    assert isinstance(sent.content, Buttons)
    assert sent.content.header_media is not None
    (file,) = company.rows.media.values()
    assert (sent.content.header_media.media_id, sent.content.header_media.url) == (str(file.id), None)
