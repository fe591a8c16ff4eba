"""Who am I?"""

import msgspec

from pytake_domain.identity.ports import IdentityWork
from pytake_domain.identity.tenant import Tenant
from pytake_domain.identity.user import UserView
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.work import OpenWork


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """The person (None for a machine), their tenant, and what they may do there at this moment."""

    actor: Actor
    user: UserView | None
    tenant: Tenant
    second_factor: bool = False


class ReadMe:
    """Reads who is signed in, past every cache."""

    def __init__(self, *, open_work: OpenWork[IdentityWork]) -> None:
        self._open_work = open_work

    async def read(self, actor: Actor) -> Me:
        """Raises UserNotFound when the person is gone."""
        async with self._open_work(actor.tenant_id) as work:
            tenant = await work.tenants.get()
            if actor.user_id is None:
                return Me(actor=actor, user=None, tenant=tenant)
            user = await work.users.get(actor.user_id)
            factor = await work.second_factors.find(actor.user_id)
        asked = factor is not None and factor.confirmed_at is not None
        may = user.actor(suspended=tenant.is_suspended)
        return Me(actor=may, user=user.view(), tenant=tenant, second_factor=asked)
