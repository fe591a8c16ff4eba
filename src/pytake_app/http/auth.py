"""Signing in and out, sessions, API keys, public keys."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Request, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody, SkipValidation

from pytake_app.http.edge.cookies import ProofCookie
from pytake_app.http.edge.paging import Listed, whole
from pytake_app.wire.identity import (
    ApiKeyIn,
    ApiKeyOut,
    ForgotPasswordIn,
    IssuedOut,
    LoginIn,
    MeOut,
    RefreshIn,
    RegisterIn,
    ResetPasswordIn,
    SecondStepOut,
    SessionOut,
    TotpIn,
    TotpOffIn,
    TotpOut,
    VerifyEmailIn,
    VerifyIn,
    api_key_out,
    issued_out,
    me_out,
    session_out,
)
from pytake_app.wire.qr import qr_picture
from pytake_domain.identity import (
    Device,
    Issued,
    ManageApiKeys,
    ManageSecondFactors,
    ManageSessions,
    ReadMe,
    RecoverAccess,
    RefreshRefused,
    RegisterTenants,
    SecondStep,
    SignedIn,
    SignIn,
    TokenSigner,
    VerifySecondSteps,
)
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.ids import ApiKeyId, SessionId, UserId
from pytake_domain.kernel.page import PageRequest

REFRESH = ProofCookie(name="pytake_refresh", path="/api/v1/auth/refresh", seconds=7 * 86_400, same_site="strict")
RefreshKey = Annotated[str | None, HeaderParameter(name="Idempotency-Key", min_length=16, max_length=200)]
LONGEST_AGENT = 300


class AuthController(Controller):
    """`/api/v1/auth`."""

    path = "/api/v1/auth"
    tags = ("auth",)

    @post("/register", summary="Create a tenant and its first administrator")
    async def register(
        self,
        data: JSONBody[RegisterIn],
        request: Request[Any, Any, Any],
        register_tenants: NamedDependency[RegisterTenants],
    ) -> Response[IssuedOut]:
        """Signed in at once."""
        issued = await register_tenants.register(
            company=data.company,
            name=data.name,
            email=data.email,
            password=data.password,
            slug=data.slug,
            time_zone=data.time_zone,
            language=data.language,
            currency=data.currency,
            device=device_of(request),
        )
        return issued_answer(request, issued, 201, cookie=data.cookie)

    @post("/login", status_code=200, summary="E-mail and password for tokens")
    async def login(
        self,
        data: JSONBody[LoginIn],
        request: Request[Any, Any, Any],
        sign_in: NamedDependency[SignIn],
    ) -> Response[IssuedOut | SecondStepOut]:
        """An access token for 24 h and a refresh token for 7 d; five failures lock the pair of address and account.

        Who has a second factor gets no tokens but `mfa_required` and what `POST /auth/mfa/verify` (a code) and `POST
        /auth/passkey/begin` (a passkey) take.
        """
        issued = await sign_in.login(email=data.email, password=data.password, device=device_of(request))
        if isinstance(issued, SecondStep):
            owed = SecondStepOut(
                mfa_required=True,
                mfa_token=issued.token.reveal(),
                expires_in=issued.expires_in,
                means=list(issued.means),
            )
            return Response(owed, status_code=200)
        answer: Response[Any] = issued_answer(request, issued, 200, cookie=data.cookie)
        return answer

    @post("/mfa/verify", status_code=200, summary="Second step of the login")
    async def verify(
        self,
        data: JSONBody[VerifyIn],
        request: Request[Any, Any, Any],
        verify_second_steps: NamedDependency[VerifySecondSteps],
    ) -> Response[IssuedOut]:
        """The app's code, or a recovery code; each is worth once. Failures lock like wrong passwords."""
        issued = await verify_second_steps.verify(token=data.mfa_token, code=data.code, device=device_of(request))
        return issued_answer(request, issued, 200, cookie=data.cookie)

    @post("/mfa/totp", status_code=200, summary="Switch two-factor sign-in on")
    async def totp(
        self,
        data: JSONBody[TotpIn],
        actor: NamedDependency[Actor],
        manage_second_factors: NamedDependency[ManageSecondFactors],
    ) -> TotpOut:
        """First without a code: the secret for the app. Then with its code: it is on, and the recovery codes are shown."""
        if data.code is None:
            begun = await manage_second_factors.begin(actor)
            uri = begun.uri.reveal()
            return TotpOut(enabled=False, secret=begun.secret.reveal(), otpauth_uri=uri, otpauth_qr=qr_picture(uri))
        codes = await manage_second_factors.confirm(actor, data.code)
        return TotpOut(enabled=True, recovery_codes=list(codes))

    @delete("/mfa/totp", summary="Switch two-factor sign-in off")
    async def totp_off(
        self,
        data: JSONBody[TotpOffIn],
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        manage_second_factors: NamedDependency[ManageSecondFactors],
    ) -> None:
        """With the password."""
        await manage_second_factors.remove(actor, password=data.password, address=device_of(request).address)

    @post("/refresh", status_code=200, summary="Rotate the refresh token")
    async def refresh(
        self,
        data: JSONBody[RefreshIn],
        request: Request[Any, Any, Any],
        sign_in: NamedDependency[SignIn],
        key: RefreshKey = None,
    ) -> Response[IssuedOut]:
        """A new pair; a refresh token that is used twice ends its session.

        With an Idempotency-Key, random and new for each refresh, it can be repeated when the answer got lost: the same token with
        the same key gets the same successor, until that one is used.
        """
        token = data.refresh_token or REFRESH.carried(request)
        if not token:
            raise RefreshRefused
        issued = await sign_in.refresh(token, key)
        if data.refresh_token is not None:
            return issued_answer(request, issued, 200, cookie=False)
        cookies = REFRESH.renewed(request, issued.refresh_token.reveal())
        return Response(issued_out(issued, cookie=True), status_code=200, cookies=cookies)

    @post("/logout", status_code=204, summary="Revoke the session")
    async def logout(
        self, request: Request[Any, Any, Any], signed_in: NamedDependency[SignedIn], sign_in: NamedDependency[SignIn]
    ) -> Response[None]:
        """Its tokens are worth nothing from now on."""
        await sign_in.logout(signed_in)
        return Response(None, status_code=204, cookies=REFRESH.taken(request))

    @post("/forgot-password", status_code=204, summary="Ask for a mail with a link to choose a password")
    async def forgot_password(
        self,
        data: JSONBody[ForgotPasswordIn],
        request: Request[Any, Any, Any],
        recover_access: NamedDependency[RecoverAccess],
    ) -> None:
        """The same answer whether the address exists or not. Where no mail is set up a 409 says what to do instead."""
        await recover_access.forgot(data.email, address=device_of(request).address)

    @post("/reset-password", status_code=204, summary="Choose a password with an invitation or a mail")
    async def reset_password(
        self, data: JSONBody[ResetPasswordIn], recover_access: NamedDependency[RecoverAccess]
    ) -> None:
        """With the token of a mail, or that an administrator handed over, once; all sessions of the person end."""
        await recover_access.reset(data.token, data.password)

    @post("/verify-email", status_code=204, summary="Confirm an address")
    async def verify_email(self, data: JSONBody[VerifyEmailIn], recover_access: NamedDependency[RecoverAccess]) -> None:
        """With the token of the mail, once. An address that changed since asks again."""
        await recover_access.verify(data.token)

    @get("/me", summary="Who is signed in")
    async def me(self, signed_in: NamedDependency[SignedIn], read_me: NamedDependency[ReadMe]) -> MeOut:
        """With tenant, role and permissions. Who `owes_second_factor` is refused everything else (`SECOND_FACTOR_DEMANDED`) until
        they have set one up.
        """
        return me_out(await read_me.read(signed_in))

    @get("/sessions", summary="The person's sessions")
    async def sessions(
        self,
        signed_in: NamedDependency[SignedIn],
        manage_sessions: NamedDependency[ManageSessions],
        page_request: NamedDependency[PageRequest],
        user_id: FromQuery[UUID | None] = None,
    ) -> Listed[SessionOut]:
        """Last used first. `user_id`: somebody else's, for who manages people."""
        sessions = await manage_sessions.all(signed_in.actor, UserId(user_id) if user_id else None)
        return whole([session_out(s, current=signed_in.session_id) for s in sessions], page_request)

    @delete("/sessions/{session_id:uuid}", summary="Sign one out")
    async def end_session(
        self,
        session_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        manage_sessions: NamedDependency[ManageSessions],
    ) -> None:
        """One's own, or anybody's of the company for who manages people."""
        await manage_sessions.revoke(actor, SessionId(session_id))


