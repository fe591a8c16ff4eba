"""The kernel's words by example; properties are tested beside."""

import datetime as dt
from decimal import Decimal

import pytest

from pytake_domain.kernel.actor import Actor, ActorKind, Permission, system
from pytake_domain.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Problem, PytakeError
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.money import Money
from pytake_domain.kernel.page import Page
from pytake_domain.kernel.secrets import Secret, SecretUnreadable
from pytake_domain.kernel.text import Document, DocumentKind, Phone, fold
from pytake_domain.kernel.time import BusinessHours, Span, SpecialDay, minutes, zone
from pytake_domain.testing.builders import an_actor, fresh
from pytake_domain.testing.memory.system import MemoryIds, MemoryVault

OFFICE = BusinessHours(
    time_zone="America/Sao_Paulo",
    week={day: (Span(start="08:00", end="12:00"), Span(start="13:30", end="18:00")) for day in ("mon", "tue", "fri")},
    exceptions=(
        SpecialDay(date="2026-11-02", name="Finados"),
        SpecialDay(date="2026-11-07", spans=(Span(start="22:00", end="24:00"),)),
    ),
)


def local(text: str) -> dt.datetime:
    """A moment as the clock in São Paulo shows it."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone("America/Sao_Paulo")).astimezone(dt.UTC)


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-11-03T07:59:59", False),
        ("2026-11-03T08:00:00", True),
        ("2026-11-03T12:00:00", False),
        ("2026-11-03T13:30:00", True),
        ("2026-11-03T18:00:00", False),
        ("2026-11-02T10:00:00", False),
        ("2026-11-07T23:59:59", True),
        ("2026-11-08T00:00:00", False),
    ],
)
def test_a_span_holds_its_start_and_not_its_end(at: str, *, is_open: bool) -> None:
    assert OFFICE.is_open(local(at)) is is_open


@pytest.mark.parametrize(
    ("at", "opening"),
    [
        ("2026-11-03T09:00:00", "2026-11-03T09:00:00"),
        ("2026-11-03T12:30:00", "2026-11-03T13:30:00"),
        ("2026-11-03T20:00:00", "2026-11-06T08:00:00"),
        ("2026-11-01T20:00:00", "2026-11-03T08:00:00"),
        ("2026-11-06T18:00:00", "2026-11-07T22:00:00"),
    ],
)
def test_the_next_opening_leaves_out_lunch_holidays_and_weekends(at: str, opening: str) -> None:
    assert OFFICE.next_opening(local(at)) == local(opening)


def test_hours_follow_the_clock_through_its_changes() -> None:
    new_york = BusinessHours(time_zone="America/New_York", week={"sun": (Span(start="09:00", end="10:00"),), "sat": ()})
    winter, summer = (dt.datetime(2026, *day, 0, tzinfo=dt.UTC) for day in ((3, 1), (3, 8)))

    assert new_york.next_opening(winter) == dt.datetime(2026, 3, 1, 14, tzinfo=dt.UTC)
    assert new_york.next_opening(summer) == dt.datetime(2026, 3, 8, 13, tzinfo=dt.UTC)


@pytest.mark.parametrize("text", ["", "8", "8:0", "08:60", "24:01", "25:00", "-1:00", "08:00:00", "aa:bb"])
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        minutes(text)


def test_hours_that_make_no_sense_are_refused() -> None:
    for wrong in (
        lambda: Span(start="10:00", end="10:00"),
        lambda: BusinessHours(time_zone="Mars/Olympus", week={}),
        lambda: BusinessHours(time_zone="UTC", week={"monday": ()}),
        lambda: zone("Nowhere"),
    ):
        with pytest.raises(Invalid):
            wrong()


@pytest.mark.parametrize(
    ("typed", "kind", "formatted"),
    [
        ("529.982.247-25", DocumentKind.CPF, "529.982.247-25"),
        ("52998224725", DocumentKind.CPF, "529.982.247-25"),
        ("11.222.333/0001-81", DocumentKind.CNPJ, "11.222.333/0001-81"),
        ("12.abc.345/01de-35", DocumentKind.CNPJ, "12.ABC.345/01DE-35"),
    ],
)
def test_documents_are_read_as_people_write_them(typed: str, kind: DocumentKind, formatted: str) -> None:
    document = Document.parse(typed)

    assert (document.kind, document.formatted()) == (kind, formatted)


@pytest.mark.parametrize(
    "typed", ["111.111.111-11", "00000000000000", "529.982.247-26", "12.ABC.345/01DE-36", "", "5299822472", "²" * 11]
)
def test_wrong_documents_are_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        Document.parse(typed)


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("(11) 98765-4321", "+5511987654321"),
        ("0 11 3000-0001", "+551130000001"),
        ("+1 415 555 2671", "+14155552671"),
        ("00 351 912 345 678", "+351912345678"),
        ("5511987654321", "+5511987654321"),
    ],
)
def test_phones_are_read_as_people_type_them(typed: str, phone: str) -> None:
    assert Phone.parse(typed).value == phone


def test_only_mobiles_have_a_ninth_digit() -> None:
    assert Phone("+551130000001").variants() == (Phone("+551130000001"),)
    assert Phone("+551187654321").variants() == (Phone("+551187654321"), Phone("+5511987654321"))
    assert Phone("+5511987654321").masked() == "+55•••••••••21"


def test_folding_makes_alike_what_people_mean_alike() -> None:
    assert fold("  NÃO,   Obrigado!! ") == fold("nao, obrigado") == "nao, obrigado"
    assert fold("*Sair*") == "sair"


def test_money_needs_a_currency() -> None:
    assert Money(amount=Decimal("0.1"), currency="BRL") + Money(amount=Decimal("0.2"), currency="BRL") == Money(
        amount=Decimal("0.3"), currency="BRL"
    )
    for wrong in ("", "R$", "brl", "REAL", "ÁÉÍ"):
        with pytest.raises(Invalid):
            Money(amount=Decimal(1), currency=wrong)


def test_an_actor_may_what_was_given_and_the_house_itself_may_all() -> None:
    tenant_id = TenantId(fresh())
    reader = an_actor(tenant_id, Permission.READ_FLOWS)

    reader.require(Permission.READ_FLOWS)
    with pytest.raises(Forbidden) as refused:
        reader.require(Permission.WRITE_FLOWS)
    assert refused.value.params == {"permission": "write:flows"}
    system(tenant_id).require(Permission.WRITE_FLOWS)
    key = Actor(kind=ActorKind.API_KEY, id=fresh(), tenant_id=tenant_id)
    assert (key.user_id, reader.user_id) == (None, reader.id)


def test_an_error_says_what_is_wrong_with_which_field() -> None:
    error = Invalid(Problem(field="name", code="required"), limit=3)

    assert str(error) == "VALIDATION_ERROR name: required limit=3"
    assert isinstance(error, ValueError)
    for kind in (Conflict, Forbidden, NotFound):
        assert isinstance(kind(), PytakeError)
        assert str(kind()) == kind.code


def test_a_secret_is_never_printed() -> None:
    secret = Secret("EAAsegredo1234")

    assert "segredo" not in f"{secret} {secret!r} {[secret]}"
    assert (secret.tail, Secret("curto").tail) == ("1234", "")


async def test_a_value_sealed_for_one_purpose_opens_for_no_other() -> None:
    vault, tenant_id = MemoryVault(), TenantId(fresh())
    sealed = await vault.seal(tenant_id, "a", Secret("segredo"))

    assert await vault.open(tenant_id, "a", sealed) == Secret("segredo")
    for who, purpose in ((tenant_id, "b"), (TenantId(fresh()), "a")):
        with pytest.raises(SecretUnreadable):
            await vault.open(who, purpose, sealed)


def test_a_page_changes_row_by_row() -> None:
    assert Page(items=(1, 2), total=9, next_cursor="c").map(str) == Page(items=("1", "2"), total=9, next_cursor="c")


def test_ids_in_memory_are_of_version_seven_and_in_order() -> None:
    ids, others = MemoryIds(), MemoryIds(node=1)
    made = [ids.new() for _ in range(10_000)]

    assert made == sorted(made)
    assert len({*made, *(others.new() for _ in range(10_000))}) == 20_000
    assert {one.version for one in made} == {7}
