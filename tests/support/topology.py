"""An installation as in `docker-compose.yml`, as processes: two APIs, two workers, and Debian's nginx with our template."""

import datetime as dt
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pytake_app.embedded.stack import Place, Servers, Stack

ROOT = Path(__file__).resolve().parents[2]
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
HOST = "localhost"
COMMANDS = {
    "api": ["serve"],
    "api-people": ["serve", "--behind"],
    "work-talk": ["work", "--part", "talk"],
    "work-bulk": ["work", "--part", "bulk"],
}


def free_ports(count: int) -> list[int]:
    """Different ones, free just now."""
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


class Topology(Stack):
    """`place.base_url` is the first API; `public_url` what people use."""

    def __init__(self, servers: Servers, place: Place, settings: Mapping[str, str], *, drain_seconds: float) -> None:
        people, self.http_port, self.https_port = free_ports(3)
        self.ports = {"api": place.port, "api-people": people}
        self.public_url = f"https://{HOST}:{self.https_port}"
        own = {
            "PYTAKE_PUBLIC_URL": self.public_url,
            "PYTAKE_TRUSTED_PROXIES": "127.0.0.1",
            "PYTAKE_DRAIN_SECONDS": str(drain_seconds),
        }
        super().__init__(servers, place, {**settings, **own})
        self.authority = place.data / "authority.pem"
        self._nginx: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """What nginx writes."""
        return self.place.data / "nginx.log"

    def start(self, name: str) -> int:
        """One of COMMANDS; its process id."""
        port = self.ports.get(name)
        alive = {"PYTAKE_ALIVE_FILE": str(self.place.data / f"{name}.alive")}
        environment = {**self.environment, **alive, **({"PYTAKE_PORT": str(port)} if port else {})}
        with (self.place.data / f"{name}.log").open("ab") as output:
            process = subprocess.Popen(  # noqa: S603  our own program
                [sys.executable, "-m", "pytake_app.cli", *COMMANDS[name]],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self._running[name] = process
        return process.pid

    def start_all(self) -> None:
        """Everything, and nginx once both APIs are ready."""
        for name in COMMANDS:
            self.start(name)
        for name in self.ports:
            self.wait_for(name)
        self._start_nginx()

    def wait_for(self, name: str, seconds: float = 90.0) -> None:
        """Until one of the APIs says that it is ready. The one that gives way takes long where others work."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            assert self._running[name].poll() is None, (self.place.data / f"{name}.log").read_text()
            try:
                url = f"http://127.0.0.1:{self.ports[name]}/observability/ready"
                with urllib.request.urlopen(url, timeout=2) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f"{name} is not ready after {seconds:.0f} s")

    def end(self, name: str, seconds: float = 40.0) -> float:
        """By SIGTERM, as containers and units are ended; how long it took."""
        process = self._running.pop(name)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.wait(seconds)
        return time.monotonic() - began

    def answered(self, request_id: str) -> dict[str, Any]:
        """Nginx's line about one request; it is written after the answer."""
        until = time.monotonic() + 5
        while time.monotonic() < until:
            for line in reversed(self.log.read_text().splitlines()):
                if line.startswith("{") and request_id in line and line.endswith("}"):
                    found: dict[str, Any] = json.loads(line)
                    return found
            time.sleep(0.02)
        raise AssertionError(f"nginx wrote nothing of {request_id}")

    def in_trouble(self) -> str:
        """What nginx wrote of requests that could not be answered, and why."""
        lines = self.log.read_text().splitlines()
        return "\n".join(line for line in lines if '"status":5' in line or "[error]" in line)[-4000:]

    def stop(self) -> None:
        """All, nginx first."""
        if self._nginx is not None:
            self._nginx.send_signal(signal.SIGQUIT)
            try:
                self._nginx.wait(5)
            except subprocess.TimeoutExpired:
                self._nginx.kill()
                self._nginx.wait()
        for process in self._running.values():
            process.kill()
        for process in self._running.values():
            process.wait()
        self._running.clear()

    def _start_nginx(self) -> None:
        assert NGINX is not None
        make_certificate(self.place.data, HOST)
        config = write_nginx(self.place.data, self.template_values)
        command = [NGINX, "-c", str(config), "-g", nginx_globals(), "-e", str(self.place.data / "nginx-start.log")]
        with self.log.open("ab") as output:
            self._nginx = subprocess.Popen(command, stdout=output, stderr=output)  # noqa: S603  Debian's nginx
        until = time.monotonic() + 10
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.https_port)) == 0:
                    return
            assert self._nginx.poll() is None, self.log.read_text()
            time.sleep(0.02)
        raise AssertionError("nginx does not listen")

    @property
    def template_values(self) -> dict[str, str]:
        """What the template is filled with."""
        return {
            "PYTAKE_DOMAIN": HOST,
            "PYTAKE_PUBLIC_HOST": f"{HOST}:{self.https_port}",
            "PYTAKE_API": f"127.0.0.1:{self.ports['api']}",
            "PYTAKE_API_PEOPLE": f"127.0.0.1:{self.ports['api-people']}",
            "PYTAKE_HTTP_LISTEN": f"127.0.0.1:{self.http_port}",
            "PYTAKE_HTTPS_LISTEN": f"127.0.0.1:{self.https_port}",
            "PYTAKE_TLS": str(self.place.data),
            "PYTAKE_WEBROOT": str(self.place.data / "webroot"),
            "PYTAKE_METRICS_FROM": "127.0.0.2",
            "PYTAKE_ACCESS_LOG": "/dev/stdout",
        }


