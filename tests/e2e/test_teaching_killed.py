"""A worker is killed while it learns a long document: what was there before is found meanwhile, and each piece is stored once."""

import asyncio
from typing import Any

from tests.e2e.company import House, until
from tests.e2e.test_import_killed import killed

__all__ = ["killed"]
SECTIONS = 9_000
STORED = """
SELECT (SELECT count(*) FROM knowledge_pieces p WHERE p.tenant_id = $1 AND p.edition = 1) AS pieces,
  (SELECT count(DISTINCT p.place) FROM knowledge_pieces p WHERE p.tenant_id = $1) AS places,
  (SELECT count(*) FROM knowledge_files f WHERE f.tenant_id = $1) AS files,
  (SELECT d.data ->> 'stored' FROM knowledge_documents d WHERE d.tenant_id = $1) AS stored"""


async def test_it_goes_on_where_it_was(killed: House) -> None:
    company = await killed.company(number=False)
    text = "\n\n".join(
        f"# Item {n}\n\nO item {n} custa {n} reais e chega em {n % 30 + 1} dias." for n in range(SECTIONS)
    )
    one = await company.post("ai/knowledge", {"title": "Catálogo", "text": text}, status=202)
    admin = await killed.admin()

    async def row() -> Any:
        return await admin.fetchrow(STORED, company.tenant_id)

    for share in (0.1, 0.5):

        async def far_enough(least: float = share * SECTIONS) -> bool:
            return bool((await row())["pieces"] >= least)

        await until(far_enough, patience=60)
        await asyncio.to_thread(killed.stack.kill, "work")
        found = await row()
        assert found["pieces"] == int(found["stored"]) < SECTIONS, "killed in the middle"
        assert (await company.get(f"ai/knowledge/{one['id']}"))["state"] == "reading"
        killed.stack.start("work")

    async def done() -> bool:
        return bool((await company.get(f"ai/knowledge/{one['id']}"))["state"] == "ready")

    await until(done, patience=90)
    found = await row()
    assert (found["pieces"], found["places"], found["files"]) == (SECTIONS, SECTIONS, 0)
    best, *_ = (await company.post("ai/knowledge/search", {"question": "quanto custa o item 4321?"}))["passages"]
    assert best["text"].startswith("Item 4321\n")
