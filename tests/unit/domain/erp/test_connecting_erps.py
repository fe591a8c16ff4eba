"""Connections to ERPs: what they are refused for, what they keep, and that each is opened once."""

from typing import Any

import pytest
from tests.unit.domain.erp.offices import Office

from pytake_domain.contacts import AttributeType
from pytake_domain.erp import (
    FACTS,
    Capability,
    ErpConnection,
    ErpDraft,
    ErpNotConnected,
    ErpReport,
    ErpSettings,
    ErpStatus,
    ErpStep,
    ErpUnknown,
    FailureKind,
    Field,
    FieldKind,
    KeptFact,
    checked_fields,
    checked_settings,
)
from pytake_domain.erp.connection import MOST_CERTIFICATES, MOST_MAPPED, MOST_VALUE
from pytake_domain.kernel.actor import Permission
from pytake_domain.kernel.errors import Forbidden, Invalid, StaleVersion, Unauthenticated
from pytake_domain.kernel.page import PageRequest
from pytake_domain.kernel.secrets import Secret
from pytake_domain.testing.contracts.erp_store import a_connection
from pytake_domain.testing.memory.erp import MemoryVendor
from pytake_domain.testing.memory.house import MemoryHouse

TOKEN = {"token": Secret("chave")}


@pytest.fixture
async def office(memory: MemoryHouse) -> Office:
    return await Office(memory).settle_in()


def draft(**given: Any) -> ErpDraft:
    usual: dict[str, Any] = {"base_url": "https://erp.example.com/", "secrets": TOKEN}
    return ErpDraft(**{**usual, **given})


async def connected(office: Office, **given: Any) -> tuple[ErpConnection, ErpReport]:
    return await office.connecting.connect(office.company.boss, "memory", draft(**given))


def codes(error: Invalid) -> set[tuple[str, str]]:
    return {(problem.field, problem.code) for problem in error.problems}


async def test_the_first_that_is_connected_is_the_one_that_flows_ask(office: Office) -> None:
    made, report = await connected(office)
    assert report.broken is None
    assert (made.status, made.preferred, made.base_url) == (ErpStatus.CONNECTED, True, "https://erp.example.com")
    assert Capability.SIGNAL in made.offers
    assert office.vendors.opened[-1].secret("token") == "chave"
    assert office.vendors.opened[-1].secret("none") == ""
    assert office.vendors.opened[-1].option("ticket_kind", "1") == "1"


async def test_what_is_wrong_at_the_erp_is_kept_as_the_state(office: Office) -> None:
    office.vendor.trouble = FailureKind.AUTH
    made, report = await connected(office)
    assert report.broken is not None
    assert (made.status, made.status_kind, made.offers) == (ErpStatus.FAILING, "auth", ())
    office.vendor.trouble = None
    made, _ = await office.connecting.test(office.company.boss, "memory")
    assert (made.status, made.status_kind) == (ErpStatus.CONNECTED, "")
    # What it could do before is still known while it is away.
    office.vendor.trouble = FailureKind.UNAVAILABLE
    made, _ = await office.connecting.test(office.company.boss, "memory")
    assert Capability.SIGNAL in made.offers


async def test_what_can_not_be_is_refused_and_not_stored(office: Office) -> None:
    wrong = draft(
        secrets={"senha": Secret("x"), "token": Secret("")},
        settings=ErpSettings(options={"nope": "1"}, mapping=(KeptFact(fact="shoe_size", attribute="pe"),)),
    )
    with pytest.raises(Invalid) as caught:
        await office.connecting.connect(office.company.boss, "memory", wrong)
    assert codes(caught.value) == {
        ("credentials.senha", "unknown_field"),
        ("credentials.token", "required"),
        ("options.nope", "unknown_field"),
        ("mapping.0.fact", "not_one_of"),
    }
    assert office.company.rows.erp_connections == {}
    with pytest.raises(ErpUnknown):
        await office.connecting.connect(office.company.boss, "other", draft())
    reader = office.company.person("Bia", [Permission.READ_ERP])
    with pytest.raises(Forbidden):
        await office.connecting.connect(reader, "memory", draft())


