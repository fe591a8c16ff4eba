"""How the company uses language models is read, set, and tried out."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec

from pytake_domain.ai.errors import AiBudgetSpent
from pytake_domain.ai.failure import ModelFailed
from pytake_domain.ai.knowledge.document import EMBED
from pytake_domain.ai.ports import AiDirectory, AiWork
from pytake_domain.ai.price import Price, PriceBook, price_of
from pytake_domain.ai.settings import KEY_MOST, AiSettings, ModelChoice, Part, purpose
from pytake_domain.ai.talk import ModelRequest, Speaker, Turn
from pytake_domain.ai.use import MonthUse
from pytake_domain.ai.use_cases.ask_models import AskModels
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, Problem, StaleVersion
from pytake_domain.kernel.ids import Ids, TenantId
from pytake_domain.kernel.secrets import Secret, Vault
from pytake_domain.kernel.time import Clock, month_of
from pytake_domain.kernel.work import Job, OpenWork

TRIED = Turn(speaker=Speaker.USER, text="Answer with the word OK.")
TRIED_TOKENS = 1_000


class ChoiceDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A provider's model; a key that is not given stays as it was, as long as it goes to the same server."""

    provider: str
    model: str
    base_url: str | None = None
    key: Secret | None = None


class SettingsDraft(msgspec.Struct, frozen=True, kw_only=True):
    """All that can be set, and the version it was read at (0: there was none)."""

    primary: ChoiceDraft
    version: int
    fallback: ChoiceDraft | None = None
    embedding_model: str = ""
    currency: str = "USD"
    budget: Decimal | None = None
    masking: bool = True
    threshold: float = 0.6
    tools: tuple[str, ...] = ()
    prices: Mapping[str, Price] = {}
    seconds: int = 30


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """One model that was tried: `error` is a kind of failure or `budget`, `detail` the provider's own words."""

    part: Part
    ok: bool
    ms: int
    error: str = ""
    detail: str = ""


class AiState(msgspec.Struct, frozen=True, kw_only=True):
    """The settings (none: nothing is connected), what this month was used, and which providers can be connected.

    `unpriced` are the models in use without a price: what they cost is not known, and no budget holds them back.
    """

    settings: AiSettings | None
    use: MonthUse
    providers: Sequence[str]
    unpriced: Sequence[str] = ()
    tried: Sequence[Tried] = ()


class ManageAi:
    """Whoever uses models reads it without keys; whoever manages them sets it."""

    def __init__(
        self,
        *,
        open_work: OpenWork[AiWork],
        directory: AiDirectory,
        models: AskModels,
        vault: Vault,
        prices: PriceBook,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._open_work = open_work
        self._directory = directory
        self._models = models
        self._vault = vault
        self._prices = prices
        self._clock = clock
        self._ids = ids

    async def get(self, actor: Actor) -> AiState:
        """With this month's use."""
        actor.require(Permission.USE_AI)
        return await self._state(actor.tenant_id)

    async def put(self, actor: Actor, draft: SettingsDraft, *, check: bool = False) -> AiState:
        """`check`: ask each model for a word, and say what came of it; the settings are kept either way. Raises Forbidden,
        Invalid, StaleVersion, AiProviderUnknown.
        """
        actor.require(Permission.MANAGE_AI)
        async with self._open_work(actor.tenant_id) as work:
            known = await work.ai_settings.get()
        if draft.version != (known.version if known is not None else 0):
            raise StaleVersion
        settings = await self._applied(actor.tenant_id, known, draft)
        async with self._open_work(actor.tenant_id) as work:
            await work.ai_settings.put(settings)
            if settings.embedding_model:
                # What was taught gets its places from the model that is chosen now; nothing happens where it has them.
                key = f"{EMBED}:settings:{settings.version}"
                await work.jobs.add(Job(kind=EMBED, tenant_id=actor.tenant_id, key=key))
        tried = [await self._try(settings, part, choice) for part, choice in settings.choices] if check else ()
        return msgspec.structs.replace(await self._state(actor.tenant_id), tried=tried)

    async def _applied(self, tenant_id: TenantId, known: AiSettings | None, draft: SettingsDraft) -> AiSettings:
        primary = await self._choice(tenant_id, Part.PRIMARY, known.primary if known else None, draft.primary)
        fallback = None
        if draft.fallback is not None:
            before = known.fallback if known else None
            fallback = await self._choice(tenant_id, Part.FALLBACK, before, draft.fallback)
        settings = AiSettings(
            tenant_id=tenant_id,
            primary=primary,
            fallback=fallback,
            embedding_model=draft.embedding_model.strip(),
            currency=draft.currency,
            budget=draft.budget,
            masking=draft.masking,
            threshold=draft.threshold,
            tools=tuple(dict.fromkeys(draft.tools)),
            prices=draft.prices,
            seconds=draft.seconds,
            version=draft.version,
        )
        if problems := [*settings.problems()]:
            raise Invalid(*problems)
        return settings

    async def _choice(
        self, tenant_id: TenantId, part: Part, before: ModelChoice | None, draft: ChoiceDraft
    ) -> ModelChoice:
        adapter = self._directory.of(draft.provider)
        base_url = adapter.address(draft.base_url) if draft.base_url else None
        made = ModelChoice(provider=draft.provider, model=draft.model.strip(), base_url=base_url)
        given = draft.key.reveal().strip() if draft.key is not None else ""
        if len(given) > KEY_MOST:
            raise Invalid(Problem(field=f"{part.value}.key", code="too_long", params={"most": KEY_MOST}))
        if given:
            key = await self._vault.seal(tenant_id, purpose(part), Secret(given))
        elif before is not None and before.key is not None and made.same_place(before):
            key = before.key
        else:
            # A key that was given for one server is never sent to another.
            raise Invalid(Problem(field=f"{part.value}.key", code="required"))
        return msgspec.structs.replace(made, key=key)

    async def _try(self, settings: AiSettings, part: Part, choice: ModelChoice) -> Tried:
        began = self._clock.now()
        key = f"check:{self._ids.new()}"
        errand = await self._models.errand(settings.tenant_id, key=key, purpose="check")
        request = ModelRequest(
            model=choice.model, system="You are being tried out.", turns=(TRIED,), most_tokens=TRIED_TOKENS
        )
        error, detail = "", ""
        try:
            await self._models.once(errand, part, choice, request)
        except AiBudgetSpent:
            error = "budget"
        except ModelFailed as failed:
            error, detail = failed.kind.value, failed.detail
        ms = round((self._clock.now() - began) / dt.timedelta(milliseconds=1))
        return Tried(part=part, ok=not error, ms=ms, error=error, detail=detail)

    async def _state(self, tenant_id: TenantId) -> AiState:
        now = self._clock.now()
        async with self._open_work(tenant_id) as work:
            settings = await work.ai_settings.get()
            month = month_of(now, (await work.tenants.get()).time_zone)
            use = await work.ai_use.month(month, settings.currency if settings else "USD", now)
        unpriced: list[str] = []
        if settings is not None:
            models = [choice.model for _, choice in settings.choices]
            models += [settings.embedding_model] if settings.embedding_model else []
            unpriced = [m for m in models if price_of(m, settings.prices, self._prices, settings.currency) is None]
        return AiState(settings=settings, use=use, providers=self._directory.names(), unpriced=unpriced)
