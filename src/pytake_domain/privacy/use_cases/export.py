"""All that is known of somebody, in one file: records as JSON, their files, and pages that people can read."""

import datetime as dt
from collections.abc import AsyncIterator, Sequence

import msgspec
from msgspec.structs import replace

from pytake_domain.analytics import Sheet, SheetPrinter
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.ids import ContactId, Ids, MediaId, SubjectRequestId, TenantId, UserId
from pytake_domain.kernel.text import Language
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import Job, OpenWork
from pytake_domain.messaging import MediaKey, MediaState, MediaStore, StoredMedia
from pytake_domain.privacy.archive import Archive
from pytake_domain.privacy.certificate import certificate_of, certificate_sheet
from pytake_domain.privacy.errors import PrivacyFileGone, SubjectNotFound
from pytake_domain.privacy.ports import PrivacyWork
from pytake_domain.privacy.request import FILE_KEPT, RequestState, SubjectKind, SubjectRequest
from pytake_domain.privacy.traces import Traces
from pytake_domain.privacy.use_cases.asking import ToDo
from pytake_domain.whatsapp import MessageType

ZIP = "application/zip"
LINES_MOST = 5_000
"""Records on the pages; the JSON has all of them."""
CELL_MOST = 300
FORGET_EXPORT = "forget_export"
_TITLES = {
    Language.PT_BR: ("Dados pessoais", "O que é", "Conteúdo", "Pedido", "Reunido em"),
    Language.EN: ("Personal data", "What it is", "Content", "Request", "Collected at"),
    Language.ES: ("Datos personales", "Qué es", "Contenido", "Solicitud", "Reunido el"),
}


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """A file to be taken away: its bytes come while it is read."""

    filename: str
    mime_type: str
    size: int | None
    pieces: AsyncIterator[bytes]


