"""The worker is killed in the midst of erasing somebody: another one goes on, and nothing of them is left."""

import asyncio
from uuid import UUID

from tests.e2e.company import House, until
from tests.e2e.test_import_killed import killed
from tests.integration.postgres.test_person_rows import put

from pytake_domain.testing.builders import fresh

ROWS = 40_000
FILL = """
INSERT INTO messages (tenant_id, id, conversation_id, contact_id, number_id, direction, type, status, sent_by, content,
  status_history, created_at)
SELECT m.tenant_id, gen_random_uuid(), m.conversation_id, m.contact_id, m.number_id, m.direction, m.type, m.status, m.sent_by,
  m.content, m.status_history, m.created_at
FROM messages m, generate_series(1, $2::int) WHERE m.tenant_id = $1"""

__all__ = ["killed"]


async def test_an_erasure_survives_its_worker(killed: House) -> None:
    company = await killed.company(number=False)
    person = await company.post("contacts", {"phone": "+5511955551111", "name": "Zuleica"}, status=201)
    contact, place = UUID(person["id"]), fresh()
    admin = await killed.admin()
    await put(admin, "conversations", company.tenant_id, id=place, contact_id=contact, status="resolved")
    content = '{"kind": "text", "body": "lembra de mim"}'
    told = {"conversation_id": place, "contact_id": contact, "content": content, "type": "text"}
    await put(admin, "messages", company.tenant_id, **told)
    await admin.execute(FILL, company.tenant_id, ROWS)

    async def left() -> int:
        count: int = await admin.fetchval("SELECT count(*) FROM messages WHERE tenant_id = $1", company.tenant_id)
        return count

    answer = await company.call("DELETE", f"privacy/data/{contact}")
    assert answer.status_code == 202, answer.text
    before = await left()

    async def begun() -> bool:
        return await left() < before

    await until(begun)
    await asyncio.to_thread(killed.stack.kill, "work")
    at_death = await left()
    assert 0 < at_death < before
    assert await admin.fetchval("SELECT count(*) FROM contacts WHERE id = $1", contact) == 1
    killed.stack.start("work")
    path = f"privacy/requests/{answer.json()['id']}"

    async def finished() -> bool:
        return bool((await company.get(path))["status"] == "done")

    await until(finished, patience=90)
    assert await left() == 0
    assert await admin.fetchval("SELECT count(*) FROM contacts WHERE id = $1", contact) == 0
    request = await company.get(path)
    # What the first worker removed last was not counted any more.
    assert 0 < request["counts"]["database.messages"] <= before
    assert request["certificate"]
