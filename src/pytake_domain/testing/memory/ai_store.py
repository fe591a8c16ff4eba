"""Settings, prompts and use of language models in memory."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from msgspec.structs import replace

from pytake_domain.ai import (
    LAPSES,
    OK,
    AiCall,
    AiSettings,
    MonthUse,
    Prompt,
    PromptNameTaken,
    PromptNotFound,
    Usage,
)
from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import PromptId
from pytake_domain.kernel.time import Month
from pytake_domain.testing.memory.store import TenantRows

ZERO = Decimal(0)
OPEN = "open"


class MemoryAiSettings:
    """See AiSettingsRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def get(self) -> AiSettings | None:
        """See the port."""
        return self._rows.ai_settings.get("")

    async def put(self, settings: AiSettings) -> None:
        """See the port."""
        known = self._rows.ai_settings.get("")
        if settings.version != (known.version if known is not None else 0):
            raise StaleVersion
        self._rows.ai_settings[""] = replace(settings, version=settings.version + 1)


class MemoryAiUse:
    """See AiUseRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    def _held(self, since: dt.datetime, currency: str, key: str) -> Decimal:
        held = self._rows.ai_held.items()
        return sum((a for k, (at, c, a) in held if k != key and c == currency and at > since), ZERO)

    async def hold(self, call: AiCall, amount: Decimal, *, month: Month, currency: str, budget: Decimal | None) -> bool:
        """See the port."""
        use = self._rows.ai_months.get((month.first, currency), MonthUse(first=month.first))
        held = self._held(call.at - LAPSES, currency, call.key)
        if budget is not None and (use.spent >= budget or use.spent + held + amount > budget):
            return False
        self._rows.ai_held[call.key] = (call.at, currency, amount)
        return True

    async def settle(self, call: AiCall, *, month: Month, currency: str) -> MonthUse:
        """See the port."""
        self._rows.ai_held.pop(call.key, None)
        before = self._rows.ai_calls.get(call.key)
        cost = call.cost
        if before is not None:
            cost = before.cost if call.cost is None else (before.cost or ZERO) + call.cost
        usage = call.usage if before is None else before.usage + call.usage
        self._rows.ai_calls[call.key] = replace(call, usage=usage, cost=cost, at=before.at if before else call.at)
        use = self._rows.ai_months.get((month.first, currency), MonthUse(first=month.first))
        use = replace(
            use,
            calls=use.calls + 1,
            failed=use.failed + (call.outcome != OK),
            usage=use.usage + call.usage,
            spent=use.spent + (call.cost or ZERO),
            unpriced=use.unpriced + (call.cost is None and call.usage != Usage()),
        )
        self._rows.ai_months[month.first, currency] = use
        return use

    async def month(self, month: Month, currency: str, now: dt.datetime) -> MonthUse:
        """See the port."""
        use = self._rows.ai_months.get((month.first, currency), MonthUse(first=month.first))
        return replace(use, held=self._held(now - LAPSES, currency, ""))

    async def mark(self, month: Month, currency: str, percent: int) -> bool:
        """See the port."""
        key = (month.first, currency)
        if key not in self._rows.ai_months or self._rows.ai_marks.get(key, 0) >= percent:
            return False
        self._rows.ai_marks[key] = percent
        return True

    async def calls(self, *, limit: int = 100) -> Sequence[AiCall]:
        """See the port."""
        ended = [call for key, call in self._rows.ai_calls.items() if key not in self._rows.ai_held]
        return sorted(ended, key=lambda call: (call.at, call.key), reverse=True)[:limit]


class MemoryPrompts:
    """See PromptRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def all(self) -> Sequence[Prompt]:
        """See the port."""
        return sorted(self._rows.ai_prompts.values(), key=lambda p: (p.name.lower(), str(p.id)))

    async def get(self, prompt_id: PromptId) -> Prompt:
        """See the port."""
        found = self._rows.ai_prompts.get(prompt_id)
        if found is None:
            raise PromptNotFound
        return found

    async def add(self, prompt: Prompt) -> None:
        """See the port."""
        self._free(prompt)
        self._rows.ai_prompts[prompt.id] = prompt

    async def save(self, prompt: Prompt) -> None:
        """See the port."""
        self._free(prompt)
        known = self._rows.ai_prompts.get(prompt.id)
        if known is None or known.version != prompt.version:
            raise StaleVersion
        self._rows.ai_prompts[prompt.id] = replace(prompt, version=prompt.version + 1)

    async def remove(self, prompt_id: PromptId) -> None:
        """See the port."""
        await self.get(prompt_id)
        del self._rows.ai_prompts[prompt_id]

    def _free(self, prompt: Prompt) -> None:
        others = (p for p in self._rows.ai_prompts.values() if p.id != prompt.id)
        if any(p.name.lower() == prompt.name.lower() for p in others):
            raise PromptNameTaken
