"""Everything that is stored in memory, of all tenants, and what a work sees of one."""

import asyncio
import datetime as dt
from decimal import Decimal
from uuid import UUID

import msgspec

from pytake_domain.ai import AiCall, AiSettings, Evaluation, KnowledgeDocument, MonthUse, Piece, Prompt
from pytake_domain.analytics import Widget
from pytake_domain.billing import Reminder, ReminderRule
from pytake_domain.campaigns import Campaign, Pace, Policy, Recipient, Slowed
from pytake_domain.contacts import (
    Address,
    Attribute,
    ConsentProof,
    Contact,
    ContactImport,
    ContactList,
    MergeRecord,
    Refusal,
    Segment,
)
from pytake_domain.costs import Budget, BudgetMark, Cost
from pytake_domain.erp import (
    Call,
    Contract,
    ErpAction,
    ErpConnection,
    ErpCustomer,
    ErpFacts,
    ErpLink,
    ErpSync,
    Invoice,
    Outage,
)
from pytake_domain.flows import Flow, FlowCase, FlowSession, FlowVersion, Simulation, Trace
from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import (
    AttributeId,
    CalendarId,
    CampaignId,
    CannedReplyId,
    ConsentId,
    ContactId,
    ContactListId,
    ConversationId,
    DepartmentId,
    EvaluationId,
    FlowCaseId,
    FlowId,
    FlowSessionId,
    FlowVersionId,
    ImportId,
    KnowledgeId,
    MediaId,
    MessageId,
    NoteId,
    NotificationId,
    NumberId,
    OutageId,
    PromptId,
    QueueId,
    ReminderRuleId,
    SavedViewId,
    ScheduledId,
    SegmentId,
    SimulationId,
    SubjectRequestId,
    SurveyId,
    TemplateId,
    TenantId,
    UserId,
    WebhookDeliveryId,
    WebhookId,
    WidgetId,
)
from pytake_domain.kernel.work import Job
from pytake_domain.messaging import (
    Conversation,
    ConversationStatus,
    EarlyStatus,
    Message,
    Note,
    ScheduledMessage,
    StoredMedia,
    Survey,
    SurveyRules,
)
from pytake_domain.notifications import Notification
from pytake_domain.privacy import RetentionRules, SubjectRequest
from pytake_domain.routing import (
    AgentState,
    Assignment,
    Calendar,
    CannedReply,
    ClockKind,
    Department,
    Queue,
    SavedView,
    SlaClock,
)
from pytake_domain.templates import MessageTemplate
from pytake_domain.testing.memory.identity import IdentityState
from pytake_domain.testing.memory.queues import MemoryQueue
from pytake_domain.webhooks import Delivery, Webhook
from pytake_domain.whatsapp import Parked, Uploaded, WhatsAppNumber


class StoredJob(msgspec.Struct, frozen=True, kw_only=True):
    """A job that waits, and when it may run."""

    job: Job
    due: dt.datetime


