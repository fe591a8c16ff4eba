"""Who may see what: channels, and the events that travel on them."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

import msgspec

from pytake_app.wire.realtime import (
    AgentPresenceData,
    CampaignProgressData,
    ConversationData,
    ConversationRoutedData,
    FlowSessionData,
    InactivityData,
    LiveData,
    MentionedData,
    MessageReceivedData,
    MessageSentData,
    MessageStatusData,
    NotificationData,
    NumberData,
    PairingData,
    PromiseData,
    ScheduledData,
    SurveyAnsweredData,
    told,
)
from pytake_domain.campaigns import CampaignAdvanced, CampaignChanged, CampaignMove
from pytake_domain.flows import FlowSessionChanged
from pytake_domain.identity import ApiKeyRevoked, SessionRevoked
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Forbidden, Invalid, Problem
from pytake_domain.kernel.events import Event
from pytake_domain.messaging import (
    ConversationChange,
    ConversationChanged,
    ConversationRead,
    ConversationWatched,
    MessageMediaReady,
    MessageQueued,
    MessageReceived,
    MessageStatusChanged,
    ScheduledChanged,
    SurveyAnswered,
    UserMentioned,
    Watching,
    sees_all,
)
from pytake_domain.notifications import NotificationMade
from pytake_domain.routing import AgentPresenceChanged, ConversationRouted, InactivityWarned, SlaBreached, SlaWarning
from pytake_domain.whatsapp import NumberStateChanged, PairingRenewed

NEEDS = {
    "messages": Permission.READ_MESSAGES,
    "conversations": Permission.READ_CONVERSATIONS,
    "metrics": Permission.READ_METRICS,
    "campaigns": Permission.READ_CAMPAIGNS,
    "flows": Permission.READ_FLOWS,
    "numbers": Permission.READ_NUMBERS,
    "pairing": Permission.MANAGE_NUMBERS,
    "notifications": Permission.READ_CONVERSATIONS,
}
MOST_CHANNELS = 200


class Told(msgspec.Struct, frozen=True):
    """An event as sockets get it: its name on the wire, the channels it travels on, and about which conversation it is.

    `only`: the one person who is told; `but`: who is not, being the one who did it; `until`: it holds no longer; `paced`: of
    those that share it at most one a second is told, and the last one surely.
    """

    name: str
    channels: tuple[str, ...]
    conversation_id: UUID | None
    data: dict[str, object]
    only: UUID | None = None
    but: UUID | None = None
    until: dt.datetime | None = None
    paced: str | None = None

    def meant_for(self, who: UUID | None) -> bool:
        """May this person or key be told at all?"""
        return (self.only is None or self.only == who) and (self.but is None or self.but != who)


Read = Callable[[bytes], Told]


def _told(name: str, event: Event, channel: str, about: UUID | None, data: LiveData) -> Told:
    channels = (channel, f"conversation:{about}") if about else (channel,)
    own = {"client_id": client} if (client := getattr(event, "client_id", None)) else {}
    return Told(name, channels, about, {**told(data), **own})


def _received(packed: bytes) -> Told:
    e = msgspec.msgpack.decode(packed, type=MessageReceived)
    data = MessageReceivedData(
        message_id=e.message_id,
        conversation_id=e.conversation_id,
        contact_id=e.contact_id,
        text=e.text,
        provider_at=e.provider_at,
    )
    return _told("message_received", e, "messages", e.conversation_id, data)


def _queued(packed: bytes) -> Told:
    e = msgspec.msgpack.decode(packed, type=MessageQueued)
    data = MessageSentData(
        message_id=e.message_id, conversation_id=e.conversation_id, contact_id=e.contact_id, status="queued"
    )
    return _told("message_sent", e, "messages", e.conversation_id, data)


def _status(packed: bytes) -> Told:
    e = msgspec.msgpack.decode(packed, type=MessageStatusChanged)
    data = MessageStatusData(
        message_id=e.message_id, conversation_id=e.conversation_id, status=e.status, error_code=e.error_code
    )
    return _told("message_status", e, "messages", e.conversation_id, data)


def _media_ready(packed: bytes) -> Told:
    """Told as a status: the message is as it was, and its file is there now, or certainly missing."""
    e = msgspec.msgpack.decode(packed, type=MessageMediaReady)
    data = MessageStatusData(
        message_id=e.message_id,
        conversation_id=e.conversation_id,
        media_id=e.media_id,
        status=e.status,
        media="missing" if e.missing else "stored",
        missing=e.missing,
    )
    return _told("message_status", e, "messages", e.conversation_id, data)


def _conversation(packed: bytes) -> Told:
    e = msgspec.msgpack.decode(packed, type=ConversationChanged)
    name = "conversation_assigned" if e.change is ConversationChange.ASSIGNED else "conversation_updated"
    data = ConversationData(
        conversation_id=e.conversation_id,
        change=e.change.value,
        assigned_to=e.assigned_to,
        queue_id=e.queue_id,
        reason=e.reason,
    )
    return _told(name, e, "conversations", e.conversation_id, data)


def _flow(packed: bytes) -> Told:
    e = msgspec.msgpack.decode(packed, type=FlowSessionChanged)
    data = FlowSessionData(
        session_id=e.session_id, flow_id=e.flow_id, conversation_id=e.conversation_id, status=e.status, node=e.node
    )
    return _told("flow_session_updated", e, "flows", e.conversation_id, data)


def _presence(packed: bytes) -> Told:
    e = msgspec.msgpack.decode(packed, type=AgentPresenceChanged)
    data = AgentPresenceData(user_id=e.user_id, presence=e.presence, reason=e.reason)
    return _told("agent_presence", e, "conversations", None, data)


def _routed(packed: bytes) -> Told:
    e = msgspec.msgpack.decode(packed, type=ConversationRouted)
    data = ConversationRoutedData(
        conversation_id=e.conversation_id,
        queue_id=e.queue_id,
        user_id=e.user_id,
        reason=e.reason,
        waited_seconds=e.waited_seconds,
    )
    return _told("conversation_routed", e, "conversations", e.conversation_id, data)


def _promise(packed: bytes) -> Told:
    return _about_promise("sla_warning", msgspec.msgpack.decode(packed, type=SlaWarning))


def _broken(packed: bytes) -> Told:
    return _about_promise("sla_breached", msgspec.msgpack.decode(packed, type=SlaBreached))


def _about_promise(name: str, e: SlaWarning | SlaBreached) -> Told:
    data = PromiseData(
        conversation_id=e.conversation_id, queue_id=e.queue_id, user_id=e.user_id, kind=e.kind, due_at=e.due_at
    )
    return _told(name, e, "conversations", e.conversation_id, data)


def _silence(packed: bytes) -> Told:
    e = msgspec.msgpack.decode(packed, type=InactivityWarned)
    data = InactivityData(conversation_id=e.conversation_id, queue_id=e.queue_id, user_id=e.user_id, side=e.side)
    return _told("inactivity_warned", e, "conversations", e.conversation_id, data)


def _number(packed: bytes) -> Told:
    e = msgspec.msgpack.decode(packed, type=NumberStateChanged)
    data = NumberData(
        whatsapp_config_id=e.number_id,
        status=e.status,
        previous=e.previous,
        reason=e.reason,
        quality=e.quality,
        daily_limit=e.daily_limit,
        messages_per_second=e.messages_per_second,
        connection=e.connection,
    )
    return _told("number_updated", e, "numbers", None, data)


def _pairing(packed: bytes) -> Told:
    """On a channel of its own: whoever has the code can link the number."""
    e = msgspec.msgpack.decode(packed, type=PairingRenewed)
    data = PairingData(
        whatsapp_config_id=e.number_id,
        code=e.text,
        qr_png=e.picture,
        pairing_code=e.pairing_code,
        expires_at=e.expires_at,
        ended=e.ended,
    )
    return _told("pairing", e, "pairing", None, data)


def _read_by(packed: bytes) -> Told:
    e = msgspec.msgpack.decode(packed, type=ConversationRead)
    data = ConversationData(conversation_id=e.conversation_id, change="read", user_id=e.actor_id)
    return _told("conversation_updated", e, "conversations", e.conversation_id, data)


def _mentioned(packed: bytes) -> Told:
    e = msgspec.msgpack.decode(packed, type=UserMentioned)
    data = MentionedData(conversation_id=e.conversation_id, note_id=e.note_id, by=e.actor_id, by_name=e.by_name)
    told_all = _told("mentioned", e, "conversations", e.conversation_id, data)
    return msgspec.structs.replace(told_all, only=e.user_id)


def _notified(packed: bytes) -> Told:
    e = msgspec.msgpack.decode(packed, type=NotificationMade)
    data = NotificationData(
        id=e.notification_id,
        kind=e.kind.value,
        detail=e.detail,
        conversation_id=e.conversation_id,
        whatsapp_config_id=e.number_id,
        campaign_id=e.campaign_id,
        created_at=e.at,
    )
    return msgspec.structs.replace(_told("notification", e, "notifications", None, data), only=e.user_id)


def _rated(packed: bytes) -> Told:
    e = msgspec.msgpack.decode(packed, type=SurveyAnswered)
    data = SurveyAnsweredData(
        conversation_id=e.conversation_id,
        score=e.score,
        commented=e.commented,
        user_id=e.user_id,
        queue_id=e.queue_id,
    )
    return _told("survey_answered", e, "conversations", e.conversation_id, data)


def _scheduled(packed: bytes) -> Told:
    """Before there is a conversation that decides who sees it, only who planned it is told."""
    e = msgspec.msgpack.decode(packed, type=ScheduledChanged)
    data = ScheduledData(
        scheduled_id=e.scheduled_id,
        conversation_id=e.conversation_id,
        contact_id=e.contact_id,
        status=e.state,
        reason=e.reason,
        message_id=e.message_id,
    )
    told_all = _told("scheduled_updated", e, "messages", e.conversation_id, data)
    return told_all if e.conversation_id else msgspec.structs.replace(told_all, only=e.planned_by)


def _watched(packed: bytes) -> Told:
    e = msgspec.msgpack.decode(packed, type=ConversationWatched)
    data = AgentPresenceData(
        conversation_id=e.conversation_id,
        user_id=e.user_id,
        name=e.user_name,
        state=e.state.value,
        expires_at=e.expires_at,
    )
    name = "typing" if e.state is Watching.TYPING else "agent_presence"
    channels = (f"conversation:{e.conversation_id}",)
    return Told(name, channels, e.conversation_id, told(data), but=e.user_id, until=e.expires_at)


_STATUS = {CampaignMove.CREATED: "draft", CampaignMove.RESUMED: "running", CampaignMove.EDITED: None}
"""What a move says of the status, where it is not its name."""


def _campaign(packed: bytes) -> Told:
    e = msgspec.msgpack.decode(packed, type=CampaignChanged)
    status = _STATUS.get(e.move, e.move.value)
    return _of_campaign(e, status or msgspec.UNSET)


def _advanced(packed: bytes) -> Told:
    return _of_campaign(msgspec.msgpack.decode(packed, type=CampaignAdvanced))


def _of_campaign(e: CampaignChanged | CampaignAdvanced, status: str | msgspec.UnsetType = msgspec.UNSET) -> Told:
    data = CampaignProgressData(campaign_id=e.campaign_id, status=status)
    told_all = _told("campaign_progress", e, "campaigns", None, data)
    return msgspec.structs.replace(told_all, paced=f"campaign:{e.campaign_id}")


READ: dict[str, Read] = {
    "MessageReceived": _received,
    "MessageQueued": _queued,
    "MessageStatusChanged": _status,
    "MessageMediaReady": _media_ready,
    "ConversationChanged": _conversation,
    "FlowSessionChanged": _flow,
    "AgentPresenceChanged": _presence,
    "ConversationRouted": _routed,
    "SlaWarning": _promise,
    "SlaBreached": _broken,
    "InactivityWarned": _silence,
    "ConversationRead": _read_by,
    "UserMentioned": _mentioned,
    "SurveyAnswered": _rated,
    "NotificationMade": _notified,
    "ScheduledChanged": _scheduled,
    "ConversationWatched": _watched,
    "NumberStateChanged": _number,
    "PairingRenewed": _pairing,
    "CampaignChanged": _campaign,
    "CampaignAdvanced": _advanced,
}
"""Domain events that people watch; others are not told."""


def ended_proof(name: str, packed: bytes) -> UUID | None:
    """The session or API key that an event ends; None when it ends none."""
    if name == "SessionRevoked":
        return msgspec.msgpack.decode(packed, type=SessionRevoked).session_id
    if name == "ApiKeyRevoked":
        return msgspec.msgpack.decode(packed, type=ApiKeyRevoked).api_key_id
    return None


def check_channel(actor: Actor, channel: str) -> UUID | None:
    """May this actor watch it? The conversation it names, if it names one. Raises Invalid, Forbidden."""
    if channel in NEEDS:
        actor.require(NEEDS[channel])
        return None
    kind, _, rest = channel.partition(":")
    if kind == "conversation":
        actor.require(Permission.READ_CONVERSATIONS)
        try:
            return UUID(rest)
        except ValueError as error:
            raise Invalid(Problem(field="channels", code="not_a_channel")) from error
    raise Invalid(Problem(field="channels", code="not_a_channel"))


__all__ = ["MOST_CHANNELS", "NEEDS", "READ", "Forbidden", "Told", "check_channel", "ended_proof", "sees_all"]
