"""Segments at size: how long it takes to count who a question holds for, exactly, in a company of a million contacts.

python benchmarks/segments.py [--contacts 1000000] [--asked 20] [--rounds 2]
"""

import argparse
import sys
import time
from pathlib import Path
from typing import Any

import asyncpg

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.harness import Line, Meter, container_of, percentile, prepare, report, run, servers

from pytake_app.embedded.stack import Place, Stack
from pytake_app.wiring.container import Container, close
from pytake_domain.contacts import (
    AttributeType,
    Now,
    QueryGround,
    checked_query,
    parse_query,
)
from pytake_domain.kernel.actor import Actor, ActorKind, Permission
from pytake_domain.kernel.ids import TenantId

NEIGHBOUR = 50_000
STEP = 100_000
# As people are: few tags many have, many tags few have; half of them wrote once, most of those long ago.
CONTACTS = """INSERT INTO contacts (tenant_id, id, name, email, language, vip, tags, attributes, opted_out_at, opted_in_at,
  opted_in_source, blocked, created_at, updated_at)
SELECT $1, (lpad(to_hex(ms), 12, '0') || '7000' || '8000' || lpad(to_hex(n), 12, '0'))::uuid,
  'Cliente ' || n, 'cliente' || n || '@exemplo.com.br', (ARRAY['pt-BR', 'pt-BR', 'pt-BR', 'en', 'es', NULL])[1 + n % 6],
  n % 50 = 0,
  CASE WHEN n % 3 = 0 THEN '{}'::text[] ELSE ARRAY(
    SELECT DISTINCT 'etiqueta' || floor(60 * power(random(), 2))::int FROM generate_series(1, 1 + (n % 4)::int)) END,
  jsonb_build_object('cidade', 'Cidade ' || floor(40 * power(random(), 3))::int,
    'plano', (ARRAY['fibra', 'rádio', 'móvel'])[1 + n % 3], 'saldo', round((random() * 1000)::numeric, 2),
    'nascimento', (date '1950-01-01' + (n % 20000)::int)::text, 'ativo', n % 5 <> 0),
  CASE WHEN n % 20 = 0 THEN now() END, CASE WHEN n % 2 = 0 THEN now() - interval '1 day' END,
  CASE WHEN n % 2 = 0 THEN 'site' END, n % 100 = 0, to_timestamp(ms / 1000.0), now()
FROM (SELECT n, (extract(epoch FROM now()) * 1000 - 63072000000 + n::numeric / $4 * 63072000000)::bigint AS ms
  FROM generate_series($2::bigint, $3::bigint) n) AS made"""
