"""A company's own sign-on: its settings, the way to the provider and back."""

import logging
from typing import Annotated, Any
from urllib.parse import quote

from litestar import Controller, Request, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter, SkipValidation

from pytake_app.http.auth import device_of, issued_answer
from pytake_app.http.edge.cookies import ProofCookie
from pytake_app.http.edge.request_id import request_id
from pytake_app.http.places import own_place
from pytake_app.settings import Settings
from pytake_app.wire.identity import IssuedOut
from pytake_app.wire.sign_on import ExchangeIn, SignOnCheckOut, SignOnIn, SignOnOut, check_out, draft_of, sign_on_out
from pytake_domain.identity import (
    SIGN_ON_CALLBACK,
    BrandTenants,
    ManageSignOn,
    SignedIn,
    SignOn,
    SignOnAttemptOver,
    SignOnByProvider,
    SignOnNotFound,
)
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.errors import PytakeError
from pytake_domain.kernel.secrets import Secret

log = logging.getLogger(__name__)
PATH = "/api/v1/auth/oidc"
# Coming back from the provider is a link of another site's.
BINDING = ProofCookie(name="pytake_sign_on", path=PATH, seconds=600, same_site="lax")
CONSOLE = "/app/single-sign-on"
LONGEST = 4_096
State = Annotated[str, QueryParameter(name="state")]
Failed = Annotated[str | None, QueryParameter(name="error")]
Issuer = Annotated[str | None, QueryParameter(name="iss")]


class SignOnController(Controller):
    """`/api/v1/single-sign-on`."""

    path = "/api/v1/single-sign-on"
    tags = ("users",)

    @get(summary="The company's own sign-on")
    async def read(
        self,
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        signed_in: NamedDependency[SignedIn],
        settings: NamedDependency[SkipValidation[Settings]],
        brand_tenants: NamedDependency[BrandTenants],
        manage_sign_on: NamedDependency[ManageSignOn],
    ) -> SignOnOut:
        """For administrators; 404 where none is set up."""
        found = await manage_sign_on.read(actor)
        return await _shown(found, request, signed_in, settings, brand_tenants)

    @put(summary="Set the company's own sign-on up")
    async def put(
        self,
        data: JSONBody[SignOnIn],
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        signed_in: NamedDependency[SignedIn],
        settings: NamedDependency[SkipValidation[Settings]],
        brand_tenants: NamedDependency[BrandTenants],
        manage_sign_on: NamedDependency[ManageSignOn],
    ) -> SignOnOut:
        """Whoever says who people are could be any of them, so it takes all that an administrator may do. Another issuer makes
        everybody come for the first time again.
        """
        put = await manage_sign_on.put(actor, draft_of(data))
        return await _shown(put, request, signed_in, settings, brand_tenants)

    @delete(summary="Do without a sign-on of its own")
    async def remove(self, actor: NamedDependency[Actor], manage_sign_on: NamedDependency[ManageSignOn]) -> None:
        """People come by their passwords and passkeys again; those who never had one ask for it by mail."""
        await manage_sign_on.remove(actor)

    @post("/check", status_code=200, summary="Is the provider there?")
    async def check(
        self, actor: NamedDependency[Actor], manage_sign_on: NamedDependency[ManageSignOn]
    ) -> SignOnCheckOut:
        """Asks it for what it says of itself."""
        return check_out(await manage_sign_on.check(actor))


class OidcController(Controller):
    """`/api/v1/auth/oidc`."""

    path = PATH
    tags = ("auth",)

    @get("/start/{slug:str}", status_code=302, summary="Go to a company's provider")
    async def start(
        self,
        slug: FromPath[str],
        request: Request[Any, Any, Any],
        settings: NamedDependency[SkipValidation[Settings]],
        brand_tenants: NamedDependency[BrandTenants],
        sign_on_by_provider: NamedDependency[SignOnByProvider],
    ) -> Response[None]:
        """By the company's short name. The way back is bound to this browser by a cookie; what fails leads to the console, with
        its code.
        """
        try:
            place = await own_place(request, settings, brand_tenants)
            if place is None:
                raise SignOnNotFound
            url, binding = await sign_on_by_provider.start(slug, place.origin)
        except PytakeError as error:
            return _refused(request, error)
        return _to(request, url, binding)

    @get("/callback", status_code=302, summary="Back from a company's provider")
    async def callback(
        self,
        request: Request[Any, Any, Any],
        sign_on_by_provider: NamedDependency[SignOnByProvider],
        begun: State = "",
        code: FromQuery[str] = "",
        failed: Failed = None,
        whose: Issuer = None,
    ) -> Response[None]:
        """Leads to the console: with a code worth once, for a minute, in this browser, or with the code of what failed."""
        try:
            handed = await sign_on_by_provider.callback(
                state=begun[:LONGEST],
                code=code[:LONGEST],
                issuer=whose,
                failed=failed,
                binding=BINDING.carried(request) or "",
            )
        except PytakeError as error:
            return _refused(request, error)
        # Behind `#` it reaches no server's log.
        return _to(request, f"{CONSOLE}#{handed.reveal()}")

    @post("/exchange", status_code=200, summary="The session of a sign-on")
    async def exchange(
        self,
        data: JSONBody[ExchangeIn],
        request: Request[Any, Any, Any],
        sign_on_by_provider: NamedDependency[SignOnByProvider],
    ) -> Response[IssuedOut]:
        """Once, in the browser that began."""
        binding = BINDING.carried(request)
        if not binding:
            raise SignOnAttemptOver
        issued = await sign_on_by_provider.exchange(data.code, binding=binding, device=device_of(request))
        answer = issued_answer(request, issued, 200, cookie=data.cookie)
        answer.cookies += BINDING.taken(request)
        return answer


def _to(request: Request[Any, Any, Any], url: str, binding: Secret | None = None) -> Response[None]:
    cookies = BINDING.given(request, binding.reveal()) if binding is not None else []
    headers = {"Location": url, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return Response(None, status_code=302, headers=headers, cookies=cookies)


def _refused(request: Request[Any, Any, Any], error: PytakeError) -> Response[None]:
    log.warning("%s: sign-on: %s", request_id(request.scope), error)
    return _to(request, f"{CONSOLE}?refused={quote(error.code)}")


async def _shown(
    found: SignOn, request: Request[Any, Any, Any], signed_in: SignedIn, settings: Settings, brands: BrandTenants
) -> SignOnOut:
    place = await own_place(request, settings, brands)
    origin = place.origin if place is not None else settings.public_url
    start = f"{origin}{PATH}/start/{signed_in.tenant.slug}"
    return sign_on_out(found, redirect_uri=origin + SIGN_ON_CALLBACK, start=start)