class ApiKeyController(Controller):
    """`/api/v1/api-keys`."""

    path = "/api/v1/api-keys"
    tags = ("users",)

    @get(summary="Keys, without their secret")
    async def all(
        self,
        actor: NamedDependency[Actor],
        manage_api_keys: NamedDependency[ManageApiKeys],
        page_request: NamedDependency[PageRequest],
    ) -> Listed[ApiKeyOut]:
        """Newest first."""
        return whole([api_key_out(key) for key in await manage_api_keys.all(actor)], page_request)

    @post(summary="Make a key")
    async def create(
        self, data: JSONBody[ApiKeyIn], actor: NamedDependency[Actor], manage_api_keys: NamedDependency[ManageApiKeys]
    ) -> ApiKeyOut:
        """The secret is shown this once."""
        made = await manage_api_keys.create(
            actor, name=data.name, permissions=data.permissions, expires_at=data.expires_at
        )
        return api_key_out(made.key, made.secret.reveal())

    @delete("/{key_id:uuid}", summary="Revoke a key")
    async def revoke(
        self, key_id: FromPath[UUID], actor: NamedDependency[Actor], manage_api_keys: NamedDependency[ManageApiKeys]
    ) -> None:
        """At once in this process, within seconds in others."""
        await manage_api_keys.revoke(actor, ApiKeyId(key_id))


@get("/.well-known/jwks.json", summary="Public signing keys", tags=["auth"])
async def jwks(tokens: NamedDependency[SkipValidation[TokenSigner]]) -> dict[str, Any]:
    """As RFC 7517 has them."""
    return dict(tokens.jwks())


def device_of(request: Request[Any, Any, Any]) -> Device:
    """Where the caller is."""
    address = str(request.scope["state"].get("address") or (request.client.host if request.client else "unknown"))
    return Device(address=address, user_agent=request.headers.get("user-agent", "")[:LONGEST_AGENT])


def issued_answer(request: Request[Any, Any, Any], issued: Issued, status: int, *, cookie: bool) -> Response[IssuedOut]:
    """The tokens; with `cookie` the one that refreshes is kept where no script reads it."""
    cookies = REFRESH.given(request, issued.refresh_token.reveal()) if cookie else []
    return Response(issued_out(issued, cookie=cookie), status_code=status, cookies=cookies)
