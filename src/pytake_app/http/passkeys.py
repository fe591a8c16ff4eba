"""Passkeys: one's own, and signing in with them."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, SkipValidation

from pytake_app.http.auth import device_of, issued_answer
from pytake_app.http.edge.paging import Listed, whole
from pytake_app.http.places import place_of
from pytake_app.settings import Settings
from pytake_app.wire.identity import IssuedOut
from pytake_app.wire.passkeys import (
    PasskeyAskedOut,
    PasskeyBeginIn,
    PasskeyBegunOut,
    PasskeyDoorIn,
    PasskeyIn,
    PasskeyNameIn,
    PasskeyOffIn,
    PasskeyOut,
    PasskeyShownIn,
    asked_out,
    begun_out,
    passkey_out,
)
from pytake_domain.identity import (
    BrandTenants,
    ManagePasskeys,
    SignedIn,
    SignInWithPasskeys,
)
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.ids import PasskeyId
from pytake_domain.kernel.page import PageRequest


class PasskeyController(Controller):
    """`/api/v1/auth/passkeys`."""

    path = "/api/v1/auth/passkeys"
    tags = ("auth",)

    @get(summary="The person's passkeys")
    async def all(
        self,
        actor: NamedDependency[Actor],
        manage_passkeys: NamedDependency[ManagePasskeys],
        page_request: NamedDependency[PageRequest],
    ) -> Listed[PasskeyOut]:
        """Oldest first. Who has one is asked for it after the password, as for a code."""
        return whole([passkey_out(each) for each in await manage_passkeys.all(actor)], page_request)

    @post("/begin", status_code=200, summary="Begin to add a passkey")
    async def begin(
        self,
        data: JSONBody[PasskeyBeginIn],
        request: Request[Any, Any, Any],
        signed_in: NamedDependency[SignedIn],
        settings: NamedDependency[SkipValidation[Settings]],
        brand_tenants: NamedDependency[BrandTenants],
        manage_passkeys: NamedDependency[ManagePasskeys],
    ) -> PasskeyBegunOut:
        """With the password; what the browser asks the device. It will work at this host alone."""
        place = await place_of(request, settings, brand_tenants)
        address = device_of(request).address
        user, asked = await manage_passkeys.begin(signed_in, place, password=data.password, address=address)
        return begun_out(user, place, asked)

    @post(summary="Add a passkey")
    async def add(
        self,
        data: JSONBody[PasskeyIn],
        request: Request[Any, Any, Any],
        signed_in: NamedDependency[SignedIn],
        settings: NamedDependency[SkipValidation[Settings]],
        brand_tenants: NamedDependency[BrandTenants],
        manage_passkeys: NamedDependency[ManagePasskeys],
    ) -> PasskeyOut:
        """What the device made, once, in the session that began it."""
        place = await place_of(request, settings, brand_tenants)
        made = await manage_passkeys.finish(
            signed_in, place, attempt=data.attempt, answer=data.credential, name=data.name
        )
        return passkey_out(made)

    @put("/{passkey_id:uuid}", summary="Rename a passkey")
    async def rename(
        self,
        passkey_id: FromPath[UUID],
        data: JSONBody[PasskeyNameIn],
        actor: NamedDependency[Actor],
        manage_passkeys: NamedDependency[ManagePasskeys],
    ) -> PasskeyOut:
        """One's own."""
        return passkey_out(await manage_passkeys.rename(actor, PasskeyId(passkey_id), data.name))

    @delete("/{passkey_id:uuid}", summary="Remove a passkey")
    async def remove(
        self,
        passkey_id: FromPath[UUID],
        data: JSONBody[PasskeyOffIn],
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        manage_passkeys: NamedDependency[ManagePasskeys],
    ) -> None:
        """One's own, with the password. After the last one the password alone lets in again, or a code where that is on."""
        address = device_of(request).address
        await manage_passkeys.remove(actor, PasskeyId(passkey_id), password=data.password, address=address)


class PasskeyDoorController(Controller):
    """`/api/v1/auth/passkey`."""

    path = "/api/v1/auth/passkey"
    tags = ("auth",)

    @post("/begin", status_code=200, summary="Begin to sign in with a passkey")
    async def begin(
        self,
        data: JSONBody[PasskeyDoorIn],
        request: Request[Any, Any, Any],
        settings: NamedDependency[SkipValidation[Settings]],
        brand_tenants: NamedDependency[BrandTenants],
        sign_in_with_passkeys: NamedDependency[SignInWithPasskeys],
    ) -> PasskeyAskedOut:
        """What the browser asks the device. With `mfa_token` it is the second step of a login, in place of a code."""
        place = await place_of(request, settings, brand_tenants)
        address = device_of(request).address
        return asked_out(await sign_in_with_passkeys.begin(place, address=address, mfa_token=data.mfa_token))

    @post("/finish", status_code=200, summary="Sign in with a passkey")
    async def finish(
        self,
        data: JSONBody[PasskeyShownIn],
        request: Request[Any, Any, Any],
        settings: NamedDependency[SkipValidation[Settings]],
        brand_tenants: NamedDependency[BrandTenants],
        sign_in_with_passkeys: NamedDependency[SignInWithPasskeys],
    ) -> Response[IssuedOut]:
        """Both factors at once: the device, and that it saw who holds it. Each challenge is answered once."""
        place = await place_of(request, settings, brand_tenants)
        issued = await sign_in_with_passkeys.finish(
            place, attempt=data.attempt, answer=data.credential, device=device_of(request)
        )
        return issued_answer(request, issued, 200, cookie=data.cookie)
