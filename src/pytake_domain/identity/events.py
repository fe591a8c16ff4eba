"""What happens to tenants and the people and keys that act for them."""

from uuid import UUID

from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import ApiKeyId, RoleId, SessionId, UserId


class TenantRegistered(Event, frozen=True, kw_only=True, tag=True):
    """A tenant began, with its first administrator."""

    kept = True
    slug: str
    user_id: UserId

    @property
    def subject(self) -> UUID:
        """The tenant."""
        return self.tenant_id


class TenantStatusChanged(Event, frozen=True, kw_only=True, tag=True):
    """A tenant was suspended or may work again; `reason` says why."""

    kept = True
    status: str

    @property
    def subject(self) -> UUID:
        """The tenant."""
        return self.tenant_id

    @property
    def topic(self) -> str:
        """Told apart by what it became."""
        return f"{self.name}.{self.status}"


class TenantChanged(Event, frozen=True, kw_only=True, tag=True):
    """Something of a tenant was changed by the platform's administrator; `fields` names what."""

    kept = True
    fields: tuple[str, ...]
    plan: str

    @property
    def subject(self) -> UUID:
        """The tenant."""
        return self.tenant_id


class _UserEvent(Event, frozen=True, kw_only=True, tag=True):
    kept = True
    user_id: UserId

    @property
    def subject(self) -> UUID:
        """The person."""
        return self.user_id


class UserAdded(_UserEvent, frozen=True, kw_only=True, tag=True):
    """Somebody joined a tenant."""

    role: str


class UserChanged(_UserEvent, frozen=True, kw_only=True, tag=True):
    """What somebody may do changed; `fields` names what."""

    fields: tuple[str, ...]
    role: str
    active: bool


class UserRemoved(_UserEvent, frozen=True, kw_only=True, tag=True):
    """Somebody is no longer there: signed out, and what was theirs to answer waits for others."""

    role: str


class RoleChanged(Event, frozen=True, kw_only=True, tag=True):
    """A role of a tenant's own was `added`, `changed` or `removed`."""

    kept = True
    role_id: RoleId
    role_name: str
    move: str
    permissions: tuple[str, ...]

    @property
    def subject(self) -> UUID:
        """The role."""
        return self.role_id


class SessionStarted(_UserEvent, frozen=True, kw_only=True, tag=True):
    """Somebody signed in."""

    session_id: SessionId


class SessionRevoked(_UserEvent, frozen=True, kw_only=True, tag=True):
    """A session is over: `reason` is `signed_out`, `revoked`, `reused`, `user_inactive`,
    `user_removed` or `password_changed`.
    """

    session_id: SessionId


class PasskeyChanged(_UserEvent, frozen=True, kw_only=True, tag=True):
    """A passkey of somebody's was `added`, `renamed` or `removed`; or `copied`: it counted no further and was refused."""

    move: str
    passkey_name: str

    @property
    def topic(self) -> str:
        """Told apart by what happened."""
        return f"{self.name}.{self.move}"


class SignOnChanged(Event, frozen=True, kw_only=True, tag=True):
    """How a tenant's people sign on was `set` or `removed`; `fields` names what."""

    kept = True
    move: str
    fields: tuple[str, ...] = ()

    @property
    def subject(self) -> UUID:
        """The tenant."""
        return self.tenant_id


class SignInRulesChanged(Event, frozen=True, kw_only=True, tag=True):
    """What a tenant asks of its people when they sign in was changed; as it is from now on."""

    kept = True
    second_factor_demanded: bool

    @property
    def subject(self) -> UUID:
        """The tenant."""
        return self.tenant_id


class _ApiKeyEvent(Event, frozen=True, kw_only=True, tag=True):
    kept = True
    api_key_id: ApiKeyId

    @property
    def subject(self) -> UUID:
        """The key."""
        return self.api_key_id


class ApiKeyCreated(_ApiKeyEvent, frozen=True, kw_only=True, tag=True):
    """A machine may act for the tenant."""

    name: str
    permissions: tuple[str, ...]


class ApiKeyRevoked(_ApiKeyEvent, frozen=True, kw_only=True, tag=True):
    """And may no more."""
