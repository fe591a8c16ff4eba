"""Files on their way: how fast they go in and out of API and worker, and how much memory that takes.

python benchmarks/media.py [--megabytes 99] [--rounds 5] [--at-once 4]
"""

import argparse
import asyncio
import hashlib
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.harness import APP_SECRET, TOKEN, container_of, place, prepare, report, run, servers

from pytake_app.embedded.stack import Stack
from pytake_app.twin import Behaviour, CloudTwin, SaidMedia, TwinNumber, TwinSettings

PORT = 8412
PIECE = bytes(1 << 18)
BOUNDARY = "benchmark"
PHONE = "+5511987654321"
MB = 1 << 20


class Peak:
    """The most memory that a process held while something happened, in MB, and what it held before."""

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        self.before = self._now()
        self.most = self.before
        self._watching = asyncio.create_task(self._watch())

    def _now(self) -> float:
        return float(self._process.memory_info().rss) / MB

    async def _watch(self) -> None:
        while True:
            self.most = max(self.most, self._now())
            await asyncio.sleep(0.01)

    def end(self) -> dict[str, float]:
        self._watching.cancel()
        return {"before_mb": round(self.before, 1), "peak_mb": round(self.most, 1)}


def _film(size: int) -> AsyncIterator[bytes]:
    """Bytes that begin like a film."""

    async def pieces() -> AsyncIterator[bytes]:
        head = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="filme.mp4"\r\n'
            "Content-Type: video/mp4\r\n\r\n"
        ).encode()
        yield head + b"\0\0\0\x18ftypmp42" + bytes(16)
        left = size - 28
        while left > 0:
            yield PIECE[:left]
            left -= len(PIECE)
        yield f"\r\n--{BOUNDARY}--\r\n".encode()

    return pieces()


async def _upload(client: aiohttp.ClientSession, url: str, size: int) -> str:
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    async with client.post(f"{url}/api/v1/whatsapp/media", data=_film(size), headers=headers) as answer:
        said = await answer.json()
        assert answer.status == 201, said
        assert said["size"] == size
        return str(said["id"])


async def _download(client: aiohttp.ClientSession, url: str, media_id: str) -> int:
    size = 0
    async with client.get(f"{url}/api/v1/whatsapp/media/{media_id}") as answer:
        assert answer.status == 200
        async for piece in answer.content.iter_chunked(1 << 18):
            size += len(piece)
    return size


async def _timed(action: Callable[[], Awaitable[Any]], rounds: int) -> tuple[float, Any]:
    """Median seconds."""
    seconds, result = [], None
    for _ in range(rounds):
        began = time.perf_counter()
        result = await action()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds), result


async def _api(stack: Stack, client: aiohttp.ClientSession, size: int, rounds: int, at_once: int) -> dict[str, Any]:
    url, pid = stack.place.base_url, stack.pid("serve")
    small = await _upload(client, url, 1000)
    await _download(client, url, small)
    peak = Peak(pid)
    up, media_id = await _timed(lambda: _upload(client, url, size), rounds)
    uploading = peak.end()
    peak = Peak(pid)
    down, received = await _timed(lambda: _download(client, url, media_id), rounds)
    assert received == size
    downloading = peak.end()
    peak = Peak(pid)
    began = time.perf_counter()
    ids = await asyncio.gather(*(_upload(client, url, size) for _ in range(at_once)))
    await asyncio.gather(*(_download(client, url, each) for each in ids))
    together = time.perf_counter() - began
    return {
        "api_upload_mb_s": round(size / MB / up),
        "api_upload_memory": uploading,
        "api_download_mb_s": round(size / MB / down),
        "api_download_memory": downloading,
        f"api_{at_once}_at_once_mb_s": round(2 * at_once * size / MB / together),
        f"api_{at_once}_at_once_memory": peak.end(),
    }


async def _until(condition: Callable[[], Awaitable[Any]], seconds: float = 120) -> Any:
    async with asyncio.timeout(seconds):
        while not (found := await condition()):  # noqa: ASYNC110  other processes tell nobody here
            await asyncio.sleep(0.01)
        return found


