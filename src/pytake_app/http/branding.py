"""How a company looks, before anybody is signed in."""

from typing import Annotated, Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import HeaderParameter

from pytake_app.wire.branding import BrandingOut, branding_out
from pytake_domain.identity import BrandTenants, SignOnByProvider

Known = Annotated[str | None, HeaderParameter(name="If-None-Match")]


class BrandingController(Controller):
    """`/api/v1/branding`."""

    path = "/api/v1/branding"
    tags = ("tenants",)

    @get(summary="Branding of the host asked for")
    async def of_host(
        self,
        request: Request[Any, Any, Any],
        brand_tenants: NamedDependency[BrandTenants],
        sign_on_by_provider: NamedDependency[SignOnByProvider],
    ) -> Response[BrandingOut]:
        """The company's whose domain it is; PyTake's own otherwise."""
        tenant = await brand_tenants.of_host(host_of(request))
        shown = branding_out(tenant, sign_on=await sign_on_by_provider.offered(tenant))
        return Response(shown, headers={"Cache-Control": "no-cache", "Vary": "Host"})

    @get("/logo", summary="Its logo")
    async def logo(
        self, request: Request[Any, Any, Any], brand_tenants: NamedDependency[BrandTenants], known: Known = None
    ) -> Response[Any]:
        """PNG, JPEG or WebP; nothing in it can run."""
        logo = await brand_tenants.logo(host_of(request))
        headers = {
            "ETag": f'"{logo.etag}"',
            "Cache-Control": "public, max-age=3600",
            "Vary": "Host",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        }
        if known is not None and f'"{logo.etag}"' in known:
            return Response(None, status_code=304, headers=headers)
        return Response(logo.data, media_type=logo.mime_type, headers=headers)


def host_of(request: Request[Any, Any, Any]) -> str:
    """The name that was asked for, without its port."""
    host = request.headers.get("host", "")
    return host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]
