"""What a node says of itself by its handles: what it sets, what it sends, how long the customer may have been silent."""

import datetime as dt
from typing import Any

import msgspec
import pytest

from pytake_domain.flows import NODE_TYPES, limits
from pytake_domain.flows.nodes.shared import Holds, NodeData, Saying

FLOW = "00000000-0000-0000-0000-000000000001"
OPTIONS = [{"id": "a", "title": "A", "value": 1}, {"id": "b", "title": "B", "value": 2}]
ZERO = dt.timedelta()
LISTED = {"text": "?", "options": ["A", "B", "C", "D"]}


def node(kind: str, /, **data: Any) -> NodeData:
    return msgspec.convert(data, NODE_TYPES[kind])


@pytest.mark.parametrize(
    ("kind", "data", "handle", "sets"),
    [
        ("start", {"variables": {"a": 1}}, "default", {"a": Holds.ANY}),
        ("question", {"text": "?", "variable": "x"}, "default", {"x": Holds.TEXT}),
        ("question", {"text": "?", "variable": "x", "kind": "number"}, "default", {"x": Holds.NUMBER}),
        ("question", {"text": "?", "variable": "x", "kind": "date"}, "default", {"x": Holds.DATE}),
        ("question", {"text": "?", "variable": "x", "kind": "location"}, "default", {"x": Holds.OBJECT}),
        ("question", {"text": "?", "variable": "x", "options": OPTIONS}, "a", {"x": Holds.NUMBER}),
        ("question", {"text": "?", "variable": "x"}, "timeout", {}),
        ("question", {"text": "?", "variable": "x"}, "invalid", {}),
        ("message", {"text": "?", "variable": "x", "buttons": OPTIONS}, "b", {"x": Holds.NUMBER}),
        ("message", {"text": "?", "variable": "x", "buttons": OPTIONS}, "default", {}),
        (
            "message",
            {"text": "?", "variable": "x", "form": {"button": "B", "flow_id": "1"}},
            "default",
            {"x": Holds.OBJECT},
        ),
        ("message", {"text": "?", "variable": "x", "form": {"button": "B", "flow_id": "1"}}, "timeout", {}),
        ("wait", {"variable": "x"}, "default", {"x": Holds.ANY}),
        ("wait", {"variable": "x"}, "timeout", {}),
        ("set_variable", {"variable": "x", "value": "oi"}, "default", {"x": Holds.TEXT}),
        ("set_variable", {"variable": "x", "value": "{{ y }}"}, "default", {"x": Holds.ANY}),
        ("set_variable", {"variable": "x", "value": "{{ y }}", "as": "text"}, "default", {"x": Holds.TEXT}),
        ("set_variable", {"variable": "x", "value": "{{ y }}", "as": "number"}, "default", {"x": Holds.ANY}),
        ("set_variable", {"variable": "x", "value": "12,5", "as": "number"}, "default", {"x": Holds.NUMBER}),
        ("set_variable", {"variable": "x", "value": [1]}, "default", {"x": Holds.LIST}),
        ("set_variable", {"variable": "contact.plan", "value": 1}, "default", {}),
        ("split", {"branches": [{"id": "a"}], "variable": "x"}, "a", {"x": Holds.TEXT}),
        ("loop", {"items": "{{ l }}", "index": "n"}, "each", {"item": Holds.ANY, "n": Holds.NUMBER}),
        ("loop", {"items": "{{ l }}", "index": "n"}, "done", {}),
        ("erp", {"capability": "list_plans", "variable": "x"}, "default", {"x": Holds.LIST}),
        ("erp", {"capability": "list_plans", "variable": "x"}, "empty", {"x": Holds.LIST}),
        ("erp", {"capability": "payment_options", "variable": "x"}, "default", {"x": Holds.OBJECT}),
        ("erp", {"capability": "list_plans", "variable": "x"}, "error", {"x": Holds.OBJECT}),
        ("ai", {"task": "answer", "variable": "x"}, "default", {"x": Holds.TEXT}),
        ("ai", {"task": "answer", "variable": "x"}, "unsure", {}),
        (
            "ai",
            {"task": "extract", "fields": [{"name": "a", "kind": "number", "required": True}, {"name": "b"}]},
            "default",
            {"a": Holds.NUMBER, "b": Holds.ANY},
        ),
        ("csat", {"variable": "x", "comment_variable": "y"}, "default", {"x": Holds.NUMBER, "y": Holds.TEXT}),
        ("csat", {"variable": "x"}, "timeout", {}),
        ("call", {"flow_id": FLOW, "results": {"x": "y"}}, "default", {"x": Holds.ANY}),
        ("call", {"flow_id": FLOW, "results": {"x": "y"}}, "error", {}),
        ("api_call", {"url": "https://x", "variable": "x", "save": {"y": "$"}}, "error", {"x": Holds.OBJECT}),
        ("jump", {"flow_id": FLOW, "returns": True}, "default", {}),
    ],
)
def test_what_is_surely_set(kind: str, data: dict[str, Any], handle: str, sets: dict[str, Holds]) -> None:
    assert dict(node(kind, **data).sets(handle)) == sets


