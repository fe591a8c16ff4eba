"""A campaign at size: counted, planned, sent through one worker with its statuses processed, paused at full rate.

The provider is a twin in this process. What is sent is bounded by `--send`: the cost of a message is that of the same number of
messages out of audiences of different sizes.

python benchmarks/campaigns.py [--people 1000000] [--send 20000] [--parts] [--statements] [--profile]
"""

import argparse
import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import asyncpg

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.harness import (
    APP_SECRET,
    TOKEN,
    Line,
    Meter,
    container_of,
    place,
    prepare,
    report,
    run,
    servers,
    without_indexes,
)
from benchmarks.whole_way import STATEMENTS

from pytake_app.embedded.stack import Stack
from pytake_app.twin import Behaviour, CloudTwin, TwinNumber, TwinSettings, TwinTemplate
from pytake_app.wiring.container import Container, close
from pytake_domain.campaigns import (
    CampaignContent,
    CampaignDraft,
    CampaignMessage,
    CampaignType,
    NumberShare,
    Plan,
    Policy,
    Targeting,
)
from pytake_domain.contacts import EVERYBODY
from pytake_domain.kernel.actor import Actor, ActorKind, Permission
from pytake_domain.kernel.ids import CampaignId, NumberId, TemplateId, TenantId
from pytake_domain.templates import MessageTemplate, TemplateCategory, TemplateStatus

PORT, TWIN_PORT = 8471, 8472
PATIENCE = 900.0
COMPONENTS = ({"type": "BODY", "text": "Olá {{1}}, a fibra de 600 mega chegou na sua rua."},)

CONTACTS = """INSERT INTO contacts (tenant_id, id, name, created_at, updated_at, opted_in_at, opted_in_source)
SELECT $1, md5('c' || n)::uuid, 'Cliente ' || n, now(), now(), now(), 'site' FROM generate_series(1, $2::int) n"""
ADDRESSES = """INSERT INTO contact_addresses (tenant_id, kind, value, contact_id)
SELECT $1, 'phone', '+55' || (21900000000 + n), md5('c' || n)::uuid FROM generate_series(1, $2::int) n"""


def somebody(line: Line) -> Actor:
    """Who presses the buttons."""
    return Actor(
        kind=ActorKind.USER,
        id=None,
        tenant_id=TenantId(line.tenant_id),
        permissions=frozenset(Permission) - {Permission.PLATFORM},
    )


async def draw_up(container: Container, line: Line) -> CampaignId:
    """An approved template with a name in it, and a campaign to everybody that sends it."""
    open_work, now = container.adapters().open_work(), container.adapters().clock().now()
    template = MessageTemplate(
        id=TemplateId(container.adapters().ids().new()),
        tenant_id=TenantId(line.tenant_id),
        number_id=NumberId(line.number_id),
        business_account_id=str(1000 + int(line.phone_number_id)),
        name="oferta",
        language="pt_BR",
        category=TemplateCategory.MARKETING,
        components=COMPONENTS,
        created_at=now,
        updated_at=now,
        status=TemplateStatus.APPROVED,
    )
    async with open_work(TenantId(line.tenant_id)) as work:
        await work.templates.add(template)
        await work.campaigns.set_policy(Policy(quiet_hours=None))
    plan = Plan(
        targeting=Targeting(conditions=EVERYBODY),
        message=CampaignMessage(
            content=CampaignContent(template_id=template.id, variables={"1": "{{ contact.first_name }}"})
        ),
        numbers=(NumberShare(number_id=NumberId(line.number_id)),),
    )
    drafted = CampaignDraft(name="Oferta", type=CampaignType.BROADCAST, plan=plan)
    made = await container.campaigns().edit_campaigns().add(somebody(line), drafted)
    return made.campaign.id


