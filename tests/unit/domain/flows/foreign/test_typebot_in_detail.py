"""Typebot's inputs, one by one: the question each becomes, and what is told of what it can't be asked."""

from typing import Any

import pytest

from pytake_domain.flows import Imported, Node, limits, read_any

END = {"id": "h", "title": "y", "blocks": [{"id": "z", "type": "text", "content": {"plainText": "Fim"}}]}


def read(block: dict[str, Any], asked: str | None = "Qual?") -> Imported:
    """A bot that asks this, and says `Fim` where an edge `e2` leads."""
    says = [{"id": "t", "type": "text", "content": {"plainText": asked}}] if asked is not None else []
    groups = [{"id": "g", "title": "x", "blocks": [*says, {"id": "b", "outgoingEdgeId": "e2", **block}]}, END]
    return read_any(
        {
            "groups": groups,
            "edges": [{"id": "e", "to": {"groupId": "g"}}, {"id": "e2", "to": {"groupId": "h"}}],
            "events": [{"type": "start", "outgoingEdgeId": "e"}],
            "variables": [{"id": "v", "name": "Dia"}],
        }
    )


def asked(found: Imported) -> Node:
    (node,) = (node for node in found.graph.nodes if node.type == "question")
    return node


def codes(found: Imported) -> list[str]:
    return [note.code for note in found.notes]


def test_a_text_is_asked_for_and_what_is_extra_is_told() -> None:
    found = read(
        {
            "type": "text input",
            "options": {
                "variableId": "v",
                "retryMessageContent": "De novo",
                "attachments": {"isEnabled": True},
                "audioClip": {"isEnabled": True},
            },
        }
    )
    data = asked(found).data
    assert (data["text"], data["variable"], data["retry_text"]) == ("Qual?", "dia", "De novo")
    assert codes(found) == ["option_left_out", "option_left_out"]


def test_a_retry_that_does_not_fit_is_left_out() -> None:
    for words in ("x" * 4_097, " "):
        block = {"type": "number input", "options": {"retryMessageContent": words}}
        assert "retry_text" not in asked(read(block)).data


@pytest.mark.parametrize(("options", "data"), [({"variableId": "v"}, {"variable": "dia"}), ({}, {})])
def test_whoever_only_waits_asks_nothing(options: dict[str, str], data: dict[str, str]) -> None:
    found = read({"type": "text input", "options": options}, asked=None)
    (waits,) = (node for node in found.graph.nodes if node.type == "wait")
    assert waits.data == data


def test_a_question_without_words_gets_some_and_says_so() -> None:
    found = read({"type": "email input"}, asked=None)
    assert asked(found).data["text"]["en"] == "Type your answer:"
    assert codes(found) == ["question_without_text"]
    found = read({"type": "choice input", "items": [{"content": "Sim"}]}, asked=None)
    assert asked(found).data["text"]["en"] == "Choose an option:"


@pytest.mark.parametrize(
    ("block", "expected", "told"),
    [
        ({"type": "number input", "options": {"min": 1, "max": "9"}}, {"kind": "number", "least": 1, "most": 9}, []),
        ({"type": "number input", "options": {"min": "x"}}, {"kind": "number"}, []),
        ({"type": "email input"}, {"kind": "email"}, []),
        ({"type": "phone number input"}, {"kind": "phone"}, []),
        ({"type": "url input"}, {}, ["answer_not_checked"]),
        ({"type": "time input"}, {}, ["answer_not_checked"]),
        ({"type": "date input"}, {"kind": "date"}, []),
        ({"type": "date input", "options": {"isRange": True}}, {}, ["answer_not_checked"]),
        ({"type": "date input", "options": {"hasTime": True}}, {}, ["answer_not_checked"]),
        ({"type": "rating input"}, {"kind": "number", "least": 0, "most": 10, "whole": True}, []),
        (
            {"type": "rating input", "options": {"buttonType": "Icons", "length": 5}},
            {"kind": "number", "least": 1, "most": 5, "whole": True},
            [],
        ),
        (
            {"type": "rating input", "options": {"startsAt": 3}},
            {"kind": "number", "least": 3, "most": 10, "whole": True},
            [],
        ),
        ({"type": "file input"}, {"kind": "media"}, []),
        (
            {
                "type": "file input",
                "options": {"isMultipleAllowed": True, "allowedFileTypes": {"types": ["image/png", "image/*", "x", 1]}},
            },
            {"kind": "media", "media_types": ["image"]},
            ["option_left_out"],
        ),
    ],
)
def test_each_kind_is_asked_as_ours(block: dict[str, Any], expected: dict[str, Any], told: list[str]) -> None:
    found = read(block)
    data = {name: value for name, value in asked(found).data.items() if name not in {"text", "retries"}}
    assert (data, codes(found)) == (expected, told)


