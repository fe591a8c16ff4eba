"""Starting a session and handing out its tokens; for those use cases that end in a sign-in."""

import datetime as dt

import msgspec

from pytake_domain.identity.events import SessionStarted
from pytake_domain.identity.ports import Claims, IdentityWork, TokenSigner
from pytake_domain.identity.session import Device, RefreshToken, Session, start_session
from pytake_domain.identity.tenant import Tenant
from pytake_domain.identity.user import User, UserView
from pytake_domain.kernel.actor import ActorKind
from pytake_domain.kernel.chance import Chance
from pytake_domain.kernel.ids import EventId, Ids, SessionId
from pytake_domain.kernel.secrets import Secret

TOKEN_LIFETIME = dt.timedelta(hours=24)


class Issued(msgspec.Struct, frozen=True, kw_only=True):
    """A pair of tokens and who they are for. `expires_in` is the access token's, in seconds."""

    token: Secret
    refresh_token: Secret
    expires_in: int
    user: UserView
    tenant: Tenant
    session_id: SessionId


class TokenIssuer:
    """Makes sessions and their tokens."""

    def __init__(self, *, tokens: TokenSigner, ids: Ids, chance: Chance) -> None:
        self._tokens = tokens
        self._ids = ids
        self._chance = chance

    async def start(
        self, work: IdentityWork, user: User, device: Device, now: dt.datetime, *, by_provider: bool = False
    ) -> tuple[Session, RefreshToken]:
        """Store a new session in the work."""
        token = RefreshToken.first(self._chance)
        session_id = SessionId(self._ids.new())
        session = start_session(
            session_id,
            tenant_id=user.tenant_id,
            user_id=user.id,
            token=token,
            device=device,
            now=now,
            by_provider=by_provider,
        )
        await work.user_sessions.add(session)
        work.events.add(
            SessionStarted(
                id=EventId(self._ids.new()),
                tenant_id=user.tenant_id,
                at=now,
                actor_kind=ActorKind.USER,
                actor_id=user.id,
                user_id=user.id,
                session_id=session_id,
            )
        )
        return session, token

    def rotate(
        self, session: Session, token: RefreshToken, key: str | None, now: dt.datetime
    ) -> tuple[Session, RefreshToken]:
        """The session by its next token, the one of the key where there is one."""
        following = token.next(self._chance) if key is None else token.next_by(key)
        return session.rotate(following, now), following

    def issue(self, session: Session, token: RefreshToken, user: User, tenant: Tenant, now: dt.datetime) -> Issued:
        """Sign an access token and hand out both."""
        at = int(now.timestamp())
        lifetime = int(TOKEN_LIFETIME.total_seconds())
        claims = Claims(
            sub=user.id,
            email=user.email,
            role=user.role.value,
            tenant_id=user.tenant_id,
            sid=session.id,
            jti=str(self._ids.new()),
            iat=at,
            exp=at + lifetime,
        )
        return Issued(
            token=Secret(self._tokens.sign(claims)),
            refresh_token=Secret(token.text()),
            expires_in=lifetime,
            user=user.view(),
            tenant=tenant,
            session_id=session.id,
        )
