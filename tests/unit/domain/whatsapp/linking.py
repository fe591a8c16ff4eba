"""A company's number that is linked like a phone, with everything in memory."""

from pytake_domain.contacts import MergeContacts
from pytake_domain.kernel.secrets import Secret
from pytake_domain.messaging import ACK, MERGE, DeliverMessages, FollowIdentities, ReconcileSends
from pytake_domain.testing.memory.house import PROVIDER_HOST, Company, Customer, Line, MemoryHouse
from pytake_domain.testing.memory.jobs import MemoryJobRunner
from pytake_domain.testing.memory.pairing import MemoryPairing, MemoryReconciler
from pytake_domain.testing.memory.provider import EVERYTHING, MemoryProvider, signed, webhook
from pytake_domain.whatsapp import (
    LEAVE,
    ApiType,
    Can,
    Capabilities,
    ConnectionChanged,
    NumberDraft,
    NumberStateChanged,
    PairNumbers,
    ProviderEvent,
    Route,
    WatchLinks,
    WhatsAppNumber,
)

SECRET = Secret("0123456789abcdef0123456789abcdef")


class Remembering(MemoryProvider):
    """A provider that links its numbers and can be asked what it did."""

    def __init__(self) -> None:
        paired = Capabilities(contents=EVERYTHING.contents, features={**EVERYTHING.features, "pairing": Can()})
        super().__init__(paired)
        self.links = MemoryPairing()
        self.pairing = self.links
        self.reconciler = MemoryReconciler()


class LinkedLine(Line):
    """Its number, as its provider sees it."""

    def __init__(self, company: Company, number: WhatsAppNumber, provider: Remembering) -> None:
        super().__init__(company, number, SECRET)
        self.route = Route()
        self.provider = provider
        house = company.house
        self.pairing = PairNumbers(
            open_work=house.open_work,
            providers=house.providers,
            lookup=house.lookup,
            callback_of=lambda number_id: f"https://pytake.example/{number_id}",
            clock=house.clock,
            ids=house.ids,
        )
        watching = WatchLinks(
            open_work=house.open_work,
            providers=house.providers,
            lookup=house.lookup,
            inbox=house.inbox,
            clock=house.clock,
            ids=house.ids,
        )
        reconciling = ReconcileSends(
            open_work=house.open_work, providers=house.providers, lookup=house.lookup, clock=house.clock, ids=house.ids
        )
        house.delivering = DeliverMessages(
            open_work=house.open_work,
            marks=house.marks,
            providers=house.providers,
            lookup=house.lookup,
            pacer=house.pacer,
            clock=house.clock,
            ids=house.ids,
            chance=house.chance,
            reconciling=reconciling,
        )
        merging = MergeContacts(open_work=house.open_work, clock=house.clock, ids=house.ids)
        ask, overdue, watch, missed, probe = watching.kinds
        self.jobs = MemoryJobRunner(
            house.store,
            house.clock,
            {
                ask: watching.ask,
                overdue: watching.overdue,
                watch: watching.watch,
                missed: watching.missed,
                probe: watching.probe,
                LEAVE: self.pairing.leave,
                ACK: reconciling.acknowledged,
                MERGE: FollowIdentities(merging=merging).merge,
            },
        )

    @classmethod
    async def made(cls, company: Company) -> "LinkedLine":
        provider = Remembering()
        company.house.providers._providers = {ApiType.OFFICIAL: MemoryProvider(), ApiType.EVOLUTION: provider}
        draft = NumberDraft(
            name="Loja",
            api_type=ApiType.EVOLUTION,
            base_url=f"https://{PROVIDER_HOST}",
            evolution_instance="loja",
            evolution_api_key=Secret("chave-do-servidor"),
            app_secret=SECRET,
        )
        added = await company.house.numbers.add(company.boss, draft)
        return cls(company, await company.house.numbers.switch(company.boss, added.id, on=True), provider)

    @property
    def number(self) -> WhatsAppNumber:
        """As it is stored now."""
        return self.company.rows.numbers[self.id]

    async def tell(self, *events: ProviderEvent) -> None:
        """Posted to the number's own address."""
        body = webhook(*events)
        await self.house.accept.accept(signed(body, SECRET), body, number_id=self.id)

    async def claims(self, *states: str, code: int | None = None) -> None:
        """News of the connection, and what follows from them."""
        now = self.house.clock.now()
        await self.tell(*(ConnectionChanged(route=self.route, at=now, state=s, code=code) for s in states))
        await self.settle()

    async def link(self) -> None:
        """Somebody scans the code."""
        await self.pairing.begin(self.company.boss, self.id)
        self.provider.links.says = "open"
        await self.claims("open")

    async def settle(self) -> None:
        await self.house.settle()
        while await self.jobs.run_due():
            await self.house.settle()

    async def wait(self, **by: float) -> None:
        self.house.clock.move(**by)
        await self.settle()

    def told(self) -> list[tuple[str | None, str]]:
        """What people were told of it: connection and reason."""
        events = [e for e in self.house.store.events if isinstance(e, NumberStateChanged)]
        return [(e.connection, e.reason) for e in events]

    def person(self, phone: str = "+5511987654321") -> Customer:
        return self.customer(phone, name="Maria")


async def a_linked_line(house: MemoryHouse) -> LinkedLine:
    """Of a new company, linked."""
    line = await LinkedLine.made(await house.company())
    await line.link()
    return line
