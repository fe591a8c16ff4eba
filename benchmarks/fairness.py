"""Fairness: a company at a steady pace, alone and beside another that sends a campaign and deletes a million rows.

Measured of the first: a webhook acknowledged, then answered (read, the flow ran, its reply queued), then replied (the provider
accepted it). Rounds alone and beside the other take turns, and those of a kind are pooled; the control is one half of the rounds
alone against the other half. A round in which other programs took more of the machine than `--quiet` is not counted: what they
take moves these figures more than the other company does. Each company's provider is a process of its own, so that neither waits
for the other's there; the other company's, which in life is on other machines, takes only what nobody else here wants, in its own
session as well (Linux weighs sessions before processes). The first company's provider and its customers share one process, which
is the clock: it competes like any other, alone and beside. `postgres_behind` is the part of `postgres` that has stepped back.

python benchmarks/fairness.py [--rate 50] [--seconds 20] [--rounds 3] [--tries 12] [--quiet 8] [--bulk 100000]
  [--delete 1000000] [--throughput 80] [--parted] [--other send delete erp]

`--other erp`: a thousand agents of the other company ask a slow ERP (5 s an answer); who is refused waits as they were told.
"""

import argparse
import asyncio
import datetime as dt
import gc
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import msgspec
import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.harness import (
    APP_SECRET,
    TOKEN,
    Line,
    Meter,
    container_of,
    percentile,
    place,
    prepare,
    report,
    run,
    servers,
    without_indexes,
)
from benchmarks.load import drive, signed_request, text_webhook

from pytake_adapters.postgres.deleting import delete_in_batches, of_tenant
from pytake_adapters.postgres.engine import PLANS
from pytake_adapters.postgres.stepping_back import step_back
from pytake_adapters.priority import step_back as lower
from pytake_app.commands.work import NICE
from pytake_app.embedded.stack import Stack
from pytake_app.twin import Behaviour, CloudTwin, TwinNumber, TwinSettings
from pytake_domain.kernel.ids import TenantId

PORT, TWIN_PORT, OTHER_TWIN_PORT, PEOPLE_PORT = 8451, 8452, 8453, 8454
QUICK = Behaviour(sent=0, delivered=0.05, read=0.1, window=False, pair_rate=False, throughput=False, posts_at_once=32)
WEBHOOK = "/api/v1/whatsapp/webhook"
WARM = 4.0
PATIENCE, RESTING = 15, 0.1
"""Looks of a second at what other programs take, and seconds of it at which a round begins."""
OWN_PAST = 20_000
"""Customers of the first company before: nobody begins at this pace, and the planner knows of it."""

CONTACTS = """INSERT INTO contacts (tenant_id, id, name, created_at, updated_at)
SELECT $1, md5('c' || n)::uuid, 'Cliente ' || n, now(), now() FROM generate_series(1, $2::int) n"""
ADDRESSES = """INSERT INTO contact_addresses (tenant_id, kind, value, contact_id)
SELECT $1, 'phone', '+55' || (21900000000 + n), md5('c' || n)::uuid FROM generate_series(1, $2::int) n"""
CONVERSATIONS = """INSERT INTO conversations (tenant_id, id, contact_id, number_id, status, handed_over, tags, priority,
  window_expires_at, unread_count, last_message_at, created_at, updated_at)
SELECT $1, md5('v' || n)::uuid, md5('c' || n)::uuid, $2, 'bot', false, '{}', 0, now() + interval '20 hours', 0, now(), now(),
  now() FROM generate_series(1, $3::int) n"""
# Ids that come after every other: the campaign's messages lie at the end, those to be deleted at the beginning.
CAMPAIGN = """INSERT INTO messages (tenant_id, id, conversation_id, contact_id, number_id, direction, type, status, sent_by,
  content, status_history, created_at)
SELECT $1, ('7' || substr(lpad(to_hex(n), 32, '0'), 2))::uuid, md5('v' || n)::uuid, md5('c' || n)::uuid, $2, 'outbound',
  'text', 'queued', 'campaign', jsonb_build_object('kind', 'text', 'body', 'Oferta ' || n),
  '[{"status": "queued", "at": "2026-01-01T00:00:00Z"}]', now() + interval '6 hours' FROM generate_series(1, $3::int) n"""
