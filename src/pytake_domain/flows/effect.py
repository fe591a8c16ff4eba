"""What the engine asks for: each effect has an id made of the session's and its place, so performing it twice can be seen."""

import datetime as dt
from typing import Any, TypeAlias

import msgspec

from pytake_domain.ai import Task
from pytake_domain.erp import Capability
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


class RemoveTag(_Effect, frozen=True, kw_only=True):
    """Take a tag from the contact."""

    tag: str


class SetConsent(_Effect, frozen=True, kw_only=True):
    """The contact wants marketing, or wants none any more; `source` is the proof."""

    opted_in: bool
    source: str


class AddNote(_Effect, frozen=True, kw_only=True):
    """Leave an internal note in the conversation."""

    body: str


class RecordRating(_Effect, frozen=True, kw_only=True):
    """The customer's answer to a survey: a score from 1 to 5; with a `comment`, what they wrote to the score they gave before."""

    score: int
    comment: str = ""


class CallApi(_Effect, frozen=True, kw_only=True):
    """Make an HTTP request; `EffectDone` brings `{"status", "headers", "body"}`, or an error."""

    method: str
    url: str
    headers: dict[str, str] = {}
    body: Any = None
    seconds: float = 10.0
    retries: int = 0
    node: str = ""


class AskErp(_Effect, frozen=True, kw_only=True):
    """Ask the company's ERP; `EffectDone` brings what it said, or an error of `erp.ERRORS`."""

    capability: Capability
    arguments: dict[str, Any] = {}
    node: str = ""


class AskAi(_Effect, frozen=True, kw_only=True):
    """Ask the company's language model; `EffectDone` brings what it said, or an error of `ai.ERRORS`."""

    task: Task
    node: str = ""


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
    | RemoveTag
    | SetConsent
    | AddNote
    | RecordRating
    | CallApi
    | AskErp
    | AskAi
    | EmitEvent
    | JumpToFlow
    | ReturnToFlow
    | EndSession
)

Asked: TypeAlias = CallApi | AskErp | AskAi
"""Effects done outside any transaction: their outcome comes back as `EffectDone`."""
