"""`serve` ends under a crowd of clients that connect anew for each request: who was let in is answered.

Some microseconds are left between the last who is taken over and the closing of the port; closed as uvicorn does it, eight or so
are cut off each time.
"""

import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter

from pytake_app.commands.draining import _last_ones

SERVER = """
import asyncio, sys, uvicorn
import pytake_app.commands.draining as draining
from pytake_app.http.edge.draining import Draining

async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            told = await receive()
            await send({"type": told["type"] + ".complete"})
            if told["type"].endswith("shutdown"):
                return
    await receive()
    await asyncio.sleep(0.002)
    headers = [(b"content-length", b"2"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"ok"})

draining.SPREAD = 0.05
config = uvicorn.Config(app, port=int(sys.argv[1]), loop="uvloop", http="httptools", log_level="critical", backlog=4096)
draining.DrainingServer(config, Draining(), 0.2).run()
"""
REQUEST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi"


class Crowd:
    def __init__(self, port: int) -> None:
        self.ended: Counter[str] = Counter()
        self.over = threading.Event()
        self._port = port
        self._threads = [threading.Thread(target=self._ask) for _ in range(12)]

    def start(self) -> None:
        for each in self._threads:
            each.start()

    def stop(self) -> None:
        self.over.set()
        for each in self._threads:
            each.join()

    def _ask(self) -> None:
        while not self.over.is_set():
            with socket.socket() as line:
                line.settimeout(5)
                try:
                    line.connect(("127.0.0.1", self._port))
                except OSError:
                    self.ended["refused"] += 1
                    time.sleep(0.001)
                    continue
                try:
                    line.sendall(REQUEST)
                    answered = line.recv(4096).startswith(b"HTTP/1.1 200")
                except OSError:
                    answered = False
                self.ended["answered" if answered else "cut off"] += 1


def test_connections_that_nobody_has_taken_over_are_taken_and_the_port_is_closed_behind_them() -> None:
    port = socket.create_server(("127.0.0.1", 0))
    address = port.getsockname()
    clients = [socket.create_connection(address) for _ in range(3)]
    ours = port.detach()
    taken = _last_ones(ours)
    assert len(taken) == 3
    with socket.socket() as late:
        assert late.connect_ex(address) != 0
    for client, server in zip(clients, taken, strict=True):
        client.sendall(b"asked")
        server.setblocking(True)
        assert server.recv(5) == b"asked"
        client.close()
        server.close()


def test_nobody_who_was_let_in_is_cut_off() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    cut_off = 0
    for _ in range(2):
        server = subprocess.Popen([sys.executable, "-c", SERVER, str(port)])  # noqa: S603  our own words
        end = time.monotonic() + 20
        while time.monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.02)
        crowd = Crowd(port)
        crowd.start()
        time.sleep(0.3)
        server.send_signal(signal.SIGTERM)
        server.wait(20)
        time.sleep(0.1)
        crowd.stop()
        assert crowd.ended["answered"] > 200
        assert crowd.ended["refused"] > 0
        cut_off += crowd.ended["cut off"]
    assert cut_off <= 2
