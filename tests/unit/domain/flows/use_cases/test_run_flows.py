"""Conversations through flows, from the customer's message to the line that reaches them."""

from typing import Any

import pytest
from msgspec.structs import replace
from tests.unit.domain.messaging.talking import messages_of, place_of

from pytake_domain.contacts import Contact
from pytake_domain.flows import Draft, Flow, FlowSession, Node, SessionStatus, Trigger, TriggerKind
from pytake_domain.identity import TenantStatus
from pytake_domain.kernel.actor import ActorKind
from pytake_domain.kernel.work import LeaseLost
from pytake_domain.messaging import ConversationStatus, Direction, MessageReceived, SenderKind
from pytake_domain.testing.builders import a_graph, a_queue, asks, says
from pytake_domain.testing.memory.house import Company, Customer, Line, MemoryHouse
from pytake_domain.whatsapp import EchoedMessage, Text

GREETING = a_graph(
    asks("name", "Olá! Qual é o seu nome?", "name"),
    asks("plan", "{{ name }}, qual plano?", "plan", options=["300 mega", "600 mega"]),
    says("bye", "Anotei: {{ plan }}. Até já, {{ name }}!"),
    arrows=(("start", "name", None), ("name", "plan", None), ("plan", "bye", None)),
)
ANY = Trigger(kind=TriggerKind.DEFAULT)


def keyword(*words: str, **changes: Any) -> Trigger:
    return Trigger(kind=TriggerKind.KEYWORD, keywords=words, **changes)


def node(node_id: str, kind: str, **data: Any) -> Node:
    return Node(id=node_id, type=kind, data=data)


def sessions(company: Company) -> list[FlowSession]:
    return sorted(company.rows.flow_sessions.values(), key=lambda s: s.id)


def statuses(company: Company) -> list[str]:
    return [session.status.value for session in sessions(company)]


def person(company: Company) -> Contact:
    (contact,) = company.rows.contacts.values()
    return contact


@pytest.fixture
async def reception(company: Company) -> Flow:
    return await company.publish("Recepção", GREETING, ANY)


async def test_a_whole_conversation(company: Company, reception: Flow, maria: Customer) -> None:
    assert await maria.says("oi") == ["Olá! Qual é o seu nome?"]
    assert await maria.says("Maria") == ["Maria, qual plano?"]
    assert await maria.says("600 mega") == ["Anotei: 600 mega. Até já, Maria!"]

    (session,) = sessions(company)
    assert session.status is SessionStatus.COMPLETED
    assert session.flow_id == reception.id
    assert session.variables["name"] == "Maria"
    assert [m.sent_by for m in messages_of(company, Direction.OUTBOUND)] == [SenderKind.FLOW] * 3
    assert place_of(maria).status is ConversationStatus.BOT
    assert place_of(maria).flow_session_id is None


async def test_a_batch_of_answers_is_taken_in_its_order(
    company: Company, reception: Flow, line: Line, maria: Customer
) -> None:
    assert reception.published
    await line.tell(*(maria.message(Text(body=text)) for text in ("oi", "Maria", "600 mega")))
    await company.house.settle()

    assert statuses(company) == ["completed"]
    assert len(maria.heard) == 3


async def test_an_event_is_answered_once_however_often_it_is_delivered(
    company: Company, reception: Flow, line: Line, maria: Customer
) -> None:
    house = company.house
    assert reception.published
    await line.tell(maria.message(Text(body="oi")))
    await house.read_inbox()
    taken = await house.delivery_lease.take(10, house.ids.new())
    events = [d.event for d in taken if isinstance(d.event, MessageReceived)]
    await house.running.on_received(company.id, events)

    with pytest.raises(LeaseLost):
        await house.running.on_received(company.id, events)

    await house.settle()
    assert len(maria.heard) == 1


async def test_a_keyword_goes_before_the_default(company: Company, reception: Flow, maria: Customer) -> None:
    billing = await company.publish("Boleto", a_graph(says("b", "Segue o boleto")), keyword("boleto", "2ª via"))

    assert await maria.says("BOLETO!") == ["Segue o boleto"]
    assert await maria.says("outra coisa") == ["Olá! Qual é o seu nome?"]
    assert [s.flow_id for s in sessions(company)] == [billing.id, reception.id]


async def test_an_interrupting_keyword_ends_the_running_flow(
    company: Company, reception: Flow, maria: Customer
) -> None:
    assert reception.published
    graph = a_graph(says("r", "Recomeçando"))
    await company.publish("Recomeço", graph, keyword("recomeçar", interrupts=True))
    await maria.says("oi")

    assert await maria.says("recomeçar") == ["Recomeçando"]
    assert statuses(company) == ["cancelled", "completed"]


