"""`auth`. Made by generate.py out of the OpenAPI document: change that, not this."""

from pytake_client.calls import Call, Id, path_of
from pytake_client.types import (
    ExchangeIn,
    ForgotPasswordIn,
    IssuedOut,
    Listed,
    LoginIn,
    MeOut,
    PasskeyAskedOut,
    PasskeyBeginIn,
    PasskeyBegunOut,
    PasskeyDoorIn,
    PasskeyIn,
    PasskeyNameIn,
    PasskeyOffIn,
    PasskeyOut,
    PasskeyShownIn,
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
)


def end_session(session_id: Id) -> Call[None]:
    """Sign one out.

    One's own, or anybody's of the company for who manages people.
    """
    return Call("DELETE", path_of("/api/v1/auth/sessions/{session_id}", session_id=session_id), returns=None)


def forgot_password(body: ForgotPasswordIn) -> Call[None]:
    """Ask for a mail with a link to choose a password.

    The same answer whether the address exists or not. Where no mail is set up a 409 says what to do instead.
    """
    return Call("POST", "/api/v1/auth/forgot-password", returns=None, body=body)


def login(body: LoginIn) -> Call[IssuedOut | SecondStepOut]:
    """E-mail and password for tokens.

    An access token for 24 h and a refresh token for 7 d; five failures lock the pair of address and account.

    Who has a second factor gets no tokens but `mfa_required` and what `POST /auth/mfa/verify` (a code) and `POST
    /auth/passkey/begin` (a passkey) take.
    """
    return Call("POST", "/api/v1/auth/login", returns=(IssuedOut, SecondStepOut), body=body)


def logout() -> Call[None]:
    """Revoke the session.

    Its tokens are worth nothing from now on.
    """
    return Call("POST", "/api/v1/auth/logout", returns=None)


def me() -> Call[MeOut]:
    """Who is signed in.

    With tenant, role and permissions. Who `owes_second_factor` is refused everything else (`SECOND_FACTOR_DEMANDED`) until
    they have set one up.
    """
    return Call("GET", "/api/v1/auth/me", returns=MeOut)


def refresh(body: RefreshIn) -> Call[IssuedOut]:
    """Rotate the refresh token.

    A new pair; a refresh token that is used twice ends its session.

    With an Idempotency-Key, random and new for each refresh, it can be repeated when the answer got lost: the same token with
    the same key gets the same successor, until that one is used.
    """
    return Call("POST", "/api/v1/auth/refresh", returns=IssuedOut, body=body)


def register(body: RegisterIn) -> Call[IssuedOut]:
    """Create a tenant and its first administrator.

    Signed in at once.
    """
    return Call("POST", "/api/v1/auth/register", returns=IssuedOut, body=body)


def reset_password(body: ResetPasswordIn) -> Call[None]:
    """Choose a password with an invitation or a mail.

    With the token of a mail, or that an administrator handed over, once; all sessions of the person end.
    """
    return Call("POST", "/api/v1/auth/reset-password", returns=None, body=body)


def sessions(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
    user_id: Id | None = None,
) -> Call[Listed[SessionOut]]:
    """The person's sessions.

    Last used first. `user_id`: somebody else's, for who manages people.
    """
    return Call(
        "GET",
        "/api/v1/auth/sessions",
        returns=Listed[SessionOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor, "user_id": user_id},
        by_cursor=True,
    )


def totp(body: TotpIn) -> Call[TotpOut]:
    """Switch two-factor sign-in on.

    First without a code: the secret for the app. Then with its code: it is on, and the recovery codes are shown.
    """
    return Call("POST", "/api/v1/auth/mfa/totp", returns=TotpOut, body=body)


def totp_off(body: TotpOffIn) -> Call[None]:
    """Switch two-factor sign-in off.

    With the password.
    """
    return Call("DELETE", "/api/v1/auth/mfa/totp", returns=None, body=body)


def verify(body: VerifyIn) -> Call[IssuedOut]:
    """Second step of the login.

    The app's code, or a recovery code; each is worth once. Failures lock like wrong passwords.
    """
    return Call("POST", "/api/v1/auth/mfa/verify", returns=IssuedOut, body=body)


def verify_email(body: VerifyEmailIn) -> Call[None]:
    """Confirm an address.

    With the token of the mail, once. An address that changed since asks again.
    """
    return Call("POST", "/api/v1/auth/verify-email", returns=None, body=body)


def passkeys_all(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[PasskeyOut]]:
    """The person's passkeys.

    Oldest first. Who has one is asked for it after the password, as for a code.
    """
    return Call(
        "GET",
        "/api/v1/auth/passkeys",
        returns=Listed[PasskeyOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def passkeys_add(body: PasskeyIn) -> Call[PasskeyOut]:
    """Add a passkey.

    What the device made, once, in the session that began it.
    """
    return Call("POST", "/api/v1/auth/passkeys", returns=PasskeyOut, body=body)


def passkeys_begin(body: PasskeyBeginIn) -> Call[PasskeyBegunOut]:
    """Begin to add a passkey.

    With the password; what the browser asks the device. It will work at this host alone.
    """
    return Call("POST", "/api/v1/auth/passkeys/begin", returns=PasskeyBegunOut, body=body)


def passkeys_rename(passkey_id: Id, body: PasskeyNameIn) -> Call[PasskeyOut]:
    """Rename a passkey.

    One's own.
    """
    return Call(
        "PUT", path_of("/api/v1/auth/passkeys/{passkey_id}", passkey_id=passkey_id), returns=PasskeyOut, body=body
    )


def passkeys_remove(passkey_id: Id, body: PasskeyOffIn) -> Call[None]:
    """Remove a passkey.

    One's own, with the password. After the last one the password alone lets in again, or a code where that is on.
    """
    return Call("DELETE", path_of("/api/v1/auth/passkeys/{passkey_id}", passkey_id=passkey_id), returns=None, body=body)


def passkey_begin(body: PasskeyDoorIn) -> Call[PasskeyAskedOut]:
    """Begin to sign in with a passkey.

    What the browser asks the device. With `mfa_token` it is the second step of a login, in place of a code.
    """
    return Call("POST", "/api/v1/auth/passkey/begin", returns=PasskeyAskedOut, body=body)


def passkey_finish(body: PasskeyShownIn) -> Call[IssuedOut]:
    """Sign in with a passkey.

    Both factors at once: the device, and that it saw who holds it. Each challenge is answered once.
    """
    return Call("POST", "/api/v1/auth/passkey/finish", returns=IssuedOut, body=body)


def callback(
    *, state: str | None = None, code: str | None = None, error: str | None = None, iss: str | None = None
) -> Call[None]:
    """Back from a company's provider.

    Leads to the console: with a code worth once, for a minute, in this browser, or with the code of what failed.
    """
    return Call(
        "GET",
        "/api/v1/auth/oidc/callback",
        returns=None,
        query={"state": state, "code": code, "error": error, "iss": iss},
    )


def exchange(body: ExchangeIn) -> Call[IssuedOut]:
    """The session of a sign-on.

    Once, in the browser that began.
    """
    return Call("POST", "/api/v1/auth/oidc/exchange", returns=IssuedOut, body=body)


def oidc_start(slug: Id) -> Call[None]:
    """Go to a company's provider.

    By the company's short name. The way back is bound to this browser by a cookie; what fails leads to the console, with
    its code.
    """
    return Call("GET", path_of("/api/v1/auth/oidc/start/{slug}", slug=slug), returns=None)