OUTGOING = """INSERT INTO outgoing (tenant_id, message_id, lane, conversation_id)
SELECT tenant_id, id, 2, conversation_id FROM messages WHERE tenant_id = $1 AND status = 'queued'"""
PAST_LEFT = "SELECT count(*) FROM messages WHERE tenant_id = $1 AND sent_by = 'contact'"
ANSWERED = """SELECT replace(a.value, '+', '') AS phone, m.created_at AS at FROM messages m
JOIN contact_addresses a ON a.tenant_id = m.tenant_id AND a.contact_id = m.contact_id AND a.kind = 'phone'
WHERE m.tenant_id = $1 AND m.direction = 'outbound' AND m.created_at >= $2"""
PAST = """INSERT INTO messages (tenant_id, id, conversation_id, contact_id, number_id, direction, type, status, sent_by,
  content, status_history, provider_id, provider_key, created_at)
SELECT $1, lpad(to_hex(n), 32, '0')::uuid, md5('v' || n % $3)::uuid, md5('c' || n % $3)::uuid, $2, 'inbound', 'text', 'read',
  'contact', '{"kind": "text", "body": "Bom dia, minha internet caiu de novo, podem verificar por favor?"}',
  '[]', 'w' || n, md5('p' || n)::uuid, now() - interval '300 days' FROM generate_series($4::int, $5::int) n"""


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What is measured."""

    rate: float
    seconds: float
    rounds: int
    bulk: int
    delete: int
    throughput: int
    admin: str
    app: str
    does: tuple[str, ...]
    parted: bool
    quiet: float
    tries: int


async def _fill(admin: asyncpg.Connection, line: Line, other: Line, given: Given) -> None:
    """The first company's past; the other one's customers, campaign, and past."""
    tenant, number = other.tenant_id, other.number_id
    await admin.execute(
        "UPDATE whatsapp_numbers SET messages_per_second = $2, base_url = $3 WHERE tenant_id = $1",
        tenant,
        given.throughput,
        f"http://127.0.0.1:{OTHER_TWIN_PORT}",
    )
    async with without_indexes(admin, "messages"):
        for who, count in ((line, OWN_PAST), (other, given.bulk)):
            await admin.execute(CONTACTS, who.tenant_id, count)
            await admin.execute(ADDRESSES, who.tenant_id, count)
            await admin.execute(CONVERSATIONS, who.tenant_id, who.number_id, count)
        await admin.execute(PAST, line.tenant_id, line.number_id, OWN_PAST, 1, 2 * OWN_PAST)
        for start in range(1, given.delete, 200_000):
            await admin.execute(PAST, tenant, number, given.bulk, start, min(start + 199_999, given.delete))
        await admin.execute(CAMPAIGN, tenant, number, given.bulk)
    await admin.execute("VACUUM ANALYZE")
    await admin.execute("CHECKPOINT")


class Times(msgspec.Struct, frozen=True):
    """How long each customer waited, in seconds."""

    acknowledged: list[float]
    answered: list[float]
    replied: list[float]

    def figures(self) -> dict[str, float]:
        """In milliseconds."""
        return {
            f"{name}_{label}_ms": round(percentile(getattr(self, name), share) * 1000, 1)
            for name in self.__struct_fields__
            for label, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))
        }


def pooled(parts: Sequence[Times]) -> Times:
    """All of them as if they were one."""
    return Times(*([each for part in parts for each in getattr(part, name)] for name in Times.__struct_fields__))


async def _pace(
    admin: asyncpg.Connection, given: Given, line: Line, twin: CloudTwin, first: int, seconds: float
) -> Times:
    """Customers who write once each, evenly spread."""
    count = int(given.rate * seconds)
    account = str(1000 + int(line.phone_number_id))
    requests = [
        signed_request(WEBHOOK, text_webhook(line.phone_number_id, account, first + n), APP_SECRET)
        for n in range(count)
    ]
    twin.forget()
    gc.collect()
    began = time.time()
    acknowledged, statuses, _ = await drive(PORT, requests, connections=16, seconds=seconds + 20, rate=given.rate)
    assert statuses == {200: count}, statuses
    due = {f"5511{900000000 + first + n}": began + n / given.rate for n in range(count)}
    until = time.monotonic() + 20
    while len(twin.ledger()) < count and time.monotonic() < until:  # noqa: ASYNC110  nobody tells
        await asyncio.sleep(0.05)
    replied = [each.at - due[each.to] for each in twin.ledger() if each.to in due]
    assert len(replied) == count, (len(replied), count)
    rows = await admin.fetch(ANSWERED, line.tenant_id, dt.datetime.fromtimestamp(began, dt.UTC))
    answered = [row["at"].timestamp() - due[row["phone"]] for row in rows if row["phone"] in due]
    return Times(acknowledged, answered, replied)


class Other:
    """The other company while it sends and deletes."""

    def __init__(self, admin: asyncpg.Connection, other: Line, given: Given) -> None:
        self._admin = admin
        self._other = other
        self._given = given
        self._deleting: asyncio.Task[int] | None = None
        self._app: asyncpg.Connection | None = None
        self._asking: asyncio.subprocess.Process | None = None
        self.deleted = 0
        self.delete_seconds = 0.0

    async def begin(self) -> None:
        if "send" in self._given.does:
            await self._admin.execute(OUTGOING, self._other.tenant_id)
        if "erp" in self._given.does:
            self._asking = await self._ask_erp()
        if "delete" in self._given.does:
            self._app = await asyncpg.connect(self._given.app, server_settings=PLANS)
            step_back(self._app, NICE)  # as housekeeping does
            self._deleting = asyncio.create_task(self._delete())

    async def _delete(self) -> int:
        assert self._app is not None
        began = time.monotonic()
        tenant = self._other.tenant_id
        run_ = of_tenant(self._app, TenantId(tenant))
        self.deleted += await delete_in_batches(
            run_, "messages", "tenant_id = $1 AND status = 'read' AND sent_by = 'contact'", tenant, key="id"
        )
        self.delete_seconds = time.monotonic() - began
        return self.deleted

    async def _ask_erp(self) -> asyncio.subprocess.Process:
        """A thousand agents at once; see askers.py."""
        port = PEOPLE_PORT if self._given.parted else PORT
        api, twin = f"http://127.0.0.1:{port}/api/v1", f"http://127.0.0.1:{OTHER_TWIN_PORT}"
        async with httpx.AsyncClient(timeout=60) as http:
            who = {"email": "admin2@example.com", "password": "benchmark password"}
            token = (await http.post(f"{api}/auth/login", json=who)).json()["token"]
            http.headers["Authorization"] = f"Bearer {token}"
            connection = {
                "base_url": f"{twin}/erp/ixcsoft",
                "credentials": {"token": "7:twin-ixc-key"},
                "settings": {"plain_http": True, "sync": False},
            }
            await http.delete(f"{twin}/twin/erp/ixcsoft/trouble")
            made = await http.post(f"{api}/erp/connect/ixcsoft", json=connection)
            assert made.json()["connection"]["status"] == "connected", made.text
            (await http.post(f"{twin}/twin/erp/ixcsoft/trouble", json={"slow": 5})).raise_for_status()
        return await asyncio.create_subprocess_exec(
            *(sys.executable, str(Path(__file__).with_name("askers.py")), f"{api}/erp/ixcsoft/customers", token)
        )

    async def end(self) -> None:
        """What was not sent is taken out of the queue; the deletion stops."""
        if self._asking is not None:
            print("the ERP's answers by status:", end=" ", flush=True)
            self._asking.terminate()
            await self._asking.wait()
        if self._deleting is not None:
            self._deleting.cancel()
            await asyncio.gather(self._deleting, return_exceptions=True)
        if self._app is not None:
            await self._app.close()
        await self._admin.execute("DELETE FROM outgoing WHERE tenant_id = $1", self._other.tenant_id)
        await self._admin.execute(
            "DELETE FROM messages WHERE tenant_id = $1 AND sent_by = 'campaign' AND status <> 'queued'",
            self._other.tenant_id,
        )


async def left(admin: asyncpg.Connection, other: Line) -> tuple[int, int]:
    """Messages that still wait, and rows that are still to be deleted."""
    waiting = await admin.fetchval("SELECT count(*) FROM outgoing WHERE tenant_id = $1", other.tenant_id)
    past = await admin.fetchval(PAST_LEFT, other.tenant_id)
    return int(waiting), int(past)


async def _measure(line: Line, other: Line, given: Given, pids: dict[str, int], stack: Stack) -> dict[str, Any]:
    admin = await asyncpg.connect(given.admin, command_timeout=600)
    twin = CloudTwin(TwinSettings(numbers=(_number(line, stack),), behaviour=QUICK))
    await twin.start(port=TWIN_PORT)
    began = time.monotonic()
    await _fill(admin, line, other, given)
    print(f"filled in {time.monotonic() - began:.0f} s", flush=True)
    await _pace(admin, given, line, twin, 10_000_000, WARM)
    kept: dict[str, list[Times]] = {"alone": [], "beside": []}
    rounds: list[dict[str, Any]] = []
    for number in range(given.tries):
        side = "alone" if len(kept["alone"]) <= len(kept["beside"]) else "beside"
        if len(kept["alone"]) > given.rounds:
            break
        await _pause(pids)
        scene = Other(admin, other, given) if side == "beside" else None
        if scene is not None:
            await scene.begin()
            # A crowd is felt when it comes.
            await asyncio.sleep(0 if "erp" in given.does else WARM)
        at, meter, busy, back = await left(admin, other), Meter(pids), _busy(), Meter(_behind(pids["postgres"]))
        times = await _pace(admin, given, line, twin, number * 100_000, given.seconds)
        seconds, cpu = meter.read()
        cpu["elsewhere"] = _busy() - busy - sum(cpu.values())
        cpu["postgres_behind"] = sum(back.read()[1].values())
        after = await left(admin, other)
        found: dict[str, Any] = {"side": side, **times.figures()}
        found["cpu_percent"] = {name: round(100 * used / seconds) for name, used in cpu.items()}
        if scene is not None:
            found["other_sent_per_second"] = round((at[0] - after[0]) / seconds, 1)
            found["other_deleted_per_second"] = round((at[1] - after[1]) / seconds)
            await scene.end()
        found["quiet"] = found["cpu_percent"]["elsewhere"] <= given.quiet
        if found["quiet"]:
            kept[side].append(times)
        rounds.append(found)
        print(number, found, flush=True)
        await _calm(admin, twin, tidy=scene is not None)
    await twin.stop()
    await admin.close()
    if len(kept["alone"]) <= given.rounds:
        quiet = {side: len(times) for side, times in kept.items()}
        print(f"the machine was too busy: quiet rounds {quiet} of {given.rounds + 1} and {given.rounds}", flush=True)
    return {"table": _table(kept["alone"], kept["beside"]), "rounds": rounds}


def _behind(postgres: int) -> dict[str, int]:
    """PostgreSQL's processes that have stepped back."""
    return {str(p.pid): p.pid for p in psutil.Process(postgres).children() if p.nice() > 0}