async def test_no_more_facts_are_kept_than_a_contact_has_room_for(office: Office) -> None:
    kept = KeptFact(fact=next(iter(FACTS)), attribute="plano")
    checked_settings(ErpSettings(mapping=(kept,) * MOST_MAPPED))
    with pytest.raises(Invalid) as refused:
        await connected(office, settings=ErpSettings(mapping=(kept,) * (MOST_MAPPED + 1)))
    assert codes(refused.value) == {("mapping", "too_many")}


async def test_facts_are_kept_in_attributes_that_there_are(office: Office) -> None:
    mapping = ErpSettings(mapping=(KeptFact(fact="plan", attribute="plano"),))
    with pytest.raises(Invalid) as caught:
        await connected(office, settings=mapping)
    assert codes(caught.value) == {("mapping", "unknown_attribute")}
    await office.attribute("plano", AttributeType.TEXT)
    made, _ = await connected(office, settings=mapping)
    assert made.settings == mapping


async def test_a_secret_that_is_not_given_stays(office: Office) -> None:
    made, _ = await connected(office)
    changed = await office.connecting.change(
        office.company.boss, "memory", draft(secrets={}, settings=ErpSettings(sync_minutes=60)), version=made.version
    )
    assert changed.secrets == made.secrets
    await office.look_up.plans(await office.reach.of(office.company.id))
    assert office.vendors.opened[-1].secret("token") == "chave"
    with pytest.raises(StaleVersion):
        await office.connecting.change(office.company.boss, "memory", draft(), version=made.version)
    again, _ = await connected(office, secrets={"token": Secret("outra")})
    assert again.created_at == made.created_at
    assert office.vendors.opened[-1].secret("token") == "outra"


async def test_another_one_takes_over_when_the_preferred_is_removed(office: Office) -> None:
    await connected(office)
    other = a_connection(office.company.id, erp_type="other", secrets=None, preferred=False)
    async with office.house.open_work(office.company.id) as work:
        await work.erp_connections.put(other)
    await office.connecting.disconnect(office.company.boss, "memory")
    left = office.company.rows.erp_connections
    assert [(c.erp_type, c.preferred) for c in left.values()] == [("other", True)]
    with pytest.raises(ErpNotConnected):
        await office.connecting.disconnect(office.company.boss, "memory")


async def test_removing_the_last_leaves_none(office: Office) -> None:
    await connected(office)
    await office.connecting.disconnect(office.company.boss, "memory")
    assert office.company.rows.erp_connections == {}
    (offered,) = await office.connecting.offered(office.company.boss)
    assert (offered.connection, offered.sync) == (None, None)
    with pytest.raises(ErpNotConnected):
        await office.connecting.get(office.company.boss, "memory")


async def test_news_by_web_hook_are_believed_with_their_token_alone(office: Office) -> None:
    await connected(office)
    company, boss = office.company.id, office.company.boss
    with pytest.raises(Unauthenticated):
        await office.connecting.received(company, "memory", "anything")
    token = await office.connecting.webhook_token(boss, "memory")
    with pytest.raises(Unauthenticated):
        await office.connecting.received(company, "memory", f"{token}x")
    await office.look_up.plans(await office.reach.of(company))
    office.company.rows.erp_due["memory"] = office.house.clock.now().replace(year=2030)
    await office.connecting.received(company, "memory", token)
    assert office.company.rows.erp_due["memory"] == office.house.clock.now()
    await office.look_up.plans(await office.reach.of(company))
    assert office.vendor.asked.count("list_plans") == 2
    fresh = await office.connecting.webhook_token(boss, "memory")
    with pytest.raises(Unauthenticated):
        await office.connecting.received(company, "memory", token)
    await office.connecting.received(company, "memory", fresh)
    assert (await office.connecting.calls(boss, "memory", PageRequest())).total == 0


