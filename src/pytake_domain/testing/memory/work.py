"""One transaction of one tenant in memory: works of a tenant run one after the other and commit as a whole."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Protocol

import msgspec

from pytake_domain.campaigns import HoldingCampaigns
from pytake_domain.identity import Limit, OwnLimits, Plan
from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import Ids, TenantId
from pytake_domain.kernel.live import LiveFeed
from pytake_domain.kernel.time import Clock
from pytake_domain.testing.memory.ai_store import MemoryAiSettings, MemoryAiUse, MemoryPrompts
from pytake_domain.testing.memory.analytics import MemoryHourlyCounts, MemoryWidgets
from pytake_domain.testing.memory.audit import MemoryAudit, MemoryAuditTrail
from pytake_domain.testing.memory.billing import MemoryBilling, MemoryOutages
from pytake_domain.testing.memory.campaigns import MemoryCampaigns, MemoryPaces
from pytake_domain.testing.memory.contacts import MemoryContacts, MemoryMerges, MemoryTags
from pytake_domain.testing.memory.costs import MemoryBudgets, MemoryCostCounts
from pytake_domain.testing.memory.erp_store import (
    MemoryErpCalls,
    MemoryErpConnections,
    MemoryErpRecords,
    MemoryErpSyncs,
)
from pytake_domain.testing.memory.evaluations import MemoryEvaluations
from pytake_domain.testing.memory.flow_history import MemoryFlowCases, MemoryFlowTraces, MemorySimulations
from pytake_domain.testing.memory.flows import MemoryFlows, MemoryFlowSessions, MemoryFlowVersions
from pytake_domain.testing.memory.identity import IdentityState, MemoryActivity, MemoryIdentityWork, MemoryUsage
from pytake_domain.testing.memory.imports import MemoryImports
from pytake_domain.testing.memory.jobs import MemoryJobs
from pytake_domain.testing.memory.knowledge import MemoryKnowledge
from pytake_domain.testing.memory.ledger import MemoryCampaignAnswers, MemoryLedger
from pytake_domain.testing.memory.media import MemoryMedia
from pytake_domain.testing.memory.messaging import (
    MemoryConversations,
    MemoryMessages,
    MemoryNotes,
    MemoryParked,
    MemoryQuota,
    MemoryShelf,
)
from pytake_domain.testing.memory.mutes import MemoryMutes
from pytake_domain.testing.memory.notifications import MemoryNotifications
from pytake_domain.testing.memory.numbers import MemoryNumbers
from pytake_domain.testing.memory.people import MemoryAttributes, MemoryConsents, MemoryContactLists, MemorySegments
from pytake_domain.testing.memory.planned import (
    MemoryCannedReplies,
    MemoryFacts,
    MemorySavedViews,
    MemoryScheduled,
    MemorySnoozed,
    MemorySurveys,
)
from pytake_domain.testing.memory.privacy import (
    MemoryRefusals,
    MemoryRetention,
    MemorySubjectRequests,
    MemorySubjects,
)
from pytake_domain.testing.memory.queues import (
    MemoryDeliveries,
    MemoryInboxDone,
    MemoryOutgoing,
    QueueWrites,
    Waiting,
)
from pytake_domain.testing.memory.routing import (
    MemoryAgents,
    MemoryAssignments,
    MemoryCalendars,
    MemoryDepartments,
    MemoryRoutingQueues,
    MemorySights,
    MemorySilences,
    MemorySlaClocks,
    MemoryWaiting,
)
from pytake_domain.testing.memory.search import MemorySearch
from pytake_domain.testing.memory.store import MemoryStore
from pytake_domain.testing.memory.templates import MemoryTemplates
from pytake_domain.testing.memory.views import MemoryViews
from pytake_domain.testing.memory.webhooks import MemoryWebhookDeliveries, MemoryWebhooks, keep_for_webhooks

DELIVERED = frozenset(
    {
        "MessageReceived",
        "FlowSignalled",
        "MarketingOptedIn",
        *(f"ConversationChanged.{change}" for change in ("queued", "reassigned", "resolved", "archived", "bot")),
        "MessageQueued.user",
        "AgentPresenceChanged.available",
        "QueueChanged",
        "UserMentioned",
        "ConversationRouted",
        "NumberStateChanged",
        "CampaignChanged.paused.campaign",
        "CampaignChanged.failed.campaign",
        "BudgetReached",
        "AiBudgetReached",
        "WebhookPaused",
        "TenantStatusChanged.active",
    }
)
"""Topics that flows and routing wait for."""


def _monthly(plan: str, own: Mapping[str, object]) -> int | None:
    return msgspec.convert(own, OwnLimits).over(Plan(plan).limits).messages_per_month


class MemoryEvents:
    """See EventLog."""

    def __init__(self) -> None:
        self.all: list[Event] = []

    def add(self, *events: Event) -> None:
        """See the port."""
        self.all.extend(events)


class MemoryWork:
    """The repositories of one transaction, on copies; see RunWork and IdentityWork."""

    def __init__(self, tenant_id: TenantId, store: MemoryStore, config: "MemoryOpenWork") -> None:  # noqa: PLR0915  one a part
        self._store = store
        self._tenant_id = tenant_id
        self._config = config
        self._rows = rows = store.of(tenant_id).copy()
        self._identity = IdentityState()
        self._identity.restore(store.identity.snapshot())
        self._inbox = QueueWrites(tenant_id, store.inbox)
        self._deliveries = QueueWrites(tenant_id, store.deliveries)
        self._outgoing = QueueWrites(tenant_id, store.outgoing)
        who = MemoryIdentityWork(tenant_id, self._identity)
        self.tenants, self.users = who.tenants, who.users
        self.roles = who.roles
        self.user_sessions, self.api_keys = who.user_sessions, who.api_keys
        self.passkeys, self.sign_on = who.passkeys, who.sign_on
        self.second_factors, self.activity = who.second_factors, MemoryActivity(tenant_id, rows.event_log)
        self.contacts = MemoryContacts(tenant_id, rows, config.ids)
        self.merges, self.tags = MemoryMerges(rows), MemoryTags(tenant_id, rows)
        self.numbers = MemoryNumbers(tenant_id, rows, store)
        self.templates = MemoryTemplates(rows)
        self.conversations = MemoryConversations(tenant_id, rows, config.ids)
        self.messages = MemoryMessages(rows)
        self.media = MemoryMedia(rows)
        self.outgoing = MemoryOutgoing(tenant_id, self._outgoing, config.clock)
        self.shelf = MemoryShelf(rows)
        self.notes = MemoryNotes(rows)
        self.sights = MemorySights(rows)
        self.departments = MemoryDepartments(rows)
        self.calendars = MemoryCalendars(rows)
        self.queues = MemoryRoutingQueues(rows)
        self.agents = MemoryAgents(tenant_id, rows, self._identity, config.clock)
        self.waiting = MemoryWaiting(rows)
        self.assignments = MemoryAssignments(rows)
        self.sla_clocks = MemorySlaClocks(rows)
        self.silences = MemorySilences(rows)
        self.scheduled, self.surveys = MemoryScheduled(rows), MemorySurveys(rows)
        self.snoozed, self.facts = MemorySnoozed(rows), MemoryFacts(rows)
        self.saved_views, self.canned_replies = MemorySavedViews(rows), MemoryCannedReplies(rows)
        self.hourly, self.widgets = MemoryHourlyCounts(rows), MemoryWidgets(rows)
        self.costs, self.budgets = MemoryCostCounts(rows), MemoryBudgets(rows)
        self.notifications = MemoryNotifications(rows)
        self.quota = MemoryQuota(rows, self.tenants, config.clock, config.monthly_limits)
        self.parked = MemoryParked(rows)
        self.inbox = MemoryInboxDone(self._inbox)
        self.mutes, self.views = MemoryMutes(rows), MemoryViews(rows)
        self.search = MemorySearch(rows)
        self.usage = MemoryUsage(who.users, self._counts)
        self.events = MemoryEvents()
        self.deliveries = MemoryDeliveries(self._deliveries)
        self.flows = MemoryFlows(rows)
        self.flow_versions = MemoryFlowVersions(rows)
        self.flow_sessions = MemoryFlowSessions(rows)
        self.flow_traces, self.flow_cases = MemoryFlowTraces(rows), MemoryFlowCases(rows)
        self.simulations = MemorySimulations(rows)
        self.jobs = MemoryJobs(rows, config.clock)

    async def _counts(self) -> Mapping[Limit, int]:
        return {
            Limit.NUMBERS: await self.numbers.count(),
            Limit.FLOWS: await self.flows.count(),
            Limit.CAMPAIGNS: await self.campaigns.count(),
            Limit.MESSAGES_PER_MONTH: await self.quota.used(),
        }

    @property
    def subject_requests(self) -> MemorySubjectRequests:
        """What people asked for."""
        return MemorySubjectRequests(self._rows)

    @property
    def subjects(self) -> MemorySubjects:
        """What is known of them."""
        return MemorySubjects(self._tenant_id, self._rows)

    @property
    def refusals(self) -> MemoryRefusals:
        """Noes that outlive them."""
        return MemoryRefusals(self._rows)

    @property
    def retention(self) -> MemoryRetention:
        """How long what is kept."""
        return MemoryRetention(self._rows)

    @property
    def audit_trail(self) -> MemoryAuditTrail:
        """Who read and changed what."""
        return self._config.audit.trail(self._tenant_id)

    @property
    def campaigns(self) -> MemoryCampaigns:
        """Campaigns."""
        return MemoryCampaigns(self._rows)

    @property
    def ai_settings(self) -> MemoryAiSettings:
        """How the company uses language models."""
        return MemoryAiSettings(self._rows)

    @property
    def ai_use(self) -> MemoryAiUse:
        """What for."""
        return MemoryAiUse(self._rows)

    @property
    def ai_prompts(self) -> MemoryPrompts:
        """Instructions written once."""
        return MemoryPrompts(self._rows)

    @property
    def erp_connections(self) -> MemoryErpConnections:
        """Which ERPs are connected."""
        return MemoryErpConnections(self._rows)

    @property
    def billing(self) -> MemoryBilling:
        """Who is reminded of what."""
        return MemoryBilling(self._rows)

    @property
    def webhooks(self) -> MemoryWebhooks:
        """Who is told."""
        return MemoryWebhooks(self._rows)

    @property
    def webhook_deliveries(self) -> MemoryWebhookDeliveries:
        """Of what."""
        return MemoryWebhookDeliveries(self._rows)

    @property
    def outages(self) -> MemoryOutages:
        """Which parts of the network are down."""
        return MemoryOutages(self._rows)

    @property
    def erp_records(self) -> MemoryErpRecords:
        """What they said."""
        return MemoryErpRecords(self._rows)

    @property
    def erp_calls(self) -> MemoryErpCalls:
        """What they were asked."""
        return MemoryErpCalls(self._tenant_id, self._store)

    @property
    def erp_syncs(self) -> MemoryErpSyncs:
        """How far sweeps are."""
        return MemoryErpSyncs(self._rows)

    @property
    def holders(self) -> HoldingCampaigns:
        """What else asks for people."""
        return HoldingCampaigns(self.campaigns)

    @property
    def ledger(self) -> MemoryLedger:
        """Who got what of them."""
        return MemoryLedger(self._rows, self.segments)

    @property
    def campaign_answers(self) -> MemoryCampaignAnswers:
        """Which of them were answered."""
        return MemoryCampaignAnswers(self.ledger)

    @property
    def paces(self) -> MemoryPaces:
        """How fast they may go."""
        return MemoryPaces(self._rows)

    @property
    def attributes(self) -> MemoryAttributes:
        """What is kept of contacts."""
        return MemoryAttributes(self._rows)

    @property
    def consents(self) -> MemoryConsents:
        """What they agreed to."""
        return MemoryConsents(self._rows)

    @property
    def contact_lists(self) -> MemoryContactLists:
        """Sets of them."""
        return MemoryContactLists(self._rows)

    @property
    def imports(self) -> MemoryImports:
        """Contacts from files."""
        return MemoryImports(self._rows, self.contacts)

    @property
    def evaluations(self) -> MemoryEvaluations:
        """Questions with known answers."""
        return MemoryEvaluations(self._rows)

    @property
    def knowledge(self) -> MemoryKnowledge:
        """What was taught."""
        return MemoryKnowledge(self._rows)

    @property
    def segments(self) -> MemorySegments:
        """Questions about them."""
        return MemorySegments(self._rows)

    def commit(self) -> Sequence[Event]:
        """Make it so. Raises StaleVersion, and then nothing is."""
        self.conversations.flush()
        for event in self.events.all:
            if event.topic in self._config.delivered:
                self._deliveries.put(
                    Waiting(
                        tenant_id=self._tenant_id,
                        id=event.id,
                        lane=0,
                        key=event.subject,
                        item=event,
                        put_at=self._config.clock.now(),
                    )
                )
            if event.kept:
                self._rows.event_log.append(event)
        keep_for_webhooks(self._rows, self.events.all)
        self._store.tenants[self._tenant_id] = self._rows
        self._keep_identity()
        self.end(commit=True)
        self._store.events.extend(self.events.all)
        return self.events.all

    def _keep_identity(self) -> None:
        """Only this tenant's: other tenants' works may have ended meanwhile."""
        shared, own = self._store.identity, self._identity
        tenant_id = self._tenant_id
        shared.tenants.update({key: t for key, t in own.tenants.items() if key == tenant_id})
        for gone in [key for key, u in shared.users.items() if u.tenant_id == tenant_id and key not in own.users]:
            del shared.users[gone]
        others = {key: f for key, f in shared.second_factors.items() if f.tenant_id != tenant_id}
        mine = {key: f for key, f in own.second_factors.items() if f.tenant_id == tenant_id}
        shared.second_factors = others | mine
        for kept, new in ((shared.sign_ons, own.sign_ons), (shared.sign_on_links, own.sign_on_links)):
            _keep_of(tenant_id, kept, new)
        strange = {key: p for key, p in shared.passkeys.items() if p.tenant_id != tenant_id}
        shared.passkeys = strange | {key: p for key, p in own.passkeys.items() if p.tenant_id == tenant_id}
        for lost in [key for key, r in shared.roles.items() if r.tenant_id == tenant_id and key not in own.roles]:
            del shared.roles[lost]
        shared.roles.update({key: r for key, r in own.roles.items() if r.tenant_id == tenant_id})
        shared.users.update({key: u for key, u in own.users.items() if u.tenant_id == tenant_id})
        shared.sessions.update({key: s for key, s in own.sessions.items() if s.tenant_id == tenant_id})
        shared.api_keys.update({key: k for key, k in own.api_keys.items() if k.tenant_id == tenant_id})

    def end(self, *, commit: bool) -> None:
        """Let others have the rows of the queues that this work touched."""
        for writes in (self._inbox, self._deliveries, self._outgoing):
            writes.end(commit=commit)


class BeforeCommit(Protocol):
    """What follows from the events of a work in the same transaction."""

    async def __call__(self, work: MemoryWork, events: Sequence[Event]) -> None:
        """May read and write; what it adds itself is not told to it again."""
        ...


class MemoryOpenWork:
    """Opens works on a store; see OpenWork. `feed` hears the events of those that committed."""

    def __init__(
        self,
        store: MemoryStore,
        *,
        clock: Clock,
        ids: Ids,
        delivered: frozenset[str] = DELIVERED,
        monthly_limits: Callable[[str, Mapping[str, object]], int | None] = _monthly,
        feed: LiveFeed | None = None,
        before_commit: "BeforeCommit | None" = None,
    ) -> None:
        self.before_commit = before_commit
        self.clock = clock
        self.ids = ids
        self.delivered = delivered
        self.monthly_limits = monthly_limits
        self.audit = MemoryAudit(clock)
        self._store = store
        self._feed = feed

    @asynccontextmanager
    async def __call__(self, tenant_id: TenantId) -> AsyncIterator[MemoryWork]:
        """See the port."""
        async with self._store.lock(tenant_id):
            work = MemoryWork(tenant_id, self._store, self)
            try:
                yield work
                if self.before_commit is not None and work.events.all:
                    await self.before_commit(work, tuple(work.events.all))
                events = work.commit()
            except BaseException:
                work.end(commit=False)
                raise
        if self._feed is not None and events:
            await self._feed.publish(events)


def _keep_of(tenant_id: TenantId, shared: dict[Any, Any], own: dict[Any, Any]) -> None:
    """One tenant's entries, by a key that is its id or begins with it."""

    def mine(key: Any) -> bool:
        return bool((key[0] if isinstance(key, tuple) else key) == tenant_id)

    for gone in [key for key in shared if mine(key) and key not in own]:
        del shared[gone]
    shared.update({key: value for key, value in own.items() if mine(key)})
