"""Administrators of the platform: appointed on the server, never over HTTP."""

from msgspec.structs import replace

from pytake_domain.identity.errors import UserNotFound
from pytake_domain.identity.events import UserChanged
from pytake_domain.identity.ports import IdentityLookup, IdentityWork
from pytake_domain.identity.user import UserView, normalise_email
from pytake_domain.kernel.actor import ActorKind
from pytake_domain.kernel.ids import EventId, Ids
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork


class AppointAdministrators:
    """Makes somebody an administrator of the platform, or takes it back; what they are in their tenant stays."""

    def __init__(self, *, open_work: OpenWork[IdentityWork], lookup: IdentityLookup, clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._lookup = lookup
        self._clock = clock
        self._ids = ids

    async def appoint(self, email: str, *, appointed: bool = True) -> UserView:
        """Raises UserNotFound, Invalid. Processes that know them notice within seconds."""
        found = await self._lookup.user_by_email(normalise_email(email))
        if found is None:
            raise UserNotFound
        now = self._clock.now()
        async with self._open_work(found.tenant_id) as work:
            user = await work.users.get(found.id)
            if user.platform_admin is appointed:
                return user.view()
            user = replace(user, platform_admin=appointed, updated_at=now)
            await work.users.save(user)
            work.events.add(
                UserChanged(
                    id=EventId(self._ids.new()),
                    tenant_id=user.tenant_id,
                    at=now,
                    actor_kind=ActorKind.SYSTEM,
                    user_id=user.id,
                    fields=("platform_admin",),
                    role=user.role.value,
                    active=user.active,
                )
            )
        return user.view()