async def _worker(stack: Stack, client: aiohttp.ClientSession, twin: CloudTwin, size: int) -> dict[str, Any]:
    url, pid = stack.place.base_url, stack.pid("work")
    content = b"%PDF-1.7\n" + bytes(size - 16) + b"\n%%EOF\n"
    twin.say(PHONE, "1001", text="oi")

    async def answered() -> bool:
        return bool(twin.ledger())

    await _until(answered)

    async def fetched() -> dict[str, Any] | None:
        async with client.get(f"{url}/api/v1/whatsapp/messages", params={"limit": 10}) as answer:
            messages = (await answer.json())["data"]
        return next((m["content"] for m in messages if m["type"] == "document" and m["content"]["size"]), None)

    peak, began = Peak(pid), time.perf_counter()
    # Without a checksum of the twin's: making it would be part of what is measured.
    told = SaidMedia(type="document", mime_type="application/pdf", content=content, sha256="-")
    twin.say(PHONE, "1001", media=told)
    found = await _until(fetched)
    fetching, fetch_memory = time.perf_counter() - began, peak.end()
    assert found["sha256"] == hashlib.sha256(content).hexdigest()

    async def sent() -> bool:
        return any(each.type == "document" for each in twin.ledger())

    peak, began = Peak(pid), time.perf_counter()
    body = {"to": PHONE, "media_id": found["media_id"]}
    async with client.post(f"{url}/api/v1/whatsapp/send-document", json=body) as answer:
        assert answer.status == 202, await answer.text()
    await _until(sent)
    sending, send_memory = time.perf_counter() - began, peak.end()
    return {
        "worker_fetch_mb_s": round(size / MB / fetching),
        "worker_fetch_memory": fetch_memory,
        "worker_upload_and_send_seconds": round(sending, 2),
        "worker_upload_memory": send_memory,
    }


async def _measure(stack: Stack, size: int, rounds: int, at_once: int, number: TwinNumber) -> dict[str, Any]:
    quick = Behaviour(sent=0, delivered=0, read=0, window=False, pair_rate=False, throughput=False)
    twin = CloudTwin(TwinSettings(numbers=(number,), behaviour=quick))
    await twin.start(port=PORT + 1)
    try:
        async with aiohttp.ClientSession() as client:
            given = {"email": "admin1@example.com", "password": "benchmark password"}
            async with client.post(f"{stack.place.base_url}/api/v1/auth/login", json=given) as answer:
                client.headers["Authorization"] = f"Bearer {(await answer.json())['token']}"
            result = await _api(stack, client, size, rounds, at_once)
            return {**result, **await _worker(stack, client, twin, size)}
    finally:
        await twin.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=99)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--at-once", type=int, default=4)
    arguments = parser.parse_args()
    settings = {
        "PYTAKE_ADDRESS_RATE": "100000",
        "PYTAKE_ADDRESS_BURST": "100000",
        "PYTAKE_CLOUD_BASE_URL": f"http://127.0.0.1:{PORT + 1}",
    }
    with servers() as running:
        stack = Stack(running, place(running, PORT), settings)
        stack.prepare()
        with container_of(stack) as container:
            (line,) = run(prepare(container, 1))
        number = TwinNumber(
            phone_number_id=line.phone_number_id,
            display_phone_number=line.display,
            waba_id="2001",
            access_token=TOKEN,
            app_secret=APP_SECRET,
            callback_url=f"{stack.place.base_url}/api/v1/whatsapp/webhook",
        )
        try:
            for name in ("serve", "work"):
                stack.start(name)
            stack.wait_ready()
            size = arguments.megabytes * MB
            result = run(_measure(stack, size, arguments.rounds, arguments.at_once, number))
        finally:
            stack.stop()
    report("media", list(result.items()), {"megabytes": arguments.megabytes, **result})


if __name__ == "__main__":
    main()
