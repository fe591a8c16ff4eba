"""The floor that ingest is held against: verify the signature, group-commit one row, answer 200; nothing else."""

import asyncio
import hashlib
import hmac
import os
import sys
import uuid
from typing import Any

import asyncpg
import uvicorn

SECRET = os.environ["FLOOR_SECRET"].encode()


class Floor:
    """A bare ASGI application."""

    def __init__(self) -> None:
        self.waiting: list[tuple[bytes, asyncio.Future[None]]] = []
        self.flusher: asyncio.Task[None] | None = None
        self.connection: asyncpg.Connection | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            self.connection = await asyncpg.connect(os.environ["FLOOR_DSN"])
            await self.connection.execute("CREATE TABLE IF NOT EXISTS floor (id uuid PRIMARY KEY, body bytea NOT NULL)")
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        body = (await receive())["body"]
        given = next((v for k, v in scope["headers"] if k == b"x-hub-signature-256"), b"")
        expected = b"sha256=" + hmac.new(SECRET, body, hashlib.sha256).hexdigest().encode()
        status = 200 if hmac.compare_digest(given, expected) else 401
        if status == 200:
            done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self.waiting.append((body, done))
            if self.flusher is None or self.flusher.done():
                self.flusher = asyncio.get_running_loop().create_task(self.flush())
            await done
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})

    async def flush(self) -> None:
        assert self.connection is not None
        while self.waiting:
            batch, self.waiting = self.waiting[:500], self.waiting[500:]
            await self.connection.execute(
                "INSERT INTO floor SELECT * FROM unnest($1::uuid[], $2::bytea[])",
                [uuid.uuid4() for _ in batch],  # noqa: TID251  the floor knows no ports
                [body for body, _ in batch],
            )
            for _, done in batch:
                done.set_result(None)


if __name__ == "__main__":
    uvicorn.run(
        Floor(),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
        server_header=False,
        date_header=False,
    )
