"""Files among a template's parameters are known, taken by the provider, and sent by its id like any other file."""

from typing import Any

import pytest
from tests.unit.domain.messaging.talking import messages_of

from pytake_domain.kernel.errors import Invalid
from pytake_domain.messaging import Direction, media_in, with_media
from pytake_domain.testing.memory.house import Company, Customer, MemoryHouse
from pytake_domain.testing.memory.media import Bytes, MemoryFile
from pytake_domain.whatsapp import ApiType, Media, MessageType, Template

JPEG = b"\xff\xd8\xff\xe0" + b"pixels" * 1000
PDF = b"%PDF-1.7\n" + bytes(100) + b"%%EOF\n"


def header(kind: str, **source: str) -> dict[str, Any]:
    return {"type": "header", "parameters": [{"type": kind, kind: source}]}


def template(*components: dict[str, Any]) -> Template:
    body = {"type": "body", "parameters": [{"type": "text", "text": "Ana"}]}
    return Template(name="fatura", language="pt_BR", components=(*components, body))


def carousel(*sources: dict[str, str]) -> dict[str, Any]:
    cards = [{"card_index": n, "components": [header("image", **source)]} for n, source in enumerate(sources)]
    return {"type": "carousel", "cards": cards}


async def stored(company: Company, content: bytes, mime_type: str, name: str) -> str:
    uploading = company.house.storing.upload(company.boss, Bytes(content).pieces(), filename=name, mime_type=mime_type)
    return str((await uploading).id)


def sent_components(customer: Customer) -> tuple[dict[str, Any], ...]:
    (sent,) = customer.heard
    assert isinstance(sent.content, Template)
    return sent.content.components


async def test_header_and_cards_are_sent_by_the_providers_id(
    memory: MemoryHouse, company: Company, maria: Customer
) -> None:
    picture = await stored(company, JPEG, "image/jpeg", "foto.jpg")
    bill = await stored(company, PDF, "application/pdf", "conta.pdf")
    content = template(header("document", media_id=bill), carousel({"media_id": picture}, {"media_id": picture}))
    await memory.sending.send(company.boss, to="+5511987654321", content=content)
    await memory.settle()

    gateway = memory.providers.of(ApiType.OFFICIAL).media
    assert sorted(gateway.held[m] for m in gateway.uploads) == sorted([PDF, JPEG])
    by_content = {content: media_id for media_id, content in gateway.held.items()}
    document, cards, body = sent_components(maria)
    assert document == header("document", id=by_content[PDF], filename="conta.pdf")
    assert cards == carousel({"id": by_content[JPEG]}, {"id": by_content[JPEG]})
    assert body["parameters"] == [{"type": "text", "text": "Ana"}]
    (kept,) = messages_of(company, Direction.OUTBOUND)
    assert [m.media_id for _, m in media_in(kept.content)] == [bill, picture, picture]


@pytest.mark.parametrize(
    ("source", "field", "code"),
    [
        ({"media_id": "x"}, "components.0.parameters.0.image.media_id", "unknown"),
        ({"media_id": "00000000-0000-7000-8000-000000000001"}, "components.0.parameters.0.image.media_id", "unknown"),
        ({}, "components.0.parameters.0.image.media_id", "required"),
    ],
)
@pytest.mark.usefixtures("maria")
async def test_a_file_that_is_not_there_is_named_before_anything_is_queued(
    memory: MemoryHouse, company: Company, source: dict[str, str], field: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await memory.sending.send(company.boss, to="+5511987654321", content=template(header("image", **source)))
    assert [(p.field, p.code) for p in refused.value.problems] == [(field, code)]
    assert messages_of(company, Direction.OUTBOUND) == []


async def test_an_address_in_a_header_is_kept_and_sent_as_a_file(
    memory: MemoryHouse, company: Company, maria: Customer
) -> None:
    memory.link_reader.files["https://loja.example/a.jpg"] = MemoryFile(content=JPEG, mime_type="image/jpeg")
    content = template(header("image", link="https://loja.example/a.jpg"))
    await memory.sending.send(company.boss, to="+5511987654321", content=content)
    await memory.settle()

    assert sent_components(maria)[0] == header("image", id="uploaded.1")


def test_what_names_no_file_stays_as_it_is() -> None:
    content = template(
        {"type": "header", "parameters": [{"type": "image"}, {"type": "location", "location": {}}, "text"]},
        {"type": "button", "sub_type": "url", "index": "0", "parameters": None},
        {"type": "carousel", "cards": ["x", {"card_index": 0}]},
    )
    assert list(media_in(content)) == []
    assert with_media(content, lambda _: Media(type=MessageType.IMAGE, media_id="other")) is content
