"""Who am I?"""

import msgspec

from pytake_domain.identity.ports import IdentityWork
from pytake_domain.identity.second_factor import owes_second_factor
from pytake_domain.identity.signed_in import SignedIn
from pytake_domain.identity.tenant import Tenant
from pytake_domain.identity.use_cases.means import means_of
from pytake_domain.identity.user import UserView
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.work import OpenWork


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """The person (None for a machine), their tenant, and what they may do there at this moment; who `owes_second_factor`: once
    they have set one up.
    """

    actor: Actor
    user: UserView | None
    tenant: Tenant
    second_factor: bool = False
    owes_second_factor: bool = False


class ReadMe:
    """Reads who is signed in, past every cache."""

    def __init__(self, *, open_work: OpenWork[IdentityWork]) -> None:
        self._open_work = open_work

    async def read(self, signed: SignedIn) -> Me:
        """Raises UserNotFound when the person is gone, SessionNotFound when this sign-in is."""
        actor = signed.actor
        async with self._open_work(actor.tenant_id) as work:
            tenant = await work.tenants.get()
            if actor.user_id is None or signed.session_id is None:
                return Me(actor=actor, user=None, tenant=tenant)
            user = await work.users.get(actor.user_id)
            session = await work.user_sessions.get(signed.session_id)
            means = await means_of(work, actor.user_id)
        may = user.actor(suspended=tenant.is_suspended)
        owes = owes_second_factor(tenant, session, has=bool(means))
        return Me(actor=may, user=user.view(), tenant=tenant, second_factor="totp" in means, owes_second_factor=owes)
