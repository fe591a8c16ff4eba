"""A company's list of numbers."""

import pytest
from msgspec.structs import replace

from pytake_domain.kernel.actor import Permission
from pytake_domain.kernel.errors import Forbidden, Invalid, LimitReached, PytakeError, UpstreamFailed
from pytake_domain.kernel.ids import NumberId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.kernel.secrets import Secret
from pytake_domain.testing.builders import fresh
from pytake_domain.testing.memory.house import Company, Line, MemoryHouse
from pytake_domain.whatsapp import ApiType, NumberDraft, NumberNotFound, NumberStatus, NumberTaken

COMPLETE = NumberDraft(
    name="Vendas",
    phone_number="(11) 3000-0002",
    phone_number_id="1065",
    business_account_id="1022",
    access_token=Secret("EAAchave-comprida"),
    app_secret=Secret("segredo"),
)
EVOLUTION = NumberDraft(
    name="Evo",
    api_type=ApiType.EVOLUTION,
    base_url="https://provider.example/api",
    evolution_instance="sol",
    evolution_api_key=Secret("chave"),
)


async def test_a_number_is_added_inactive_with_its_secrets_sealed(memory: MemoryHouse, company: Company) -> None:
    number = await memory.numbers.add(company.boss, COMPLETE)

    assert (number.phone_number, number.is_active, number.status) == ("+551130000002", False, NumberStatus.PENDING)
    assert number.messages_per_second == 80
    assert number.webhook_verify_token
    assert number.access_token is not None
    assert number.access_token.tail == "rida"
    owner = await memory.lookup.by_id(number.id)
    assert owner is not None
    assert (await memory.lookup.opened(owner)).access_token == Secret("EAAchave-comprida")