CONVERSATIONS = """INSERT INTO conversations (tenant_id, id, contact_id, number_id, status, handed_over, tags, priority,
  unread_count, last_message, last_message_at, window_expires_at, created_at, updated_at)
SELECT $1, md5('v' || c.id)::uuid, c.id, $2,
  (ARRAY['bot', 'active', 'resolved', 'resolved', 'archived'])[1 + (random() * 4)::int], false, '{}', 0, 0, 'Olá', now(),
  now() + interval '24 hours' - power(random(), 0.5) * interval '365 days',
  now() - interval '400 days', now()
FROM contacts c WHERE tenant_id = $1 AND random() < 0.5"""
LIST = """INSERT INTO contact_list_members (tenant_id, list_id, contact_id, added_at)
SELECT $1, $2, id, now() FROM contacts WHERE tenant_id = $1 AND random() < 0.03"""
# Two campaigns to most people, of which most arrive and some are read.
CAMPAIGN = "00000000-0000-7000-8000-00000000000{number}"
RECIPIENTS = """INSERT INTO campaign_recipients (tenant_id, campaign_id, contact_id, step, round, outcome, due_at, queued_at,
  replied_at, message_id, zone)
SELECT $1, $2::text::uuid, id, 0, 0, (ARRAY[3, 3, 3, 4, 4, 5])[1 + (random() * 5)::int], now(),
  now() - random() * interval '90 days', CASE WHEN random() < 0.05 THEN now() END, md5($2::text || id)::uuid, ''
FROM contacts WHERE tenant_id = $1 AND random() < 0.8"""
# Nearly everybody is a customer, as at an internet provider.
SERVED = """INSERT INTO erp_facts (tenant_id, contact_id, erp_type, customer_id, as_of, contract_status, contracts, plan, city,
  district, owed_count, owed_amount, oldest_due_on, next_due_on, online)
SELECT $1, id, 'ixcsoft', row_number() OVER ()::text, now(),
  (ARRAY['active', 'active', 'blocked', 'cancelled'])[1 + (random() * 3)::int], 1, 'Fibra ' || (random() * 9)::int * 100,
  'Cidade ' || floor(40 * power(random(), 3))::int, 'Bairro ' || (random() * 200)::int, owes::int, owes::int * 99.9,
  CASE WHEN owes THEN current_date - (random() * 60)::int END, current_date + (random() * 30)::int, random() < 0.9
FROM (SELECT id, random() < 0.2 AS owes FROM contacts WHERE tenant_id = $1 AND random() < 0.9) AS customers"""
KINDS = {
    "cidade": AttributeType.TEXT,
    "plano": AttributeType.CHOICE,
    "saldo": AttributeType.NUMBER,
    "nascimento": AttributeType.DATE,
    "ativo": AttributeType.BOOLEAN,
}
ASKED = {
    "everybody": "everybody",
    "a tag": "tag = etiqueta9",
    "without a tag": "not tag = etiqueta0",
    "any of three tags": "tag in (etiqueta1, etiqueta2, etiqueta3)",
    "a city": 'attr.cidade = "Cidade 3"',
    "two attributes": 'attr.cidade = "Cidade 1" and attr.plano = fibra',
    "a balance": "attr.saldo >= 500",
    "born before": 'attr.nascimento < "1980-01-01" and attr.ativo = yes',
    "may be sent offers": "opted_in and not blocked",
    "new": "created since 30d",
    "seen lately": "last_seen since 30d and opted_in",
    "long not seen": "not last_seen since 90d",
    "on a list": 'list = "Feira" and not opted_out',
    "read a campaign": "campaign.read within 30d",
    "got one and did not answer": f'campaign.received = "{CAMPAIGN.format(number=1)}" and not campaign.replied',
    "got none lately": "opted_in and not campaign.received within 7d",
    "owes long": "erp.overdue_days >= 15 and not erp.blocked",
    "a plan in a city": 'erp.plan = "fibra 300" and erp.city = "cidade 1"',
    "without a line or no customer": "erp.online = no or not erp.customer",
    "owes and was told": "erp.owed > 50 and campaign.received within 30d and not campaign.replied within 30d and opted_in",
    "nobody talks to": "not open_conversation and vip",
    "as people write": '(tag = etiqueta3 or attr.cidade = "Cidade 1") and opted_in and not last_seen since 7d and not vip',
    "awkward": 'not (tag = etiqueta0 and attr.saldo < 300) and not attr.cidade = "Cidade 2" or not attr.plano = fibra',
}


