"""Contacts taken away as a file."""

from collections.abc import AsyncIterator, Sequence

from pytake_domain.contacts.attribute import Attribute
from pytake_domain.contacts.browsing import ContactFilter
from pytake_domain.contacts.events import ContactsExported
from pytake_domain.contacts.importing.cells import cells_of, titles_of
from pytake_domain.contacts.importing.ports import TableForm, TableWriter
from pytake_domain.contacts.ports import PeopleWork
from pytake_domain.contacts.use_cases.keep import Wanted, filter_of, now_of
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.ids import EventId, Ids
from pytake_domain.kernel.page import MAX_LIMIT, PageRequest
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork


class ExportContacts:
    """Files of contacts."""

    def __init__(self, *, open_work: OpenWork[PeopleWork], writer: TableWriter, clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._writer = writer
        self._clock = clock
        self._ids = ids

    async def export(self, actor: Actor, wanted: Wanted, form: TableForm) -> AsyncIterator[bytes]:
        """A file in pieces, page by page; that it was asked for is kept before the first. Raises Invalid."""
        actor.require(Permission.READ_CONTACTS)
        shown = actor.may(Permission.READ_PHONE_NUMBERS)
        async with self._open_work(actor.tenant_id) as work:
            attributes = await work.attributes.all()
            filtered = await filter_of(work, actor, wanted)
            work.events.add(
                ContactsExported(
                    id=EventId(self._ids.new()),
                    tenant_id=actor.tenant_id,
                    at=self._clock.now(),
                    actor_kind=actor.kind,
                    actor_id=actor.id,
                    form=form.value,
                    numbers_shown=shown,
                )
            )
        return self._writer.written(form, self._rows(actor, filtered, attributes, numbers_shown=shown))

    async def _rows(
        self, actor: Actor, wanted: ContactFilter | None, attributes: Sequence[Attribute], *, numbers_shown: bool
    ) -> AsyncIterator[Sequence[str]]:
        yield titles_of(attributes)
        cursor: str | None = ""
        while wanted is not None and cursor is not None:
            async with self._open_work(actor.tenant_id) as work:
                now = await now_of(work, self._clock.now())
                page = await work.contacts.browse(wanted, PageRequest(limit=MAX_LIMIT, cursor=cursor), now)
            for contact in page.items:
                yield cells_of(contact, attributes, numbers_shown=numbers_shown)
            cursor = page.next_cursor
