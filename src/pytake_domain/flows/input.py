"""What goes into the engine: one class a kind of happening, kept as JSON when it came too early."""

from typing import Any, TypeAlias

import msgspec

from pytake_domain.kernel.ids import MessageId
from pytake_domain.whatsapp import Content, MessageType, Reply, TemplateButton, line_of, type_of


class _Input(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="input", omit_defaults=True):
    pass


class Started(_Input, frozen=True, kw_only=True):
    """The session begins, with variables from whoever began it, and the message that did, if one did."""

    variables: dict[str, Any] = {}
    message: "MessageIn | None" = None


class MessageIn(_Input, frozen=True, kw_only=True):
    """The customer wrote: what it reads like in one line, and which button or row was tapped."""

    text: str
    reply_id: str | None = None
    type: MessageType = MessageType.TEXT
    message_id: MessageId | None = None

    @property
    def spoken(self) -> bool:
        """Words of the customer's own or a tap, not a picture, a place or a card."""
        return self.type in _SPOKEN


_SPOKEN = frozenset({MessageType.TEXT, MessageType.INTERACTIVE, MessageType.BUTTON})


class TimedOut(_Input, frozen=True, kw_only=True):
    """The timer of a wait rang: a question's time-out, the end of a delay, or the end of a session's life."""

    wait_id: str


class EffectDone(_Input, frozen=True, kw_only=True):
    """The outcome of an effect that a node waits for; `error` names what went wrong."""

    effect_id: str
    value: Any = None
    error: str | None = None


class FlowEntered(_Input, frozen=True, kw_only=True):
    """The flow that was jumped or returned to is loaded: `step` gets its compiled form with this."""


class Cancelled(_Input, frozen=True, kw_only=True):
    """Somebody else took over: an agent, another flow, an opt-out."""

    reason: str


class Refused(_Input, frozen=True, kw_only=True):
    """What the session asked for can't be done: the reason, as a code."""

    reason: str


Input: TypeAlias = Started | MessageIn | TimedOut | EffectDone | FlowEntered | Cancelled | Refused


def message_in(content: Content, message_id: MessageId | None = None) -> MessageIn:
    """What the engine hears of a message."""
    reply_id = None
    if isinstance(content, Reply):
        reply_id = content.id
    elif isinstance(content, TemplateButton):
        reply_id = content.payload
    text = line_of(content).replace("\0", "")  # nobody can store it
    return MessageIn(text=text, reply_id=reply_id, type=type_of(content), message_id=message_id)