def nginx_globals() -> str:
    """Under root its workers stay root, since they have to read the test's folder."""
    return "daemon off;" + (" user root;" if os.geteuid() == 0 else "")


def write_nginx(folder: Path, values: Mapping[str, str]) -> Path:
    """Our two files as the container has them, below `folder`; as envsubst does it, only names that are given are put in."""
    (folder / "conf.d").mkdir(exist_ok=True)
    (folder / "webroot").mkdir(exist_ok=True)
    template = (ROOT / "deploy" / "nginx" / "pytake.conf.template").read_text()
    filled = re.sub(r"\$\{(\w+)\}", lambda found: values.get(found[1], found[0]), template)
    assert "${PYTAKE_" not in filled
    (folder / "conf.d" / "pytake.conf").write_text(filled)
    main = (ROOT / "deploy" / "nginx" / "nginx.conf").read_text()
    config = folder / "nginx.conf"
    config.write_text(main.replace("/tmp/", f"{folder}/").replace("/etc/nginx/conf.d", f"{folder}/conf.d"))  # noqa: S108
    return config


def make_certificate(folder: Path, host: str) -> None:
    """An authority of our own (`authority.pem`), and what it signed for the host: `fullchain.pem`, `privkey.pem`."""
    now = dt.datetime.now(dt.UTC)  # noqa: TID251  a test's certificate
    top, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority of a test")])

    def began(subject: x509.Name, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(public)
        made = made.serial_number(x509.random_serial_number())
        return made.not_valid_before(now - dt.timedelta(hours=1)).not_valid_after(now + dt.timedelta(days=2))

    authority = (
        began(issuer, top.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(top.public_key()), critical=False)
        .sign(top, hashes.SHA256())
    )
    own = (
        began(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)]), key.public_key())
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(top.public_key()), critical=False)
        .sign(top, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "authority.pem").write_bytes(authority.public_bytes(pem))
    (folder / "fullchain.pem").write_bytes(own.public_bytes(pem) + authority.public_bytes(pem))
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "privkey.pem").write_bytes(private)


def trusting(authority: Path) -> ssl.SSLContext:
    """A client that believes that authority alone."""
    return ssl.create_default_context(cafile=str(authority))
