"""What somebody did, for themselves and for who manages people."""

from collections.abc import Sequence

from pytake_domain.identity.activity import Activity
from pytake_domain.identity.ports import IdentityWork
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.ids import EventId, UserId
from pytake_domain.kernel.work import OpenWork


class ReadActivity:
    """Reads the log of kept events by who caused them."""

    def __init__(self, *, open_work: OpenWork[IdentityWork]) -> None:
        self._open_work = open_work

    async def of(self, actor: Actor, user_id: UserId, *, before: EventId | None, limit: int) -> Sequence[Activity]:
        """Newest first. Raises UserNotFound, Forbidden."""
        if user_id != actor.user_id:
            actor.require(Permission.MANAGE_USERS)
        async with self._open_work(actor.tenant_id) as work:
            await work.users.get(user_id)
            return await work.activity.of(user_id, before=before, limit=limit)
