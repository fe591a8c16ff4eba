"""The whole thread in memory: webhook, message, flow, answer, provider, status; for documentation and tests.

house = MemoryHouse()
company = await house.company()
number = await company.number()
await company.publish("Recepção", graph, Trigger(kind=TriggerKind.DEFAULT))
maria = number.customer("+5511987654321", name="Maria")
assert await maria.says("oi") == ["Olá, Maria!"]
"""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

import msgspec

from pytake_domain.ai import AiBudgetReached
from pytake_domain.campaigns import CampaignChanged, FollowCampaigns
from pytake_domain.contacts import Address, MarketingOptedIn, MergeContacts, wa_id_addresses
from pytake_domain.costs import BudgetReached
from pytake_domain.flows import (
    ASK,
    SCHEDULED,
    START,
    TIMER,
    AskOutside,
    EditFlows,
    Flow,
    FlowSignalled,
    Graph,
    PublishFlows,
    RunFlows,
    SetOffFlows,
    StartFlows,
    Timer,
    Trigger,
    TryRequests,
)
from pytake_domain.identity import Limit, MailTokens, Role, SignedInCache, Tenant, User
from pytake_domain.kernel.actor import Actor, ActorKind, Permission
from pytake_domain.kernel.ids import TenantId, UserId
from pytake_domain.kernel.secrets import Secret
from pytake_domain.messaging import (
    FETCH,
    SEND,
    BrowseMessaging,
    DeliverMessages,
    ExportConversations,
    FetchMedia,
    HandleConversations,
    MessageReceived,
    PrepareMedia,
    ReadMedia,
    ReceiveMessages,
    ScheduleMessages,
    SendMessages,
    ShowPresence,
    StoreMedia,
    SweepMedia,
    UserMentioned,
    share,
)
from pytake_domain.notifications import NOTICE, MailNotices, NotifyPeople
from pytake_domain.routing import BulkConversations, ConversationRouted, Presence
from pytake_domain.testing.memory.campaign_desk import MemoryCampaignDesk
from pytake_domain.testing.memory.desk import MemoryDesk
from pytake_domain.testing.memory.jobs import MemoryJobRunner
from pytake_domain.testing.memory.limits import MemoryIdempotency, MemoryLiveFeed, MemoryPacer, MemoryRateLimiter
from pytake_domain.testing.memory.mail import MemoryMailer, PlainNoticeTexts
from pytake_domain.testing.memory.media import (
    MemoryLinkReader,
    MemoryMediaInspector,
    MemoryMediaLinks,
    MemoryMediaStore,
)
from pytake_domain.testing.memory.numbers import MemoryNumberLookup
from pytake_domain.testing.memory.outside import MemoryAi, MemoryApis, MemoryErp
from pytake_domain.testing.memory.planned import MemoryPrinter
from pytake_domain.testing.memory.provider import MemoryProviders, MemorySender, Sent, signed, webhook
from pytake_domain.testing.memory.queues import MemoryInbox, MemoryMarks, delivery_lease, inbox_lease, outgoing_lease
from pytake_domain.testing.memory.store import MemoryStore, TenantRows
from pytake_domain.testing.memory.system import MemoryChance, MemoryClock, MemoryIds, MemoryVault
from pytake_domain.testing.memory.webhooks import MemoryWebhookQueue
from pytake_domain.testing.memory.work import MemoryOpenWork
from pytake_domain.webhooks import WebhookPaused
from pytake_domain.whatsapp import (
    Accepted,
    AcceptWebhooks,
    ApiType,
    Content,
    DeliveryState,
    InboundMessage,
    ManageNumbers,
    MessageStatus,
    NumberDraft,
    NumberStateChanged,
    ProviderEvent,
    Reply,
    Route,
    Text,
    WhatsAppNumber,
    line_of,
)

BATCH = 100
NEWS = (
    UserMentioned
    | ConversationRouted
    | NumberStateChanged
    | BudgetReached
    | AiBudgetReached
    | CampaignChanged
    | WebhookPaused
)
MOST_TURNS = 1_000
"""More than these to come to rest is a loop."""
APP_SECRET = Secret("segredo-do-aplicativo")
PROVIDER_HOST = "provider.example"


