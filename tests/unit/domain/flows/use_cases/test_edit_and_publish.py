"""Drafts and versions, by people."""

import datetime as dt
from decimal import Decimal

import pytest

from pytake_domain.flows import (
    Draft,
    DraftChanged,
    EditFlows,
    FlowInUse,
    FlowInvalid,
    FlowNotFound,
    FlowNotPublished,
    FlowStatus,
    Node,
    Severity,
    Trigger,
    TriggerKind,
)
from pytake_domain.kernel.actor import Permission
from pytake_domain.kernel.errors import Forbidden, Invalid, LimitReached
from pytake_domain.kernel.ids import FlowId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.testing.builders import a_graph, a_queue, asks, fresh, says
from pytake_domain.testing.memory.house import Company, Customer
from pytake_domain.whatsapp import CountryRates, RateBook, RateTable

ANY = Trigger(kind=TriggerKind.DEFAULT)
ASKING = a_graph(asks("name", "Nome?", "name"), says("bye", "Tchau"))


async def test_a_draft_is_made_changed_published_and_taken_back(company: Company) -> None:
    editing, publishing = company.house.editing, company.house.publishing
    draft = await editing.create(company.boss, name="Recepção", graph=ASKING, trigger=ANY)
    changed = await editing.change(company.boss, draft.id, Draft(name="Portaria"), read_at=1)
    published = await publishing.publish(company.boss, draft.id)
    stopped = await publishing.unpublish(company.boss, draft.id)

    assert [f.status for f in (draft, changed, published, stopped)] == [
        FlowStatus.DRAFT,
        FlowStatus.DRAFT,
        FlowStatus.PUBLISHED,
        FlowStatus.UNPUBLISHED,
    ]
    assert (changed.name, changed.draft_version, published.version) == ("Portaria", 2, 1)
    assert [e.name for e in company.rows.event_log] == ["FlowPublished", "FlowUnpublished"]
    with pytest.raises(FlowNotPublished):
        await publishing.unpublish(company.boss, draft.id)


async def test_a_version_carries_its_note(company: Company) -> None:
    house, boss = company.house, company.boss
    draft = await house.editing.create(boss, name="Recepção", graph=ASKING, trigger=ANY)
    with pytest.raises(Invalid) as refused:
        await house.publishing.publish(boss, draft.id, note="x" * 501)
    assert [(p.field, p.code) for p in refused.value.problems] == [("note", "too_long")]
    await house.publishing.publish(boss, draft.id, note="  Pede o nome \n")

    async with house.open_work(company.id) as work:
        assert [v.note for v in (await work.flow_versions.page(draft.id, PageRequest())).items] == ["Pede o nome"]


async def test_flows_are_put_into_folders_and_their_copies_beside_them(company: Company) -> None:
    editing, boss = company.house.editing, company.boss
    draft = await editing.create(boss, name="Boleto", folder="  Segunda   via ")
    other = await editing.create(boss, name="Recepção")
    assert await editing.move(boss, [other.id], "Segunda via") == 1
    moved = await editing.get(boss, other.id)

    assert (draft.folder, moved.folder, moved.draft_version) == ("Segunda via", "Segunda via", other.draft_version)
    assert [(f.name, f.count) for f in await editing.folders(boss)] == [("Segunda via", 2)]
    assert (await editing.list(boss, PageRequest(), folder="")).total == 0
    with pytest.raises(Invalid):
        await editing.move(boss, [other.id], "x" * 61)
    with pytest.raises(Forbidden):
        await editing.move(company.person("Bia", permissions=(Permission.READ_FLOWS,)), [other.id], "")


async def test_of_two_editors_the_second_is_told_by_whom(company: Company) -> None:
    editing, bia = company.house.editing, company.person("Bia")
    draft = await editing.create(company.boss, name="Recepção")
    await editing.change(bia, draft.id, Draft(name="da Bia"), read_at=1)

    with pytest.raises(DraftChanged) as told:
        await editing.change(company.boss, draft.id, Draft(name="da Ana"), read_at=1)

    assert told.value.params["by"] == str(bia.id)
    assert (await editing.get(company.boss, draft.id)).name == "da Bia"


async def test_a_flow_with_errors_is_not_published_and_each_names_its_node(company: Company) -> None:
    broken = a_graph(says("a", "{{ nobody }}"), Node(id="b", type="question", data={"text": ""}))
    draft = await company.house.editing.create(company.boss, name="Quebrado", graph=broken, trigger=ANY)

    with pytest.raises(FlowInvalid) as refused:
        await company.house.publishing.publish(company.boss, draft.id)

    problems = await company.house.editing.check(company.boss, broken, ANY)
    assert {p.node_id for p in problems} >= {"b"}
    assert refused.value.problems
    assert company.rows.flow_versions == {}
    assert (await company.house.editing.get(company.boss, draft.id)).status is FlowStatus.DRAFT


