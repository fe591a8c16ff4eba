import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET
from tests.support.identity import House

from pytake_domain.identity import Branding, BrandTenants, DomainTaken, Logo, LogoNotFound, TenantDraft
from pytake_domain.identity.contrast import LEAST, contrast_with_white, readable
from pytake_domain.kernel.errors import Forbidden, Invalid
from pytake_domain.kernel.ids import MediaId, TenantId

colours = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")


class MemoryLogos:
    def __init__(self, house: House) -> None:
        self._house = house
        self.kept: dict[tuple[TenantId, MediaId], bytes] = {}
        self.mime_type = "image/png"

    async def keep(self, tenant_id: TenantId, data: bytes) -> MediaId:
        media_id = MediaId(self._house.ids.new())
        self.kept[tenant_id, media_id] = data
        return media_id

    async def open(self, tenant_id: TenantId, media_id: MediaId) -> Logo | None:
        data = self.kept.get((tenant_id, media_id))
        return None if data is None else Logo(mime_type=self.mime_type, data=data, etag="e")


@pytest.fixture
def logos(house: House) -> MemoryLogos:
    return MemoryLogos(house)


@pytest.fixture
def branding(house: House, logos: MemoryLogos) -> BrandTenants:
    return BrandTenants(tenants=house.tenants, directory=house.directory, logos=logos)


def test_contrast_is_wcags() -> None:
    assert round(contrast_with_white("#000000"), 2) == 21.0
    assert round(contrast_with_white("#ffffff"), 2) == 1.0
    assert round(contrast_with_white("#777777"), 2) == 4.48


@given(colours)
def test_what_is_offered_can_be_read_and_is_no_darker_than_it_must(colour: str) -> None:
    offered = readable(colour)
    assert re.fullmatch("#[0-9a-f]{6}", offered)
    assert contrast_with_white(offered) >= LEAST
    assert readable(offered) == offered
    assert (offered == colour) == (contrast_with_white(colour) >= LEAST)
    assert contrast_with_white(offered) < LEAST + 0.35 or offered == colour


@pytest.mark.parametrize(
    "wrong",
    [
        {"primary_color": "blue"},
        {"name": " "},
        {"domain": "Chat.Example"},
        {"domain": "http://x.example"},
        {"domain": "localhost"},
        {"sender_address": "x"},
        {"sender_address": "a@b.example\nBcc: c@d.example"},
    ],
)
def test_what_is_no_branding_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        Branding(**wrong)  # type: ignore[arg-type]


async def test_a_brand_is_shown_by_its_domain_alone(house: House, branding: BrandTenants, logos: MemoryLogos) -> None:
    operator = await house.platform()
    issued = await house.register()
    tenant_id = issued.tenant.id
    with pytest.raises(Forbidden):
        await branding.drafted((await house.accept(issued)).actor, tenant_id, Branding(), None)
    with pytest.raises(Invalid) as pale:
        await branding.drafted(operator, tenant_id, Branding(primary_color="#ffcc00"), UNSET)
    (problem,) = pale.value.problems
    assert (problem.code, problem.field) == ("low_contrast", "branding.primary_color")
    assert contrast_with_white(str(problem.params["offered"])) >= LEAST

    looks = Branding(name="Rápida", primary_color="#0a5fcc", domain="chat.rapida.example")
    draft = await branding.drafted(operator, tenant_id, looks, b"picture")
    await house.tenants.change(operator, tenant_id, draft)

    shown = await branding.of_host("Chat.Rapida.example.")
    assert shown is not None
    assert shown.branding.name == "Rápida"
    assert await branding.of_host("other.example") is None
    assert (await branding.logo("chat.rapida.example")).data == b"picture"
    with pytest.raises(LogoNotFound):
        await branding.logo("other.example")
    logos.mime_type = "image/svg+xml"
    with pytest.raises(LogoNotFound):
        await branding.logo("chat.rapida.example")
    kept = await branding.drafted(operator, tenant_id, looks, UNSET)
    assert kept == draft
    gone = await branding.drafted(operator, tenant_id, looks, None)
    assert gone.branding is not None
    assert gone.branding.logo is None


async def test_a_domain_is_one_tenants(house: House) -> None:
    operator = await house.platform()
    one, other = await house.register("a@a.example"), await house.register("b@b.example")
    looks = TenantDraft(branding=Branding(domain="chat.example"))
    await house.tenants.change(operator, one.tenant.id, looks)
    with pytest.raises(DomainTaken):
        await house.tenants.change(operator, other.tenant.id, looks)
