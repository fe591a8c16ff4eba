"""What a company asks of its people when they sign in."""

import msgspec
from msgspec.structs import replace

from pytake_domain.identity.errors import OwnSecondFactorFirst, TenantDeleting
from pytake_domain.identity.events import SignInRulesChanged
from pytake_domain.identity.ports import IdentityWork
from pytake_domain.identity.signed_in import SignedInCache
from pytake_domain.identity.tenant import Tenant
from pytake_domain.identity.use_cases.manage_sign_on import require_administrator
from pytake_domain.identity.use_cases.means import means_of
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.ids import EventId, Ids
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork


class SignInRules(msgspec.Struct, frozen=True, kw_only=True):
    """`second_factor_demanded`: who has neither codes nor a passkey sets one up before anything else."""

    second_factor_demanded: bool


class ManageSignInRules:
    """For who may do all that an administrator may, since it holds for everybody."""

    def __init__(self, *, open_work: OpenWork[IdentityWork], cache: SignedInCache, clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._cache = cache
        self._clock = clock
        self._ids = ids

    async def read(self, actor: Actor) -> SignInRules:
        """Raises Forbidden."""
        require_administrator(actor)
        async with self._open_work(actor.tenant_id) as work:
            return _rules(await work.tenants.get())

    async def change(self, actor: Actor, rules: SignInRules) -> SignInRules:
        """Holds also for who is signed in, within seconds; the same once more changes nothing.

        Raises Forbidden, TenantDeleting, OwnSecondFactorFirst for who asks others for what they don't have.
        """
        require_administrator(actor)
        async with self._open_work(actor.tenant_id) as work:
            # Locked, so that their own factor does not go meanwhile.
            tenant = await work.tenants.get(lock=True)
            if tenant.is_going:
                raise TenantDeleting
            if _rules(tenant) == rules:
                return rules
            own = () if actor.user_id is None else await means_of(work, actor.user_id)
            if rules.second_factor_demanded and not own:
                raise OwnSecondFactorFirst
            now = self._clock.now()
            demanded = rules.second_factor_demanded
            await work.tenants.save(replace(tenant, second_factor_demanded=demanded, updated_at=now))
            work.events.add(
                SignInRulesChanged(
                    id=EventId(self._ids.new()),
                    tenant_id=actor.tenant_id,
                    at=now,
                    actor_kind=actor.kind,
                    actor_id=actor.id,
                    second_factor_demanded=demanded,
                )
            )
        self._cache.forget_tenant(actor.tenant_id)
        return rules


def _rules(tenant: Tenant) -> SignInRules:
    return SignInRules(second_factor_demanded=tenant.second_factor_demanded)