async def test_sessions_are_listed_and_hold_on_to_their_flow(company: Company, maria: Customer) -> None:
    editing = company.house.editing
    flow = await company.publish("Recepção", ASKING, ANY)
    await maria.says("oi")

    page = await editing.sessions(company.boss, flow.id, PageRequest())
    assert [s.contact_id for s in page.items] == [maria.contact_id]
    with pytest.raises(FlowInUse):
        await editing.remove(company.boss, flow.id)
    await maria.says("Maria")
    await editing.remove(company.boss, flow.id)

    with pytest.raises(FlowNotFound):
        await editing.sessions(company.boss, flow.id, PageRequest())


async def test_the_plan_limits_how_many_there_are(company: Company) -> None:
    for number in range(50):
        await company.house.editing.create(company.boss, name=f"Fluxo {number}")

    with pytest.raises(LimitReached):
        await company.house.editing.create(company.boss, name="Mais um")
    assert (await company.house.editing.list(company.boss, PageRequest(limit=5))).total == 50


async def test_each_deed_needs_its_permission_and_its_company(company: Company) -> None:
    editing, publishing = company.house.editing, company.house.publishing
    draft = await editing.create(company.boss, name="Recepção")
    reader = company.person("Leo", [Permission.READ_FLOWS])
    await editing.get(reader, draft.id)
    for trying in (
        editing.create(reader, name="x"),
        editing.change(reader, draft.id, Draft(name="x"), read_at=None),
        editing.remove(reader, draft.id),
        publishing.publish(reader, draft.id),
        publishing.unpublish(reader, draft.id),
    ):
        with pytest.raises(Forbidden):
            await trying
    stranger = (await company.house.company("Outra")).boss
    for looking in (
        editing.get(stranger, draft.id),
        editing.change(stranger, draft.id, Draft(name="x"), read_at=None),
        editing.remove(stranger, draft.id),
        publishing.publish(stranger, draft.id),
        editing.get(company.boss, FlowId(fresh())),
    ):
        with pytest.raises(FlowNotFound):
            await looking
    for name in ("", " ", "x" * 121):
        with pytest.raises(Invalid):
            await editing.create(company.boss, name=name)


async def test_a_check_knows_the_companys_flows_queues_and_providers(company: Company) -> None:
    async with company.house.open_work(company.id) as work:
        await work.queues.add(a_queue(company.id, name="Suporte"))
    other = await company.publish(
        "Espera", a_graph(Node(id="w", type="delay", data={"seconds": 100_000}), Node(id="e", type="end")), ANY
    )
    graph = a_graph(
        Node(id="call", type="jump", data={"flow_id": str(other.id), "returns": True}),
        says("late", "Oi"),
        Node(id="people", type="transfer", data={"queue_id": "suporte "}),
    )

    problems = await company.house.editing.check(company.boss, graph, ANY)
    assert [(p.code, p.node_id, p.path) for p in problems if p.severity is Severity.ERROR] == [
        ("window_may_be_closed", "late", ("start", "call", "late"))
    ]

    nobody = a_graph(Node(id="people", type="transfer", data={"queue_id": "Vendas"}))
    assert [p.code for p in await company.house.editing.check(company.boss, nobody, ANY)] == ["unknown_queue"]


async def test_a_flow_that_jumps_to_itself_without_waiting_is_not_published(company: Company) -> None:
    draft = await company.house.editing.create(company.boss, name="Roda", trigger=ANY)
    again = a_graph(says("hi", "Oi"), Node(id="go", type="jump", data={"flow_id": str(draft.id)}))
    await company.house.editing.change(company.boss, draft.id, Draft(graph=again), read_at=1)

    with pytest.raises(FlowInvalid) as refused:
        await company.house.publishing.publish(company.boss, draft.id)
    assert [problem.code for problem in refused.value.problems] == ["calls_without_end"]


async def test_a_run_is_priced_by_the_rates_of_the_numbers_country(company: Company) -> None:
    house = company.house
    brazil = CountryRates(iso="BR", prefix="55", amounts={"service": Decimal("0.01")})
    rates = RateBook(tables=(RateTable(since=dt.date(2020, 1, 1), currency="USD", source="test", countries=(brazil,)),))
    editing = EditFlows(
        open_work=house.open_work, providers=house.providers, clock=house.clock, ids=house.ids, rates=rates
    )

    found, currency = await editing.cost(company.boss, a_graph(says("a", "um"), says("b", "dois")))
    assert (found.run.least, found.run.most, currency) == (Decimal("0.02"), Decimal("0.02"), "USD")

    unpriced, no_currency = await house.editing.cost(company.boss, a_graph(says("a", "um")))
    assert (unpriced.run.least_messages, unpriced.run.least, no_currency) == (1, None, None)
