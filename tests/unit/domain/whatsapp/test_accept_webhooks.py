"""Webhooks are stored for whom they were signed, and for nobody else."""

import pytest
from msgspec.structs import replace

from pytake_domain.kernel.ids import NumberId
from pytake_domain.kernel.secrets import Secret
from pytake_domain.testing.builders import fresh
from pytake_domain.testing.memory.house import APP_SECRET, Company, Line, MemoryHouse
from pytake_domain.testing.memory.provider import signed, webhook
from pytake_domain.whatsapp import (
    AcceptWebhooks,
    ApiType,
    HandshakeRefused,
    NumberDraft,
    NumberNotFound,
    ProviderEvent,
    Route,
    SignatureWrong,
    Text,
)

OTHER_SECRET = Secret("segredo-de-outro")


def waiting(house: MemoryHouse) -> list[object]:
    return sorted((row.tenant_id for row in house.store.inbox.rows.values()), key=str)


def oi(line: Line) -> ProviderEvent:
    return line.customer("+5511987654321").message(Text(body="oi"))


async def test_a_signed_webhook_waits_in_the_inbox_as_it_came(
    memory: MemoryHouse, company: Company, line: Line
) -> None:
    body = webhook(oi(line))

    assert await memory.accept.accept(signed(body, APP_SECRET), body) == 1

    (row,) = memory.store.inbox.rows.values()
    assert (row.tenant_id, row.item.body, row.item.received_at) == (company.id, body, memory.clock.now())  # type: ignore[attr-defined]
    assert company.rows.messages == {}, "nothing is read yet"


@pytest.mark.parametrize("headers", [{}, {"x-memory-signature": "0" * 64}, {"x-memory-signature": "ção"}])
async def test_what_is_not_rightly_signed_is_stored_nowhere(
    memory: MemoryHouse, line: Line, headers: dict[str, str]
) -> None:
    with pytest.raises(SignatureWrong):
        await memory.accept.accept(headers, webhook(oi(line)))

    assert memory.store.inbox.rows == {}


async def test_a_signature_of_another_body_is_wrong(memory: MemoryHouse, line: Line) -> None:
    body = webhook(oi(line))
    with pytest.raises(SignatureWrong):
        await memory.accept.accept(signed(body + b" ", APP_SECRET), body)


@pytest.mark.parametrize("body", [b"", b"null", b"{", b"[" * 100_000, b'{"events":[]}', webhook()])
async def test_a_body_that_names_nobody_is_refused(memory: MemoryHouse, line: Line, body: bytes) -> None:
    assert line.route.phone_number_id
    with pytest.raises(SignatureWrong):
        await memory.accept.accept(signed(body, APP_SECRET), body)


async def test_a_post_for_several_tenants_of_one_app_is_stored_once_for_each(
    memory: MemoryHouse, company: Company, line: Line
) -> None:
    second = await company.number("+551130000002")
    other = await memory.company("Outra")
    theirs = await other.number("+551130000003")
    body = webhook(oi(line), oi(theirs), oi(second), oi(line))

    assert await memory.accept.accept(signed(body, APP_SECRET), body) == 2

    assert waiting(memory) == sorted([company.id, other.id], key=str)
    await memory.settle()
    assert len(company.rows.messages) == 3
    assert len(other.rows.messages) == 1


async def test_only_numbers_whose_secret_signed_it_hear_of_it(
    memory: MemoryHouse, company: Company, line: Line
) -> None:
    other = await memory.company("Outra")
    theirs = await other.number("+551130000003", app_secret=OTHER_SECRET)
    body = webhook(oi(line), oi(theirs))

    assert await memory.accept.accept(signed(body, APP_SECRET), body) == 1

    assert waiting(memory) == [company.id]
    await memory.settle()
    assert other.rows.messages == {}, "nobody speaks for a number whose secret they do not have"


async def test_an_unreadable_secret_is_no_signature(memory: MemoryHouse, company: Company, line: Line) -> None:
    async with memory.open_work(company.id) as work:
        number = await work.numbers.get(line.id)
        sealed = await memory.vault.seal(company.id, "another purpose", APP_SECRET)
        await work.numbers.save(replace(number, app_secret=sealed))
    body = webhook(oi(line))

    with pytest.raises(SignatureWrong):
        await memory.accept.accept(signed(body, APP_SECRET), body)


async def test_a_callback_address_of_a_number_takes_that_numbers_secret(
    memory: MemoryHouse, company: Company, line: Line
) -> None:
    evolution = await memory.numbers.add(
        company.boss,
        NumberDraft(
            name="Evo",
            api_type=ApiType.EVOLUTION,
            base_url="https://provider.example",
            evolution_instance="sol",
            evolution_api_key=OTHER_SECRET,
        ),
    )
    event = line.customer("+5511987654321").message(Text(body="oi"))
    body = webhook(replace(event, route=Route()))

    assert await memory.accept.accept(signed(body, OTHER_SECRET), body, number_id=evolution.id) == 1
    with pytest.raises(SignatureWrong):
        await memory.accept.accept(signed(body, APP_SECRET), body, number_id=evolution.id)
    with pytest.raises(NumberNotFound):
        await memory.accept.accept(signed(body, APP_SECRET), body, number_id=NumberId(fresh()))
    await memory.settle()
    (message,) = company.rows.messages.values()
    assert message.number_id == evolution.id


async def test_the_handshake_needs_the_right_token(memory: MemoryHouse, company: Company, line: Line) -> None:
    accept = AcceptWebhooks(
        providers=memory.providers,
        lookup=memory.lookup,
        inbox=memory.inbox,
        clock=memory.clock,
        handshake_token=Secret("palavra"),
    )
    token = company.rows.numbers[line.id].webhook_verify_token

    assert await accept.handshake("subscribe", "palavra", "123") == "123"
    assert await accept.handshake("subscribe", token, "123", number_id=line.id) == "123"
    for mode, given, number_id in (
        ("subscribe", "errada", None),
        ("subscribe", "", None),
        ("unsubscribe", "palavra", None),
        ("subscribe", "palavra", line.id),
        ("subscribe", "", NumberId(fresh())),
        ("subscribe", "ção", None),
    ):
        with pytest.raises(HandshakeRefused):
            await accept.handshake(mode, given, "123", number_id=number_id)
    with pytest.raises(HandshakeRefused):
        await memory.accept.handshake("subscribe", "", "123")