@pytest.mark.parametrize(
    ("kind", "data", "sends"),
    [
        ("message", {"text": "oi"}, [("text", 1)]),
        ("message", {"text": "{{ x }}"}, [("text", 0)]),
        ("message", {"text": "oi", "variations": ["{{ x }}"]}, [("text", 0)]),
        ("message", {"text": "{{ x }}", "buttons": ["A"]}, [("buttons", 1)]),
        ("message", {"text": "oi", "buttons": ["A", "B", "C", "D"]}, [("list", 1)]),
        ("message", {"media": {"type": "voice", "url": "https://x"}}, [("voice", 1)]),
        ("message", {"location": {"latitude": 1, "longitude": 1}}, [("location", 1)]),
        ("message", {"text": "oi", "link": {"title": "A", "url": "https://x"}}, [("cta_url", 1)]),
        ("message", {"text": "oi", "form": {"button": "B", "flow_id": "1"}}, [("flow", 1)]),
        ("message", {"text": "oi", "location_request": True}, [("location_request", 1)]),
        ("question", {"text": "oi"}, [("text", 1)]),
        ("question", LISTED, [("list", 1)]),
        ("question", {"text": "oi", "kind": "location"}, [("location_request", 1)]),
        ("csat", {}, [("list", 1)]),
        ("csat", {"style": "number"}, [("text", 1)]),
        ("ai", {"task": "answer"}, [("text", 0)]),
        ("ai", {"task": "answer", "send": False}, []),
        ("ai", {"task": "classify", "labels": [{"name": "a"}]}, []),
        ("end", {"text": "fim"}, [("text", 1)]),
        ("end", {}, []),
        ("transfer", {"text": {"pt-BR": "já", "en": "{{ x }}"}}, [("text", 0)]),
        ("wait", {}, []),
        ("delay", {"seconds": 5}, []),
    ],
)
def test_what_is_sent(kind: str, data: dict[str, Any], sends: list[tuple[str, int]]) -> None:
    said = node(kind, **data).sends()
    assert [(one.kind, one.least) for one in said] == sends
    assert all(one.free for one in said)


def test_a_template_needs_no_open_window() -> None:
    assert node("template", name="x").sends() == (Saying(kind="template", free=False),)


@pytest.mark.parametrize(
    ("kind", "data", "handle", "silence"),
    [
        ("question", {"text": "?", "timeout": 60}, "default", None),
        ("question", {"text": "?", "timeout": 60}, "invalid", None),
        ("question", {"text": "?", "timeout": 60}, "timeout", dt.timedelta(seconds=60)),
        ("wait", {"timeout": 90}, "timeout", dt.timedelta(seconds=90)),
        ("wait", {}, "default", None),
        ("message", {"text": "?", "buttons": OPTIONS}, "a", None),
        ("message", {"text": "?", "buttons": OPTIONS}, "default", ZERO),
        ("message", {"text": "?", "buttons": OPTIONS, "timeout": 5}, "timeout", dt.timedelta(seconds=5)),
        ("message", {"text": "?", "form": {"button": "B", "flow_id": "1"}}, "default", None),
        ("delay", {"amount": 2, "unit": "days"}, "default", dt.timedelta(days=2)),
        ("wait_until", {"at": "{{ x }}"}, "default", limits.LONGEST_DELAY),
        ("wait_until", {"weekday": "mon"}, "default", dt.timedelta(days=7)),
        ("wait_until", {"time": "09:00"}, "default", dt.timedelta(days=1)),
        ("wait_until", {"at": "{{ x }}"}, "error", ZERO),
        ("csat", {"timeout": 60}, "default", None),
        ("csat", {"timeout": 60, "comment_text": "?"}, "default", dt.timedelta(seconds=60)),
        ("csat", {}, "timeout", limits.SESSION_LIFE),
        ("template", {"name": "x", "buttons": [{"index": 0, "kind": "quick_reply", "value": "a"}]}, "a", None),
        ("template", {"name": "x"}, "default", ZERO),
        ("erp", {"capability": "list_plans"}, "default", ZERO),
        ("condition", {"expression": "x"}, "true", ZERO),
    ],
)
def test_how_long_the_customer_may_have_been_silent(
    kind: str, data: dict[str, Any], handle: str, silence: dt.timedelta | None
) -> None:
    assert node(kind, **data).silence(handle) == silence
