"""Requests to receivers of outgoing webhooks: one each, bounded in time and size, and never into our own network."""

import asyncio
import time
from collections.abc import Mapping

import aiohttp
from yarl import URL

from pytake_adapters.net.guarded import Limits, PrivateAddress, checked_url, guarded_session
from pytake_domain.kernel.errors import Problem
from pytake_domain.messaging import MediaLinkUnusable
from pytake_domain.webhooks import Answer

WITHIN = 10.0
"""Seconds for everything: the name, the connection, the request and the answer."""
KEPT = 4096
"""Bytes of an answer that are read; what follows is not waited for."""


class GuardedReceivers:
    """See Receivers. Each request has a connection of its own, to an address that was looked at when its name was resolved."""

    def __init__(self, limits: Limits | None = None, *, within: float = WITHIN) -> None:
        self._limits = limits or Limits(silence=WITHIN)
        self._within = within

    def refuse(self, url: str) -> Problem | None:
        """See the port. Without TLS only where private addresses are allowed as well."""
        try:
            target = checked_url(url, self._limits)
        except MediaLinkUnusable as refused:
            return refused.problems[0]
        if target.scheme != "https" and not self._limits.private:
            return Problem(field="url", code="https_required")
        return None

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """See the port."""
        refused = self.refuse(url)
        if refused is not None:
            return Answer(error="address_private" if refused.code == "link_private" else "address_refused")
        began = time.monotonic()
        try:
            async with asyncio.timeout(self._within), guarded_session(self._limits) as session:
                return await _posted(session, URL(url), headers, body, began)
        except TimeoutError:
            return Answer(error="timeout", milliseconds=_since(began))
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return Answer(error=_failed(error), milliseconds=_since(began))


async def _posted(
    session: aiohttp.ClientSession, target: URL, headers: Mapping[str, str], body: bytes, began: float
) -> Answer:
    async with session.post(target, headers=headers, data=body, allow_redirects=False) as response:
        said = await _beginning(response)
        text = said.decode(errors="replace").replace("\0", "\N{REPLACEMENT CHARACTER}")
        return Answer(status=response.status, body=text, milliseconds=_since(began))


async def _beginning(response: aiohttp.ClientResponse) -> bytes:
    """The status counts once it is there: a body that breaks off or never ends takes nothing back."""
    said = b""
    try:
        while len(said) < KEPT and (more := await response.content.read(KEPT - len(said))):
            said += more
    except (aiohttp.ClientError, OSError, ValueError):
        return said
    return said


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)


def _failed(error: Exception) -> str:
    inner = getattr(error, "os_error", error.__cause__)
    if isinstance(error, PrivateAddress) or isinstance(inner, PrivateAddress):
        return "address_private"
    if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientConnectorSSLError):
        return "tls_failed"
    if isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, aiohttp.ClientConnectorError):
        return "unreachable"
    if isinstance(error, aiohttp.InvalidURL | UnicodeError):
        return "address_refused"
    return "lost"
