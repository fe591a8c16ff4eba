"""Documents that were taught, their files and pieces, and the search in them: by words, and where pgvector is, by meaning."""

from collections.abc import Sequence
from typing import Any

import asyncpg
import msgspec

from pytake_domain.ai import (
    FoundPiece,
    KnowledgeDocument,
    KnowledgeNotFound,
    KnowledgeUse,
    Piece,
)
from pytake_domain.kernel.ids import KnowledgeId, TenantId

_json = msgspec.json.Encoder()
_document = msgspec.json.Decoder(KnowledgeDocument)

ADD = """
INSERT INTO knowledge_documents (tenant_id, id, kind, state, source, digest, title, characters, pieces, edition, data, updated_at,
  held)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"""
SAVE = """
UPDATE knowledge_documents SET kind = $3, state = $4, source = $5, digest = $6, title = $7, characters = $8, pieces = $9,
  edition = $10, data = $11, updated_at = $12, held = $13 WHERE tenant_id = $1 AND id = $2"""
LATEST = """
SELECT data FROM knowledge_documents
WHERE tenant_id = $1 AND id < coalesce($2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
ORDER BY tenant_id DESC, id DESC LIMIT $3"""
SAME = """
SELECT data FROM knowledge_documents WHERE tenant_id = $1 AND digest = $2 AND state <> 'failed' ORDER BY id LIMIT 1"""
OF_SOURCE = """
SELECT data FROM knowledge_documents WHERE tenant_id = $1 AND md5(source) = md5($2) AND source = $2 AND kind = 'page'"""
USED = """
SELECT count(*) AS documents, coalesce(sum(characters), 0) AS characters FROM knowledge_documents
WHERE tenant_id = $1 AND (state <> 'failed' OR edition > 0)"""
VERSION = """
SELECT md5(coalesce(string_agg(id::text || ':' || edition, ',' ORDER BY id), '')) FROM knowledge_documents
WHERE tenant_id = $1 AND edition > 0 AND ($2 OR NOT held)"""
HELD = "SELECT data FROM knowledge_documents WHERE tenant_id = $1 AND held ORDER BY id"
PUT_FILE = """
INSERT INTO knowledge_files (tenant_id, document_id, number, piece) VALUES ($1, $2, $3, $4)
ON CONFLICT ON CONSTRAINT pk_knowledge_files DO UPDATE SET piece = EXCLUDED.piece"""
PUT_PIECES = """
INSERT INTO knowledge_pieces (tenant_id, document_id, edition, place, heading, text, words)
SELECT $1, $2, $3, w.place, w.heading, w.text, pytake_knowledge_words($1, w.heading || ' ' || w.text)
FROM unnest($4::int[], $5::text[], $6::text[]) AS w(place, heading, text)
ON CONFLICT ON CONSTRAINT pk_knowledge_pieces DO UPDATE
  SET heading = EXCLUDED.heading, text = EXCLUDED.text, words = EXCLUDED.words"""
FOUND = """d.title, d.source, p.heading, p.text"""
BY_WORDS = f"""
SELECT f.document_id, f.place, f.fit, {FOUND} FROM pytake_knowledge_search($2, $3, $4) f
JOIN knowledge_documents d ON d.tenant_id = $1 AND d.id = f.document_id
JOIN knowledge_pieces p ON p.tenant_id = $1 AND p.document_id = f.document_id AND p.edition = d.edition AND p.place = f.place
ORDER BY f.fit DESC, length(p.text), f.document_id, f.place"""  # noqa: S608  ours
VECTORS = """
SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'vector'
  AND has_schema_privilege(current_user, n.oid, 'USAGE')"""
