"""What nodes ask for is done: files leave, consent is kept with its proof, surveys are stored, ERPs and models are asked."""

from tests.unit.domain.flows.use_cases.test_run_flows import node, person, sessions
from tests.unit.domain.messaging.talking import place_of

from pytake_domain.contacts import MarketingOptedIn, MarketingOptedOut
from pytake_domain.erp import Capability
from pytake_domain.flows import Graph, Node, SessionStatus, Trigger, TriggerKind
from pytake_domain.kernel.ids import CalendarId
from pytake_domain.kernel.outcome import Outcome
from pytake_domain.kernel.time import BusinessHours
from pytake_domain.messaging import ConversationStatus
from pytake_domain.routing import Calendar
from pytake_domain.testing.builders import a_graph, asks, says
from pytake_domain.testing.memory.house import Company, Customer
from pytake_domain.testing.memory.media import Bytes
from pytake_domain.whatsapp import Location, Media, Reply

ANY = Trigger(kind=TriggerKind.DEFAULT)
JPEG = b"\xff\xd8\xff\xe0" + b"pixels" * 1000


async def test_a_file_of_the_company_leaves_with_what_is_known_of_it(company: Company, maria: Customer) -> None:
    stored = await company.house.storing.upload(
        company.boss, Bytes(JPEG).pieces(), filename="foto.jpg", mime_type="image/jpeg"
    )
    media = {"type": "image", "media_id": str(stored.id)}
    await company.publish("Foto", a_graph(node("m", "message", media=media, text="Veja, {{ contact.name }}")), ANY)

    await maria.says("oi")

    (sent,) = maria.heard
    assert isinstance(sent.content, Media)
    assert (sent.content.caption, sent.content.mime_type) == ("Veja, Maria das Dores", "image/jpeg")


async def test_a_file_that_is_not_there_hands_over_to_a_person(company: Company, maria: Customer) -> None:
    media = {"type": "image", "media_id": "5c5ff7f5-95e6-4ad0-8f22-2f9a3d2b9f10"}
    await company.publish("Foto", a_graph(node("m", "message", media=media)), ANY)

    assert await maria.says("oi") == []
    (session,) = sessions(company)
    assert session.status is SessionStatus.FAILED
    assert place_of(maria).status is ConversationStatus.QUEUED


async def test_consent_is_kept_with_its_proof_and_told(company: Company, maria: Customer) -> None:
    graph = a_graph(
        asks("more", "Quer novidades?", "more", options=["Sim", "Não"]),
        node("which", "switch", value="{{ more }}", cases=[{"id": "yes", "value": "Sim"}]),
        node("in", "consent", marketing="opt_in", source="novidades"),
        node("out", "consent", marketing="opt_out"),
        says("bye", "Anotado."),
        arrows=(
            ("start", "more", None),
            ("more", "which", None),
            ("which", "in", "yes"),
            ("which", "out", "default"),
            ("in", "bye", None),
            ("out", "bye", None),
        ),
    )
    await company.publish("Novidades", graph, ANY)

    await maria.says("oi")
    assert await maria.says("sim") == ["Anotado."]
    assert (person(company).opted_in, person(company).opted_in_source) == (True, "novidades")
    await company.house.wait(seconds=5)
    await maria.says("oi")
    await maria.says("não")

    assert person(company).opted_out
    told = [e for e in company.rows.event_log if isinstance(e, (MarketingOptedIn, MarketingOptedOut))]
    assert [(type(e), e.reason) for e in told] == [(MarketingOptedIn, "novidades"), (MarketingOptedOut, "flow:out")]


async def test_a_survey_is_stored_with_its_comment(company: Company, maria: Customer) -> None:
    graph = a_graph(
        node("s", "csat", comment_text="O que faltou?", variable="score", timeout=600), says("bye", "Nota {{ score }}!")
    )
    await company.publish("Nota", graph, ANY)

    await maria.says("oi")
    await maria.taps("4", "4 - Bom")
    assert await maria.says("Rapidez") == ["Nota 4!"]

    (survey,) = company.rows.surveys.values()
    assert (survey.score, survey.comment) == (4, "Rapidez")


