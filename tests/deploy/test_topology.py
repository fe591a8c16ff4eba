"""Nginx, two APIs and two workers: who answers what, over which protocol, how large, and what is left when one is gone."""

import asyncio
import http.client
import json
import socket
import ssl
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import httpx
import pytest
import redis.asyncio
from tests.e2e.company import WEBHOOK, Company, House, until
from tests.support.topology import HOST, NGINX, Topology, nginx_globals, trusting, write_nginx
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from pytake_app.http.edge.request_id import SECURITY

pytestmark = pytest.mark.servers
MB = 1024 * 1024
CONSOLE_POLICY = "default-src 'none'"


def said(number: int) -> dict[str, object]:
    """A text message of a customer, as the provider tells it."""
    sender = f"55119{number:08d}"
    return {
        "from": sender,
        "id": f"wamid.topology-{number}",
        "timestamp": "1790000000",
        "type": "text",
        "text": {"body": "oi"},
    }


def posted(company: Company, number: int) -> dict[str, object]:
    sender = f"55119{number:08d}"
    return company.post_of(said(number), contacts=[{"profile": {"name": "Maria"}, "wa_id": sender}])


def who(topology: Topology, answer: httpx.Response) -> str:
    """Who answered, of those who were asked."""
    upstream: str = topology.answered(answer.headers["x-request-id"])["upstream"]
    return upstream.rpartition(", ")[2]


async def test_plain_http_is_sent_to_tls_but_for_challenges(topology: Topology) -> None:
    challenge = topology.place.data / "webroot" / ".well-known" / "acme-challenge" / "token"
    challenge.parent.mkdir(parents=True)
    challenge.write_text("token.thumbprint")
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{topology.http_port}", headers={"Host": HOST}) as plain:
        moved = await plain.post("/api/v1/auth/login?x=1", json={})
        assert (moved.status_code, moved.headers["location"]) == (308, f"{topology.public_url}/api/v1/auth/login?x=1")
        answer = await plain.get("/.well-known/acme-challenge/token")
        assert (answer.status_code, answer.text) == (200, "token.thumbprint")
        assert (await plain.get("/.well-known/acme-challenge/other")).status_code == 404
        assert (await plain.get("/.well-known/acme-challenge/../../nginx.conf")).status_code in {308, 400, 404}
        with pytest.raises(httpx.RemoteProtocolError):
            await plain.get("/", headers={"Host": "other.example"})


async def test_only_modern_tls_is_spoken_and_other_names_get_no_certificate(topology: Topology) -> None:
    def shake(context: ssl.SSLContext, name: str) -> str | None:
        with (
            socket.create_connection(("127.0.0.1", topology.https_port), 5) as plain,
            context.wrap_socket(plain, server_hostname=name) as secured,
        ):
            return secured.version()

    assert shake(trusting(topology.authority), HOST) == "TLSv1.3"
    with pytest.raises(ssl.SSLError):
        shake(trusting(topology.authority), "other.example")
    old = trusting(topology.authority)
    old.minimum_version = ssl.TLSVersion.TLSv1_2
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    assert shake(old, HOST) == "TLSv1.2"
    old.set_ciphers("AES128-SHA")
    with pytest.raises(ssl.SSLError):
        shake(old, HOST)


def test_http_2_is_spoken(topology: Topology) -> None:
    context = trusting(topology.authority)
    context.set_alpn_protocols(["h2"])

    def frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
        return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload

    def text(value: str) -> bytes:
        return bytes([len(value)]) + value.encode()

    with (
        socket.create_connection(("127.0.0.1", topology.https_port), 5) as plain,
        context.wrap_socket(plain, server_hostname=HOST) as line,
    ):
        assert line.selected_alpn_protocol() == "h2"
        # GET, https, path, authority: by the static table of HPACK.
        request = b"\x82\x87\x44" + text("/observability/live") + b"\x41" + text(HOST)
        line.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0, b"") + frame(1, 5, 1, request))
        stream = line.makefile("rb")
        while True:
            head = stream.read(9)
            payload = stream.read(int.from_bytes(head[:3], "big"))
            if head[3] == 1:
                break
    assert payload[0] == 0x88 or payload[1] == 0x88, "status 200 of the static table"


