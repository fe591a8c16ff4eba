"""RapidPro's expressions and actions, one by one: what they become, and what is told of those that have no counterpart."""

from typing import Any

import pytest

from pytake_domain.flows import Imported, Node, read_any
from pytake_domain.flows.expressions import Names, template
from pytake_domain.flows.foreign.names import NameBook
from pytake_domain.flows.foreign.rapidpro_expressions import Expressions

FLOW_ID = "6f0b4f0e-6d5c-4c4e-9b1e-0f6a4f1f2a3b"


def translated(words: str) -> tuple[str, list[str]]:
    """What it says here, and the expressions that could not be said."""
    lost: list[str] = []
    return Expressions(NameBook(), lost.append).template(words), lost


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("@contact", "contact.name"),
        ("@contact.first_name", "contact.name | first_name"),
        ("@contact.fields.Cidade", "contact.attributes.cidade"),
        ("@contact.bairro", "contact.attributes.bairro"),
        ("@contact.urns.0", "contact.phone"),
        ("@contact.groups", "contact.tags"),
        ("@fields.plano", "contact.attributes.plano"),
        ("@urns.mailto", "contact.email"),
        ("@urns.whatsapp", "contact.phone"),
        ("@input", "last_message"),
        ("@input.text", "last_message"),
        ("@step.value", "last_message"),
        ("@locals.total", "total"),
        ("@results.age.category", "age_category"),
        ("@results.age.extra.name", "webhook.body.name"),
        ("@flow.age.text", "age"),
        ("@webhook", "webhook.body"),
        ("@webhook.status", "webhook.status"),
        ("@extra.itens.2.nome", "webhook.body.itens[2].nome"),
        ("@date", "now"),
        ("@date.today", "today"),
        ("@child.status", "child_status"),
        ("@child.run.status", "child_status"),
        ("@(today())", "today"),
        ("@(NOW())", "now"),
        ("@(TRUE)", "true"),
        ("@(-3)", "-3"),
        ("@(1.5 - 1)", "1.5 | minus: 1"),
        ('@(results.a / 2 & " R$")', "a | divided_by: 2 | append: ' R$'"),
        ('@("it\'s" & "a|b")', "\"it's\" | append: 'a|b'"),
        ("@(upper((results.a)))", "a | upcase"),
        ("@(word_count(results.a))", "a | split: ' ' | size"),
        ('@(replace(results.a, "x", "y"))', "a | replace: 'x', 'y'"),
        ("@(results.a <> 3)", "true if a != 3 else false"),
        ("@(and(results.a = 1))", "true if a == 1 else false"),
        (
            "@(and(or(results.a = 1, results.b = 1), results.c = 1))",
            "true if (a == 1 or b == 1) and c == 1 else false",
        ),
        (
            "@(or(and(results.a = 1, results.b = 1), results.c = 1))",
            "true if a == 1 and b == 1 or c == 1 else false",
        ),
        ('@(if(results.a = 1, upper(results.x), "-"))', "x | upcase if a == 1 else '-'"),
    ],
)
def test_what_our_language_says_too(theirs: str, ours: str) -> None:
    assert translated(theirs) == (f"{{{{ {ours} }}}}", [])
    template(f"{{{{ {ours} }}}}")


