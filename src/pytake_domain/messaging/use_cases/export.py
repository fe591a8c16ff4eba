"""A conversation's transcript is taken away, piece by piece; who took it is kept."""

from collections.abc import AsyncIterator, Sequence
from typing import Protocol
from uuid import UUID

import msgspec
from msgspec.structs import replace

from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Forbidden, NotFound, PytakeError
from pytake_domain.kernel.ids import ConversationId, EventId, Ids, MediaId, UserId
from pytake_domain.kernel.page import MAX_LIMIT, PageRequest
from pytake_domain.kernel.text import Language, Phone
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging.errors import ConversationNotFound, ExportTooLong
from pytake_domain.messaging.events import ConversationExported
from pytake_domain.messaging.media import MediaState
from pytake_domain.messaging.media_objects import key_of
from pytake_domain.messaging.media_ports import MediaStore, MediaVariant
from pytake_domain.messaging.message import Message, SenderKind
from pytake_domain.messaging.ports import MessagingWork
from pytake_domain.messaging.sight import may_see
from pytake_domain.messaging.transcript import (
    BOM,
    JSON_END,
    Head,
    Line,
    TranscriptForm,
    csv_row,
    in_order,
    json_head,
    json_line,
    line_of_message,
    line_of_note,
    text_head,
    text_line,
)

PDF_MOST = 5_000
"""Messages of a PDF: it is laid out as a whole."""
PICTURES_MOST = 200
PICTURE_LARGEST = 256 * 1024


class Printer(Protocol):
    """Lays transcripts out as pages."""

    async def pages(self, head: Head, lines: Sequence[Line]) -> bytes:
        """A PDF."""
        ...


class Transcript(msgspec.Struct, frozen=True, kw_only=True):
    """What is taken away: its bytes come while it is read."""

    form: TranscriptForm
    filename: str
    pieces: AsyncIterator[bytes]


