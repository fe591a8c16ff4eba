"""What an ERP told of somebody in a flow's texts and conditions: once they showed who they are."""

from msgspec.structs import replace
from tests.unit.domain.flows.use_cases.test_run_flows import node, person

from pytake_domain.erp import ErpLink, LinkedBy
from pytake_domain.flows import Trigger, TriggerKind, compile_graph
from pytake_domain.testing.builders import AT, a_graph, says
from pytake_domain.testing.contracts.erp_store import a_customer, an_invoice
from pytake_domain.testing.memory.house import Company, Customer

ANY = Trigger(kind=TriggerKind.DEFAULT)
FLOW = a_graph(
    node("is", "condition", variable="contact.erp.owed_count", op="greater", value=0),
    says("owes", "{{ contact.erp.plan }}: {{ contact.erp.owed }} desde {{ contact.erp.due_on }}"),
    says("none", "Nada: {{ contact.erp.plan }}{{ contact.erp.owed }}"),
    arrows=(("start", "is", None), ("is", "owes", "true"), ("is", "none", "false")),
)


async def served(company: Company, *, proven: bool) -> None:
    """Maria is a customer who owes."""
    maria = person(company)
    link = ErpLink(contact_id=maria.id, erp_type="memory", customer_id="1", by=LinkedBy.PHONE, linked_at=AT)
    async with company.house.open_work(maria.tenant_id) as work:
        await work.erp_records.put_link(replace(link, proven_at=AT if proven else None))
        await work.erp_records.put_customers("memory", [a_customer("1")], AT)
        await work.erp_records.put_invoices("memory", [an_invoice("a", "1", -3)], AT)
        await work.erp_records.refresh("memory", ["1"], AT, AT.date())


async def test_they_are_told_to_who_showed_who_they_are(company: Company, maria: Customer) -> None:
    await company.publish("Fatura", FLOW, ANY)
    assert await maria.says("oi") == ["Nada: "]
    await served(company, proven=False)
    assert await maria.says("oi") == ["Nada: "]
    await served(company, proven=True)
    (told,) = await maria.says("oi")
    assert told.startswith("FIBRA 500: 99.9 desde ")


def test_only_flows_that_speak_of_them_read_them() -> None:
    assert compile_graph(FLOW).reads_erp
    assert not compile_graph(a_graph(says("hi", "Oi, {{ contact.name }}"))).reads_erp


def test_a_fact_that_there_is_not_is_a_mistake() -> None:
    wrong = compile_graph(a_graph(says("hi", "{{ contact.erp.plann }}"))).problems
    assert [(p.code, p.params["variable"]) for p in wrong] == [("unknown_variable", "contact.erp.plann")]
