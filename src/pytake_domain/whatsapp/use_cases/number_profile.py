"""What customers see of a number: its business profile at the provider."""

from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, Problem, UpstreamFailed
from pytake_domain.kernel.ids import NumberId
from pytake_domain.whatsapp.errors import NotSupported, NumberNotFound, ProfileRefused
from pytake_domain.whatsapp.ports import BusinessProfile, NumberLookup, OpenNumber, ProfileGateway, ProviderDirectory
from pytake_domain.whatsapp.send_failure import SendFailure

LONGEST = {"about": 139, "address": 256, "description": 512, "email": 128}
MOST_WEBSITES, WEBSITE = 2, 256


class ManageProfiles:
    """Reads and changes business profiles; the provider holds them, we keep no copy."""

    def __init__(self, *, providers: ProviderDirectory, lookup: NumberLookup) -> None:
        self._providers = providers
        self._lookup = lookup

    async def read(self, actor: Actor, number_id: NumberId) -> BusinessProfile:
        """As the provider has it now. Raises NumberNotFound, NotSupported, UpstreamFailed."""
        actor.require(Permission.READ_NUMBERS)
        gateway, via = await self._gateway(actor, number_id)
        answer = await gateway.read(via)
        if isinstance(answer, SendFailure):
            raise UpstreamFailed(reason=answer.code)
        return answer

    async def change(self, actor: Actor, number_id: NumberId, profile: BusinessProfile) -> BusinessProfile:
        """Change what is not None; the profile as it is then. Raises Invalid and ProfileRefused too."""
        actor.require(Permission.MANAGE_NUMBERS)
        _require_valid(profile)
        gateway, via = await self._gateway(actor, number_id)
        failure = await gateway.write(via, profile)
        if failure is not None and (failure.retryable or failure.ambiguous):
            raise UpstreamFailed(reason=failure.code)
        if failure is not None:
            raise ProfileRefused(reason=failure.detail or failure.code)
        return await self.read(actor, number_id)

    async def _gateway(self, actor: Actor, number_id: NumberId) -> tuple[ProfileGateway, OpenNumber]:
        owner = await self._lookup.by_id(number_id)
        if owner is None or owner.tenant_id != actor.tenant_id:
            raise NumberNotFound
        gateway = self._providers.of(owner.number.api_type).profiles
        if gateway is None:
            raise NotSupported(what="profile", reason="not_offered")
        return gateway, await self._lookup.opened(owner)


def _require_valid(profile: BusinessProfile) -> None:
    problems = [
        Problem(field=name, code="too_long", params={"most": most, "length": len(getattr(profile, name))})
        for name, most in LONGEST.items()
        if getattr(profile, name) is not None and len(getattr(profile, name)) > most
    ]
    websites = profile.websites or ()
    if len(websites) > MOST_WEBSITES:
        problems.append(Problem(field="websites", code="too_many", params={"most": MOST_WEBSITES}))
    problems += [
        Problem(field=f"websites.{index}", code="not_a_link")
        for index, website in enumerate(websites)
        if not website.startswith(("http://", "https://")) or len(website) > WEBSITE
    ]
    if problems:
        raise Invalid(*problems)
