"""A company's numbers: add, change, test, switch on and off."""

import datetime as dt
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol
from urllib.parse import urlsplit

import msgspec

from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.chance import Chance
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import Ids, NumberId, TenantId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.secrets import Sealed, Secret, Vault
from pytake_domain.kernel.time import Clock
from pytake_domain.whatsapp.errors import NotSupported
from pytake_domain.whatsapp.number import (
    CLOUD_MESSAGES_PER_SECOND,
    EVOLUTION_MESSAGES_PER_SECOND,
    ApiType,
    NumberStatus,
    WhatsAppNumber,
    phone_of,
)
from pytake_domain.whatsapp.ports import (
    NumberInspector,
    NumberReport,
    NumberRepository,
    OpenNumber,
    Probe,
    ProviderDirectory,
)

SECRETS = ("access_token", "app_secret", "evolution_api_key")
MAX_TEXT = 200
MAX_SECRET = 4096
FASTEST = 1000


class NumbersWork(Protocol):
    """The part of a work that numbers use."""

    @property
    def numbers(self) -> NumberRepository:
        """Numbers."""
        ...


class OpenNumbersWork(Protocol):
    """Opens a work of one tenant."""

    def __call__(self, tenant_id: TenantId) -> AbstractAsyncContextManager[NumbersWork]:
        """See OpenWork."""
        ...


class NumberPlan(Protocol):
    """How many numbers a tenant may have."""

    async def require_room(self, tenant_id: TenantId, used: int) -> None:
        """Raises LimitReached."""
        ...


class NumberDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What may be said of a number from outside; None leaves it as it is."""

    name: str | None = None
    api_type: ApiType | None = None
    phone_number: str | None = None
    phone_number_id: str | None = None
    business_account_id: str | None = None
    base_url: str | None = None
    evolution_instance: str | None = None
    daily_limit: int | None = None
    rate_limit_per_minute: int | None = None
    messages_per_second: int | None = None
    webhook_verify_token: str | None = None
    access_token: Secret | None = None
    app_secret: Secret | None = None
    evolution_api_key: Secret | None = None


class ManageNumbers:
    """Everything a person does with the list of numbers."""

    def __init__(
        self,
        *,
        open_work: OpenNumbersWork,
        providers: ProviderDirectory,
        vault: Vault,
        plan: NumberPlan,
        clock: Clock,
        ids: Ids,
        chance: Chance,
        provider_hosts: frozenset[str],
    ) -> None:
        self._open_work = open_work
        self._providers = providers
        self._vault = vault
        self._plan = plan
        self._clock = clock
        self._ids = ids
        self._chance = chance
        self._provider_hosts = provider_hosts

    async def list(self, actor: Actor, page: PageRequest, *, status: str | None = None) -> Page[WhatsAppNumber]:
        """A page of numbers."""
        actor.require(Permission.READ_NUMBERS)
        async with self._open_work(actor.tenant_id) as work:
            return await work.numbers.page(page, status=status)

    async def get(self, actor: Actor, number_id: NumberId) -> WhatsAppNumber:
        """One. Raises NumberNotFound."""
        actor.require(Permission.READ_NUMBERS)
        async with self._open_work(actor.tenant_id) as work:
            return await work.numbers.get(number_id)

    async def add(self, actor: Actor, draft: NumberDraft) -> WhatsAppNumber:
        """Connect a number; it is inactive until activated. Raises Invalid, NumberTaken, LimitReached."""
        actor.require(Permission.MANAGE_NUMBERS)
        now = self._clock.now()
        api_type = draft.api_type or ApiType.OFFICIAL
        self._providers.of(api_type)
        number = WhatsAppNumber(
            id=NumberId(self._ids.new()),
            tenant_id=actor.tenant_id,
            name=draft.name or "",
            api_type=api_type,
            created_at=now,
            updated_at=now,
            messages_per_second=_pace(api_type),
            webhook_verify_token=self._chance.token(24),
        )
        number = await self._apply(number, draft, now)
        _require_complete(number)
        async with self._open_work(actor.tenant_id) as work:
            used = await work.numbers.count()
        # The plan opens a work of its own, and a work never waits for another one of the same process.
        await self._plan.require_room(actor.tenant_id, used)
        async with self._open_work(actor.tenant_id) as work:
            await work.numbers.add(number)
        return number

    async def change(self, actor: Actor, number_id: NumberId, draft: NumberDraft) -> WhatsAppNumber:
        """Change what the draft names. Raises NumberNotFound, Invalid, NumberTaken, StaleVersion."""
        actor.require(Permission.MANAGE_NUMBERS)
        async with self._open_work(actor.tenant_id) as work:
            number = await work.numbers.get(number_id)
        if draft.api_type is not None and draft.api_type is not number.api_type:
            raise Invalid(Problem(field="api_type", code="cannot_change"))
        changed = await self._apply(number, draft, self._clock.now())
        if draft.access_token or draft.app_secret or draft.evolution_api_key:
            changed = _mended(changed)
        _require_complete(changed)
        async with self._open_work(actor.tenant_id) as work:
            await work.numbers.save(changed)
            return await work.numbers.get(number_id)

    async def remove(self, actor: Actor, number_id: NumberId) -> None:
        """Forget it with its secrets. Raises NumberNotFound, Conflict while conversations hold on to it."""
        actor.require(Permission.MANAGE_NUMBERS)
        async with self._open_work(actor.tenant_id) as work:
            await work.numbers.remove(number_id)

    async def switch(self, actor: Actor, number_id: NumberId, *, on: bool) -> WhatsAppNumber:
        """Start or stop using it. Raises NumberNotFound."""
        actor.require(Permission.MANAGE_NUMBERS)
        async with self._open_work(actor.tenant_id) as work:
            number = await work.numbers.get(number_id)
            now = self._clock.now()
            await work.numbers.save(number.activate(now) if on else number.deactivate(now))
            return await work.numbers.get(number_id)

    async def probe(self, actor: Actor, number_id: NumberId) -> Sequence[Probe]:
        """Ask the provider, step by step, whether the stored credentials work. Raises NumberNotFound, SecretUnreadable."""
        actor.require(Permission.MANAGE_NUMBERS)
        number, inspector, via = await self._inspect(actor, number_id)
        probes = await inspector.probe(via)
        if probes and all(p.ok for p in probes):
            await self._note(actor, number, NumberStatus.CONNECTED, None)
        return probes

    async def report(self, actor: Actor, number_id: NumberId) -> NumberReport:
        """How the provider says it is doing, kept with the number. Raises NumberNotFound, UpstreamFailed, UpstreamTimedOut."""
        actor.require(Permission.READ_NUMBERS)
        number, inspector, via = await self._inspect(actor, number_id)
        report = await inspector.report(via)
        connected = report.status.upper() == "CONNECTED"
        await self._note(actor, number, NumberStatus.CONNECTED if connected else number.status, report)
        return report

    async def require_pairing(self, actor: Actor, number_id: NumberId) -> None:
        """Raises NotSupported: the official API knows no pairing by QR code."""
        number = await self.get(actor, number_id)
        if number.api_type is ApiType.OFFICIAL:
            raise NotSupported(Problem(field="api_type", code="no_qr_code"), what="qrcode")

    async def _inspect(self, actor: Actor, number_id: NumberId) -> tuple[WhatsAppNumber, NumberInspector, OpenNumber]:
        number = await self.get(actor, number_id)
        opened = OpenNumber(
            number=number,
            access_token=await self._open(number, "access_token", number.access_token),
            app_secret=await self._open(number, "app_secret", number.app_secret),
            evolution_api_key=await self._open(number, "evolution_api_key", number.evolution_api_key),
        )
        return number, self._providers.of(number.api_type).inspector, opened

    async def _open(self, number: WhatsAppNumber, name: str, sealed: Sealed | None) -> Secret | None:
        if sealed is None:
            return None
        return await self._vault.open(number.tenant_id, f"number:{number.id}:{name}", sealed)

    async def _note(
        self, actor: Actor, number: WhatsAppNumber, status: NumberStatus, report: NumberReport | None
    ) -> None:
        async with self._open_work(actor.tenant_id) as work:
            fresh = await work.numbers.get(number.id)
            changed = msgspec.structs.replace(fresh, status=status, status_reason="", updated_at=self._clock.now())
            if report is not None:
                changed = msgspec.structs.replace(
                    changed,
                    quality=report.quality or fresh.quality,
                    daily_limit=report.daily_limit or fresh.daily_limit,
                    messages_per_second=report.messages_per_second or fresh.messages_per_second,
                )
            await work.numbers.save(changed)

    async def _apply(self, number: WhatsAppNumber, draft: NumberDraft, now: dt.datetime) -> WhatsAppNumber:
        self._require_valid(draft)
        plain = {
            name: getattr(draft, name)
            for name in NumberDraft.__struct_fields__
            if name not in SECRETS and name != "api_type" and getattr(draft, name) is not None
        }
        if draft.phone_number is not None:
            plain["phone_number"] = phone_of(draft.phone_number)
        sealed = {}
        for name in SECRETS:
            secret: Secret | None = getattr(draft, name)
            if secret is not None:
                sealed[name] = await self._vault.seal(number.tenant_id, f"number:{number.id}:{name}", secret)
        return msgspec.structs.replace(number, **plain, **sealed, updated_at=now)

    def _require_valid(self, draft: NumberDraft) -> None:
        problems = [
            Problem(field=name, code="length", params={"least": 1, "most": MAX_TEXT})
            for name in ("name", "phone_number_id", "business_account_id", "evolution_instance", "webhook_verify_token")
            if getattr(draft, name) is not None and not 1 <= len(getattr(draft, name).strip()) <= MAX_TEXT
        ]
        for name in SECRETS:
            secret: Secret | None = getattr(draft, name)
            if secret is not None and not (1 <= len(secret.reveal()) <= MAX_SECRET and secret.reveal().isprintable()):
                problems.append(Problem(field=name, code="not_a_secret"))
        problems += [
            Problem(field=name, code="out_of_range", params={"least": 1, "most": FASTEST})
            for name in ("messages_per_second",)
            if getattr(draft, name) is not None and not 1 <= getattr(draft, name) <= FASTEST
        ]
        problems += [
            Problem(field=name, code="out_of_range", params={"least": 1, "most": 2**31 - 1})
            for name in ("daily_limit", "rate_limit_per_minute")
            if getattr(draft, name) is not None and not 1 <= getattr(draft, name) < 2**31
        ]
        if draft.base_url is not None and not self._host_allowed(draft.base_url):
            problems.append(Problem(field="base_url", code="host_not_allowed"))
        if problems:
            raise Invalid(*problems)

    def _host_allowed(self, url: str) -> bool:
        """Tokens are sent there, so only hosts that the operator allows are taken."""
        try:
            parts = urlsplit(url)
            named = parts.hostname or ""
        except ValueError:
            return False
        return parts.scheme in ("http", "https") and (
            named in self._provider_hosts or parts.netloc in self._provider_hosts
        )


def _require_complete(number: WhatsAppNumber) -> None:
    needed = {
        ApiType.OFFICIAL: ("name", "phone_number_id", "business_account_id", "access_token", "app_secret"),
        ApiType.EVOLUTION: ("name", "base_url", "evolution_instance", "evolution_api_key"),
    }[number.api_type]
    missing = [name for name in needed if not getattr(number, name)]
    if missing:
        raise Invalid(*(Problem(field=name, code="required") for name in missing))


def _mended(number: WhatsAppNumber) -> WhatsAppNumber:
    if number.status is not NumberStatus.CREDENTIALS_BROKEN:
        return number
    return msgspec.structs.replace(number, status=NumberStatus.PENDING, status_reason="")


def _pace(api_type: ApiType) -> int:
    return CLOUD_MESSAGES_PER_SECOND if api_type is ApiType.OFFICIAL else EVOLUTION_MESSAGES_PER_SECOND
