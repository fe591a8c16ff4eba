"""Flows of Typebot and RapidPro, read from documents in their public formats, checked and played as they played there."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.unit.domain.flows.drawing import FACTS, FLOW, NOW

from pytake_domain.flows import (
    AddTag,
    CallApi,
    DocumentWrong,
    EmitEvent,
    Fails,
    Imported,
    Match,
    Move,
    Passes,
    Play,
    Played,
    Presses,
    RemoveTag,
    Responds,
    Says,
    Scene,
    SessionStatus,
    SetAttribute,
    Transfer,
    TriggerKind,
    document,
    errors_of,
    limits,
    play,
    read_any,
    validate,
)
from pytake_domain.flows.foreign.names import NameBook
from pytake_domain.flows.foreign.rapidpro_expressions import Expressions
from pytake_domain.whatsapp import MessageType

RECORDED = Path(__file__).parents[4] / "recorded" / "foreign"
ALL = sorted(path.name for path in RECORDED.glob("*.json"))


def imported(name: str) -> Imported:
    return read_any(json.loads((RECORDED / name).read_text("utf-8")))


def played(name: str, *moves: Move | str, **more: Any) -> Play:
    scene = Scene(main=Played(flow_id=FLOW, graph=imported(name).graph), facts=FACTS, began=NOW, **more)
    return play(scene, tuple(Says(text=move) if isinstance(move, str) else move for move in moves))


def said(found: Play) -> list[str]:
    return [line.text for line in found.lines if line.mine]


def effects(found: Play, kind: type) -> list[Any]:
    return [wanted.effect for wanted in found.effects if isinstance(wanted.effect, kind)]


def codes(name: str) -> set[str]:
    return {note.code for note in imported(name).notes}


def test_there_are_samples_of_both() -> None:
    assert sum(name.startswith("typebot") for name in ALL) >= 3
    assert sum(name.startswith("rapidpro") for name in ALL) >= 3


@pytest.mark.parametrize("name", ALL)
def test_every_sample_can_be_published_as_it_comes(name: str) -> None:
    found = imported(name)
    assert errors_of(validate(found.graph, trigger=found.trigger)) == ()
    assert found.notes


@pytest.mark.parametrize("name", ALL)
def test_what_was_brought_in_can_be_taken_out_and_in_again(name: str) -> None:
    found = imported(name)
    taken = document(name=found.name, description="", trigger=found.trigger, graph=found.graph)
    again = read_any(json.loads(json.dumps(taken)))
    assert document(name=again.name, description="", trigger=again.trigger, graph=again.graph) == taken


class TestTypebot:
    def test_a_lead_is_asked_checked_and_handed_to_the_service(self) -> None:
        begun = played("typebot_lead.json")
        assert said(begun)[0] == "Olá! Sou da *Rede Sol*.\nVamos conversar?"
        assert said(begun)[-1] == "Qual é o seu nome?"
        moves: list[Move | str] = ["Bia", "nada", "bia@example.com", "30", Presses(id="o2", title="600 mega")]
        found = played("typebot_lead.json", *moves, Responds(value={"status": 200, "body": {"protocolo": 77}}))
        assert "Esse e-mail não parece certo. Tente de novo." in said(found)
        (call,) = effects(found, CallApi)
        assert (call.method, call.url, call.headers) == (
            "POST",
            "https://example.com/leads?nome=Bia",
            {"X-Token": "abc"},
        )
        assert call.body == {"email": "bia@example.com", "plano": "600", "pontos": {"valor": 2}}
        assert said(found)[-2:] == ["Obrigado, Bia! Protocolo 77, 2 pontos.", "https://example.com/obrigado"]
        assert found.session.status is SessionStatus.COMPLETED

    def test_a_service_that_fails_stops_nobody_as_there(self) -> None:
        found = played("typebot_lead.json", "Bia", "bia@example.com", "30", "300 mega", Fails())
        assert said(found)[-2] == "Obrigado, Bia! Protocolo , 2 pontos."

    def test_a_branch_by_condition_and_one_by_a_button_of_its_own(self) -> None:
        young = played("typebot_lead.json", "Bia", "bia@example.com", "17")
        assert said(young)[-1] == "É preciso ter 18 anos. Veja as regras (https://example.com/regras)."
        assert not young.session.running
        other = played("typebot_lead.json", "Bia", "bia@example.com", "18", Presses(id="o3"))
        assert said(other)[-1] == "Conte o que procura:"

    def test_what_the_lead_lost_is_told(self) -> None:
        assert codes("typebot_lead.json") == {
            "title_shortened",
            "no_counterpart",
            "redirect_as_link",
            "event_left_out",
            "unreachable_left_out",
        }

    def test_answers_of_all_kinds_a_wait_and_a_jump(self) -> None:
        photo = Says(text="", type=MessageType.IMAGE)
        moves = ["Técnico", "11 98765-4321", "amanhã"]
        found = played("typebot_support.json", *moves)
        assert said(found)[-1] == "Mande uma foto do equipamento."
        assert found.session.variables["dia"] == "2026-11-19"
        assert found.session.variables["telefone"] == "+5511987654321"
        assert played("typebot_support.json", *moves, photo).session.running

    def test_the_model_answers_and_the_menu_comes_again(self) -> None:
        answer = {"ai:answer": {"text": "Reinicie o modem."}}
        found = played("typebot_support.json", "Dúvida", "Caiu", answers=answer)
        assert said(found)[-2:] == ["Reinicie o modem.", "Como posso ajudar?"]
        assert found.session.running

    def test_a_person_a_split_and_a_rating(self) -> None:
        person = played("typebot_support.json", "Atendente")
        assert effects(person, Transfer)
        assert said(person)[-1] == "Um momento."
        good = played("typebot_support.json", "Promoção", "5")
        assert said(good)[1:] == ["Mês grátis!", said(good)[2], "Que bom! Nota 5."]
        assert not good.session.running
        assert said(played("typebot_support.json", "Promoção", "9", "2"))[-1] == "Sentimos muito."

    def test_the_old_format_with_html_and_pictures(self) -> None:
        found = played("typebot_old_survey.json", "Praia")
        assert said(found)[0] == "Bom dia!\nTudo bem? 1 < 2 {% nada %}"
        assert "Leve protetor. É morning." in said(found)
        assert "https://youtu.be/abc" in said(found)
        assert found.session.variables["lista"] == ["a", "b"]
        other = played("typebot_old_survey.json", "Serra", "example.com")
        assert said(other)[-2:] == ["Leve um casaco.", "Até logo! example.com"]

    def test_a_circle_of_jumps_is_an_end(self) -> None:
        def jump(number: int, to: int) -> dict[str, Any]:
            return {
                "id": f"g{number}",
                "title": "x",
                "blocks": [{"id": f"b{number}", "type": "Jump", "options": {"groupId": f"g{to}"}}],
            }

        edges = [{"id": "e", "from": {"eventId": "s"}, "to": {"groupId": "g1"}}]
        given: dict[str, Any] = {
            "groups": [jump(1, 2), jump(2, 1)],
            "edges": edges,
            "events": [{"id": "s", "type": "start", "outgoingEdgeId": "e"}],
        }
        assert [node.type for node in read_any(given).graph.nodes] == ["start", "end"]


class TestRapidPro:
    def test_colours_in_two_languages(self) -> None:
        begun = played("rapidpro_colors.json")
        assert said(begun) == ["Oi, Ana! Qual a sua cor favorita?"]
        found = played("rapidpro_colors.json", "gosto de VERMELHO!", "trinta", "30")
        assert said(found)[1:3] == ["RED. Quantos anos você tem?"] * 2
        assert said(found)[-1] == "Next year you will be 31. Bye!"
        assert [effect.value for effect in effects(found, SetAttribute)] == ["Red", "Red"]
        assert [effect.tag for effect in effects(found, AddTag)] == ["Adults"]

    def test_a_button_counts_as_its_word(self) -> None:
        found = played("rapidpro_colors.json", Presses(id="q2", title="Blue"))
        assert said(found)[-1] == "BLUE. Quantos anos você tem?"

    def test_another_colour_is_asked_again_and_silence_has_its_way(self) -> None:
        assert said(played("rapidpro_colors.json", "predred"))[1:] == [
            "I don't know that color.",
            "Oi, Ana! Qual a sua cor favorita?",
        ]
        late = played("rapidpro_colors.json", Passes(seconds=601))
        assert said(late)[-1] == "Are you still there? Write to sol@example.com, it costs @10."

    def test_a_choice_of_words_by_an_expression(self) -> None:
        assert said(played("rapidpro_colors.json", "red", "9"))[-1] == "Only adults, sorry. You said few years."

    def test_its_keyword_comes_along(self) -> None:
        trigger = imported("rapidpro_colors.json").trigger
        assert (trigger.kind, trigger.keywords, trigger.match) == (TriggerKind.KEYWORD, ("color",), Match.PREFIX)
        assert codes("rapidpro_colors.json") == {"another_flow_in_it", "no_counterpart", "trigger_left_out"}

    def test_an_order_by_a_service(self) -> None:
        good = {"status": 201, "body": {"order": {"number": 7}}}
        found = played(
            "rapidpro_order.json", "ana@example.com", answers={"api_call": good, "ai:answer": {"text": "Sum."}}
        )
        (call,) = effects(found, CallApi)
        assert call.url == "https://example.com/orders?email=ana%40example.com"
        assert call.body == {"email": "ana@example.com", "who": "Ana Souza"}
        assert "Your order is 7, open." in said(found)
        assert [effect.name for effect in effects(found, EmitEvent)] == ["resthook.new_order"]

    def test_a_service_that_is_down_and_wrong_answers_lead_to_a_person(self) -> None:
        down = played("rapidpro_order.json", "ana@example.com", Fails())
        assert said(down)[-1] == "A person will help."
        wrong = played("rapidpro_order.json", "x", "y")
        assert said(wrong) == [
            "What is your e-mail?",
            "That is no e-mail.",
            "What is your e-mail?",
            "A person will help.",
        ]
        (transfer,) = effects(wrong, Transfer)
        assert (transfer.reason, transfer.note) == ("Orders", "E-mail: ")

    def test_the_old_definitions(self) -> None:
        begun = played("rapidpro_legacy.json")
        assert said(begun) == ["Olá, Ana Souza! Quer se cadastrar?"]
        done = played("rapidpro_legacy.json", "sim", "cinco", "5", answers={"api_call": {"status": 200}})
        assert said(done)[1:] == ["How many children do you have?"] * 2 + ["Thank you Ana souza: 5, Yes."]
        (call,) = effects(done, CallApi)
        assert (call.method, call.url, call.headers) == ("GET", "https://example.com/save?n=5", {"X-Key": "1"})
        down = played("rapidpro_legacy.json", "yes", "5", Fails())
        assert said(down)[-1] == "The service is down."
        no = played("rapidpro_legacy.json", "no")
        assert said(no)[-1] == "Maybe later."
        assert [effect.tag for effect in effects(no, RemoveTag)] == ["Leads"]
        assert said(played("rapidpro_legacy.json", Passes(seconds=301)))[-1] == "Maybe later."


def test_what_is_of_none_of_them_is_refused() -> None:
    wrong: tuple[object, ...] = ({"format": "other"}, [], "text", None, 3, {"flows": []})
    for given in wrong:
        with pytest.raises(DocumentWrong):
            read_any(given)


def test_more_nodes_than_a_flow_may_have_are_refused() -> None:
    blocks = [{"id": f"b{n}", "type": "text", "content": {"plainText": f"{n}"}} for n in range(limits.NODES)]
    edges = [{"id": "e", "to": {"groupId": "g"}}]
    many: dict[str, Any] = {
        "groups": [{"id": "g", "blocks": blocks}],
        "edges": edges,
        "events": [{"type": "start", "outgoingEdgeId": "e"}],
    }
    with pytest.raises(DocumentWrong):
        read_any(many)
    long = {
        "groups": [{"id": "g", "blocks": [{"type": "text", "content": {"plainText": "{{x}}" * 250_000}}]}],
        "edges": [],
    }
    with pytest.raises(DocumentWrong):
        read_any(long)
    nodes = [{"uuid": f"n{n}", "exits": [], "actions": []} for n in range(10_001)]
    with pytest.raises(DocumentWrong):
        read_any({"spec_version": "13.0.0", "nodes": nodes})


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("@contact.name, @(upper(results.age))!", "{{ contact.name }}, {{ age | upcase }}!"),
        (
            '@(json(urns.tel)) @(default(fields.x, "?"))',
            "{{ contact.phone | json }} {{ contact.attributes.x | default: '?' }}",
        ),
        ("@(results.a + 2 * 3)", ""),
        ("@(results.a * 2 + 3)", "{{ a | times: 2 | plus: 3 }}"),
        ('@(if(results.a >= 18, "yes", "no"))', "{{ 'yes' if a >= 18 else 'no' }}"),
        ("me@example.com @@home 100% {{x}}", "me@example.com @home 100% {{ '{{' }}x}}"),
        ("@webhook.json.items.0.Name", "{{ webhook.body.items[0].Name }}"),
        ("@(unknown(1)) @results.if", " {{ var_if }}"),
    ],
)
def test_expressions_of_rapidpro(theirs: str, ours: str) -> None:
    assert Expressions(NameBook(), lambda _: None).template(theirs) == ours


@pytest.mark.parametrize(
    ("kind", "value"), [("Tomorrow", "2026-11-19"), ("Yesterday", "2026-11-17"), ("Today", "2026-11-18")]
)
def test_days_of_typebot(kind: str, value: str) -> None:
    block = {"id": "b", "type": "Set variable", "options": {"variableId": "v", "type": kind}}
    given = {
        "groups": [{"id": "g", "title": "x", "blocks": [block]}],
        "edges": [{"id": "e", "to": {"groupId": "g"}}],
        "events": [{"type": "start", "outgoingEdgeId": "e"}],
        "variables": [{"id": "v", "name": "Day"}],
    }
    found = play(Scene(main=Played(flow_id=FLOW, graph=read_any(given).graph), facts=FACTS, began=NOW), ())
    assert found.session.variables["day"] == value