def test_a_long_question_is_said_in_parts_and_asked_with_the_last() -> None:
    found = read({"type": "text input"}, asked="palavra " * 1_200)
    says = [node for node in found.graph.nodes if node.type == "message" and node.data["text"] != "Fim"]
    assert len(says) == 2
    arrows = [(edge.source, edge.target) for edge in found.graph.edges]
    assert (says[-1].id, asked(found).id) in arrows or (says[0].id, asked(found).id) in arrows


def test_each_button_goes_its_own_way_where_it_has_one() -> None:
    found = read(
        {
            "type": "choice input",
            "items": [
                {"content": "Sim", "outgoingEdgeId": "e2"},
                {"title": "Não", "value": "n", "description": "Agora não"},
                {},
            ],
        }
    )
    shown = asked(found).data["options"]
    assert [(one["id"], one["title"], one["value"]) for one in shown] == [
        ("o1", "Sim", "Sim"),
        ("o2", "Não", "n"),
        ("o3", "3", "3"),
    ]
    assert shown[1]["description"] == "Agora não"
    (end,) = (node.id for node in found.graph.nodes if node.data.get("text") == "Fim")
    assert [
        (e.source_handle, e.target) for e in found.graph.edges if e.source == asked(found).id and e.source_handle
    ] == [("o1", end)]


def test_more_buttons_than_a_list_holds_are_told() -> None:
    many = [{"content": f"Opção {n}", "outgoingEdgeId": "e2"} for n in range(limits.OPTIONS + 1)]
    found = read({"type": "choice input", "items": many})
    assert len(asked(found).data["options"]) == limits.OPTIONS
    assert codes(found) == ["options_left_out"]


@pytest.mark.parametrize(
    ("block", "told"),
    [
        ({"type": "choice input", "options": {"dynamicVariableId": "v"}}, ["options_from_variable"]),
        ({"type": "choice input", "options": {"isMultipleChoice": True}}, ["one_choice_only"]),
        ({"type": "picture choice input"}, ["pictures_left_out"]),
        ({"type": "cards"}, ["cards_as_options"]),
    ],
)
def test_a_choice_without_options_is_a_plain_question(block: dict[str, Any], told: list[str]) -> None:
    found = read(block)
    assert "options" not in asked(found).data
    assert codes(found) == told


def test_buttons_that_are_sometimes_hidden_are_always_shown() -> None:
    hidden = {"isEnabled": True}
    for item in (
        {"content": "Sim", "displayCondition": hidden},
        {"content": "Sim", "options": {"displayCondition": hidden}},
    ):
        assert codes(read({"type": "choice input", "items": [item]})) == ["always_shown"]


def test_buttons_of_cards_are_options_under_the_cards_title() -> None:
    found = read(
        {
            "type": "cards",
            "items": [
                {"title": "A", "paths": [{"text": "Ver", "outgoingEdgeId": "e2"}, {"text": "Ler"}]},
                {"title": "B", "outgoingEdgeId": "e2"},
            ],
            "options": {"saveResponseMapping": [{"field": "Title"}]},
        }
    )
    shown = asked(found).data["options"]
    assert [(one["id"], one["title"], one["value"]) for one in shown] == [
        ("o1_1", "A · Ver", "Ver"),
        ("o1_2", "A · Ler", "Ler"),
        ("o2_1", "B", "B"),
    ]
    leads = {e.source_handle for e in found.graph.edges if e.source == asked(found).id}
    assert leads >= {"o1_1", "o2_1"}
    assert "o1_2" not in leads
    assert codes(found) == ["cards_as_options", "option_left_out"]


def test_nothing_is_charged_but_what_was_said_is_said() -> None:
    found = read({"type": "payment input"}, asked="palavra " * 1_200)
    said = [node for node in found.graph.nodes if node.type == "message"]
    assert len(said) == 4
    assert codes(found) == ["no_counterpart"]
    (end,) = (node for node in read({"type": "payment input"}, asked=None).graph.nodes if node.type == "message")
    assert end.data == {"text": "Fim"}