def _busy() -> float:
    """Seconds that all cores have worked, for whomever."""
    spent = psutil.cpu_times()
    return float(sum(spent) - spent.idle - getattr(spent, "iowait", 0.0))


async def _pause(pids: dict[str, int]) -> None:
    """Until other programs rest for a moment, but not for long: a round beside them would not be counted."""
    for _ in range(PATIENCE):
        meter, busy = Meter(pids), _busy()
        await asyncio.sleep(1)
        if _busy() - busy - sum(meter.read()[1].values()) < RESTING:
            return


async def _calm(admin: asyncpg.Connection, twin: CloudTwin, *, tidy: bool) -> None:
    """Until the last statuses are through; what the other company left to vacuum is not put on the round that follows."""
    await asyncio.wait_for(twin.webhooks.settled(), 60)
    for _ in range(600):
        if not await admin.fetchval("SELECT EXISTS (SELECT 1 FROM inbox)"):
            break
        await asyncio.sleep(0.1)
    if tidy:
        await admin.execute("VACUUM (INDEX_CLEANUP ON) messages")
        await admin.execute("VACUUM outgoing")
    await asyncio.sleep(2)


def _table(alone: Sequence[Times], beside: Sequence[Times]) -> dict[str, Any]:
    """All rounds of a kind pooled; the control is the odd rounds alone against the even ones."""
    one, two = pooled(alone[::2]).figures(), pooled(alone[1::2]).figures()
    before, after = pooled(alone).figures(), pooled(beside).figures()
    return {
        name: {
            "alone": before[name],
            "beside": after[name],
            "ratio": round(after[name] / before[name], 2),
            "alone_against_alone": round(two[name] / one[name], 2) if two else None,
        }
        for name in before
    }


