"""What was taught is fetched, read, cut and stored, batch by batch; whoever is killed in between goes on where it was."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence

import msgspec
from msgspec.structs import replace

from pytake_domain.ai.errors import DocumentUnreadable, KnowledgeNotFound
from pytake_domain.ai.events import KnowledgeChanged, KnowledgeMove
from pytake_domain.ai.knowledge.cutting import Piece, cut
from pytake_domain.ai.knowledge.document import (
    BATCH,
    EMBED,
    FILE_PIECE,
    KNOWLEDGE_LIMITS,
    PIECES_MOST,
    KnowledgeDocument,
    KnowledgeState,
    KnowledgeUse,
    ReadPayload,
    SourceKind,
)
from pytake_domain.ai.knowledge.ports import DocumentReader, KnowledgeWork, Pages
from pytake_domain.ai.knowledge.reading import LARGEST_FILE, LONGEST_TITLE, ReadDocument
from pytake_domain.kernel.errors import Invalid, LimitReached, Problem, TooLarge
from pytake_domain.kernel.ids import EventId, Ids, KnowledgeId, TenantId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import Job, OpenWork

_payload = msgspec.json.Decoder(ReadPayload)


class LearnKnowledge:
    """Job by job; each may run again."""

    def __init__(
        self,
        *,
        open_work: OpenWork[KnowledgeWork],
        reader: DocumentReader,
        pages: Pages,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._open_work = open_work
        self._reader = reader
        self._pages = pages
        self._clock = clock
        self._ids = ids

    async def run(self, tenant_id: TenantId, payload: bytes) -> None:
        """Go on with a document, from the batch behind the last one that was committed."""
        document_id = _payload.decode(payload).document_id
        try:
            async with self._open_work(tenant_id) as work:
                one = await work.knowledge.get(document_id)
            if one.state is KnowledgeState.READING:
                await self._learn(tenant_id, one)
        except KnowledgeNotFound:
            # Somebody took it away meanwhile.
            return

    async def _learn(self, tenant_id: TenantId, one: KnowledgeDocument) -> None:
        try:
            if not one.fetched:
                fetched = await self._fetch(tenant_id, one)
                if fetched is None:
                    return
                one = fetched
            filename = one.source if one.kind is SourceKind.FILE else ""
            read = await self._reader.read(self._file(tenant_id, one.id), filename=filename, mime_type=one.mime_type)
            pieces = await asyncio.to_thread(lambda: tuple(cut(read.blocks)))
            if len(pieces) > PIECES_MOST:
                raise DocumentUnreadable(Problem(field="file", code="document_too_long", params={"most": PIECES_MOST}))
            await self._store(tenant_id, one, read, pieces)
        except Invalid as error:
            await self._fail(tenant_id, one, error.problems[0])
        except TooLarge:
            problem = Problem(field="file", code="document_too_large", params={"most": LARGEST_FILE // 2**20})
            await self._fail(tenant_id, one, problem)
        except LimitReached as error:
            params = {name: error.params[name] for name in ("used", "allowed")}
            await self._fail(tenant_id, one, Problem(field="file", code="knowledge_full", params=params))

    async def _fetch(self, tenant_id: TenantId, one: KnowledgeDocument) -> KnowledgeDocument | None:
        """The page's bytes, kept. None when there is nothing more to do."""
        async with self._pages.open(one.source) as page:
            mime_type = (page.mime_type or "")[:LONGEST_TITLE]
            content = bytearray()
            async for piece in page.pieces():
                content += piece
                if len(content) > LARGEST_FILE:
                    raise TooLarge(allowed=LARGEST_FILE)
        digest = hashlib.sha256(content).hexdigest()
        now = self._clock.now()
        async with self._open_work(tenant_id) as work:
            await work.tenants.get(lock=True)
            locked = await work.knowledge.get(one.id, lock=True)
            if locked.state is not KnowledgeState.READING or locked.fetched:
                return locked if locked.state is KnowledgeState.READING else None
            if locked.edition and digest == locked.digest:
                await work.knowledge.save(locked.unchanged(now))
                work.events.add(self._changed(tenant_id, locked, KnowledgeMove.UNCHANGED))
                return None
            other = await work.knowledge.same(digest)
            if other is not None and other.id != one.id:
                raise DocumentUnreadable(Problem(field="url", code="document_known", params={"title": other.title}))
            await work.knowledge.drop_file(one.id)
            for number, start in enumerate(range(0, len(content), FILE_PIECE)):
                await work.knowledge.put_file(one.id, number, bytes(content[start : start + FILE_PIECE]))
            brought = locked.brought(digest=digest, size=len(content), mime_type=mime_type, at=now)
            await work.knowledge.save(brought)
        return brought

    async def _file(self, tenant_id: TenantId, document_id: KnowledgeId) -> AsyncIterator[bytes]:
        number = 0
        while True:
            async with self._open_work(tenant_id) as work:
                piece = await work.knowledge.file(document_id, number)
            if piece is None:
                return
            yield piece
            number += 1

    async def _store(
        self, tenant_id: TenantId, one: KnowledgeDocument, read: ReadDocument, pieces: Sequence[Piece]
    ) -> None:
        for start in range(one.stored, len(pieces), BATCH):
            batch = pieces[start : start + BATCH]
            async with self._open_work(tenant_id) as work:
                locked = await work.knowledge.get(one.id, lock=True)
                if not _goes_on(locked, one):
                    return
                if start == 0:
                    await self._check(work, locked, read)
                await work.knowledge.put_pieces(one.id, one.edition + 1, batch)
                await work.knowledge.save(replace(locked, stored=start + len(batch), updated_at=self._clock.now()))
        async with self._open_work(tenant_id) as work:
            locked = await work.knowledge.get(one.id, lock=True)
            if not _goes_on(locked, one):
                return
            await self._check(work, locked, read)
            learnt = locked.learnt(
                title=read.title, characters=read.characters, pieces=len(pieces), at=self._clock.now()
            )
            await work.knowledge.save(learnt)
            await work.knowledge.drop_pieces(one.id, but=learnt.edition)
            await work.knowledge.drop_file(one.id)
            work.events.add(self._changed(tenant_id, learnt, KnowledgeMove.READ))
            await work.jobs.add(Job(kind=EMBED, tenant_id=tenant_id, key=f"{EMBED}:{learnt.id}:{learnt.edition}"))

    async def _check(self, work: KnowledgeWork, one: KnowledgeDocument, read: ReadDocument) -> None:
        tenant = await work.tenants.get(lock=True)
        used = await work.knowledge.used()
        others = KnowledgeUse(documents=used.documents, characters=used.characters - one.characters)
        KNOWLEDGE_LIMITS[tenant.plan].check(others, characters=read.characters)

    async def _fail(self, tenant_id: TenantId, one: KnowledgeDocument, problem: Problem) -> None:
        async with self._open_work(tenant_id) as work:
            locked = await work.knowledge.get(one.id, lock=True)
            if locked.state is not KnowledgeState.READING:
                return
            await work.knowledge.save(locked.failed(problem, self._clock.now()))
            await work.knowledge.drop_pieces(one.id, but=locked.edition)
            await work.knowledge.drop_file(one.id)
            work.events.add(self._changed(tenant_id, locked, KnowledgeMove.FAILED, code=problem.code))

    def _changed(
        self, tenant_id: TenantId, one: KnowledgeDocument, move: KnowledgeMove, code: str | None = None
    ) -> KnowledgeChanged:
        return KnowledgeChanged(
            id=EventId(self._ids.new()),
            tenant_id=tenant_id,
            at=self._clock.now(),
            document_id=one.id,
            title=one.title,
            move=move,
            code=code,
        )


def _goes_on(locked: KnowledgeDocument, one: KnowledgeDocument) -> bool:
    """Is it still these bytes that are to be learnt?"""
    return (locked.state, locked.digest, locked.edition) == (KnowledgeState.READING, one.digest, one.edition)
