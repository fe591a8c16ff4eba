"""What was taught on the real server: with pgvector and without it, and with an index that serves the search."""

import contextlib
from collections.abc import AsyncIterator

import asyncpg
import pytest
from tests.support.ground import PostgresGround

from pytake_domain.ai import FindPassages, ModelFailed, Piece
from pytake_domain.kernel.ids import TenantId
from pytake_domain.testing.builders import AT, fresh
from pytake_domain.testing.contracts.knowledge import a_document
from pytake_domain.testing.memory.knowledge import MemoryEmbeddings

Connection = asyncpg.Connection
THERE = "SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'vector')"
BACK = "CREATE EXTENSION vector SCHEMA vectors"


@pytest.fixture(autouse=True)
async def vectors(admin_connection: Connection) -> None:
    """Other servers than ours may have none."""
    if not await admin_connection.fetchval(THERE):
        pytest.skip("this server has no pgvector")


@contextlib.asynccontextmanager
async def changed(admin: Connection, do: str, undo: str) -> AsyncIterator[None]:
    await admin.execute(do)
    try:
        yield
    finally:
        await admin.execute(undo)


async def teach(ground: PostgresGround, tenant: TenantId, *texts: str) -> None:
    one = a_document()
    async with ground.open_work(tenant) as work:
        await work.knowledge.add(one)
        await work.knowledge.put_pieces(one.id, 1, [Piece(place=n, text=text) for n, text in enumerate(texts)])
        await work.knowledge.save(one.learnt(title="", characters=1, pieces=len(texts), at=AT))


def told(_: TenantId, failed: ModelFailed) -> None:
    raise failed


async def test_without_pgvector_words_alone_answer(ground: PostgresGround, admin_connection: Connection) -> None:
    tenant = TenantId(fresh())
    await teach(ground, tenant, "A fibra custa noventa reais", "O suporte atende sempre")
    find = FindPassages(open_work=ground.open_work, embeddings=MemoryEmbeddings("pequeno"), told=told)
    for without in (
        ("DROP EXTENSION vector", BACK),
        ("REVOKE USAGE ON SCHEMA vectors FROM pytake_app", "GRANT USAGE ON SCHEMA vectors TO pytake_app"),
    ):
        async with changed(admin_connection, *without):
            async with ground.open_work(tenant) as work:
                assert await work.knowledge.near("pequeno", (1.0, 0.0), limit=5) is None
                assert list(await work.knowledge.unplaced("pequeno", limit=5)) == []
            (best,) = await find.search(tenant, "quanto custa a fibra?")
            assert best.text == "A fibra custa noventa reais"
    async with ground.open_work(tenant) as work:
        assert len(await work.knowledge.unplaced("pequeno", limit=5)) == 2
        assert await work.knowledge.near("pequeno", (1.0, 0.0), limit=5) == []


async def test_places_survive_that_the_extension_was_away(ground: PostgresGround, admin_connection: Connection) -> None:
    tenant = TenantId(fresh())
    await teach(ground, tenant, "A fibra")
    async with ground.open_work(tenant) as work:
        ((document, edition, place, _),) = await work.knowledge.unplaced("pequeno", limit=5)
        await work.knowledge.put_places("pequeno", [(document, edition, place, (1.0, 0.0))])
    await admin_connection.execute("DROP EXTENSION vector")
    await admin_connection.execute(BACK)
    async with ground.open_work(tenant) as work:
        found = await work.knowledge.near("pequeno", (1.0, 0.0), limit=5)
    assert [one.fit for one in found or ()] == [1.0]


async def test_the_search_goes_by_its_index_and_by_the_tenant_of_the_transaction(
    ground: PostgresGround, admin_connection: Connection
) -> None:
    mine, theirs = TenantId(fresh()), TenantId(fresh())
    await teach(ground, mine, *(f"assunto{n} em geral" for n in range(300)))
    await teach(ground, theirs, "assunto7 da outra empresa")
    await admin_connection.execute("ANALYZE knowledge_pieces")
    lines = await admin_connection.fetch(
        "EXPLAIN SELECT 1 FROM knowledge_pieces p WHERE p.words @@ ($1::tsquery && $2::tsquery) AND p.tenant_id = $3",
        "'assunto7'",
        f"'t{mine.hex}'",
        mine,
    )
    assert any("ix_knowledge_pieces_words" in line[0] for line in lines), lines
    async with ground.open_work(mine) as work:
        found = await work.knowledge.by_words("assunto7", limit=5)
    assert [one.text for one in found] == ["assunto7 em geral"]
    rows = await admin_connection.fetch("SELECT * FROM pytake_knowledge_search('assunto7', 5)")
    assert rows == [], "without a tenant nothing is found, whoever asks"


async def test_words_that_everybody_says_are_found_too(ground: PostgresGround) -> None:
    tenant = TenantId(fresh())
    for _ in range(5):
        await teach(ground, tenant, *("a fibra da internet" for _ in range(500)))
    await teach(ground, tenant, "a fibra da internet rompeu")
    async with ground.open_work(tenant) as work:
        best, *_ = await work.knowledge.by_words("fibra da internet rompeu", limit=5)
        assert (best.text, best.fit) == ("a fibra da internet rompeu", 1.0)
        assert len(await work.knowledge.by_words("internet fibra", limit=5)) == 5