def _number(line: Line, stack: Stack) -> TwinNumber:
    return TwinNumber(
        phone_number_id=line.phone_number_id,
        display_phone_number=line.display,
        waba_id=str(1000 + int(line.phone_number_id)),
        access_token=TOKEN,
        app_secret=APP_SECRET,
        callback_url=f"{stack.place.base_url}{WEBHOOK}",
        messages_per_second=1000,
    )


def _other_twin(other: Line, stack: Stack) -> "subprocess.Popen[bytes]":
    settings = stack.place.data / "other-twin.json"
    settings.write_bytes(msgspec.json.encode(TwinSettings(numbers=(_number(other, stack),), behaviour=QUICK)))
    command = [
        sys.executable,
        "-m",
        "pytake_app.cli",
        "twin",
        "--port",
        str(OTHER_TWIN_PORT),
        "--settings",
        str(settings),
    ]
    twin = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    # It stands for machines elsewhere, which take nobody's processor here.
    lower(twin.pid, 19)
    return twin


def _process(stack: Stack, name: str, *command: str) -> "subprocess.Popen[bytes]":
    command = (sys.executable, "-m", "pytake_app.cli", *command)
    with (stack.place.data / "logs" / f"{name}.log").open("ab") as log:
        return subprocess.Popen(command, env=stack.environment, stdout=log, stderr=log, start_new_session=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=50)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--bulk", type=int, default=100_000)
    parser.add_argument("--delete", type=int, default=1_000_000)
    parser.add_argument(
        "--parted",
        action="store_true",
        help="bulk in a worker of its own, and people's requests in an API of their own",
    )
    parser.add_argument("--throughput", type=int, default=80, help="messages a second of the other company's number")
    parser.add_argument("--quiet", type=float, default=8, help="percent of a core that other programs may take")
    parser.add_argument(
        "--tries", type=int, default=0, help="rounds at most, the noisy ones included (default: 4 a round)"
    )
    parser.add_argument("--other", nargs="*", default=["send", "delete"], help="what the other company does")
    arguments = parser.parse_args()
    with servers() as running:
        settings = {
            "PYTAKE_CLOUD_BASE_URL": f"http://127.0.0.1:{TWIN_PORT}",
            "PYTAKE_PROVIDER_HOSTS": "127.0.0.1",
            "PYTAKE_LOG_LEVEL": "WARNING",
            "PYTAKE_ALLOW_PRIVATE_URLS": "true",
            # The load comes from one address.
            "PYTAKE_ADDRESS_RATE": "100000",
            "PYTAKE_ADDRESS_BURST": "100000",
        }
        stack = Stack(running, place(running, PORT), settings)
        stack.prepare()
        with container_of(stack) as container:
            line, other = run(prepare(container, 2))
        twin, workers, people = _other_twin(other, stack), [], []
        try:
            stack.start("serve")
            stack.wait_ready()
            parts = ("talk", "bulk") if arguments.parted else ("all",)
            workers = [_process(stack, f"work-{part}", "work", "--part", part) for part in parts]
            people = (
                [_process(stack, "people", "serve", "--behind", "--port", str(PEOPLE_PORT))] if arguments.parted else []
            )
            pids = {"api": stack.pid("serve"), "postgres": running.postgres_pid}
            pids |= {f"worker_{part}": worker.pid for part, worker in zip(parts, workers, strict=True)}
            if people:
                pids["people"] = people[0].pid
            pids |= {"valkey": running.valkey_pid, "load": os.getpid(), "other_twin": twin.pid}
            given = Given(
                rate=arguments.rate,
                seconds=arguments.seconds,
                rounds=arguments.rounds,
                bulk=arguments.bulk,
                delete=arguments.delete,
                throughput=arguments.throughput,
                admin=running.admin_dsn(stack.place.database),
                app=_plain(stack.environment["DATABASE_URL"]),
                does=tuple(arguments.other),
                parted=arguments.parted,
                quiet=arguments.quiet,
                tries=arguments.tries or 4 * arguments.rounds,
            )
            result = run(_measure(line, other, given, pids, stack))
        finally:
            for process in (*people, *workers, twin):
                process.terminate()
                process.wait()
            stack.stop()
            for log in (stack.place.data / "logs").iterdir():
                if text := log.read_text(encoding="utf-8")[-2000:]:
                    print(f"--- {log.name}\n{text}")
    report("fairness", list(result["table"].items()), {"throughput": arguments.throughput, **result})


def _plain(url: str) -> str:
    """Without the driver's name, as asyncpg takes it."""
    scheme, _, rest = url.partition("://")
    return f"{scheme.partition('+')[0]}://{rest}"


if __name__ == "__main__":
    main()
