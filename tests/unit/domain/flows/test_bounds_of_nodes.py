"""How much the data of a node may hold, node by node: the bound is told with its field."""

from typing import Any
from uuid import UUID

import pytest
from tests.unit.domain.flows.test_problems_of_nodes import CARD, IMAGE, LINK, wrong

from pytake_domain.flows import limits

AUDIO = {**IMAGE, "type": "audio"}
FLOW = str(UUID(int=7))
SECTION = {"title": "A", "product_ids": ["p"]}
REPLY = {"id": "r", "title": "Quero"}
CALL = {"method": "GET", "url": "https://example.com"}
YES = {"when": {"variable": "x", "op": "exists"}}


def many(count: int) -> dict[str, str]:
    return {f"v{n}": "x" for n in range(count)}


@pytest.mark.parametrize(
    ("kind", "data", "code", "field"),
    [
        ("ai", {"task": "agent", "tools": ["signal"], "most_turns": 21}, "out_of_range", "most_turns"),
        ("ai", {"task": "answer", "budget": -1}, "not_a_budget", "budget"),
        ("ai", {"task": "answer", "tags": ["vip"]}, "not_for_this_task", "tags"),
        ("ai", {"task": "answer", "transfer": True}, "not_for_this_task", "transfer"),
        ("ai", {"task": "agent", "tags": [f"t{n}" for n in range(200)]}, "too_many", "tags"),
        ("ai", {"task": "agent", "tags": [" "]}, "not_an_id", "tags.0"),
        ("ai", {"task": "extract", "fields": [{"name": "a", "kind": "colour"}]}, "unknown_type", "fields.0.kind"),
        ("ai", {"task": "extract", "fields": [{"name": f"a{n}"} for n in range(31)]}, "too_many", "fields"),
        ("ai", {"task": "classify"}, "required", "labels"),
        ("ai", {"task": "classify", "labels": [{"name": "default"}]}, "not_an_id", "labels.0.name"),
        ("ai", {"task": "classify", "labels": [{"name": "a"}, {"name": "a"}]}, "not_unique", "labels"),
        ("api_call", {**CALL, "timeout": 0}, "out_of_range", "timeout"),
        ("api_call", {**CALL, "retries": 99}, "out_of_range", "retries"),
        ("api_call", {**CALL, "headers": many(31)}, "too_many", "headers"),
        ("api_call", {**CALL, "save": many(51)}, "too_many", "save"),
        ("api_call", {**CALL, "headers": {"X Y": "1"}}, "not_a_header", "headers.X Y"),
        ("attribute", {"attributes": many(51)}, "too_many", "attributes"),
        ("call", {"flow_id": FLOW, "arguments": many(51)}, "too_many", "arguments"),
        ("condition", {"branches": [{"id": f"b{n}", **YES} for n in range(51)]}, "too_many", "branches"),
        ("condition", {"branches": [{"id": "else", **YES}]}, "not_an_id", "branches.0.id"),
        ("loop", {"items": "", "item": "a", "index": "a"}, "not_unique", "index"),
        ("loop", {"items": ""}, "required", "items"),
        (
            "message",
            {"text": "oi", "buttons": ["A"], "list": {"button": "B", "sections": [{"rows": ["A"]}]}},
            "buttons_and_list",
            "list",
        ),
        ("message", {"text": "oi", "buttons": [{"id": "timeout", "title": "A"}]}, "not_an_id", "buttons"),
        ("message", {"text": "oi", "buttons": [{"id": " a", "title": "A"}]}, "not_an_id", "buttons.0.id"),
        ("message", {"text": "oi", "buttons": [{"id": "a" * 300, "title": "A"}]}, "text_too_long", "buttons.0.id"),
        ("message", {"text": "oi", "media": AUDIO, "buttons": ["A"]}, "not_a_header_type", "media.type"),
        ("message", {"text": "oi", "media": AUDIO, "link": LINK}, "not_a_header_type", "media.type"),
        ("message", {"text": "oi", "media": IMAGE, "header": "A", "link": LINK}, "one_header_only", "header"),
        (
            "message",
            {"text": "oi", "form": {"button": "A", "flow_id": "1", "exchange": True, "screen": "S"}},
            "not_with_exchange",
            "form.screen",
        ),
        ("message", {"text": "oi", "carousel": [{**CARD, "media": AUDIO}] * 2}, "picture_or_video", "carousel.0.media"),
        (
            "message",
            {"text": "oi", "carousel": [{"media": IMAGE, "replies": [REPLY] * 4}] * 2},
            "too_many",
            "carousel.0.replies",
        ),
        (
            "message",
            {"text": "oi", "header": "A", "products": {"catalog_id": "c", "sections": [SECTION] * 11}},
            "too_many",
            "products.sections",
        ),
        ("question", {"text": "oi", "kind": "cpf_cnpj", "only": "rg"}, "unknown_type", "only"),
        ("question", {"text": "oi", "retries": 99}, "out_of_range", "retries"),
        (
            "question",
            {"text": "oi", "options": [f"o{n}" for n in range(limits.OPTIONS + 1)]},
            "too_many_options",
            "options",
        ),
        ("question", {"text": "oi", "options": [{"id": "invalid", "title": "A"}]}, "not_an_id", "options"),
        (
            "set_variable",
            {"assignments": [{"variable": f"v{n}", "value": 1} for n in range(51)]},
            "too_many",
            "assignments",
        ),
        (
            "set_variable",
            {"assignments": [{"variable": "x", "value": 1, "as": "colour"}]},
            "unknown_type",
            "assignments.0.as",
        ),
        (
            "split",
            {"branches": [{"id": f"b{n}", "weight": 1} for n in range(limits.SPLIT_WAYS + 1)]},
            "too_many",
            "branches",
        ),
        (
            "switch",
            {"value": "{{ x }}", "cases": [{"id": f"c{n}", "value": n} for n in range(limits.CASES + 1)]},
            "too_many",
            "cases",
        ),
        ("tag", {"add": [f"t{n}" for n in range(51)]}, "too_many", "add"),
        ("template", {"name": "a", "parameters": ["x"] * 51}, "too_many", "parameters"),
        ("template", {"name": "a", "header": "A", "header_media": IMAGE}, "one_header_only", "header"),
        ("template", {"name": "a", "header_media": AUDIO}, "not_a_header_type", "header_media.type"),
        ("template", {"name": "Não"}, "not_a_template_name", "name"),
        ("wait_until", {"weekday": "domingo"}, "unknown_day", "weekday"),
        ("webhook", {"name": "a", "data": many(51)}, "too_many", "data"),
        ("webhook", {"name": " "}, "not_an_event_name", "name"),
    ],
)
def test_a_node_holds_so_much_and_no_more(kind: str, data: dict[str, Any], code: str, field: str) -> None:
    assert (code, field) in wrong(kind, data)