class MemoryHouse:
    """Every use case of the thread on memory adapters; nothing happens before `settle`, no time passes but by `wait`."""

    def __init__(self) -> None:
        self.store, self.clock, self.ids = MemoryStore(), MemoryClock(), MemoryIds()
        self.chance, self.vault, self.feed = MemoryChance(), MemoryVault(), MemoryLiveFeed()
        self.providers = MemoryProviders()
        self.lookup = MemoryNumberLookup(self.store, self.vault)
        self.inbox = MemoryInbox(self.store.inbox, self.clock, self.ids)
        self.pacer, self.rates = MemoryPacer(self.clock), MemoryRateLimiter(self.clock)
        self.idempotency = MemoryIdempotency()
        self.mailer = MemoryMailer()
        self.media_store, self.inspector = MemoryMediaStore(self.clock), MemoryMediaInspector()
        self.link_reader, self.links = MemoryLinkReader(), MemoryMediaLinks()
        following = FollowCampaigns(clock=self.clock, ids=self.ids)
        self.open_work = MemoryOpenWork(
            self.store, clock=self.clock, ids=self.ids, feed=self.feed, before_commit=following.before_commit
        )
        self.inbox_lease = inbox_lease(self.store.inbox, self.clock)
        self.delivery_lease = delivery_lease(self.store.deliveries, self.clock)
        self.outgoing_lease = outgoing_lease(self.store.outgoing, self.clock)
        self.marks = MemoryMarks(self.store.outgoing)
        self.webhook_queue = MemoryWebhookQueue(self.store)
        self._wire()

    def _wire(self) -> None:
        open_work, clock, ids = self.open_work, self.clock, self.ids
        self.accept = AcceptWebhooks(providers=self.providers, lookup=self.lookup, inbox=self.inbox, clock=clock)
        self.numbers = ManageNumbers(
            open_work=open_work,
            providers=self.providers,
            vault=self.vault,
            plan=_Plan(self.store),
            clock=clock,
            ids=ids,
            chance=self.chance,
            provider_hosts=frozenset({PROVIDER_HOST}),
        )
        self.merging = MergeContacts(open_work=open_work, clock=clock, ids=ids)
        self.receiving = ReceiveMessages(
            open_work=open_work, providers=self.providers, lookup=self.lookup, clock=clock, ids=ids
        )
        self._wire_media()
        self.delivering = DeliverMessages(
            open_work=open_work,
            marks=self.marks,
            providers=self.providers,
            lookup=self.lookup,
            pacer=self.pacer,
            clock=clock,
            ids=ids,
            chance=self.chance,
            media=self.preparing,
        )
        self.sending = SendMessages(
            open_work=open_work,
            providers=self.providers,
            lookup=self.lookup,
            clock=clock,
            ids=ids,
            inspector=self.inspector,
            storing=self.storing,
        )
        self.handling = HandleConversations(open_work=open_work, providers=self.providers, clock=clock, ids=ids)
        self.browsing = BrowseMessaging(open_work=open_work, clock=clock)
        self.reading = ReadMedia(
            open_work=open_work, browse=self.browsing, store=self.media_store, links=self.links, clock=clock
        )
        self.editing = EditFlows(open_work=open_work, providers=self.providers, clock=clock, ids=ids)
        self.publishing = PublishFlows(open_work=open_work, providers=self.providers, clock=clock, ids=ids)
        self.running = RunFlows(open_work=open_work, providers=self.providers, clock=clock, ids=ids)
        self.apis, self.erp, self.ai = MemoryApis(), MemoryErp(), MemoryAi()
        self.starting = StartFlows(open_work=open_work, run_flows=self.running, clock=clock, ids=ids)
        self.setting_off = SetOffFlows(open_work=open_work, clock=clock)
        self.asking = AskOutside(
            open_work=open_work,
            run_flows=self.running,
            apis=self.apis,
            erps=self.erp,
            models=self.ai,
            clock=clock,
        )
        self.trying = TryRequests(open_work=open_work, apis=self.apis, limiter=self.rates, clock=clock, ids=ids)
        self.scheduling = ScheduleMessages(open_work=open_work, sending=self.sending, clock=clock, ids=ids)
        self.bulk = BulkConversations(open_work=open_work, providers=self.providers, clock=clock, ids=ids)
        self.exporting = ExportConversations(
            open_work=open_work, store=self.media_store, printer=MemoryPrinter(), clock=clock, ids=ids
        )
        self.showing = ShowPresence(
            browse=self.browsing, sending=self.sending, whispers=self.feed, limiter=self.rates, clock=clock, ids=ids
        )
        self.desk = MemoryDesk(self.store, open_work, clock, ids)
        self.campaigns = MemoryCampaignDesk(self.store, open_work, clock, ids)
        self.mailing_notices = MailNotices(
            open_work=open_work,
            tokens=MailTokens(vault=self.vault),
            mailer=self.mailer,
            texts=PlainNoticeTexts(),
            cache=SignedInCache(),
            clock=clock,
            ids=ids,
        )
        jobs = {
            **self.desk.jobs,
            TIMER: self._ring,
            ASK: self.asking.run,
            START: self.starting.run,
            SCHEDULED: self.setting_off.run,
            FETCH: self.fetching.run,
            SEND: self.scheduling.run,
            NOTICE: self.mailing_notices.run,
        }
        self.jobs = MemoryJobRunner(self.store, clock, jobs)

    def _wire_media(self) -> None:
        open_work, clock, ids = self.open_work, self.clock, self.ids
        store, inspector = self.media_store, self.inspector
        self.fetching = FetchMedia(
            open_work=open_work,
            providers=self.providers,
            lookup=self.lookup,
            store=store,
            inspector=inspector,
            clock=clock,
            ids=ids,
        )
        self.storing = StoreMedia(
            open_work=open_work,
            store=store,
            inspector=inspector,
            link_reader=self.link_reader,
            clock=clock,
            ids=ids,
        )
        self.preparing = PrepareMedia(
            open_work=open_work,
            providers=self.providers,
            store=store,
            inspector=inspector,
            links=self.links,
            storing=self.storing,
            clock=clock,
            ids=ids,
        )
        self.notifying = NotifyPeople(open_work=open_work, mailer=self.mailer, clock=clock, ids=ids)
        self.sweeping = SweepMedia(open_work=open_work, store=store, clock=clock)

    async def company(self, name: str = "Rede Sol", tenant: Tenant | None = None) -> "Company":
        """A tenant that is stored."""
        if tenant is None:
            tenant_id, now = TenantId(self.ids.new()), self.clock.now()
            slug = f"company-{len(self.store.identity.tenants) + 1}"
            tenant = Tenant(id=tenant_id, name=name, slug=slug, created_at=now, updated_at=now)
        async with self.open_work(tenant.id) as work:
            await work.tenants.add(tenant)
        return Company(self, tenant)

    def sender(self, api_type: ApiType = ApiType.OFFICIAL) -> MemorySender:
        """What was sent, and the script of what goes wrong."""
        return self.providers.of(api_type).sender

    async def read_inbox(self) -> int:
        """One turn of the reader of raw webhooks."""
        taken = await self.inbox_lease.take(BATCH, self.ids.new())
        for tenant_id, webhooks in share(taken).items():
            await self.receiving.receive(tenant_id, webhooks)
        return len(taken)

    async def deliver_events(self) -> int:
        """One turn of who tells flows and routing what happened."""
        taken = await self.delivery_lease.take(BATCH, self.ids.new())
        for tenant_id in dict.fromkeys(d.tenant_id for d in taken):
            told = [d.event for d in taken if d.tenant_id == tenant_id]
            if events := [event for event in told if isinstance(event, MessageReceived)]:
                await self.running.on_received(tenant_id, events)
            if signals := [event for event in told if isinstance(event, FlowSignalled)]:
                await self.setting_off.on_signalled(tenant_id, signals)
            if consents := [event for event in told if isinstance(event, MarketingOptedIn)]:
                await self.setting_off.on_opted_in(tenant_id, consents)
            if news := [e for e in told if isinstance(e, NEWS)]:
                await self.notifying.on_events(tenant_id, news)
            await self.desk.hear(tenant_id, told)
        return len(taken)

    async def send_outgoing(self) -> int:
        """One turn of the sender."""
        taken = await self.outgoing_lease.take(BATCH, self.ids.new())
        for tenant_id in dict.fromkeys(s.tenant_id for s in taken):
            await self.delivering.deliver(tenant_id, [s for s in taken if s.tenant_id == tenant_id])
        return len(taken)

    async def settle(self) -> None:
        """Until nothing is due any more at this moment."""
        for _ in range(MOST_TURNS):
            done = await self.read_inbox() + await self.deliver_events() + await self.send_outgoing()
            if not done + await self.jobs.run_due():
                return
        raise RuntimeError(MOST_TURNS)

    async def sweep(self) -> None:
        """What only time brings about, now."""
        await self.desk.sweep()
        await self.settle()

    async def campaign_ticks(self, count: int = 50) -> None:
        """Campaigns go on, a second at a time, and what they queue leaves."""
        for _ in range(count):
            if not await self.campaigns.tick():
                return
            await self.settle()
            self.clock.move(seconds=1)

    async def wait(self, **by: float) -> None:
        """Time passes (`seconds`, `minutes`, `hours`, `days`); what falls due meanwhile happens."""
        self.clock.move(**by)
        await self.settle()

    async def _ring(self, tenant_id: TenantId, payload: bytes) -> None:
        timer = msgspec.json.decode(payload, type=Timer)
        await self.running.on_timer(tenant_id, timer.session_id, timer.wait_id)


