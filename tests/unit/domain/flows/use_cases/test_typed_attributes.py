"""What flows keep of contacts is of the type that the company gave it; what is not stops nobody."""

from tests.unit.domain.flows.use_cases.test_run_flows import node

from pytake_domain.contacts import AttributeRefused, AttributeType, DefineAttributes
from pytake_domain.flows import Trigger, TriggerKind
from pytake_domain.testing.builders import a_graph, says
from pytake_domain.testing.memory.house import Company, Customer

ANY = Trigger(kind=TriggerKind.DEFAULT)


async def kept_by(company: Company, customer: Customer, **attributes: object) -> dict[str, object]:
    graph = a_graph(
        node("keep", "attribute", attributes=attributes),
        says("ok", "Anotado"),
        arrows=(("start", "keep", None), ("keep", "ok", None)),
    )
    await company.publish("Anota", graph, ANY)
    assert await customer.says("oi") == ["Anotado"]
    (contact,) = company.rows.contacts.values()
    return dict(contact.attributes)


async def test_a_flow_keeps_values_in_their_form(company: Company, maria: Customer) -> None:
    house = company.house
    defining = DefineAttributes(open_work=house.open_work, clock=house.clock, ids=house.ids)
    await defining.add(company.boss, name="saldo", label="Saldo", kind=AttributeType.NUMBER)
    await defining.add(company.boss, name="plano", label="Plano", kind=AttributeType.CHOICE, options=["Fibra"])
    kept = await kept_by(company, maria, saldo="1.234,5", plano="cabo", livre="como veio")
    assert kept == {"saldo": 1234.5, "livre": "como veio"}
    (refused,) = [event for event in company.rows.event_log if isinstance(event, AttributeRefused)]
    assert (refused.attribute, refused.code) == ("plano", "not_a_choice")