# Every piece of the company is looked at: an index over vectors would look at other companies' first, and miss some of these.
# The signs of all say which may be near, in a hundredth of the time; of those the angle is taken.
NEAR = """
WITH alike AS MATERIALIZED (
  SELECT v.document_id, v.edition, v.place FROM knowledge_places v
  WHERE v.tenant_id = $1 AND v.model = $2 AND length(v.signs) = length($3::varbit)
  ORDER BY bit_count(v.signs # $3::varbit) LIMIT {pool}),
near AS MATERIALIZED (
  SELECT a.document_id, a.edition, a.place,
    v.vector::{vectors}.vector OPERATOR({vectors}.<=>) $4::real[]::{vectors}.vector AS far
  FROM alike a JOIN knowledge_places v ON v.tenant_id = $1 AND v.document_id = a.document_id AND v.edition = a.edition
    AND v.place = a.place
  JOIN knowledge_documents d ON d.tenant_id = $1 AND d.id = a.document_id AND d.edition = a.edition
    AND ($6 OR NOT d.held)
  ORDER BY far LIMIT $5)
SELECT n.document_id, n.place, greatest(1 - n.far, 0) AS fit, {found} FROM near n
JOIN knowledge_documents d ON d.tenant_id = $1 AND d.id = n.document_id
JOIN knowledge_pieces p ON p.tenant_id = $1 AND p.document_id = n.document_id AND p.edition = n.edition AND p.place = n.place
ORDER BY n.far, n.document_id, n.place"""
POOL = 500
UNPLACED = """
SELECT p.document_id, p.edition, p.place, p.heading, p.text FROM knowledge_pieces p
JOIN knowledge_documents d ON d.tenant_id = $1 AND d.id = p.document_id AND d.edition = p.edition
WHERE p.tenant_id = $1 AND NOT EXISTS (
  SELECT 1 FROM knowledge_places v WHERE v.tenant_id = $1 AND v.document_id = p.document_id AND v.edition = p.edition
    AND v.place = p.place AND v.model = $2)
ORDER BY p.document_id, p.place LIMIT $3"""
PUT_PLACE = """
INSERT INTO knowledge_places (tenant_id, document_id, edition, place, model, signs, vector)
SELECT $1, $2, $3, $4, $5, $6, $7 FROM knowledge_pieces p
WHERE p.tenant_id = $1 AND p.document_id = $2 AND p.edition = $3 AND p.place = $4
ON CONFLICT ON CONSTRAINT pk_knowledge_places DO UPDATE
  SET model = EXCLUDED.model, signs = EXCLUDED.signs, vector = EXCLUDED.vector"""
OF_DOCUMENT = ("knowledge_files", "knowledge_places", "knowledge_pieces")


