"""Addresses that users give us are fetched without letting them reach into our own network."""

import asyncio
import ipaddress
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import unquote

import aiohttp
import msgspec
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from pytake_domain.kernel.errors import Problem
from pytake_domain.messaging import MediaLinkUnusable

MOST_REDIRECTS = 3
WITHIN = 20.0
CHUNK = 1 << 16
MOST_URL = 2048
_OK = 200
_MOVED = (301, 302, 303, 307, 308)
_FILENAME = re.compile(r"""filename\*?=(?:UTF-8'[^']*')?"?([^";]+)""", re.IGNORECASE)


class PrivateAddress(OSError):
    """The name leads into a network that is not the internet."""


class PublicOnly(AbstractResolver):
    """Resolves names to public addresses; the connection is made to what was looked at, so a second answer can't differ."""

    def __init__(self) -> None:
        self._inner = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Raises PrivateAddress when none is public."""
        found = [each for each in await self._inner.resolve(host, port, family) if is_public(each["host"])]
        if not found:
            raise PrivateAddress(host)
        return found

    async def close(self) -> None:
        """Nothing is held."""
        await self._inner.close()


def is_public(address: str) -> bool:
    """Is it an address of the internet, in whichever disguise?"""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour or (parsed.teredo or (None, None))[1]
        if inner is not None:
            return inner.is_global
        if parsed in _NAT64:
            return ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF).is_global
    return parsed.is_global and not parsed.is_multicast


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class GuardedFile:
    """See LinkedFile."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response
        self.mime_type = response.headers.get("content-type")
        self.filename = _name(response)

    async def pieces(self) -> AsyncIterator[bytes]:
        """See the port."""
        try:
            async for piece in self._response.content.iter_chunked(CHUNK):
                yield piece
        except (aiohttp.ClientError, ValueError) as error:
            raise _unusable("link_broke_off") from error


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """`private`: addresses of our own network are allowed as well; `within` seconds for everything, `silence` between pieces;
    `same_host`: no redirect leads to another one, but for its `www.`
    """

    private: bool = False
    same_host: bool = False
    within: float = WITHIN
    silence: float = 10.0


class GuardedLinks:
    """See LinkReader. Each fetch has a connection of its own and keeps no cookies."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()

    @asynccontextmanager
    async def open(self, url: str) -> AsyncIterator[GuardedFile]:
        """See the port."""
        target = checked_url(url, self._limits)
        try:
            async with asyncio.timeout(self._limits.within), guarded_session(self._limits) as session:
                response = await self._followed(session, target)
                try:
                    yield GuardedFile(response)
                finally:
                    response.close()
        except TimeoutError as error:
            raise _unusable("link_too_slow") from error

    async def _followed(self, session: aiohttp.ClientSession, target: URL) -> aiohttp.ClientResponse:
        begun = _site(target)
        for _ in range(MOST_REDIRECTS + 1):
            response = await _asked(session, target)
            if response.status == _OK:
                return response
            where = response.headers.get("location")
            response.close()
            if response.status not in _MOVED or not where:
                raise _unusable("link_refused", status=response.status)
            try:
                target = checked_url(str(target.join(URL(where))), self._limits)
            except ValueError:
                raise _unusable("not_a_link") from None
            if self._limits.same_host and _site(target) != begun:
                raise _unusable("link_elsewhere")
        raise _unusable("link_goes_round")


def _site(target: URL) -> tuple[str, int | None]:
    """Which server it is; that http became https changes nothing."""
    usual = {"http": 80, "https": 443}.get(target.scheme) == target.port
    return (target.host or "").removeprefix("www."), None if usual else target.port


def guarded_session(limits: Limits) -> aiohttp.ClientSession:
    """Connections of one errand, to public addresses unless others are allowed."""
    resolver = None if limits.private else PublicOnly()
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(resolver=resolver, use_dns_cache=False, force_close=True),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=None, connect=5, sock_connect=5, sock_read=limits.silence),
        headers={"Accept-Encoding": "identity", "User-Agent": "PyTake"},
    )


def checked_url(url: str, limits: Limits) -> URL:
    """Raises MediaLinkUnusable for what is no address, or leads inside."""
    try:
        target = URL(url)
        port = target.port
    except ValueError:
        raise _unusable("not_a_link") from None
    host = target.host
    if len(url) > MOST_URL or target.scheme not in ("http", "https") or not host or not port or target.user:
        raise _unusable("not_a_link")
    # A host written as a number is never resolved, so that it has to be looked at here.
    if not limits.private and is_address(host) and not is_public(host):
        raise _unusable("link_private")
    return target


async def _asked(session: aiohttp.ClientSession, target: URL) -> aiohttp.ClientResponse:
    try:
        return await session.get(target, allow_redirects=False)
    except (aiohttp.ClientError, OSError, ValueError) as error:
        if isinstance(error, TimeoutError):
            raise _unusable("link_too_slow") from error
        private = isinstance(error, PrivateAddress) or isinstance(
            getattr(error, "os_error", error.__cause__), PrivateAddress
        )
        raise _unusable("link_private" if private else "link_unreachable") from error


def is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _name(response: aiohttp.ClientResponse) -> str | None:
    found = _FILENAME.search(response.headers.get("content-disposition", ""))
    if found is not None:
        return unquote(found[1]).strip()
    last = unquote(response.url.name)
    return last if "." in last else None


def _unusable(code: str, **params: str | int) -> MediaLinkUnusable:
    return MediaLinkUnusable(Problem(field="url", code=code, params=params))
