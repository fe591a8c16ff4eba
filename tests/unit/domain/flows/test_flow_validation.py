"""Every problem is found, with its node."""

from typing import Any

import pytest
from tests.unit.domain.flows.drawing import codes, draw, problems_of

from pytake_domain.flows import Severity, Trigger, TriggerKind, errors_of, read_graph, read_trigger, validate

END: dict[str, tuple[str, dict[str, Any]]] = {"end": ("end", {})}


def one(kind: str, data: dict[str, Any], *arrows: str, **known: Any) -> set[tuple[str, str | None]]:
    """Problems of a flow of one node `n` and an end."""
    return problems_of({"n": (kind, data), **END}, *(arrows or ("n > end",)), **known)


def test_a_right_flow_has_no_problems() -> None:
    assert problems_of({"q": ("question", {"text": "Nome?", "variable": "name"}), **END}, "q > end") == set()


def test_a_flow_needs_one_start() -> None:
    graph, _ = read_graph([{"id": "a", "type": "message", "data": {"text": "oi"}}])
    assert ("no_start", None) in codes(validate(graph))
    assert ("second_start", "b") in problems_of({"a": ("start", {}), "b": ("start", {}), **END}, "a > end", "b > end")


def test_nodes_nobody_can_reach_are_named() -> None:
    assert problems_of({"end": ("end", {}), "lost": ("end", {})}) == {("unreachable", "lost")}


def test_a_question_that_leads_nowhere_is_an_error_and_a_last_message_only_a_warning() -> None:
    question = validate(draw({"q": ("question", {"text": "?"})}))
    assert codes(errors_of(question)) == {("dead_end", "q")}
    message = validate(draw({"m": ("message", {"text": "oi"})}))
    assert [(p.code, p.severity) for p in message] == [("dead_end", Severity.WARNING)]


def test_missing_branches_are_named() -> None:
    found = validate(draw({"c": ("condition", {"expression": "contact.name"}), **END}, "c:true > end"))
    assert [(p.code, p.node_id, p.params) for p in found] == [("missing_branch", "c", {"handle": "else"})]
    choice = {"text": "?", "options": [{"id": "a", "title": "A"}, {"id": "b", "title": "B"}]}
    assert one("question", choice, "n:a > end") == {("missing_branch", "n")}
    assert one("question", choice, "n:a > end", "n > end") == set()
    assert one("business_hours", {}, "n:open > end") == {("missing_branch", "n")}


def test_handles_a_node_does_not_have_are_named() -> None:
    assert ("unknown_handle", "n") in one("question", {"text": "?"}, "n > end", "n:banana > end")


def test_any_handle_is_the_default_where_there_is_no_other() -> None:
    assert one("delay", {"seconds": 5}, "n:output > end") == set()


def test_edges_to_nowhere_and_twice_the_same_way_are_named() -> None:
    assert ("unknown_node", "n") in one("delay", {"seconds": 5}, "n > gone")
    assert ("ambiguous_edges", "n") in problems_of(
        {"n": ("delay", {"seconds": 5}), **END, "other": ("end", {})}, "n > end", "n > other"
    )


def test_a_cycle_that_waits_for_nobody_is_named_once() -> None:
    drawn: dict[str, tuple[str, dict[str, Any]]] = {
        "a": ("message", {"text": "oi"}),
        "b": ("condition", {"expression": "contact.name"}),
        **END,
    }
    assert problems_of(drawn, "a > b", "b:true > a", "b:else > end") == {("cycle_without_wait", "a")}


def test_a_cycle_with_a_question_is_fine() -> None:
    drawn: dict[str, tuple[str, dict[str, Any]]] = {
        "q": ("question", {"text": "?", "variable": "x"}),
        "c": ("condition", {"variable": "x", "op": "is_set"}),
        **END,
    }
    assert problems_of(drawn, "q > c", "c:false > q", "c:true > end") == set()


@pytest.mark.parametrize("text", ["{{ nome }}", "{{ vars.nome }}", "{% for x in lista %}{{ x }}{% endfor %}"])
def test_unknown_variables_are_named(text: str) -> None:
    assert ("unknown_variable", "n") in one("message", {"text": text})


@pytest.mark.parametrize(
    "text", ["{{ contact.attributes.anything }}", "{{ vars.x }}", "{{ x }}", "{% assign y = 1 %}{{ y }}"]
)
def test_known_variables_are_not(text: str) -> None:
    assert one("message", {"text": text}, variables=["x"]) == set()


def test_a_mistake_in_a_template_says_where() -> None:
    found = validate(draw({"m": ("message", {"text": "Olá\n {{ contact.name | upper }}"}), **END}, "m > end"))
    assert [(p.code, p.node_id, p.field, p.params) for p in found] == [
        ("unknown_filter", "m", "data.text", {"line": 2, "column": 19, "detail": "upper"})
    ]


@pytest.mark.parametrize(
    ("kind", "data", "field"),
    [
        ("message", {"text": "x" * 4097}, "data.text"),
        ("message", {"text": "x" * 1025, "buttons": ["A"]}, "data.text"),
        ("message", {"text": "x", "buttons": ["x" * 21]}, "data.buttons.0.title"),
        ("message", {"text": "x", "buttons": ["A"], "header": "x" * 61}, "data.header"),
        ("message", {"text": "x", "buttons": ["A"], "footer": "x" * 61}, "data.footer"),
        ("question", {"text": "?", "options": ["A", "B", "C", "x" * 25]}, "data.options.3.title"),
        ("question", {"text": "?", "options": [{"title": "A", "description": "x" * 73}]}, "data.options.0.description"),
        ("question", {"text": "?", "options": ["A", "B", "C", "D"], "button": "x" * 21}, "data.button"),
    ],
)
def test_texts_too_long_for_the_provider_are_named(kind: str, data: dict[str, Any], field: str) -> None:
    found = validate(draw({"n": (kind, data), **END}, "n > end"))
    assert [(p.code, p.node_id, p.field) for p in found] == [("text_too_long", "n", field)]


