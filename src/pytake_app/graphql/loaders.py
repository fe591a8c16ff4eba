"""Reads that belong together are made together: one for all rows of a page."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from strawberry.dataloader import DataLoader

from pytake_app.graphql.asking import Asking
from pytake_app.graphql.routes import PAGE, Route
from pytake_app.http.edge.paging import listed
from pytake_app.wire.contacts import ContactShort, contact_out
from pytake_app.wire.conversations import ConversationOut, NoteOut, conversation_out, note_out
from pytake_app.wire.identity import UserOut, user_out
from pytake_app.wire.messages import MessageOut, message_out
from pytake_app.wire.paging import Listed
from pytake_domain.kernel.actor import Permission
from pytake_domain.kernel.errors import NotFound
from pytake_domain.kernel.page import MAX_LIMIT, Page, PageRequest

Conversations = DataLoader[UUID, ConversationOut | None]


def contacts(asking: Asking) -> DataLoader[UUID, ContactShort | None]:
    """Whole contacts, by their ids."""
    numbers_shown = asking.actor.may(Permission.READ_PHONE_NUMBERS)

    async def load(ids: list[UUID]) -> Sequence[ContactShort | None]:
        found = await asking.room(lambda: asking.part("read_many").contacts(asking.actor, ids))
        return [contact_out(found[each], numbers_shown=numbers_shown) if each in found else None for each in ids]

    return asking.loader("contacts", load)


def users(asking: Asking) -> DataLoader[UUID, UserOut | None]:
    """People of the company, by their ids."""

    async def load(ids: list[UUID]) -> Sequence[UserOut | None]:
        found = await asking.room(lambda: asking.part("manage_users").get_all(asking.actor, ids))
        return [user_out(found[each]) if each in found else None for each in ids]

    return asking.loader("users", load)


def conversations(asking: Asking) -> Conversations:
    """Conversations, by their ids."""
    shown = _shown(asking)

    async def load(ids: list[UUID]) -> Sequence[ConversationOut | None]:
        found = await asking.room(lambda: asking.part("read_many").conversations(asking.actor, ids))
        return [shown(found[each]) if each in found else None for each in ids]

    return asking.loader("conversations", load)


def message(asking: Asking) -> DataLoader[UUID, MessageOut | None]:
    """A message, by its id; one that is not there is null."""

    async def one(message_id: UUID) -> MessageOut | None:
        browse = asking.part("browse_messaging")
        try:
            found = await asking.room(lambda: browse.message(asking.actor, message_id))
        except NotFound:
            return None
        return message_out(found, asking.language)

    async def load(ids: list[UUID]) -> Sequence[MessageOut | None]:
        return [await one(each) for each in ids]

    return asking.loader("message", load)


def conversations_of(asking: Asking, first: int) -> DataLoader[UUID, Listed[ConversationOut]]:
    """The first page of contacts' conversations."""
    shown = _shown(asking)

    async def load(ids: list[UUID]) -> Sequence[Listed[ConversationOut]]:
        found = await asking.room(lambda: asking.part("read_many").of_contacts(asking.actor, ids, first))
        return _pages(ids, found, shown, first)

    return asking.loader(("conversations_of", first), load)


def messages(asking: Asking, first: int) -> DataLoader[UUID, Listed[MessageOut]]:
    """The first page of conversations' messages."""

    async def load(ids: list[UUID]) -> Sequence[Listed[MessageOut]]:
        found = await asking.room(lambda: asking.part("read_many").messages(asking.actor, ids, first))
        return _pages(ids, found, lambda message: message_out(message, asking.language), first)

    return asking.loader(("messages", first), load)


def notes(asking: Asking) -> DataLoader[UUID, list[NoteOut]]:
    """Conversations' internal notes."""

    async def load(ids: list[UUID]) -> Sequence[list[NoteOut]]:
        found = await asking.room(lambda: asking.part("read_many").notes(asking.actor, ids))
        return [[note_out(note) for note in found.get(each, ())] for each in ids]

    return asking.loader("notes", load)


def of_list(asking: Asking, route: Route) -> DataLoader[UUID, Any]:
    """Things of which a company has few, out of the list of all."""

    async def load(ids: list[UUID]) -> Sequence[Any]:
        wanted, page, known = set(ids), 1, dict[UUID, Any]()
        while page:
            parts = {name: asking.part(name) for name in route.needs if name != PAGE}
            parts[PAGE] = PageRequest(page=page, limit=MAX_LIMIT)
            found = await asking.room(partial(route.handler, object.__new__(route.controller), **parts))
            known |= {each.id: each for each in found.data}
            page = page + 1 if wanted - set(known) and len(found.data) == MAX_LIMIT else 0
        return [known.get(each) for each in ids]

    return asking.loader(route.template, load)


def _shown(asking: Asking) -> Callable[[Any], ConversationOut]:
    numbers_shown, now = asking.actor.may(Permission.READ_PHONE_NUMBERS), asking.part("clock").now()
    return lambda view: conversation_out(view, numbers_shown=numbers_shown, now=now)


def _pages(ids: list[UUID], found: dict[Any, Page[Any]], shown: Callable[[Any], Any], first: int) -> list[Listed[Any]]:
    request = PageRequest(limit=first, cursor="")
    return [listed(found.get(each, Page(items=())).map(shown), request) for each in ids]