@pytest.mark.parametrize(
    "expression",
    [
        "contact.uuid",
        "contact.tickets.0.topic",
        "fields",
        "globals.key",
        "parent.contact",
        "results",
        "results.age.extra_thing",
        "date.yesterday",
        "child.results.age",
        "webhook.if.x",
        "run.results",
        "trigger.params",
        "1 +",
        "1 2",
        "(1",
        "upper(results.a",
        "upper(results.a results.b)",
        "upper()",
        "-results.a",
        '-"x"',
        "results.a = upper(results.b)",
        '"both \' and \\""',
        "1 ? 2",
        "if(results.a, 1, 2)",
        "if(results.a = 1, if(results.b = 2, 1, 2), 3)",
        "if(results.a = 1, 1, if(results.b = 2, 2, 3))",
        "if(results.a = 1, results.b = 2, 3)",
        "upper(results.a = 1)",
        'upper(if(results.a = 1, "a", "b"))',
        "(results.a = 1) = 2",
        "results.a = if(results.b = 1, 1, 2)",
        "and(results.a, results.b = 1)",
        "and()",
        "(" * 25 + "1" + ")" * 25,
    ],
)
def test_what_it_can_not_say_is_left_out_and_told(expression: str) -> None:
    assert translated(f"a @({expression}) b") in (("a  b", [expression]), (f"a @({expression}) b", []))
    said, lost = translated(f"@({expression})")
    assert lost == [expression] or said == f"@({expression})"


def test_brackets_that_never_close_are_words() -> None:
    assert translated("@(upper(results.a") == ("@(upper(results.a", [])
    assert translated('@(upper(")"') == ('@(upper(")"', [])
    assert translated("@nobody.knows @") == ("@nobody.knows @", [])
    many = "@(" * 1_200 + ")"
    assert translated(many)[0].startswith("@(@(")
    long = f"@({'1 + ' * 600}1)"
    assert translated(long) == (long, [])


def test_an_expression_by_itself_has_a_length() -> None:
    lost = Expressions(NameBook(), lambda _: None)
    with pytest.raises(Exception, match="1 \\+ 1"):
        lost.read("1 + " * 600 + "1")


@pytest.mark.parametrize(
    ("operand", "path"),
    [
        ("@results.age", "age"),
        ("@(results.age)", "age"),
        (" results.age ", "age"),
        ("@contact.first_name", None),
        ("@(upper(results.age))", None),
        ("@globals.x", None),
        ("", None),
    ],
)
def test_an_operand_that_names_a_variable_and_nothing_else(operand: str, path: str | None) -> None:
    assert Expressions(NameBook(), lambda _: None).path(operand) == path


def test_and_of_or_holds_as_it_did_there() -> None:
    said, _ = translated("@(and(or(results.a = 1, results.b = 1), results.c = 1))")
    assert template(said).render(Names({"a": 1, "b": 0, "c": 0})) == "false"
    assert template(said).render(Names({"a": 0, "b": 1, "c": 1})) == "true"


# Actions


def read(*actions: dict[str, Any], **more: Any) -> Imported:
    node = {"uuid": "n", "actions": list(actions), "exits": [{"uuid": "e", "destination_uuid": None}]}
    return read_any({"spec_version": "13.0.0", "name": "F", "language": "por", "nodes": [node], **more})


def drawn(found: Imported) -> list[Node]:
    return [node for node in found.graph.nodes if node.type not in {"start", "end"}]


def only(found: Imported) -> Node:
    (node,) = drawn(found)
    return node


def notes(found: Imported) -> list[tuple[str, dict[str, Any]]]:
    return [(note.code, dict(note.params)) for note in found.notes]


def test_attachments_come_before_the_text_with_its_buttons() -> None:
    found = read(
        {
            "type": "send_msg",
            "text": "Oi",
            "attachments": ["image/jpeg:https://e.com/a.jpg", "x/y:@results.url", "image:ftp://e.com"],
            "quick_replies": ["Sim", {"text": "Não"}, ""],
            "template": {"name": "fatura"},
        }
    )
    first, second, third = drawn(found)
    assert first.data == {"media": {"type": "image", "url": "https://e.com/a.jpg"}}
    assert second.data == {"media": {"type": "document", "url": "{{ url }}"}}
    assert third.data == {"text": "Oi", "buttons": [{"id": "q1", "title": "Sim"}, {"id": "q2", "title": "Não"}]}
    assert notes(found) == [
        ("option_left_out", {"option": "image:ftp://e.com"}),
        ("template_as_text", {"name": "fatura"}),
    ]