class ExportSubjects:
    """Written while it is read; the file goes after a week."""

    def __init__(
        self,
        *,
        open_work: OpenWork[PrivacyWork],
        store: MediaStore,
        printer: SheetPrinter,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._open_work = open_work
        self._store = store
        self._printer = printer
        self._clock = clock
        self._ids = ids

    async def run(self, tenant_id: TenantId, payload: bytes) -> None:
        """The job; begun anew when it was cut off."""
        request_id = msgspec.json.decode(payload, type=ToDo).request_id
        async with self._open_work(tenant_id) as work:
            request = await work.subject_requests.get(request_id)
            if request.ended:
                return
            traces = await traces_of(work, request)
            kinds = await work.subjects.kinds()
            files = await work.subjects.files(traces)
        media_id = MediaId(self._ids.new())
        size, counts = 0, dict[str, int]()
        async with self._store.writing(MediaKey(tenant_id=tenant_id, media_id=media_id)) as sink:
            async for piece in self._pieces(request, traces, kinds, files, counts):
                size += len(piece)
                await sink.write(piece)
        now = self._clock.now()
        async with self._open_work(tenant_id) as work:
            request = await work.subject_requests.get(request_id)
            await work.media.add(_stored(tenant_id, media_id, size, now))
            done = replace(request.found(counts).end(RequestState.DONE, now), media_id=media_id)
            await work.subject_requests.save(replace(done, file_until=now + FILE_KEPT))
            told = msgspec.json.encode(ToDo(request_id=request_id))
            await work.jobs.add(Job(kind=FORGET_EXPORT, tenant_id=tenant_id, payload=told, not_before=now + FILE_KEPT))

    async def _pieces(
        self,
        request: SubjectRequest,
        traces: Traces,
        kinds: Sequence[str],
        files: Sequence[MediaId],
        counts: dict[str, int],
    ) -> AsyncIterator[bytes]:
        archive, lines = Archive(), list[tuple[str, str]]()
        for kind in kinds:
            rows = self._rows(traces, kind, counts, lines)
            first = await anext(rows, None)
            if first is None:
                continue
            async for ready in archive.add(f"{kind}.json", _as_list(first, rows)):
                yield ready
        for media_id in files:
            async for ready in self._file(archive, traces.tenant_id, media_id, counts):
                yield ready
        pages = await self._printer.sheet(_sheet(request, lines, self._clock.now()))
        async for ready in archive.add("dados.pdf", _whole(pages)):
            yield ready
        yield archive.end()

    async def _rows(
        self, traces: Traces, kind: str, counts: dict[str, int], lines: list[tuple[str, str]]
    ) -> AsyncIterator[bytes]:
        async with self._open_work(traces.tenant_id) as work:
            async for row in work.subjects.records(traces, kind):
                counts[kind] = counts.get(kind, 0) + 1
                if len(lines) < LINES_MOST:
                    lines.append((kind, row.decode()[:CELL_MOST]))
                yield row

    async def _file(
        self, archive: Archive, tenant_id: TenantId, media_id: MediaId, counts: dict[str, int]
    ) -> AsyncIterator[bytes]:
        async with self._open_work(tenant_id) as work:
            stored = (await work.media.get_all([media_id])).get(media_id)
        key = MediaKey(tenant_id=tenant_id, media_id=media_id)
        if stored is None or stored.state is not MediaState.STORED or await self._store.size(key) is None:
            return
        counts["files"] = counts.get("files", 0) + 1
        async for ready in archive.add(f"files/{media_id}-{stored.filename or 'file'}", self._store.read(key)):
            yield ready

    async def take(self, actor: Actor, request_id: SubjectRequestId) -> Taken:
        """The file of an export, while it is there. Raises PrivacyRequestNotFound, PrivacyFileGone."""
        actor.require(Permission.MANAGE_PRIVACY)
        async with self._open_work(actor.tenant_id) as work:
            request = await work.subject_requests.get(request_id)
        if request.media_id is None or request.file_until is None or request.file_until <= self._clock.now():
            raise PrivacyFileGone
        key = MediaKey(tenant_id=actor.tenant_id, media_id=request.media_id)
        size = await self._store.size(key)
        if size is None:
            raise PrivacyFileGone
        name = f"dados-{request_id}.zip"
        return Taken(filename=name, mime_type=ZIP, size=size, pieces=self._store.read(key))

    async def certificate(self, actor: Actor, request_id: SubjectRequestId) -> Taken:
        """On paper. Raises PrivacyRequestNotFound, PrivacyFileGone."""
        actor.require(Permission.MANAGE_PRIVACY)
        async with self._open_work(actor.tenant_id) as work:
            request = await work.subject_requests.get(request_id)
        if request.certificate is None or request.ended_at is None:
            raise PrivacyFileGone
        told = certificate_of(request, request.ended_at, refusal=request.refusal_kept)
        pages = await self._printer.sheet(certificate_sheet(request, told))
        name = f"certificado-{request_id}.pdf"
        return Taken(filename=name, mime_type="application/pdf", size=len(pages), pieces=_whole(pages))

    async def forget(self, tenant_id: TenantId, payload: bytes) -> None:
        """The job a week later: the file goes, and that there was one stays."""
        request_id = msgspec.json.decode(payload, type=ToDo).request_id
        async with self._open_work(tenant_id) as work:
            request = await work.subject_requests.get(request_id)
        if request.media_id is None:
            return
        await self._store.delete(MediaKey(tenant_id=tenant_id, media_id=request.media_id))
        async with self._open_work(tenant_id) as work:
            await work.media.remove([request.media_id])
            await work.subject_requests.save(replace(request, media_id=None))


async def traces_of(work: PrivacyWork, request: SubjectRequest) -> Traces:
    """By what the subject of a request is found. Raises SubjectNotFound when they are gone."""
    if request.subject_kind is SubjectKind.USER:
        return Traces(tenant_id=request.tenant_id, users=(UserId(request.subject),))
    found = await work.subjects.traces(ContactId(request.subject))
    if found is None:
        raise SubjectNotFound
    return found


def _stored(tenant_id: TenantId, media_id: MediaId, size: int, now: dt.datetime) -> StoredMedia:
    return StoredMedia(
        id=media_id, tenant_id=tenant_id, type=MessageType.DOCUMENT, mime_type=ZIP, created_at=now, size=size
    )


async def _as_list(first: bytes, rows: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield b"[" + first
    async for row in rows:
        yield b",\n" + row
    yield b"]\n"


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content


def _sheet(request: SubjectRequest, lines: Sequence[tuple[str, str]], now: dt.datetime) -> Sheet:
    language = Language(request.language)
    title, what, content, asked, collected = _TITLES[language]
    about = (f"{asked}: {request.id}", f"{collected}: {now.isoformat(timespec='seconds')}")
    return Sheet(title=title, about=about, columns=(what, content), rows=tuple(lines), language=language, made_at=now)
