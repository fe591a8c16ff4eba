"""What identity needs from outside."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from pytake_domain.identity.activity import Activity
from pytake_domain.identity.api_key import ApiKey
from pytake_domain.identity.lock_out import Failures
from pytake_domain.identity.passkey import Passkey
from pytake_domain.identity.passkey_ports import PasskeyRepository
from pytake_domain.identity.plan import Limit
from pytake_domain.identity.role import CustomRole
from pytake_domain.identity.second_factor import SecondFactor
from pytake_domain.identity.session import Session
from pytake_domain.identity.sign_on_ports import SignOnRepository
from pytake_domain.identity.tenant import Tenant
from pytake_domain.identity.user import User
from pytake_domain.kernel.events import Deliveries, EventLog
from pytake_domain.kernel.ids import ApiKeyId, EventId, RoleId, SessionId, TenantId, UserId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.secrets import Secret
from pytake_domain.kernel.work import Jobs


class TenantRepository(Protocol):
    """The one tenant of a work."""

    async def add(self, tenant: Tenant) -> None:
        """Store the work's tenant. Raises SlugTaken, DomainTaken."""
        ...

    async def get(self, *, lock: bool = False) -> Tenant:
        """The work's tenant; locked, works that do the same wait for each other. Raises TenantNotFound."""
        ...

    async def save(self, tenant: Tenant) -> None:
        """Raises StaleVersion when somebody saved it since it was read."""
        ...


class UserRepository(Protocol):
    """People of one tenant, inside a work."""

    async def add(self, user: User) -> None:
        """Raises EmailTaken, whichever tenant has it."""
        ...

    async def get(self, user_id: UserId) -> User:
        """Raises UserNotFound."""
        ...

    async def get_all(self, ids: Sequence[UserId]) -> dict[UserId, User]:
        """Those that exist, in one go."""
        ...

    async def save(self, user: User) -> None:
        """Raises StaleVersion when somebody saved them since they were read, EmailTaken."""
        ...

    async def remove(self, user_id: UserId) -> None:
        """Their row; what they did stays. Raises UserNotFound."""
        ...

    async def invited(self, invitation_hash: bytes) -> User:
        """Whose invitation it is, too old or not; locked. Raises UserNotFound."""
        ...

    async def page(self, request: PageRequest) -> Page[User]:
        """Sorted by `name`, `email` or `created_at` (the default)."""
        ...

    async def count_active(self) -> int:
        """How many count against the plan."""
        ...

    async def of_role(self, role_id: RoleId) -> Sequence[User]:
        """Who has a role of the tenant's own."""
        ...

    async def count_by_role(self) -> Mapping[str, int]:
        """How many have each: by the name of a built-in one, by the id of one of the tenant's own; none where nobody has it."""
        ...

    async def count_administrators(self) -> int:
        """How many could set the tenant's people right; see User.is_administrator."""
        ...


class RoleRepository(Protocol):
    """Roles of one tenant's own, inside a work."""

    async def add(self, role: CustomRole) -> None:
        """Raises RoleNameTaken."""
        ...

    async def get(self, role_id: RoleId) -> CustomRole:
        """Raises RoleNotFound."""
        ...

    async def all(self) -> Sequence[CustomRole]:
        """By name."""
        ...

    async def save(self, role: CustomRole) -> None:
        """Raises StaleVersion, RoleNameTaken."""
        ...

    async def remove(self, role_id: RoleId) -> None:
        """Raises RoleNotFound."""
        ...


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A session with who it belongs to, read at once; `second_factor`: a code is asked of them, or they have a passkey."""

    session: Session
    user: User
    tenant: Tenant
    second_factor: bool = False


class SessionRepository(Protocol):
    """Sessions of one tenant's people, inside a work."""

    async def add(self, session: Session) -> None:
        """Store a new one."""
        ...

    async def get(self, session_id: SessionId, *, lock: bool = False) -> Session:
        """Raises SessionNotFound. Locked, two uses of one refresh token come one after the other."""
        ...

    async def standing(self, session_id: SessionId) -> Standing:
        """Raises SessionNotFound."""
        ...

    async def save(self, session: Session) -> None:
        """Tokens, times, revocation; of a session that was read locked."""
        ...

    async def alive_of(self, user_id: UserId, now: dt.datetime) -> Sequence[Session]:
        """Those that are neither revoked nor expired, last used first."""
        ...

    async def revoke_of(
        self, user_id: UserId, reason: str, now: dt.datetime, *, keep: SessionId | None = None
    ) -> Sequence[SessionId]:
        """End all of a person but the one to keep; the ids of those that were not over yet."""
        ...


class ApiKeyRepository(Protocol):
    """A tenant's API keys, inside a work."""

    async def add(self, key: ApiKey) -> None:
        """Store a new one."""
        ...

    async def get(self, key_id: ApiKeyId) -> ApiKey:
        """Raises ApiKeyNotFound."""
        ...

    async def save(self, key: ApiKey) -> None:
        """Its name and revocation."""
        ...

    async def all(self) -> Sequence[ApiKey]:
        """Newest first, revoked ones too."""
        ...


class SecondFactorRepository(Protocol):
    """Second factors of one tenant's people, inside a work; at most one each."""

    async def find(self, user_id: UserId, *, lock: bool = False) -> SecondFactor | None:
        """Theirs, confirmed or not. Locked, two uses of one code come one after the other."""
        ...

    async def put(self, factor: SecondFactor) -> None:
        """Store it, over the one there is."""
        ...

    async def remove(self, user_id: UserId) -> None:
        """Nothing happens when there is none."""
        ...


