"""What is sent and what comes back. Made by generate.py out of the OpenAPI document: change that, not this."""

from __future__ import annotations

import datetime as dt
from typing import Any, Generic, Literal, TypeAlias, TypeVar
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType, field

T = TypeVar("T")

AddressKind: TypeAlias = Literal["phone", "wa_id", "bsuid", "parent_bsuid", "username", "lid"]
ApiType: TypeAlias = Literal["official", "evolution"]
AttributeType: TypeAlias = Literal["text", "number", "date", "boolean", "choice"]
Audience: TypeAlias = Literal["shared", "department", "own"]
AuditAction: TypeAlias = Literal["read", "change", "export", "erase", "anonymise", "retention"]
Basis: TypeAlias = Literal["consent", "legitimate_interest"]
BulkAction: TypeAlias = Literal["assign", "transfer", "tag", "untag", "resolve", "archive", "reopen", "snooze", "read"]
CampaignStatus: TypeAlias = Literal[
    "draft", "scheduled", "running", "paused", "stopping", "stopped", "completed", "failed"
]
CampaignType: TypeAlias = Literal["broadcast", "drip", "trigger"]
ConversationOrder: TypeAlias = Literal["last_message_at", "waiting", "priority", "window"]
ConversationStatus: TypeAlias = Literal["bot", "queued", "active", "waiting", "resolved", "archived"]
DeliveryState: TypeAlias = Literal["pending", "delivered", "dead"]
Direction: TypeAlias = Literal["inbound", "outbound"]
EventKind: TypeAlias = Literal["contact_created", "tag_added", "opted_in", "signal"]
FlowStatus: TypeAlias = Literal["draft", "published", "unpublished"]
Holidays: TypeAlias = Literal["send", "skip"]
Language: TypeAlias = Literal["pt-BR", "en", "es"]
Level: TypeAlias = Literal["info", "warning", "error", "critical"]
ManyAction: TypeAlias = Literal["tag", "untag", "list", "unlist", "consent", "delete"]
MediaVariant: TypeAlias = Literal["original", "thumbnail"]
MessageType: TypeAlias = Literal[
    "text",
    "image",
    "video",
    "audio",
    "document",
    "sticker",
    "location",
    "contacts",
    "interactive",
    "button",
    "reaction",
    "template",
    "order",
    "system",
    "unsupported",
]
Metric: TypeAlias = Literal[
    "messages_received",
    "messages_sent",
    "messages_delivered",
    "messages_read",
    "messages_failed",
    "conversations_opened",
    "conversations_resolved",
]
OrderState: TypeAlias = Literal["pending", "processing", "partially-shipped", "shipped", "completed", "canceled"]
OutsideWindow: TypeAlias = Literal["fail", "template"]
ParameterFormat: TypeAlias = Literal["POSITIONAL", "NAMED"]
PaymentState: TypeAlias = Literal["pending", "captured", "failed"]
PeriodName: TypeAlias = Literal["today", "7d", "30d", "90d", "custom"]
Permission: TypeAlias = Literal[
    "read:messages",
    "write:messages",
    "read:conversations",
    "write:conversations",
    "assign:conversations",
    "read:all_conversations",
    "read:contacts",
    "write:contacts",
    "read:phone_numbers",
    "read:flows",
    "write:flows",
    "publish:flows",
    "read:whatsapp_configs",
    "manage:whatsapp_configs",
    "export:conversations",
    "read:templates",
    "write:templates",
    "read:routing",
    "manage:routing",
    "read:campaigns",
    "write:campaigns",
    "start:campaigns",
    "read:erp",
    "write:erp",
    "manage:erp",
    "read:billing",
    "write:billing",
    "use:ai",
    "manage:ai",
    "read:users",
    "manage:users",
    "manage:api_keys",
    "read:webhooks",
    "write:webhooks",
    "manage:tenant",
    "read:audit",
    "manage:privacy",
    "read:metrics",
    "manage:platform",
]
PixKeyType: TypeAlias = Literal["CPF", "CNPJ", "EMAIL", "PHONE", "EVP"]
Plan: TypeAlias = Literal["starter", "growth", "enterprise"]
Presence: TypeAlias = Literal["available", "busy", "away", "offline"]
RequestKind: TypeAlias = Literal["access", "correction", "export", "erasure", "anonymisation"]
RequestState: TypeAlias = Literal["open", "running", "done", "refused"]
ScheduledState: TypeAlias = Literal["waiting", "sent", "cancelled", "failed"]
SessionStatus: TypeAlias = Literal["running", "completed", "expired", "failed", "transferred", "cancelled"]
SheetForm: TypeAlias = Literal["csv", "pdf", "xlsx"]
Strategy: TypeAlias = Literal["least_load", "round_robin", "manual"]
TableForm: TypeAlias = Literal["csv", "xlsx"]
TemplateCategory: TypeAlias = Literal["MARKETING", "UTILITY", "AUTHENTICATION"]
TenantStatus: TypeAlias = Literal["active", "suspended", "deleting"]
TranscriptForm: TypeAlias = Literal["pdf", "csv", "json", "txt"]
VariantMetric: TypeAlias = Literal["read", "replied", "clicked", "converted"]
WidgetKind: TypeAlias = Literal["kpi", "chart", "heat", "funnel", "agents", "queue", "alerts"]


class Listed(Struct, Generic[T], frozen=True, kw_only=True):
    """A page of a list."""

    data: list[T]
    pagination: Pagination


class ActivityOut(Struct, frozen=True, kw_only=True):
    id: UUID
    action: str
    at: dt.datetime
    subject_id: UUID
    reason: str


class AddressIn(Struct, frozen=True, kw_only=True):
    kind: AddressKind
    value: str


class AddressOut(Struct, frozen=True, kw_only=True):
    kind: str
    value: str
    current: bool
    unreachable: UnreachableOut | None


class AdministratorOut(Struct, frozen=True, kw_only=True):
    id: UUID
    email: str
    name: str


class AgainstOut(Struct, frozen=True, kw_only=True):
    settings: int
    knowledge: str
    prompt_id: UUID | None
    prompt: int


class AgentChangeIn(Struct, frozen=True, kw_only=True):
    capacity: int | UnsetType | None = UNSET
    skills: dict[str, int] | UnsetType | None = UNSET


class AgentFiguresOut(Struct, frozen=True, kw_only=True):
    resolved: int
    first_answer: TimesOut
    resolution: TimesOut
    ratings: int
    rating: float | None
    user_id: UUID


class AgentOut(Struct, frozen=True, kw_only=True):
    user_id: UUID
    name: str
    presence: str
    since: dt.datetime
    capacity: int
    load: int
    skills: dict[str, int]
    queues: list[UUID]
    last_assigned_at: dt.datetime | None
    wrap_up_until: dt.datetime | None


class AiSettingsIn(Struct, frozen=True, kw_only=True):
    primary: ModelChoiceIn
    version: int
    fallback: ModelChoiceIn | UnsetType | None = UNSET
    embedding_model: str | UnsetType = UNSET
    currency: str | UnsetType = UNSET
    budget: str | UnsetType | None = UNSET
    masking: bool | UnsetType = UNSET
    threshold: float | UnsetType = UNSET
    tools: list[str] | UnsetType = UNSET
    prices: dict[str, PriceIO] | UnsetType = UNSET
    seconds: int | UnsetType = UNSET
    check: bool | UnsetType = UNSET


class AiSettingsOut(Struct, frozen=True, kw_only=True):
    connected: bool
    primary: ModelChoiceOut | None
    fallback: ModelChoiceOut | None
    embedding_model: str
    currency: str
    budget: str | None
    masking: bool
    threshold: float
    tools: list[str]
    prices: dict[str, PriceIO]
    seconds: int
    version: int
    providers: list[str]
    unpriced_models: list[str]
    use: AiUseOut
    checked: list[TriedOut]


class AiUseOut(Struct, frozen=True, kw_only=True):
    month: dt.date
    calls: int
    failed: int
    tokens_read: int
    tokens_written: int
    cost: str
    held: str
    left: str | None
    unpriced: int


class AlertOut(Struct, frozen=True, kw_only=True):
    kind: str
    subject_id: UUID | None
    name: str
    detail: str
    count: int


class AllowanceOut(Struct, frozen=True, kw_only=True):
    users: int | None
    messages_per_month: int | None
    numbers: int | None
    flows: int | None
    campaigns: int | None
    requests_per_second: float


class AnalyticsOut(Struct, frozen=True, kw_only=True):
    status: str
    status_code: str | None
    status_message: str | None
    status_reason: str
    progress: ProgressOut
    by_step: dict[str, ProgressOut]
    by_variant: dict[str, ProgressOut]
    failed: list[ReasonOut]
    skipped: list[ReasonOut]
    cancelled: list[ReasonOut]
    spent: list[SpentOut]
    verdict: VerdictOut | None
    last_minute: int
    forecast: ForecastOut | None


class AnswerDueOut(Struct, frozen=True, kw_only=True):
    warn_at: dt.datetime
    due_at: dt.datetime


class ApiKeyIn(Struct, frozen=True, kw_only=True):
    name: str
    permissions: list[Permission]
    expires_at: dt.datetime | UnsetType | None = UNSET