async def test_a_word_for_a_person_queues_the_conversation(company: Company, reception: Flow, maria: Customer) -> None:
    assert reception.published
    await maria.says("oi")

    assert await maria.says("falar com uma pessoa") == []

    place = place_of(maria)
    assert (place.status, place.handed_over) == (ConversationStatus.QUEUED, True)
    assert statuses(company) == ["cancelled"]
    assert await maria.says("alguém?") == []
    assert place_of(maria).unread_count == 3


async def test_what_no_flow_answers_waits_for_a_person_and_a_flow_may_still_speak(
    company: Company, maria: Customer
) -> None:
    await company.publish("Boleto", a_graph(says("b", "Segue o boleto")), keyword("boleto"))

    assert await maria.says("oi") == []
    assert (place_of(maria).status, place_of(maria).handed_over) == (ConversationStatus.QUEUED, False)
    assert await maria.says("boleto") == ["Segue o boleto"]
    assert place_of(maria).status is ConversationStatus.BOT


async def test_an_agent_who_answers_ends_the_session(company: Company, reception: Flow, maria: Customer) -> None:
    assert reception.published
    await maria.says("oi")
    await company.house.sending.send(company.boss, to="+5511987654321", content=Text(body="Oi, é a Ana"))
    await company.house.settle()

    assert await maria.says("Maria") == []

    assert statuses(company) == ["cancelled"]
    assert sessions(company)[0].reason == "not_the_owner"
    assert (place_of(maria).status, place_of(maria).assigned_to) == (ConversationStatus.ACTIVE, company.boss.user_id)


async def test_a_flow_is_silent_while_the_company_answers_on_its_phone(
    company: Company, reception: Flow, line: Line, maria: Customer
) -> None:
    assert reception.published
    await maria.says("oi")
    now = company.house.clock.now()
    await line.tell(
        EchoedMessage(route=line.route, at=now, id="e", recipient=maria.addresses, content=Text(body="Oi, eu mesma"))
    )
    await company.house.settle()

    assert await maria.says("Maria") == []
    assert statuses(company) == ["cancelled"]
    await company.house.handling.change(company.boss, place_of(maria).id, status=ConversationStatus.RESOLVED)
    assert await maria.says("oi de novo") == ["Olá! Qual é o seu nome?"]


async def test_a_flow_is_silent_while_another_responder_has_the_thread(
    company: Company, reception: Flow, line: Line, maria: Customer
) -> None:
    assert reception.published
    for text in ("oi", "SAIR"):
        await line.tell(replace(maria.message(Text(body=text)), standby=True))
    await company.house.settle()

    assert maria.heard == []
    assert statuses(company) == []
    assert [m.text for m in messages_of(company)] == ["oi", "SAIR"]
    (contact,) = company.rows.contacts.values()
    assert contact.opted_out
    assert await maria.says("oi") == ["Olá! Qual é o seu nome?"]


async def test_an_answer_of_another_responder_silences_a_flow_that_was_running(
    company: Company, reception: Flow, line: Line, maria: Customer
) -> None:
    assert reception.published
    await maria.says("oi")
    now = company.house.clock.now()
    said = Text(body="Sou a assistente da loja")
    await line.tell(
        EchoedMessage(route=line.route, at=now, id="e", recipient=maria.addresses, content=said, standby=True)
    )
    await company.house.settle()

    assert not place_of(maria).flow_may_speak
    assert await maria.says("Maria") == []
    assert statuses(company) == ["cancelled"]


async def test_a_transfer_hands_over_with_its_note(company: Company, maria: Customer) -> None:
    graph = a_graph(
        asks("why", "Em que posso ajudar?", "why"),
        node("people", "transfer", queue_id="suporte", text="Um momento.", summary="Quer: {{ why }}", reason="help"),
    )
    async with company.house.open_work(company.id) as work:
        await work.queues.add(a_queue(company.id, name="Suporte"))
    await company.publish("Suporte", graph, ANY)
    await maria.says("oi")

    assert await maria.says("internet lenta") == ["Um momento."]

    place = place_of(maria)
    assert (place.status, place.queue_name, place.handed_over) == (ConversationStatus.QUEUED, "Suporte", True)
    (note,) = company.rows.notes.values()
    assert note.body == "Quer: internet lenta"
    event = next(e for e in reversed(company.rows.event_log) if e.name == "ConversationChanged")
    assert (event.actor_kind, event.reason) == (ActorKind.FLOW, "help")
    assert statuses(company) == ["transferred"]


