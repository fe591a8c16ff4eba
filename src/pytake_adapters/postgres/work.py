"""One transaction of one tenant: begun together with its tenant, flushed in batches, committed when the block is left."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cached_property
from typing import Protocol
from uuid import UUID

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from pytake_adapters.postgres.agents import PostgresAgents, PostgresSights
from pytake_adapters.postgres.ai import PostgresAiSettings, PostgresAiUse, PostgresPrompts
from pytake_adapters.postgres.assignments import (
    PostgresAssignments,
    PostgresSilences,
    PostgresSlaClocks,
    PostgresWaiting,
)
from pytake_adapters.postgres.audit_trail import PostgresAuditTrail
from pytake_adapters.postgres.billing import PostgresBilling
from pytake_adapters.postgres.campaigns import PostgresCampaigns
from pytake_adapters.postgres.contacts import PostgresContacts, PostgresMerges
from pytake_adapters.postgres.conversations import PostgresConversations
from pytake_adapters.postgres.costs import PostgresBudgets, PostgresCostCounts
from pytake_adapters.postgres.departments import PostgresCalendars, PostgresDepartments
from pytake_adapters.postgres.erp import PostgresErpCalls, PostgresErpConnections, PostgresErpSyncs
from pytake_adapters.postgres.erp_records import PostgresErpRecords
from pytake_adapters.postgres.errors import ours
from pytake_adapters.postgres.evaluations import PostgresEvaluations
from pytake_adapters.postgres.events import PostgresActivity, PostgresDeliveries, PostgresEvents
from pytake_adapters.postgres.flow_sessions import PostgresFlowSessions
from pytake_adapters.postgres.flow_tools import PostgresFlowCases, PostgresSimulations
from pytake_adapters.postgres.flow_traces import PostgresFlowTraces
from pytake_adapters.postgres.flows import PostgresFlows, PostgresFlowVersions
from pytake_adapters.postgres.hosts import takes_writes
from pytake_adapters.postgres.hourly_counts import PostgresHourlyCounts
from pytake_adapters.postgres.identity import (
    PostgresApiKeys,
    PostgresRoles,
    PostgresTenants,
    PostgresUsers,
    PostgresUserSessions,
)
from pytake_adapters.postgres.imports import PostgresImports
from pytake_adapters.postgres.jobs import PostgresJobs
from pytake_adapters.postgres.knowledge import PostgresKnowledge
from pytake_adapters.postgres.ledger import PostgresCampaignAnswers, PostgresLedger
from pytake_adapters.postgres.media import PostgresMedia
from pytake_adapters.postgres.messages import PostgresMessages
from pytake_adapters.postgres.mutes import PostgresMutes
from pytake_adapters.postgres.notes import PostgresNotes
from pytake_adapters.postgres.notifications import PostgresNotifications
from pytake_adapters.postgres.numbers import PostgresNumbers
from pytake_adapters.postgres.outages import PostgresOutages
from pytake_adapters.postgres.outgoing import PostgresOutgoing
from pytake_adapters.postgres.paces import PostgresPaces
from pytake_adapters.postgres.passkeys import PostgresPasskeys
from pytake_adapters.postgres.people import PostgresAttributes, PostgresConsents, PostgresContactLists
from pytake_adapters.postgres.queries.facts import PostgresFacts
from pytake_adapters.postgres.queries.messaging import PostgresMessagingViews
from pytake_adapters.postgres.queries.search import PostgresSearch
from pytake_adapters.postgres.queues import PostgresQueues
from pytake_adapters.postgres.quota import PostgresQuota
from pytake_adapters.postgres.refusals import Marks, PostgresRefusals
from pytake_adapters.postgres.saved_views import PostgresCannedReplies, PostgresSavedViews
from pytake_adapters.postgres.scheduled import PostgresScheduled, PostgresSnoozed
from pytake_adapters.postgres.sealing import Fields
from pytake_adapters.postgres.second_factors import PostgresSecondFactors
from pytake_adapters.postgres.segments import PostgresSegments
from pytake_adapters.postgres.shelf import PostgresInboxDone, PostgresParked, PostgresShelf
from pytake_adapters.postgres.sign_on import PostgresSignOn
from pytake_adapters.postgres.subject_requests import PostgresRetention, PostgresSubjectRequests
from pytake_adapters.postgres.subjects import PostgresSubjects
from pytake_adapters.postgres.surveys import PostgresSurveys
from pytake_adapters.postgres.tags import PostgresTags
from pytake_adapters.postgres.templates import PostgresTemplates
from pytake_adapters.postgres.tenants import PostgresUsage
from pytake_adapters.postgres.webhooks import PostgresWebhookDeliveries, PostgresWebhooks
from pytake_adapters.postgres.widgets import PostgresWidgets
from pytake_domain.campaigns import HoldingCampaigns
from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import Ids, TenantId
from pytake_domain.kernel.time import Clock


class BeforeCommit(Protocol):
    """What follows from the events of a work in the same transaction, whoever caused them."""

    async def __call__(self, work: "PostgresWork", events: Sequence[Event]) -> None:
        """May read and write; what it adds itself is not told to it again."""
        ...


class Flushed(Protocol):
    """A repository that gathers writes and sends them together before the commit."""

    async def flush(self) -> None:
        """Write what was gathered."""
        ...


AfterCommit = Callable[[Sequence[Event], frozenset[str]], Awaitable[None]]
"""Told the events of a committed work, and which queues (`deliveries`, `outgoing`, `webhooks`) it added to."""


class PostgresWork:
    """The repositories of one transaction; those that are used flush in one order, so that works never deadlock."""

    def __init__(
        self, tenant_id: TenantId, sql: AsyncConnection, raw: asyncpg.Connection, config: "WorkConfig"
    ) -> None:
        self.tenant_id = tenant_id
        self.sql = sql
        self.raw = raw
        self._config = config

    @cached_property
    def tenants(self) -> PostgresTenants:
        """The company."""
        return PostgresTenants(self.tenant_id, self.sql)

    @cached_property
    def users(self) -> PostgresUsers:
        """Its people."""
        return PostgresUsers(self.tenant_id, self.sql)

    @cached_property
    def roles(self) -> PostgresRoles:
        """Roles of its own."""
        return PostgresRoles(self.tenant_id, self.sql)

    @cached_property
    def user_sessions(self) -> PostgresUserSessions:
        """Who is signed in."""
        return PostgresUserSessions(self.tenant_id, self.sql)

    @cached_property
    def api_keys(self) -> PostgresApiKeys:
        """Its machines."""
        return PostgresApiKeys(self.tenant_id, self.sql)

    @cached_property
    def second_factors(self) -> PostgresSecondFactors:
        """What is asked for beside passwords."""
        return PostgresSecondFactors(self.tenant_id, self.raw)

    @cached_property
    def passkeys(self) -> PostgresPasskeys:
        """Keys on people's devices."""
        return PostgresPasskeys(self.tenant_id, self.raw)

    @cached_property
    def sign_on(self) -> PostgresSignOn:
        """Its own provider of identities."""
        return PostgresSignOn(self.tenant_id, self.raw)

    @cached_property
    def usage(self) -> PostgresUsage:
        """What counts against its limits."""
        return PostgresUsage(self.tenant_id, self.raw)

    @cached_property
    def activity(self) -> PostgresActivity:
        """What people did."""
        return PostgresActivity(self.tenant_id, self.raw)

    @cached_property
    def subjects(self) -> PostgresSubjects:
        """What is known of people."""
        return PostgresSubjects(self.tenant_id, self.raw, self._config.fields)

    @cached_property
    def refusals(self) -> PostgresRefusals:
        """Noes that outlive them."""
        return PostgresRefusals(self.tenant_id, self.raw, self._config.marks)

    @cached_property
    def subject_requests(self) -> PostgresSubjectRequests:
        """What they asked for."""
        return PostgresSubjectRequests(self.tenant_id, self.raw)

    @cached_property
    def retention(self) -> PostgresRetention:
        """How long what is kept."""
        return PostgresRetention(self.tenant_id, self.raw)

    @cached_property
    def audit_trail(self) -> PostgresAuditTrail:
        """Who read and changed what."""
        return PostgresAuditTrail(self.tenant_id, self.raw)

    @cached_property
    def contacts(self) -> PostgresContacts:
        """Contacts."""
        return PostgresContacts(self.tenant_id, self.raw, self._config.ids, self._config.marks)

    @cached_property
    def ai_settings(self) -> PostgresAiSettings:
        """How the company uses language models."""
        return PostgresAiSettings(self.tenant_id, self.raw)

    @cached_property
    def ai_use(self) -> PostgresAiUse:
        """What for."""
        return PostgresAiUse(self.tenant_id, self.raw)

    @cached_property
    def ai_prompts(self) -> PostgresPrompts:
        """Instructions written once."""
        return PostgresPrompts(self.tenant_id, self.raw)

    @cached_property
    def erp_connections(self) -> PostgresErpConnections:
        """Which ERPs are connected."""
        return PostgresErpConnections(self.tenant_id, self.raw)

    @cached_property
    def erp_records(self) -> PostgresErpRecords:
        """What they said."""
        return PostgresErpRecords(self.tenant_id, self.raw, self._config.fields)

    @cached_property
    def erp_calls(self) -> PostgresErpCalls:
        """What they were asked."""
        return PostgresErpCalls(self.tenant_id, self.raw)

    @cached_property
    def erp_syncs(self) -> PostgresErpSyncs:
        """How far sweeps are."""
        return PostgresErpSyncs(self.tenant_id, self.raw)

    @cached_property
    def billing(self) -> PostgresBilling:
        """Who is reminded of what."""
        return PostgresBilling(self.tenant_id, self.raw, self._config.fields)

    @cached_property
    def webhooks(self) -> PostgresWebhooks:
        """Who is told."""
        return PostgresWebhooks(self.tenant_id, self.raw)

    @cached_property
    def webhook_deliveries(self) -> PostgresWebhookDeliveries:
        """Of what."""
        return PostgresWebhookDeliveries(self.tenant_id, self.raw)

    @cached_property
    def outages(self) -> PostgresOutages:
        """Which parts of the network are down."""
        return PostgresOutages(self.tenant_id, self.raw)

    @cached_property
    def tags(self) -> PostgresTags:
        """Words to sort contacts by."""
        return PostgresTags(self.tenant_id, self.raw)

    @cached_property
    def attributes(self) -> PostgresAttributes:
        """What is kept of contacts."""
        return PostgresAttributes(self.tenant_id, self.raw)

    @cached_property
    def consents(self) -> PostgresConsents:
        """What contacts agreed to."""
        return PostgresConsents(self.tenant_id, self.raw)

    @cached_property
    def contact_lists(self) -> PostgresContactLists:
        """Sets of contacts."""
        return PostgresContactLists(self.tenant_id, self.raw)

    @cached_property
    def segments(self) -> PostgresSegments:
        """Questions about contacts."""
        return PostgresSegments(self.tenant_id, self.raw, self.contacts)

    @cached_property
    def imports(self) -> PostgresImports:
        """Contacts from files."""
        return PostgresImports(self.tenant_id, self.raw, self._config.ids, self._config.marks)

    @cached_property
    def evaluations(self) -> PostgresEvaluations:
        """Questions with known answers."""
        return PostgresEvaluations(self.tenant_id, self.raw)

    @cached_property
    def knowledge(self) -> PostgresKnowledge:
        """What was taught."""
        return PostgresKnowledge(self.tenant_id, self.raw)

    @cached_property
    def campaigns(self) -> PostgresCampaigns:
        """Campaigns."""
        return PostgresCampaigns(self.tenant_id, self.raw)

    @cached_property
    def holders(self) -> HoldingCampaigns:
        """What else asks for people."""
        return HoldingCampaigns(self.campaigns)

    @cached_property
    def ledger(self) -> PostgresLedger:
        """Who got what of them."""
        return PostgresLedger(self.tenant_id, self.raw)

    @cached_property
    def campaign_answers(self) -> PostgresCampaignAnswers:
        """Which of them were answered."""
        return PostgresCampaignAnswers(self.tenant_id, self.raw)

    @cached_property
    def paces(self) -> PostgresPaces:
        """How fast they may go."""
        return PostgresPaces(self.tenant_id, self.raw)

    @cached_property
    def merges(self) -> PostgresMerges:
        """Merges that can be undone."""
        return PostgresMerges(self.tenant_id, self.raw)

    @cached_property
    def numbers(self) -> PostgresNumbers:
        """Numbers."""
        return PostgresNumbers(self.tenant_id, self.sql)

    @cached_property
    def templates(self) -> PostgresTemplates:
        """Templates."""
        return PostgresTemplates(self.tenant_id, self.sql)

    @cached_property
    def conversations(self) -> PostgresConversations:
        """Conversations."""
        return PostgresConversations(self.tenant_id, self.raw, self._config.ids)

    @cached_property
    def messages(self) -> PostgresMessages:
        """Messages."""
        return PostgresMessages(self.tenant_id, self.raw)

    @cached_property
    def media(self) -> PostgresMedia:
        """Files."""
        return PostgresMedia(self.tenant_id, self.sql)

    @cached_property
    def outgoing(self) -> PostgresOutgoing:
        """What waits to leave."""
        return PostgresOutgoing(self.tenant_id, self.raw)

    @cached_property
    def shelf(self) -> PostgresShelf:
        """Statuses that came too early."""
        return PostgresShelf(self.tenant_id, self.raw)

    @cached_property
    def sights(self) -> PostgresSights:
        """Who sees what."""
        return PostgresSights(self.tenant_id, self.raw)

    @cached_property
    def departments(self) -> PostgresDepartments:
        """Departments."""
        return PostgresDepartments(self.tenant_id, self.raw)

    @cached_property
    def calendars(self) -> PostgresCalendars:
        """Business hours."""
        return PostgresCalendars(self.tenant_id, self.raw)

    @cached_property
    def queues(self) -> PostgresQueues:
        """Where conversations wait."""
        return PostgresQueues(self.tenant_id, self.raw)

    @cached_property
    def agents(self) -> PostgresAgents:
        """Who is there."""
        return PostgresAgents(self.tenant_id, self.raw, self._config.clock)

    @cached_property
    def waiting(self) -> PostgresWaiting:
        """Who waits."""
        return PostgresWaiting(self.tenant_id, self.raw)

    @cached_property
    def assignments(self) -> PostgresAssignments:
        """Who got what."""
        return PostgresAssignments(self.tenant_id, self.raw)

    @cached_property
    def sla_clocks(self) -> PostgresSlaClocks:
        """Promises."""
        return PostgresSlaClocks(self.tenant_id, self.raw)

    @cached_property
    def silences(self) -> PostgresSilences:
        """Where nobody speaks."""
        return PostgresSilences(self.tenant_id, self.raw)

    @cached_property
    def scheduled(self) -> PostgresScheduled:
        """Planned messages."""
        return PostgresScheduled(self.tenant_id, self.raw)

    @cached_property
    def snoozed(self) -> PostgresSnoozed:
        """What is out of sight."""
        return PostgresSnoozed(self.tenant_id, self.raw)

    @cached_property
    def surveys(self) -> PostgresSurveys:
        """What customers think."""
        return PostgresSurveys(self.tenant_id, self.raw)

    @cached_property
    def mutes(self) -> PostgresMutes:
        """Who hears nothing of what."""
        return PostgresMutes(self.tenant_id, self.raw)

    @cached_property
    def saved_views(self) -> PostgresSavedViews:
        """Filters under a name."""
        return PostgresSavedViews(self.tenant_id, self.raw)

    @cached_property
    def canned_replies(self) -> PostgresCannedReplies:
        """Texts for again and again."""
        return PostgresCannedReplies(self.tenant_id, self.raw)

    @cached_property
    def facts(self) -> PostgresFacts:
        """What happened."""
        return PostgresFacts(self.tenant_id, self.raw)

    @cached_property
    def notes(self) -> PostgresNotes:
        """Internal notes."""
        return PostgresNotes(self.tenant_id, self.sql)

    @cached_property
    def quota(self) -> PostgresQuota:
        """The plan's messages of this month."""
        return PostgresQuota(self.tenant_id, self.raw, self._config.monthly_limits)

    @cached_property
    def parked(self) -> PostgresParked:
        """Elements that could not be read."""
        return PostgresParked(self.tenant_id, self.raw, self._config.ids)

    @cached_property
    def inbox(self) -> PostgresInboxDone:
        """The end of raw webhooks."""
        return PostgresInboxDone(self.tenant_id, self.raw)

    @cached_property
    def views(self) -> PostgresMessagingViews:
        """Lists."""
        return PostgresMessagingViews(self.tenant_id, self.raw)

    @cached_property
    def search(self) -> PostgresSearch:
        """Words in messages."""
        return PostgresSearch(self.tenant_id, self.sql)

    @cached_property
    def events(self) -> PostgresEvents:
        """What happened."""
        return PostgresEvents(self.tenant_id, self.raw, self._config.delivered)

    @cached_property
    def deliveries(self) -> PostgresDeliveries:
        """Events taken for delivery."""
        return PostgresDeliveries(self.tenant_id, self.raw)

    @cached_property
    def flows(self) -> PostgresFlows:
        """Drafts of flows."""
        return PostgresFlows(self.tenant_id, self.sql)

    @cached_property
    def flow_versions(self) -> PostgresFlowVersions:
        """What runs."""
        return PostgresFlowVersions(self.tenant_id, self.sql)

    @cached_property
    def flow_sessions(self) -> PostgresFlowSessions:
        """Who is where in a flow."""
        return PostgresFlowSessions(self.tenant_id, self.raw)

    @cached_property
    def flow_traces(self) -> PostgresFlowTraces:
        """Who went where in a flow."""
        return PostgresFlowTraces(self.tenant_id, self.raw)

    @cached_property
    def flow_cases(self) -> PostgresFlowCases:
        """What flows must go on doing."""
        return PostgresFlowCases(self.tenant_id, self.raw)

    @cached_property
    def simulations(self) -> PostgresSimulations:
        """Flows that are being tried."""
        return PostgresSimulations(self.tenant_id, self.raw)

    @cached_property
    def hourly(self) -> PostgresHourlyCounts:
        """Counts by the hour."""
        return PostgresHourlyCounts(self.tenant_id, self.raw)

    @cached_property
    def costs(self) -> PostgresCostCounts:
        """Costs by the hour."""
        return PostgresCostCounts(self.tenant_id, self.raw)

    @cached_property
    def budgets(self) -> PostgresBudgets:
        """What a month may cost."""
        return PostgresBudgets(self.tenant_id, self.raw)

    @cached_property
    def widgets(self) -> PostgresWidgets:
        """What people put on their dashboards."""
        return PostgresWidgets(self.tenant_id, self.raw)

    @cached_property
    def notifications(self) -> PostgresNotifications:
        """What people should know."""
        return PostgresNotifications(self.tenant_id, self.raw)

    @cached_property
    def jobs(self) -> PostgresJobs:
        """Work for later."""
        return PostgresJobs(self.tenant_id, self.raw, self._config.clock)

    async def flush(self) -> frozenset[str]:
        """Send gathered writes, with what follows from them; says which queues grew."""
        used = vars(self)
        follow = self._config.before_commit
        if follow is not None and "events" in used and self.events.all:
            await follow(self, tuple(self.events.all))
        for name in FLUSH_ORDER:
            if name in used:
                await used[name].flush()
        touched = {hour for name in ("messages", "events") if name in used for hour in used[name].touched}
        if touched:
            await self.hourly.touch(touched)
        grown: set[str] = {"outgoing"} if "outgoing" in used and self.outgoing.grew else set()
        if "events" in used and self.events.grew:
            grown.add("deliveries")
        if "events" in used and self.events.heard:
            grown.add("webhooks")
        return frozenset(grown)

    def gathered_events(self) -> Sequence[Event]:
        """All events of this work."""
        return self.events.all if "events" in vars(self) else ()