class PostgresKnowledge:
    """See KnowledgeRepository."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def add(self, document: KnowledgeDocument) -> None:
        """See the port."""
        await self._raw.execute(ADD, *self._row(document))

    async def get(self, document_id: KnowledgeId, *, lock: bool = False) -> KnowledgeDocument:
        """See the port."""
        locked = " FOR UPDATE" if lock else ""
        data = await self._raw.fetchval(
            f"SELECT data FROM knowledge_documents WHERE tenant_id = $1 AND id = $2{locked}",  # noqa: S608  ours
            self._tenant_id,
            document_id,
        )
        if data is None:
            raise KnowledgeNotFound
        return _document.decode(data)

    async def save(self, document: KnowledgeDocument) -> None:
        """See the port."""
        if await self._raw.execute(SAVE, *self._row(document)) != "UPDATE 1":
            raise KnowledgeNotFound

    def _row(self, one: KnowledgeDocument) -> tuple[Any, ...]:
        return (
            self._tenant_id,
            one.id,
            one.kind.value,
            one.state.value,
            one.source,
            one.digest,
            one.title,
            one.characters,
            one.pieces,
            one.edition,
            _json.encode(one).decode(),
            one.updated_at,
            one.held,
        )

    async def remove(self, document_id: KnowledgeId) -> None:
        """See the port."""
        await self.get(document_id, lock=True)
        for table in OF_DOCUMENT:
            await self._raw.execute(
                f"DELETE FROM {table} WHERE tenant_id = $1 AND document_id = $2",  # noqa: S608  ours
                self._tenant_id,
                document_id,
            )
        await self._raw.execute(
            "DELETE FROM knowledge_documents WHERE tenant_id = $1 AND id = $2", self._tenant_id, document_id
        )

    async def latest(self, *, before: KnowledgeId | None, limit: int) -> Sequence[KnowledgeDocument]:
        """See the port."""
        rows = await self._raw.fetch(LATEST, self._tenant_id, before, limit)
        return [_document.decode(row["data"]) for row in rows]

    async def same(self, digest: str) -> KnowledgeDocument | None:
        """See the port."""
        data = await self._raw.fetchval(SAME, self._tenant_id, digest)
        return None if data is None else _document.decode(data)

    async def of_source(self, source: str) -> KnowledgeDocument | None:
        """See the port."""
        data = await self._raw.fetchval(OF_SOURCE, self._tenant_id, source)
        return None if data is None else _document.decode(data)

    async def used(self) -> KnowledgeUse:
        """See the port."""
        row = await self._raw.fetchrow(USED, self._tenant_id)
        assert row is not None  # noqa: S101  a row of counts is always there
        return KnowledgeUse(documents=row["documents"], characters=row["characters"])

    async def version(self, *, trial: bool = False) -> str:
        """See the port."""
        found: str = await self._raw.fetchval(VERSION, self._tenant_id, trial)
        return found

    async def put_file(self, document_id: KnowledgeId, number: int, piece: bytes) -> None:
        """See the port."""
        await self._raw.execute(PUT_FILE, self._tenant_id, document_id, number, piece)

    async def file(self, document_id: KnowledgeId, number: int) -> bytes | None:
        """See the port."""
        found: bytes | None = await self._raw.fetchval(
            "SELECT piece FROM knowledge_files WHERE tenant_id = $1 AND document_id = $2 AND number = $3",
            self._tenant_id,
            document_id,
            number,
        )
        return found

    async def drop_file(self, document_id: KnowledgeId) -> None:
        """See the port."""
        await self._raw.execute(
            "DELETE FROM knowledge_files WHERE tenant_id = $1 AND document_id = $2", self._tenant_id, document_id
        )

    async def put_pieces(self, document_id: KnowledgeId, edition: int, pieces: Sequence[Piece]) -> None:
        """See the port."""
        places, headings, texts = ([getattr(p, name) for p in pieces] for name in ("place", "heading", "text"))
        await self._raw.execute(PUT_PIECES, self._tenant_id, document_id, edition, places, headings, texts)

    async def drop_pieces(self, document_id: KnowledgeId, *, but: int) -> None:
        """See the port."""
        for table in OF_DOCUMENT[1:]:
            await self._raw.execute(
                f"DELETE FROM {table} WHERE tenant_id = $1 AND document_id = $2 AND edition <> $3",  # noqa: S608  ours
                self._tenant_id,
                document_id,
                but,
            )

    async def held(self) -> Sequence[KnowledgeDocument]:
        """See the port."""
        return [_document.decode(row["data"]) for row in await self._raw.fetch(HELD, self._tenant_id)]

    async def by_words(self, question: str, *, limit: int, trial: bool = False) -> Sequence[FoundPiece]:
        """See the port."""
        return [_found(row) for row in await self._raw.fetch(BY_WORDS, self._tenant_id, question, limit, trial)]

    async def near(
        self, model: str, vector: Sequence[float], *, limit: int, trial: bool = False
    ) -> Sequence[FoundPiece] | None:
        """See the port."""
        vectors = await self._raw.fetchval(VECTORS)
        if vectors is None:
            return None
        query = NEAR.format(vectors=vectors, found=FOUND, pool=POOL)
        rows = await self._raw.fetch(query, self._tenant_id, model, _signs(vector), list(vector), limit, trial)
        return [_found(row) for row in rows]

    async def unplaced(self, model: str, *, limit: int) -> Sequence[tuple[KnowledgeId, int, int, str]]:
        """See the port."""
        if await self._raw.fetchval(VECTORS) is None:
            return []
        rows = await self._raw.fetch(UNPLACED, self._tenant_id, model, limit)
        return [
            (
                KnowledgeId(row["document_id"]),
                row["edition"],
                row["place"],
                Piece(place=row["place"], heading=row["heading"], text=row["text"]).whole,
            )
            for row in rows
        ]

    async def put_places(self, model: str, places: Sequence[tuple[KnowledgeId, int, int, Sequence[float]]]) -> None:
        """See the port."""
        rows = [(self._tenant_id, *place[:3], model, _signs(place[3]), list(place[3])) for place in places]
        await self._raw.executemany(PUT_PLACE, rows)


def _signs(vector: Sequence[float]) -> asyncpg.BitString:
    """On which side of each axis it lies."""
    size = -(-len(vector) // 8)
    bits = "".join("1" if number > 0 else "0" for number in vector).ljust(size * 8, "0")
    return asyncpg.BitString.frombytes(int(f"0{bits}", 2).to_bytes(size, "big"), len(vector))


def _found(row: asyncpg.Record) -> FoundPiece:
    return FoundPiece(
        document_id=KnowledgeId(row["document_id"]),
        title=row["title"],
        place=row["place"],
        text=Piece(place=row["place"], heading=row["heading"], text=row["text"]).whole,
        fit=row["fit"],
        source=row["source"],
    )
