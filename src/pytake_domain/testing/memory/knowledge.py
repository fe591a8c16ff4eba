"""What was taught, in memory: words by their folded letters, places by plain arithmetic."""

import hashlib
import math
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from pytake_domain.ai import (
    Block,
    BlockKind,
    DocumentUnreadable,
    Embedder,
    FoundPiece,
    KnowledgeDocument,
    KnowledgeNotFound,
    KnowledgeState,
    KnowledgeUse,
    ModelFailed,
    ModelFailure,
    Piece,
    ReadDocument,
    SourceKind,
    Vectors,
)
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import KnowledgeId, TenantId
from pytake_domain.kernel.text import fold
from pytake_domain.testing.memory.store import TenantRows

STEM = 5
"""Letters by which words are the same here."""
SHORT = 3
DIMENSIONS = 16


class MemoryKnowledge:
    """See KnowledgeRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def add(self, document: KnowledgeDocument) -> None:
        """See the port."""
        self._rows.knowledge[document.id] = document

    async def get(self, document_id: KnowledgeId, *, lock: bool = False) -> KnowledgeDocument:  # noqa: ARG002  works never meet
        """See the port."""
        if document_id not in self._rows.knowledge:
            raise KnowledgeNotFound
        return self._rows.knowledge[document_id]

    async def save(self, document: KnowledgeDocument) -> None:
        """See the port."""
        await self.get(document.id)
        self._rows.knowledge[document.id] = document

    async def remove(self, document_id: KnowledgeId) -> None:
        """See the port."""
        await self.get(document_id)
        del self._rows.knowledge[document_id]
        await self.drop_file(document_id)
        await self.drop_pieces(document_id, but=-1)

    async def latest(self, *, before: KnowledgeId | None, limit: int) -> Sequence[KnowledgeDocument]:
        """See the port."""
        behind = (one for one in self._rows.knowledge.values() if before is None or one.id < before)
        return sorted(behind, key=lambda one: one.id, reverse=True)[:limit]

    async def same(self, digest: str) -> KnowledgeDocument | None:
        """See the port."""
        every = sorted(self._rows.knowledge.values(), key=lambda one: one.id)
        return next((one for one in every if one.digest == digest and one.state is not KnowledgeState.FAILED), None)

    async def of_source(self, source: str) -> KnowledgeDocument | None:
        """See the port."""
        pages = (one for one in self._rows.knowledge.values() if one.kind is SourceKind.PAGE)
        return next((one for one in pages if one.source == source), None)

    async def used(self) -> KnowledgeUse:
        """See the port."""
        kept = [one for one in self._rows.knowledge.values() if one.state is not KnowledgeState.FAILED or one.edition]
        return KnowledgeUse(documents=len(kept), characters=sum(one.characters for one in kept))

    async def version(self, *, trial: bool = False) -> str:
        """See the port."""
        every = (one for one in self._rows.knowledge.values() if one.edition and (trial or not one.held))
        known = sorted((str(one.id), one.edition) for one in every)
        return hashlib.sha256(repr(known).encode()).hexdigest()[:32]

    async def put_file(self, document_id: KnowledgeId, number: int, piece: bytes) -> None:
        """See the port."""
        self._rows.knowledge_files[document_id, number] = piece

    async def file(self, document_id: KnowledgeId, number: int) -> bytes | None:
        """See the port."""
        return self._rows.knowledge_files.get((document_id, number))

    async def drop_file(self, document_id: KnowledgeId) -> None:
        """See the port."""
        for key in [key for key in self._rows.knowledge_files if key[0] == document_id]:
            del self._rows.knowledge_files[key]

    async def put_pieces(self, document_id: KnowledgeId, edition: int, pieces: Sequence[Piece]) -> None:
        """See the port."""
        self._rows.knowledge_pieces.update({(document_id, edition, piece.place): piece for piece in pieces})

    async def drop_pieces(self, document_id: KnowledgeId, *, but: int) -> None:
        """See the port."""
        for rows in (self._rows.knowledge_pieces, self._rows.knowledge_places):
            for key in [key for key in rows if key[0] == document_id and key[1] != but]:
                del rows[key]

    async def held(self) -> Sequence[KnowledgeDocument]:
        """See the port."""
        return sorted((one for one in self._rows.knowledge.values() if one.held), key=lambda one: one.id)

    async def by_words(self, question: str, *, limit: int, trial: bool = False) -> Sequence[FoundPiece]:
        """See the port."""
        asked = _stems(question)
        found = []
        for (document_id, _, place), piece in self._present(trial=trial).items():
            said = asked & _stems(piece.whole)
            if said:
                found.append(self._found(document_id, place, piece, len(said) / len(asked)))
        return sorted(found, key=lambda one: (-one.fit, len(one.text), one.key))[:limit]

    async def near(
        self, model: str, vector: Sequence[float], *, limit: int, trial: bool = False
    ) -> Sequence[FoundPiece] | None:
        """See the port."""
        found = []
        for key, piece in self._present(trial=trial).items():
            placed = self._rows.knowledge_places.get(key)
            if placed is not None and placed[0] == model and len(placed[1]) == len(vector):
                found.append(self._found(key[0], key[2], piece, max(_cosine(placed[1], vector), 0.0)))
        return sorted(found, key=lambda one: (-one.fit, one.key))[:limit]

    async def unplaced(self, model: str, *, limit: int) -> Sequence[tuple[KnowledgeId, int, int, str]]:
        """See the port."""
        missing = [
            (*key, piece.whole)
            for key, piece in sorted(self._present().items())
            if self._rows.knowledge_places.get(key, ("",))[0] != model
        ]
        return missing[:limit]

    async def put_places(self, model: str, places: Sequence[tuple[KnowledgeId, int, int, Sequence[float]]]) -> None:
        """See the port."""
        for document_id, edition, place, vector in places:
            if (document_id, edition, place) in self._rows.knowledge_pieces:
                self._rows.knowledge_places[document_id, edition, place] = (model, tuple(vector))

    def _present(self, *, trial: bool = True) -> Mapping[tuple[KnowledgeId, int, int], Piece]:
        known = {own: one for own, one in self._rows.knowledge.items() if trial or not one.held}
        return {k: p for k, p in self._rows.knowledge_pieces.items() if k[0] in known and known[k[0]].edition == k[1]}

    def _found(self, document_id: KnowledgeId, place: int, piece: Piece, fit: float) -> FoundPiece:
        document = self._rows.knowledge[document_id]
        return FoundPiece(
            document_id=document_id,
            title=document.title,
            place=place,
            text=piece.whole,
            fit=min(fit, 1.0),
            source=document.source,
        )


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:STEM] for word in re.findall(r"\w+", fold(text)) if len(word) > SHORT or word.isdigit())


def _cosine(one: Sequence[float], other: Sequence[float]) -> float:
    size = math.hypot(*one) * math.hypot(*other)
    return sum(a * b for a, b in zip(one, other, strict=True)) / size if size else 0.0


class MemoryEmbedder:
    """Gives texts of the same words the same place. It fails while `failure` is set."""

    def __init__(self) -> None:
        self.failure: ModelFailure | None = None
        self.asked: list[tuple[str, ...]] = []

    async def embed(self, model: str, texts: Sequence[str]) -> Vectors:
        """See the port."""
        self.asked.append(tuple(texts))
        if self.failure is not None:
            raise ModelFailed(self.failure)
        return Vectors(model=model, vectors=tuple(_place(text) for text in texts))


def _place(text: str) -> tuple[float, ...]:
    place = [0.01] * DIMENSIONS
    for stem in _stems(text):
        place[int.from_bytes(hashlib.sha256(stem.encode()).digest()[:4]) % DIMENSIONS] += 1.0
    return tuple(place)


class MemoryEmbeddings:
    """See Embeddings: one for all companies, none as long as `model` is empty."""

    def __init__(self, model: str = "") -> None:
        self.model = model
        self.embedder = MemoryEmbedder()

    async def of(self, tenant_id: TenantId) -> tuple[Embedder, str] | None:
        """See the port."""
        del tenant_id
        return (self.embedder, self.model) if self.model else None


class MemoryDocuments:
    """See DocumentReader: texts in UTF-8, paragraphs apart by an empty line, headings behind a #."""

    async def read(self, pieces: AsyncIterator[bytes], *, filename: str, mime_type: str = "") -> ReadDocument:
        """See the port."""
        del filename, mime_type
        try:
            text = b"".join([piece async for piece in pieces]).decode()
        except UnicodeDecodeError as error:
            raise DocumentUnreadable(Problem(field="file", code="document_broken")) from error
        paragraphs = (each.strip() for each in text.split("\n\n"))
        blocks = tuple(_block(each) for each in paragraphs if each)
        if not blocks:
            raise DocumentUnreadable(Problem(field="file", code="document_without_text"))
        return ReadDocument(blocks=blocks)


def _block(text: str) -> Block:
    bare = text.lstrip("#")
    level = len(text) - len(bare)
    return Block(kind=BlockKind.HEADING if level else BlockKind.TEXT, text=bare.strip(), level=level)


class MemoryPage:
    """See Page."""

    def __init__(self, content: bytes, mime_type: str) -> None:
        self._content = content
        self.mime_type: str | None = mime_type
        self.filename: str | None = None

    async def pieces(self) -> AsyncIterator[bytes]:
        """See the port."""
        yield self._content


class MemoryPages:
    """See Pages: those that were put here."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.fetched: list[str] = []

    @asynccontextmanager
    async def open(self, url: str) -> AsyncIterator[MemoryPage]:
        """See the port."""
        self.fetched.append(url)
        if url not in self.pages:
            raise Invalid(Problem(field="url", code="link_unreachable"))
        yield MemoryPage(self.pages[url], "text/html")
