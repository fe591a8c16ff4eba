"""Campaigns: ten thousand people, two workers, kills of both and of PostgreSQL, answers of the provider lost; then counted.

Every person has to be reached once or to stand in the ledger with a reason; the ledger has to say what the provider took; and
what is counted of it has to be what is in it.
"""

import argparse
import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from typing import Any

import asyncpg
from benchmarks.campaigns import draw_up, fill, somebody, twin_of
from benchmarks.harness import Line, container_of, place, prepare, report, run, servers

from pytake_app.embedded.launcher import EmbeddedServers
from pytake_app.embedded.stack import Stack
from pytake_app.twin import Behaviour, CloudTwin, Fault, FaultKind
from pytake_app.wiring.container import close

PORT, TWIN_PORT = 8411, 8412
SETTLE_SECONDS = 300.0
LOST = (FaultKind.TIMEOUT_AFTER, FaultKind.RESET_AFTER)
DOUBTFUL = "OUTCOME_UNKNOWN"
PEOPLE = """SELECT r.contact_id::text, r.outcome, r.reason, a.value AS phone FROM campaign_recipients r
JOIN contact_addresses a ON a.tenant_id = r.tenant_id AND a.contact_id = r.contact_id AND a.kind = 'phone'"""


class Storm:
    """Somebody who kills, and a provider whose answers get lost, until the campaign is through."""

    def __init__(self, running: EmbeddedServers, stack: Stack, twin: CloudTwin, arguments: argparse.Namespace) -> None:
        self._running = running
        self._stack = stack
        self._twin = twin
        self._arguments = arguments
        self._chance = random.Random(arguments.seed)
        self._workers: dict[str, subprocess.Popen[bytes]] = {}
        self.kills: Counter[str] = Counter()
        self.lost: Counter[str] = Counter()

    def start(self) -> None:
        """Two workers, each with all parts: two schedulers at once."""
        for name in ("first", "second"):
            self._begin(name)

    def _begin(self, name: str) -> None:
        log = self._stack.place.data / "logs"
        log.mkdir(parents=True, exist_ok=True)
        with (log / f"work-{name}.log").open("ab") as output:
            self._workers[name] = subprocess.Popen(
                [sys.executable, "-m", "pytake_app.cli", "work"],
                env=self._stack.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    async def rage(self) -> None:
        """Kills at random moments; between them answers are lost."""
        for number in range(self._arguments.kills):
            await asyncio.sleep(self._chance.uniform(0.5, 2.0))
            kind = self._chance.choice(LOST)
            self._twin.fault(Fault(kind=kind))
            self.lost[kind.value] += 1
            victim = ("first", "postgres", "second")[number % 3]
            await asyncio.to_thread(self._kill, victim)
            self.kills[victim] += 1

    def _kill(self, victim: str) -> None:
        if victim == "postgres":
            os.kill(self._running.postgres_pid, signal.SIGKILL)
            self._running.restart_postgres()
            return
        process = self._workers[victim]
        process.kill()
        process.wait()
        self._begin(victim)

    def stop(self) -> None:
        """End both."""
        for process in self._workers.values():
            process.send_signal(signal.SIGTERM)
        for process in self._workers.values():
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


async def storm(running: EmbeddedServers, stack: Stack, line: Line, arguments: argparse.Namespace) -> dict[str, Any]:
    admin = running.admin_dsn(stack.place.database)
    with container_of(stack) as container:
        campaign_id = await draw_up(container, line)
        await fill(admin, line, arguments.people)
        twin = await twin_of(
            line,
            f"{stack.place.base_url}/api/v1/whatsapp/webhook",
            port=TWIN_PORT,
            behaviour=Behaviour(
                sent=0.02,
                delivered=0.1,
                read=0.3,
                pair_rate=False,
                throughput=False,
                duplicates=0.05,
                shuffle=True,
                first_gap=0.2,
                longest_gap=2.0,
                patience=3.0,
            ),
        )
        scene = Storm(running, stack, twin, arguments)
        scene.start()
        began = time.monotonic()
        try:
            await container.campaigns().control_campaigns().start(somebody(line), campaign_id)
            await scene.rage()
            stormed = time.monotonic() - began
            doubts = await _settle(admin, twin)
            result = await _count(admin, twin, scene, doubts)
        finally:
            scene.stop()
            await twin.stop()
            await close(container)
    return {"storm_seconds": round(stormed, 1), "through_after_s": round(time.monotonic() - began, 1), **result}


async def _settle(admin: str, twin: CloudTwin) -> int:
    """Until it is completed and nothing waits; the ten minutes of what is in doubt are made to be over at the end."""
    began, doubts = time.monotonic(), 0
    while time.monotonic() - began < SETTLE_SECONDS:
        await asyncio.sleep(1)
        connection = await asyncpg.connect(admin)
        try:
            pending = await connection.fetchval("SELECT count(*) FROM campaign_recipients WHERE outcome = 0")
            moving = await connection.fetchval("SELECT count(*) FROM outgoing WHERE unknown_until IS NULL")
            if pending or moving:
                continue
            due = "UPDATE outgoing SET unknown_until = now() WHERE unknown_until > now() + interval '5 seconds'"
            doubts += int((await connection.execute(due)).rpartition(" ")[2])
            left = await connection.fetchval(
                "SELECT (SELECT count(*) FROM inbox) + (SELECT count(*) FROM outgoing)"
                " + (SELECT count(*) FROM campaigns WHERE status <> 'completed')"
            )
            if not left and not twin.webhooks.waiting:
                return doubts
        finally:
            await connection.close()
    raise RuntimeError("the campaign did not come to rest")


async def _count(admin: str, twin: CloudTwin, scene: Storm, doubts: int) -> dict[str, Any]:
    connection = await asyncpg.connect(admin)
    rows = await connection.fetch(PEOPLE)
    cells = await connection.fetch(
        "SELECT outcome, sum(count)::bigint AS n FROM campaign_cells GROUP BY 1 HAVING sum(count) <> 0"
    )
    status = await connection.fetchval("SELECT status FROM campaigns")
    await connection.close()
    taken = Counter(each.to.lstrip("+") for each in twin.ledger())
    outcomes = Counter(row["outcome"] for row in rows)
    reached = {row["phone"].lstrip("+") for row in rows if row["outcome"] in (2, 3, 4)}
    doubtful = {row["phone"].lstrip("+") for row in rows if row["reason"] == DOUBTFUL}
    return {
        "kills": dict(scene.kills),
        "answers_lost": dict(scene.lost),
        "people": len(rows),
        "provider_took": sum(taken.values()),
        "sent_twice": sum(1 for n in taken.values() if n > 1),
        "taken_and_not_in_the_ledger": len(set(taken) - reached - doubtful),
        "in_the_ledger_and_not_taken": len(reached - set(taken)),
        "without_an_end_or_reason": sum(
            1 for row in rows if row["outcome"] in (0, 1) or (row["outcome"] in (5, 6, 7) and not row["reason"])
        ),
        "in_doubt": doubts,
        "told_as_unknown": len(doubtful),
        "unknown_but_taken": len(doubtful & set(taken)),
        "outcomes": {str(outcome): n for outcome, n in sorted(outcomes.items())},
        "counted_alike": {row["outcome"]: row["n"] for row in cells} == dict(outcomes),
        "status": status,
    }


def main(arguments: argparse.Namespace) -> int:
    """The exit code: 1 when anything is wrong."""
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
            stack.wait_ready()
            result = run(storm(running, stack, lines[0], arguments))
        finally:
            stack.stop()
    report("chaos_campaigns", list(result.items()), result)
    wrong = (
        "sent_twice",
        "taken_and_not_in_the_ledger",
        "in_the_ledger_and_not_taken",
        "without_an_end_or_reason",
    )
    return 1 if any(result[name] for name in wrong) or not result["counted_alike"] else 0
