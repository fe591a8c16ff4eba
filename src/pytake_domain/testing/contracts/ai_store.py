"""What the domain relies on from whoever keeps settings, prompts and use of language models."""

import asyncio
import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from pytake_domain.ai import (
    LAPSES,
    AiCall,
    AiSettings,
    ModelChoice,
    Part,
    Price,
    Prompt,
    PromptNameTaken,
    PromptNotFound,
    Usage,
    purpose,
)
from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import PromptId
from pytake_domain.kernel.secrets import Secret
from pytake_domain.kernel.time import Month, month_of
from pytake_domain.testing.contracts.ground import OnGround, Place

NONE, ONE = Decimal(0), Decimal("1.50")


class AiSettingsContract(OnGround):
    """Settings of one tenant."""

    async def settings(self, place: Place, **more: Any) -> AiSettings:
        sealed = await place.ground.vault.seal(place.tenant.id, purpose(Part.PRIMARY), Secret("sk-primary-0001"))
        choice = ModelChoice(provider="openai", model="gpt-5-mini", key=sealed)
        given = {"tenant_id": place.tenant.id, "primary": choice, "version": 0, **more}
        return AiSettings(**given)

    async def test_there_are_none_at_first(self, place: Place) -> None:
        async with place.work() as work:
            assert await work.ai_settings.get() is None

    async def test_they_are_as_they_were_put_keys_and_all(self, place: Place) -> None:
        sealed = await place.ground.vault.seal(place.tenant.id, purpose(Part.FALLBACK), Secret("sk-fallback-0002"))
        other = ModelChoice(provider="anthropic", model="claude-x", base_url="https://a.example.com", key=sealed)
        given = await self.settings(
            place,
            fallback=other,
            budget=Decimal("12.34"),
            prices={"claude-x": Price(read=Decimal("0.1"), written=Decimal(2))},
            tools=("list_plans", "tag"),
            threshold=0.75,
            masking=False,
        )
        async with place.work() as work:
            await work.ai_settings.put(given)
        async with place.work() as work:
            found = await work.ai_settings.get()
        assert found == replace(given, version=1)
        assert found.fallback is not None
        assert found.fallback.key is not None
        opened = await place.ground.vault.open(place.tenant.id, purpose(Part.FALLBACK), found.fallback.key)
        assert opened.reveal() == "sk-fallback-0002"

    async def test_a_stale_put_is_refused(self, place: Place) -> None:
        given = await self.settings(place)
        with pytest.raises(StaleVersion):
            async with place.work() as work:
                await work.ai_settings.put(replace(given, version=3))
        async with place.work() as work:
            await work.ai_settings.put(given)
        for version in (0, 2):
            with pytest.raises(StaleVersion):
                async with place.work() as work:
                    await work.ai_settings.put(replace(given, version=version))
        async with place.work() as work:
            await work.ai_settings.put(replace(given, version=1, seconds=60))
        async with place.work() as work:
            found = await work.ai_settings.get()
        assert found is not None
        assert (found.version, found.seconds) == (2, 60)


