"""Which of this installation's own names was asked for: what a browser is told to keep, or to come back to, belongs to one."""

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from litestar import Request

from pytake_app.http.branding import host_of
from pytake_app.settings import Settings
from pytake_domain.identity import BrandTenants, PasskeyPlaceRefused, RelyingParty

NAME = "PyTake"
PORTS = {"http": 80, "https": 443}


async def place_of(request: Request[Any, Any, Any], settings: Settings, brands: BrandTenants) -> RelyingParty:
    """A place where passkeys work: a name of ours. Raises PasskeyPlaceRefused, also for addresses without a name."""
    place = await own_place(request, settings, brands)
    if place is None or _is_address(place.id):
        raise PasskeyPlaceRefused(host=host_of(request).lower())
    return place


async def own_place(request: Request[Any, Any, Any], settings: Settings, brands: BrandTenants) -> RelyingParty | None:
    """The installation's own, or a company's domain; in development also this machine. None when it is none of ours."""
    host = host_of(request).lower().rstrip(".")
    public = urlsplit(settings.public_url)
    if host and host == public.hostname:
        port = f":{public.port}" if public.port not in (None, PORTS.get(public.scheme)) else ""
        return RelyingParty(id=host, origin=f"{public.scheme}://{host}{port}", name=NAME)
    asked = request.headers.get("host", "").lower()
    tenant = await brands.of_host(host)
    if tenant is not None:
        name = tenant.branding.name or tenant.name
        return RelyingParty(id=host, origin=f"{public.scheme or 'http'}://{asked}", name=name)
    if host in ("localhost", "127.0.0.1") and not settings.production:
        return RelyingParty(id=host, origin=f"http://{asked}", name=NAME)
    return None


def _is_address(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