async def test_an_evolution_number_goes_slowly_and_only_to_hosts_that_are_allowed(
    memory: MemoryHouse, company: Company
) -> None:
    assert (await memory.numbers.add(company.boss, EVOLUTION)).messages_per_second == 1
    for url in (
        "http://169.254.169.254/",
        "https://provider.example.evil/",
        "file:///etc",
        "https://[",
        "provider.example",
    ):
        with pytest.raises(Invalid) as refused:
            await memory.numbers.add(company.boss, replace(EVOLUTION, base_url=url))
        assert [p.code for p in refused.value.problems] == ["host_not_allowed"]


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        (NumberDraft(name="Só o nome"), {"phone_number_id", "business_account_id", "access_token", "app_secret"}),
        (NumberDraft(api_type=ApiType.EVOLUTION), {"name", "base_url", "evolution_instance", "evolution_api_key"}),
        (replace(COMPLETE, name=" "), {"name"}),
        (replace(COMPLETE, name="x" * 201), {"name"}),
        (replace(COMPLETE, phone_number="ninguém"), {"phone"}),
        (replace(COMPLETE, messages_per_second=0), {"messages_per_second"}),
        (replace(COMPLETE, daily_limit=2**31), {"daily_limit"}),
        (replace(COMPLETE, access_token=Secret("com\nlinha")), {"access_token"}),
        (replace(COMPLETE, app_secret=Secret("")), {"app_secret"}),
    ],
)
async def test_what_is_missing_or_wrong_is_named(
    memory: MemoryHouse, company: Company, draft: NumberDraft, fields: set[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        await memory.numbers.add(company.boss, draft)

    assert {p.field for p in refused.value.problems} == fields
    assert company.rows.numbers == {}


async def test_the_plan_limits_how_many_there_are(memory: MemoryHouse, company: Company) -> None:
    for last in range(3):
        await company.number(f"+55113000000{last}")

    with pytest.raises(LimitReached) as refused:
        await memory.numbers.add(company.boss, COMPLETE)

    assert refused.value.params == {"limit": "numbers", "used": 3, "allowed": 3}


async def test_a_provider_id_of_another_company_is_taken(memory: MemoryHouse, company: Company) -> None:
    other = await memory.company("Outra")
    await memory.numbers.add(other.boss, COMPLETE)

    with pytest.raises(NumberTaken):
        await memory.numbers.add(company.boss, COMPLETE)


async def test_a_change_names_what_changes(memory: MemoryHouse, company: Company, line: Line) -> None:
    before = company.rows.numbers[line.id]
    changed = await memory.numbers.change(company.boss, line.id, NumberDraft(name="Outro nome"))

    assert changed == replace(before, name="Outro nome", version=before.version + 1, updated_at=memory.clock.now())
    with pytest.raises(Invalid):
        await memory.numbers.change(company.boss, line.id, NumberDraft(api_type=ApiType.EVOLUTION))
    with pytest.raises(NumberNotFound):
        await memory.numbers.change(company.boss, NumberId(fresh()), NumberDraft(name="x"))


async def test_new_credentials_mend_a_number_whose_were_broken(
    memory: MemoryHouse, company: Company, line: Line
) -> None:
    async with memory.open_work(company.id) as work:
        number = await work.numbers.get(line.id)
        await work.numbers.save(number.stop(NumberStatus.CREDENTIALS_BROKEN, "expired", memory.clock.now()))

    renamed = await memory.numbers.change(company.boss, line.id, NumberDraft(name="Outro"))
    assert renamed.status is NumberStatus.CREDENTIALS_BROKEN
    mended = await memory.numbers.change(company.boss, line.id, NumberDraft(access_token=Secret("nova-chave-comprida")))

    assert (mended.status, mended.status_reason, mended.sends) == (NumberStatus.PENDING, "", True)


async def test_a_number_in_use_is_not_removed(memory: MemoryHouse, company: Company, line: Line) -> None:
    spare = await company.number("+551130000002")
    await line.customer("+5511987654321").says("oi")

    await memory.numbers.remove(company.boss, spare.id)
    with pytest.raises(PytakeError) as refused:
        await memory.numbers.remove(company.boss, line.id)

    assert refused.value.code == "NUMBER_IN_USE"
    assert set(company.rows.numbers) == {line.id}


async def test_a_test_of_the_connection_is_kept_when_all_of_it_holds(
    memory: MemoryHouse, company: Company, line: Line
) -> None:
    inspector = memory.providers.of(ApiType.OFFICIAL).inspector
    inspector.failure = "token expired"
    assert [p.ok for p in await memory.numbers.probe(company.boss, line.id)] == [False]
    assert company.rows.numbers[line.id].status is NumberStatus.PENDING
    with pytest.raises(UpstreamFailed):
        await memory.numbers.report(company.boss, line.id)

    inspector.failure = None
    assert [p.ok for p in await memory.numbers.probe(company.boss, line.id)] == [True]
    assert company.rows.numbers[line.id].status is NumberStatus.CONNECTED
    await memory.numbers.report(company.boss, line.id)
    assert company.rows.numbers[line.id].quality == "GREEN"


async def test_lists_are_narrowed(memory: MemoryHouse, company: Company, line: Line) -> None:
    evolution = await memory.numbers.add(company.boss, EVOLUTION)

    page = await memory.numbers.list(company.boss, PageRequest(), status="active")
    assert [n.id for n in page.items] == [line.id]
    page = await memory.numbers.list(company.boss, PageRequest(), status="inactive")
    assert [n.id for n in page.items] == [evolution.id]


async def test_each_deed_needs_its_permission(memory: MemoryHouse, company: Company, line: Line) -> None:
    reader = company.person("Leo", [Permission.READ_NUMBERS])
    await memory.numbers.get(reader, line.id)
    await memory.numbers.report(reader, line.id)

    for trying in (
        memory.numbers.add(reader, COMPLETE),
        memory.numbers.change(reader, line.id, NumberDraft(name="x")),
        memory.numbers.remove(reader, line.id),
        memory.numbers.switch(reader, line.id, on=False),
        memory.numbers.probe(reader, line.id),
    ):
        with pytest.raises(Forbidden):
            await trying
    with pytest.raises(Forbidden):
        await memory.numbers.list(company.person("Zé", [Permission.READ_FLOWS]), PageRequest())
    other = await memory.company("Outra")
    with pytest.raises(NumberNotFound):
        await memory.numbers.get(other.boss, line.id)