async def fill(admin: str, line: Line, people: int) -> None:
    """The company's people."""
    connection = await asyncpg.connect(admin)
    await connection.execute("ALTER TABLE contacts DISABLE TRIGGER USER")
    async with without_indexes(connection, "contacts", "contact_addresses", "contact_words", "contact_facets"):
        for statement in (CONTACTS, ADDRESSES):
            await connection.execute(statement, line.tenant_id, people, timeout=600)
    await connection.execute("ALTER TABLE contacts ENABLE TRIGGER USER")
    await connection.execute(
        "SELECT pytake_fill_facets(array_agg(tenant_id), array_agg(id)) FROM contacts", timeout=900
    )
    await connection.execute("VACUUM ANALYZE")
    await connection.close()


async def twin_of(line: Line, callback: str, *, port: int, behaviour: Behaviour, host: str = "127.0.0.1") -> CloudTwin:
    """The provider of the company's number, which knows its template."""
    account = str(1000 + int(line.phone_number_id))
    twin = CloudTwin(TwinSettings(behaviour=behaviour))
    await twin.start(host, port)
    twin.add_number(
        TwinNumber(
            phone_number_id=line.phone_number_id,
            display_phone_number=line.display,
            waba_id=account,
            access_token=TOKEN,
            app_secret=APP_SECRET,
            callback_url=callback,
            messages_per_second=1000,
        )
    )
    twin.add_template(TwinTemplate(waba_id=account, name="oferta", category="MARKETING", components=COMPONENTS))
    return twin


async def measure(
    stack: Stack, admin: str, container: Container, line: Line, arguments: argparse.Namespace, pids: dict[str, int]
) -> dict[str, Any]:
    campaign_id = await draw_up(container, line)
    await fill(admin, line, arguments.people)
    twin = await twin_of(
        line,
        f"{stack.place.base_url}/api/v1/whatsapp/webhook",
        port=TWIN_PORT,
        behaviour=Behaviour(
            sent=0,
            delivered=0.05,
            read=0.1,
            window=False,
            pair_rate=False,
            throughput=False,
            posts_at_once=32,
            batch=arguments.batch,
            batch_wait=0.02 if arguments.batch > 1 else 0.0,
        ),
    )
    actor, began = somebody(line), time.perf_counter()
    estimate = await container.campaigns().estimate_campaigns().saved(actor, campaign_id)
    estimated = time.perf_counter() - began
    connection = await asyncpg.connect(admin)
    await connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements; SELECT pg_stat_statements_reset()")
    began = time.perf_counter()
    await container.campaigns().control_campaigns().start(actor, campaign_id)
    started = time.perf_counter() - began
    began = time.perf_counter()
    for _ in range(int(PATIENCE * 10)):
        if await connection.fetchval("SELECT filled_at IS NOT NULL FROM campaigns WHERE id = $1", campaign_id):
            break
        await asyncio.sleep(0.1)
    planned = time.perf_counter() - began
    began = time.perf_counter()
    while len(twin.ledger()) < arguments.warm:
        assert time.perf_counter() - began < 60, "nothing leaves"
        await asyncio.sleep(0.05)
    before, meter, began = len(twin.ledger()), Meter(pids), time.perf_counter()
    memory_before = meter.memory()
    _profile(pids, arguments)
    wanted = min(arguments.people, before + arguments.send)
    for _ in range(int(PATIENCE * 20)):
        if len(twin.ledger()) >= wanted:
            break
        await asyncio.sleep(0.05)
    elapsed, cpu = meter.read()
    sent, memory = len(twin.ledger()) - before, meter.memory()
    paused_at = time.time()
    if arguments.people > wanted:
        await container.campaigns().control_campaigns().pause(actor, campaign_id)
    pausing = time.time() - paused_at
    await asyncio.sleep(3)
    last, total = max(a.at for a in twin.ledger()), len(twin.ledger())
    behind = time.perf_counter()
    while time.perf_counter() - behind < PATIENCE:
        read = await connection.fetchval("SELECT coalesce(sum(count), 0) FROM campaign_cells WHERE outcome = 4")
        if read >= total:
            break
        await asyncio.sleep(0.1)
    drained = time.perf_counter() - behind
    rows, alike = await _counted(connection)
    ledger = twin.ledger()
    if arguments.statements:
        for r in await connection.fetch(STATEMENTS):
            print(*r.values())
    await connection.close()
    await twin.stop()
    await close(container)
    return {
        "people": arguments.people,
        "estimate_s": round(estimated, 2),
        "estimated": estimate.audience.reached,
        "start_s": round(started, 2),
        "planned_s": round(planned, 2),
        "sent": sent,
        "messages_per_second": round(sent / elapsed, 1),
        "cpu_us_per_message": {name: round(value / max(1, sent) * 1e6) for name, value in cpu.items()},
        "pause_answered_s": round(pausing, 3),
        "last_left_after_pause_s": round(last - paused_at, 3),
        "sent_twice": len(ledger) - len({a.to for a in ledger}),
        "statuses_through_after_s": round(drained, 1),
        "ledger": rows,
        "counted_alike": alike,
        "memory_mb_before": memory_before,
        "memory_mb_after": memory,
    }


