"""What a webhook's body costs before it is decoded: the look for nesting and long numbers, beside decoding and reading it,
and beside the slow way, which those take that the look finds something in.

python benchmarks/bodies.py [--rounds 7]
"""

import argparse
import datetime as dt
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import msgspec
from benchmarks.harness import report
from benchmarks.load import text_webhook

from pytake_adapters.net import body
from pytake_adapters.whatsapp_cloud.webhook import CloudReader

NOW = dt.datetime(2026, 11, 27, 12, tzinfo=dt.UTC)
RECORDED = Path(__file__).parents[1] / "tests" / "recorded" / "whatsapp_cloud" / "webhooks"
ROUND = 0.2
"""Seconds that one figure of a round is measured."""


def _of_size(size: int) -> bytes:
    """A webhook of many messages."""
    one = msgspec.json.decode(text_webhook("1001", "2001", 0))
    change = one["entry"][0]["changes"][0]["value"]
    message = change["messages"][0]
    change["messages"] = [message] * (1 + size // len(msgspec.json.encode(message)))
    return msgspec.json.encode(one)


def bodies() -> dict[str, bytes]:
    """By size; the small ones as they were recorded."""
    interactive = msgspec.json.encode(msgspec.json.decode((RECORDED / "batch_three_entries.json").read_bytes()))
    return {
        "text": text_webhook("1001", "2001", 0),
        "three_entries": interactive,
        "100_kB": _of_size(100_000),
        "1_MB": _of_size(1_000_000),
    }


def microseconds(step: Callable[[], Any]) -> float:
    """Of processor time of one call, over so many as fit into a round."""
    count, began = 0, time.process_time()
    while (took := time.process_time() - began) < ROUND:
        for _ in range(10):
            step()
        count += 10
    return took / count * 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    reader = CloudReader()
    result: dict[str, Any] = {}
    for name, given in bodies().items():
        steps: dict[str, Callable[[], Any]] = {
            "look": partial(body.is_plain, given),
            "decode": partial(msgspec.json.decode, given),
            "read": partial(reader.read, given, NOW),
            "forgivingly": partial(body.forgivingly, given),
        }
        took = {step: statistics.median(microseconds(run) for _ in range(rounds)) for step, run in steps.items()}
        result[name] = {
            "bytes": len(given),
            **{f"{step}_us": round(each, 2) for step, each in took.items()},
            "look_percent_of_read": round(took["look"] / took["read"] * 100, 1),
        }
    report("bodies", [(f"{name} {key}", value) for name, kept in result.items() for key, value in kept.items()], result)


if __name__ == "__main__":
    main()