class _Plan:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def limit(self, tenant_id: TenantId) -> int | None:
        return self._store.identity.tenants[tenant_id].allowance.of(Limit.NUMBERS)


class Company:
    """A tenant, its people and its numbers."""

    def __init__(self, house: MemoryHouse, tenant: Tenant) -> None:
        self.house = house
        self.id = tenant.id
        self.boss = self.person("Ana")

    @property
    def rows(self) -> TenantRows:
        """All that is stored of it."""
        return self.house.store.of(self.id)

    def person(self, name: str, permissions: Sequence[Permission] = tuple(Permission)) -> Actor:
        """Somebody who works there, by default with every permission."""
        user_id = UserId(self.house.ids.new())
        return Actor(kind=ActorKind.USER, id=user_id, tenant_id=self.id, permissions=frozenset(permissions), name=name)

    async def agent(self, name: str = "Bia", role: Role = Role.AGENT, presence: Presence | None = None) -> Actor:
        """Somebody who answers customers, stored with the company's people."""
        house, now = self.house, self.house.clock.now()
        user_id = UserId(house.ids.new())
        user = User(
            id=user_id,
            tenant_id=self.id,
            email=f"{user_id}@example.com",
            name=name,
            password_hash=Secret("x"),
            role=role,
            created_at=now,
            updated_at=now,
        )
        async with house.open_work(self.id) as work:
            await work.users.add(user)
        if presence is not None:
            await house.desk.agents.be(user.actor(), presence)
        return user.actor()

    async def number(self, phone: str = "+551130000001", *, app_secret: Secret = APP_SECRET) -> "Line":
        """An official number that is switched on."""
        draft = NumberDraft(
            name=phone,
            phone_number=phone,
            phone_number_id=f"id-of-{phone}",
            business_account_id=f"account-of-{self.id}",
            access_token=Secret("chave-de-acesso"),
            app_secret=app_secret,
        )
        added = await self.house.numbers.add(self.boss, draft)
        return Line(self, await self.house.numbers.switch(self.boss, added.id, on=True), app_secret)

    async def publish(self, name: str, graph: Graph, trigger: Trigger) -> Flow:
        """A flow that answers."""
        flow = await self.house.editing.create(self.boss, name=name, graph=graph, trigger=trigger)
        return await self.house.publishing.publish(self.boss, flow.id)