async def _counted(connection: "asyncpg.Connection[asyncpg.Record]") -> tuple[dict[int, int], bool]:
    """Rows of the ledger by outcome, and whether what is counted of them says the same."""
    rows = await connection.fetch("SELECT outcome, count(*) FROM campaign_recipients GROUP BY 1 ORDER BY 1")
    cells = await connection.fetch(
        "SELECT outcome, sum(count)::bigint FROM campaign_cells GROUP BY 1 HAVING sum(count) <> 0 ORDER BY 1"
    )
    return {r[0]: r[1] for r in rows}, [tuple(r) for r in rows] == [tuple(r) for r in cells]


def _profile(pids: dict[str, int], arguments: argparse.Namespace) -> None:
    if not arguments.profile:
        return
    for name in ("api", "worker"):
        subprocess.Popen(
            ["py-spy", "record", "-d", "12", "-r", "250", "-f", "raw", "-o", f"/tmp/{name}.raw", "-p", str(pids[name])]
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--send", type=int, default=20_000)
    parser.add_argument("--warm", type=int, default=1_000, help="messages before measuring begins")
    parser.add_argument("--batch", type=int, default=1, help="updates that the provider puts into one post at most")
    parser.add_argument("--parts", action="store_true", help="talk and bulk in processes of their own")
    parser.add_argument("--statements", action="store_true", help="print what PostgreSQL spent its time on")
    parser.add_argument("--profile", action="store_true", help="record API and worker with py-spy")
    arguments = parser.parse_args()
    with servers() as running:
        settings = {
            "PYTAKE_CLOUD_BASE_URL": f"http://127.0.0.1:{TWIN_PORT}",
            "PYTAKE_PROVIDER_HOSTS": "127.0.0.1",
            "PYTAKE_LOG_LEVEL": "WARNING",
        }
        stack = Stack(running, place(running, PORT), settings)
        stack.prepare()
        with container_of(stack) as container:
            lines = run(prepare(container, 1))
        try:
            stack.start("serve")
            stack.start("work")
            stack.wait_ready()
            pids = {
                "api": stack.pid("serve"),
                "worker": stack.pid("work"),
                "postgres": running.postgres_pid,
                "valkey": running.valkey_pid,
                "twin": os.getpid(),
            }
            with container_of(stack) as container:
                admin = running.admin_dsn(stack.place.database)
                result = run(measure(stack, admin, container, lines[0], arguments, pids))
        finally:
            stack.stop()
            for log in (stack.place.data / "logs").iterdir():
                if text := log.read_text(encoding="utf-8")[-3000:]:
                    print(f"--- {log.name}\n{text}")
    report("campaigns", list(result.items()), result)


if __name__ == "__main__":
    main()
