"""What the official API refuses of menus and templates, and of a number's profile; what our own store takes of a name."""

from typing import Any

import pytest
from msgspec.structs import replace

from pytake_domain.kernel.errors import Invalid, UpstreamFailed
from pytake_domain.kernel.ids import NumberId
from pytake_domain.testing.builders import fresh
from pytake_domain.testing.memory.house import Company, Line
from pytake_domain.whatsapp import (
    ApiType,
    Button,
    Buttons,
    ListMenu,
    ManageProfiles,
    NotSupported,
    NumberNotFound,
    OpenNumber,
    ProfileRefused,
    Row,
    Section,
    SendFailure,
    Template,
    check_official,
)
from pytake_domain.whatsapp.ports import BusinessProfile

ROW = Row(id="a", title="A")
MENU = ListMenu(body="Escolha", button="Ver", sections=(Section(rows=(ROW,)),))
OFFER = Template(name="oferta", language="pt_BR")


def body(*parameters: Any) -> Template:
    return replace(OFFER, components=({"type": "body", "parameters": list(parameters)},))


def in_card(part: Any) -> Template:
    return replace(OFFER, components=({"type": "carousel", "cards": [part]},))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (Buttons(body="x", buttons=()), ("buttons", "required")),
        (Buttons(body="x", buttons=(Button(id=" a", title="A"),)), ("buttons.0.id", "padded")),
        (Buttons(body="x", buttons=(Button(id="a", title="A"),) * 2), ("buttons.1.id", "not_unique")),
        (replace(MENU, sections=(Section(rows=()),)), ("sections.0.rows", "required")),
        (replace(MENU, sections=(Section(rows=(ROW,)),) * 2), ("sections.0.title", "required")),
        (
            replace(MENU, sections=(Section(rows=tuple(replace(ROW, id=str(n)) for n in range(11))),)),
            ("sections", "too_many_rows"),
        ),
        (replace(OFFER, name="Não é"), ("name", "not_a_template_name")),
        (replace(OFFER, language="português"), ("language", "not_a_template_language")),
        (replace(OFFER, components=({},)), ("components.0.type", "required")),
        (replace(OFFER, components=({"type": "body", "parameters": "x"},)), ("components.0.parameters", "not_a_list")),
        (body("x"), ("components.0.parameters.0.type", "required")),
        (body({"type": 1}), ("components.0.parameters.0.type", "required")),
        (body({"type": "text", "text": 1}), ("components.0.parameters.0.text", "required")),
        (body({"type": "text", "text": "a\nb"}), ("components.0.parameters.0.text", "line_breaks_or_wide_spaces")),
        (body({"type": "coupon_code", "coupon_code": ""}), ("components.0.parameters.0.coupon_code", "required")),
        (
            in_card({"components": ["x", {"type": "body", "parameters": [{}]}]}),
            ("components.0.cards.0.components.1.parameters.0.type", "required"),
        ),
    ],
)
def test_what_would_be_refused_is_named_with_its_place(content: Any, problem: tuple[str, str]) -> None:
    assert problem in {(p.field, p.code) for p in check_official(content)}


@pytest.mark.parametrize(
    "content", [OFFER, body({"type": "text", "text": "Ana"}), in_card("x"), in_card({"components": "x"}), MENU]
)
def test_what_is_right_or_for_the_provider_to_judge_has_no_problem(content: Any) -> None:
    assert list(check_official(content)) == []


class Profiles:
    """See ProfileGateway."""

    def __init__(self) -> None:
        self.kept = BusinessProfile(about="Fibra")
        self.failure: SendFailure | None = None

    async def read(self, via: OpenNumber) -> BusinessProfile | SendFailure:
        del via
        return self.failure or self.kept

    async def write(self, via: OpenNumber, profile: BusinessProfile) -> SendFailure | None:
        del via
        if self.failure is None:
            self.kept = replace(self.kept, about=profile.about or self.kept.about)
        return self.failure


@pytest.fixture
def profiles(company: Company, monkeypatch: pytest.MonkeyPatch) -> Profiles:
    made = Profiles()
    monkeypatch.setattr(company.house.providers.of(ApiType.OFFICIAL), "profiles", made)
    return made


def managing(company: Company) -> ManageProfiles:
    return ManageProfiles(providers=company.house.providers, lookup=company.house.lookup)


async def test_a_profile_is_read_and_changed_at_the_provider(company: Company, line: Line, profiles: Profiles) -> None:
    manage, boss = managing(company), company.boss
    assert (await manage.read(boss, line.id)).about == "Fibra"
    assert (await manage.change(boss, line.id, BusinessProfile(about="Fibra e TV"))).about == "Fibra e TV"
    profiles.failure = SendFailure(code="refused", detail="About is not allowed")
    with pytest.raises(ProfileRefused) as caught:
        await manage.change(boss, line.id, BusinessProfile(about="x"))
    assert caught.value.params == {"reason": "About is not allowed"}
    with pytest.raises(UpstreamFailed):
        await manage.read(boss, line.id)
    profiles.failure = SendFailure(code="away", retryable=True)
    with pytest.raises(UpstreamFailed):
        await manage.change(boss, line.id, BusinessProfile(about="x"))
    assert profiles.kept.about == "Fibra e TV"


async def test_a_profile_is_of_a_number_of_ones_own_that_has_one(company: Company, line: Line) -> None:
    manage, house = managing(company), company.house
    with pytest.raises(NotSupported):
        await manage.read(company.boss, line.id)
    other = await (await house.company("Rede Lua")).number("+551130000009")
    for unknown in (other.id, NumberId(fresh())):
        with pytest.raises(NumberNotFound):
            await manage.read(company.boss, unknown)


@pytest.mark.usefixtures("profiles")
async def test_a_profile_has_bounds(company: Company, line: Line) -> None:
    wrong = BusinessProfile(
        about="a" * 140,
        description="d" * 513,
        websites=("https://a.example", "https://b.example", "ftp://c.example"),
    )
    with pytest.raises(Invalid) as caught:
        await managing(company).change(company.boss, line.id, wrong)
    assert {(p.field, p.code) for p in caught.value.problems} == {
        ("about", "too_long"),
        ("description", "too_long"),
        ("websites", "too_many"),
        ("websites.2", "not_a_link"),
    }
