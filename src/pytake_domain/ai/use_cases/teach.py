"""Documents, pages and texts are taught, listed and taken away; what is in them is read later."""

import hashlib
from collections.abc import AsyncIterator, Sequence
from pathlib import PurePath
from urllib.parse import urlsplit

import msgspec

from pytake_domain.ai.events import KnowledgeChanged, KnowledgeMove
from pytake_domain.ai.knowledge.document import (
    FILE_PIECE,
    KNOWLEDGE_LIMITS,
    READ,
    KnowledgeDocument,
    KnowledgeState,
    ReadPayload,
    SourceKind,
    checked_title,
)
from pytake_domain.ai.knowledge.ports import KnowledgeWork
from pytake_domain.ai.knowledge.reading import CHARACTERS_MOST, LARGEST_FILE, LONGEST_TITLE
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, Problem, TooLarge
from pytake_domain.kernel.ids import EventId, Ids, KnowledgeId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import Job, OpenWork

LONGEST_URL = 2048


class TeachKnowledge:
    """What a company knows."""

    def __init__(self, *, open_work: OpenWork[KnowledgeWork], clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._clock = clock
        self._ids = ids

    async def file(
        self,
        actor: Actor,
        pieces: AsyncIterator[bytes],
        *,
        filename: str,
        mime_type: str = "",
        title: str = "",
        held: bool = False,
    ) -> tuple[KnowledgeDocument, bool]:
        """And whether it is new: the same bytes again are the document that there is. Raises Invalid, TooLarge, LimitReached."""
        actor.require(Permission.MANAGE_AI)
        named = checked_title(title)
        content = await _gathered(pieces)
        if not content.strip():
            raise Invalid(Problem(field="file", code="document_without_text"))
        name = PurePath(filename.replace("\0", "").replace("\\", "/")).name[-LONGEST_TITLE:]
        begun = self._begun(
            actor, SourceKind.FILE, named or PurePath(name).stem or name, source=name, named=bool(named), held=held
        )
        return await self._keep(actor, begun, content, mime_type[:LONGEST_TITLE].replace("\0", ""))

    async def text(self, actor: Actor, text: str, *, title: str, held: bool = False) -> tuple[KnowledgeDocument, bool]:
        """Written down rather than brought. Raises Invalid, LimitReached."""
        actor.require(Permission.MANAGE_AI)
        named = checked_title(title)
        if not named:
            raise Invalid(Problem(field="title", code="required"))
        if not text.strip():
            raise Invalid(Problem(field="text", code="required"))
        if len(text) > CHARACTERS_MOST:
            raise Invalid(Problem(field="text", code="too_long", params={"most": CHARACTERS_MOST}))
        begun = self._begun(actor, SourceKind.TEXT, named, named=True, held=held)
        return await self._keep(actor, begun, text.encode("utf-8", "replace"), "text/markdown")

    async def page(
        self, actor: Actor, url: str, *, title: str = "", held: bool = False
    ) -> tuple[KnowledgeDocument, bool]:
        """And whether it is new: one that is known is read again. Raises Invalid, LimitReached."""
        actor.require(Permission.MANAGE_AI)
        named = checked_title(title)
        address = _address(url)
        async with self._open_work(actor.tenant_id) as work:
            tenant = await work.tenants.get(lock=True)
            known = await work.knowledge.of_source(address)
            if known is not None:
                one = await work.knowledge.get(known.id, lock=True)
                if one.state is not KnowledgeState.READING:
                    one = one.again(self._clock.now())
                    await work.knowledge.save(one)
                    await work.jobs.add(_job(actor, one.id))
                return one, False
            KNOWLEDGE_LIMITS[tenant.plan].check(await work.knowledge.used(), documents=1)
            shown = named or address.removeprefix("https://").removeprefix("http://")[:LONGEST_TITLE]
            one = self._begun(actor, SourceKind.PAGE, shown, source=address, named=bool(named), held=held)
            await self._add(work, actor, one)
        return one, True

    async def _keep(
        self, actor: Actor, begun: KnowledgeDocument, content: bytes, mime_type: str
    ) -> tuple[KnowledgeDocument, bool]:
        digest = hashlib.sha256(content).hexdigest()
        one = begun.brought(digest=digest, size=len(content), mime_type=mime_type, at=begun.created_at)
        async with self._open_work(actor.tenant_id) as work:
            # Locked, so that the same file sent twice at once is one document.
            tenant = await work.tenants.get(lock=True)
            known = await work.knowledge.same(digest)
            if known is not None:
                return known, False
            KNOWLEDGE_LIMITS[tenant.plan].check(await work.knowledge.used(), documents=1)
            for number, start in enumerate(range(0, len(content), FILE_PIECE)):
                await work.knowledge.put_file(one.id, number, content[start : start + FILE_PIECE])
            await self._add(work, actor, one)
        return one, True

    async def _add(self, work: KnowledgeWork, actor: Actor, one: KnowledgeDocument) -> None:
        await work.knowledge.add(one)
        await work.jobs.add(_job(actor, one.id))
        work.events.add(self._changed(actor, one, KnowledgeMove.TAUGHT))

    async def get(self, actor: Actor, document_id: KnowledgeId) -> KnowledgeDocument:
        """One of them. Raises KnowledgeNotFound."""
        actor.require(Permission.USE_AI)
        async with self._open_work(actor.tenant_id) as work:
            return await work.knowledge.get(document_id)

    async def latest(self, actor: Actor, *, before: KnowledgeId | None, limit: int) -> Sequence[KnowledgeDocument]:
        """The newest first."""
        actor.require(Permission.USE_AI)
        async with self._open_work(actor.tenant_id) as work:
            return await work.knowledge.latest(before=before, limit=limit)

    async def remove(self, actor: Actor, document_id: KnowledgeId) -> None:
        """Nothing of it is found from now on, and reading it ends. Raises KnowledgeNotFound."""
        actor.require(Permission.MANAGE_AI)
        async with self._open_work(actor.tenant_id) as work:
            one = await work.knowledge.get(document_id, lock=True)
            await work.knowledge.remove(document_id)
            work.events.add(self._changed(actor, one, KnowledgeMove.REMOVED))

    def _begun(
        self,
        actor: Actor,
        kind: SourceKind,
        title: str,
        *,
        source: str = "",
        named: bool = False,
        held: bool = False,
    ) -> KnowledgeDocument:
        now = self._clock.now()
        return KnowledgeDocument(
            id=KnowledgeId(self._ids.new()),
            kind=kind,
            title=title or kind.value,
            state=KnowledgeState.READING,
            created_at=now,
            updated_at=now,
            source=source,
            created_by=actor.user_id,
            named=named,
            held=held,
        )

    def _changed(self, actor: Actor, one: KnowledgeDocument, move: KnowledgeMove) -> KnowledgeChanged:
        return knowledge_changed(actor, one, move, self._ids, self._clock)


def knowledge_changed(
    actor: Actor, one: KnowledgeDocument, move: KnowledgeMove, ids: Ids, clock: Clock
) -> KnowledgeChanged:
    """That something happened to it."""
    return KnowledgeChanged(
        id=EventId(ids.new()),
        tenant_id=actor.tenant_id,
        at=clock.now(),
        actor_kind=actor.kind,
        actor_id=actor.id,
        document_id=one.id,
        title=one.title,
        move=move,
    )


async def _gathered(pieces: AsyncIterator[bytes]) -> bytes:
    content = bytearray()
    async for piece in pieces:
        content += piece
        if len(content) > LARGEST_FILE:
            raise TooLarge(allowed=LARGEST_FILE)
    return bytes(content)


def _address(url: str) -> str:
    """Without what its server never sees. Raises Invalid; where it leads is looked at when it is fetched."""
    bare = url.strip()
    try:
        parts = urlsplit(bare)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        sound = False
    if not sound or len(bare) > LONGEST_URL or any(letter.isspace() or not letter.isprintable() for letter in bare):
        raise Invalid(Problem(field="url", code="not_a_link"))
    return bare.partition("#")[0]


def _job(actor: Actor, document_id: KnowledgeId) -> Job:
    # Without a key: one that is just ending would keep the next one out, and there is one for each time it begins to be read.
    return Job(kind=READ, tenant_id=actor.tenant_id, payload=msgspec.json.encode(ReadPayload(document_id)))
