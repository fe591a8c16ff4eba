"""Outages are declared, found by themselves, ended, and those affected are told that they are over."""

import datetime as dt
from collections.abc import Sequence

import msgspec

from pytake_domain.billing.ports import BillingWork
from pytake_domain.erp import FoundBy, Outage, OutageAt, OutageScope, suspected
from pytake_domain.kernel.actor import Actor, Permission, system
from pytake_domain.kernel.errors import Conflict, Invalid, StaleVersion
from pytake_domain.kernel.ids import Ids, OutageId, TenantId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.text import Language, fold
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import Job, OpenWork
from pytake_domain.messaging import SenderKind, queue_message
from pytake_domain.whatsapp import Text

ENDED = "outage.ended"
"""The kind of job that tells people that it is over."""
AT_ONCE = 50
LOOK_BACK = dt.timedelta(minutes=30)
_FOUND = {
    Language.PT_BR: "Identificamos uma instabilidade na sua região e já estamos trabalhando nela. Avisaremos quando voltar.",
    Language.EN: "We have found trouble in your area and are working on it. We will tell you when it is over.",
    Language.ES: "Detectamos una inestabilidad en su zona y ya estamos trabajando en ella. Le avisaremos cuando vuelva.",
}
_OVER = {
    Language.PT_BR: "A conexão na sua região foi restabelecida. Se ainda estiver sem internet, responda aqui.",
    Language.EN: "The connection in your area is back. If yours is still down, answer here.",
    Language.ES: "La conexión en su zona fue restablecida. Si aún está sin internet, responda aquí.",
}


class _Ended(msgspec.Struct, frozen=True):
    outage_id: OutageId


_ended = msgspec.json.Decoder(_Ended)


class OutageWithReach(msgspec.Struct, frozen=True, kw_only=True):
    """An outage, how many contacts it cuts off, and how many were told."""

    outage: Outage
    affected: int
    told: int