def test_a_text_that_is_too_long_for_buttons_is_said_before_them() -> None:
    found = read({"type": "send_msg", "text": "palavra " * 200, "quick_replies": ["Sim"]})
    before, asked = drawn(found)
    assert "buttons" not in before.data
    assert len(asked.data["text"]) <= 1_024
    assert asked.data["buttons"]
    blank = only(read({"type": "send_msg", "text": " ", "quick_replies": ["Sim"]}))
    assert blank.data["text"] == "…"


def test_replies_that_say_nothing_are_no_buttons() -> None:
    assert only(read({"type": "send_msg", "text": "Oi", "quick_replies": ["", {}]})).data == {"text": "Oi"}
    assert drawn(read({"type": "send_msg", "text": "  "})) == []


def test_translations_come_along_with_those_of_the_buttons() -> None:
    others = {"eng": {"a": {"text": ["Hi"], "quick_replies": ["Yes", ""]}}, "spa": {"a": {"text": [" "]}}, "por": {}}
    node = only(
        read({"uuid": "a", "type": "send_msg", "text": "Oi", "quick_replies": ["Sim", "Não"]}, localization=others)
    )
    assert node.data["text"] == {"pt-BR": "Oi", "en": "Hi"}
    assert [one["title"] for one in node.data["buttons"]] == [{"pt-BR": "Sim", "en": "Yes"}, "Não"]
    # A reply that is left out here shifts the others: then nobody can say which translation is whose.
    gaps = {"uuid": "a", "type": "send_msg", "text": "Oi", "quick_replies": ["", "Não"]}
    assert [one["title"] for one in only(read(gaps, localization=others)).data["buttons"]] == ["Não"]


@pytest.mark.parametrize(
    ("operation", "value", "kept"),
    [
        ("set", "@results.a", "{{ a }}"),
        ("clear", "", None),
        ("increment", "2", "{{ total | plus: 2 }}"),
        ("increment", "@results.a", "{{ total | plus: 1 }}"),
    ],
)
def test_locals_are_variables(operation: str, value: str, kept: object) -> None:
    found = read({"type": "set_run_local", "local": "total", "operation": operation, "value": value})
    (assignment,) = only(found).data["assignments"]
    assert (assignment["variable"], assignment.get("value")) == ("total", kept)
    lost = operation == "increment" and value.startswith("@")
    assert [code for code, _ in notes(found)] == (["value_left_out"] if lost else [])


def test_a_result_is_kept_with_its_category_where_that_is_read() -> None:
    result = {"type": "set_run_result", "name": "Plano", "value": "@input", "category": "Fibra"}
    (plain,) = drawn(read(result))
    assert plain.data["assignments"] == [{"variable": "plano", "value": "{{ last_message }}"}]
    both, _ = drawn(read(result, {"type": "send_msg", "text": "@results.plano.category"}))
    assert [one["variable"] for one in both.data["assignments"]] == ["plano", "plano_category"]
    assert drawn(read({**result, "name": " "})) == []


def test_groups_are_tags() -> None:
    named = {"groups": [{"name": "VIP"}, {"name": " "}, "x"]}
    assert only(read({"type": "add_contact_groups", **named})).data == {"add": ["VIP"]}
    found = read({"type": "remove_contact_groups", "all_groups": True, "groups": []})
    assert drawn(found) == []
    assert notes(found) == [("option_left_out", {"option": "all_groups"})]


def test_what_is_known_of_a_contact_is_an_attribute() -> None:
    field = {"type": "set_contact_field", "field": {"name": "Meu Plano"}, "value": "x"}
    assert only(read(field)).data == {"attributes": {"meu_plano": "x"}}
    found = read({"type": "set_contact_name", "name": "@input"})
    assert only(found).data == {"attributes": {"full_name": "{{ last_message }}"}}
    assert notes(found) == [("name_as_attribute", {})]