class ApiKeyOut(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    last4: str
    permissions: list[str]
    created_at: dt.datetime
    expires_at: dt.datetime | None
    revoked_at: dt.datetime | None
    key: str | None = None


class Asked(Struct, frozen=True, kw_only=True):
    query: str
    variables: dict[str, Any] | UnsetType | None = UNSET
    operationName: str | UnsetType | None = UNSET
    extensions: dict[str, Any] | UnsetType | None = UNSET


class AssignIn(Struct, frozen=True, kw_only=True):
    user_id: UUID | UnsetType | None = UNSET
    reason: str | UnsetType = UNSET


class AssignmentOut(Struct, frozen=True, kw_only=True):
    user_id: UUID | None
    queue_id: UUID | None
    reason: str
    note: str
    waited_seconds: int
    actor_kind: str
    actor_id: UUID | None


class AttributeChangeIn(Struct, frozen=True, kw_only=True):
    label: str
    options: list[str] | UnsetType = UNSET


class AttributeIn(Struct, frozen=True, kw_only=True):
    name: str
    type: AttributeType
    label: str | UnsetType = UNSET
    options: list[str] | UnsetType = UNSET


class AttributeOut(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    label: str
    type: str
    options: list[str]
    created_at: dt.datetime
    updated_at: dt.datetime


class AuditOut(Struct, frozen=True, kw_only=True):
    id: UUID
    at: dt.datetime
    actor_kind: str
    actor_id: UUID | None
    action: str
    kind: str
    route: str
    subjects: list[UUID]
    request_id: str
    address: str
    counts: dict[str, int]


class AuditPageOut(Struct, frozen=True, kw_only=True):
    data: list[AuditOut]
    next_cursor: str | None
    verified: ChainOut | None


class BranchCostOut(Struct, frozen=True, kw_only=True):
    node_id: str
    handle: str
    cost: WireFlowsSpanOut


class BrandingIn(Struct, frozen=True, kw_only=True):
    name: str | UnsetType | None = UNSET
    primary_color: str | UnsetType | None = UNSET
    secondary_color: str | UnsetType | None = UNSET
    domain: str | UnsetType | None = UNSET
    sender_address: str | UnsetType | None = UNSET
    logo: str | UnsetType | None = UNSET


class BrandingOut(Struct, frozen=True, kw_only=True):
    own: bool
    name: str
    primary_color: str | None
    secondary_color: str | None
    logo_url: str | None
    sign_on: str | None


class BrandingWholeOut(Struct, frozen=True, kw_only=True):
    name: str | None
    primary_color: str | None
    secondary_color: str | None
    domain: str | None
    sender_address: str | None
    has_logo: bool


class BudgetIn(Struct, frozen=True, kw_only=True):
    currency: str
    version: int
    amount: str | UnsetType | None = UNSET
    campaigns: list[CampaignBudgetIn] | UnsetType = UNSET
    alerts: list[int] | UnsetType = UNSET
    stop_campaigns: bool | UnsetType = UNSET


class BudgetOut(Struct, frozen=True, kw_only=True):
    currency: str
    amount: str | None
    spent: str
    month: dt.date
    campaigns: list[CampaignBudgetOut]
    alerts: list[int]
    stop_campaigns: bool
    version: int


class BulkIn(Struct, frozen=True, kw_only=True):
    action: BulkAction
    ids: list[UUID] | UnsetType | None = UNSET
    filter: FiltersIO | UnsetType | None = UNSET
    user_id: UUID | UnsetType | None = UNSET
    queue_id: UUID | UnsetType | None = UNSET
    department_id: UUID | UnsetType | None = UNSET
    tags: list[str] | UnsetType = UNSET
    until: dt.datetime | UnsetType | None = UNSET
    reason: str | UnsetType = UNSET


class BulkOut(Struct, frozen=True, kw_only=True):
    data: list[OutcomeOut]
    changed: int
    unchanged: int
    failed: int
    more: bool


class ButtonIn(Struct, frozen=True, kw_only=True):
    title: str
    id: str | UnsetType | None = UNSET


class CalendarIn(Struct, frozen=True, kw_only=True):
    name: str
    time_zone: str | UnsetType = UNSET
    week: dict[str, list[SpanIO]] | UnsetType = UNSET
    exceptions: list[SpecialDayIO] | UnsetType = UNSET
    closed_message: str | UnsetType = UNSET
    is_default: bool | UnsetType = UNSET


class CalendarOut(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    time_zone: str
    week: dict[str, list[SpanIO]]
    exceptions: list[SpecialDayIO]
    closed_message: str
    is_default: bool
    is_open: bool
    opens_at: dt.datetime | None
    created_at: dt.datetime
    updated_at: dt.datetime


class CalendarsOut(Struct, frozen=True, kw_only=True):
    data: list[CalendarOut]
    pagination: Pagination
    suggested: list[HolidayOut] | None = None


class CallButton(Struct, frozen=True, kw_only=True, tag_field="kind", tag="voice_call"):
    body: str
    display_text: str
    ttl_minutes: int | UnsetType | None = UNSET
    payload: str | UnsetType | None = UNSET


class CallPermission(Struct, frozen=True, kw_only=True, tag_field="kind", tag="call_permission"):
    body: str


class CampaignAudienceOut(Struct, frozen=True, kw_only=True):
    campaign: CampaignOut
    import_id: UUID
    list_id: UUID
    columns: list[str]


class CampaignBudgetIn(Struct, frozen=True, kw_only=True):
    campaign_id: UUID
    amount: str


class CampaignBudgetOut(Struct, frozen=True, kw_only=True):
    campaign_id: UUID
    amount: str
    spent: str


class CampaignIn(Struct, frozen=True, kw_only=True):
    name: str
    type: CampaignType | UnsetType = UNSET
    schedule: ScheduleIO | UnsetType = UNSET
    targeting: TargetingIO | UnsetType = UNSET
    message: MessageIO | UnsetType = UNSET
    steps: list[StepIO] | UnsetType = UNSET
    trigger: TriggerIO | UnsetType | None = UNSET
    limits: CampaignsLimitsIO | UnsetType = UNSET
    numbers: list[NumberShareIO] | UnsetType = UNSET
    exclusions: ExclusionsIO | UnsetType = UNSET
    purpose: str | UnsetType = UNSET
    basis: Basis | UnsetType = UNSET
    holdout: int | UnsetType = UNSET
    goal_tag: str | UnsetType | None = UNSET
    attribution_hours: int | UnsetType = UNSET
    version: int | UnsetType | None = UNSET


class CampaignOut(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    type: str
    status: str
    status_code: str | None
    status_reason: str
    schedule: ScheduleIO
    targeting: TargetingIO
    message: MessageIO
    steps: list[StepIO]
    trigger: TriggerIO | None
    limits: CampaignsLimitsIO
    numbers: list[NumberShareIO]
    exclusions: ExclusionsIO
    purpose: str
    basis: str
    holdout: int
    goal_tag: str | None
    attribution_hours: int
    winner: str | None
    progress: ProgressOut
    created_by: UUID | None
    created_at: dt.datetime
    updated_at: dt.datetime
    started_at: dt.datetime | None
    ended_at: dt.datetime | None
    version: int


class CampaignReasonIn(Struct, frozen=True, kw_only=True):
    reason: str | UnsetType = UNSET


class CampaignShownOut(Struct, frozen=True, kw_only=True):
    contact_id: UUID
    name: str | None
    variant: str | None
    text: str
    missing: bool


class CampaignTestIn(Struct, frozen=True, kw_only=True):
    phones: list[str]
    variant: str | UnsetType | None = UNSET
    step: int | UnsetType = UNSET


class CampaignTestOut(Struct, frozen=True, kw_only=True):
    message_ids: list[UUID]


class CanOut(Struct, frozen=True, kw_only=True):
    support: str
    reason: str


class CannedReplyChangeIn(Struct, frozen=True, kw_only=True):
    shortcut: str | UnsetType = UNSET
    title: str | UnsetType = UNSET
    text: str | UnsetType = UNSET
    audience: Audience | UnsetType = UNSET
    department_id: UUID | UnsetType | None = UNSET
    media_id: UUID | UnsetType | None = UNSET


class CannedReplyIn(Struct, frozen=True, kw_only=True):
    shortcut: str
    title: str
    text: str
    audience: Audience | UnsetType = UNSET
    department_id: UUID | UnsetType | None = UNSET
    media_id: UUID | UnsetType | None = UNSET


class CannedReplyOut(Struct, frozen=True, kw_only=True):
    id: UUID
    shortcut: str
    title: str
    text: str
    audience: str
    owner_id: UUID | None
    department_id: UUID | None
    media_id: UUID | None
    created_at: dt.datetime
    updated_at: dt.datetime


class CapabilitiesOut(Struct, frozen=True, kw_only=True):
    contents: dict[str, CanOut]
    features: dict[str, CanOut]
    media: dict[str, MediaLimitOut]
    most_buttons: int
    most_rows: int
    notice: str
    notice_text: str


class Card(Struct, frozen=True, kw_only=True):
    header_media: Media | UnsetType | None = UNSET
    body: str | UnsetType | None = UNSET
    display_text: str | UnsetType | None = UNSET
    url: str | UnsetType | None = UNSET
    replies: list[QuickReply] | UnsetType = UNSET
    catalog_id: str | UnsetType | None = UNSET
    product_id: str | UnsetType | None = UNSET


class Carousel(Struct, frozen=True, kw_only=True, tag_field="kind", tag="carousel"):
    body: str
    cards: list[Card]


class Catalog(Struct, frozen=True, kw_only=True, tag_field="kind", tag="catalog"):
    body: str
    footer: str | UnsetType | None = UNSET
    thumbnail_product_id: str | UnsetType | None = UNSET


class Catalogue(Struct, frozen=True, kw_only=True):
    types: list[CatalogueType]
    shapes: list[Shape]
    erp: list[ErpAction]


class CatalogueField(Struct, frozen=True, kw_only=True):
    name: str
    kind: str
    many: bool | None = None
    required: bool | None = None
    shape: str | None = None
    choices: list[str] | None = None
    most_characters: int | None = None
    least: int | None = None
    most: int | None = None
    default: Any = None


class CatalogueType(Struct, frozen=True, kw_only=True):
    type: str
    family: str
    ends: bool
    fields: list[CatalogueField]
    outputs: list[Output]
    handles_from: list[str]


class CategoryCostOut(Struct, frozen=True, kw_only=True):
    currency: str
    messages: int
    amount: str
    estimated: str
    category: str


class ChainOut(Struct, frozen=True, kw_only=True):
    checked_at: dt.datetime
    linked: int
    waiting: int
    holds: bool
    broken: str | None
    broken_at: int | None


class ChangeConversationIn(Struct, frozen=True, kw_only=True):
    status: ConversationStatus | UnsetType | None = UNSET
    tags: list[str] | UnsetType | None = UNSET
    reason: str | UnsetType = UNSET


class ChartOut(Struct, frozen=True, kw_only=True):
    period: PeriodOut
    metric: str
    bucket: str
    points: list[PointOut]


class ChatIn(Struct, frozen=True, kw_only=True):
    messages: list[ChatTurnIn]
    conversation_id: UUID | UnsetType | None = UNSET
    prompt_id: UUID | UnsetType | None = UNSET
    instructions: str | UnsetType = UNSET
    variables: dict[str, str] | UnsetType = UNSET
    knowledge: bool | UnsetType = UNSET


class ChatOut(Struct, frozen=True, kw_only=True):
    model: str
    tokens_read: int
    tokens_written: int
    text: str
    passages: list[CitationOut]


class ChatTurnIn(Struct, frozen=True, kw_only=True):
    text: str
    role: str | UnsetType = UNSET


class Check(Struct, frozen=True, kw_only=True):
    status: str
    milliseconds: float
    required: bool
    detail: str | None = None


class ChosenIn(Struct, frozen=True, kw_only=True):
    ids: list[UUID]
    format: TableForm | UnsetType = UNSET


class CitationOut(Struct, frozen=True, kw_only=True):
    document_id: str
    title: str
    source: str


class ClassifyIn(Struct, frozen=True, kw_only=True):
    text: str
    labels: list[LabelIn]
    instructions: str | UnsetType = UNSET


class Comparison(Struct, frozen=True, kw_only=True):
    session_id: str
    began: dt.datetime
    moments: list[Moment]
    parts_at: int | None
    ended_then: str
    ended_now: str
    node_then: str | None
    node_now: str | None
    messages_then: int
    messages_now: int
    cost_then: str | None = None
    cost_now: str | None = None


class ComplianceOut(Struct, frozen=True, kw_only=True):
    retention: dict[str, int]
    requests_open: int
    requests_overdue: int
    audit: ChainOut | None
    key: KeyAgeOut
    encrypted: list[str]


class ConsentIn(Struct, frozen=True, kw_only=True):
    purpose: str
    given: bool
    source: str
    at: dt.datetime | UnsetType | None = UNSET
    text: str | UnsetType = UNSET


class ConsentOut(Struct, frozen=True, kw_only=True):
    purpose: str
    given: bool
    at: dt.datetime | None
    source: str | None


class ConsentProofOut(Struct, frozen=True, kw_only=True):
    id: UUID
    purpose: str
    given: bool
    at: dt.datetime
    source: str
    text: str
    recorded_at: dt.datetime
    recorded_by: str
    recorded_by_id: UUID | None


class ContactCampaignOut(Struct, frozen=True, kw_only=True):
    campaign_id: UUID
    campaign_name: str
    step: int
    variant: str | None
    outcome: str
    reason: str | None
    message: str | None
    message_id: UUID | None
    due_at: dt.datetime
    sent_at: dt.datetime | None
    delivered_at: dt.datetime | None
    read_at: dt.datetime | None
    failed_at: dt.datetime | None
    replied_at: dt.datetime | None


class ContactChangeIn(Struct, frozen=True, kw_only=True):
    name: str | UnsetType | None = UNSET
    email: str | UnsetType | None = UNSET
    language: Language | UnsetType | None = UNSET
    time_zone: str | UnsetType | None = UNSET
    vip: bool | UnsetType = UNSET
    attributes: dict[str, str | int | float | bool | None] | UnsetType = UNSET
    opted_in: bool | UnsetType = UNSET
    blocked: bool | UnsetType = UNSET


class ContactIn(Struct, frozen=True, kw_only=True):
    phone: str | UnsetType | None = UNSET
    addresses: list[AddressIn] | UnsetType = UNSET
    name: str | UnsetType | None = UNSET
    email: str | UnsetType | None = UNSET
    language: Language | UnsetType | None = UNSET
    time_zone: str | UnsetType | None = UNSET
    vip: bool | UnsetType = UNSET
    tags: list[str] | UnsetType = UNSET
    attributes: dict[str, str | int | float | bool | None] | UnsetType = UNSET
    opted_in: bool | UnsetType = UNSET


class ContactListIn(Struct, frozen=True, kw_only=True):
    name: str


class ContactListMembersIn(Struct, frozen=True, kw_only=True):
    contact_ids: list[UUID]


class ContactListOut(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    members: int
    created_at: dt.datetime
    updated_at: dt.datetime


class ContactRequest(Struct, frozen=True, kw_only=True, tag_field="kind", tag="contact_request"):
    body: str


class ContactShort(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str | None
    phone: str | None
    addresses: list[AddressOut] | None = None
    email: str | None = None
    language: str | None = None
    time_zone: str | None = None
    vip: bool | None = None
    tags: list[str] | None = None
    attributes: dict[str, str | int | float | bool | None] | None = None
    consents: list[ConsentOut] | None = None
    opted_in: bool | None = None
    blocked: bool | None = None
    created_at: dt.datetime | None = None
    updated_at: dt.datetime | None = None
    last_seen: dt.date | None = None


class ContactTagsIn(Struct, frozen=True, kw_only=True):
    tags: list[str]


class ConversationOut(Struct, frozen=True, kw_only=True):
    id: UUID
    contact: ContactShort
    whatsapp_config_id: UUID
    status: str
    assigned_to: UUID | None
    queue_id: UUID | None
    queue_name: str | None
    tags: list[str]
    window_expires_at: dt.datetime | None
    unread_count: int
    last_message: str | None
    last_message_at: dt.datetime | None
    flow_session_id: UUID | None
    priority: int
    snoozed_until: dt.datetime | None
    awaits_since: dt.datetime | None
    answer_due: AnswerDueOut | None
    muted: bool
    created_at: dt.datetime
    updated_at: dt.datetime
    survey: SurveyOut | None = None
    messages: list[MessageOut] | None = None
    notes: list[NoteOut] | None = None


class CostOut(Struct, frozen=True, kw_only=True):
    amount: str | None
    currency: str | None
    category: str
    country: str | None
    free: bool
    estimated: bool


class CostsOut(Struct, frozen=True, kw_only=True):
    period: PeriodOut
    totals: list[SumOut]
    by_day: list[DayCostOut]
    by_category: list[CategoryCostOut]
    by_country: list[CountryCostOut]
    by_number: list[NumberCostOut]
    by_campaign: list[CostsCampaignCostOut]
    by_flow: list[CostsFlowCostOut]
    unpriced: int


class CountOut(Struct, frozen=True, kw_only=True):
    count: int
    examples: list[ContactShort]
    query: dict[str, Any]
    text: str


class CountryCostOut(Struct, frozen=True, kw_only=True):
    currency: str
    messages: int
    amount: str
    estimated: str
    country: str


class CreationOut(Struct, frozen=True, kw_only=True):
    rp: RelyingPartyOut
    user: PasskeyUserOut
    challenge: str
    pubKeyCredParams: list[ParameterOut]
    excludeCredentials: list[DescriptorOut]
    timeout: int | None = None
    authenticatorSelection: SelectionOut | None = None
    attestation: str | None = None


class CtaUrl(Struct, frozen=True, kw_only=True, tag_field="kind", tag="cta_url"):
    body: str
    display_text: str
    url: str
    header: str | UnsetType | None = UNSET
    header_media: Media | UnsetType | None = UNSET
    footer: str | UnsetType | None = UNSET


class DayCostOut(Struct, frozen=True, kw_only=True):
    currency: str
    messages: int
    amount: str
    estimated: str
    day: dt.date


class DepartmentChangeIn(Struct, frozen=True, kw_only=True):
    name: str | UnsetType = UNSET
    calendar_id: UUID | UnsetType | None = UNSET


class DepartmentIn(Struct, frozen=True, kw_only=True):
    name: str
    calendar_id: UUID | UnsetType | None = UNSET


class DepartmentOut(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    calendar_id: UUID | None
    created_at: dt.datetime
    updated_at: dt.datetime


class DescriptorOut(Struct, frozen=True, kw_only=True):
    id: str
    transports: list[str]
    type: str | None = None


class EdgeChange(Struct, frozen=True, kw_only=True):
    change: str
    source: str
    target: str
    handle: str
    condition: Any = None


class EntitiesOut(Struct, frozen=True, kw_only=True):
    model: str
    tokens_read: int
    tokens_written: int
    values: dict[str, Any]


class EraseIn(Struct, frozen=True, kw_only=True):
    slug: str


class ErpAction(Struct, frozen=True, kw_only=True):
    capability: str
    required: list[str]
    optional: list[str]
    many: bool


class ErpAddressOut(Struct, frozen=True, kw_only=True):
    street: str | None
    number: str | None
    complement: str | None
    district: str | None
    city: str | None
    state: str | None
    postal_code: str | None
    latitude: float | None
    longitude: float | None


class ErpCallOut(Struct, frozen=True, kw_only=True):
    at: dt.datetime
    operation: str
    outcome: str
    ms: int
    attempts: int
    status: int | None


class ErpCardOut(Struct, frozen=True, kw_only=True):
    erp_type: str | None
    customer_id: str | None
    linked_by: str | None
    proven: bool
    facts: ErpFactsOut | None


class ErpCheckOut(Struct, frozen=True, kw_only=True):
    connection: ErpStateOut
    steps: list[ErpStepOut]


class ErpConnectIn(Struct, frozen=True, kw_only=True):
    base_url: str
    credentials: dict[str, str] | UnsetType = UNSET
    settings: ErpSettingsIO | UnsetType = UNSET
    preferred: bool | UnsetType | None = UNSET


class ErpContractOut(Struct, frozen=True, kw_only=True):
    id: str
    customer_id: str
    status: str
    status_raw: str
    plan_id: str | None
    plan: str | None
    price: str | None
    download_mbps: int | None
    upload_mbps: int | None
    login: str | None
    activated_on: dt.date | None
    cancelled_on: dt.date | None
    due_day: int | None
    region: str | None
    address: ErpAddressOut | None


class ErpContractsOut(Struct, frozen=True, kw_only=True):
    as_of: dt.datetime
    data: list[ErpContractOut]


class ErpCustomerOut(Struct, frozen=True, kw_only=True):
    id: str
    code: str | None
    document: str | None
    person_type: str | None
    name: str | None
    trade_name: str | None
    active: bool | None
    phones: list[str]
    emails: list[str]
    birth_date: dt.date | None
    registered_on: dt.date | None
    address: ErpAddressOut | None
    notices: list[str]
    contracts: list[ErpContractOut]


class ErpCustomersOut(Struct, frozen=True, kw_only=True):
    as_of: dt.datetime
    data: list[ErpCustomerOut]


class ErpFactsOut(Struct, frozen=True, kw_only=True):
    erp_type: str
    customer_id: str
    as_of: dt.datetime
    name: str | None
    contract_id: str | None
    contract_status: str
    contracts: int
    plan: str | None
    due_day: int | None
    city: str | None
    district: str | None
    region: str | None
    owed_count: int
    owed_amount: str
    oldest_due_on: dt.date | None
    next_due_on: dt.date | None
    last_paid_on: dt.date | None
    online: bool | None
    online_at: dt.datetime | None


class ErpFieldOut(Struct, frozen=True, kw_only=True):
    name: str
    kind: str
    required: bool
    default: str


class ErpInvoiceOut(Struct, frozen=True, kw_only=True):
    id: str
    customer_id: str | None
    contract_id: str | None
    number: str | None
    status: str
    status_raw: str
    amount: str
    amount_due: str | None
    amount_paid: str | None
    issued_on: dt.date | None
    due_on: dt.date | None
    paid_on: dt.date | None
    digitable_line: str | None
    pix_code: str | None
    description: str | None


class ErpInvoicesOut(Struct, frozen=True, kw_only=True):
    as_of: dt.datetime
    data: list[ErpInvoiceOut]


class ErpLineOut(Struct, frozen=True, kw_only=True):
    contract_id: str | None
    login: str | None
    online: bool | None
    since: dt.datetime | None
    last_seen: dt.datetime | None
    ip: str | None
    blocked: bool | None
    reduced: bool | None


class ErpLinesOut(Struct, frozen=True, kw_only=True):
    as_of: dt.datetime
    data: list[ErpLineOut]
    signal: ErpSignalOut | None


class ErpLinkIn(Struct, frozen=True, kw_only=True):
    erp_type: str
    customer_id: str


class ErpMetricOut(Struct, frozen=True, kw_only=True):
    erp_type: str
    calls: int
    failed: dict[str, int]
    median_ms: float
    p95_ms: float


class ErpMetricsOut(Struct, frozen=True, kw_only=True):
    since: dt.datetime
    data: list[ErpMetricOut]


class ErpOfferedOut(Struct, frozen=True, kw_only=True):
    erp_type: str
    fields: list[ErpFieldOut]
    capabilities: list[str]
    incremental: bool
    connection: ErpStateOut | None


class ErpPlanChangeIn(Struct, frozen=True, kw_only=True):
    contract_id: str
    plan_id: str


class ErpPlanChangeOut(Struct, frozen=True, kw_only=True):
    outcome: str
    ticket_id: str | None
    protocol: str | None


class ErpPlanOut(Struct, frozen=True, kw_only=True):
    id: str
    name: str
    price: str | None
    download_mbps: int | None
    upload_mbps: int | None
    active: bool | None


class ErpPlansOut(Struct, frozen=True, kw_only=True):
    as_of: dt.datetime
    data: list[ErpPlanOut]


class ErpSecondCopyOut(Struct, frozen=True, kw_only=True):
    invoice_id: str
    status: str
    amount: str
    due_on: dt.date | None
    number: str | None
    description: str | None
    digitable_line: str | None
    barcode: str | None
    pix_code: str | None
    pdf_url: str | None
    pdf_media_id: str | None
    pix_media_id: str | None


class ErpSettingsIO(Struct, frozen=True, kw_only=True):
    options: dict[str, str] | UnsetType = UNSET
    certificates: str | UnsetType = UNSET
    fingerprint: str | UnsetType = UNSET
    plain_http: bool | UnsetType = UNSET
    mapping: list[KeptFactIO] | UnsetType = UNSET
    sync: bool | UnsetType = UNSET
    sync_minutes: int | UnsetType = UNSET
    region: str | UnsetType = UNSET
    plan_change_by_api: bool | UnsetType = UNSET
    proof: str | UnsetType = UNSET


class ErpSettingsIn(Struct, frozen=True, kw_only=True):
    base_url: str
    credentials: dict[str, str] | UnsetType = UNSET
    settings: ErpSettingsIO | UnsetType = UNSET
    preferred: bool | UnsetType | None = UNSET
    version: int


class ErpSignalOut(Struct, frozen=True, kw_only=True):
    device: str | None
    rx_dbm: float | None
    tx_dbm: float | None
    measured_at: dt.datetime | None


class ErpStateOut(Struct, frozen=True, kw_only=True):
    erp_type: str
    base_url: str
    status: str
    error: str
    detail: str
    capabilities: list[str]
    preferred: bool
    checked_at: dt.datetime | None
    secrets: list[str]
    webhook: bool
    settings: ErpSettingsIO
    version: int
    sync: ErpSyncOut | None


class ErpStepOut(Struct, frozen=True, kw_only=True):
    step: str
    ok: bool
    error: str
    detail: str
    ms: int


class ErpSyncOut(Struct, frozen=True, kw_only=True):
    id: UUID
    state: str
    part: str
    customers: int
    invoices: int
    complete: bool
    error: str
    since: dt.datetime | None
    started_at: dt.datetime
    ended_at: dt.datetime | None


class ErpTicketChangeIn(Struct, frozen=True, kw_only=True):
    comment: str | UnsetType | None = UNSET
    status: str | UnsetType | None = UNSET
    customer_id: str | UnsetType | None = UNSET


class ErpTicketIn(Struct, frozen=True, kw_only=True):
    customer_id: str
    subject: str
    description: str
    contract_id: str | UnsetType | None = UNSET
    kind: str | UnsetType | None = UNSET
    contact_name: str | UnsetType | None = UNSET
    contact_phone: str | UnsetType | None = UNSET


class ErpTicketOut(Struct, frozen=True, kw_only=True):
    id: str
    kind: str
    status: str
    status_raw: str
    protocol: str | None
    subject: str | None
    description: str | None
    opened_on: dt.date | None
    opened_at: dt.datetime | None
    closed_on: dt.date | None
    scheduled_at: dt.datetime | None
    contract_id: str | None


class ErpTicketsOut(Struct, frozen=True, kw_only=True):
    as_of: dt.datetime
    data: list[ErpTicketOut]


class ErpTokenOut(Struct, frozen=True, kw_only=True):
    token: str
    url: str


class ErpUnlockIn(Struct, frozen=True, kw_only=True):
    contract_id: str | UnsetType | None = UNSET


class ErpUnlockOut(Struct, frozen=True, kw_only=True):
    granted: bool
    reason: str
    until: dt.date | None
    days: int | None
    protocol: str | None
    message: str | None


class ErrorOut(Struct, frozen=True, kw_only=True):
    code: str
    provider_code: str | None
    message: str
    retryable: bool
    detail: str | None = None


class EstimateOut(Struct, frozen=True, kw_only=True):
    audience: int
    recipients: int
    messages: int
    left_out: dict[str, int]
    zones: dict[str, int]
    cost: CampaignResultsCampaignCostOut
    forecast: ForecastOut
    starts_at: dt.datetime | None
    problems: list[ProblemOut]


class EvaluationIn(Struct, frozen=True, kw_only=True):
    name: str | UnsetType = UNSET
    questions: list[ExpectationIn] | UnsetType = UNSET
    instructions: str | UnsetType = UNSET
    prompt_id: UUID | UnsetType | None = UNSET
    language: Language | UnsetType = UNSET
    knowledge: bool | UnsetType = UNSET
    trial: bool | UnsetType = UNSET
    most_cost: float | UnsetType | None = UNSET
    repeat_of: UUID | UnsetType | None = UNSET


class EvaluationOut(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    state: str
    ok: bool
    total: int
    passed: int
    failed: int
    trial: bool
    instructions: str
    language: str
    knowledge: bool
    against: AgainstOut
    results: list[JudgedOut]
    created_at: dt.datetime
    updated_at: dt.datetime


class ExchangeIn(Struct, frozen=True, kw_only=True):
    code: str
    cookie: bool | UnsetType = UNSET


class ExclusionsIO(Struct, frozen=True, kw_only=True):
    in_flow: bool | UnsetType = UNSET
    open_conversation: bool | UnsetType = UNSET
    contacted_days: int | UnsetType | None = UNSET


class ExpectationIn(Struct, frozen=True, kw_only=True):
    text: str
    contains: list[str] | UnsetType = UNSET
    not_contains: list[str] | UnsetType = UNSET
    cites: list[UUID] | UnsetType = UNSET
    hands_over: bool | UnsetType = UNSET


class ExplainIn(Struct, frozen=True, kw_only=True):
    contact_id: UUID
    query: dict[str, Any] | UnsetType | None = UNSET
    text: str | UnsetType | None = UNSET


class ExportIn(Struct, frozen=True, kw_only=True):
    format: SheetForm
    period: PeriodName | UnsetType | None = UNSET
    from_: dt.date | UnsetType | None = field(default=UNSET, name="from")
    to: dt.date | UnsetType | None = UNSET
    whatsapp_config_id: UUID | UnsetType | None = UNSET


class ExtractIn(Struct, frozen=True, kw_only=True):
    text: str
    fields: list[FieldIn] | UnsetType = UNSET


class FieldChange(Struct, frozen=True, kw_only=True):
    field: str
    before: Any = None
    after: Any = None


class FieldIn(Struct, frozen=True, kw_only=True):
    name: str
    kind: str | UnsetType = UNSET
    description: str | UnsetType = UNSET


class FillIn(Struct, frozen=True, kw_only=True):
    text: str


class FilledOut(Struct, frozen=True, kw_only=True):
    text: str


class FiltersIO(Struct, frozen=True, kw_only=True):
    status: list[str] | UnsetType = UNSET
    assigned_to: UUID | UnsetType | None = UNSET
    mine: bool | UnsetType = UNSET
    queue_id: UUID | UnsetType | None = UNSET
    whatsapp_config_id: UUID | UnsetType | None = UNSET
    tags: list[str] | UnsetType = UNSET
    snoozed: bool | UnsetType | None = UNSET
    unread: bool | UnsetType = UNSET
    window_closing: bool | UnsetType = UNSET
    days: int | UnsetType | None = UNSET
    from_: dt.datetime | UnsetType | None = field(default=UNSET, name="from")
    to: dt.datetime | UnsetType | None = UNSET
    sort: str | UnsetType = UNSET


class FlowCaseIn(Struct, frozen=True, kw_only=True):
    name: str
    simulation_id: UUID


class FlowCaseOut(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    opening: str | None
    moves: list[dict[str, Any]]
    expected: Seen
    created_by: UUID | None
    created_at: dt.datetime


class FlowChangeIn(Struct, frozen=True, kw_only=True):
    draft_version: int
    name: str | UnsetType = UNSET
    description: str | UnsetType = UNSET
    trigger: dict[str, Any] | str | UnsetType = UNSET
    trigger_value: str | UnsetType | None = UNSET
    nodes: list[dict[str, Any]] | UnsetType = UNSET
    edges: list[dict[str, Any]] | UnsetType = UNSET
    is_default: bool | UnsetType = UNSET
    is_fallback: bool | UnsetType = UNSET


class FlowCheckIn(Struct, frozen=True, kw_only=True):
    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]] | UnsetType = UNSET
    trigger: dict[str, Any] | str | UnsetType | None = UNSET
    trigger_value: str | UnsetType | None = UNSET


class FlowCheckOut(Struct, frozen=True, kw_only=True):
    valid: bool
    problems: list[FlowProblemOut]
    cost: FlowsFlowCostOut


class FlowCopyIn(Struct, frozen=True, kw_only=True):
    name: str | UnsetType | None = UNSET


class FlowDiff(Struct, frozen=True, kw_only=True):
    nodes: list[NodeChange] | None = None
    edges: list[EdgeChange] | None = None
    trigger: list[FieldChange] | None = None


class FlowDrawnOut(Struct, frozen=True, kw_only=True):
    document: dict[str, Any]
    problems: list[FlowProblemOut]
    drawings: int
    model: str
    tokens_read: int
    tokens_written: int


class FlowForm(Struct, frozen=True, kw_only=True, tag_field="kind", tag="flow"):
    body: str
    button: str
    flow_id: str | UnsetType | None = UNSET
    flow_name: str | UnsetType | None = UNSET
    token: str | UnsetType = UNSET
    screen: str | UnsetType | None = UNSET
    data: dict[str, Any] | UnsetType = UNSET
    exchange: bool | UnsetType = UNSET
    draft: bool | UnsetType = UNSET
    header: str | UnsetType | None = UNSET
    footer: str | UnsetType | None = UNSET


class FlowImportIn(Struct, frozen=True, kw_only=True):
    document: dict[str, Any] | list[Any] | str | UnsetType | None = UNSET
    name: str | UnsetType | None = UNSET
    format: str | UnsetType | None = UNSET
    format_version: int | UnsetType | None = UNSET
    description: str | UnsetType | None = UNSET
    trigger: dict[str, Any] | str | UnsetType | None = UNSET
    trigger_value: str | UnsetType | None = UNSET
    nodes: list[dict[str, Any]] | UnsetType | None = UNSET
    edges: list[dict[str, Any]] | UnsetType | None = UNSET


class FlowImportedOut(Struct, frozen=True, kw_only=True):
    flow: FlowOut
    notes: list[FlowNoteOut]


class FlowIn(Struct, frozen=True, kw_only=True):
    name: str | UnsetType | None = UNSET
    description: str | UnsetType = UNSET
    trigger: dict[str, Any] | str | UnsetType | None = UNSET
    trigger_value: str | UnsetType | None = UNSET
    nodes: list[dict[str, Any]] | UnsetType = UNSET
    edges: list[dict[str, Any]] | UnsetType = UNSET
    template: str | UnsetType | None = UNSET
    folder: str | UnsetType = UNSET


class FlowMoveIn(Struct, frozen=True, kw_only=True):
    flow_ids: list[UUID]
    folder: str


class FlowMovedOut(Struct, frozen=True, kw_only=True):
    moved: int


class FlowNoteOut(Struct, frozen=True, kw_only=True):
    code: str
    where: str
    message: str
    params: dict[str, str | int]


class FlowOut(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    description: str
    status: str
    trigger: dict[str, Any]
    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    is_default: bool
    is_fallback: bool
    version: int
    draft_version: int
    updated_by: UUID | None
    created_at: dt.datetime
    updated_at: dt.datetime
    folder: str | None = None


class FlowProblemOut(Struct, frozen=True, kw_only=True):
    code: str
    severity: str
    node_id: str | None
    field: str
    message: str
    params: dict[str, str | int]
    path: list[str]


class FlowPublishIn(Struct, frozen=True, kw_only=True):
    note: str | UnsetType = UNSET


class FlowRequestIn(Struct, frozen=True, kw_only=True):
    data: dict[str, Any]
    variables: dict[str, Any] | UnsetType = UNSET


class FlowRestoreIn(Struct, frozen=True, kw_only=True):
    version: int
    draft_version: int


class FlowSessionOut(Struct, frozen=True, kw_only=True):
    id: UUID
    flow_id: UUID
    version_id: UUID
    contact_id: UUID
    conversation_id: UUID
    status: str
    reason: str
    node: str | None
    variables: dict[str, Any]
    history: list[dict[str, Any]]
    started_at: dt.datetime
    updated_at: dt.datetime
    ended_at: dt.datetime | None


class FlowStartIn(Struct, frozen=True, kw_only=True):
    contact_id: UUID
    whatsapp_config_id: UUID | UnsetType | None = UNSET
    variables: dict[str, Any] | UnsetType = UNSET


class FlowStartOut(Struct, frozen=True, kw_only=True):
    flow_session_id: UUID


class FlowTemplateNeedsOut(Struct, frozen=True, kw_only=True):
    erp: list[str]
    queues: list[str]


class FlowTemplateOut(Struct, frozen=True, kw_only=True):
    name: str
    title: str
    summary: str
    category: str
    icon: str
    needs: FlowTemplateNeedsOut
    trigger: dict[str, Any]
    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]


class FlowTestIn(Struct, frozen=True, kw_only=True):
    opening: str | UnsetType | None = UNSET
    moves: list[MoveIn] | UnsetType = UNSET
    contact: dict[str, Any] | UnsetType = UNSET
    answers: dict[str, Any] | UnsetType = UNSET
    phone: str | UnsetType | None = UNSET
    whatsapp_config_id: UUID | UnsetType | None = UNSET


class FlowTestOut(Struct, frozen=True, kw_only=True):
    simulation: SimulationOut | None = None
    flow_session_id: UUID | None = None


class FlowVersionOut(Struct, frozen=True, kw_only=True):
    id: UUID
    flow_id: UUID
    version: int
    trigger: dict[str, Any]
    nodes: list[dict[str, Any]] | None = None
    edges: list[dict[str, Any]] | None = None
    published_by: UUID | None
    published_at: dt.datetime
    note: str | None = None


class FlowWishIn(Struct, frozen=True, kw_only=True):
    description: str


class Folder(Struct, frozen=True, kw_only=True):
    name: str
    count: int


class ForecastOut(Struct, frozen=True, kw_only=True):
    ends_at: dt.datetime | None
    per_second: float
    left_over: int


class ForgotPasswordIn(Struct, frozen=True, kw_only=True):
    email: str


class FunnelOut(Struct, frozen=True, kw_only=True):
    queued: int
    sent: int
    delivered: int
    read: int
    failed: int


class Health(Struct, frozen=True, kw_only=True):
    status: str
    checks: dict[str, Check]


class HeatOut(Struct, frozen=True, kw_only=True):
    period: PeriodOut
    metric: str
    rows: list[list[int]]


class HeldRoleOut(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str


class HolidayOut(Struct, frozen=True, kw_only=True):
    date: str
    name: str
    optional: bool


class HoursIO(Struct, frozen=True, kw_only=True):
    start: str
    end: str


class ImportOut(Struct, frozen=True, kw_only=True):
    id: UUID
    filename: str
    state: str
    seen: int
    created: int
    updated: int
    unchanged: int
    refused: int
    problem: str | None
    created_at: dt.datetime
    updated_at: dt.datetime
    first_refused: list[RefusedRowOut]


class ImportPreviewOut(Struct, frozen=True, kw_only=True):
    encoding: str | None
    separator: str | None
    header: bool
    titles: list[str]
    samples: list[list[str]]
    columns: list[str | None]
    rows: int
    new: int
    known: int
    refused: int
    reasons: dict[str, int]
    first_refused: list[RefusedRowOut]


class InactivityIO(Struct, frozen=True, kw_only=True):
    customer_warn: int | UnsetType | None = UNSET
    customer_resolve: int | UnsetType | None = UNSET
    customer_message: str | UnsetType = UNSET
    agent_warn: int | UnsetType | None = UNSET
    agent_return: int | UnsetType | None = UNSET


class IntentOut(Struct, frozen=True, kw_only=True):
    model: str
    tokens_read: int
    tokens_written: int
    label: str
    confidence: float
    confident: bool


class InvitationOut(Struct, frozen=True, kw_only=True):
    token: str
    expires_at: dt.datetime


class IssuedOut(Struct, frozen=True, kw_only=True):
    token: str
    refresh_token: str | None
    expires_in: int
    user: UserOut
    tenant: TenantOut


class JudgedOut(Struct, frozen=True, kw_only=True):
    text: str
    contains: list[str]
    not_contains: list[str]
    cites: list[UUID]
    hands_over: bool
    passed: bool | None
    answer: str
    cited: list[str]
    error: str
    wrong: list[WrongOut]


class KeptFactIO(Struct, frozen=True, kw_only=True):
    fact: str
    attribute: str


class KeyAgeOut(Struct, frozen=True, kw_only=True):
    version: int
    since: dt.datetime | None
    days: int | None


class KnowledgeOut(Struct, frozen=True, kw_only=True):
    id: UUID
    kind: str
    title: str
    source: str
    state: str
    problem: KnowledgeProblemOut | None
    size: int
    characters: int
    pieces: int
    held: bool
    created_by: UUID | None
    created_at: dt.datetime
    updated_at: dt.datetime


class KnowledgeProblemOut(Struct, frozen=True, kw_only=True):
    code: str
    message: str


class KnowledgeReleaseIn(Struct, frozen=True, kw_only=True):
    documents: list[UUID] | UnsetType | None = UNSET
    evaluation_id: UUID | UnsetType | None = UNSET


class KnowledgeReleasedOut(Struct, frozen=True, kw_only=True):
    documents: list[UUID]


class KnowledgeSearchIn(Struct, frozen=True, kw_only=True):
    question: str
    limit: int | UnsetType = UNSET
    trial: bool | UnsetType = UNSET


class KpiOut(Struct, frozen=True, kw_only=True):
    value: int
    previous: int
    trend: float | None
    metric: str
    spark: list[PointOut]


class KpisOut(Struct, frozen=True, kw_only=True):
    period: PeriodOut
    kpis: list[KpiOut]


class LabelIn(Struct, frozen=True, kw_only=True):
    name: str
    description: str | UnsetType = UNSET


class LeftOut(Struct, frozen=True, kw_only=True):
    reason: str
    count: int


class LessMailOut(Struct, frozen=True, kw_only=True):
    topics: list[str]


class LineOut(Struct, frozen=True, kw_only=True):
    text: str
    at: dt.datetime
    move: int
    from_contact: bool
    node: str
    content: dict[str, Any] | None


class LocationRequest(Struct, frozen=True, kw_only=True, tag_field="kind", tag="location_request"):
    body: str


class LogRecordOut(Struct, frozen=True, kw_only=True):
    at: dt.datetime
    level: str
    service: str
    logger: str
    message: str
    trace_id: str | None = None
    exception: str | None = None


class LoginIn(Struct, frozen=True, kw_only=True):
    email: str
    password: str
    cookie: bool | UnsetType = UNSET


class LogsOut(Struct, frozen=True, kw_only=True):
    data: list[LogRecordOut]


class MailPreferencesIO(Struct, frozen=True, kw_only=True):
    mentions: bool | UnsetType = UNSET
    assignments: bool | UnsetType = UNSET
    number_alerts: bool | UnsetType | None = UNSET
    budget_alerts: bool | UnsetType | None = UNSET


class ManyContactsIn(Struct, frozen=True, kw_only=True):
    action: ManyAction
    ids: list[UUID] | UnsetType | None = UNSET
    filter: WantedIn | UnsetType | None = UNSET
    after: UUID | UnsetType | None = UNSET
    tags: list[str] | UnsetType = UNSET
    list_id: UUID | UnsetType | None = UNSET
    consent: ConsentIn | UnsetType | None = UNSET
    reason: str | UnsetType = UNSET


class ManyContactsOut(Struct, frozen=True, kw_only=True):
    changed: int
    unchanged: int
    left: list[LeftOut]
    after: UUID | None


class MeOut(Struct, frozen=True, kw_only=True):
    user: UserOut | None
    tenant: TenantOut
    role: str | None
    permissions: list[str]
    mfa_enabled: bool
    owes_second_factor: bool


class Media(Struct, frozen=True, kw_only=True, tag_field="kind", tag="media"):
    type: MessageType
    media_id: str | UnsetType | None = UNSET
    provider_media_id: str | UnsetType | None = UNSET
    url: str | UnsetType | None = UNSET
    mime_type: str | UnsetType | None = UNSET
    size: int | UnsetType | None = UNSET
    sha256: str | UnsetType | None = UNSET
    filename: str | UnsetType | None = UNSET
    caption: str | UnsetType | None = UNSET
    voice: bool | UnsetType = UNSET
    animated: bool | UnsetType = UNSET
    missing: str | UnsetType | None = UNSET


class MediaLimitOut(Struct, frozen=True, kw_only=True):
    most_bytes: int
    mime_types: list[str]


class MediaOut(Struct, frozen=True, kw_only=True):
    id: UUID
    mime_type: str
    size: int
    sha256: str
    filename: str | None
    type: str
    width: int | None
    height: int | None
    seconds: float | None
    has_thumbnail: bool


class MergeIn(Struct, frozen=True, kw_only=True):
    contact_id: UUID
    other_id: UUID
    reason: str


class MessageIO(Struct, frozen=True, kw_only=True):
    template_id: UUID | UnsetType | None = UNSET
    variables: dict[str, str] | UnsetType = UNSET
    text: str | UnsetType | None = UNSET
    header_media_id: str | UnsetType | None = UNSET
    variants: list[VariantIO] | UnsetType = UNSET
    metric: str | UnsetType = UNSET
    auto_winner: bool | UnsetType = UNSET


class MessageOut(Struct, frozen=True, kw_only=True):
    id: UUID
    conversation_id: UUID
    contact_id: UUID
    whatsapp_config_id: UUID
    direction: str
    type: str
    content: dict[str, Any]
    text: str
    status: str
    status_history: list[StatusOut]
    error: ErrorOut | None
    whatsapp_message_id: str | None
    reply_to: str | None
    cost: CostOut | None
    sent_by: SenderOut
    created_at: dt.datetime
    provider_at: dt.datetime | None


class MessageStatusOut(Struct, frozen=True, kw_only=True):
    id: UUID
    status: str
    status_history: list[StatusOut]
    error: ErrorOut | None
    whatsapp_message_id: str | None


class MetricsOut(Struct, frozen=True, kw_only=True):
    period: PeriodOut
    metrics: dict[str, ValueOut]


class ModelChoiceIn(Struct, frozen=True, kw_only=True):
    provider: str
    model: str
    base_url: str | UnsetType | None = UNSET
    key: str | UnsetType | None = UNSET


class ModelChoiceOut(Struct, frozen=True, kw_only=True):
    provider: str
    model: str
    base_url: str | None
    has_key: bool
    key_tail: str


class Moment(Struct, frozen=True, kw_only=True):
    given: str
    at: dt.datetime
    said_then: list[str]
    said_now: list[str]
    node_then: str | None
    node_now: str | None


class MomentOut(Struct, frozen=True, kw_only=True):
    id: UUID
    at: dt.datetime
    type: str
    subject_id: UUID
    actor: str
    actor_id: UUID | None
    reason: str
    data: dict[str, Any]


class MoveIn(Struct, frozen=True, kw_only=True):
    do: str
    text: str | UnsetType = UNSET
    type: str | UnsetType = UNSET
    data: dict[str, Any] | UnsetType = UNSET
    id: str | UnsetType = UNSET
    title: str | UnsetType = UNSET
    seconds: float | UnsetType = UNSET
    value: Any | UnsetType = UNSET
    error: str | UnsetType = UNSET


class MuteIn(Struct, frozen=True, kw_only=True):
    muted: bool


class NewTenantOut(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    slug: str
    plan: str
    status: str
    status_reason: str
    time_zone: str
    language: str
    currency: str
    settings: TenantSettingsIO
    branding: BrandingWholeOut
    limits: TenantsLimitsIO
    allowance: AllowanceOut
    created_at: dt.datetime
    updated_at: dt.datetime
    administrator: AdministratorOut
    invitation: InvitationOut | None = None


class NewUserOut(Struct, frozen=True, kw_only=True):
    id: UUID
    email: str
    name: str
    role: str
    custom_role: HeldRoleOut | None
    active: bool
    email_verified: bool
    tenant_id: UUID
    permissions: list[str]
    grants: list[str]
    denials: list[str]
    invited: bool
    preferences: PreferencesIO
    created_at: dt.datetime
    updated_at: dt.datetime
    invitation: InvitationOut | None = None


class NodeChange(Struct, frozen=True, kw_only=True):
    node_id: str
    change: str
    type: str
    label: str | None = None
    fields: list[FieldChange] | None = None


class NoteIn(Struct, frozen=True, kw_only=True):
    body: str


class NoteOut(Struct, frozen=True, kw_only=True):
    id: UUID
    author_id: UUID | None
    author_name: str
    body: str
    created_at: dt.datetime
    mentions: list[UUID]


class NotificationOut(Struct, frozen=True, kw_only=True):
    id: UUID
    kind: str
    at: dt.datetime
    detail: str
    conversation_id: UUID | None
    whatsapp_config_id: UUID | None
    campaign_id: UUID | None
    read_at: dt.datetime | None


class NotificationPreferencesIO(Struct, frozen=True, kw_only=True):
    mentions: bool | UnsetType = UNSET
    assignments: bool | UnsetType = UNSET
    number_alerts: bool | UnsetType = UNSET
    budget_alerts: bool | UnsetType = UNSET
    sound: bool | UnsetType = UNSET
    mail: MailPreferencesIO | UnsetType = UNSET


class NotificationsOut(Struct, frozen=True, kw_only=True):
    data: list[NotificationOut]
    pagination: Pagination
    unread: int


class NumberCostOut(Struct, frozen=True, kw_only=True):
    currency: str
    messages: int
    amount: str
    estimated: str
    whatsapp_config_id: UUID


class NumberIn(Struct, frozen=True, kw_only=True):
    name: str | UnsetType | None = UNSET
    api_type: ApiType | UnsetType | None = UNSET
    phone_number: str | UnsetType | None = UNSET
    phone_number_id: str | UnsetType | None = UNSET
    business_account_id: str | UnsetType | None = UNSET
    base_url: str | UnsetType | None = UNSET
    evolution_instance: str | UnsetType | None = UNSET
    daily_limit: int | UnsetType | None = UNSET
    rate_limit_per_minute: int | UnsetType | None = UNSET
    messages_per_second: int | UnsetType | None = UNSET
    webhook_verify_token: str | UnsetType | None = UNSET
    access_token: str | UnsetType | None = UNSET
    app_secret: str | UnsetType | None = UNSET
    evolution_api_key: str | UnsetType | None = UNSET


class NumberOut(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    phone_number: str | None
    api_type: str
    phone_number_id: str | None
    business_account_id: str | None
    base_url: str | None
    evolution_instance: str | None
    is_active: bool
    status: str
    status_reason: str
    quality: str | None
    daily_limit: int | None
    rate_limit_per_minute: int | None
    messages_per_second: int
    connection: str | None
    connection_since: dt.datetime | None
    linked_at: dt.datetime | None
    webhook_url: str
    webhook_verify_token: str | None
    has_access_token: bool
    access_token_last4: str | None
    has_app_secret: bool
    app_secret_last4: str | None
    has_evolution_api_key: bool
    evolution_api_key_last4: str | None
    created_at: dt.datetime
    updated_at: dt.datetime


class NumberShareIO(Struct, frozen=True, kw_only=True):
    whatsapp_config_id: UUID
    weight: int | UnsetType = UNSET


class NumberStatusOut(Struct, frozen=True, kw_only=True):
    status: str
    quality: str | None
    display_phone_number: str | None
    verified_name: str | None
    daily_limit: int | None
    messages_per_second: int | None


class OpenConversationIn(Struct, frozen=True, kw_only=True):
    contact_id: UUID | UnsetType | None = UNSET
    phone: str | UnsetType | None = UNSET
    whatsapp_config_id: UUID | UnsetType | None = UNSET


class OrderDetails(Struct, frozen=True, kw_only=True, tag_field="kind", tag="order_details"):
    reference_id: str
    body: str
    items: list[OrderItem]
    digital: bool | UnsetType = UNSET
    tax: int | UnsetType = UNSET
    shipping: int | UnsetType = UNSET
    discount: int | UnsetType = UNSET
    expires_at: dt.datetime | UnsetType | None = UNSET
    expires_text: str | UnsetType | None = UNSET
    pix: Pix | UnsetType | None = UNSET
    boleto: str | UnsetType | None = UNSET
    payment_link: str | UnsetType | None = UNSET
    header_media: Media | UnsetType | None = UNSET
    footer: str | UnsetType | None = UNSET


class OrderItem(Struct, frozen=True, kw_only=True):
    name: str
    amount: int
    quantity: int | UnsetType = UNSET
    retailer_id: str | UnsetType | None = UNSET
    sale_amount: int | UnsetType | None = UNSET


class OrderUpdate(Struct, frozen=True, kw_only=True, tag_field="kind", tag="order_status"):
    reference_id: str
    body: str
    status: OrderState
    description: str | UnsetType | None = UNSET
    payment: PaymentState | UnsetType | None = UNSET
    paid_at: dt.datetime | UnsetType | None = UNSET


class OutageChangeIn(Struct, frozen=True, kw_only=True):
    scope: str
    message: str
    names: list[str] | UnsetType = UNSET
    ended_message: str | UnsetType = UNSET
    expected_until: dt.datetime | UnsetType | None = UNSET
    version: int


class OutageIn(Struct, frozen=True, kw_only=True):
    scope: str
    message: str
    names: list[str] | UnsetType = UNSET
    ended_message: str | UnsetType = UNSET
    expected_until: dt.datetime | UnsetType | None = UNSET


class OutageOut(Struct, frozen=True, kw_only=True):
    id: UUID
    scope: str
    names: list[str]
    message: str
    ended_message: str
    expected_until: dt.datetime | None
    started_at: dt.datetime
    ended_at: dt.datetime | None
    found_by: str
    affected: int
    told: int
    version: int


class OutcomeErrorOut(Struct, frozen=True, kw_only=True):
    code: str
    message: str


class OutcomeOut(Struct, frozen=True, kw_only=True):
    id: UUID
    outcome: str
    error: OutcomeErrorOut | None


class Output(Struct, frozen=True, kw_only=True):
    handle: str
    required: bool


class OverflowIO(Struct, frozen=True, kw_only=True):
    to: UUID
    after_seconds: int | UnsetType | None = UNSET
    when_nobody: bool | UnsetType = UNSET
    when_longer_than: int | UnsetType | None = UNSET


class OverviewOut(Struct, frozen=True, kw_only=True):
    period: PeriodOut
    metrics: dict[str, ValueOut]
    funnel: FunnelOut
    by_sender: dict[str, int]
    open_now: dict[str, int | None]


class Pagination(Struct, frozen=True, kw_only=True):
    page: int
    limit: int
    total: int | None
    pages: int | None
    next_cursor: str | None


class PairingOut(Struct, frozen=True, kw_only=True):
    connected: bool
    code: str | None
    qr_png: str | None
    pairing_code: str | None
    expires_at: dt.datetime | None


class ParameterOut(Struct, frozen=True, kw_only=True):
    alg: int
    type: str | None = None


class PassageOut(Struct, frozen=True, kw_only=True):
    document_id: UUID
    title: str
    source: str
    place: int
    text: str
    score: float


class PassagesOut(Struct, frozen=True, kw_only=True):
    passages: list[PassageOut]


class PasskeyAskedOut(Struct, frozen=True, kw_only=True):
    attempt: str
    options: RequestOut


class PasskeyBeginIn(Struct, frozen=True, kw_only=True):
    password: str


class PasskeyBegunOut(Struct, frozen=True, kw_only=True):
    attempt: str
    options: CreationOut


class PasskeyDoorIn(Struct, frozen=True, kw_only=True):
    mfa_token: str | UnsetType | None = UNSET


class PasskeyIn(Struct, frozen=True, kw_only=True):
    attempt: str
    credential: dict[str, Any]
    name: str


class PasskeyNameIn(Struct, frozen=True, kw_only=True):
    name: str


class PasskeyOffIn(Struct, frozen=True, kw_only=True):
    password: str


class PasskeyOut(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    host: str
    synced: bool
    backed_up: bool
    created_at: dt.datetime
    last_used_at: dt.datetime | None


class PasskeyShownIn(Struct, frozen=True, kw_only=True):
    attempt: str
    credential: dict[str, Any]
    cookie: bool | UnsetType = UNSET


class PasskeyUserOut(Struct, frozen=True, kw_only=True):
    id: str
    name: str
    displayName: str


class PasswordChangeIn(Struct, frozen=True, kw_only=True):
    password: str
    current_password: str | UnsetType | None = UNSET


class PeriodOut(Struct, frozen=True, kw_only=True):
    from_: dt.datetime = field(name="from")
    to: dt.datetime
    time_zone: str


class PermissionOut(Struct, frozen=True, kw_only=True):
    permission: str
    allowed: bool
    source: str


class PermissionsIn(Struct, frozen=True, kw_only=True):
    grants: list[Permission] | UnsetType | None = UNSET
    denials: list[Permission] | UnsetType | None = UNSET


class PermissionsOut(Struct, frozen=True, kw_only=True):
    role: str
    custom_role: HeldRoleOut | None
    grants: list[str]
    denials: list[str]
    permissions: list[PermissionOut]


class Pix(Struct, frozen=True, kw_only=True):
    code: str
    merchant_name: str
    key: str
    key_type: PixKeyType


class PlaceIO(Struct, frozen=True, kw_only=True):
    x: int | UnsetType = UNSET
    y: int | UnsetType = UNSET
    width: int | UnsetType = UNSET
    height: int | UnsetType = UNSET


class PlannedButtonsIn(Struct, frozen=True, kw_only=True):
    body: str
    buttons: list[ButtonIn]
    header: str | UnsetType | None = UNSET
    footer: str | UnsetType | None = UNSET


class PlannedListIn(Struct, frozen=True, kw_only=True):
    body: str
    button: str
    sections: list[Section]
    header: str | UnsetType | None = UNSET
    footer: str | UnsetType | None = UNSET


class PlannedLocationIn(Struct, frozen=True, kw_only=True):
    latitude: float
    longitude: float
    name: str | UnsetType | None = UNSET
    address: str | UnsetType | None = UNSET


class PlannedTemplateIn(Struct, frozen=True, kw_only=True):
    name: str
    language: str | UnsetType = UNSET
    components: list[dict[str, Any]] | UnsetType = UNSET


class PlannerOut(Struct, frozen=True, kw_only=True):
    kind: str
    id: UUID | None
    name: str


class PointOut(Struct, frozen=True, kw_only=True):
    at: dt.datetime
    value: int


class PolicyIO(Struct, frozen=True, kw_only=True):
    per_day: int | UnsetType | None = UNSET
    per_week: int | UnsetType | None = UNSET
    quiet_hours: HoursIO | UnsetType | None = UNSET
    control_group: int | UnsetType = UNSET
    headroom: int | UnsetType = UNSET
    most_failed: int | UnsetType = UNSET
    most_refused: int | UnsetType = UNSET
    version: int | UnsetType = UNSET


class Poll(Struct, frozen=True, kw_only=True, tag_field="kind", tag="poll"):
    question: str
    options: list[str]
    selectable: int | UnsetType = UNSET


class PreferencesIO(Struct, frozen=True, kw_only=True):
    language: str | UnsetType | None = UNSET
    shortcuts: bool | UnsetType = UNSET
    notifications: NotificationPreferencesIO | UnsetType = UNSET


class PresenceIn(Struct, frozen=True, kw_only=True):
    presence: Presence


class PriceIO(Struct, frozen=True, kw_only=True):
    read: str
    written: str | UnsetType = UNSET


class PrivacyAnswerIn(Struct, frozen=True, kw_only=True):
    done: bool
    reason: str | UnsetType = UNSET


class PrivacyConsentIn(Struct, frozen=True, kw_only=True):
    user_id: UUID
    purpose: str
    given: bool
    source: str
    text: str | UnsetType = UNSET
    at: dt.datetime | UnsetType | None = UNSET


class PrivacyConsentOut(Struct, frozen=True, kw_only=True):
    id: UUID
    contact_id: UUID
    purpose: str
    given: bool
    at: dt.datetime
    source: str
    text: str
    recorded_at: dt.datetime
    actor_kind: str
    actor_id: UUID | None


class PrivacyRequestIn(Struct, frozen=True, kw_only=True):
    user_id: UUID
    kind: RequestKind


class PrivacyRequestOut(Struct, frozen=True, kw_only=True):
    id: UUID
    user_id: UUID
    subject_kind: str
    kind: str
    status: str
    created_at: dt.datetime
    due_at: dt.datetime
    overdue: bool
    asked_by: UUID | None
    ended_at: dt.datetime | None
    reason: str
    counts: dict[str, int]
    certificate: str | None
    file_until: dt.datetime | None


class ProbeOut(Struct, frozen=True, kw_only=True):
    step: str
    ok: bool
    detail: str


class ProblemOut(Struct, frozen=True, kw_only=True):
    field: str
    code: str
    message: str
    params: dict[str, str | int]


class Product(Struct, frozen=True, kw_only=True, tag_field="kind", tag="product"):
    catalog_id: str
    product_id: str
    body: str | UnsetType | None = UNSET
    footer: str | UnsetType | None = UNSET


class ProductList(Struct, frozen=True, kw_only=True, tag_field="kind", tag="product_list"):
    catalog_id: str
    header: str
    body: str
    sections: list[ProductSection]
    footer: str | UnsetType | None = UNSET


class ProductSection(Struct, frozen=True, kw_only=True):
    title: str
    product_ids: list[str]


class ProfileIn(Struct, frozen=True, kw_only=True):
    about: str | UnsetType | None = UNSET
    address: str | UnsetType | None = UNSET
    description: str | UnsetType | None = UNSET
    email: str | UnsetType | None = UNSET
    websites: list[str] | UnsetType | None = UNSET
    vertical: str | UnsetType | None = UNSET


class ProfileOut(Struct, frozen=True, kw_only=True):
    about: str | None
    address: str | None
    description: str | None
    email: str | None
    websites: list[str]
    vertical: str | None
    picture_url: str | None


class ProgressOut(Struct, frozen=True, kw_only=True):
    total: int
    pending: int
    queued: int
    sent: int
    delivered: int
    read: int
    replied: int
    clicked: int
    converted: int
    opted_out: int
    failed: int
    skipped: int
    cancelled: int


class PromptIn(Struct, frozen=True, kw_only=True):
    name: str
    text: str
    description: str | UnsetType = UNSET
    variables: list[str] | UnsetType = UNSET
    version: int | UnsetType | None = UNSET
    evaluation_id: UUID | UnsetType | None = UNSET


class PromptOut(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    text: str
    description: str
    variables: list[str]
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime


class QuestionIn(Struct, frozen=True, kw_only=True):
    query: dict[str, Any] | UnsetType | None = UNSET
    text: str | UnsetType | None = UNSET


class QueueChangeIn(Struct, frozen=True, kw_only=True):
    name: str | UnsetType = UNSET
    department_id: UUID | UnsetType | None = UNSET
    calendar_id: UUID | UnsetType | None = UNSET
    members: list[UUID] | UnsetType = UNSET
    strategy: Strategy | UnsetType = UNSET
    priority: int | UnsetType = UNSET
    skills: dict[str, int] | UnsetType = UNSET
    most_each: int | UnsetType | None = UNSET
    overflow: OverflowIO | UnsetType | None = UNSET
    service_level: ServiceLevelIO | UnsetType = UNSET
    inactivity: InactivityIO | UnsetType = UNSET
    closed_message: str | UnsetType = UNSET
    wrap_up_seconds: int | UnsetType = UNSET
    is_default: bool | UnsetType = UNSET


class QueueFiguresOut(Struct, frozen=True, kw_only=True):
    resolved: int
    first_answer: TimesOut
    resolution: TimesOut
    ratings: int
    rating: float | None
    queue_id: UUID


class QueueIn(Struct, frozen=True, kw_only=True):
    name: str
    department_id: UUID | UnsetType | None = UNSET
    calendar_id: UUID | UnsetType | None = UNSET
    members: list[UUID] | UnsetType = UNSET
    strategy: Strategy | UnsetType = UNSET
    priority: int | UnsetType = UNSET
    skills: dict[str, int] | UnsetType = UNSET
    most_each: int | UnsetType | None = UNSET
    overflow: OverflowIO | UnsetType | None = UNSET
    service_level: ServiceLevelIO | UnsetType = UNSET
    inactivity: InactivityIO | UnsetType = UNSET
    closed_message: str | UnsetType = UNSET
    wrap_up_seconds: int | UnsetType = UNSET
    is_default: bool | UnsetType = UNSET


class QueueLoadOut(Struct, frozen=True, kw_only=True):
    waiting: int
    longest_wait: int
    served: int
    agents_on: int
    agents_available: int


class QueueOut(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    department_id: UUID | None
    calendar_id: UUID | None
    members: list[UUID]
    strategy: str
    priority: int
    skills: dict[str, int]
    most_each: int | None
    overflow: OverflowIO | None
    service_level: ServiceLevelIO
    inactivity: InactivityIO
    closed_message: str
    wrap_up_seconds: int
    is_default: bool
    load: QueueLoadOut
    created_at: dt.datetime
    updated_at: dt.datetime


class QueueStandOut(Struct, frozen=True, kw_only=True):
    queue_id: UUID
    name: str
    waiting: int
    oldest_at: dt.datetime | None
    longest_wait_seconds: int | None
    served: int
    members_on: int
    members_available: int


class QuickReply(Struct, frozen=True, kw_only=True):
    id: str
    title: str


class ReadIn(Struct, frozen=True, kw_only=True):
    ids: list[UUID] | UnsetType | None = UNSET


class ReasonIn(Struct, frozen=True, kw_only=True):
    reason: str | UnsetType = UNSET


class ReasonOut(Struct, frozen=True, kw_only=True):
    code: str
    count: int
    message: str


class RecipientOut(Struct, frozen=True, kw_only=True):
    contact_id: UUID
    name: str | None
    phone: str | None
    step: int
    variant: str | None
    outcome: str
    reason: str | None
    message: str | None
    whatsapp_config_id: UUID | None
    message_id: UUID | None
    tries: int
    due_at: dt.datetime
    queued_at: dt.datetime | None
    sent_at: dt.datetime | None
    delivered_at: dt.datetime | None
    read_at: dt.datetime | None
    failed_at: dt.datetime | None
    replied_at: dt.datetime | None
    clicked_at: dt.datetime | None
    converted_at: dt.datetime | None
    opted_out_at: dt.datetime | None


class RefreshIn(Struct, frozen=True, kw_only=True):
    refresh_token: str | UnsetType | None = UNSET


class RefusedRowOut(Struct, frozen=True, kw_only=True):
    row: int
    field: str
    code: str
    message: str
    cells: list[str]


class RegisterIn(Struct, frozen=True, kw_only=True):
    company: str
    name: str
    email: str
    password: str
    slug: str | UnsetType | None = UNSET
    time_zone: str | UnsetType = UNSET
    language: Language | UnsetType = UNSET
    currency: str | UnsetType = UNSET
    cookie: bool | UnsetType = UNSET


class RelyingPartyOut(Struct, frozen=True, kw_only=True):
    id: str
    name: str


class ReminderPreviewOut(Struct, frozen=True, kw_only=True):
    at: dt.datetime
    customer_id: str
    customer: str | None
    contact_id: UUID | None
    invoice_id: str
    due_on: dt.date | None
    amount: str
    text: str
    reason: str | None


class ReminderPreviewsOut(Struct, frozen=True, kw_only=True):
    data: list[ReminderPreviewOut]


class ReminderResultsOut(Struct, frozen=True, kw_only=True):
    sent: int
    paid: int
    skipped: dict[str, int]


class ReminderRuleChangeIn(Struct, frozen=True, kw_only=True):
    name: str
    days: int
    template_id: UUID | UnsetType | None = UNSET
    variables: dict[str, str] | UnsetType = UNSET
    header_media_id: str | UnsetType | None = UNSET
    send_times: list[ReminderSpanIO] | UnsetType = UNSET
    week_days: list[str] | UnsetType = UNSET
    holidays: str | UnsetType = UNSET
    whatsapp_config_id: UUID | UnsetType | None = UNSET
    erp_type: str | UnsetType | None = UNSET
    least: str | UnsetType | None = UNSET
    per_week: int | UnsetType = UNSET
    active: bool | UnsetType = UNSET
    version: int


class ReminderRuleIn(Struct, frozen=True, kw_only=True):
    name: str
    days: int
    template_id: UUID | UnsetType | None = UNSET
    variables: dict[str, str] | UnsetType = UNSET
    header_media_id: str | UnsetType | None = UNSET
    send_times: list[ReminderSpanIO] | UnsetType = UNSET
    week_days: list[str] | UnsetType = UNSET
    holidays: str | UnsetType = UNSET
    whatsapp_config_id: UUID | UnsetType | None = UNSET
    erp_type: str | UnsetType | None = UNSET
    least: str | UnsetType | None = UNSET
    per_week: int | UnsetType = UNSET
    active: bool | UnsetType = UNSET


class ReminderRuleOut(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    days: int
    template_id: UUID | None
    variables: dict[str, str]
    header_media_id: str | None
    send_times: list[ReminderSpanIO]
    week_days: list[str]
    holidays: str
    whatsapp_config_id: UUID | None
    erp_type: str | None
    least: str | None
    per_week: int
    active: bool
    version: int
    results: ReminderResultsOut | None
    created_at: dt.datetime
    updated_at: dt.datetime


class ReminderSpanIO(Struct, frozen=True, kw_only=True):
    start: str
    end: str


class RenderIn(Struct, frozen=True, kw_only=True):
    conversation_id: UUID


class RenderedOut(Struct, frozen=True, kw_only=True):
    text: str
    media_id: UUID | None


class ReplayIn(Struct, frozen=True, kw_only=True):
    last: int | UnsetType = UNSET


class ReplayOut(Struct, frozen=True, kw_only=True):
    sessions: int
    parted: int
    ended_elsewhere: int
    messages_then: int
    messages_now: int
    cost_then: str | None
    cost_now: str | None
    currency: str | None
    data: list[Comparison]


class RequestOut(Struct, frozen=True, kw_only=True):
    rpId: str
    challenge: str
    allowCredentials: list[DescriptorOut]
    timeout: int | None = None
    userVerification: str | None = None


class ResetPasswordIn(Struct, frozen=True, kw_only=True):
    token: str
    password: str


class RetentionIn(Struct, frozen=True, kw_only=True):
    days: dict[str, int]
    version: int | UnsetType = UNSET
    dry_run: bool | UnsetType = UNSET


class RetentionOut(Struct, frozen=True, kw_only=True):
    days: dict[str, int]
    version: int
    would_go: dict[str, int] | None = None


class RetryIn(Struct, frozen=True, kw_only=True):
    reasons: list[str] | UnsetType = UNSET


class RoleChangeIn(Struct, frozen=True, kw_only=True):
    name: str | UnsetType | None = UNSET
    permissions: list[Permission] | UnsetType | None = UNSET
    description: str | UnsetType | None = UNSET


class RoleIn(Struct, frozen=True, kw_only=True):
    name: str
    permissions: list[Permission]
    description: str | UnsetType = UNSET


class RoleOut(Struct, frozen=True, kw_only=True):
    id: UUID | None
    name: str
    description: str
    permissions: list[str]
    custom: bool
    users: int


class Row(Struct, frozen=True, kw_only=True):
    id: str
    title: str
    description: str | UnsetType | None = UNSET


class SavedViewChangeIn(Struct, frozen=True, kw_only=True):
    name: str | UnsetType = UNSET
    filters: FiltersIO | UnsetType = UNSET
    place: int | UnsetType = UNSET


class SavedViewIn(Struct, frozen=True, kw_only=True):
    name: str
    filters: FiltersIO
    shared: bool | UnsetType = UNSET


class SavedViewOut(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    filters: FiltersIO
    shared: bool
    owner_id: UUID | None
    place: int
    created_at: dt.datetime


class ScheduleIO(Struct, frozen=True, kw_only=True):
    start_date: dt.datetime | UnsetType | None = UNSET
    end_date: dt.datetime | UnsetType | None = UNSET
    time_zone: str | UnsetType | None = UNSET
    days: list[str] | UnsetType = UNSET
    send_times: list[HoursIO] | UnsetType = UNSET
    quiet_hours: HoursIO | UnsetType | None = UNSET
    holidays: str | UnsetType = UNSET


class ScheduleIn(Struct, frozen=True, kw_only=True):
    to: str | UnsetType | None = UNSET
    conversation_id: UUID | UnsetType | None = UNSET
    whatsapp_config_id: UUID | UnsetType | None = UNSET
    reply_to: UUID | UnsetType | None = UNSET
    force: bool | UnsetType = UNSET
    send_at: dt.datetime
    message: str | UnsetType | None = UNSET
    preview_url: bool | UnsetType = UNSET
    buttons: PlannedButtonsIn | UnsetType | None = UNSET
    list_: PlannedListIn | UnsetType | None = field(default=UNSET, name="list")
    interactive: (
        CtaUrl
        | LocationRequest
        | ContactRequest
        | CallPermission
        | CallButton
        | Product
        | ProductList
        | Catalog
        | FlowForm
        | Carousel
        | OrderDetails
        | OrderUpdate
        | Poll
        | UnsetType
        | None
    ) = UNSET
    template: PlannedTemplateIn | UnsetType | None = UNSET
    media_id: UUID | UnsetType | None = UNSET
    type: MessageType | UnsetType | None = UNSET
    caption: str | UnsetType | None = UNSET
    filename: str | UnsetType | None = UNSET
    voice: bool | UnsetType = UNSET
    location: PlannedLocationIn | UnsetType | None = UNSET
    contacts: list[dict[str, Any]] | UnsetType | None = UNSET
    cancel_on_reply: bool | UnsetType = UNSET
    outside_window: OutsideWindow | UnsetType = UNSET
    fallback: PlannedTemplateIn | UnsetType | None = UNSET


class ScheduledOut(Struct, frozen=True, kw_only=True):
    id: UUID
    status: str
    reason: str
    send_at: dt.datetime
    contact_id: UUID
    conversation_id: UUID | None
    whatsapp_config_id: UUID
    type: str
    content: dict[str, Any]
    text: str
    cancel_on_reply: bool
    outside_window: str
    fallback: dict[str, Any] | None
    message_id: UUID | None
    planned_by: PlannerOut
    created_at: dt.datetime
    updated_at: dt.datetime


class SecondStepOut(Struct, frozen=True, kw_only=True):
    mfa_required: bool
    mfa_token: str
    expires_in: int
    means: list[str]


class Section(Struct, frozen=True, kw_only=True):
    rows: list[Row]
    title: str | UnsetType | None = UNSET


class Seen(Struct, frozen=True, kw_only=True):
    lines: list[list[Any]] | None = None
    status: str | None = None
    node: str | None = None


class SegmentIn(Struct, frozen=True, kw_only=True):
    name: str
    description: str | UnsetType = UNSET
    query: dict[str, Any] | UnsetType | None = UNSET
    text: str | UnsetType | None = UNSET


class SegmentOut(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    description: str
    query: dict[str, Any]
    text: str
    created_at: dt.datetime
    updated_at: dt.datetime


class SelectionOut(Struct, frozen=True, kw_only=True):
    residentKey: str | None = None
    requireResidentKey: bool | None = None
    userVerification: str | None = None


class SendAudioIn(Struct, frozen=True, kw_only=True):
    to: str | UnsetType | None = UNSET
    conversation_id: UUID | UnsetType | None = UNSET
    whatsapp_config_id: UUID | UnsetType | None = UNSET
    reply_to: UUID | UnsetType | None = UNSET
    force: bool | UnsetType = UNSET
    media_id: UUID | UnsetType | None = UNSET
    url: str | UnsetType | None = UNSET
    filename: str | UnsetType | None = UNSET
    voice: bool | UnsetType = UNSET


class SendButtonsIn(Struct, frozen=True, kw_only=True):
    to: str | UnsetType | None = UNSET
    conversation_id: UUID | UnsetType | None = UNSET
    whatsapp_config_id: UUID | UnsetType | None = UNSET
    reply_to: UUID | UnsetType | None = UNSET
    force: bool | UnsetType = UNSET
    body: str
    buttons: list[ButtonIn]
    header: str | UnsetType | None = UNSET
    footer: str | UnsetType | None = UNSET


class SendContactIn(Struct, frozen=True, kw_only=True):
    to: str | UnsetType | None = UNSET
    conversation_id: UUID | UnsetType | None = UNSET
    whatsapp_config_id: UUID | UnsetType | None = UNSET
    reply_to: UUID | UnsetType | None = UNSET
    force: bool | UnsetType = UNSET
    contacts: list[dict[str, Any]]


class SendDocumentIn(Struct, frozen=True, kw_only=True):
    to: str | UnsetType | None = UNSET
    conversation_id: UUID | UnsetType | None = UNSET
    whatsapp_config_id: UUID | UnsetType | None = UNSET
    reply_to: UUID | UnsetType | None = UNSET
    force: bool | UnsetType = UNSET
    media_id: UUID | UnsetType | None = UNSET
    url: str | UnsetType | None = UNSET
    filename: str | UnsetType | None = UNSET
    caption: str | UnsetType | None = UNSET


class SendInteractiveIn(Struct, frozen=True, kw_only=True):
    to: str | UnsetType | None = UNSET
    conversation_id: UUID | UnsetType | None = UNSET
    whatsapp_config_id: UUID | UnsetType | None = UNSET
    reply_to: UUID | UnsetType | None = UNSET
    force: bool | UnsetType = UNSET
    interactive: (
        CtaUrl
        | LocationRequest
        | ContactRequest
        | CallPermission
        | CallButton
        | Product
        | ProductList
        | Catalog
        | FlowForm
        | Carousel
        | OrderDetails
        | OrderUpdate
        | Poll
    )


class SendListIn(Struct, frozen=True, kw_only=True):
    to: str | UnsetType | None = UNSET
    conversation_id: UUID | UnsetType | None = UNSET
    whatsapp_config_id: UUID | UnsetType | None = UNSET
    reply_to: UUID | UnsetType | None = UNSET
    force: bool | UnsetType = UNSET
    body: str
    button: str
    sections: list[Section]
    header: str | UnsetType | None = UNSET
    footer: str | UnsetType | None = UNSET


class SendLocationIn(Struct, frozen=True, kw_only=True):
    to: str | UnsetType | None = UNSET
    conversation_id: UUID | UnsetType | None = UNSET
    whatsapp_config_id: UUID | UnsetType | None = UNSET
    reply_to: UUID | UnsetType | None = UNSET
    force: bool | UnsetType = UNSET
    latitude: float
    longitude: float
    name: str | UnsetType | None = UNSET
    address: str | UnsetType | None = UNSET


class SendMediaIn(Struct, frozen=True, kw_only=True):
    to: str | UnsetType | None = UNSET
    conversation_id: UUID | UnsetType | None = UNSET
    whatsapp_config_id: UUID | UnsetType | None = UNSET
    reply_to: UUID | UnsetType | None = UNSET
    force: bool | UnsetType = UNSET
    media_id: UUID | UnsetType | None = UNSET
    url: str | UnsetType | None = UNSET
    filename: str | UnsetType | None = UNSET
    type: MessageType | UnsetType | None = UNSET
    caption: str | UnsetType | None = UNSET


class SendReactionIn(Struct, frozen=True, kw_only=True):
    message_id: UUID
    emoji: str | None
    to: str | UnsetType | None = UNSET


class SendTemplateIn(Struct, frozen=True, kw_only=True):
    to: str | UnsetType | None = UNSET
    conversation_id: UUID | UnsetType | None = UNSET
    whatsapp_config_id: UUID | UnsetType | None = UNSET
    reply_to: UUID | UnsetType | None = UNSET
    force: bool | UnsetType = UNSET
    name: str
    language: str | UnsetType = UNSET
    components: list[dict[str, Any]] | UnsetType = UNSET


class SendTextIn(Struct, frozen=True, kw_only=True):
    to: str | UnsetType | None = UNSET
    conversation_id: UUID | UnsetType | None = UNSET
    whatsapp_config_id: UUID | UnsetType | None = UNSET
    reply_to: UUID | UnsetType | None = UNSET
    force: bool | UnsetType = UNSET
    message: str
    preview_url: bool | UnsetType = UNSET


class SenderOut(Struct, frozen=True, kw_only=True):
    kind: str
    id: UUID | None


class SentimentOut(Struct, frozen=True, kw_only=True):
    model: str
    tokens_read: int
    tokens_written: int
    sentiment: str
    score: float


class ServiceLevelIO(Struct, frozen=True, kw_only=True):
    first_answer: int | UnsetType | None = UNSET
    resolution: int | UnsetType | None = UNSET
    warn_percent: int | UnsetType = UNSET


class SessionOut(Struct, frozen=True, kw_only=True):
    id: UUID
    current: bool
    address: str
    user_agent: str
    created_at: dt.datetime
    last_used_at: dt.datetime
    expires_at: dt.datetime


class Shape(Struct, frozen=True, kw_only=True):
    name: str
    fields: list[CatalogueField]


class ShortenedOut(Struct, frozen=True, kw_only=True):
    model: str
    tokens_read: int
    tokens_written: int
    shortened: str


class ShownButtonOut(Struct, frozen=True, kw_only=True):
    kind: str
    text: str
    value: str


class ShownOut(Struct, frozen=True, kw_only=True):
    header: str
    header_kind: str
    body: str
    footer: str
    buttons: list[ShownButtonOut]
    cards: list[ShownOut]
    missing: list[str]


class SignInRulesIO(Struct, frozen=True, kw_only=True):
    second_factor_demanded: bool


class SignOnCheckOut(Struct, frozen=True, kw_only=True):
    authorization_endpoint: str
    token_endpoint: str


class SignOnIn(Struct, frozen=True, kw_only=True):
    issuer: str
    client_id: str
    domains: list[str]
    client_secret: str | UnsetType | None = UNSET
    role: str | UnsetType = UNSET
    create_people: bool | UnsetType = UNSET
    enforced: bool | UnsetType = UNSET


class SignOnOut(Struct, frozen=True, kw_only=True):
    issuer: str
    client_id: str
    domains: list[str]
    role: str
    create_people: bool
    enforced: bool
    redirect_uri: str
    start: str
    updated_at: dt.datetime


class SimulationIn(Struct, frozen=True, kw_only=True):
    version: int | UnsetType | None = UNSET
    opening: str | UnsetType | None = UNSET
    start: str | UnsetType | None = UNSET
    contact: dict[str, Any] | UnsetType = UNSET
    contact_id: UUID | UnsetType | None = UNSET
    language: str | UnsetType | None = UNSET
    time_zone: str | UnsetType | None = UNSET
    variables: dict[str, Any] | UnsetType = UNSET
    answers: dict[str, Any] | UnsetType = UNSET
    at: dt.datetime | UnsetType | None = UNSET


class SimulationOut(Struct, frozen=True, kw_only=True):
    id: UUID
    flow_id: UUID
    version: int | None
    moves: int
    now: dt.datetime
    lines: list[LineOut]
    effects: list[dict[str, Any]]
    visits: list[dict[str, Any]]
    outside: dict[str, Any] | None
    status: str
    reason: str
    node: str | None
    waiting: dict[str, Any] | None
    variables: dict[str, Any]


class SnoozeIn(Struct, frozen=True, kw_only=True):
    until: dt.datetime | None


class SpanIO(Struct, frozen=True, kw_only=True):
    start: str
    end: str


class SpecialDayIO(Struct, frozen=True, kw_only=True):
    date: str
    name: str | UnsetType = UNSET
    spans: list[SpanIO] | UnsetType = UNSET


class SpentOut(Struct, frozen=True, kw_only=True):
    category: str
    country: str | None
    currency: str
    messages: int
    amount: str
    estimated: str


class StatsOut(Struct, frozen=True, kw_only=True):
    from_: dt.datetime = field(name="from")
    to: dt.datetime
    time_zone: str
    by_status: dict[str, int]
    total: FiguresFiguresOut
    agents: list[AgentFiguresOut]
    queues: list[QueueFiguresOut]


class StatusOut(Struct, frozen=True, kw_only=True):
    status: str
    at: dt.datetime
    error: ErrorOut | None


class StepIO(Struct, frozen=True, kw_only=True):
    after: int
    template_id: UUID | UnsetType | None = UNSET
    variables: dict[str, str] | UnsetType = UNSET
    text: str | UnsetType | None = UNSET
    header_media_id: str | UnsetType | None = UNSET
    condition: dict[str, Any] | UnsetType | None = UNSET


class StepOut(Struct, frozen=True, kw_only=True):
    change: str
    reason: str
    assigned_to: UUID | None
    actor_kind: str
    actor_id: UUID | None


class SubjectDataOut(Struct, frozen=True, kw_only=True):
    user_id: UUID
    subject_kind: str
    name: str
    counts: dict[str, int]


class SuggestIn(Struct, frozen=True, kw_only=True):
    conversation_id: UUID
    prompt_id: UUID | UnsetType | None = UNSET
    variables: dict[str, str] | UnsetType = UNSET


class SuggestionOut(Struct, frozen=True, kw_only=True):
    model: str
    tokens_read: int
    tokens_written: int
    text: str
    confidence: float
    confident: bool
    citations: list[CitationOut]


class SumOut(Struct, frozen=True, kw_only=True):
    currency: str
    messages: int
    amount: str
    estimated: str


class SummarizeIn(Struct, frozen=True, kw_only=True):
    conversation_id: UUID


class SummaryOut(Struct, frozen=True, kw_only=True):
    model: str
    tokens_read: int
    tokens_written: int
    summary: str
    points: list[str]


class SurveyOut(Struct, frozen=True, kw_only=True):
    id: UUID
    asked_at: dt.datetime
    score: int | None
    comment: str
    answered_at: dt.datetime | None
    user_id: UUID | None
    queue_id: UUID | None


class SurveyRulesIO(Struct, frozen=True, kw_only=True):
    queue_id: UUID | UnsetType | None = UNSET
    enabled: bool | UnsetType = UNSET
    question: str | UnsetType = UNSET
    thanks: str | UnsetType = UNSET
    comment_question: str | UnsetType = UNSET


class SuspendIn(Struct, frozen=True, kw_only=True):
    reason: str


class SyncOut(Struct, frozen=True, kw_only=True):
    read: int
    added: int
    changed: int
    gone: int


class TagIn(Struct, frozen=True, kw_only=True):
    name: str


class TagOut(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    used: int


class TagsIn(Struct, frozen=True, kw_only=True):
    tags: list[str]


class TargetingIO(Struct, frozen=True, kw_only=True):
    segments: list[UUID] | UnsetType = UNSET
    lists: list[UUID] | UnsetType = UNSET
    tags: list[str] | UnsetType = UNSET
    conditions: dict[str, Any] | UnsetType | None = UNSET
    file: UUID | UnsetType | None = UNSET
    without_segments: list[UUID] | UnsetType = UNSET
    without_lists: list[UUID] | UnsetType = UNSET
    growing: bool | UnsetType = UNSET


class TemplateDetailOut(Struct, frozen=True, kw_only=True):
    id: UUID
    whatsapp_config_id: UUID
    business_account_id: str
    name: str
    language: str
    category: str
    parameter_format: str
    components: list[dict[str, Any]]
    status: str
    quality: str | None
    reason: str
    provider_id: str | None
    coming_category: str | None
    category_change_at: dt.datetime | None
    ttl_seconds: int | None
    created_at: dt.datetime
    updated_at: dt.datetime
    history: list[TemplateStepOut]
    used_in: list[TemplateUseOut]
    problems: list[TemplatesTemplateProblemOut]


class TemplateDraftOut(Struct, frozen=True, kw_only=True):
    model: str
    tokens_read: int
    tokens_written: int
    name: str
    language: str
    category: str
    components: list[dict[str, Any]]
    problems: list[AiTemplateProblemOut]


class TemplateIn(Struct, frozen=True, kw_only=True):
    name: str | UnsetType | None = UNSET
    language: str | UnsetType | None = UNSET
    category: TemplateCategory | UnsetType | None = UNSET
    parameter_format: ParameterFormat | UnsetType | None = UNSET
    components: list[dict[str, Any]] | UnsetType | None = UNSET
    ttl_seconds: int | UnsetType | None = UNSET
    whatsapp_config_id: UUID | UnsetType | None = UNSET


class TemplateOut(Struct, frozen=True, kw_only=True):
    id: UUID
    whatsapp_config_id: UUID
    business_account_id: str
    name: str
    language: str
    category: str
    parameter_format: str
    components: list[dict[str, Any]]
    status: str
    quality: str | None
    reason: str
    provider_id: str | None
    coming_category: str | None
    category_change_at: dt.datetime | None
    ttl_seconds: int | None
    created_at: dt.datetime
    updated_at: dt.datetime


class TemplatePreviewIn(Struct, frozen=True, kw_only=True):
    variables: dict[str, str] | UnsetType | None = UNSET
    components: list[dict[str, Any]] | UnsetType | None = UNSET


class TemplatePreviewOut(Struct, frozen=True, kw_only=True):
    shown: ShownOut
    problems: list[TemplatesTemplateProblemOut]


class TemplateStepOut(Struct, frozen=True, kw_only=True):
    at: dt.datetime
    change: str
    value: str
    reason: str


class TemplateSyncIn(Struct, frozen=True, kw_only=True):
    whatsapp_config_id: UUID | UnsetType | None = UNSET


class TemplateUseOut(Struct, frozen=True, kw_only=True):
    kind: str
    id: UUID
    name: str


class TemplateWishIn(Struct, frozen=True, kw_only=True):
    text: str
    language: str | UnsetType = UNSET


class TenantChangeIn(Struct, frozen=True, kw_only=True):
    name: str | UnsetType | None = UNSET
    time_zone: str | UnsetType | None = UNSET
    language: Language | UnsetType | None = UNSET
    currency: str | UnsetType | None = UNSET
    settings: TenantSettingsIO | UnsetType | None = UNSET
    limits: TenantsLimitsIO | UnsetType | None = UNSET
    branding: BrandingIn | UnsetType | None = UNSET


class TenantIn(Struct, frozen=True, kw_only=True):
    company: str
    name: str
    email: str
    password: str | UnsetType | None = UNSET
    slug: str | UnsetType | None = UNSET
    plan: Plan | UnsetType = UNSET
    time_zone: str | UnsetType | None = UNSET
    language: Language | UnsetType | None = UNSET
    currency: str | UnsetType | None = UNSET
    limits: TenantsLimitsIO | UnsetType | None = UNSET


class TenantOut(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    slug: str
    plan: str
    status: str
    time_zone: str
    language: str
    currency: str


class TenantSettingsIO(Struct, frozen=True, kw_only=True):
    opt_out_words: list[str] | UnsetType = UNSET


class TenantWholeOut(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    slug: str
    plan: str
    status: str
    status_reason: str
    time_zone: str
    language: str
    currency: str
    settings: TenantSettingsIO
    branding: BrandingWholeOut
    limits: TenantsLimitsIO
    allowance: AllowanceOut
    created_at: dt.datetime
    updated_at: dt.datetime


class TestOut(Struct, frozen=True, kw_only=True):
    ok: bool
    steps: list[ProbeOut]


class TextIn(Struct, frozen=True, kw_only=True):
    text: str


class TimelineOut(Struct, frozen=True, kw_only=True):
    id: UUID
    at: dt.datetime
    kind: str
    message: MessageOut | None = None
    note: NoteOut | None = None
    assignment: AssignmentOut | None = None
    change: StepOut | None = None


class TimesOut(Struct, frozen=True, kw_only=True):
    count: int
    mean: float | None
    median: float | None
    p95: float | None


class TotpIn(Struct, frozen=True, kw_only=True):
    code: str | UnsetType | None = UNSET


class TotpOffIn(Struct, frozen=True, kw_only=True):
    password: str


class TotpOut(Struct, frozen=True, kw_only=True):
    enabled: bool
    secret: str | None = None
    otpauth_uri: str | None = None
    otpauth_qr: str | None = None
    recovery_codes: list[str] | None = None


class TraceStepOut(Struct, frozen=True, kw_only=True):
    number: int
    at: dt.datetime
    given: dict[str, Any]
    visits: list[dict[str, Any]]
    effects: list[dict[str, Any]]
    status: str
    node: str | None
    variables: dict[str, Any]


class TracesOut(Struct, frozen=True, kw_only=True):
    data: list[ObservabilityTraceOut]


class TransferIn(Struct, frozen=True, kw_only=True):
    user_id: UUID | UnsetType | None = UNSET
    queue_id: UUID | UnsetType | None = UNSET
    department_id: UUID | UnsetType | None = UNSET
    reason: str | UnsetType = UNSET


class TranslateIn(Struct, frozen=True, kw_only=True):
    text: str
    language: Language


class TranslationOut(Struct, frozen=True, kw_only=True):
    model: str
    tokens_read: int
    tokens_written: int
    translation: str
    language: str


class Tried(Struct, frozen=True, kw_only=True):
    seconds: float
    status: int | None = None
    headers: dict[str, str] | None = None
    body: Any = None
    error: str | None = None
    cut: bool | None = None


class TriedOut(Struct, frozen=True, kw_only=True):
    model: str
    ok: bool
    ms: int
    error: str
    detail: str


class TriggerIO(Struct, frozen=True, kw_only=True):
    kind: str
    tag: str | UnsetType | None = UNSET
    signal: str | UnsetType | None = UNSET
    after: int | UnsetType = UNSET
    again_after_days: int | UnsetType | None = UNSET


class UnreachableOut(Struct, frozen=True, kw_only=True):
    since: dt.datetime
    source: str


class UnreadOut(Struct, frozen=True, kw_only=True):
    unread: int


class UpgradeIn(Struct, frozen=True, kw_only=True):
    plan: Plan


class UsageLineOut(Struct, frozen=True, kw_only=True):
    limit: str
    used: int | None
    allowed: float | None
    agreed: bool


class UsageOut(Struct, frozen=True, kw_only=True):
    plan: str
    limits: list[UsageLineOut]


class UserChangeIn(Struct, frozen=True, kw_only=True):
    name: str | UnsetType | None = UNSET
    email: str | UnsetType | None = UNSET
    current_password: str | UnsetType | None = UNSET
    role: str | UnsetType | None = UNSET
    active: bool | UnsetType | None = UNSET
    preferences: PreferencesIO | UnsetType | None = UNSET


class UserIn(Struct, frozen=True, kw_only=True):
    email: str
    name: str
    role: str
    password: str | UnsetType | None = UNSET
    grants: list[Permission] | UnsetType = UNSET
    denials: list[Permission] | UnsetType = UNSET


class UserOut(Struct, frozen=True, kw_only=True):
    id: UUID
    email: str
    name: str
    role: str
    custom_role: HeldRoleOut | None
    active: bool
    email_verified: bool
    tenant_id: UUID
    permissions: list[str]
    grants: list[str]
    denials: list[str]
    invited: bool
    preferences: PreferencesIO
    created_at: dt.datetime
    updated_at: dt.datetime


class ValueOut(Struct, frozen=True, kw_only=True):
    value: int
    previous: int
    trend: float | None


class VariableOut(Struct, frozen=True, kw_only=True):
    name: str
    value: str


class VariantIO(Struct, frozen=True, kw_only=True):
    key: str
    weight: int | UnsetType = UNSET
    template_id: UUID | UnsetType | None = UNSET
    variables: dict[str, str] | UnsetType = UNSET
    text: str | UnsetType | None = UNSET
    header_media_id: str | UnsetType | None = UNSET


class VerdictOut(Struct, frozen=True, kw_only=True):
    best: str | None
    lead: float
    chance: float
    winner: str | None


class VerifyEmailIn(Struct, frozen=True, kw_only=True):
    token: str


class VerifyIn(Struct, frozen=True, kw_only=True):
    mfa_token: str
    code: str
    cookie: bool | UnsetType = UNSET


class WantedIn(Struct, frozen=True, kw_only=True):
    tags: list[str] | UnsetType = UNSET
    list_id: UUID | UnsetType | None = UNSET
    segment_id: UUID | UnsetType | None = UNSET
    q: str | UnsetType = UNSET
    text: str | UnsetType = UNSET


class WebhookAttemptOut(Struct, frozen=True, kw_only=True):
    at: dt.datetime
    result: str
    status: int | None
    milliseconds: int


class WebhookChangeIn(Struct, frozen=True, kw_only=True):
    url: str
    events: list[str]
    description: str | UnsetType = UNSET
    active: bool | UnsetType = UNSET
    whatsapp_config_id: UUID | UnsetType | None = UNSET
    version: int


class WebhookDeliveryOut(Struct, frozen=True, kw_only=True):
    id: UUID
    message_id: str
    event: str
    status: str
    tries: int
    attempts: list[WebhookAttemptOut]
    next_at: dt.datetime | None
    ended_at: dt.datetime | None
    answer: str
    body: str
    created_at: dt.datetime


class WebhookIn(Struct, frozen=True, kw_only=True):
    url: str
    events: list[str]
    description: str | UnsetType = UNSET
    active: bool | UnsetType = UNSET
    whatsapp_config_id: UUID | UnsetType | None = UNSET


class WebhookOut(Struct, frozen=True, kw_only=True):
    id: UUID
    url: str
    events: list[str]
    description: str
    active: bool
    whatsapp_config_id: UUID | None
    status: str
    pause_reason: str | None
    paused_at: dt.datetime | None
    failing_since: dt.datetime | None
    last_at: dt.datetime | None
    last_result: str | None
    last_status: int | None
    waiting: int
    secret_last4: str
    old_secret_until: dt.datetime | None
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime


class WebhookRetriedOut(Struct, frozen=True, kw_only=True):
    queued: int


class WebhookRetryIn(Struct, frozen=True, kw_only=True):
    delivery_id: UUID | UnsetType | None = UNSET


class WebhookSecretOut(Struct, frozen=True, kw_only=True):
    id: UUID
    url: str
    events: list[str]
    description: str
    active: bool
    whatsapp_config_id: UUID | None
    status: str
    pause_reason: str | None
    paused_at: dt.datetime | None
    failing_since: dt.datetime | None
    last_at: dt.datetime | None
    last_result: str | None
    last_status: int | None
    waiting: int
    secret_last4: str
    old_secret_until: dt.datetime | None
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime
    secret: str


class WebhookTestOut(Struct, frozen=True, kw_only=True):
    ok: bool
    result: str
    status: int | None
    milliseconds: int
    answer: str


class WhyOut(Struct, frozen=True, kw_only=True):
    query: dict[str, Any]
    holds: bool
    seen: str | int | float | bool | list[str] | None
    of: list[WhyOut]


class WidgetIn(Struct, frozen=True, kw_only=True):
    kind: WidgetKind
    title: str | UnsetType = UNSET
    metric: Metric | UnsetType | None = UNSET
    period: PeriodName | UnsetType = UNSET
    whatsapp_config_id: UUID | UnsetType | None = UNSET
    place: PlaceIO | UnsetType = UNSET


class WidgetOut(Struct, frozen=True, kw_only=True):
    id: UUID
    kind: str
    title: str
    metric: str | None
    period: str
    whatsapp_config_id: UUID | None
    place: PlaceIO
    created_at: dt.datetime
    updated_at: dt.datetime


class WrongOut(Struct, frozen=True, kw_only=True):
    code: str
    message: str


class AiTemplateProblemOut(Struct, frozen=True, kw_only=True):
    field: str
    code: str
    message: str


class CampaignResultsCampaignCostOut(Struct, frozen=True, kw_only=True):
    currency: str | None
    amount: str
    unpriced: int


class CampaignsLimitsIO(Struct, frozen=True, kw_only=True):
    daily_limit: int | UnsetType | None = UNSET
    hourly_limit: int | UnsetType | None = UNSET
    per_second: float | UnsetType | None = UNSET
    per_contact_limit: int | UnsetType | None = UNSET
    per_contact_week: int | UnsetType | None = UNSET


class CostsCampaignCostOut(Struct, frozen=True, kw_only=True):
    currency: str
    messages: int
    amount: str
    estimated: str
    campaign_id: UUID
    name: str | None


class CostsFlowCostOut(Struct, frozen=True, kw_only=True):
    currency: str
    messages: int
    amount: str
    estimated: str
    flow_id: UUID
    name: str | None


class FiguresFiguresOut(Struct, frozen=True, kw_only=True):
    resolved: int
    first_answer: TimesOut
    resolution: TimesOut
    ratings: int
    rating: float | None


class FlowToolsFiguresOut(Struct, frozen=True, kw_only=True):
    version: int
    started: int
    ended: dict[str, int]
    nodes: list[dict[str, Any]]


class FlowToolsTraceOut(Struct, frozen=True, kw_only=True):
    session_id: UUID
    flow_id: UUID
    status: str
    steps: list[TraceStepOut]


class FlowsFlowCostOut(Struct, frozen=True, kw_only=True):
    least_messages: int
    most_messages: int
    least: str | None
    most: str | None
    currency: str | None
    repeats: bool
    others: bool
    by_branch: list[BranchCostOut]


class ObservabilityTraceOut(Struct, frozen=True, kw_only=True):
    trace_id: str
    name: str
    started_at: dt.datetime
    duration_ms: float
    services: list[str]
    status: str
    complete: bool
    spans: list[ObservabilityRecentSpanOut]


class ObservabilityRecentSpanOut(Struct, frozen=True, kw_only=True):
    trace_id: str
    span_id: str
    parent_id: str | None
    name: str
    service: str
    started_at: dt.datetime
    duration_ms: float
    status: str
    attributes: dict[str, str | int | float | bool]


class TemplatesTemplateProblemOut(Struct, frozen=True, kw_only=True):
    field: str
    message: str
    code: str


class TenantsLimitsIO(Struct, frozen=True, kw_only=True):
    users: int | UnsetType | None = UNSET
    messages_per_month: int | UnsetType | None = UNSET
    numbers: int | UnsetType | None = UNSET
    flows: int | UnsetType | None = UNSET
    campaigns: int | UnsetType | None = UNSET
    requests_per_second: int | UnsetType = UNSET


class WireFlowsSpanOut(Struct, frozen=True, kw_only=True):
    least_messages: int
    most_messages: int
    least: str | None
    most: str | None
