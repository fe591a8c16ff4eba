"""A company with a language model, everything in memory."""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from pytake_domain.ai import (
    AiCall,
    AiSettings,
    AskModels,
    AssistPeople,
    ChoiceDraft,
    CompanyAi,
    ManageAi,
    ManagePrompts,
    MonthUse,
    Price,
    PriceBook,
    SettingsDraft,
)
from pytake_domain.flows import LiquidTexts
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.ids import ContactId
from pytake_domain.kernel.secrets import Secret
from pytake_domain.kernel.time import month_of
from pytake_domain.testing.memory.ai import MemoryAiProviders, MemoryModel, MemoryPassages
from pytake_domain.testing.memory.house import Company, MemoryHouse

INJECTIONS: list[str] = json.loads(
    (Path(__file__).parents[1] / "recorded" / "injections" / "pt-BR.json").read_text("utf-8")
)
PRICE = Price(read=Decimal(10), written=Decimal(100))
DRAFT = SettingsDraft(
    primary=ChoiceDraft(provider="memory", model="m-1", key=Secret("memory-key-000000")),
    version=0,
    prices={"m-1": PRICE, "m-2": PRICE},
)


class AiHouse:
    """See the module. `model` is what the company asks first, `other` the second one."""

    def __init__(self, house: MemoryHouse, company: Company) -> None:
        self.house, self.company = house, company
        self.providers, self.passages = MemoryAiProviders(), MemoryPassages()
        prices = PriceBook(since=dt.date(2026, 1, 1), currency="USD", models={})
        opened, clock, ids = house.open_work, house.clock, house.ids
        self.models = AskModels(
            open_work=opened, directory=self.providers, vault=house.vault, prices=prices, clock=clock, ids=ids
        )
        self.desk = CompanyAi(
            open_work=opened, models=self.models, passages=self.passages, erps=house.erp, chance=house.chance
        )
        self.manage = ManageAi(
            open_work=opened,
            directory=self.providers,
            models=self.models,
            vault=house.vault,
            prices=prices,
            clock=clock,
            ids=ids,
        )
        self.prompts = ManagePrompts(open_work=opened, texts=LiquidTexts(), clock=clock, ids=ids)
        self.assist = AssistPeople(
            open_work=opened,
            models=self.models,
            passages=self.passages,
            browse=house.browsing,
            texts=LiquidTexts(),
            limiter=house.rates,
            chance=house.chance,
            clock=clock,
            ids=ids,
        )
        self.admin: Actor = company.person("Ana")

    @property
    def model(self) -> MemoryModel:
        return self.providers.memory

    @property
    def other(self) -> MemoryModel:
        return self.providers.other

    async def connect(self, **more: Any) -> AiSettings:
        """With the usual settings but for these."""
        state = await self.manage.get(self.admin)
        version = state.settings.version if state.settings else 0
        made = await self.manage.put(self.admin, replace(DRAFT, version=version, **more))
        assert made.settings is not None
        return made.settings

    async def use(self) -> MonthUse:
        """This month's."""
        async with self.house.open_work(self.company.id) as work:
            month = month_of(self.house.clock.now(), (await work.tenants.get()).time_zone)
            return await work.ai_use.month(month, "USD", self.house.clock.now())

    async def calls(self) -> list[AiCall]:
        """Those that ended, the newest first."""
        async with self.house.open_work(self.company.id) as work:
            return list(await work.ai_use.calls())

    async def contact(self, name: str = "Maria Exemplo") -> ContactId:
        """Somebody who writes."""
        line = await self.company.number()
        customer = line.customer("+5511900000001", name=name)
        await customer.says("oi")
        await self.house.settle()
        return ContactId(customer.contact_id)


def left(model: MemoryModel) -> str:
    """All that left the house."""
    return "\n".join(
        "\n".join([asked.system, *(turn.text + str(turn.calls) for turn in asked.turns)]) for asked in model.asked
    )
