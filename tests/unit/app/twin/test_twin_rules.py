"""The twin refuses by its own limits what the provider refuses, and takes the largest that it takes."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from pytake_app.twin import rules
from pytake_app.twin.errors import GraphError

RECORDED = Path(__file__).parents[3] / "recorded" / "whatsapp_cloud" / "requests"


def text(body: object) -> dict[str, Any]:
    return {"type": "text", "text": {"body": body}}


def buttons(*titles: str, body: str = "corpo", **more: Any) -> dict[str, Any]:
    replies = [{"type": "reply", "reply": {"id": f"b{i}", "title": title}} for i, title in enumerate(titles)]
    menu = {"type": "button", "body": {"text": body}, "action": {"buttons": replies}, **more}
    return {"type": "interactive", "interactive": menu}


def listing(*sections: dict[str, Any], button: str = "Ver", body: str = "corpo") -> dict[str, Any]:
    menu = {"type": "list", "body": {"text": body}, "action": {"button": button, "sections": list(sections)}}
    return {"type": "interactive", "interactive": menu}


def section(*titles: str, title: str = "", first: int = 0, description: str = "") -> dict[str, Any]:
    rows = [
        {"id": f"r{first + i}", "title": row, **({"description": description} if description else {})}
        for i, row in enumerate(titles)
    ]
    return {"rows": rows, **({"title": title} if title else {})}


LARGEST = (
    text("x" * 4096),
    buttons("x" * 20, "y" * 20, "z" * 20, body="x" * 1024, footer={"text": "x" * 60}),
    buttons("sim", header={"type": "text", "text": "x" * 60}),
    buttons("sim", header={"type": "image", "image": {"link": "https://example.com/a.png"}}),
    listing(section(*["x" * 24] * 10, description="x" * 72), button="x" * 20, body="x" * 4096),
    listing(*[section("a", title="x" * 24, first=i) for i in range(10)]),
    {"type": "image", "image": {"id": "1", "caption": "x" * 1024}},
    {"type": "location", "location": {"latitude": -90, "longitude": "180"}},
    {"type": "contacts", "contacts": [{"name": {"formatted_name": "Ana", "first_name": "Ana"}}] * 257},
    {"type": "reaction", "reaction": {"message_id": "wamid.1", "emoji": ""}},
    {**text("oi"), "biz_opaque_callback_data": "x" * 512},
)

REFUSED = (
    text("x" * 4097),
    text(" \n"),
    text(5),
    {"type": "text", "text": "oi"},
    {"type": "poll", "poll": {}},
    {**text("oi"), "biz_opaque_callback_data": "x" * 513},
    buttons(),
    buttons("a", "b", "c", "d"),
    buttons("x" * 21),
    buttons("a", "a"),
    buttons("a", body="x" * 1025),
    buttons("a", footer={"text": "x" * 61}),
    buttons("a", header={"type": "text", "text": "x" * 61}),
    buttons("a", header={"type": "image", "image": {}}),
    {
        "type": "interactive",
        "interactive": {
            "type": "button",
            "body": {"text": "x"},
            "action": {"buttons": [{"type": "reply", "reply": {"id": "x" * 257, "title": "a"}}]},
        },
    },
    listing(),
    listing(section()),
    listing(section(*["x"] * 11)),
    listing(section("x" * 25)),
    listing(section("a", description="x" * 73)),
    listing(section("a"), section("b", first=1)),
    listing(section("a", title="x" * 25)),
    listing(section("a", title="1"), section("b", title="2")),
    listing(*[section("a", title="x", first=i) for i in range(11)]),
    listing(section("a"), button="x" * 21),
    listing(section("a"), body="x" * 4097),
    listing({"rows": [{"id": " padded", "title": "a"}]}),
    {"type": "interactive", "interactive": {"type": "flow", "body": {"text": "x"}, "action": {}}},
    {"type": "image", "image": {"caption": "no file"}},
    {"type": "image", "image": {"id": "1", "caption": "x" * 1025}},
    {"type": "location", "location": {"latitude": 91, "longitude": 0}},
    {"type": "location", "location": {"longitude": 0}},
    {"type": "contacts", "contacts": [{"name": {"formatted_name": "Ana"}}]},
    {"type": "reaction", "reaction": {"message_id": "1", "emoji": "x"}},
)


@pytest.mark.parametrize("message", LARGEST, ids=range(len(LARGEST)))
def test_the_largest_message_is_taken(message: dict[str, Any]) -> None:
    rules.check(message)


@pytest.mark.parametrize("message", REFUSED, ids=range(len(REFUSED)))
def test_what_is_too_much_or_too_little_is_refused(message: dict[str, Any]) -> None:
    with pytest.raises(GraphError):
        rules.check(message)


@pytest.mark.parametrize("case", sorted(RECORDED.glob("*.json")), ids=lambda path: path.stem)
def test_what_the_provider_documents_is_taken(case: Path) -> None:
    body = json.loads(case.read_text())["body"]
    if "status" not in body:
        rules.check(body)


@pytest.mark.parametrize(
    "kind", ["text", "image", "location", "contacts", "reaction", "interactive", "audio", "template", "sticker"]
)
@pytest.mark.parametrize("content", [None, 5, "x", [], {}, [None], [5], {"type": 5}, {"body": {"text": []}}])
def test_a_mistyped_content_is_refused_or_taken_and_never_breaks_the_twin(kind: str, content: object) -> None:
    with suppress(GraphError):
        rules.check({"type": kind, kind: content})
