"""Settings: who may see and set them, what is checked, and where keys go."""

from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace
from tests.support.ai_desk import DRAFT, AiHouse

from pytake_app.prices import read_prices
from pytake_app.settings import SettingsWrong
from pytake_domain.ai import AiProviderUnknown, ChoiceDraft, ModelFailed, ModelFailure, Part, Price, PriceBook, price_of
from pytake_domain.ai.settings import KEY_MOST
from pytake_domain.kernel.actor import Permission
from pytake_domain.kernel.errors import Forbidden, Invalid, StaleVersion
from pytake_domain.kernel.secrets import Secret

OTHER = ChoiceDraft(provider="other", model="m-9", key=Secret("other-key-0000000"))


async def test_a_key_is_sealed_for_its_purpose_and_its_tail_known(ai: AiHouse) -> None:
    state = await ai.manage.get(ai.admin)
    assert state.settings is not None
    assert state.settings.primary.key is not None
    assert state.settings.primary.key.tail == "0000"
    opened = await ai.house.vault.open(ai.company.id, "ai:primary", state.settings.primary.key)
    assert opened.reveal() == "memory-key-000000"
    assert "memory-key" not in repr(opened)


async def test_a_key_stays_as_long_as_it_goes_to_the_same_server(ai: AiHouse) -> None:
    kept = await ai.connect(primary=ChoiceDraft(provider="memory", model="m-2"))
    assert kept.primary.key is not None
    for moved in (
        ChoiceDraft(provider="memory", model="m-2", base_url="https://elsewhere.example.com"),
        ChoiceDraft(provider="other", model="m-2"),
    ):
        with pytest.raises(Invalid) as refused:
            await ai.connect(primary=moved)
        assert refused.value.problems[0].field == "primary.key"
    with pytest.raises(Invalid):
        await ai.connect(fallback=ChoiceDraft(provider="memory", model="m-2"))


async def test_a_key_is_no_longer_than_any_provider_makes_them(ai: AiHouse) -> None:
    await ai.connect(primary=ChoiceDraft(provider="other", model="m", key=Secret("k" * KEY_MOST)))
    with pytest.raises(Invalid) as refused:
        await ai.connect(primary=ChoiceDraft(provider="other", model="m", key=Secret("k" * (KEY_MOST + 1))))
    assert [(each.field, each.code) for each in refused.value.problems] == [("primary.key", "too_long")]


async def test_who_may_what(ai: AiHouse) -> None:
    nobody = ai.company.person("Rui", [Permission.READ_CONTACTS])
    agent = ai.company.person("Bia", [Permission.USE_AI])
    with pytest.raises(Forbidden):
        await ai.manage.get(nobody)
    assert (await ai.manage.get(agent)).settings is not None
    with pytest.raises(Forbidden):
        await ai.manage.put(agent, replace(DRAFT, version=1))
    with pytest.raises(StaleVersion):
        await ai.manage.put(ai.admin, DRAFT)


@pytest.mark.parametrize(
    "wrong",
    [
        {"primary": ChoiceDraft(provider="memory", model=" ", key=Secret("k" * 12))},
        {"currency": "reais"},
        {"budget": Decimal(0)},
        {"budget": Decimal("NaN")},
        {"threshold": 1.1},
        {"seconds": 1},
        {"tools": ("delete_everything",)},
        {"prices": {"m": Price(read=Decimal(-1))}},
        {"prices": {f"m{n}": Price(read=Decimal(1)) for n in range(101)}},
        {"embedding_model": "e" * 200},
        {"primary": ChoiceDraft(provider="memory", model="m", base_url="nowhere", key=Secret("k" * 12))},
    ],
)
async def test_what_is_wrong_is_refused(ai: AiHouse, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        await ai.connect(**wrong)


async def test_a_provider_that_is_not_installed(ai: AiHouse) -> None:
    with pytest.raises(AiProviderUnknown):
        await ai.connect(primary=ChoiceDraft(provider="nobody", model="m", key=Secret("k" * 12)))


async def test_a_check_says_what_came_of_it(ai: AiHouse) -> None:
    ai.other.says.append(ModelFailed(ModelFailure.KEY_REFUSED, "invalid_api_key"))
    draft = replace(DRAFT, version=1, fallback=OTHER)
    state = await ai.manage.put(ai.admin, draft, check=True)
    assert [(t.part, t.ok, t.error, t.detail) for t in state.tried] == [
        (Part.PRIMARY, True, "", ""),
        (Part.FALLBACK, False, "key_refused", "invalid_api_key"),
    ]
    assert list(state.unpriced) == ["m-9"]
    assert (state.use.calls, state.use.failed) == (2, 1)
    assert {call.purpose for call in await ai.calls()} == {"check"}
    assert state.settings is not None
    assert state.settings.version == 2


async def test_the_embedder_is_that_of_the_first_who_has_one(ai: AiHouse) -> None:
    assert await ai.models.embedder(ai.company.id) is None
    await ai.connect(embedding_model="e-1")
    found = await ai.models.embedder(ai.company.id)
    assert found is not None
    assert found[1] == "e-1"


def test_prices_of_dated_names() -> None:
    book = read_prices()
    assert price_of("claude-sonnet-4-5-20250929", {}, book, "USD") == book.models["claude-sonnet-4-5"]
    assert price_of("gpt-4o-mini-2024-07-18", {}, book, "USD") == book.models["gpt-4o-mini"]
    assert price_of("gpt-4o-mini", {}, book, "BRL") is None
    assert price_of("somebody-elses", {}, book, "USD") is None
    own = {"gpt-4o-mini": Price(read=Decimal(1))}
    assert price_of("gpt-4o-mini", own, book, "BRL") == own["gpt-4o-mini"]
    assert isinstance(book, PriceBook)


def test_a_file_that_is_no_table_of_prices(tmp_path: Any) -> None:
    for text in (
        "",
        "since = 1\ncurrency='USD'\n[models]",
        'since = 2026-01-01\ncurrency="USD"\n[models]\nx = {read="a"}',
    ):
        place = tmp_path / "prices.toml"
        place.write_text(text)
        with pytest.raises(SettingsWrong, match="PYTAKE_AI_PRICES"):
            read_prices(str(place))