def test_more_than_ten_options_need_a_message_that_waits() -> None:
    buttons = [f"Opção {n}" for n in range(11)]
    assert ("too_many_options", "n") in one("message", {"text": "x", "buttons": buttons})
    assert one("message", {"text": "x", "buttons": buttons}, "n:1 > end", "n > end") == set()


def test_options_are_told_apart() -> None:
    same = {"text": "?", "options": [{"id": "a", "title": "A"}, {"id": "a", "title": "A"}]}
    assert [p.field for p in errors_of(validate(draw({"n": ("question", same), **END}, "n > end")))] == [
        "data.options.1.id",
        "data.options.1.title",
    ]


def test_unknown_queues_and_flows_are_named_when_they_were_looked_up() -> None:
    flow = "00000000-0000-0000-0000-00000000000b"
    assert problems_of({"t": ("transfer", {"queue_id": "q"})}) == set()
    assert problems_of({"t": ("transfer", {"queue_id": "q"})}, queues=["other"]) == {("unknown_queue", "t")}
    assert problems_of({"t": ("transfer", {"queue_id": "q"})}, queues=["q"]) == set()
    assert problems_of({"j": ("jump", {"flow_id": flow})}, flows=[]) == {("unknown_flow", "j")}


@pytest.mark.parametrize(
    ("kind", "data", "code", "field"),
    [
        ("teleport", {}, "unknown_node_type", "type"),
        ("message", {"text": 5}, "bad_value", "data.text"),
        ("question", {}, "required", "data.text"),
        ("question", {"text": "?", "kind": "mood"}, "bad_value", "data.kind"),
        ("question", {"text": "?", "retries": 99}, "out_of_range", "data.retries"),
        ("question", {"text": "?", "variable": "contact"}, "reserved_variable", "data.variable"),
        ("question", {"text": "?", "variable": "my name"}, "not_a_variable", "data.variable"),
        ("question", {"text": "?", "kind": "choice"}, "required", "data.options"),
        ("message", {"text": " "}, "required", "data.text"),
        ("delay", {"seconds": 0}, "out_of_range", "data.seconds"),
        ("delay", {"amount": 2, "unit": "moons"}, "unknown_unit", "data.unit"),
        ("set_variable", {}, "required", "data.assignments"),
        ("condition", {"when": {"variable": "x", "op": "~"}}, "unknown_operator", "data.when.op"),
        (
            "condition",
            {"branches": [{"id": "a", "when": {"all": []}}]},
            "not_a_list_of_conditions",
            "data.branches.0.when.all",
        ),
        ("condition", {"expression": "contact.name =="}, "template_wrong", "data.expression"),
        ("business_hours", {"hours": {"time_zone": "Mars/Base", "week": {}}}, "bad_value", "data.hours"),
        ("jump", {"flow_id": "x"}, "bad_value", "data.flow_id"),
        ("transfer", {"queue_id": "a", "skill": "b"}, "several_destinations", "data.queue_id"),
        ("end", {"event": ""}, "not_an_event_name", "data.event"),
    ],
)
def test_bad_data_is_a_problem_of_its_node(kind: str, data: dict[str, Any], code: str, field: str) -> None:
    found = validate(draw({"n": (kind, data), **END}, "n > end"), variables=["x"])
    assert (code, "n", field) in [(p.code, p.node_id, p.field) for p in found]


def test_fields_a_node_does_not_have_are_a_warning() -> None:
    found = validate(draw({"n": ("message", {"text": "oi", "txet": "oi"}), **END}, "n > end"))
    assert [(p.code, p.field, p.severity) for p in found] == [("unknown_field", "data.txet", Severity.WARNING)]


def test_what_is_no_node_is_a_problem_too() -> None:
    graph, problems = read_graph([{"id": "a", "type": "end", "position": None}, {"id": "b"}, 7], "edges")
    assert [node.id for node in graph.nodes] == ["a"]
    assert [(p.code, p.node_id, p.field) for p in problems] == [
        ("unreadable", "b", "nodes.1"),
        ("unreadable", None, "nodes.2"),
        ("not_a_list", None, "edges"),
    ]


def test_a_problem_names_its_node_in_the_envelope() -> None:
    (problem,) = validate(draw({"n": ("delay", {"seconds": 0}), **END}, "n > end"))
    assert problem.as_problem().field == "nodes.n.data.seconds"


@pytest.mark.parametrize(
    ("trigger", "codes_"),
    [
        (Trigger(kind=TriggerKind.KEYWORD), ["required"]),
        (read_trigger({"kind": "keyword", "keywords": ["(a+)+"], "match": "regex"})[0], ["pattern_too_costly"]),
        (read_trigger({"kind": "keyword", "keywords": ["!?"]})[0], ["required"]),
        (Trigger(kind=TriggerKind.CAMPAIGN), []),
        (read_trigger("keyword", "oi")[0], []),
    ],
)
def test_triggers_are_checked_with_the_flow(trigger: Trigger, codes_: list[str]) -> None:
    assert [p.code for p in validate(draw(END), trigger=trigger)] == codes_
