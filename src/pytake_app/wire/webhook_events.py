"""What receivers of webhooks are told: for each event the shape that the API has for its thing, and what only the event knows."""

import datetime as dt
from typing import Any
from uuid import UUID

import msgspec

from pytake_app.wire.campaigns import CampaignOut
from pytake_app.wire.contacts import ContactShort
from pytake_app.wire.conversations import ConversationOut
from pytake_app.wire.flows import FlowOut, FlowSessionOut
from pytake_app.wire.messages import MessageOut
from pytake_app.wire.numbers import NumberOut
from pytake_app.wire.templates import TemplateOut
from pytake_domain.webhooks import EVENTS, SAMPLE

DRAWN = frozenset({"nodes", "edges", "trigger"})
"""What makes a flow large; who needs it reads the flow."""


class ConversationSaid(msgspec.Struct, frozen=True, kw_only=True):
    """What changed, why, and who had it before."""

    change: str
    reason: str | None
    previous: UUID | None


class RatingSaid(msgspec.Struct, frozen=True, kw_only=True):
    """1 to 5, whether there are words as well, and whose conversation it was."""

    score: int
    commented: bool
    user_id: UUID | None


class RatedSaid(msgspec.Struct, frozen=True, kw_only=True):
    """What the customer thought of it."""

    rating: RatingSaid


class MergedSaid(msgspec.Struct, frozen=True, kw_only=True):
    """Who is part of the contact from now on."""

    merged_id: UUID


class CampaignSaid(msgspec.Struct, frozen=True, kw_only=True):
    """What was done to it; `code`: why it paused by itself, or failed."""

    change: str
    code: str | None


class NumberSaid(msgspec.Struct, frozen=True, kw_only=True):
    """The state it came to, the one before, and why."""

    status: str
    previous: str
    reason: str | None


class TemplateSaid(msgspec.Struct, frozen=True, kw_only=True):
    """What changed, to what, and the provider's reason."""

    change: str
    value: str
    reason: str | None


class SignalTold(msgspec.Struct, frozen=True, kw_only=True):
    """A flow's own event."""

    session_id: UUID
    flow_id: UUID
    contact_id: UUID
    signal: str
    data: dict[str, Any]


class BudgetTold(msgspec.Struct, frozen=True, kw_only=True):
    """So many per cent of a month's budget are spent; `amount` is a decimal number as text."""

    month: dt.date
    amount: str
    currency: str
    percent: int
    campaign_id: UUID | None


class SampleTold(msgspec.Struct, frozen=True, kw_only=True):
    """A try."""

    webhook_id: UUID
    events: list[str]


class Gone(msgspec.Struct, frozen=True):
    """What is not there any more is told by its id."""

    id: UUID


class Shape(msgspec.Struct, frozen=True):
    """`kind` as the API shows it, with the fields of `said`, without `left_out`; `gone`: it may be gone by then."""

    kind: type[msgspec.Struct]
    said: type[msgspec.Struct] | None = None
    left_out: frozenset[str] = frozenset()
    gone: bool = True


_BY_AREA = {
    "message": Shape(MessageOut),
    "conversation": Shape(ConversationOut, ConversationSaid),
    "contact": Shape(ContactShort),
    "campaign": Shape(CampaignOut, CampaignSaid),
    "flow": Shape(FlowOut, left_out=DRAWN),
    "template": Shape(TemplateOut, TemplateSaid),
    "number": Shape(NumberOut, NumberSaid),
}
_OWN = {
    "conversation.rated": Shape(ConversationOut, RatedSaid),
    "contact.merged": Shape(ContactShort, MergedSaid),
    "flow.finished": Shape(FlowSessionOut),
    "flow.signalled": Shape(SignalTold, gone=False),
    "budget.reached": Shape(BudgetTold, gone=False),
    SAMPLE: Shape(SampleTold, gone=False),
}
SHAPES: dict[str, Shape] = {
    name: _OWN[name] if name in _OWN else _BY_AREA[name.partition(".")[0]] for name in (*EVENTS, SAMPLE)
}
"""Of every event there is."""