class HookRow(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery to a webhook, its place in line, and who holds it."""

    delivery: Delivery
    place: int
    token: UUID | None = None
    leased_until: dt.datetime | None = None

    def held(self, now: dt.datetime) -> bool:
        """Has somebody got it?"""
        return self.leased_until is not None and self.leased_until > now


class TenantRows:
    """One tenant's rows; a work changes a copy."""

    def __init__(self) -> None:  # noqa: PLR0915  one a table
        self.contacts: dict[ContactId, Contact] = {}
        self.addresses: dict[Address, ContactId] = {}
        self.merges: dict[ContactId, MergeRecord] = {}
        self.moved: dict[ContactId, dict[ConversationId, ConversationStatus | None]] = {}
        self.numbers: dict[NumberId, WhatsAppNumber] = {}
        self.templates: dict[TemplateId, MessageTemplate] = {}
        self.conversations: dict[ConversationId, Conversation] = {}
        self.messages: dict[MessageId, Message] = {}
        self.media: dict[MediaId, StoredMedia] = {}
        self.media_uploads: dict[tuple[MediaId, str], Uploaded] = {}
        self.provider_ids: dict[tuple[NumberId, str], MessageId] = {}
        self.client_keys: dict[str, MessageId] = {}
        self.shelf: dict[tuple[NumberId, str, str, dt.datetime], EarlyStatus] = {}
        self.notes: dict[NoteId, Note] = {}
        self.months: dict[tuple[int, int], int] = {}
        self.parked: list[tuple[NumberId | None, Parked, dt.datetime]] = []
        self.flows: dict[FlowId, Flow] = {}
        self.flow_versions: dict[FlowVersionId, FlowVersion] = {}
        self.flow_sessions: dict[FlowSessionId, FlowSession] = {}
        self.flow_traces: list[Trace] = []
        self.flow_cases: dict[FlowCaseId, FlowCase] = {}
        self.simulations: dict[SimulationId, Simulation] = {}
        self.departments: dict[DepartmentId, Department] = {}
        self.calendars: dict[CalendarId, Calendar] = {}
        self.queues: dict[QueueId, Queue] = {}
        self.agents: dict[UserId, AgentState] = {}
        self.assignments: list[Assignment] = []
        self.sla_clocks: dict[tuple[ConversationId, ClockKind], SlaClock] = {}
        self.silences: dict[ConversationId, tuple[dt.datetime, dt.datetime]] = {}
        self.scheduled: dict[ScheduledId, ScheduledMessage] = {}
        self.surveys: dict[SurveyId, Survey] = {}
        self.survey_rules: dict[QueueId | None, SurveyRules] = {}
        self.saved_views: dict[SavedViewId, SavedView] = {}
        self.canned_replies: dict[CannedReplyId, CannedReply] = {}
        self.mutes: dict[tuple[UserId, ConversationId], dt.datetime] = {}
        self.tags: dict[str, dt.datetime] = {}
        self.attributes: dict[AttributeId, Attribute] = {}
        self.consents: dict[ConsentId, ConsentProof] = {}
        self.contact_lists: dict[ContactListId, ContactList] = {}
        self.list_members: dict[tuple[ContactListId, ContactId], dt.datetime] = {}
        self.list_fields: dict[tuple[ContactListId, ContactId], dict[str, str]] = {}
        self.moved_lists: dict[
            ContactId, tuple[frozenset[ContactListId], frozenset[ContactListId], dict[ContactListId, dict[str, str]]]
        ] = {}
        self.imports: dict[ImportId, ContactImport] = {}
        self.import_pieces: dict[tuple[ImportId, int], bytes] = {}
        self.import_refusals: dict[tuple[ImportId, int], Refusal] = {}
        self.evaluations: dict[EvaluationId, Evaluation] = {}
        self.knowledge: dict[KnowledgeId, KnowledgeDocument] = {}
        self.knowledge_files: dict[tuple[KnowledgeId, int], bytes] = {}
        self.knowledge_pieces: dict[tuple[KnowledgeId, int, int], Piece] = {}
        self.knowledge_places: dict[tuple[KnowledgeId, int, int], tuple[str, tuple[float, ...]]] = {}
        self.segments: dict[SegmentId, Segment] = {}
        self.campaigns: dict[CampaignId, Campaign] = {}
        self.removed_campaigns: dict[CampaignId, Campaign] = {}
        self.campaign_policy: dict[str, Policy] = {}
        self.moved_recipients: dict[ContactId, tuple[ContactId, dict[tuple[CampaignId, int, int], bool]]] = {}
        self.recipients: dict[tuple[CampaignId, ContactId, int, int], Recipient] = {}
        self.campaign_minutes: dict[tuple[CampaignId, dt.datetime, str], int] = {}
        self.portfolio_minutes: dict[tuple[str, dt.datetime], int] = {}
        self.campaign_paces: dict[CampaignId, Pace] = {}
        self.slowed: dict[NumberId, Slowed] = {}
        self.marketing_rests: dict[ContactId, tuple[int, dt.datetime]] = {}
        self.notifications: dict[tuple[UserId, NotificationId], Notification] = {}
        self.notices: dict[tuple[UserId, NotificationId], tuple[UUID, bool]] = {}
        self.hourly: dict[tuple[dt.datetime, NumberId, str], int] = {}
        self.hourly_costs: dict[str, tuple[Cost, ...]] = {}
        self.budgets: dict[str, Budget] = {}
        self.budget_marks: list[BudgetMark] = []
        self.widgets: dict[WidgetId, Widget] = {}
        self.ai_settings: dict[str, AiSettings] = {}
        self.ai_prompts: dict[PromptId, Prompt] = {}
        self.ai_calls: dict[str, AiCall] = {}
        self.ai_held: dict[str, tuple[dt.datetime, str, Decimal]] = {}
        self.ai_months: dict[tuple[dt.date, str], MonthUse] = {}
        self.ai_marks: dict[tuple[dt.date, str], int] = {}
        self.erp_connections: dict[str, ErpConnection] = {}
        self.erp_due: dict[str, dt.datetime] = {}
        self.erp_customers: dict[tuple[str, str], tuple[ErpCustomer, dt.datetime]] = {}
        self.erp_contracts: dict[tuple[str, str], tuple[Contract, dt.datetime]] = {}
        self.erp_invoices: dict[tuple[str, str], tuple[Invoice, dt.datetime]] = {}
        self.erp_links: dict[ContactId, ErpLink] = {}
        self.erp_facts: dict[ContactId, ErpFacts] = {}
        self.erp_denied: set[tuple[ContactId, str, str]] = set()
        self.erp_syncs: list[ErpSync] = []
        self.erp_actions: dict[str, ErpAction] = {}
        self.reminder_rules: dict[ReminderRuleId, ReminderRule] = {}
        self.reminders: dict[tuple[ReminderRuleId, str, str, dt.date | None], Reminder] = {}
        self.outages: dict[OutageId, Outage] = {}
        self.outage_told: dict[tuple[OutageId, ContactId], dt.datetime | None] = {}
        self.jobs: list[StoredJob] = []
        self.event_log: list[Event] = []
        self.webhooks: dict[WebhookId, Webhook] = {}
        self.webhook_outbox: list[Event] = []
        self.hooks: dict[WebhookDeliveryId, HookRow] = {}
        self.subject_requests: dict[SubjectRequestId, SubjectRequest] = {}
        self.retention: list[RetentionRules] = []
        self.refusals: set[Address] = set()

    def next_place(self) -> int:
        """Behind all others in line."""
        return 1 + max((row.place for row in self.hooks.values()), default=0)

    def copy(self) -> "TenantRows":
        """Rows themselves never change, so that a shallow copy is a copy."""
        other = TenantRows()
        for name, value in vars(self).items():
            setattr(other, name, value.copy())
        return other


class MemoryStore:
    """The whole installation. `events` are all that were committed, in order."""

    def __init__(self) -> None:
        self.tenants: dict[TenantId, TenantRows] = {}
        self.erp_calls: list[Call] = []
        self.identity = IdentityState()
        self.inbox = MemoryQueue()
        self.deliveries = MemoryQueue()
        self.outgoing = MemoryQueue()
        self.events: list[Event] = []
        self._locks: dict[TenantId, asyncio.Lock] = {}

    def of(self, tenant_id: TenantId) -> TenantRows:
        """What is committed of a tenant."""
        return self.tenants.setdefault(tenant_id, TenantRows())

    def lock(self, tenant_id: TenantId) -> asyncio.Lock:
        """One work of a tenant at a time."""
        return self._locks.setdefault(tenant_id, asyncio.Lock())
