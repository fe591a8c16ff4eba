"""Administrators set their company's own sign-on up."""

import msgspec
from msgspec.structs import replace

from pytake_domain.identity.errors import SignOnNotFound
from pytake_domain.identity.events import SignOnChanged
from pytake_domain.identity.ports import IdentityWork
from pytake_domain.identity.sign_on import PURPOSE, SECRET_MOST, ProviderPlaces, SignOn, role_of_text
from pytake_domain.identity.sign_on_ports import OpenIdProviders
from pytake_domain.identity.use_cases.manage_users import require_within, resolved
from pytake_domain.identity.user import ROLE_PERMISSIONS, Role
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import EventId, Ids, RoleId
from pytake_domain.kernel.secrets import Secret, Vault
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork


class SignOnDraft(msgspec.Struct, frozen=True, kw_only=True):
    """As an administrator writes it; without `secret` the one there is stays, as long as the issuer does."""

    issuer: str
    client_id: str
    secret: Secret | None
    domains: tuple[str, ...]
    role: str
    creates: bool
    enforced: bool


class ManageSignOn:
    """Whoever says who people are could be any of them: it takes all that an administrator may do."""

    def __init__(
        self,
        *,
        open_work: OpenWork[IdentityWork],
        providers: OpenIdProviders,
        vault: Vault,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._open_work = open_work
        self._providers = providers
        self._vault = vault
        self._clock = clock
        self._ids = ids

    async def read(self, actor: Actor) -> SignOn:
        """Raises Forbidden, SignOnNotFound."""
        require_administrator(actor)
        async with self._open_work(actor.tenant_id) as work:
            found = await work.sign_on.find()
        if found is None:
            raise SignOnNotFound
        return found

    async def put(self, actor: Actor, draft: SignOnDraft) -> SignOn:
        """Raises Forbidden, Invalid, RoleNotFound."""
        require_administrator(actor)
        async with self._open_work(actor.tenant_id) as work:
            known = await work.sign_on.find()
        role = role_of_text(draft.role)
        sealed = known.secret if known is not None and known.issuer == draft.issuer else None
        if draft.secret is not None:
            _check(draft.secret)
            sealed = replace(await self._vault.seal(actor.tenant_id, PURPOSE, draft.secret), tail="")
        if sealed is None:
            raise Invalid(Problem(field="client_secret", code="required"))
        settings = SignOn(
            tenant_id=actor.tenant_id,
            issuer=draft.issuer.strip(),
            client_id=draft.client_id.strip(),
            secret=sealed,
            domains=tuple(dict.fromkeys(each.strip().lower() for each in draft.domains)),
            role=draft.role,
            creates=draft.creates,
            enforced=draft.enforced,
            updated_at=self._clock.now(),
        )
        async with self._open_work(actor.tenant_id) as work:
            await resolved(work, role if isinstance(role, Role) else RoleId(role))
            present = await work.sign_on.find()
            if present is not None and present.issuer != settings.issuer:
                # Who somebody was at another provider says nothing of this one.
                await work.sign_on.remove()
            await work.sign_on.put(settings)
            work.events.add(self._changed(actor, "set", _fields(present, settings)))
        return settings

    async def remove(self, actor: Actor) -> None:
        """People come by their passwords again. Raises Forbidden, SignOnNotFound."""
        require_administrator(actor)
        async with self._open_work(actor.tenant_id) as work:
            if await work.sign_on.find() is None:
                raise SignOnNotFound
            await work.sign_on.remove()
            work.events.add(self._changed(actor, "removed", ()))

    async def check(self, actor: Actor) -> ProviderPlaces:
        """Is the provider there, and does it say what it should? Raises Forbidden, SignOnNotFound, SignOnProviderFailed."""
        return await self._providers.places((await self.read(actor)).issuer)

    def _changed(self, actor: Actor, move: str, fields: tuple[str, ...]) -> SignOnChanged:
        return SignOnChanged(
            id=EventId(self._ids.new()),
            tenant_id=actor.tenant_id,
            at=self._clock.now(),
            actor_kind=actor.kind,
            actor_id=actor.id,
            move=move,
            fields=fields,
        )


def require_administrator(actor: Actor) -> None:
    """May they decide how everybody of the company comes in? Raises Forbidden."""
    actor.require(Permission.MANAGE_USERS)
    require_within(actor, ROLE_PERMISSIONS[Role.ADMIN])


def _check(secret: Secret) -> None:
    if not 1 <= len(secret.reveal()) <= SECRET_MOST:
        params: dict[str, str | int] = {"least": 1, "most": SECRET_MOST}
        raise Invalid(Problem(field="client_secret", code="length", params=params))


def _fields(before: SignOn | None, after: SignOn) -> tuple[str, ...]:
    names = ("issuer", "client_id", "secret", "domains", "role", "creates", "enforced")
    return tuple(name for name in names if before is None or getattr(before, name) != getattr(after, name))
