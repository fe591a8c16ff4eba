"""Every request to a model goes through here: held against the budget before, recorded after, asked elsewhere if need be."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import msgspec

from pytake_domain.ai.errors import AiBudgetSpent, AiNotConnected, AiProviderUnknown
from pytake_domain.ai.failure import ModelFailed, ModelFailure
from pytake_domain.ai.ports import AiDirectory, AiWork, Embedder, ModelAccess
from pytake_domain.ai.price import CHARACTERS, MILLION, OVERHEAD, Price, PriceBook, most_read, price_of
from pytake_domain.ai.settings import AiSettings, ModelChoice, Part, purpose
from pytake_domain.ai.talk import ModelReply, ModelRequest, Usage, Vectors
from pytake_domain.ai.use import OK, AiBudgetReached, AiCall, reached
from pytake_domain.kernel.ids import EventId, Ids, TenantId
from pytake_domain.kernel.secrets import SecretUnreadable, Vault
from pytake_domain.kernel.time import Clock, Month, month_of
from pytake_domain.kernel.work import OpenWork

LEAST_TOKENS = 64
"""An answer that has to be shorter is none."""
_ELSEWHERE = frozenset({ModelFailure.RATE_LIMITED, ModelFailure.UNAVAILABLE, ModelFailure.KEY_REFUSED})
"""Failures after which the other provider is asked."""


class Errand(msgspec.Struct, kw_only=True):
    """One thing that is wanted, however many requests it takes: `most_cost` bounds all of them together."""

    tenant_id: TenantId
    key: str
    purpose: str
    settings: AiSettings
    month: Month
    most_cost: Decimal | None = None
    spent: Decimal = Decimal(0)
    asked: int = 0


class AskModels:
    """See the module. No transaction is open while a provider is asked."""

    def __init__(
        self,
        *,
        open_work: OpenWork[AiWork],
        directory: AiDirectory,
        vault: Vault,
        prices: PriceBook,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._open_work = open_work
        self._directory = directory
        self._vault = vault
        self._prices = prices
        self._clock = clock
        self._ids = ids

    async def errand(self, tenant_id: TenantId, *, key: str, purpose: str, most_cost: Decimal | None = None) -> Errand:
        """Raises AiNotConnected."""
        async with self._open_work(tenant_id) as work:
            settings = await work.ai_settings.get()
            zone = (await work.tenants.get()).time_zone
        if settings is None:
            raise AiNotConnected
        month = month_of(self._clock.now(), zone)
        return Errand(
            tenant_id=tenant_id, key=key, purpose=purpose, settings=settings, month=month, most_cost=most_cost
        )

    async def complete(self, errand: Errand, request: ModelRequest) -> ModelReply:
        """Raises ModelFailed, AiBudgetSpent."""
        errand.asked += 1
        failed: ModelFailed | None = None
        for part, choice in errand.settings.choices:
            try:
                return await self.once(errand, part, choice, request)
            except ModelFailed as error:
                failed = failed or error
                if error.kind not in _ELSEWHERE:
                    raise
        assert failed is not None  # noqa: S101  there is always one to ask
        raise failed

    async def access(self, settings: AiSettings, part: Part, choice: ModelChoice) -> ModelAccess:
        """Raises ModelFailed when there is no key that can be read."""
        if choice.key is None:
            raise ModelFailed(ModelFailure.KEY_REFUSED, "no key")
        try:
            key = await self._vault.open(settings.tenant_id, purpose(part), choice.key)
        except SecretUnreadable:
            raise ModelFailed(ModelFailure.KEY_REFUSED, "the key can't be read") from None
        return ModelAccess(key=key, base_url=choice.base_url, timeout=float(settings.seconds))

    async def embedder(self, tenant_id: TenantId) -> tuple[Embedder, str] | None:
        """The company's, with the name of its model; None when it has none."""
        async with self._open_work(tenant_id) as work:
            settings = await work.ai_settings.get()
        if settings is None or not settings.embedding_model:
            return None
        for part, choice in settings.choices:
            try:
                found = self._directory.of(choice.provider).embedder(await self.access(settings, part, choice))
            except (ModelFailed, AiProviderUnknown):
                continue
            if found is not None:
                return CountedEmbedder(self, tenant_id, choice.provider, found), settings.embedding_model
        return None

    async def embed(
        self, tenant_id: TenantId, provider: str, embedder: Embedder, model: str, texts: Sequence[str]
    ) -> Vectors:
        """Held against the budget and recorded as every request is. Raises ModelFailed, also when the budget is spent."""
        try:
            errand = await self.errand(tenant_id, key=f"embed:{self._ids.new()}", purpose="embed")
        except AiNotConnected:
            raise ModelFailed(ModelFailure.KEY_REFUSED, "nothing is connected any more") from None
        price = price_of(model, errand.settings.prices, self._prices, errand.settings.currency)
        began = self._clock.now()
        call = AiCall(key=errand.key, at=began, purpose=errand.purpose, provider=provider, model=model)
        try:
            await self._hold(errand, call, Usage(read=sum(map(len, texts)) // CHARACTERS + OVERHEAD), price)
        except AiBudgetSpent:
            raise ModelFailed(ModelFailure.REFUSED, "the budget is spent") from None
        try:
            vectors = await embedder.embed(model, texts)
        except ModelFailed as failed:
            await self._settle(errand, call, failed.kind.value, failed.usage, price, began)
            raise
        await self._settle(errand, call, OK, vectors.usage, price, began)
        return vectors

    async def once(self, errand: Errand, part: Part, choice: ModelChoice, request: ModelRequest) -> ModelReply:
        """Ask this one and no other. Raises ModelFailed, AiBudgetSpent."""
        settings = errand.settings
        try:
            model = self._directory.of(choice.provider).chat(await self.access(settings, part, choice))
        except AiProviderUnknown:
            raise ModelFailed(ModelFailure.KEY_REFUSED, "no adapter of that name is installed") from None
        price = price_of(choice.model, settings.prices, self._prices, settings.currency)
        request = self._bounded(errand, msgspec.structs.replace(request, model=choice.model), price)
        began = self._clock.now()
        call = AiCall(
            key=f"{errand.key}:{errand.asked}:{part.value}",
            at=began,
            purpose=errand.purpose,
            provider=choice.provider,
            model=choice.model,
        )
        await self._hold(errand, call, Usage(read=most_read(request), written=request.most_tokens), price)
        try:
            reply = await model.complete(request)
        except ModelFailed as failed:
            await self._settle(errand, call, failed.kind.value, failed.usage, price, began)
            raise
        outcome = reply.stopped.value if reply.stopped.value == "refused" else OK
        await self._settle(errand, call, outcome, reply.usage, price, began)
        return reply

    def _bounded(self, errand: Errand, request: ModelRequest, price: Price | None) -> ModelRequest:
        """No longer than what is left of the errand's own bound can pay. Raises AiBudgetSpent."""
        if errand.most_cost is None or price is None:
            return request
        left = errand.most_cost - errand.spent - price.read * most_read(request) / MILLION
        if left <= 0 or (price.written and left * MILLION < price.written * LEAST_TOKENS):
            raise AiBudgetSpent
        most = int(left * MILLION / price.written) if price.written else request.most_tokens
        return msgspec.structs.replace(request, most_tokens=min(request.most_tokens, most))

    async def _hold(self, errand: Errand, call: AiCall, worst: Usage, price: Price | None) -> None:
        settings = errand.settings
        amount = price.of(worst) if price is not None else Decimal(0)
        async with self._open_work(errand.tenant_id) as work:
            held = await work.ai_use.hold(
                call, amount, month=errand.month, currency=settings.currency, budget=settings.budget
            )
        if not held:
            raise AiBudgetSpent

    async def _settle(
        self, errand: Errand, call: AiCall, outcome: str, usage: Usage, price: Price | None, began: dt.datetime
    ) -> None:
        settings = errand.settings
        cost = price.of(usage) if price is not None else None
        errand.spent += cost or Decimal(0)
        now = self._clock.now()
        ended = msgspec.structs.replace(
            call, outcome=outcome, usage=usage, cost=cost, ms=round((now - began).total_seconds() * 1000)
        )
        async with self._open_work(errand.tenant_id) as work:
            use = await work.ai_use.settle(ended, month=errand.month, currency=settings.currency)
            percent = reached(use.spent, settings.budget)
            if percent and await work.ai_use.mark(errand.month, settings.currency, percent):
                assert settings.budget is not None  # noqa: S101  else nothing of it is reached
                work.events.add(
                    AiBudgetReached(
                        id=EventId(self._ids.new()),
                        tenant_id=errand.tenant_id,
                        at=now,
                        month=errand.month.first,
                        percent=percent,
                        amount=settings.budget,
                        currency=settings.currency,
                    )
                )


class CountedEmbedder:
    """See Embedder: each of its requests is held against the company's budget before, and recorded after."""

    def __init__(self, models: AskModels, tenant_id: TenantId, provider: str, embedder: Embedder) -> None:
        self._models = models
        self._tenant_id = tenant_id
        self._provider = provider
        self._embedder = embedder

    async def embed(self, model: str, texts: Sequence[str]) -> Vectors:
        """See the port."""
        return await self._models.embed(self._tenant_id, self._provider, self._embedder, model, texts)
