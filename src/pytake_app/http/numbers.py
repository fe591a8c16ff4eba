"""WhatsApp numbers."""

from uuid import UUID

from litestar import Controller, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from pytake_app.http.edge.paging import Listed, listed
from pytake_app.settings import Settings
from pytake_app.wire.numbers import (
    CapabilitiesOut,
    NumberIn,
    NumberOut,
    NumberStatusOut,
    PairingOut,
    ProfileIn,
    ProfileOut,
    TestOut,
    capabilities_out,
    draft_of,
    number_out,
    pairing_out,
    profile_of,
    profile_out,
    report_out,
    test_out,
)
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.ids import NumberId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.kernel.text import Language
from pytake_domain.whatsapp import ManageNumbers, ManageProfiles, PairNumbers, WhatsAppNumber


class NumberController(Controller):
    """`/api/v1/whatsapp-configs`."""

    path = "/api/v1/whatsapp-configs"
    tags = ("whatsapp-configs",)

    @get(summary="Numbers")
    async def all(
        self,
        actor: NamedDependency[Actor],
        manage_numbers: NamedDependency[ManageNumbers],
        page_request: NamedDependency[PageRequest],
        settings: NamedDependency[Settings],
        status: FromQuery[str | None] = None,
    ) -> Listed[NumberOut]:
        """`status` is `active`, `inactive`, or what the provider last said."""
        page = await manage_numbers.list(actor, page_request, status=status)
        return listed(page.map(lambda n: _out(n, actor, settings)), page_request)

    @post(summary="Connect a number")
    async def create(
        self,
        data: JSONBody[NumberIn],
        actor: NamedDependency[Actor],
        manage_numbers: NamedDependency[ManageNumbers],
        settings: NamedDependency[Settings],
    ) -> NumberOut:
        """Secrets are stored encrypted and never returned; it is inactive until activated."""
        return _out(await manage_numbers.add(actor, draft_of(data)), actor, settings)

    @get("/{config_id:uuid}", summary="One number")
    async def one(
        self,
        config_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        manage_numbers: NamedDependency[ManageNumbers],
        settings: NamedDependency[Settings],
    ) -> NumberOut:
        """With its limits and state as last known."""
        return _out(await manage_numbers.get(actor, NumberId(config_id)), actor, settings)

    @put("/{config_id:uuid}", summary="Change a number")
    async def change(
        self,
        config_id: FromPath[UUID],
        data: JSONBody[NumberIn],
        actor: NamedDependency[Actor],
        manage_numbers: NamedDependency[ManageNumbers],
        settings: NamedDependency[Settings],
    ) -> NumberOut:
        """What is left out stays as it is."""
        return _out(await manage_numbers.change(actor, NumberId(config_id), draft_of(data)), actor, settings)

    @delete("/{config_id:uuid}", summary="Delete a number")
    async def remove(
        self, config_id: FromPath[UUID], actor: NamedDependency[Actor], manage_numbers: NamedDependency[ManageNumbers]
    ) -> None:
        """With its secrets; one with conversations can only be deactivated."""
        await manage_numbers.remove(actor, NumberId(config_id))

    @post("/{config_id:uuid}/test", status_code=200, summary="Test the connection")
    async def test(
        self, config_id: FromPath[UUID], actor: NamedDependency[Actor], manage_numbers: NamedDependency[ManageNumbers]
    ) -> TestOut:
        """Calls the provider with the stored credentials and says what works, step by step."""
        return test_out(list(await manage_numbers.probe(actor, NumberId(config_id))))

    @post("/{config_id:uuid}/activate", status_code=200, summary="Start using it")
    async def activate(
        self,
        config_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        manage_numbers: NamedDependency[ManageNumbers],
        settings: NamedDependency[Settings],
    ) -> NumberOut:
        """Messages may leave by it."""
        return _out(await manage_numbers.switch(actor, NumberId(config_id), on=True), actor, settings)

    @post("/{config_id:uuid}/deactivate", status_code=200, summary="Stop using it")
    async def deactivate(
        self,
        config_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        manage_numbers: NamedDependency[ManageNumbers],
        settings: NamedDependency[Settings],
    ) -> NumberOut:
        """Nothing leaves by it; what comes in is still stored."""
        return _out(await manage_numbers.switch(actor, NumberId(config_id), on=False), actor, settings)

    @get("/{config_id:uuid}/qrcode", summary="Pairing QR code (Evolution)")
    async def qrcode(
        self,
        config_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        pair_numbers: NamedDependency[PairNumbers],
        phone: FromQuery[str | None] = None,
    ) -> PairingOut:
        """Begins to link the number; `phone` asks for a code to type as well. Renewed codes come over the WebSocket, on the
        channel `pairing`. The official API knows no pairing by QR code and says so.
        """
        return pairing_out(await pair_numbers.begin(actor, NumberId(config_id), phone=phone))

    @post("/{config_id:uuid}/restart", status_code=200, summary="Connect anew (Evolution)")
    async def restart(
        self,
        config_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        pair_numbers: NamedDependency[PairNumbers],
        settings: NamedDependency[Settings],
    ) -> NumberOut:
        """Without linking again; how it went is told on the channel `numbers`."""
        return _out(await pair_numbers.restart(actor, NumberId(config_id)), actor, settings)

    @post("/{config_id:uuid}/disconnect", status_code=200, summary="Unlink it (Evolution)")
    async def disconnect(
        self,
        config_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        pair_numbers: NamedDependency[PairNumbers],
        settings: NamedDependency[Settings],
    ) -> NumberOut:
        """Nothing leaves by it until it is linked again."""
        return _out(await pair_numbers.disconnect(actor, NumberId(config_id)), actor, settings)

    @get("/{config_id:uuid}/status", summary="State at the provider")
    async def status(
        self, config_id: FromPath[UUID], actor: NamedDependency[Actor], manage_numbers: NamedDependency[ManageNumbers]
    ) -> NumberStatusOut:
        """Connection, quality and limit as the provider reports them now."""
        return report_out(await manage_numbers.report(actor, NumberId(config_id)))

    @get("/{config_id:uuid}/capabilities", summary="What the number's provider can do")
    async def capabilities(
        self,
        config_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        manage_numbers: NamedDependency[ManageNumbers],
        reader_language: NamedDependency[Language],
    ) -> CapabilitiesOut:
        """Kinds of content and features: native, as a text that works as well, or not at all and why; and what the company has
        to know of a provider before it relies on it.
        """
        return capabilities_out(await manage_numbers.capabilities(actor, NumberId(config_id)), reader_language)

    @post("/{config_id:uuid}/sync", status_code=200, summary="Read the number's state from the provider")
    async def sync(
        self,
        config_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        manage_numbers: NamedDependency[ManageNumbers],
        settings: NamedDependency[Settings],
    ) -> NumberOut:
        """Status, quality, limits and throughput as the provider has them now, kept with the number."""
        return _out(await manage_numbers.sync(actor, NumberId(config_id)), actor, settings)

    @get("/{config_id:uuid}/profile", summary="Business profile")
    async def profile(
        self, config_id: FromPath[UUID], actor: NamedDependency[Actor], manage_profiles: NamedDependency[ManageProfiles]
    ) -> ProfileOut:
        """What customers see of the number, read from the provider."""
        return profile_out(await manage_profiles.read(actor, NumberId(config_id)))

    @put("/{config_id:uuid}/profile", summary="Change the business profile")
    async def change_profile(
        self,
        config_id: FromPath[UUID],
        data: JSONBody[ProfileIn],
        actor: NamedDependency[Actor],
        manage_profiles: NamedDependency[ManageProfiles],
    ) -> ProfileOut:
        """What is left out stays as it is; an empty text clears a field."""
        return profile_out(await manage_profiles.change(actor, NumberId(config_id), profile_of(data)))


def _out(number: WhatsAppNumber, actor: Actor, settings: Settings) -> NumberOut:
    return number_out(number, public_url=settings.public_url, manages=actor.may(Permission.MANAGE_NUMBERS))