async def test_an_erp_and_a_model_are_asked_and_their_answers_used(company: Company, maria: Customer) -> None:
    house = company.house
    house.erp.answers[Capability.LIST_PLANS] = Outcome(value=[{"name": "100 mega"}, {"name": "600 mega"}])
    house.ai.next = [Outcome(value={"label": "sales"})]
    graph = a_graph(
        node("ai", "ai", task="classify", labels=[{"name": "sales"}, {"name": "support"}]),
        node("erp", "erp", capability="list_plans", variable="plans"),
        node("each", "loop", items="{{ plans }}", item="plan"),
        says("plan", "{{ plan.name }}"),
        says("bye", "Qual prefere?"),
        says("bad", "Agora não deu."),
        arrows=(
            ("start", "ai", None),
            ("ai", "erp", "sales"),
            ("ai", "bad", "support"),
            ("ai", "bad", "error"),
            ("erp", "each", None),
            ("erp", "bad", "error"),
            ("each", "plan", "each"),
            ("plan", "each", None),
            ("each", "bye", "done"),
        ),
    )
    await company.publish("Planos", graph, ANY)

    assert await maria.says("quero internet") == ["100 mega", "600 mega", "Qual prefere?"]
    ((task, _),) = house.ai.asked
    assert task.text == "quero internet"


async def test_places_and_forms_are_heard_with_what_they_hold(company: Company, maria: Customer) -> None:
    graph = a_graph(
        Node(id="where", type="question", data={"text": "Onde?", "kind": "location", "variable": "place"}),
        node("form", "message", text="Complete", form={"flow_id": "1", "button": "Abrir"}, variable="form"),
        says("bye", "{{ place.latitude }}, {{ form.city }}"),
    )
    await company.publish("Cadastro", graph, ANY)

    await maria.says("oi")
    assert await maria.sends(Location(latitude=-8.05, longitude=-34.9)) == ["Complete"]
    answer = Reply(of="flow_reply", title="Enviado", data={"city": "Reci\0fe"})
    assert await maria.sends(answer) == ["-8.05, Recife"]


async def test_a_called_flow_gives_its_result_back(company: Company, maria: Customer) -> None:
    drawn = a_graph(node("sum", "set_variable", variable="sum", value="{{ a | plus: b }}"), node("end", "end"))
    start = Node(id="start", type="start", data={"variables": {"a": 0, "b": 0}})
    adds = Graph(nodes=(start, *(n for n in drawn.nodes if n.type != "start")), edges=drawn.edges)
    other = await company.publish("Soma", adds, Trigger(kind=TriggerKind.KEYWORD, keywords=("soma",)))
    graph = a_graph(
        asks("a", "Um número?", "a"),
        node("call", "call", flow_id=str(other.id), arguments={"a": "{{ a }}", "b": 2}, results={"total": "sum"}),
        says("bye", "{{ a }} + 2 = {{ total }}"),
    )
    await company.publish("Conta", graph, ANY)

    await maria.says("oi")
    assert await maria.says("40") == ["40 + 2 = 42"]


async def test_the_companys_hours_decide_where_a_flow_asks_for_them(company: Company, maria: Customer) -> None:
    graph = a_graph(
        node("hours", "business_hours"),
        says("yes", "Estamos aqui."),
        says("no", "Estamos fechados."),
        arrows=(("start", "hours", None), ("hours", "yes", "open"), ("hours", "no", "closed")),
    )
    await company.publish("Horário", graph, ANY)
    assert await maria.says("oi") == ["Estamos aqui."]
    now = company.house.clock.now()
    never = Calendar(
        id=CalendarId(company.house.ids.new()),
        tenant_id=company.id,
        name="Fechado",
        hours=BusinessHours(time_zone="America/Sao_Paulo", week={}),
        created_at=now,
        updated_at=now,
        is_default=True,
    )
    async with company.house.open_work(company.id) as work:
        await work.calendars.put(never)

    assert await maria.says("oi") == ["Estamos fechados."]
