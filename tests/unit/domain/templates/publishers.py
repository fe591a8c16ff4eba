"""A company and the provider that keeps its templates."""

from collections.abc import Sequence
from typing import Any

from pytake_domain.kernel.ids import TemplateId
from pytake_domain.templates import (
    EditTemplates,
    MessageTemplate,
    RemoteTemplate,
    Submitted,
    SubmitTemplates,
    SyncTemplates,
    TemplateCategory,
    TemplateDraft,
    TemplateStateChanged,
)
from pytake_domain.testing.memory.house import Company, MemoryHouse
from pytake_domain.testing.memory.templates import MemoryGateways
from pytake_domain.whatsapp import ApiType, ByteSource, OpenNumber, SendFailure

BODY: dict[str, Any] = {"type": "BODY", "text": "Olá {{1}}, tudo bem?", "example": {"body_text": [["Ana"]]}}
OTHER_BODY: dict[str, Any] = {"type": "BODY", "text": "Oi {{1}}, até logo!", "example": {"body_text": [["Ana"]]}}
REFUSED = SendFailure(code="refused", detail="Category is not allowed", provider_code="2388299")
AWAY = SendFailure(code="unavailable", retryable=True)


class Provider:
    """See TemplateGateway: `there` is what it has, `failure` what it says to everything until it is None again."""

    def __init__(self) -> None:
        self.there: dict[tuple[str, str], RemoteTemplate] = {}
        self.failure: SendFailure | None = None
        self.category: str | None = None
        self.asked: list[str] = []

    async def create(self, via: OpenNumber, template: MessageTemplate) -> Submitted | SendFailure:
        del via
        self.asked.append("create")
        if self.failure is not None:
            return self.failure
        key = template.name, template.language
        if key in self.there:
            return REFUSED
        category = self.category or template.category.value
        self.there[key] = remote(template.name, category=category, components=template.components)
        return Submitted(provider_id=self.there[key].provider_id, status="PENDING", category=category)

    async def edit(self, via: OpenNumber, template: MessageTemplate) -> SendFailure | None:
        del via, template
        self.asked.append("edit")
        return self.failure

    async def remove(self, via: OpenNumber, template: MessageTemplate) -> SendFailure | None:
        del via, template
        self.asked.append("remove")
        return self.failure

    async def find(self, via: OpenNumber, name: str, language: str) -> RemoteTemplate | SendFailure | None:
        del via
        return self.there.get((name, language))

    async def all(self, via: OpenNumber) -> Sequence[RemoteTemplate] | SendFailure:
        del via
        self.asked.append("all")
        return self.failure or list(self.there.values())

    async def sample(self, via: OpenNumber, source: ByteSource, *, mime_type: str) -> str | SendFailure:
        del via
        self.asked.append(f"sample {source.size} {mime_type}")
        return self.failure or "4::handle"


def remote(name: str, **known: Any) -> RemoteTemplate:
    """As the provider lists it."""
    usual: dict[str, Any] = {
        "provider_id": f"id-of-{name}",
        "language": "pt_BR",
        "status": "APPROVED",
        "category": "UTILITY",
        "components": (BODY,),
    }
    return RemoteTemplate(name=name, **{**usual, **known})


class Publisher:
    """A company with one number, and what it does with templates."""

    def __init__(self, house: MemoryHouse, company: Company) -> None:
        self.house, self.company = house, company
        self.provider = Provider()
        gateways = MemoryGateways({ApiType.OFFICIAL: self.provider})
        parts: dict[str, Any] = {
            "open_work": house.open_work,
            "gateways": gateways,
            "lookup": house.lookup,
            "clock": house.clock,
            "ids": house.ids,
        }
        self.editing = EditTemplates(**parts)
        self.syncing = SyncTemplates(**parts)
        self.submitting = SubmitTemplates(**parts)
        self.parts = parts

    async def drafted(self, name: str = "fatura", **draft: Any) -> MessageTemplate:
        """One of ours alone."""
        wanted = TemplateDraft(**{"name": name, "category": TemplateCategory.UTILITY, "components": (BODY,), **draft})
        return await self.editing.create(self.company.boss, wanted)

    async def approved(self, name: str = "fatura") -> MessageTemplate:
        """One that may be sent."""
        draft = await self.drafted(name)
        await self.submitting.submit(self.company.boss, draft.id)
        self.provider.there[name, "pt_BR"] = remote(name)
        await self.syncing.sync(self.company.boss)
        return await self.get(draft.id)

    async def get(self, template_id: TemplateId) -> MessageTemplate:
        """As it is stored."""
        async with self.house.open_work(self.company.id) as work:
            return await work.templates.get(template_id)

    @property
    def news(self) -> list[tuple[str, str]]:
        """What was told of templates."""
        told = [e for e in self.house.store.events if isinstance(e, TemplateStateChanged)]
        return [(e.change, e.value) for e in told]
