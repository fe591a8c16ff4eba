"""What can go wrong with tenants, people and their proofs."""

from pytake_domain.kernel.errors import (
    Conflict,
    Forbidden,
    LimitReached,
    NotFound,
    Throttled,
    Unauthenticated,
    UpstreamFailed,
)


class CredentialsWrong(Unauthenticated):
    """No such person, or another password: nobody can tell which."""

    code = "CREDENTIALS_WRONG"


class SignInLocked(Throttled):
    """Too many failures from this address for this account; `retry_after` is in whole seconds."""

    code = "SIGN_IN_LOCKED"


class TokenRefused(Unauthenticated):
    """The access token is not ours, was changed, or its session or person is gone."""

    code = "TOKEN_REFUSED"


class TokenExpired(Unauthenticated):
    """The access token's time is over: refresh it."""

    code = "TOKEN_EXPIRED"


class RefreshRefused(Unauthenticated):
    """The refresh token is unknown, expired, or was used before (then its session is over)."""

    code = "REFRESH_REFUSED"


class SecondStepRefused(Unauthenticated):
    """The second step of this sign-in came too late, or what it was begun with holds no more: sign in again."""

    code = "SECOND_STEP_REFUSED"


class CodeWrong(Unauthenticated):
    """Neither the present code of the app, unused, nor an unused recovery code."""

    code = "CODE_WRONG"


class SecondFactorOn(Conflict):
    """There is a second factor already; switch it off first."""

    code = "SECOND_FACTOR_ON"


class SecondFactorOff(Conflict):
    """There is no second factor, or none was begun."""

    code = "SECOND_FACTOR_OFF"


class SecondFactorDemanded(Forbidden):
    """The company asks its people for a second factor, and they have none: set one up first."""

    code = "SECOND_FACTOR_DEMANDED"


class LastSecondFactor(Conflict):
    """The company asks its people for a second factor, and this is the only one they have: add another one first."""

    code = "LAST_SECOND_FACTOR"


class OwnSecondFactorFirst(Conflict):
    """Nobody asks others for a second factor who has none themselves."""

    code = "OWN_SECOND_FACTOR_FIRST"


class PasskeyRefused(Unauthenticated):
    """The passkey is none of ours, was removed, or its answer is not to this challenge at this address."""

    code = "PASSKEY_REFUSED"


class PasskeyAttemptOver(Unauthenticated):
    """What the passkey was asked was answered already, is too old, or was asked elsewhere: begin again."""

    code = "PASSKEY_ATTEMPT_OVER"


class PasskeyCopied(Unauthenticated):
    """The passkey counted no further than before: somebody has a copy. It is recorded, and nobody was let in."""

    code = "PASSKEY_COPIED"


class PasskeyTaken(Conflict):
    """This device's passkey is somebody's already."""

    code = "PASSKEY_TAKEN"


class PasskeyElsewhere(Conflict):
    """The person's passkeys belong to another address of this installation: `host`."""

    code = "PASSKEY_ELSEWHERE"


class PasskeyPlaceRefused(Conflict):
    """Passkeys need a name that is this installation's own; `host` is none."""

    code = "PASSKEY_PLACE_REFUSED"


class PasskeysTooMany(LimitReached):
    """A person has as many as one may have."""

    code = "PASSKEYS_TOO_MANY"


class PasskeyNotFound(NotFound):
    """No such passkey of theirs."""

    code = "PASSKEY_NOT_FOUND"


class SignOnNotFound(NotFound):
    """The company is not there, or has no sign-on of its own."""

    code = "SIGN_ON_NOT_FOUND"


class SignOnAttemptOver(Unauthenticated):
    """This sign-on was finished already, took too long, or was begun in another browser: begin again."""

    code = "SIGN_ON_ATTEMPT_OVER"


class SignOnRefused(Unauthenticated):
    """The provider, or its proof, says no; `reason` is why."""

    code = "SIGN_ON_REFUSED"


class SignOnNobody(Unauthenticated):
    """The provider knows who it is, but nobody of this company is that by a link or a verified address of its domains."""

    code = "SIGN_ON_NOBODY"


class SignOnRequired(Forbidden):
    """The company's people come by its own sign-on; administrators may still use their password."""

    code = "SIGN_ON_REQUIRED"


class SignOnProviderFailed(UpstreamFailed):
    """The company's provider is away, or does not keep to OpenID Connect; `reason` is what failed."""

    code = "SIGN_ON_PROVIDER_FAILED"


class InvitationRefused(Unauthenticated):
    """The invitation is unknown, was used, replaced or is too old."""

    code = "INVITATION_REFUSED"


class ApiKeyRefused(Unauthenticated):
    """The API key is unknown, revoked or expired."""

    code = "API_KEY_REFUSED"


class UserInactive(Forbidden):
    """The person was switched off by their administrator."""

    code = "USER_INACTIVE"


class TenantNotFound(NotFound):
    """No such tenant."""

    code = "TENANT_NOT_FOUND"


class UserNotFound(NotFound):
    """No such person in this tenant."""

    code = "USER_NOT_FOUND"


class SessionNotFound(NotFound):
    """No such session of theirs."""

    code = "SESSION_NOT_FOUND"


class ApiKeyNotFound(NotFound):
    """No such key in this tenant."""

    code = "API_KEY_NOT_FOUND"


class EmailTaken(Conflict):
    """Somebody of this installation has this address."""

    code = "EMAIL_TAKEN"


class SlugTaken(Conflict):
    """Another tenant has this short name."""

    code = "SLUG_TAKEN"


class LastAdministrator(Conflict):
    """A tenant keeps at least one active administrator."""

    code = "LAST_ADMINISTRATOR"


class TenantStatusRefused(Conflict):
    """The tenant is already what it was asked to become; `status` says what."""

    code = "TENANT_STATUS_REFUSED"


class TenantDeleting(Conflict):
    """The tenant is being deleted: nothing of it changes any more."""

    code = "TENANT_DELETING"


class OwnTenant(Conflict):
    """An administrator of the platform neither suspends nor deletes the tenant they are signed in at."""

    code = "OWN_TENANT"


class PlanTooSmall(LimitReached):
    """More is in use than would be allowed; each problem names a limit, its present use and what would be allowed."""

    code = "PLAN_TOO_SMALL"


class RateReached(Throttled):
    """The tenant's requests come faster than its plan allows; `retry_after` is in whole seconds."""

    code = "REQUEST_RATE_REACHED"


class DomainTaken(Conflict):
    """Another tenant has this domain."""

    code = "DOMAIN_TAKEN"


class LogoNotFound(NotFound):
    """The host has no logo of its own."""

    code = "LOGO_NOT_FOUND"


class RoleNotFound(NotFound):
    """No such role of this tenant's own."""

    code = "ROLE_NOT_FOUND"


class RoleNameTaken(Conflict):
    """The tenant, or every tenant, has a role of this name."""

    code = "ROLE_NAME_TAKEN"


class RoleInUse(Conflict):
    """People have this role, `count` of them: name another one that they get."""

    code = "ROLE_IN_USE"


class MailTokenRefused(Unauthenticated):
    """The link of a mail was used, replaced, is of another address or too old."""

    code = "MAIL_TOKEN_REFUSED"


class MailNotSetUp(Conflict):
    """This installation sends no mail."""

    code = "MAIL_NOT_SET_UP"


class MailRefused(UpstreamFailed):
    """The mail server takes no mail for this address; no repetition would mend it."""

    code = "MAIL_REFUSED"
