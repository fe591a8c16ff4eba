"""The console under `/app/`: built files, served as bytes, each with the headers of a page that trusts nobody else."""

import hashlib
import mimetypes
from collections.abc import Iterable
from pathlib import Path

import msgspec
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

DIST = Path(__file__).parents[1] / "console" / "dist"
BASE = "/app"
LONG = "public, max-age=31536000, immutable"
FRESH = "no-cache"
"""May be kept, and is asked for again each time: the index names the files of the present build."""
# React Aria writes one style rule of its own into the page; its hash is computed by tests/e2e of the console.
OWN_STYLE = "'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='"
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        f"style-src 'self' {OWN_STYLE}",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types pytake",
    )
)
PAGE_HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"microphone=(self)"),
)
UNBUILT = (
    "<!doctype html><meta charset=utf-8><title>PyTake</title>"
    "<p>The console has not been built here. Run <code>make web</code> in the project, or install the wheel, and reload."
    "<p>O console não foi construído aqui. Execute <code>make web</code> no projeto, ou instale o wheel, e recarregue."
)
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))


class Asset(msgspec.Struct, frozen=True):
    """A built file with its packed forms, in memory: the whole console takes a few megabytes."""

    type: str
    tag: str
    forms: dict[str, bytes]

    def best(self, accepted: str) -> tuple[str, bytes]:
        """The smallest form the client reads: its encoding ("" for none) and its bytes."""
        offered = {
            part.partition(";")[0].strip()
            for part in accepted.split(",")
            if "q=0" not in part.replace(" ", "").split(";")
        }
        for encoding, _ in ENCODINGS:
            if encoding in self.forms and encoding in offered:
                return encoding, self.forms[encoding]
        return "", self.forms[""]


class Console:
    """Answers `/` and `/app/…`; everything else goes on to `then`."""

    def __init__(self, then: ASGIApp, dist: Path = DIST) -> None:
        self._then = then
        self._assets = read(dist)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        path = scope.get("path", "")
        mine = path in ("/", BASE) or path.startswith(f"{BASE}/")
        if not mine or scope["type"] != ScopeType.HTTP or scope["method"] not in ("GET", "HEAD"):
            await self._then(scope, receive, send)
        elif path in ("/", BASE):
            await _answer(send, 307, ((b"location", f"{BASE}/".encode()),), b"", head=True)
        else:
            await self._file(scope, send, path[len(BASE) + 1 :])

    async def _file(self, scope: HTTPScope, send: Send, name: str) -> None:
        head = scope["method"] == "HEAD"
        asked = {key: value.decode("latin-1") for key, value in scope["headers"]}
        asset = self._assets.get(name)
        if asset is None and (name.startswith("assets/") or "." in name.rpartition("/")[2]):
            await _answer(send, 404, ((b"content-type", b"text/plain"),), b"There is no such file.", head=head)
            return
        asset = asset or self._assets.get("index.html")
        if asset is None:
            await _answer(send, 503, ((b"content-type", b"text/html; charset=utf-8"),), UNBUILT.encode(), head=head)
            return
        encoding, body = asset.best(asked.get(b"accept-encoding", ""))
        headers = [
            *PAGE_HEADERS,
            (b"content-type", asset.type.encode()),
            (b"etag", f'"{asset.tag}{"-" + encoding if encoding else ""}"'.encode()),
            (b"cache-control", (LONG if name.startswith("assets/") else FRESH).encode()),
            (b"vary", b"accept-encoding"),
        ]
        if encoding:
            headers.append((b"content-encoding", encoding.encode()))
        if f'"{asset.tag}' in asked.get(b"if-none-match", ""):
            await _answer(send, 304, headers, b"", head=True)
            return
        await _answer(send, 200, headers, body, head=head)


def read(dist: Path) -> dict[str, Asset]:
    """Every built file by its name below `/app/`; empty where nothing was built."""
    packed = tuple(ending for _, ending in ENCODINGS)
    names = (path for path in dist.rglob("*") if path.is_file() and path.suffix not in packed)
    return {path.relative_to(dist).as_posix(): _asset(path) for path in names if not path.name.startswith(".")}


def _asset(path: Path) -> Asset:
    raw = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    textual = kind.startswith("text/") or kind in ("application/json", "image/svg+xml", "application/javascript")
    forms = {"": raw}
    for encoding, ending in ENCODINGS:
        beside = path.with_name(path.name + ending)
        if beside.is_file():
            forms[encoding] = beside.read_bytes()
    return Asset(
        type=f"{kind}; charset=utf-8" if textual else kind, tag=hashlib.sha256(raw).hexdigest()[:24], forms=forms
    )


async def _answer(send: Send, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes, *, head: bool) -> None:
    told = [*headers, (b"content-length", str(len(body)).encode())] if status != 304 else list(headers)  # noqa: PLR2004
    await send({"type": "http.response.start", "status": status, "headers": told})
    await send({"type": "http.response.body", "body": b"" if head else body, "more_body": False})
