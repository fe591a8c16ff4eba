"""Messages as they come: written by customers, typed on the company's own phone, edited, taken back, from before."""

import datetime as dt

import msgspec

from pytake_adapters.evolution import answers
from pytake_adapters.evolution.codings import number, tidy
from pytake_adapters.evolution.contents import SENDER_KEY, content_of, context_of, unwrapped
from pytake_adapters.evolution.jids import Jid, group_of, of_key
from pytake_adapters.evolution.states import STATES
from pytake_adapters.net.body import JSON, moment, part, word
from pytake_domain.whatsapp import (
    EchoedMessage,
    InboundMessage,
    MessageEdited,
    MessageRevoked,
    OtherNews,
    PastMessage,
    ProviderEvent,
    Route,
    Unsupported,
)

OFTEN_FORWARDED = 5
_NO_MESSAGES = frozenset(
    {
        "albumMessage",
        "encReactionMessage",
        "keepInChatMessage",
        "pinInChatMessage",
        "placeholderMessage",
        "protocolMessage",
        SENDER_KEY,
    }
)
"""They announce other messages, or change how the chat looks; nobody could read or answer them."""

_EDITS = ("MESSAGE_EDIT", 14)
_REVOCATIONS = ("REVOKE", 0)


class Unreadable(Exception):
    """The element lacks what nothing can be done without; the argument names the reason."""


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """What surrounds an element: the name of the news, when it came, and the number's own JID once it is linked."""

    event: str
    at: dt.datetime
    own: Jid | None = None

    @property
    def route(self) -> Route:
        """Nobody: which number it is about was said by the address it was posted to."""
        return Route()

    def moment(self, stamp: object) -> dt.datetime:
        """Seconds or milliseconds in any coding; when it can't be one, the moment the webhook came."""
        return moment(number(stamp), self.at)

    def other(self, element: JSON) -> OtherNews:
        """For what we have no rule."""
        return OtherNews(route=self.route, at=self.at, field=self.event, data=tidy(element))


def message(scope: Scope, element: JSON) -> ProviderEvent:
    """One element of `messages.upsert`. Raises Unreadable when it has no id, or names nobody."""
    key = part(element, "key")
    said = unwrapped(part(element, "message"))
    if change := part(said, "protocolMessage"):
        return rewritten(scope, {"key": key} | change)
    chat = Jid.read(key.get("remoteJid"))
    foreign = chat is not None and not chat.is_group and not chat.is_person
    mine = key.get("fromMe") is True
    if foreign or (mine and group_of(key)):
        return scope.other(element)
    people = of_key(key)
    if not people:
        raise Unreadable("no_sender")
    message_id = required_id(key)
    content = content_of(said, message_id) if said else Unsupported(what=word(element.get("messageType")))
    if isinstance(content, Unsupported) and content.what in _NO_MESSAGES:
        return scope.other(element)
    at = scope.moment(element.get("messageTimestamp"))
    if mine:
        return EchoedMessage(route=scope.route, at=at, id=message_id, recipient=people, content=content)
    context = context_of(element, said)
    score = number(context.get("forwardingScore")) or 0
    poll = answers.voted_on(part(said, "pollUpdateMessage"))
    return InboundMessage(
        route=scope.route,
        at=at,
        id=message_id,
        sender=people,
        content=content,
        profile_name=word(element.get("pushName")),
        reply_to=poll or word(context.get("stanzaId")),
        forwarded=context.get("isForwarded") is True or score > 0,
        often_forwarded=score >= OFTEN_FORWARDED,
        referral=_advertisement(context),
        group_id=group_of(key),
    )


def past_message(scope: Scope, element: JSON) -> ProviderEvent:
    """One element of `messages.set`, the history that comes after linking."""
    event = message(scope, element)
    if not isinstance(event, InboundMessage | EchoedMessage) or group_of(part(element, "key")):
        return event if isinstance(event, OtherNews) else scope.other(element)
    inbound = isinstance(event, InboundMessage)
    state = None if inbound else STATES.get(word(element.get("status")) or "")
    return PastMessage(
        route=scope.route,
        at=event.at,
        id=event.id,
        customer=event.sender if isinstance(event, InboundMessage) else event.recipient,
        inbound=inbound,
        content=event.content,
        state=state.value if state else None,
    )


def rewritten(scope: Scope, element: JSON) -> ProviderEvent:
    """One element of `messages.edited`, which tells of every change of a message: its `type` says which."""
    key = part(element, "key")
    kind = element.get("type")
    at = scope.moment(element.get("timestampMs"))
    people, mine = of_key(key), key.get("fromMe") is True
    if kind in _REVOCATIONS and type(kind) is not bool:
        return MessageRevoked(route=scope.route, at=at, original_id=required_id(key), sender=people, echoed=mine)
    if kind in _EDITS and (said := unwrapped(part(element, "editedMessage"))):
        return edited(scope, required_id(key), said, element=key, at=at)
    return scope.other(element)


def edited(scope: Scope, message_id: str, said: JSON, *, element: JSON, at: dt.datetime) -> MessageEdited:
    """A message reads differently now; `element` names whose chat it is in, as a key does."""
    if change := part(said, "protocolMessage"):
        said = unwrapped(part(change, "editedMessage"))
    return MessageEdited(
        route=scope.route,
        at=at,
        original_id=message_id,
        sender=of_key(element),
        content=content_of(said, message_id),
        echoed=element.get("fromMe") is True,
    )


def deleted(scope: Scope, element: JSON) -> MessageRevoked:
    """One element of `messages.delete`: a key, or the server's own row with the key in it, whose `id` is another thing."""
    key = part(element, "key") or element
    return MessageRevoked(
        route=scope.route,
        at=scope.at,
        original_id=required_id(key),
        sender=of_key(key),
        echoed=key.get("fromMe") is True,
    )


def required_id(key: JSON) -> str:
    """The message's id. Raises Unreadable: without it a repetition could not be told from news."""
    found = word(key.get("id"))
    if found is None:
        raise Unreadable("no_id")
    return found


def _advertisement(context: JSON) -> JSON | None:
    """The advertisement they came by, in the words in which all providers' are kept."""
    shown = part(context, "externalAdReply")
    source = word(context.get("entryPointConversionSource"))
    if not (shown.get("sourceType") == "ad" or word(shown.get("ctwaClid")) or (source and "ctwa" in source)):
        return None
    said = {
        "source_type": word(shown.get("sourceType")) or "ad",
        "source_id": word(shown.get("sourceId")),
        "source_url": word(shown.get("sourceUrl")),
        "headline": word(shown.get("title")),
        "body": word(shown.get("body")),
        "ctwa_clid": word(shown.get("ctwaClid")),
        "entry_point": source,
        "app": word(context.get("entryPointConversionApp")),
    }
    return {name: value for name, value in said.items() if value is not None}