class AiUseContract(OnGround):
    """Calls and months of one tenant."""

    @pytest.fixture
    def now(self, place: Place) -> dt.datetime:
        return place.ground.clock.now()

    @pytest.fixture
    def month(self, now: dt.datetime) -> Month:
        return month_of(now, "America/Sao_Paulo")

    def call(self, now: dt.datetime, key: str = "a", **more: Any) -> AiCall:
        given = {"key": key, "at": now, "purpose": "chat", "provider": "openai", "model": "m", **more}
        return AiCall(**given)

    async def held(
        self, place: Place, call: AiCall, month: Month, amount: Decimal = ONE, budget: Decimal | None = Decimal(4)
    ) -> bool:
        async with place.work() as work:
            return await work.ai_use.hold(call, amount, month=month, currency="USD", budget=budget)

    async def test_what_is_held_is_kept_from_others(self, place: Place, now: dt.datetime, month: Month) -> None:
        assert await self.held(place, self.call(now, "a"), month)
        assert await self.held(place, self.call(now, "b"), month)
        assert not await self.held(place, self.call(now, "c"), month)
        assert await self.held(place, self.call(now, "c"), month, amount=Decimal(1))
        async with place.work() as work:
            use = await work.ai_use.month(month, "USD", now)
        assert (use.calls, use.spent, use.held) == (0, NONE, Decimal(4))

    async def test_the_same_key_holds_once(self, place: Place, now: dt.datetime, month: Month) -> None:
        for _ in range(5):
            assert await self.held(place, self.call(now), month)
        async with place.work() as work:
            assert (await work.ai_use.month(month, "USD", now)).held == ONE

    async def test_what_nobody_ended_lapses(self, place: Place, now: dt.datetime, month: Month) -> None:
        past = now - LAPSES - dt.timedelta(seconds=1)
        assert await self.held(place, self.call(past), month, amount=Decimal(4))
        assert await self.held(place, self.call(now, "b"), month, amount=Decimal(4))

    async def test_a_hundred_at_once_never_hold_too_much(self, place: Place, now: dt.datetime, month: Month) -> None:
        many = [self.held(place, self.call(now, f"k{n}"), month, amount=Decimal(1)) for n in range(30)]
        assert sum(await asyncio.gather(*many)) == 4

    async def test_what_ends_is_spent_and_holds_nothing(self, place: Place, now: dt.datetime, month: Month) -> None:
        call = self.call(now)
        await self.held(place, call, month)
        ended = replace(call, usage=Usage(read=100, written=20), cost=Decimal("0.25"), ms=900)
        async with place.work() as work:
            after = await work.ai_use.settle(ended, month=month, currency="USD")
        assert (after.calls, after.failed, after.spent, after.unpriced) == (1, 0, Decimal("0.25"), 0)
        async with place.work() as work:
            use = await work.ai_use.month(month, "USD", now)
            assert (use.spent, use.held, use.usage) == (Decimal("0.25"), NONE, Usage(read=100, written=20))
            assert await work.ai_use.calls() == [ended]
            other = await work.ai_use.month(month_of(now - dt.timedelta(days=40), "UTC"), "USD", now)
            assert (other.calls, other.spent) == (0, NONE)
            assert (await work.ai_use.month(month, "BRL", now)).calls == 0

    async def test_asked_again_by_the_same_key_both_count_in_one(
        self, place: Place, now: dt.datetime, month: Month
    ) -> None:
        ended = self.call(now, usage=Usage(read=10, written=5), cost=Decimal("0.5"))
        failed = replace(ended, outcome="unavailable", usage=Usage(), cost=Decimal(0))
        for each in (failed, ended):
            await self.held(place, each, month)
            async with place.work() as work:
                await work.ai_use.settle(each, month=month, currency="USD")
        async with place.work() as work:
            (one,) = await work.ai_use.calls()
            use = await work.ai_use.month(month, "USD", now)
        assert (one.outcome, one.usage, one.cost) == ("ok", Usage(read=10, written=5), Decimal("0.5"))
        assert (use.calls, use.failed, use.spent) == (2, 1, Decimal("0.5"))

    async def test_a_call_without_a_price_is_counted_as_that(
        self, place: Place, now: dt.datetime, month: Month
    ) -> None:
        ended = self.call(now, usage=Usage(read=10))
        async with place.work() as work:
            use = await work.ai_use.settle(ended, month=month, currency="USD")
        assert (use.unpriced, use.spent) == (1, NONE)
        async with place.work() as work:
            (one,) = await work.ai_use.calls()
        assert one.cost is None

    async def test_nothing_is_begun_when_all_is_spent(self, place: Place, now: dt.datetime, month: Month) -> None:
        ended = self.call(now, usage=Usage(read=10), cost=Decimal(4))
        async with place.work() as work:
            await work.ai_use.settle(ended, month=month, currency="USD")
        assert not await self.held(place, self.call(now, "b"), month, amount=Decimal(0))
        assert await self.held(place, self.call(now, "b"), month, budget=None)
        async with place.work() as work:
            assert [call.key for call in await work.ai_use.calls()] == ["a"]

    async def test_a_share_is_marked_once(self, place: Place, now: dt.datetime, month: Month) -> None:
        async with place.work() as work:
            assert not await work.ai_use.mark(month, "USD", 80)
            await work.ai_use.settle(self.call(now), month=month, currency="USD")
            assert await work.ai_use.mark(month, "USD", 80)
            assert not await work.ai_use.mark(month, "USD", 80)
            assert await work.ai_use.mark(month, "USD", 100)
            assert not await work.ai_use.mark(month, "USD", 80)


class PromptsContract(OnGround):
    """Prompts of one tenant."""

    def prompt(self, place: Place, name: str = "Cobrança") -> Prompt:
        now = place.ground.clock.now()
        return Prompt(
            id=PromptId(place.ground.ids.new()),
            tenant_id=place.tenant.id,
            name=name,
            text="Fale de {{ produto }}.",
            description="para cobrar",
            variables=("produto",),
            created_at=now,
            updated_at=now,
        )

    async def test_they_are_kept_by_name(self, place: Place) -> None:
        second, first = self.prompt(place, "b"), self.prompt(place, "A")
        async with place.work() as work:
            await work.ai_prompts.add(second)
            await work.ai_prompts.add(first)
        async with place.work() as work:
            assert await work.ai_prompts.all() == [first, second]
            assert await work.ai_prompts.get(second.id) == second

    async def test_a_name_is_there_once(self, place: Place) -> None:
        first, other = self.prompt(place, "Um"), self.prompt(place, "Dois")
        async with place.work() as work:
            await work.ai_prompts.add(first)
            await work.ai_prompts.add(other)
        with pytest.raises(PromptNameTaken):
            async with place.work() as work:
                await work.ai_prompts.add(self.prompt(place, "UM"))
        with pytest.raises(PromptNameTaken):
            async with place.work() as work:
                await work.ai_prompts.save(replace(other, name="um"))

    async def test_a_stale_save_is_a_conflict(self, place: Place) -> None:
        prompt = self.prompt(place)
        async with place.work() as work:
            await work.ai_prompts.add(prompt)
        async with place.work() as work:
            await work.ai_prompts.save(replace(prompt, text="Outro."))
        async with place.work() as work:
            assert await work.ai_prompts.get(prompt.id) == replace(prompt, text="Outro.", version=2)
        with pytest.raises(StaleVersion):
            async with place.work() as work:
                await work.ai_prompts.save(prompt)

    async def test_one_that_is_not_there(self, place: Place) -> None:
        prompt = self.prompt(place)
        async with place.work() as work:
            with pytest.raises(PromptNotFound):
                await work.ai_prompts.get(prompt.id)
            with pytest.raises(PromptNotFound):
                await work.ai_prompts.remove(prompt.id)
            await work.ai_prompts.add(prompt)
            await work.ai_prompts.remove(prompt.id)
        async with place.work() as work:
            assert await work.ai_prompts.all() == []
