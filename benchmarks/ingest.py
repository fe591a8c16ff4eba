"""Ingest: webhooks acknowledged and durable a second, against a bare app that verifies and group-commits one row.

python benchmarks/ingest.py [--seconds 10] [--rounds 3]
"""

import argparse
import os
import signal
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.harness import APP_SECRET, Meter, container_of, percentile, place, prepare, report, run, servers
from benchmarks.load import drive, signed_request, text_webhook

from pytake_app.embedded.stack import Stack

PORT, FLOOR_PORT = 8395, 8396
PATH = "/api/v1/whatsapp/webhook"


def _requests(count: int, offset: int) -> list[bytes]:
    return [signed_request(PATH, text_webhook("1001", "2001", offset + i), APP_SECRET) for i in range(count)]


def _round(port: int, pids: dict[str, int], seconds: float, offset: int, rate: float | None = None) -> dict[str, Any]:
    requests = _requests(int((rate or 9000) * seconds), offset)
    meter = Meter(pids)
    took, statuses, elapsed = run(drive(port, requests, connections=64, seconds=seconds, rate=rate))
    _, cpu = meter.read()
    count = statuses.get(200, 0)
    return {
        "per_second": count / elapsed,
        "p50_ms": percentile(took, 0.5) * 1000,
        "p99_ms": percentile(took, 0.99) * 1000,
        "refused": sum(statuses.values()) - count,
        "cpu_us": {name: value / max(1, count) * 1e6 for name, value in cpu.items()},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with servers() as running:
        stack = Stack(running, place(running, PORT), {"PYTAKE_LOG_LEVEL": "WARNING"})
        stack.prepare()
        with container_of(stack) as container:
            run(prepare(container, 1))
        floor = subprocess.Popen(
            [sys.executable, str(Path(__file__).parent / "floor_app.py"), str(FLOOR_PORT)],
            env={**os.environ, "FLOOR_SECRET": APP_SECRET, "FLOOR_DSN": running.admin_dsn(stack.place.database)},
        )
        try:
            stack.start("serve")
            stack.wait_ready()
            _wait(FLOOR_PORT)
            result = _measure(running, stack, floor.pid, arguments)
        finally:
            floor.send_signal(signal.SIGTERM)
            floor.wait(10)
            stack.stop()
    report("ingest", list(result.items()), result)


def _measure(running: Any, stack: Stack, floor_pid: int, arguments: argparse.Namespace) -> dict[str, Any]:
    ours: list[dict[str, Any]] = []
    floors: list[dict[str, Any]] = []
    offset = 0
    for _ in range(arguments.rounds + 1):  # the first of each warms up
        for port, pid, kept, name in ((FLOOR_PORT, floor_pid, floors, "api"), (PORT, stack.pid("serve"), ours, "api")):
            pids = {name: pid, "postgres": running.postgres_pid}
            kept.append(_round(port, pids, arguments.seconds if kept else 2, offset))
            offset += 200_000
    ours, floors = ours[1:], floors[1:]
    most = statistics.median(r["per_second"] for r in ours)
    floor = statistics.median(r["per_second"] for r in floors)
    half = _round(PORT, {"api": stack.pid("serve")}, arguments.seconds, offset, rate=most / 2)
    return {
        "floor_per_second": round(floor),
        "ours_per_second": round(most),
        "share_of_floor": round(most / floor, 3),
        "floor_rounds": [round(r["per_second"]) for r in floors],
        "ours_rounds": [round(r["per_second"]) for r in ours],
        "floor_cpu_us": {k: round(statistics.median(r["cpu_us"][k] for r in floors)) for k in floors[0]["cpu_us"]},
        "ours_cpu_us": {k: round(statistics.median(r["cpu_us"][k] for r in ours)) for k in ours[0]["cpu_us"]},
        "at_half_per_second": round(half["per_second"]),
        "at_half_p50_ms": round(half["p50_ms"], 2),
        "at_half_p99_ms": round(half["p99_ms"], 2),
        "refused": sum(r["refused"] for r in ours) + half["refused"],
    }


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
        else:
            return


if __name__ == "__main__":
    main()
