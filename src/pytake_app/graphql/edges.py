"""What leads from one thing to another: read for all rows at once, or by a route of its own."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

import msgspec
from graphql import FieldNode, SelectionSetNode

from pytake_app.graphql import loaders
from pytake_app.graphql.asking import Asking
from pytake_app.graphql.fields import Field
from pytake_app.graphql.pages import Connected, connected, page_of
from pytake_app.graphql.routes import Route
from pytake_app.graphql.subscriptions import LiveEvent
from pytake_app.http import campaigns, desk, desk_tools, erp_customers, flow_tools, flows, numbers, people, users
from pytake_app.http import webhooks as hooks
from pytake_app.wire.campaign_results import RecipientOut
from pytake_app.wire.campaigns import CampaignOut
from pytake_app.wire.contacts import ContactShort
from pytake_app.wire.conversations import ConversationOut, NoteOut
from pytake_app.wire.flows import FlowOut, FlowSessionOut
from pytake_app.wire.identity import UserOut
from pytake_app.wire.messages import MessageOut
from pytake_app.wire.notifications import NotificationOut
from pytake_app.wire.numbers import NumberOut
from pytake_app.wire.paging import Listed
from pytake_app.wire.routing import QueueOut
from pytake_app.wire.scheduled import ScheduledOut
from pytake_app.wire.webhooks import WebhookOut

SHORT = {"id", "name", "phone", "__typename"}
"""What a conversation knows of its contact by itself."""
Lead = Callable[[Asking, Any, Sequence[Any], int | None], Awaitable[Any]]
"""Who asks, of what, the nodes that say which fields of it are asked for, and how many of them."""


class Led(msgspec.Struct, frozen=True):
    """A field `name` of `kind` that leads to `answer`, recorded as a reading of `template`. `lead`: for one thing, loaded with
    the others; `paged`: it takes `first`.
    """

    kind: type[msgspec.Struct]
    name: str
    answer: Any
    template: str
    lead: Lead
    said: str
    paged: bool = False


class Followed(msgspec.Struct, frozen=True):
    """A field of `kind` that is a route, of which `parameter` is the thing's own id."""

    kind: type[msgspec.Struct]
    name: str
    route: Field
    parameter: str


def _by(name: str, load: Callable[[Asking], Any]) -> Lead:
    """By a field that holds an id."""

    async def lead(asking: Asking, root: Any, _nodes: Sequence[Any], _first: int | None) -> Any:
        key: UUID | None = getattr(root, name)
        return None if key is None else await load(asking).load(key)

    return lead


def _told_of(name: str, load: Callable[[Asking], Any]) -> Lead:
    """By an id that an event tells."""

    async def lead(asking: Asking, root: LiveEvent, _nodes: Sequence[Any], _first: int | None) -> Any:
        key = root.data.get(name)
        return None if key is None else await load(asking).load(UUID(str(key)))

    return lead


async def _contact_of(asking: Asking, root: ConversationOut, nodes: Sequence[Any], _first: int | None) -> Any:
    if all(_names(node.selection_set) <= SHORT for node in nodes):
        return root.contact
    return await loaders.contacts(asking).load(root.contact.id)


def _names(selected: SelectionSetNode) -> set[str]:
    """Of the fields; a fragment may hold any."""
    return {each.name.value if isinstance(each, FieldNode) else "…" for each in selected.selections}


async def _messages_of(
    asking: Asking, root: ConversationOut, _nodes: Sequence[Any], first: int | None
) -> Connected[Any]:
    most = page_of(first, None, None, None, counted=False).limit
    return connected(await loaders.messages(asking, most).load(root.id), after=None)


async def _conversations_of(
    asking: Asking, root: ContactShort, _nodes: Sequence[Any], first: int | None
) -> Connected[Any]:
    most = page_of(first, None, None, None, counted=False).limit
    return connected(await loaders.conversations_of(asking, most).load(root.id), after=None)


CONTACT = "/api/v1/contacts/{contact_id}"
CONVERSATION = "/api/v1/conversations/{conversation_id}"
USER = "/api/v1/users/{person_id}"
WHO = "Who it is with; read for all rows at once."
WHERE = "The conversation it is in; read for all rows at once."

