"""Servers that speak OpenAI's protocol loosely are asked in the way that they understand, and remembered."""

from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest
from tests.support.ai import PATHS, TwinModels, twin_models

from pytake_adapters.net.model_server import ModelConnections, base_of
from pytake_adapters.registry import InstalledAi
from pytake_app.twin.models import ModelTrouble
from pytake_domain.ai import (
    AiProviderUnknown,
    ModelAccess,
    ModelFailed,
    ModelFailure,
    ModelRequest,
    Speaker,
    Turn,
    fits,
)
from pytake_domain.kernel.errors import Invalid
from pytake_domain.kernel.secrets import Secret
from pytake_domain.testing.contracts.ai import SCHEMA

ASKED = ModelRequest(
    model="twin-small",
    system="Choose.\n- fatura: boleto",
    turns=(Turn(speaker=Speaker.USER, text="meu boleto"),),
    schema=SCHEMA,
)


@pytest.fixture(params=["openai", "anthropic"])
async def house(request: pytest.FixtureRequest) -> AsyncIterator[TwinModels]:
    async with twin_models(request.param) as house:
        yield house


@pytest.mark.parametrize(("kind", "requests"), [("no_schema", 2), ("no_format", 3)])
async def test_a_server_without_schemas_is_asked_in_words(kind: str, requests: int) -> None:
    async with twin_models("openai") as house:
        await house.trouble(kind)
        reply = await house.chat.complete(ASKED)
        assert msgspec.json.decode(reply.text)["label"] == "fatura"
        assert len(house.twin.models.asked) == requests
        again = await house.chat.complete(ASKED)
        assert fits(msgspec.json.decode(again.text), SCHEMA)
        assert len(house.twin.models.asked) == requests + 1


async def test_a_model_without_temperature_is_asked_without(house: TwinModels) -> None:
    await house.trouble("no_temperature")
    for _ in range(2):
        assert fits(msgspec.json.decode((await house.chat.complete(ASKED)).text), SCHEMA)
    assert ["temperature" in body for body in house.twin.models.asked] == [True, False, False]


async def test_a_model_that_always_thinks_is_asked_for_the_tool_in_words() -> None:
    async with twin_models("anthropic") as house:
        await house.trouble("no_forcing")
        for _ in range(2):
            assert fits(msgspec.json.decode((await house.chat.complete(ASKED)).text), SCHEMA)
        assert ["tool_choice" in body for body in house.twin.models.asked] == [True, False, False]


async def test_what_the_server_says_otherwise_is_not_tried_again(house: TwinModels) -> None:
    await house.trouble("down")
    with pytest.raises(ModelFailed):
        await house.chat.complete(ASKED)
    assert len(house.twin.models.asked) == 1


async def test_the_key_goes_where_the_protocol_has_it_and_nowhere_else(house: TwinModels) -> None:
    await house.chat.complete(ASKED)
    assert house.secret not in str(house.twin.models.asked)
    wrong = msgspec.structs.replace(house.access, key=Secret("another-key-altogether"))
    with pytest.raises(ModelFailed) as failed:
        await house.providers.of(house.protocol).chat(wrong).complete(ASKED)
    assert failed.value.kind is ModelFailure.KEY_REFUSED


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/v1", "https://127.0.0.1:1", "https://[::1]", "https://localhost:1"]
)
async def test_addresses_inside_are_reached_only_where_the_operator_allows_it(url: str) -> None:
    providers = InstalledAi()
    access = ModelAccess(key=Secret("x" * 20), base_url=url)
    with pytest.raises(ModelFailed) as failed:
        await providers.of("openai").chat(access).complete(ASKED)
    assert failed.value.detail in {"private_address", "plain_http"}
    await providers.aclose()


async def test_an_address_that_leads_nowhere_is_a_server_that_is_away() -> None:
    connections = ModelConnections(private=True)
    for url in ("http://127.0.0.1:1/x", "ftp://there", "http://a:b@127.0.0.1/"):
        with pytest.raises(ModelFailed) as failed:
            await connections.post(url, headers={}, body={}, seconds=2.0)
        assert failed.value.kind is ModelFailure.UNAVAILABLE
    with pytest.raises(ModelFailed):
        await connections.post("http://127.0.0.1:1/x", headers={"x-api-key": "a\r\nb: c"}, body={}, seconds=2.0)
    await connections.aclose()


def test_base_addresses_are_made_whole() -> None:
    assert base_of(" https://models.example.com/v1/ ") == "https://models.example.com/v1"
    assert InstalledAi().of("anthropic").address("https://a.example.com/v1/") == "https://a.example.com"
    for given in ("models.example.com", "ftp://x", "https://u:p@x", "https://x/?a=b", "https://" + "a" * 300):
        with pytest.raises(Invalid):
            base_of(given)
    with pytest.raises(AiProviderUnknown):
        InstalledAi().of("nobody")


async def test_the_twin_streams_what_it_says_as_a_whole(house: TwinModels) -> None:
    import aiohttp

    path = {"openai": "/chat/completions", "anthropic": "/v1/messages"}[house.protocol]
    url = f"{house.access.base_url}{path}"
    headers = {"authorization": f"Bearer {house.secret}", "x-api-key": house.secret}
    body: dict[str, Any] = {
        "model": "twin-small",
        "max_tokens": 100,
        "messages": [{"role": "user", "content": "Bom dia. Tudo bem?"}],
        "stream": True,
    }
    async with aiohttp.ClientSession() as session, session.post(url, json=body, headers=headers) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        events = [line[6:] for line in (await answer.text()).splitlines() if line.startswith("data: ")]
    said = ""
    for event in events:
        if event == "[DONE]":
            continue
        piece = msgspec.json.decode(event)
        if house.protocol == "openai":
            said += piece["choices"][0]["delta"].get("content") or ""
        else:
            said += (piece.get("delta") or {}).get("text", "")
    assert said == "Entendi: Bom dia."
    assert PATHS[house.protocol] in url


async def test_trouble_ends_after_so_many_requests(house: TwinModels) -> None:
    house.twin.models.trouble[house.protocol] = ModelTrouble(kind="rate_limited", times=1)
    with pytest.raises(ModelFailed):
        await house.chat.complete(ASKED)
    assert (await house.chat.complete(ASKED)).text
