"""Where somebody is signed in, and signing out there."""

from pytake_domain.identity.errors import SessionNotFound
from pytake_domain.identity.events import SessionRevoked
from pytake_domain.identity.ports import IdentityWork
from pytake_domain.identity.session import Session
from pytake_domain.identity.signed_in import SignedInCache
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.ids import EventId, Ids, SessionId, UserId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork


class ManageSessions:
    """A person's own sessions; who manages people may end anybody's."""

    def __init__(self, *, open_work: OpenWork[IdentityWork], cache: SignedInCache, clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._cache = cache
        self._clock = clock
        self._ids = ids

    async def all(self, actor: Actor, user_id: UserId | None = None) -> tuple[Session, ...]:
        """Those that are alive, last used first: one's own (a machine has none), or somebody's for who manages people.

        Raises UserNotFound, Forbidden.
        """
        whose = user_id or actor.user_id
        if whose is None:
            return ()
        if whose != actor.user_id:
            actor.require(Permission.MANAGE_USERS)
        async with self._open_work(actor.tenant_id) as work:
            await work.users.get(whose)
            return tuple(await work.user_sessions.alive_of(whose, self._clock.now()))

    async def revoke(self, actor: Actor, session_id: SessionId) -> None:
        """End one; once more changes nothing. Raises SessionNotFound, also for somebody else's."""
        now = self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            session = await work.user_sessions.get(session_id, lock=True)
            if session.user_id != actor.user_id and not actor.may(Permission.MANAGE_USERS):
                raise SessionNotFound
            if session.revoked_at is None:
                await work.user_sessions.save(session.revoke("revoked", now))
                work.events.add(
                    SessionRevoked(
                        id=EventId(self._ids.new()),
                        tenant_id=session.tenant_id,
                        at=now,
                        actor_kind=actor.kind,
                        actor_id=actor.id,
                        reason="revoked",
                        user_id=session.user_id,
                        session_id=session.id,
                    )
                )
        self._cache.forget_session(session_id)