class ExportConversations:
    """Reads by pages of messages, each in a work of its own, so that a long one holds nothing for long."""

    def __init__(
        self, *, open_work: OpenWork[MessagingWork], store: MediaStore, printer: Printer, clock: Clock, ids: Ids
    ) -> None:
        self._open_work = open_work
        self._store = store
        self._printer = printer
        self._clock = clock
        self._ids = ids

    async def export(
        self,
        actor: Actor,
        conversation_id: ConversationId,
        form: TranscriptForm,
        *,
        notes: bool = False,
        bom: bool = False,
        language: Language = Language.PT_BR,
    ) -> Transcript:
        """Raises ConversationNotFound, Forbidden (notes are for who sees every conversation), ExportTooLong."""
        actor.require(Permission.EXPORT_CONVERSATIONS)
        actor.require(Permission.READ_MESSAGES)
        if notes and not actor.may(Permission.READ_ALL_CONVERSATIONS):
            raise Forbidden(permission=Permission.READ_ALL_CONVERSATIONS.value)
        async with self._open_work(actor.tenant_id) as work:
            view = await work.views.conversation(conversation_id)
            if not await may_see(work, actor, view.conversation):
                raise ConversationNotFound
            head = await self._head(work, actor, conversation_id, language)
            written = [line_of_note(n, head) for n in await work.notes.of(conversation_id)] if notes else []
            if form is TranscriptForm.PDF:
                page = await work.views.messages(PageRequest(limit=1), conversation_id=conversation_id)
                if page.total is None or page.total > PDF_MOST:
                    raise ExportTooLong(allowed=PDF_MOST)
            work.events.add(
                ConversationExported(
                    id=EventId(self._ids.new()),
                    tenant_id=actor.tenant_id,
                    at=head.exported_at,
                    actor_kind=actor.kind,
                    actor_id=actor.id,
                    conversation_id=conversation_id,
                    contact_id=view.conversation.contact_id,
                    form=form.value,
                    notes=notes,
                )
            )
        name = f"conversa-{conversation_id}.{form.value}"
        return Transcript(form=form, filename=name, pieces=self._pieces(actor, head, form, written, bom=bom))

    async def _head(
        self, work: MessagingWork, actor: Actor, conversation_id: ConversationId, language: Language
    ) -> Head:
        view = await work.views.conversation(conversation_id)
        place, tenant = view.conversation, await work.tenants.get()
        phone = view.contact_phone or ""
        if phone and not actor.may(Permission.READ_PHONE_NUMBERS):
            phone = Phone(phone).masked()
        try:
            number = await work.numbers.get(place.number_id)
            by = number.phone_number or number.name
        except NotFound:
            by = ""
        return Head(
            company=tenant.name,
            contact=view.contact_name or "",
            phone=phone,
            number=by,
            status=place.status.value,
            time_zone=tenant.time_zone,
            conversation_id=conversation_id,
            exported_by=actor.name or actor.kind.value,
            exported_at=self._clock.now(),
            language=language,
        )

    async def _pieces(
        self, actor: Actor, head: Head, form: TranscriptForm, notes: list[Line], *, bom: bool
    ) -> AsyncIterator[bytes]:
        if form is TranscriptForm.PDF:
            lines = [line async for batch in self._lines(actor, head, notes) for line in batch]
            yield await self._printer.pages(head, await self._with_pictures(actor, lines))
            return
        first = True
        yield _begin(head, form, bom=bom)
        async for batch in self._lines(actor, head, notes):
            parts = []
            for line in batch:
                parts.append(_part(line, head, form, first=first))
                first = False
            yield b"".join(parts)
        if form is TranscriptForm.JSON:
            yield JSON_END

    async def _lines(self, actor: Actor, head: Head, notes: list[Line]) -> AsyncIterator[list[Line]]:
        """Oldest first, a page at a time."""
        cursor: str | None = ""
        people: dict[UUID, str] = {}
        where = ConversationId(head.conversation_id)
        while cursor is not None:
            async with self._open_work(actor.tenant_id) as work:
                request = PageRequest(limit=MAX_LIMIT, cursor=cursor, descending=False)
                page = await work.views.messages(request, conversation_id=where)
                await _learn(work, page.items, people)
            batch = list(in_order((line_of_message(m, head, people) for m in page.items), notes))
            cursor = page.next_cursor
            if cursor is None:
                batch += notes
            yield batch

    async def _with_pictures(self, actor: Actor, lines: Sequence[Line]) -> list[Line]:
        """The small pictures of what was sent, as many as a file should carry; one that is gone is left out."""
        wanted = [UUID(line.media_id) for line in lines if line.media_id]
        if not wanted:
            return list(lines)
        async with self._open_work(actor.tenant_id) as work:
            stored = await work.media.get_all([MediaId(media_id) for media_id in wanted])
        shown, left = [], PICTURES_MOST
        for line in lines:
            media = stored.get(MediaId(UUID(line.media_id))) if line.media_id else None
            if media is not None and media.has_thumbnail and media.state is MediaState.STORED and left:
                picture = bytearray()
                try:
                    async for piece in self._store.read(key_of(media, MediaVariant.THUMBNAIL), end=PICTURE_LARGEST):
                        picture += piece
                except PytakeError:
                    shown.append(line)
                    continue
                left -= 1
                shown.append(replace(line, picture=bytes(picture)))
            else:
                shown.append(line)
        return shown


def _begin(head: Head, form: TranscriptForm, *, bom: bool) -> bytes:
    if form is TranscriptForm.JSON:
        return json_head(head)
    if form is TranscriptForm.CSV:
        return ((BOM if bom else "") + csv_row(None)).encode()
    return text_head(head).encode()


def _part(line: Line, head: Head, form: TranscriptForm, *, first: bool) -> bytes:
    if form is TranscriptForm.JSON:
        return json_line(line, first=first)
    return csv_row(line).encode() if form is TranscriptForm.CSV else text_line(line, head).encode()


async def _learn(work: MessagingWork, messages: Sequence[Message], people: dict[UUID, str]) -> None:
    """The names of the agents who wrote these."""
    wrote = {m.sent_by_id for m in messages if m.sent_by is SenderKind.AGENT and m.sent_by_id is not None}
    for user_id in wrote - set(people):
        try:
            people[user_id] = (await work.users.get(UserId(user_id))).name
        except NotFound:
            people[user_id] = ""