async def test_webhooks_go_to_one_process_and_people_to_the_other(topology: Topology, tenant: Company) -> None:
    values = topology.template_values

    async def each_has_its_own() -> bool:
        accepted = await tenant.webhook(posted(tenant, 1))
        assert (accepted.status_code, accepted.json()) == (200, {"status": "ok"})
        seen = await tenant.call("GET", "contacts")
        return (who(topology, accepted), who(topology, seen)) == (values["PYTAKE_API"], values["PYTAKE_API_PEOPLE"])

    # One that another test restarted just now is left alone for a moment.
    await until(each_has_its_own, 10)


async def test_security_headers_are_there_once(tenant: Company) -> None:
    for path, policy in (("/api/v1/contacts", "default-src 'none'"), ("/app/", CONSOLE_POLICY), ("/api/v1/none", "")):
        answer = await tenant.call("GET", path)
        names = [name.decode().lower() for name, _ in answer.headers.raw]
        wanted = {name.decode() for name, _ in SECURITY} - {"x-frame-options", "cross-origin-resource-policy"}
        for name in (*wanted, "strict-transport-security", "content-security-policy"):
            assert names.count(name) == 1, (path, name)
        assert policy in answer.headers["content-security-policy"]
        assert "server" not in names or answer.headers["server"] == "nginx"


async def test_a_socket_goes_through_and_hears_what_comes(topology: Topology, tenant: Company) -> None:
    address = topology.public_url.replace("https", "wss") + "/ws"
    trust = trusting(topology.authority)
    async with connect(address, ssl=trust, additional_headers=tenant.headers) as line:
        await line.send(json.dumps({"type": "subscribe", "channels": ["messages"]}))
        assert json.loads(await line.recv())["type"] == "subscribed"
        await tenant.webhook(posted(tenant, 2))
        async with asyncio.timeout(10):
            while json.loads(await line.recv())["type"] != "message_received":
                pass
    graphql = topology.public_url.replace("https", "wss") + "/graphql"
    async with connect(
        graphql, ssl=trust, additional_headers=tenant.headers, subprotocols=[Subprotocol("graphql-transport-ws")]
    ) as line:
        await line.send('{"type":"connection_init"}')
        assert json.loads(await line.recv())["type"] == "connection_ack"