async def test_a_flow_goes_on_in_another_and_comes_back(company: Company, maria: Customer) -> None:
    survey = await company.publish(
        "Pesquisa", a_graph(asks("score", "De 0 a 10?", "score"), says("ok", "Obrigado!")), keyword("pesquisa")
    )
    graph = a_graph(
        node("known", "set_variable", variable="score", value="nada"),
        says("a", "Primeiro:"),
        node("go", "jump", flow_id=str(survey.id), returns=True),
        says("b", "Você disse {{ score }}."),
    )
    await company.publish("Principal", graph, ANY)

    assert await maria.says("oi") == ["Primeiro:", "De 0 a 10?"]
    assert await maria.says("9") == ["Obrigado!", "Você disse 9."]
    assert statuses(company) == ["completed"]


async def test_a_jump_to_what_is_not_published_takes_its_error_edge(company: Company, maria: Customer) -> None:
    other = await company.publish("Outro", a_graph(says("x", "Outro")), keyword("outro"))
    graph = a_graph(
        node("go", "jump", flow_id=str(other.id)),
        says("sorry", "Agora não dá."),
        arrows=(("start", "go", None), ("go", "sorry", "error")),
    )
    await company.publish("Principal", graph, ANY)
    await company.house.publishing.unpublish(company.boss, other.id)

    assert await maria.says("oi") == ["Agora não dá."]


async def test_a_timer_takes_the_time_out_branch(company: Company, maria: Customer) -> None:
    graph = a_graph(
        asks("name", "Qual é o seu nome?", "name", timeout=600),
        says("late", "Ainda está aí?"),
        says("hello", "Oi, {{ name }}"),
        arrows=(("start", "name", None), ("name", "hello", None), ("name", "late", "timeout")),
    )
    await company.publish("Recepção", graph, ANY)
    await maria.says("oi")

    await company.house.wait(minutes=9)
    assert len(maria.heard) == 1
    await company.house.wait(minutes=2)

    assert [s.content for s in maria.heard][1:] == [Text(body="Ainda está aí?")]
    assert company.rows.jobs == []


async def test_a_timer_of_a_wait_that_is_over_means_nothing(company: Company, maria: Customer) -> None:
    graph = a_graph(
        asks("name", "Qual é o seu nome?", "name", timeout=600),
        asks("age", "Idade?", "age"),
        says("late", "Ainda está aí?"),
        arrows=(("start", "name", None), ("name", "age", None), ("name", "late", "timeout"), ("age", "late", None)),
    )
    await company.publish("Recepção", graph, ANY)
    await maria.says("oi")
    await maria.says("Maria")

    await company.house.wait(minutes=20)

    assert [s.content for s in maria.heard][1:] == [Text(body="Idade?")]
    assert statuses(company) == ["running"]


async def test_a_timer_does_not_speak_in_a_persons_conversation(company: Company, maria: Customer) -> None:
    graph = a_graph(says("a", "Um momento…"), node("wait", "delay", seconds=60), says("b", "Pronto."))
    await company.publish("Espera", graph, ANY)
    await maria.says("oi")
    await company.house.sending.send(company.boss, to="+5511987654321", content=Text(body="Já vi"))
    await company.house.settle()

    await company.house.wait(minutes=2)

    assert [s.content for s in maria.heard] == [Text(body="Um momento…"), Text(body="Já vi")]
    assert statuses(company) == ["cancelled"]


async def test_what_a_closed_window_forbids_goes_to_a_person(company: Company, maria: Customer) -> None:
    graph = a_graph(says("a", "Até amanhã"), node("wait", "delay", amount=23, unit="hours"), says("b", "Bom dia"))
    await company.publish("Espera", graph, ANY)
    await maria.says("oi")

    await company.house.wait(days=2, minutes=1)

    assert len(maria.heard) == 1
    (session,) = sessions(company)
    assert (session.status, session.reason) == (SessionStatus.FAILED, "WINDOW_CLOSED")
    assert (place_of(maria).status, place_of(maria).handed_over) == (ConversationStatus.QUEUED, True)
    event = company.rows.event_log[-1]
    assert (event.name, event.reason) == ("ConversationChanged", "WINDOW_CLOSED")


async def test_nothing_is_said_for_a_suspended_company(company: Company, reception: Flow, maria: Customer) -> None:
    assert reception.published
    async with company.house.open_work(company.id) as work:
        await work.tenants.save(replace(await work.tenants.get(), status=TenantStatus.SUSPENDED))

    assert await maria.says("oi") == []

    assert len(messages_of(company, Direction.INBOUND)) == 1
    assert statuses(company) == ["failed"]


