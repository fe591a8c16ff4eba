"""What is wrong with the data of a node is found before anybody meets it, by code and field."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from tests.unit.domain.flows.drawing import NOW, Talk, draw

from pytake_domain.flows import errors_of, validate
from pytake_domain.kernel.ids import NumberId, TemplateId, TenantId
from pytake_domain.templates import MessageTemplate, TemplateCategory, TemplateStatus

MEDIA = "5c5ff7f5-95e6-4ad0-8f22-2f9a3d2b9f10"
IMAGE = {"type": "image", "media_id": MEDIA}
LINK = {"title": "Abrir", "url": "https://example.com"}
CARD = {"media": IMAGE, "link": LINK}


def wrong(kind: str, data: dict[str, Any], *handles: str, **known: Any) -> list[tuple[str, str]]:
    """Codes and fields of a node that leads to an end by these handles."""
    arrows = [f"n:{handle} > end" for handle in handles] or ["n > end"]
    graph = draw({"n": (kind, data), "end": ("end", {})}, *arrows)
    found = errors_of(validate(graph, variables=["x"], **known))
    return [(problem.code, problem.field.removeprefix("data.")) for problem in found]


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        ({"media": {"type": "image"}}, "id_or_link", "media"),
        ({"media": {"type": "image", "media_id": "7"}}, "not_an_id", "media.media_id"),
        ({"media": {"type": "image", "url": "file:///etc/passwd"}}, "not_a_link", "media.url"),
        ({"media": {"type": "audio", "media_id": MEDIA}, "text": "oi"}, "no_text_here", "text"),
        ({"media": IMAGE, "text": "x" * 1025}, "text_too_long", "text"),
        ({"media": IMAGE, "location_request": True, "text": "oi"}, "one_content", "media"),
        ({"media": IMAGE, "text": "oi", "buttons": ["A", "B", "C", "D"]}, "list_without_media", "media"),
        ({"media": IMAGE, "text": "oi", "buttons": ["A"], "header": "B"}, "one_header_only", "header"),
        ({"text": "oi", "form": {"button": "A", "flow_id": "1"}, "carousel": [CARD, CARD]}, "one_content", "carousel"),
        ({"location": {"latitude": 91, "longitude": 0}}, "out_of_range", "location.latitude"),
        ({"location": {"latitude": 9, "longitude": "x"}}, "out_of_range", "location.longitude"),
        ({"link": LINK}, "required", "text"),
        ({"text": "oi", "link": {**LINK, "title": "x" * 21}}, "text_too_long", "link.title"),
        ({"text": "oi", "form": {"button": "A"}}, "id_or_name", "form.flow_id"),
        ({"text": "oi", "form": {"button": "A", "flow_id": "1", "data": {"a": 1}}}, "required", "form.screen"),
        ({"text": "oi", "carousel": [CARD]}, "card_count", "carousel"),
        ({"text": "oi", "carousel": [CARD, {"media": IMAGE}]}, "cards_differ", "carousel"),
        (
            {"text": "oi", "products": {"catalog_id": "c", "sections": []}, "header": "A"},
            "required",
            "products.sections",
        ),
    ],
)
def test_a_message_is_one_thing_and_whole(data: dict[str, Any], code: str, field: str) -> None:
    assert (code, field) in wrong("message", data)


@pytest.mark.parametrize(
    ("kind", "data", "handles", "code", "field"),
    [
        ("switch", {"value": "{{ x }}", "cases": []}, ("default",), "required", "cases"),
        ("switch", {"value": "", "cases": [{"id": "a", "value": 1}]}, ("a", "default"), "required", "value"),
        (
            "switch",
            {"value": "{{ x }}", "cases": [{"id": "a", "value": 1}, {"id": "b", "value": "1"}]},
            ("a", "b", "default"),
            "not_unique",
            "cases.1.value",
        ),
        ("split", {"branches": [{"id": "a", "weight": 0}]}, ("a",), "required", "branches"),
        ("split", {"branches": [{"id": "a"}, {"id": "a"}]}, ("a",), "not_unique", "branches.1.id"),
        ("loop", {"items": "{{ x }}", "most": 101}, ("each", "done"), "out_of_range", "most"),
        ("loop", {"items": "{{ x }}", "item": "now"}, ("each", "done"), "reserved_variable", "item"),
        ("wait_until", {}, ("default",), "required", "at"),
        ("wait_until", {"at": "logo"}, ("default",), "not_a_date", "at"),
        ("wait_until", {"weekday": "mon", "business_hours": True}, ("default",), "several_moments", "business_hours"),
        ("wait_until", {"time": "24:00"}, ("default",), "not_a_time_of_day", "time"),
        ("erp", {"capability": "signal"}, ("default", "error"), "required", "arguments.contract_id"),
        ("erp", {"capability": "find_customers"}, ("default", "error"), "required", "arguments"),
        (
            "erp",
            {"capability": "list_plans", "arguments": {"city": "x"}},
            ("default", "error"),
            "unknown_argument",
            "arguments.city",
        ),
        ("ai", {"task": "classify"}, ("default", "error"), "required", "labels"),
        ("ai", {"task": "answer", "tools": ["list_plans"]}, ("default", "error"), "not_for_this_task", "tools"),
        ("ai", {"task": "answer", "budget": 0}, ("default", "error"), "not_a_budget", "budget"),
        ("tag", {}, ("default",), "required", "add"),
        ("attribute", {"attributes": {"not a name": 1}}, ("default",), "not_a_variable", "attributes.not a name"),
        ("webhook", {"name": " "}, ("default",), "not_an_event_name", "name"),
        ("csat", {"comment_variable": "c"}, ("default",), "required", "comment_text"),
        ("csat", {"text": "x" * 1025, "style": "buttons"}, ("default",), "text_too_long", "text"),
        ("call", {"flow_id": "00000000-0000-0000-0000-000000000001"}, ("default",), "unknown_flow", "flow_id"),
        ("template", {"name": "Not A Name"}, ("default",), "not_a_template_name", "name"),
        ("wait", {}, ("default", "timeout"), "required", "timeout"),
    ],
)
def test_other_nodes(kind: str, data: dict[str, Any], handles: tuple[str, ...], code: str, field: str) -> None:
    assert (code, field) in wrong(kind, data, *handles, flows=[])


@pytest.mark.parametrize(
    ("kind", "data", "handles"),
    [
        ("erp", {"capability": "list_plans"}, ("default",)),
        ("ai", {"task": "answer"}, ("default",)),
        ("loop", {"items": [1]}, ("each",)),
        ("switch", {"value": "{{ x }}", "cases": [{"id": "a", "value": 1}]}, ("a",)),
    ],
)
def test_what_can_happen_has_a_branch(kind: str, data: dict[str, Any], handles: tuple[str, ...]) -> None:
    assert ("missing_branch", "") in wrong(kind, data, *handles)


def approved(**changes: Any) -> MessageTemplate:
    made = MessageTemplate(
        id=TemplateId(UUID(int=1)),
        tenant_id=TenantId(UUID(int=2)),
        number_id=NumberId(UUID(int=3)),
        business_account_id="1",
        name="fatura",
        language="pt_BR",
        category=TemplateCategory.UTILITY,
        components=({"type": "BODY", "text": "Olá {{1}}, vence {{2}}."},),
        created_at=NOW,
        updated_at=NOW,
        status=TemplateStatus.APPROVED,
    )
    return MessageTemplate(**{**{n: getattr(made, n) for n in made.__struct_fields__}, **changes})


def test_a_template_is_known_approved_and_gets_what_it_needs() -> None:
    data = {"name": "fatura", "parameters": ["{{ x }}", "hoje"]}
    assert wrong("template", data, templates=[approved()]) == []
    assert wrong("template", data) == []
    assert wrong("template", data, templates=[]) == [("unknown_template", "name")]
    waiting = approved(status=TemplateStatus.PENDING)
    assert wrong("template", data, templates=[waiting]) == [("template_not_approved", "name")]
    short = {"name": "fatura", "parameters": ["{{ x }}"]}
    assert wrong("template", short, templates=[approved()]) == [("parameters_count", "parameters")]


def test_a_loop_that_is_gone_round_outside_of_itself_is_a_circle() -> None:
    inside = draw(
        {"l": ("loop", {"items": [1]}), "m": ("message", {"text": "{{ item }}"}), "end": ("end", {})},
        "l:each > m",
        "m > l",
        "l:done > end",
    )
    assert errors_of(validate(inside)) == ()
    outside = draw(
        {"a": ("message", {"text": "oi"}), "l": ("loop", {"items": [1]}), "end": ("end", {})},
        "a > l",
        "l:each > a",
        "l:done > end",
    )
    assert [p.code for p in errors_of(validate(outside))] == ["cycle_without_wait"]
    talk = Talk(outside).begin()
    assert (talk.session.status, talk.session.reason) == ("failed", "too_many_steps")


def test_loops_have_bounds() -> None:
    many = draw(
        {
            "l": ("loop", {"items": list(range(60)), "most": 100}),
            "m": ("message", {"text": "{{ item }}"}),
            "end": ("end", {}),
        },
        "l:each > m",
        "m > l",
        "l:done > end",
    )
    assert Talk(many).begin().session.reason == "too_many_steps"
    few = draw(
        {
            "l": ("loop", {"items": list(range(60)), "most": 3}),
            "m": ("message", {"text": "{{ item }}"}),
            "end": ("end", {}),
        },
        "l:each > m",
        "m > l",
        "l:done > end",
    )
    assert Talk(few).begin().lines == ["0", "1", "2"]
    depth = {f"l{n}": ("loop", {"items": [1], "item": f"i{n}"}) for n in range(6)}
    nested = draw(
        {**depth, "end": ("end", {})},
        *(f"l{n}:each > l{n + 1}" for n in range(5)),
        *(f"l{n}:done > {f'l{n - 1}' if n else 'end'}" for n in range(6)),
        "l5:each > l5",
    )
    assert Talk(nested).begin().session.reason == "loops_too_deep"


def test_a_moment_too_far_ahead_ends_the_session() -> None:
    graph = draw({"w": ("wait_until", {"at": "{{ contact.when }}"}), "end": ("end", {})}, "w > end")
    talk = Talk(graph)
    far = (NOW + dt.timedelta(days=31)).isoformat()
    talk.facts = type(talk.facts)(contact={"when": far})
    assert talk.begin().session.reason == "too_far_ahead"