async def test_the_largest_file_passes_and_a_larger_one_gets_our_error(topology: Topology, tenant: Company) -> None:
    line = b"uma linha de um documento grande\n"
    content = line * (100 * MB // len(line))
    passed = await upload(tenant, content)
    assert passed.status_code == 201, passed.text
    assert passed.json()["size"] == len(content)
    head = await upload(tenant, content + line * 9000)
    assert (head.status_code, head.json()["error"]["code"]) == (413, "TOO_LARGE")
    # What is larger than anything is told so by nginx, before it is sent.
    body = refused_at_once(topology, "/api/v1/whatsapp/media", 102 * MB)
    assert body["error"]["code"] == "TOO_LARGE"
    assert set(body["error"]) == set(head.json()["error"])
    assert refused_at_once(topology, WEBHOOK, 5 * MB)["error"]["code"] == "TOO_LARGE"
    small = await tenant.call("POST", "contacts", content=b'{"name":"' + b"a" * 2 * MB + b'"}')
    assert (small.status_code, small.json()["error"]["code"]) == (413, "TOO_LARGE")


async def upload(company: Company, content: bytes) -> httpx.Response:
    # In pieces: what is given as one goes through the client's TLS as one.
    return await company.call("POST", "whatsapp/media", files={"file": ("grande.txt", BytesIO(content), "text/plain")})


def refused_at_once(topology: Topology, path: str, size: int) -> dict[str, dict[str, object]]:
    """The answer to the head of a request."""
    line = http.client.HTTPSConnection(HOST, topology.https_port, context=trusting(topology.authority), timeout=10)
    line.putrequest("POST", path)
    line.putheader("Content-Length", str(size))
    line.putheader("Accept-Language", "en")
    line.endheaders()
    answer = line.getresponse()
    assert answer.status == 413
    found: dict[str, dict[str, object]] = json.loads(answer.read())
    line.close()
    return found


async def test_figures_are_not_for_everybody(tenant: Company) -> None:
    assert (await tenant.call("GET", "/observability/metrics")).status_code == 403
    assert (await tenant.call("GET", "/observability/live")).status_code == 200


async def test_the_address_of_who_calls_is_the_proxys_word_and_not_the_callers(
    front: House, topology: Topology
) -> None:
    """The limit by address counts for whoever is behind the proxy; what a caller claims of himself is not believed."""
    forged = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Host": "evil.example", "Forwarded": "for=203.0.113.7"}
    for headers in ({}, forged, {"X-Forwarded-For": "203.0.113.8, 203.0.113.9"}):
        await front.http.get("/api/v1/contacts", headers=headers)
    async with redis.asyncio.Redis.from_url(topology.environment["REDIS_URL"]) as client:
        counted = [key.decode() async for key in client.scan_iter("*address:*")]
    assert {key.partition("address:")[2] for key in counted} == {"127.0.0.1"}


@pytest.mark.parametrize(("name", "arguments"), [("api", []), ("work-talk", ["--work"]), ("work-bulk", ["--work"])])
async def test_health_checks_tell_the_well_from_the_gone(topology: Topology, name: str, arguments: list[str]) -> None:
    environment = {**topology.environment, "PYTAKE_ALIVE_FILE": str(topology.place.data / f"{name}.alive")}

    async def asked(**more: str) -> tuple[int, str]:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "pytake_app.cli",
            "health",
            *arguments,
            env={**environment, **more},
            stderr=asyncio.subprocess.PIPE,
        )
        _, told = await process.communicate()
        return process.returncode or 0, told.decode()

    async def well() -> bool:
        return await asked() == (0, "")

    await until(well)
    gone = {"PYTAKE_PORT": "1"} if name == "api" else {"PYTAKE_ALIVE_FILE": str(topology.place.data / "none")}
    code, told = await asked(**gone)
    assert code == 1
    assert "does not answer" in told or "no sign of life" in told


async def test_with_one_killed_the_other_answers_and_with_both_nginx_does(topology: Topology, tenant: Company) -> None:
    values = topology.template_values
    topology.kill("api")
    for number in range(5):
        accepted = await tenant.webhook(posted(tenant, 100 + number))
        assert accepted.status_code == 200
        await tenant.get("contacts")
    assert who(topology, accepted) == values["PYTAKE_API_PEOPLE"]
    topology.start("api")
    topology.wait_for("api")
    topology.kill("api-people")
    for _ in range(5):
        seen = await tenant.call("GET", "contacts")
        assert seen.status_code == 200
    assert who(topology, seen) == values["PYTAKE_API"]
    topology.kill("api")
    answer = await tenant.call("GET", "contacts")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "UNAVAILABLE")
    assert answer.json()["error"]["message"] == "A service is away (api). Try again in a moment."
    assert answer.headers["retry-after"] == "2"
    for name in topology.ports:
        topology.start(name)
    for name in topology.ports:
        topology.wait_for(name)

    async def back() -> bool:
        return (await tenant.call("GET", "contacts")).status_code == 200

    await until(back)


@pytest.mark.skipif(NGINX is None, reason="nginx is not installed")
def test_nginx_takes_what_compose_fills_in(topology: Topology, tmp_path: Path) -> None:
    assert NGINX is not None
    values = {**topology.template_values, "PYTAKE_HTTP_LISTEN": "8080", "PYTAKE_HTTPS_LISTEN": "8443"}
    config = write_nginx(tmp_path, {**values, "PYTAKE_API": "172.29.77.11:8080", "PYTAKE_METRICS_FROM": "10.0.0.0/8"})
    command = [NGINX, "-t", "-c", str(config), "-g", nginx_globals().removeprefix("daemon off;") or "daemon off;"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  Debian's nginx
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr
