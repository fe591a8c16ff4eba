"""Ready-made flows: each passes every check, and every arrow of it is walked, in each language."""

import datetime as dt
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from pytake_app.gallery import FlowTemplate, gallery, template_named
from pytake_domain.erp import Capability
from pytake_domain.flows import (
    AddTag,
    AskErp,
    EmitEvent,
    Facts,
    Fails,
    FlowTemplateNotFound,
    Move,
    Passes,
    Play,
    Played,
    Presses,
    RecordRating,
    Responds,
    Says,
    Scene,
    SendMessage,
    SessionStatus,
    SetConsent,
    Transfer,
    play,
    validate,
)
from pytake_domain.flows.graph import DEFAULT
from pytake_domain.kernel.ids import FlowId
from pytake_domain.kernel.text import Language
from pytake_domain.kernel.time import BusinessHours, Span
from pytake_domain.whatsapp.limits import check_official

NOW = dt.datetime(2026, 11, 18, 14, 30, tzinfo=dt.UTC)
FLOW = FlowId(UUID(int=1))
CPF = "529.982.247-25"
HOURS = BusinessHours(time_zone="America/Sao_Paulo", week={"wed": (Span(start="08:00", end="18:00"),)})
CUSTOMER = {"external_id": "c1", "name": "maria da silva"}
BILL = {"external_id": "f1", "amount": 99.9, "due_on": "2026-11-10"}
LATE = {"external_id": "f2", "amount": 100.1, "due_on": "2026-10-10"}
PIX = {"pix_code": "00020126PIX", "digitable_line": "0" * 47, "pdf_url": "https://erp.example.com/f1.pdf"}
BLOCKED = {"external_id": "k1", "status": "blocked", "plan_name": "600 mega"}
PLANS = [{"external_id": "p1", "name": "300 mega", "price": 79.9}, {"external_id": "p2", "name": "600 mega"}]

Script = tuple[Any, ...]


def p(option: str) -> Presses:
    return Presses(id=option)


def a(value: Any) -> Responds:
    return Responds(value=value)


KNOWN: Script = (CPF, a([CUSTOMER]))
BAD_DOCUMENT: Script = ("1", "2", "3")
NOBODY: Script = (CPF, a([]))
IDENTITY: tuple[Script, ...] = (
    BAD_DOCUMENT,
    (*NOBODY, p("again"), *KNOWN),
    (*NOBODY, p("person")),
    (CPF, Fails()),
)
ASKED: Script = (p("slow"), *KNOWN)
OFFLINE: Script = (*ASKED, a([{"online": False}]))
TRUST: Script = (*KNOWN, a([BLOCKED]), p("yes"))
ADDRESS: Script = ("01310-100", "100")
COVERED: Script = (*ADDRESS, a({"status": 200, "body": {"covered": True}}))
LEAD: Script = ("maria silva", "maria@example.com", p("home"))
DEBT: Script = (*KNOWN, a([LATE, BILL]))

SCRIPTS: dict[str, tuple[Script, ...]] = {
    "second_copy": (
        *IDENTITY,
        (*KNOWN, Fails()),
        (*KNOWN, a([]), p("no")),
        (*KNOWN, a([]), p("person")),
        (*KNOWN, a([BILL]), a(PIX), p("no")),
        (*KNOWN, a([BILL, LATE]), p("oldest"), a({"digitable_line": "1" * 47}), p("person")),
        (*KNOWN, a([BILL, LATE]), p("all"), a(PIX), Fails(), p("no")),
    ),
    "slow_internet": (
        *((p("off"), *script) for script in IDENTITY),
        (p("drops"), *KNOWN, Fails()),
        (*ASKED, a([{"online": True, "blocked": True}]), p("pay")),
        (*ASKED, a([{"online": True, "blocked": True}]), p("person")),
        (*OFFLINE, p("yes")),
        (*OFFLINE, p("no"), p("red"), a({"protocol": "T-1"})),
        (*OFFLINE, p("no"), p("unsure"), Fails()),
        (*ASKED, a([]), p("yes")),
        (*ASKED, a([{"online": True}]), p("no"), p("all"), a({"external_id": "9"})),
        (*ASKED, a([{"online": None}]), p("no"), p("one"), p("yes")),
        (*ASKED, a([{"online": True}]), p("no"), p("one"), p("no"), a({"protocol": "T-2"})),
    ),
    "trust_unlock": (
        *IDENTITY,
        (*KNOWN, Fails()),
        (*KNOWN, a([])),
        (*KNOWN, a([{"external_id": "k0", "status": "active"}])),
        (*KNOWN, a([BLOCKED]), p("no")),
        (*TRUST, a({"granted": True, "reason": "granted", "until": "2026-11-21"})),
        (*TRUST, a({"granted": False, "reason": "not_blocked"})),
        (*TRUST, a({"granted": False, "reason": "limit_reached"}), p("pay")),
        (*TRUST, a({"granted": False, "reason": "limit_reached"}), p("person")),
        (*TRUST, a({"granted": False, "reason": "refused", "message": "Contrato em análise"})),
        (*TRUST, Fails(error="business")),
    ),
    "sign_up": (
        (*ADDRESS, Fails()),
        (*ADDRESS, a({"status": 200, "body": {"covered": False}}), p("yes")),
        (*ADDRESS, a({"status": 200, "body": {}}), p("no")),
        (*COVERED, a([])),
        (*COVERED, Fails()),
        (*COVERED, a(PLANS), "x", "y", "z"),
        (*COVERED, a(PLANS), "9", "2", "Maria Silva", CPF, "maria@example.com"),
    ),
    "debt_negotiation": (
        *IDENTITY,
        (*KNOWN, Fails()),
        (*KNOWN, a([])),
        (*DEBT, p("pix"), a(PIX), a({"digitable_line": "1" * 47})),
        (*DEBT, p("pix"), Fails(), a(PIX)),
        (*DEBT, p("promise"), "25/12", a({"protocol": "A-1"})),
        (*DEBT, p("promise"), "25/12", Fails()),
        (*DEBT, p("parts"), "20", "4"),
    ),
    "reception": (
        (p("sales"),),
        (p("billing"),),
        (p("support"),),
        ("?", "?", "?"),
        (p("other"), "quero um plano", a({"label": "sales"})),
        (p("other"), "minha conta", a({"label": "billing"})),
        (p("other"), "parou", a({"label": "support"})),
        (p("other"), "oi", Fails()),
        ("fechado", "Liguem amanhã"),
    ),
    "scheduling": (
        (p("install"), "25/12", p("morning"), p("yes")),
        (p("other"), "25/12", p("afternoon"), p("change"), "26/12", p("morning"), p("no")),
    ),
    "survey": (
        ("1", "péssimo", p("yes")),
        ("2", "ruim", p("no")),
        ("3", "médio"),
        ("5", "ótimo"),
        ("?", "?"),
        (Passes(seconds=5 * 3600),),
    ),
    "lead": (
        (*LEAD, p("yes")),
        (*LEAD, p("no")),
        ("maria", "x", "y", "z", p("company"), p("no")),
    ),
}


def walked(template: FlowTemplate, script: Script, language: Language) -> Play:
    closed = script[:1] == ("fechado",)
    contact = {"name": "Ana Souza", "phone": "+5511987654321", "tags": [], "attributes": {}}
    facts = Facts(contact=contact, company={"name": "Rede Sol"}, language=language.value, hours=HOURS)
    began = NOW + dt.timedelta(hours=12) if closed else NOW
    moves: tuple[Move, ...] = tuple(Says(text=m) if isinstance(m, str) else m for m in script[closed:])
    main = Played(flow_id=FLOW, graph=template.flow.graph)
    return play(Scene(main=main, facts=facts, began=began, opening="oi"), moves)


def all_of(key: str, language: Language) -> list[Play]:
    return [walked(template_named(key), script, language) for script in SCRIPTS[key]]


def effects(found: Play, kind: type) -> list[Any]:
    return [wanted.effect for wanted in found.effects if isinstance(wanted.effect, kind)]


def said(found: Play) -> list[str]:
    return [line.text for line in found.lines if line.mine]


def test_all_of_them_are_there_and_played() -> None:
    assert set(gallery()) == set(SCRIPTS)
    assert [template.category for template in gallery().values()] == ["provider"] * 5 + ["service"] * 4


@pytest.mark.parametrize("key", SCRIPTS)
def test_there_is_nothing_to_say_against_it(key: str) -> None:
    flow = template_named(key).flow
    assert validate(flow.graph, trigger=flow.trigger) == ()


@pytest.mark.parametrize("key", SCRIPTS)
def test_it_says_what_it_needs(key: str) -> None:
    template = template_named(key)
    used = {node.data["capability"] for node in template.flow.graph.nodes if node.type == "erp"}
    assert set(template.needs.erp) == used <= {capability.value for capability in Capability}
    skills = {node.data.get("skill") for node in template.flow.graph.nodes if node.type == "transfer"} - {None}
    assert set(template.needs.queues) == skills
    for texts in (template.name, template.summary):
        assert set(texts) == {language.value for language in Language}


@pytest.mark.parametrize("key", SCRIPTS)
def test_every_text_is_there_in_all_languages(key: str) -> None:
    for node in template_named(key).flow.graph.nodes:
        for texts in _texts(node.data):
            assert set(texts) == {language.value for language in Language}, node.id
            assert len(set(texts.values())) > 1 or len(texts["en"]) < 12, texts


def _texts(value: Any) -> list[dict[str, str]]:
    if isinstance(value, dict):
        if "pt-BR" in value:
            return [value]
        return [found for inner in value.values() for found in _texts(inner)]
    return [found for inner in value for found in _texts(inner)] if isinstance(value, list) else []


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("key", SCRIPTS)
def test_every_arrow_is_walked(key: str, language: Language) -> None:
    template = template_named(key)
    arrows = {(edge.source, edge.handle) for edge in template.flow.graph.edges}
    taken: set[tuple[str, str]] = set()
    for found in all_of(key, language):
        assert found.session.status is not SessionStatus.FAILED, (found.session.reason, said(found))
        visits = [visit for _, visit in found.visits]
        taken |= {(before.node, visit.via or DEFAULT) for before, visit in pairwise(visits)}
    assert arrows - taken == set()


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("key", SCRIPTS)
def test_nothing_unfilled_is_ever_said(key: str, language: Language) -> None:
    for found in all_of(key, language):
        for line in said(found):
            assert line.strip()
            assert "{" not in line
            assert "None" not in line
            assert "  " not in line


@pytest.mark.parametrize("key", SCRIPTS)
def test_each_contact_reads_their_own_language(key: str) -> None:
    portuguese, english, spanish = ([said(found) for found in all_of(key, language)] for language in Language)
    for one, two, three in zip(portuguese, english, spanish, strict=True):
        assert len(one) == len(two) == len(three)
        assert one[0] != two[0] != three[0] != one[0]


class TestWhatComesOfThem:
    def run(self, key: str, *script: Any, language: Language = Language.PT_BR) -> Play:
        return walked(template_named(key), script, language)

    def test_a_bill_comes_with_its_line_and_its_pix_code_alone_in_a_message(self) -> None:
        found = self.run("second_copy", *KNOWN, a([BILL]), a(PIX))
        assert said(found)[1] == (
            "Fatura com vencimento em 10/11/2026: R$ 99,90.\n\nLinha digitável do boleto:\n" + "0" * 47 + "\n\n"
            "Para pagar com PIX, copie o código da próxima mensagem.\n\nPDF: https://erp.example.com/f1.pdf"
        )
        assert said(found)[2] == "00020126PIX"
        asked = [(effect.capability.value, effect.arguments) for effect in effects(found, AskErp)]
        assert asked == [
            ("find_customers", {"document": "52998224725"}),
            ("list_invoices", {"customer_id": "c1", "state": "open"}),
            ("payment_options", {"invoice_id": "f1"}),
        ]

    def test_the_ticket_tells_what_was_tested(self) -> None:
        found = self.run("slow_internet", *OFFLINE, p("no"), p("red"), a({"protocol": "T-1"}))
        ticket = effects(found, AskErp)[-1]
        assert ticket.arguments["subject"] == "Internet: slow"
        assert "Conexão ativa: false. LOS: red." in ticket.arguments["description"]
        (transfer,) = effects(found, Transfer)
        assert (transfer.skill, transfer.note) == ("suporte", "Chamado T-1. Problema: slow. LOS: red. Aparelhos: .")

    def test_an_unlock_says_until_when_and_a_refusal_goes_to_billing(self) -> None:
        done = self.run("trust_unlock", *TRUST, a({"granted": True, "reason": "granted", "until": "2026-11-21"}))
        assert said(done)[-1].startswith("Pronto, liberado até 21/11/2026!")
        assert effects(done, AskErp)[-1].arguments == {"contract_id": "k1"}
        refused = self.run("trust_unlock", *TRUST, Fails(error="business"))
        assert effects(refused, Transfer)[0].note.startswith("Desbloqueio recusado: business.")

    def test_a_sign_up_gives_sales_the_data(self) -> None:
        found = self.run("sign_up", *COVERED, a(PLANS), "2", "Maria Silva", CPF, "maria@example.com")
        assert "1. 300 mega - R$ 79,90 por mês\n2. 600 mega" in said(found)[2]
        (event,) = effects(found, EmitEvent)
        assert event.data["plan"] == "600 mega"
        assert event.data["document"] == "52998224725"
        assert effects(found, Transfer)[0].skill == "vendas"

    def test_no_coverage_keeps_who_wants_to_be_told(self) -> None:
        found = self.run("sign_up", *ADDRESS, a({"status": 200, "body": {"covered": False}}), p("yes"))
        assert [effect.tag for effect in effects(found, AddTag)] == ["sem cobertura", "interessado"]
        assert [effect.opted_in for effect in effects(found, SetConsent)] == [True]

    def test_a_debt_is_added_up_and_an_offer_divided(self) -> None:
        found = self.run("debt_negotiation", *DEBT, p("parts"), "4")
        assert "2 faturas vencidas, no total de R$ 200,00" in said(found)[1]
        assert effects(found, Transfer)[0].note == "Proposta: R$ 200,00 em 4 parcelas de R$ 50,00."
        promise = self.run("debt_negotiation", *DEBT, p("promise"), "25/12", a({"protocol": "A-1"}))
        assert "R$ 200,00 para 25/12/2026 (protocolo A-1)" in said(promise)[-1]

    def test_a_bad_score_finds_a_person_and_is_kept(self) -> None:
        found = self.run("survey", "1", "péssimo", p("yes"))
        assert [(effect.score, effect.comment) for effect in effects(found, RecordRating)] == [(1, ""), (1, "péssimo")]
        assert effects(found, Transfer)[0].note == "Nota 1. péssimo"


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("key", SCRIPTS)
def test_every_message_is_one_that_whatsapp_takes(key: str, language: Language) -> None:
    for found in all_of(key, language):
        for effect in effects(found, SendMessage):
            assert check_official(effect.content) == ()


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(FlowTemplateNotFound):
        template_named("../settings")