LED: tuple[Led, ...] = (
    Led(ConversationOut, "contact", ContactShort, CONTACT, _contact_of, WHO),
    Led(
        ConversationOut,
        "messages",
        Listed[MessageOut],
        "/api/v1/whatsapp/messages",
        _messages_of,
        "The newest first, read for all rows at once; the field `messages` of the root goes on by the cursor.",
        paged=True,
    ),
    Led(
        ConversationOut,
        "notes",
        list[NoteOut],
        f"{CONVERSATION}/notes",
        _by("id", loaders.notes),
        "Internal notes, oldest first; read for all rows at once.",
    ),
    Led(ConversationOut, "assignee", UserOut, USER, _by("assigned_to", loaders.users), "Whose it is."),
    Led(
        ContactShort,
        "conversations",
        Listed[ConversationOut],
        "/api/v1/conversations",
        _conversations_of,
        "The last message first, read for all rows at once; the field `conversations` of the root goes on by the cursor.",
        paged=True,
    ),
    Led(NoteOut, "author", UserOut, USER, _by("author_id", loaders.users), "Who wrote it."),
    *(
        Led(kind, "contact", ContactShort, CONTACT, _by("contact_id", loaders.contacts), WHO)
        for kind in (MessageOut, RecipientOut, FlowSessionOut, ScheduledOut)
    ),
    *(
        Led(kind, "conversation", ConversationOut, CONVERSATION, _by("conversation_id", loaders.conversations), WHERE)
        for kind in (MessageOut, FlowSessionOut, ScheduledOut, NotificationOut)
    ),
)
LIVE: tuple[Led, ...] = (
    Led(LiveEvent, "message", MessageOut, "/api/v1/whatsapp/messages", _told_of("message_id", loaders.message), "It."),
    Led(
        LiveEvent,
        "conversation",
        ConversationOut,
        CONVERSATION,
        _told_of("conversation_id", loaders.conversations),
        WHERE,
    ),
)
"""What an event is about, as it is now."""
LISTS: tuple[tuple[type[msgspec.Struct], str, str, type[msgspec.Struct], str], ...] = (
    (ConversationOut, "queue", "queue_id", QueueOut, "queues"),
    (ConversationOut, "number", "whatsapp_config_id", NumberOut, "numbers"),
    (MessageOut, "number", "whatsapp_config_id", NumberOut, "numbers"),
)
"""Field of a thing, by which id, what it is, and which list holds them all."""

FOLLOWED: tuple[Followed, ...] = (
    Followed(ConversationOut, "timeline", (desk.DeskController, "timeline"), "conversation_id"),
    Followed(ConversationOut, "variables", (desk_tools.FillController, "variables"), "conversation_id"),
    Followed(ContactShort, "timeline", (people.PersonController, "timeline"), "contact_id"),
    Followed(ContactShort, "lists", (people.PersonController, "lists"), "contact_id"),
    Followed(ContactShort, "campaigns", (people.PersonController, "campaigns"), "contact_id"),
    Followed(ContactShort, "proofs", (people.PersonController, "consents"), "contact_id"),
    Followed(ContactShort, "erp_card", (erp_customers.ErpCardController, "card"), "contact_id"),
    Followed(CampaignOut, "recipients", (campaigns.CampaignResultController, "recipients"), "campaign_id"),
    Followed(CampaignOut, "analytics", (campaigns.CampaignResultController, "analytics"), "campaign_id"),
    Followed(CampaignOut, "estimate", (campaigns.CampaignResultController, "estimate"), "campaign_id"),
    Followed(FlowOut, "versions", (flow_tools.FlowVersionController, "versions"), "flow_id"),
    Followed(FlowOut, "sessions", (flows.FlowController, "sessions"), "flow_id"),
    Followed(FlowOut, "analytics", (flow_tools.FlowHistoryController, "analytics"), "flow_id"),
    Followed(UserOut, "activity", (users.UserController, "activity"), "person_id"),
    Followed(UserOut, "effective_permissions", (users.UserController, "permissions"), "person_id"),
    Followed(WebhookOut, "deliveries", (hooks.WebhookController, "logs"), "webhook_id"),
    Followed(NumberOut, "at_provider", (numbers.NumberController, "status"), "config_id"),
    Followed(NumberOut, "capabilities", (numbers.NumberController, "capabilities"), "config_id"),
)


def out_of_lists(routes: dict[str, Route]) -> list[Led]:
    """Fields that are found in a list that is read whole."""

    def load(name: str) -> Callable[[Asking], Any]:
        return lambda asking: loaders.of_list(asking, routes[name])

    return [
        Led(kind, name, answer, routes[table].template, _by(key, load(table)), "Out of the list of all.")
        for kind, name, key, answer, table in LISTS
    ]
