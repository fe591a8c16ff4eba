"""What the engine asks for: each effect has an id made of the session's and its place, so performing it twice can be seen."""

import datetime as dt
from typing import Any, TypeAlias

import msgspec

from pytake_domain.kernel.ids import FlowId, FlowVersionId
from pytake_domain.whatsapp import Content


class _Effect(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="effect", omit_defaults=True):
    id: str


class SendMessage(_Effect, frozen=True, kw_only=True):
    """Send this to the contact; messages of one step leave in their order."""

    content: Content
    node: str


class StartTimer(_Effect, frozen=True, kw_only=True):
    """Give `TimedOut(wait_id=key)` back at this moment."""

    key: str
    at: dt.datetime


class CancelTimer(_Effect, frozen=True, kw_only=True):
    """The timer of this key is of no use any more."""

    key: str


class Transfer(_Effect, frozen=True, kw_only=True):
    """Hand the contact to people: a queue, an agent, whoever has a skill, or anybody when none is named."""

    queue_id: str | None = None
    agent_id: str | None = None
    skill: str | None = None
    reason: str = ""
    note: str = ""


class SetAttribute(_Effect, frozen=True, kw_only=True):
    """Keep a value with the contact."""

    name: str
    value: Any


class AddTag(_Effect, frozen=True, kw_only=True):
    """Tag the contact."""

    tag: str


class EmitEvent(_Effect, frozen=True, kw_only=True):
    """Tell whoever listens that this happened."""

    name: str
    data: dict[str, Any] = {}


class JumpToFlow(_Effect, frozen=True, kw_only=True):
    """Load the published version of this flow and go on with `FlowEntered`; `EffectDone` with an error when there is none."""

    flow_id: FlowId


class ReturnToFlow(_Effect, frozen=True, kw_only=True):
    """Load this very version and go on there with `FlowEntered`."""

    flow_id: FlowId
    version_id: FlowVersionId


class EndSession(_Effect, frozen=True, kw_only=True):
    """The session came to an end; it is no longer the conversation's owner."""

    status: str
    reason: str = ""


Effect: TypeAlias = (
    SendMessage
    | StartTimer
    | CancelTimer
    | Transfer
    | SetAttribute
    | AddTag
    | EmitEvent
    | JumpToFlow
    | ReturnToFlow
    | EndSession
)
