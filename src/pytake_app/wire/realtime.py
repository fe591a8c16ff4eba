"""What travels on the WebSocket: `data` of every event, and what clients say."""

import datetime as dt
from typing import ClassVar
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType


class LiveData(msgspec.Struct, frozen=True, kw_only=True):
    """`client_id`: the idempotency key of the request that caused it, when there was one."""

    NAMES: ClassVar[tuple[str, ...]] = ()
    """What it is called as `type` of a message."""
    CHANNELS: ClassVar[tuple[str, ...]] = ()
    """Where it is told; what is about a conversation is told on the conversation's own channel too."""

    client_id: str | UnsetType = UNSET


class MessageReceivedData(LiveData, frozen=True, kw_only=True):
    """A customer wrote."""

    NAMES = ("message_received",)
    CHANNELS = ("messages", "conversation")

    message_id: UUID
    conversation_id: UUID
    contact_id: UUID
    text: str
    provider_at: dt.datetime


class MessageSentData(LiveData, frozen=True, kw_only=True):
    """A message of ours waits to leave."""

    NAMES = ("message_sent",)
    CHANNELS = ("messages", "conversation")

    message_id: UUID
    conversation_id: UUID
    contact_id: UUID
    status: str


class MessageStatusData(LiveData, frozen=True, kw_only=True):
    """How far a message came; with `media`, that its file is `stored` now, or `missing` for good and why."""

    NAMES = ("message_status",)
    CHANNELS = ("messages", "conversation")

    message_id: UUID
    conversation_id: UUID
    status: str
    error_code: str | UnsetType | None = UNSET
    media_id: UUID | UnsetType = UNSET
    media: str | UnsetType = UNSET
    missing: str | UnsetType | None = UNSET


class ConversationData(LiveData, frozen=True, kw_only=True):
    """What changed of a conversation; `change` read: `user_id` has seen it."""

    NAMES = ("conversation_updated", "conversation_assigned")
    CHANNELS = ("conversations", "conversation")

    conversation_id: UUID
    change: str
    assigned_to: UUID | UnsetType | None = UNSET
    queue_id: UUID | UnsetType | None = UNSET
    reason: str | UnsetType | None = UNSET
    user_id: UUID | UnsetType | None = UNSET


class ConversationRoutedData(LiveData, frozen=True, kw_only=True):
    """A queue gave it to somebody, or it waits in one."""

    NAMES = ("conversation_routed",)
    CHANNELS = ("conversations", "conversation")

    conversation_id: UUID
    queue_id: UUID | None
    user_id: UUID | None
    reason: str | None
    waited_seconds: int


class PromiseData(LiveData, frozen=True, kw_only=True):
    """A promised answer is close to late, or late."""

    NAMES = ("sla_warning", "sla_breached")
    CHANNELS = ("conversations", "conversation")

    conversation_id: UUID
    queue_id: UUID | None
    user_id: UUID | None
    kind: str
    due_at: dt.datetime


class InactivityData(LiveData, frozen=True, kw_only=True):
    """One side has been silent for long."""

    NAMES = ("inactivity_warned",)
    CHANNELS = ("conversations", "conversation")

    conversation_id: UUID
    queue_id: UUID | None
    user_id: UUID | None
    side: str


class AgentPresenceData(LiveData, frozen=True, kw_only=True):
    """An agent's presence; on a conversation's channel, what a colleague does there until `expires_at`."""

    NAMES = ("agent_presence", "typing")
    CHANNELS = ("conversations", "conversation")

    user_id: UUID
    presence: str | UnsetType = UNSET
    reason: str | UnsetType | None = UNSET
    conversation_id: UUID | UnsetType = UNSET
    name: str | UnsetType = UNSET
    state: str | UnsetType = UNSET
    expires_at: dt.datetime | UnsetType = UNSET


class MentionedData(LiveData, frozen=True, kw_only=True):
    """A note names the reader."""

    NAMES = ("mentioned",)
    CHANNELS = ("conversations", "conversation")

    conversation_id: UUID
    note_id: UUID
    by: UUID | None
    by_name: str


class SurveyAnsweredData(LiveData, frozen=True, kw_only=True):
    """A customer rated a conversation, 1 to 5."""

    NAMES = ("survey_answered",)
    CHANNELS = ("conversations", "conversation")

    conversation_id: UUID
    score: int
    commented: bool
    user_id: UUID | None
    queue_id: UUID | None


class ScheduledData(LiveData, frozen=True, kw_only=True):
    """A planned message went, was taken back, or could not go."""

    NAMES = ("scheduled_updated",)
    CHANNELS = ("messages", "conversation")

    scheduled_id: UUID
    conversation_id: UUID | None
    contact_id: UUID
    status: str
    reason: str | None
    message_id: UUID | None


class FlowSessionData(LiveData, frozen=True, kw_only=True):
    """A flow went on, or is over."""

    NAMES = ("flow_session_updated",)
    CHANNELS = ("flows", "conversation")

    session_id: UUID
    flow_id: UUID
    conversation_id: UUID
    status: str
    node: str | None


class CampaignProgressData(LiveData, frozen=True, kw_only=True):
    """A campaign got on, at most one a second; `status` when it is another one."""

    NAMES = ("campaign_progress",)
    CHANNELS = ("campaigns",)

    campaign_id: UUID
    status: str | UnsetType = UNSET


class NumberData(LiveData, frozen=True, kw_only=True):
    """What a number does otherwise."""

    NAMES = ("number_updated",)
    CHANNELS = ("numbers",)

    whatsapp_config_id: UUID
    status: str
    previous: str
    reason: str | None
    quality: str | None
    daily_limit: int | None
    messages_per_second: int | None
    connection: str | None


class PairingData(LiveData, frozen=True, kw_only=True):
    """The code to link a number with; `ended`: there is none any more."""

    NAMES = ("pairing",)
    CHANNELS = ("pairing",)

    whatsapp_config_id: UUID
    code: str | None
    qr_png: str | None
    pairing_code: str | None
    expires_at: dt.datetime | None
    ended: bool


class NotificationData(LiveData, frozen=True, kw_only=True):
    """Something for the reader alone."""

    NAMES = ("notification",)
    CHANNELS = ("notifications",)

    id: UUID
    kind: str
    detail: str
    conversation_id: UUID | None
    whatsapp_config_id: UUID | None
    campaign_id: UUID | None
    created_at: dt.datetime


class MetricsData(LiveData, frozen=True, kw_only=True):
    """How many conversations stand in each status now; null where there are too many to count."""

    NAMES = ("metrics_updated",)
    CHANNELS = ("metrics",)

    conversations: dict[str, int | None]


EVENTS: tuple[type[LiveData], ...] = (
    MessageReceivedData,
    MessageSentData,
    MessageStatusData,
    ConversationData,
    ConversationRoutedData,
    PromiseData,
    InactivityData,
    AgentPresenceData,
    MentionedData,
    SurveyAnsweredData,
    ScheduledData,
    FlowSessionData,
    CampaignProgressData,
    NumberData,
    PairingData,
    NotificationData,
    MetricsData,
)
BY_NAME: dict[str, type[LiveData]] = {name: kind for kind in EVENTS for name in kind.NAMES}


class ChannelsData(msgspec.Struct, frozen=True):
    """All channels that are subscribed to now."""

    channels: list[str]


def told(data: LiveData) -> dict[str, object]:
    """As it travels: without what was not said."""
    named = ((name, getattr(data, name)) for name in data.__struct_fields__)
    return {name: value for name, value in named if value is not UNSET}