class ActivityLog(Protocol):
    """What people of one tenant did, inside a work; nothing is ever changed or taken out."""

    async def of(self, user_id: UserId, *, before: EventId | None, limit: int) -> Sequence[Activity]:
        """Theirs, newest first; `before` goes on where an earlier page ended."""
        ...


class UsageCounts(Protocol):
    """What of one tenant counts against its limits, inside a work."""

    async def counts(self) -> Mapping[Limit, int]:
        """How much of each there is now: people who are active, numbers, flows, campaigns that are not over, and messages queued
        in this month.
        """
        ...


class IdentityWork(Protocol):
    """The part of a work that identity uses."""

    @property
    def tenants(self) -> TenantRepository:
        """The tenant."""
        ...

    @property
    def users(self) -> UserRepository:
        """People."""
        ...

    @property
    def roles(self) -> RoleRepository:
        """Roles of its own."""
        ...

    @property
    def user_sessions(self) -> SessionRepository:
        """Who is signed in."""
        ...

    @property
    def api_keys(self) -> ApiKeyRepository:
        """Machines."""
        ...

    @property
    def second_factors(self) -> SecondFactorRepository:
        """What is asked for beside passwords."""
        ...

    @property
    def passkeys(self) -> PasskeyRepository:
        """Keys on people's devices."""
        ...

    @property
    def sign_on(self) -> SignOnRepository:
        """Its own provider of identities."""
        ...

    @property
    def activity(self) -> ActivityLog:
        """What people did."""
        ...

    @property
    def usage(self) -> UsageCounts:
        """What counts against its limits."""
        ...

    @property
    def events(self) -> EventLog:
        """What happened."""
        ...

    @property
    def jobs(self) -> Jobs:
        """Work for later."""
        ...

    @property
    def deliveries(self) -> Deliveries:
        """Events taken for delivery."""
        ...


class KeyStanding(msgspec.Struct, frozen=True, kw_only=True):
    """An API key with its tenant, read at once."""

    key: ApiKey
    tenant: Tenant


class IdentityLookup(Protocol):
    """Finds by a proof whose it is, before the tenant is known. Raises Unavailable when the database is away."""

    async def user_by_email(self, email: str) -> User | None:
        """The person of a normalised address."""
        ...

    async def session_by_family(self, family_hash: bytes) -> Session | None:
        """The session of a refresh token's family, over or not."""
        ...

    async def api_key(self, key_hash: bytes) -> KeyStanding | None:
        """The key of a hash, valid or not."""
        ...

    async def passkey(self, credential_id: bytes) -> Passkey | None:
        """The passkey of a device's id for it."""
        ...


class LockOuts(Protocol):
    """Failed sign-ins by pair (lock_out.pair); shared by all processes, each change all or nothing."""

    async def get(self, pair: bytes) -> Failures:
        """None at all when nothing is known."""
        ...

    async def fail(self, pair: bytes, now: dt.datetime) -> Failures:
        """Count one more failure; what it led to."""
        ...

    async def clear(self, pair: bytes, now: dt.datetime) -> Failures:
        """Forget the failures, unless the pair is locked; what was there."""
        ...


class PasswordHasher(Protocol):
    """Hashes slowly on purpose, away from the event loop."""

    async def hash(self, password: str) -> Secret:
        """A new hash, with its own salt."""
        ...

    def common(self, password: str) -> bool:
        """See KnownPasswords."""
        ...

    async def verify(self, known: Secret | None, password: str) -> bool:
        """Is it the password? None is nobody's hash: takes as long, and is never right."""
        ...

    def needs_rehash(self, known: Secret) -> bool:
        """Was it made with other parameters than today's?"""
        ...


class Claims(msgspec.Struct, frozen=True, kw_only=True):
    """What an access token says. Times are whole seconds since 1970."""

    sub: UserId
    email: str
    role: str
    tenant_id: TenantId
    sid: SessionId
    jti: str
    iat: int
    exp: int


class TokenSigner(Protocol):
    """Signs access tokens with the newest key; all known keys verify."""

    def sign(self, claims: Claims) -> str:
        """The token."""
        ...

    def verify(self, token: str) -> Claims:
        """Raises TokenRefused for what we did not sign or what lacks a claim. The time is the caller's to compare."""
        ...

    def jwks(self) -> Mapping[str, object]:
        """The public keys, as RFC 7517 has them."""
        ...


class WrappedKey(msgspec.Struct, frozen=True, kw_only=True):
    """A tenant's data key, encrypted by a master key."""

    tenant_id: TenantId
    version: int
    wrapped: bytes
    master_version: int
    created_at: dt.datetime


class VaultKeys(Protocol):
    """Where wrapped data keys are kept. Raises Unavailable when the database is away."""

    async def newest(self, tenant_id: TenantId) -> WrappedKey | None:
        """The tenant's key of the highest version."""
        ...

    async def get(self, tenant_id: TenantId, version: int) -> WrappedKey | None:
        """One version."""
        ...

    async def add(self, key: WrappedKey) -> WrappedKey:
        """Store it; who is second with a version gets what the first stored."""
        ...

    async def not_under(self, master_version: int, limit: int) -> Sequence[WrappedKey]:
        """Keys of any tenant that another master key wrapped, at most `limit`."""
        ...

    async def rewrap(self, key: WrappedKey, *, was: int) -> bool:
        """Replace the wrapping that the master key `was` made. False when somebody else did already."""
        ...