async def _fill(dsn: str, container: Container, lines: list[Line], contacts: int) -> dict[str, float]:
    admin = await asyncpg.connect(dsn)
    began = time.perf_counter()
    for line, many in zip(lines, (contacts, NEIGHBOUR), strict=True):
        actor = Actor(
            kind=ActorKind.SYSTEM, id=None, tenant_id=TenantId(line.tenant_id), permissions=frozenset(Permission)
        )
        defining = container.contacts().define_attributes()
        for name, kind in KINDS.items():
            options = ("fibra", "rádio", "móvel") if kind is AttributeType.CHOICE else ()
            await defining.add(actor, name=name, label=name, kind=kind, options=options)
        await admin.execute("ALTER TABLE contacts DISABLE TRIGGER USER; ALTER TABLE conversations DISABLE TRIGGER USER")
        for first in range(1, many + 1, STEP):
            await admin.execute(CONTACTS, line.tenant_id, first, min(many, first + STEP - 1), many)
        await admin.execute(CONVERSATIONS, line.tenant_id, line.number_id)
        await admin.execute("ALTER TABLE contacts ENABLE TRIGGER USER; ALTER TABLE conversations ENABLE TRIGGER USER")
        made = await container.contacts().manage_contact_lists().add(actor, "Feira")
        await admin.execute(LIST, line.tenant_id, made.id)
        await admin.execute("ALTER TABLE campaign_recipients DISABLE TRIGGER USER")
        for number in (1, 2):
            await admin.execute(RECIPIENTS, line.tenant_id, CAMPAIGN.format(number=number))
        await admin.execute(
            "ALTER TABLE campaign_recipients ENABLE TRIGGER USER; ALTER TABLE erp_facts DISABLE TRIGGER USER"
        )
        await admin.execute(SERVED, line.tenant_id)
        await admin.execute("ALTER TABLE erp_facts ENABLE TRIGGER USER")
    await admin.execute("ANALYZE contacts, conversations")
    filled = time.perf_counter()
    for line in lines:
        ids = [
            r["id"]
            for r in await admin.fetch("SELECT id FROM contacts WHERE tenant_id = $1 ORDER BY id", line.tenant_id)
        ]
        for first in range(0, len(ids), STEP):
            some = ids[first : first + STEP]
            await admin.execute("SELECT pytake_fill_facets($1, $2)", [line.tenant_id] * len(some), some)
    facets = time.perf_counter() - filled
    await admin.execute(
        "VACUUM (ANALYZE) contacts, conversations, contact_facets, contact_list_members, campaign_recipients, erp_facts"
    )
    size = await admin.fetchval("SELECT pg_table_size('contact_facets')")
    await admin.close()
    total = contacts + NEIGHBOUR
    return {
        "filled_in_s": round(filled - began),
        "facets_us_a_contact": round(facets / total * 1e6, 1),
        "facets_bytes_a_contact": round(size / total),
    }


async def _measure(container: Container, line: Line, asked: int, server: int) -> dict[str, Any]:
    """Times as somebody waits them, and what PostgreSQL works for each, which other work on the machine does not change."""
    table: dict[str, Any] = {}
    open_work = container.adapters().open_work()
    clock = container.adapters().clock()
    for name, text in ASKED.items():
        times, meter = [], Meter({"postgres": server})
        for turn in range(-2, asked):
            if turn == 0:
                meter = Meter({"postgres": server})
            async with open_work(TenantId(line.tenant_id)) as work:
                ground = QueryGround(
                    attributes={a.name: a for a in await work.attributes.all()},
                    lists=await work.contact_lists.names(),
                    segments={},
                    queries={},
                    erp=True,
                )
                query = checked_query(parse_query(text), ground)
                now = Now(at=clock.now(), today=clock.now().date())
                began = time.perf_counter()
                found = await work.segments.count(query, now)
                if turn >= 0:
                    times.append((time.perf_counter() - began) * 1000)
        table[name] = {
            "found": found,
            "cpu_ms": round(meter.read()[1]["postgres"] / asked * 1000),
            "p50_ms": round(percentile(times, 0.5), 1),
            "p95_ms": round(percentile(times, 0.95), 1),
        }
        print(name, table[name], flush=True)
    return table


async def _run(
    dsn: str, container: Container, lines: list[Line], arguments: argparse.Namespace, server: int
) -> dict[str, Any]:
    result: dict[str, Any] = dict(await _fill(dsn, container, lines, arguments.contacts))
    print(result, flush=True)
    for number in range(arguments.rounds):
        result[f"round_{number}"] = await _measure(container, lines[0], arguments.asked, server)
    result["of_a_neighbour"] = await _measure(container, lines[1], arguments.asked, server)
    await close(container)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--asked", type=int, default=20, help="times each is asked")
    parser.add_argument("--rounds", type=int, default=2)
    arguments = parser.parse_args()
    with servers() as running:
        folder = running.data / "app"
        folder.mkdir()
        stack = Stack(running, Place(data=folder, database="segments", port=8437))
        stack.prepare()
        with container_of(stack) as container:
            lines = run(prepare(container, 2))
        with container_of(stack) as container:
            result = run(_run(running.admin_dsn("segments"), container, lines, arguments, running.postgres_pid))
    report("segments", list(result.items()), result)


if __name__ == "__main__":
    main()
