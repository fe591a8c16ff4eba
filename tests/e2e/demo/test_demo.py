"""The demonstration as a newcomer meets it: first start, second start, trouble, and the end."""

import json
import re
import signal
import socket
import time
import urllib.request
from pathlib import Path
from typing import Any

import psutil
import pytest
from tests.e2e.demo.demonstration import READY, TALKED, Demo, run

pytestmark = pytest.mark.servers


def ask(url: str, body: dict[str, Any] | None = None, token: str = "") -> Any:
    request = urllib.request.Request(url, data=json.dumps(body).encode() if body else None)  # noqa: S310  ours
    request.add_header("content-type", "application/json")
    if token:
        request.add_header("authorization", f"Bearer {token}")
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  ours
        text = answer.read().decode()
    return json.loads(text) if text.startswith(("{", "[")) else text


def sign_in(demo: Demo) -> str:
    login = {"email": "demo@provedor.example", "password": demo.password}
    token: str = ask(f"{demo.url}/api/v1/auth/login", login)["token"]
    return token


def gone(processes: list[psutil.Process]) -> bool:
    deadline = time.monotonic() + 10
    while any(each.is_running() and each.status() != psutil.STATUS_ZOMBIE for each in processes):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def test_a_newcomer_sees_a_conversation_and_everything_ends_with_ctrl_c_and_starts_again(data: Path, port: int) -> None:
    demo = Demo(data, port)
    try:
        demo.until(TALKED)
        _the_conversation_is_shown(demo)
        _what_is_printed_works(demo)
        _the_doctor_finds_nothing_wrong(demo)
        _nothing_else_may_use_its_data(demo)
        processes = list(demo.children().values())
        assert {"serve", "work", "postgres", "valkey-server"} <= set(demo.children())
        password = demo.password
    finally:
        code = demo.end()
    assert code == 0, demo.text
    assert gone(processes)
    assert (data / "demo.json").stat().st_mode & 0o077 == 0

    again = Demo(data, port)
    try:
        again.until(READY)
        # Two or three seconds on a quiet machine; beside other tests it may take longer, but never as long as a first start.
        assert again.seconds < 20
        assert again.password == password
        conversations = ask(f"{again.url}/api/v1/conversations", token=sign_in(again))
        assert len(conversations["data"]) >= 1
        assert len(ask(f"{again.url}/api/v1/flows", token=sign_in(again))["data"]) == 3
        processes = list(again.children().values())
        again.children()["work"].kill()
        again.until("terminou sozinho")
    finally:
        code = again.end()
    assert code == 1
    assert gone(processes)

    assert run("demo", "--reset", "--data", str(data)).returncode == 0
    assert not data.exists()


def _the_conversation_is_shown(demo: Demo) -> None:
    said = [line.split(":")[0].strip() for line in demo.lines if line.strip().startswith(("Cliente:", "PyTake:"))]
    assert said.count("Cliente") == 6
    assert said[0] == "Cliente"
    assert said[-1] == "PyTake"
    for words in ("[Suporte da internet]", "Pode responder com um número de 0 a 10?", "Obrigado pela nota 10"):
        assert words in demo.text


def _what_is_printed_works(demo: Demo) -> None:
    assert "swagger" in ask(f"{demo.url}/docs")
    assert "redoc" in ask(f"{demo.url}/redoc")
    twin = next(line.split()[1] for line in demo.lines if "/twin/" in line)
    assert "<html" in ask(twin)
    token = sign_in(demo)
    # Among the others, who keep writing: the one whose conversation was printed.
    phone = next(found[1] for line in demo.lines if (found := re.search(r"\((\+\d+)\) está escrevendo", line)))
    all_of_them = ask(f"{demo.url}/api/v1/conversations?limit=100", token=token)["data"]
    (conversation,) = [each for each in all_of_them if each["contact"]["phone"] == phone]
    history = f"{demo.url}/api/v1/whatsapp/messages?limit=50&conversation_id={conversation['id']}"
    messages = ask(history, token=token)["data"]
    assert {message["direction"] for message in messages} == {"inbound", "outbound"}
    assert "read" in {message["status"] for message in messages if message["direction"] == "outbound"}


def _the_doctor_finds_nothing_wrong(demo: Demo) -> None:
    sockets = (demo.data / "socket-folder").read_text().strip()
    done = run(
        "doctor",
        "--quiet",
        DATABASE_URL=f"postgresql+asyncpg://pytake_app@/pytake?host={sockets}",
        REDIS_URL=f"unix://{sockets}/valkey.sock",
        PYTAKE_DATA=str(demo.data / "app"),
        PYTAKE_PUBLIC_URL=demo.url,
    )
    assert (done.returncode, done.stdout) == (0, "")


def _nothing_else_may_use_its_data(demo: Demo) -> None:
    for arguments in (["--reset"], ["--port", "1"]):
        done = run("demo", "--data", str(demo.data), *arguments)
        assert done.returncode == 1
        assert "já está rodando" in done.stderr


def test_a_taken_port_is_named_with_another_one(data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        done = run("demo", "--data", str(data), "--port", str(number))
    assert done.returncode == 1
    assert f"A porta {number} já está em uso" in done.stderr
    assert "make demo PORT=" in done.stderr
    assert not list(data.iterdir())


def test_sigterm_ends_it_like_ctrl_c_also_while_it_starts(data: Path, port: int) -> None:
    demo = Demo(data, port)
    try:
        demo.until("demonstração")
        time.sleep(0.7)
        processes = list(demo.children().values())
    finally:
        code = demo.end(signal.SIGTERM)
    assert code == 0, demo.text
    assert "Traceback" not in demo.text
    assert gone(processes)


def test_what_it_started_ends_with_it_when_it_is_killed(data: Path, port: int) -> None:
    demo = Demo(data, port)
    try:
        demo.until(READY)
        processes = list(demo.children().values())
    finally:
        demo.end(signal.SIGKILL)
    assert gone(processes)


def test_a_folder_that_is_something_else_is_not_removed(data: Path) -> None:
    (data / "letters").write_text("dear …")
    done = run("demo", "--reset", "--data", str(data))
    assert done.returncode == 1
    assert (data / "letters").exists()


def test_forgetting_what_is_not_there_is_no_mistake(data: Path) -> None:
    assert run("demo", "--reset", "--data", str(data / "never")).returncode == 0
