"""What goes into the engine: one class a kind of happening, kept as JSON when it came too early."""

from typing import Any, TypeAlias

import msgspec

from pytake_domain.flows import limits
from pytake_domain.kernel.ids import MessageId
from pytake_domain.whatsapp import Content, Location, Media, MessageType, Reply, TemplateButton, line_of, type_of


class _Input(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="input", omit_defaults=True):
    pass


class Started(_Input, frozen=True, kw_only=True):
    """The session begins, with variables from whoever began it, and the message that did, if one did."""

    variables: dict[str, Any] = {}
    message: "MessageIn | None" = None


class MessageIn(_Input, frozen=True, kw_only=True):
    """The customer wrote: what it reads like in one line, and which button or row was tapped.

    `data` is what it holds beside words: a form's answers, a file (`media_id`, `type`, `mime_type`, `filename`, `caption`), or a
    place (`latitude`, `longitude`, `name`, `address`).
    """

    text: str
    reply_id: str | None = None
    type: MessageType = MessageType.TEXT
    message_id: MessageId | None = None
    data: dict[str, Any] | None = None

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
    return MessageIn(text=text, reply_id=reply_id, type=type_of(content), message_id=message_id, data=_data(content))


def _data(content: Content) -> dict[str, Any] | None:
    """What a message holds beside words; nothing when that is more than a session could keep."""
    found: dict[str, Any] | None = None
    if isinstance(content, Reply):
        found = content.data
    elif isinstance(content, Media):
        found = {
            "media_id": content.media_id,
            "type": "voice" if content.voice else content.type.value,
            "mime_type": content.mime_type,
            "filename": content.filename,
            "caption": content.caption,
        }
    elif isinstance(content, Location):
        found = {
            "latitude": content.latitude,
            "longitude": content.longitude,
            "name": content.name,
            "address": content.address,
        }
    if found is None:
        return None
    try:
        return without_zeros(found) if len(msgspec.json.encode(found)) <= limits.VARIABLES_BYTES else None
    except RecursionError:
        return None


def without_zeros(value: Any) -> Any:
    """JSON without zeros in its texts: no store takes them. Raises RecursionError for what is nested too deep."""
    if isinstance(value, str):
        return value.replace("\0", "") if "\0" in value else value
    if isinstance(value, (list, tuple)):
        return [without_zeros(item) for item in value]
    if isinstance(value, dict):
        return {without_zeros(key): without_zeros(item) for key, item in value.items()}
    return value