FLUSH_ORDER = (
    "conversations",
    "flow_sessions",
    "flow_traces",
    "messages",
    "ledger",
    "outgoing",
    "events",
    "jobs",
    "quota",
)


class WorkConfig:
    """What works need to know beside their connection."""

    def __init__(
        self,
        *,
        ids: Ids,
        clock: Clock,
        delivered: frozenset[str],
        monthly_limits: "Callable[[str, Mapping[str, object]], int | None]",
        fields: Fields,
        after_commit: AfterCommit | None = None,
        notify: bool = False,
        before_commit: BeforeCommit | None = None,
        marks: Marks | None = None,
    ) -> None:
        self.fields = fields
        self.marks = marks
        self.before_commit = before_commit
        self.ids = ids
        self.clock = clock
        self.delivered = delivered
        self.monthly_limits = monthly_limits
        self.after_commit = after_commit
        self.notify = notify


class PostgresOpenWork:
    """Opens works on the application's engine."""

    def __init__(self, engine: AsyncEngine, config: WorkConfig, *, only_reading: bool = False) -> None:
        self._engine = engine
        self._config = config
        self._begin = "BEGIN READ ONLY" if only_reading else "BEGIN"

    @asynccontextmanager
    async def __call__(self, tenant_id: TenantId) -> AsyncIterator[PostgresWork]:
        """Raises Unavailable when the database is away, Conflict of several kinds when a save meets another's."""
        with ours():
            async with self._engine.connect() as sql:
                raw = (await sql.get_raw_connection()).driver_connection
                assert raw is not None  # noqa: S101  a fresh checkout has one
                work = PostgresWork(tenant_id, sql, raw, self._config)
                try:
                    await raw.execute(f"{self._begin}; SET LOCAL app.tenant_id = '{UUID(str(tenant_id))}'")
                    yield work
                    grown = await work.flush()
                    if self._config.notify:
                        for queue in sorted(grown):
                            await raw.execute(f"NOTIFY pytake_{queue}")
                    await raw.execute("COMMIT")
                except BaseException:
                    await undo(sql, raw)
                    raise
            if self._config.after_commit is not None:
                await self._config.after_commit(work.gathered_events(), grown)


async def undo(sql: AsyncConnection, raw: asyncpg.Connection) -> None:
    """Roll back; a connection that can't say it did is thrown away, so that no half transaction is ever reused, and so is one
    whose server takes no writes any more.
    """
    try:
        await asyncio.wait_for(asyncio.shield(raw.execute("ROLLBACK")), 5)
    except BaseException:  # noqa: BLE001  whatever happened first is raised by the caller
        await sql.invalidate()
        return
    if not takes_writes(raw):
        await sql.invalidate()