class Line:
    """A company's number, as its provider sees it."""

    def __init__(self, company: Company, number: WhatsAppNumber, app_secret: Secret) -> None:
        self.company = company
        self.house = company.house
        self.id = number.id
        self.route = Route(phone_number_id=number.phone_number_id)
        self._app_secret = app_secret

    async def tell(self, *events: ProviderEvent) -> None:
        """The provider's webhook says this; it is accepted and waits in the inbox."""
        body = webhook(*events)
        await self.house.accept.accept(signed(body, self._app_secret), body)

    def customer(self, phone: str, *, name: str | None = None, addresses: Sequence[Address] = ()) -> "Customer":
        """A person with a phone, or with other addresses."""
        return Customer(self, tuple(addresses) or wa_id_addresses(phone), name)

    async def status(self, sent: Sent, state: DeliveryState, at: dt.datetime | None = None) -> None:
        """The provider tells how far a message that it took has come."""
        assert isinstance(sent.outcome, Accepted)
        await self.tell(
            MessageStatus(
                route=self.route,
                at=at or self.house.clock.now(),
                id=sent.outcome.provider_message_id,
                state=state,
                word=state.value,
                correlation=sent.correlation,
            )
        )


class Customer:
    """A person who writes, and the lines that reached them."""

    def __init__(self, line: Line, addresses: tuple[Address, ...], name: str | None) -> None:
        self.line = line
        self.addresses = addresses
        self.name = name

    @property
    def heard(self) -> list[Sent]:
        """Everything the provider took for this person on this number."""
        mine = set(self.addresses)
        return [
            sent
            for sent in self.line.house.sender().sent
            if isinstance(sent.outcome, Accepted) and sent.via.number.id == self.line.id and mine.intersection(sent.to)
        ]

    def message(self, content: Content, *, message_id: str | None = None) -> InboundMessage:
        """What the provider would tell of it."""
        house = self.line.house
        return InboundMessage(
            route=self.line.route,
            at=house.clock.now(),
            id=message_id or f"wamid.{house.ids.new()}",
            sender=self.addresses,
            content=content,
            profile_name=self.name,
        )

    async def says(self, text: str) -> list[str]:
        """Write; the lines that came back at once."""
        return await self.sends(Text(body=text))

    async def taps(self, choice: str, title: str = "") -> list[str]:
        """Tap a button or row by its id; the lines that came back at once."""
        return await self.sends(Reply(of="button_reply", id=choice, title=title or choice))

    async def sends(self, content: Content) -> list[str]:
        """Any content; the lines that came back at once."""
        before = len(self.heard)
        await self.line.tell(self.message(content))
        await self.line.house.settle()
        return [line_of(sent.content) for sent in self.heard[before:]]

    @property
    def contact_id(self) -> UUID:
        """Who this is to the company."""
        known = self.line.company.rows.addresses
        return next(known[alike] for address in self.addresses for alike in address.alike() if alike in known)
