"""What teaching and searching need from outside: a reader of documents, pages, a store, and whoever embeds."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from pytake_domain.ai.knowledge.cutting import Piece
from pytake_domain.ai.knowledge.document import KnowledgeDocument, KnowledgeUse
from pytake_domain.ai.knowledge.fusing import FoundPiece
from pytake_domain.ai.knowledge.reading import ReadDocument
from pytake_domain.ai.ports import Embedder
from pytake_domain.identity import TenantRepository
from pytake_domain.kernel.events import EventLog
from pytake_domain.kernel.ids import KnowledgeId, TenantId
from pytake_domain.kernel.work import Jobs


class DocumentReader(Protocol):
    """Reads files that people have."""

    async def read(self, pieces: AsyncIterator[bytes], *, filename: str, mime_type: str = "") -> ReadDocument:
        """All of it, within bounds of size, pages, letters, memory and time; never an empty document.

        Raises DocumentUnreadable, TooLarge.
        """
        ...


class Page(Protocol):
    """A page that is being fetched."""

    @property
    def mime_type(self) -> str | None:
        """As its server says."""
        ...

    @property
    def filename(self) -> str | None:
        """As its server or its address says."""
        ...

    def pieces(self) -> AsyncIterator[bytes]:
        """Its bytes, as they come."""
        ...


class Pages(Protocol):
    """Fetches pages without reaching into our own network, following redirects within their host."""

    def open(self, url: str) -> AbstractAsyncContextManager[Page]:
        """Raises Invalid when nothing can be had from there."""
        ...


class Embeddings(Protocol):
    """Who embeds for a company."""

    async def of(self, tenant_id: TenantId) -> tuple[Embedder, str] | None:
        """And by which model. None where it has chosen none."""
        ...


class KnowledgeRepository(Protocol):
    """Documents of one tenant, their files while they are read, and their pieces, inside a work."""

    async def add(self, document: KnowledgeDocument) -> None:
        """Begin."""
        ...

    async def get(self, document_id: KnowledgeId, *, lock: bool = False) -> KnowledgeDocument:
        """Raises KnowledgeNotFound."""
        ...

    async def save(self, document: KnowledgeDocument) -> None:
        """As it is now. Raises KnowledgeNotFound when it was removed."""
        ...

    async def remove(self, document_id: KnowledgeId) -> None:
        """With all it has, so that nothing of it is found any more. Raises KnowledgeNotFound."""
        ...

    async def latest(self, *, before: KnowledgeId | None, limit: int) -> Sequence[KnowledgeDocument]:
        """The newest first, from behind `before` on."""
        ...

    async def same(self, digest: str) -> KnowledgeDocument | None:
        """One of these very bytes that did not fail."""
        ...

    async def of_source(self, source: str) -> KnowledgeDocument | None:
        """The page of this address."""
        ...

    async def used(self) -> KnowledgeUse:
        """Of all documents that did not fail before they ever were read."""
        ...

    async def version(self, *, trial: bool = False) -> str:
        """Changes whenever something else is found: a word for the state of everything taught; in a trial what is held counts."""
        ...

    async def put_file(self, document_id: KnowledgeId, number: int, piece: bytes) -> None:
        """A part of the file; in the place of one that was there."""
        ...

    async def file(self, document_id: KnowledgeId, number: int) -> bytes | None:
        """None behind the last."""
        ...

    async def drop_file(self, document_id: KnowledgeId) -> None:
        """It is not needed any more."""
        ...

    async def put_pieces(self, document_id: KnowledgeId, edition: int, pieces: Sequence[Piece]) -> None:
        """Of an edition that is not found yet; in the place of those that were there."""
        ...

    async def drop_pieces(self, document_id: KnowledgeId, *, but: int) -> None:
        """Those of all editions but one."""
        ...

    async def held(self) -> Sequence[KnowledgeDocument]:
        """What trials alone find."""
        ...

    async def by_words(self, question: str, *, limit: int, trial: bool = False) -> Sequence[FoundPiece]:
        """By full text, whatever the language, with or without accents; the best first. In a trial also in what is held."""
        ...

    async def near(
        self, model: str, vector: Sequence[float], *, limit: int, trial: bool = False
    ) -> Sequence[FoundPiece] | None:
        """By meaning, the nearest first, in a trial also in what is held. None where the database can't."""
        ...

    async def unplaced(self, model: str, *, limit: int) -> Sequence[tuple[KnowledgeId, int, int, str]]:
        """Pieces (document, edition, place, text) that this model has given no place; none where the database can't keep any."""
        ...

    async def put_places(self, model: str, places: Sequence[tuple[KnowledgeId, int, int, Sequence[float]]]) -> None:
        """Those of pieces that are gone are left out, those of other models' go."""
        ...


class KnowledgeWork(Protocol):
    """What of a work teaching needs."""

    @property
    def tenants(self) -> TenantRepository:
        """The company."""
        ...

    @property
    def knowledge(self) -> KnowledgeRepository:
        """What it taught."""
        ...

    @property
    def events(self) -> EventLog:
        """What happened."""
        ...

    @property
    def jobs(self) -> Jobs:
        """Work for later."""
        ...