class ManageOutages:
    """For who serves customers of the ERP."""

    def __init__(self, *, open_work: OpenWork[BillingWork], clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._clock = clock
        self._ids = ids

    async def page(self, actor: Actor, request: PageRequest) -> Page[OutageWithReach]:
        """The newest first."""
        actor.require(Permission.READ_ERP)
        async with self._open_work(actor.tenant_id) as work:
            page = await work.outages.page(request)
            items = [await self._reach(work, outage) for outage in page.items]
        return Page(items=tuple(items), total=page.total)

    async def declare(self, actor: Actor, outage: Outage) -> OutageWithReach:
        """From now on. Raises Invalid."""
        actor.require(Permission.WRITE_ERP)
        if problems := [*outage.problems()]:
            raise Invalid(*problems)
        made = msgspec.structs.replace(
            outage,
            id=OutageId(self._ids.new()),
            tenant_id=actor.tenant_id,
            started_at=self._clock.now(),
            ended_at=None,
            found_by=FoundBy.HAND,
            version=1,
        )
        async with self._open_work(actor.tenant_id) as work:
            await work.outages.put(made)
            return await self._reach(work, made)

    async def change(self, actor: Actor, outage_id: OutageId, outage: Outage) -> OutageWithReach:
        """Its words, names and expected end. Raises OutageNotFound, Invalid, StaleVersion."""
        actor.require(Permission.WRITE_ERP)
        if problems := [*outage.problems()]:
            raise Invalid(*problems)
        async with self._open_work(actor.tenant_id) as work:
            known = await work.outages.get(outage_id)
            if known.version != outage.version:
                raise StaleVersion
            changed = msgspec.structs.replace(
                known,
                scope=outage.scope,
                names=outage.names,
                message=outage.message,
                ended_message=outage.ended_message,
                expected_until=outage.expected_until,
            )
            await work.outages.put(changed)
            return await self._reach(work, await work.outages.get(outage_id))

    async def end(self, actor: Actor, outage_id: OutageId) -> OutageWithReach:
        """It is over: who was told is told so, and what waited goes on. Raises OutageNotFound."""
        actor.require(Permission.WRITE_ERP)
        async with self._open_work(actor.tenant_id) as work:
            known = await work.outages.get(outage_id)
            if known.ended_at is None:
                await work.outages.put(msgspec.structs.replace(known, ended_at=self._clock.now()))
                await work.jobs.add(_ending(actor.tenant_id, outage_id, 0))
            return await self._reach(work, await work.outages.get(outage_id))

    async def tell_ended(self, tenant_id: TenantId, payload: bytes) -> None:
        """The job behind `end`: some of them, and a job for the rest. Whose window is closed is not written to."""
        outage_id = _ended.decode(payload).outage_id
        now = self._clock.now()
        async with self._open_work(tenant_id) as work:
            outage = await work.outages.get(outage_id)
            language = (await work.tenants.get()).language
            chosen = await work.outages.ending(outage_id, AT_ONCE)
            contacts = await work.contacts.get_all(list(chosen))
            numbers = {n.id: n for n in await work.numbers.all() if n.is_active}
            for contact_id in chosen:
                said = await work.messages.by_client_key(f"outage:{outage_id}:{contact_id}")
                if said is None or said.number_id not in numbers or contact_id not in contacts:
                    continue
                place = await work.conversations.get(said.conversation_id)
                try:
                    _, place = await queue_message(
                        work,
                        number=numbers[said.number_id],
                        conversation=place,
                        contact=contacts[contact_id],
                        content=Text(body=outage.ended_message or _OVER[language]),
                        actor=system(tenant_id),
                        sent_by=SenderKind.SYSTEM,
                        ids=self._ids,
                        at=now,
                        client_key=f"outage-over:{outage_id}:{contact_id}",
                    )
                except Conflict:
                    continue
                await work.conversations.save(place)
            if len(chosen) == AT_ONCE:
                await work.jobs.add(_ending(tenant_id, outage_id, int(now.timestamp() * 1000)))

    async def look(self, tenant_id: TenantId) -> Sequence[Outage]:
        """Regions where so much went down that it is the network: declared by themselves, to be ended by a person."""
        now = self._clock.now()
        made = []
        async with self._open_work(tenant_id) as work:
            lately = [
                outage
                for outage in (await work.outages.page(PageRequest(limit=50))).items
                if outage.is_on(now) or (outage.ended_at is not None and outage.ended_at > now - LOOK_BACK)
            ]
            known = {fold(name) for outage in lately for name in outage.names}
            language = (await work.tenants.get()).language
            erp = await work.erp_connections.preferred()
            by = OutageScope(erp.settings.region) if erp is not None else OutageScope.REGION
            for seen in await work.outages.seen(now - LOOK_BACK, by):
                if not suspected(seen) or fold(seen.region) in known:
                    continue
                outage = Outage(
                    id=OutageId(self._ids.new()),
                    tenant_id=tenant_id,
                    scope=by,
                    names=(seen.region,),
                    message=_FOUND[language],
                    started_at=now,
                    found_by=FoundBy.ITSELF,
                )
                await work.outages.put(outage)
                made.append(outage)
        return made

    @staticmethod
    async def _reach(work: BillingWork, outage: Outage) -> OutageWithReach:
        if outage.scope is OutageScope.ALL:
            affected = await work.outages.affected(OutageAt())
        else:
            affected = sum(
                [await work.outages.affected(OutageAt(**{outage.scope.value: name})) for name in outage.names]
            )
        return OutageWithReach(outage=outage, affected=affected, told=await work.outages.told(outage.id))


def _ending(tenant_id: TenantId, outage_id: OutageId, turn: int) -> Job:
    payload = msgspec.json.encode(_Ended(outage_id))
    return Job(kind=ENDED, tenant_id=tenant_id, payload=payload, key=f"{ENDED}:{outage_id}:{turn}")