class Closing(MemoryVendor):
    """Counts how often it was closed."""

    closed = 0

    async def aclose(self) -> None:
        self.closed += 1


async def test_a_connection_is_opened_once_and_anew_when_it_changes(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor = Closing(office.vendor.today)
    monkeypatch.setattr(office.vendors, "vendor", vendor)
    await office.connect()
    first = await office.reach.of(office.company.id)
    assert (await office.reach.of(office.company.id, "memory")).erp is first.erp
    assert len(office.vendors.opened) == 1
    await office.connect(settings={"sync_minutes": 99})
    await office.reach.of(office.company.id)
    assert (len(office.vendors.opened), vendor.closed) == (2, 1)
    await office.reach.close(office.company.id, "memory")
    await office.reach.close(office.company.id, "memory")
    assert vendor.closed == 2
    await office.reach.of(office.company.id)
    await office.reach.aclose()
    await office.reach.aclose()
    assert vendor.closed == 3


async def test_the_oldest_that_are_open_make_room(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    vendor = Closing(office.vendor.today)
    monkeypatch.setattr(office.vendors, "vendor", vendor)
    monkeypatch.setattr("pytake_domain.erp.use_cases.reach.MOST_OPEN", 1)
    for _ in range(2):
        await (await Office(office.house).settle_in()).connect()
        office.company = await office.house.company()
        await office.connect()
        await office.reach.of(office.company.id)
    assert vendor.closed == 1


FIELDS = (
    Field(name="token", kind=FieldKind.SECRET, required=True),
    Field(name="unit", kind=FieldKind.NUMBER),
    Field(name="kind", required=True, default="1"),
)


@pytest.mark.parametrize(
    ("options", "secrets", "kept", "problems"),
    [
        ({}, {"token": "x"}, False, set()),
        ({}, {}, True, set()),
        ({}, {}, False, {("credentials.token", "required")}),
        ({}, {"token": "x" * (MOST_VALUE + 1)}, False, {("credentials.token", "too_long")}),
        ({"unit": "12"}, {"token": "x"}, False, set()),
        ({"unit": "doze"}, {"token": "x"}, False, {("options.unit", "not_a_number")}),
        ({"unit": "١٢"}, {"token": "x"}, False, {("options.unit", "not_a_number")}),
    ],
)
def test_fields_are_what_an_adapter_needs(
    options: dict[str, str], secrets: dict[str, str], problems: set[tuple[str, str]], *, kept: bool
) -> None:
    given = {name: Secret(text) for name, text in secrets.items()}
    found = checked_fields(FIELDS, options, given, kept=kept)
    assert {(problem.field, problem.code) for problem in found} == problems


PEM = "-----BEGIN CERTIFICATE-----\nx"


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"fingerprint": "00"}, ("fingerprint", "not_a_fingerprint")),
        ({"certificates": "x"}, ("certificates", "not_a_certificate")),
        ({"certificates": PEM + "x" * MOST_CERTIFICATES}, ("certificates", "too_long")),
        ({"sync_minutes": 4}, ("sync_minutes", "out_of_range")),
        ({"sync_minutes": 1_441}, ("sync_minutes", "out_of_range")),
        ({"region": "street"}, ("region", "not_one_of")),
    ],
)
def test_settings_that_can_not_be(settings: dict[str, Any], problem: tuple[str, str]) -> None:
    with pytest.raises(Invalid) as caught:
        checked_settings(ErpSettings(**settings))
    assert codes(caught.value) == {problem}


def test_settings_that_can_be() -> None:
    checked_settings(ErpSettings(fingerprint="ab" * 32, certificates=PEM, sync_minutes=5, region="city"))


def test_a_capability_that_is_missing_breaks_nothing() -> None:
    steps = (ErpStep(step="address", ok=True), ErpStep(step="signal", ok=False, error="permission"))
    assert ErpReport(steps=steps, offers=frozenset()).broken is None
