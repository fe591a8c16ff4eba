"""A thousand agents who look customers up at once, in a process of their own that gives way to what is measured.

python benchmarks/askers.py <address of the look-ups> <token>; ends with SIGTERM, and prints its answers by status.
"""

import asyncio
import json
import os
import random
import signal
import sys
from collections import Counter

import aiohttp

from pytake_app.twin.erp.standard import cpf

ASKERS = 1_000
LOOKS = 5.0
"""Seconds that somebody looks at what was found before they ask for another."""


async def ask(http: aiohttp.ClientSession, address: str, number: int, answers: Counter[int]) -> None:
    """One agent. Who is refused waits as long as they were told."""
    asked = 0
    while True:
        asked += 1
        async with http.get(f"{address}/{cpf(number * 1_000 + asked)}") as answer:
            await answer.read()
            answers[answer.status] += 1
            wait = float(answer.headers.get("Retry-After", LOOKS))
        await asyncio.sleep(wait * random.uniform(1, 2))


async def main(address: str, token: str) -> None:
    """Until it is told to end."""
    answers: Counter[int] = Counter()
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    connector, wait = aiohttp.TCPConnector(limit=0), aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(
        headers={"Authorization": f"Bearer {token}"}, connector=connector, timeout=wait
    ) as http:
        tasks = [asyncio.create_task(ask(http, address, number, answers)) for number in range(ASKERS)]
        await ended.wait()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    print(json.dumps(answers), flush=True)


if __name__ == "__main__":
    os.nice(10)
    asyncio.run(main(*sys.argv[1:3]))