def test_a_request_keeps_its_body_as_json_where_it_is_some() -> None:
    call = {"type": "call_webhook", "url": "https://e.com/@results.a", "method": "post"}
    body = '{"a": ["@results.x", 1, null]}'
    headers = {"X-Key": "1", "chave é": "2", "Empty": " "}
    node = only(read({**call, "body": body, "headers": headers}))
    assert node.data["url"] == "https://e.com/{{ a }}"
    assert node.data["body"] == {"a": ["{{ x }}", 1, None]}
    assert node.data["headers"] == {"X-Key": "1"}
    assert only(read({**call, "body": "a=@results.x"})).data["body"] == "a={{ x }}"
    assert "body" not in only(read({**call, "method": "GET", "body": body, "headers": []})).data


@pytest.mark.parametrize("wrong", [{"url": "ftp://e.com"}, {"url": ""}, {"url": "https://e.com", "method": "TRACE"}])
def test_a_request_to_nowhere_is_left_out(wrong: dict[str, str]) -> None:
    found = read({"type": "call_webhook", **wrong})
    assert drawn(found) == []
    assert notes(found) == [("request_without_address", {})]


def test_what_came_of_a_request_is_a_result_either_way() -> None:
    call = {"type": "call_webhook", "url": "https://e.com", "result_name": "Chamada"}
    found = read(call, {"type": "send_msg", "text": "@results.chamada.category"})
    _, well, badly, says = drawn(found)
    kept = [{a["variable"]: a["value"] for a in node.data["assignments"]} for node in (well, badly)]
    assert [one["chamada_category"] for one in kept] == ["Success", "Failure"]
    arrows = {(edge.source, edge.target) for edge in found.graph.edges}
    assert {(well.id, says.id), (badly.id, says.id)} <= arrows


def test_another_flow_is_called_by_the_id_it_has_there() -> None:
    entered = {"type": "enter_flow", "flow": {"uuid": FLOW_ID, "name": "Outro"}}
    called, completed, failed = drawn(read(entered))
    assert (called.type, called.data) == ("call", {"flow_id": FLOW_ID})
    assert [node.data["assignments"][0]["value"] for node in (completed, failed)] == ["completed", "failed"]
    found = read({**entered, "terminal": True}, {"type": "send_msg", "text": "never"})
    assert only(found).type == "jump"
    found = read({"type": "enter_flow", "flow": {"uuid": "none"}})
    assert (drawn(found), notes(found)) == ([], [("other_flow", {"name": "none"})])


def test_a_ticket_hands_over_to_people() -> None:
    found = read(
        {"type": "open_ticket", "topic": {"name": "Suporte"}, "note": "@contact"}, {"type": "send_msg", "text": "x"}
    )
    assert only(found).data == {"reason": "Suporte", "summary": "{{ contact.name }}"}
    assert "summary" not in only(read({"type": "open_ticket", "body": " "})).data


def test_a_model_answers_into_a_variable() -> None:
    call = {"type": "call_llm", "llm": {"name": "M"}, "instructions": "Traduza", "output_local": "saida"}
    asked, failed = drawn(read(call))
    assert (asked.data["text"], asked.data["variable"]) == ("{{ last_message }}", "saida")
    assert failed.data["assignments"] == [{"variable": "saida", "value": "<ERROR>"}]


def test_voices_are_messages_and_hooks_events() -> None:
    assert only(read({"type": "play_audio", "audio_url": "https://e.com/a.mp3"})).data["media"]["type"] == "audio"
    assert only(read({"type": "say_msg", "text": "Olá"})).data == {"text": "Olá"}
    assert drawn(read({"type": "say_msg", "text": " ", "audio_url": "local.mp3"})) == []
    found = read({"type": "call_resthook", "resthook": "Nova Venda"}, {"type": "transfer_airtime"}, {})
    assert only(found).data == {"name": "resthook.nova_venda"}
    assert notes(found) == [
        ("event_without_answer", {"name": "Nova Venda"}),
        ("no_counterpart", {"kind": "transfer_airtime"}),
        ("no_counterpart", {"kind": "?"}),
    ]
