"""What was taught, at size: how long a search takes by words, by meaning and by both, in a company of fifty thousand pieces.

python benchmarks/knowledge.py [--pieces 50000] [--dimensions 1536] [--asked 60]
"""

import argparse
import random
import sys
import time
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import asyncpg

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.harness import Line, container_of, percentile, prepare, report, run, servers

from pytake_app.embedded.stack import Place, Stack
from pytake_app.wiring.container import Container, close
from pytake_domain.ai import (
    Embedder,
    FindPassages,
    KnowledgeDocument,
    KnowledgeState,
    ModelFailed,
    Piece,
    SourceKind,
    Vectors,
)
from pytake_domain.kernel.ids import KnowledgeId, TenantId

MODEL = "benchmark"
OF_A_DOCUMENT = 500
BATCH = 250
VOCABULARY = 30_000
SYLLABLES = "ba be bi bo ca co da de di do fa fe fi fo ga go la le li lo ma me mi mo na ne ni no pa pe pi po ra re ri ro sa se".split()  # noqa: E501, SIM905
EVERYDAY = (
    "de",
    "a",
    "o",
    "que",
    "e",
    "do",
    "da",
    "em",
    "um",
    "para",
    "plano",
    "cliente",
    "fatura",
    "instalação",
    "fibra",
)


class Language:
    """Words as seldom and as frequent as those of people are."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        made = {"".join(self.chance.choices(SYLLABLES, k=self.chance.randint(2, 4))) for _ in range(VOCABULARY)}
        self.words = [*EVERYDAY, *sorted(made)]
        self.weights = list(accumulate(1 / (rank + 2) for rank in range(len(self.words))))

    def text(self, words: int) -> str:
        return " ".join(self.chance.choices(self.words, cum_weights=self.weights, k=words))

    def vector(self, dimensions: int) -> list[float]:
        return [self.chance.gauss(0, 1) for _ in range(dimensions)]


class InstantEmbedder:
    """Answers at once, so that only the search is measured."""

    def __init__(self, language: Language, dimensions: int) -> None:
        self._language = language
        self._dimensions = dimensions

    async def embed(self, model: str, texts: Sequence[str]) -> Vectors:
        return Vectors(model=model, vectors=tuple(tuple(self._language.vector(self._dimensions)) for _ in texts))


class Chosen:
    """See Embeddings."""

    def __init__(self, embedder: Embedder | None) -> None:
        self._embedder = embedder

    async def of(self, tenant_id: TenantId) -> tuple[Embedder, str] | None:
        del tenant_id
        return (self._embedder, MODEL) if self._embedder else None


async def _fill(container: Container, line: Line, pieces: int, language: Language) -> float:
    adapters = container.adapters()
    ids, now = adapters.ids(), adapters.clock().now()
    began = time.perf_counter()
    for _ in range(0, pieces, OF_A_DOCUMENT):
        one = KnowledgeDocument(
            id=KnowledgeId(ids.new()),
            kind=SourceKind.FILE,
            title=language.text(3),
            state=KnowledgeState.READING,
            created_at=now,
            updated_at=now,
            digest=str(ids.new()),
        )
        async with adapters.open_work()(TenantId(line.tenant_id)) as work:
            await work.knowledge.add(one)
            for start in range(0, OF_A_DOCUMENT, BATCH):
                made = [Piece(place=start + n, heading=language.text(4), text=language.text(130)) for n in range(BATCH)]
                await work.knowledge.put_pieces(one.id, 1, made)
            await work.knowledge.save(one.learnt(title="", characters=0, pieces=OF_A_DOCUMENT, at=now))
    return time.perf_counter() - began


async def _place(dsn: str, dimensions: int) -> None:
    """Places by the database itself: fifty thousand of them take minutes otherwise."""
    admin = await asyncpg.connect(dsn)
    await admin.execute("TRUNCATE knowledge_places")
    await admin.execute(
        f"""INSERT INTO knowledge_places (tenant_id, document_id, edition, place, model, signs, vector)
        SELECT p.tenant_id, p.document_id, p.edition, p.place, '{MODEL}', v.signs, v.numbers
        FROM knowledge_pieces p CROSS JOIN LATERAL (
          SELECT string_agg((r.number > 0)::int::text, '' ORDER BY r.n)::varbit AS signs,
            array_agg(r.number ORDER BY r.n) AS numbers
          FROM (SELECT n, (random() - 0.5)::real AS number FROM generate_series(1, {dimensions}) n WHERE p.place >= 0) r) v"""
    )
    await admin.execute("VACUUM ANALYZE knowledge_places")
    await admin.execute("VACUUM ANALYZE knowledge_pieces")
    await admin.close()


async def _measure(find: FindPassages, line: Line, questions: Sequence[str]) -> dict[str, Any]:
    times, found = [], 0
    for place, question in enumerate(questions):
        began = time.perf_counter()
        found += len(await find.search(TenantId(line.tenant_id), question))
        if place >= 3:
            times.append((time.perf_counter() - began) * 1000)
    return {
        "p50_ms": round(percentile(times, 0.5), 1),
        "p95_ms": round(percentile(times, 0.95), 1),
        "worst_ms": round(max(times), 1),
        "passages_a_question": round(found / len(questions), 1),
    }


def _told(_: TenantId, failed: ModelFailed) -> None:
    raise failed


async def _run(dsn: str, container: Container, lines: list[Line], arguments: argparse.Namespace) -> dict[str, Any]:
    language = Language(7)
    seconds = await _fill(container, lines[0], arguments.pieces, language)
    await _fill(container, lines[1], arguments.pieces // 5, language)
    result: dict[str, Any] = {"pieces": arguments.pieces, "stored_a_second": round(arguments.pieces / seconds)}
    print(result, flush=True)
    seldom = [language.text(9) for _ in range(arguments.asked)]
    usual = [" ".join(language.chance.choices(language.words[10:60], k=6)) for _ in range(arguments.asked)]
    open_work = container.adapters().open_work()
    for dimensions in arguments.dimensions:
        await _place(dsn, dimensions)
        both = Chosen(InstantEmbedder(language, dimensions))
        for name, embeddings in ((f"both_{dimensions}", both), ("words", Chosen(None))):
            find = FindPassages(open_work=open_work, embeddings=embeddings, told=_told)
            for kind, questions in (("questions", seldom), ("frequent_words", usual)):
                result[f"{name}_{kind}"] = await _measure(find, lines[0], questions)
                print(name, kind, result[f"{name}_{kind}"], flush=True)
    await close(container)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pieces", type=int, default=50_000)
    parser.add_argument("--dimensions", type=int, nargs="*", default=[384, 1536])
    parser.add_argument("--asked", type=int, default=60)
    arguments = parser.parse_args()
    with servers() as running:
        folder = running.data / "app"
        folder.mkdir()
        stack = Stack(running, Place(data=folder, database="knowledge", port=8438))
        stack.prepare()
        with container_of(stack) as container:
            lines = run(prepare(container, 2))
        with container_of(stack) as container:
            result = run(_run(running.admin_dsn("knowledge"), container, lines, arguments))
    report("knowledge", list(result.items()), result)


if __name__ == "__main__":
    main()
