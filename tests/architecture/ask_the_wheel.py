"""Asks the console of an unpacked wheel for its page and its first script: python -I ask_the_wheel.py FOLDER."""

import asyncio
import json
import re
import sys
from typing import Any

sys.path.insert(0, sys.argv[1])

from pytake_app.http import console


async def nothing(*_: Any) -> Any:
    """There is no body, and nothing behind the console."""


async def ask(served: console.Console, path: str) -> dict[str, Any]:
    """One answer."""
    told: dict[str, Any] = {}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            told["status"] = message["status"]
            told["headers"] = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            told["body"] = message["body"].decode("latin-1")

    scope: Any = {"type": "http", "path": path, "method": "GET", "headers": [(b"accept-encoding", b"br")]}
    await served(scope, nothing, send)
    return told


async def main() -> None:
    """Prints what came."""
    served = console.Console(nothing)
    index = served._assets["index.html"].forms[""].decode()
    script = re.search(r'src="(/app/assets/[^"]+\.js)"', index)
    assert script
    answers = {"page": await ask(served, "/app/inbox"), "script": await ask(served, script[1])}
    for answer in answers.values():
        answer.pop("body")
    sys.stdout.write(json.dumps({"from": console.__file__, **answers}))


asyncio.run(main())