async def test_a_blocked_contact_is_not_answered(company: Company, reception: Flow, maria: Customer) -> None:
    assert reception.published
    await maria.says("oi")
    async with company.house.open_work(company.id) as work:
        await work.contacts.save(replace(person(company), blocked=True))

    assert await maria.says("Maria") == []
    assert len(messages_of(company, Direction.INBOUND)) == 2


async def test_what_a_flow_learns_is_kept_with_the_contact_and_known_from_then_on(
    company: Company, maria: Customer
) -> None:
    graph = a_graph(
        asks("plan", "Qual plano?", "plan"),
        node("keep", "set_variable", assignments=[_keeps("plan"), _keeps("name")], tags=["lead"]),
        asks("ok", "{{ contact.attributes.plan }}?", "answer"),
        says("bye", "{{ contact.attributes.plan }}, {{ contact.plan }}, {{ contact.first_name }}"),
    )
    await company.publish("Plano", graph, ANY)
    await maria.says("oi")

    assert await maria.says("600") == ["600?"]
    assert await maria.says("sim") == ["600, 600, Maria"]
    assert person(company).attributes == {"plan": "600", "name": "600"}
    assert person(company).tags == ("lead",)
    assert person(company).name == "Maria das Dores"


def _keeps(name: str) -> dict[str, str]:
    return {"variable": f"contact.{name}", "value": "{{ plan }}"}


async def test_running_sessions_stay_on_their_version(company: Company, reception: Flow, maria: Customer) -> None:
    house = company.house
    await maria.says("oi")
    changed = a_graph(asks("name", "Nome completo?", "name"), says("bye", "Tchau, {{ name }}"))
    await house.editing.change(company.boss, reception.id, Draft(graph=changed), read_at=None)
    await house.publishing.publish(company.boss, reception.id)

    assert await maria.says("Maria") == ["Maria, qual plano?"]
    other = maria.line.customer("+5511900001111")
    assert await other.says("oi") == ["Nome completo?"]


async def test_after_an_expiry_the_contact_is_asked_whether_to_go_on(
    company: Company, reception: Flow, maria: Customer
) -> None:
    assert reception.published
    await maria.says("oi")
    await maria.says("Maria")

    await company.house.wait(hours=25)
    (line,) = await maria.says("oi?")

    assert line != "Maria, qual plano?"
    assert sessions(company)[0].variables["name"] == "Maria"


async def test_companies_flows_do_not_hear_each_other(
    memory: MemoryHouse, company: Company, reception: Flow, maria: Customer
) -> None:
    other = await memory.company("Outra")
    theirs = (await other.number("+551130000009")).customer("+5511987654321")
    await other.publish("Oi", a_graph(says("hi", "Daqui é a outra")), ANY)

    assert await theirs.says("oi") == ["Daqui é a outra"]
    assert await maria.says("oi") == ["Olá! Qual é o seu nome?"]
    assert reception.tenant_id == company.id
    assert len(other.rows.flow_sessions) == len(company.rows.flow_sessions) == 1


async def test_many_customers_at_once_each_get_their_own_answer(company: Company, reception: Flow, line: Line) -> None:
    assert reception.published
    people = [line.customer(f"+55119876500{number:02d}") for number in range(30)]
    await line.tell(*(somebody.message(Text(body="oi")) for somebody in people))
    await line.tell(*(somebody.message(Text(body=f"P{n}")) for n, somebody in enumerate(people)))
    await company.house.settle()
    await company.house.wait(seconds=1)

    assert [len(somebody.heard) for somebody in people] == [2] * 30
    assert [somebody.heard[1].content.body for somebody in people] == [  # type: ignore[union-attr]
        f"P{n}, qual plano?" for n in range(30)
    ]


async def test_who_comes_by_an_advertisement_gets_its_flow(company: Company, maria: Customer) -> None:
    await company.publish("Qualquer", a_graph(says("a", "Bem-vindo!")), ANY)
    trigger = Trigger(kind=TriggerKind.AD, ads=("42",))
    await company.publish("Promoção", a_graph(says("b", "Vi que veio pelo anúncio!")), trigger)

    came = replace(maria.message(Text(body="oi")), referral={"source_type": "ad", "source_id": "42"})
    await maria.line.tell(came)
    await company.house.settle()

    (heard,) = maria.heard
    assert heard.content == Text(body="Vi que veio pelo anúncio!")
