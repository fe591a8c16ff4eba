"""Flows played without anybody: clock, answers, other flows, test cases, differences."""

import datetime as dt
from typing import Any

from msgspec.structs import replace
from tests.unit.domain.flows.drawing import FLOW, NOW, OTHER_FLOW, OTHER_VERSION, draw

from pytake_domain.flows import (
    CallApi,
    Fails,
    Graph,
    Move,
    Passes,
    Play,
    Played,
    Presses,
    Responds,
    Says,
    Scene,
    SessionStatus,
    Stops,
    Trigger,
    TriggerKind,
    diff,
    play,
)
from pytake_domain.flows.case import parted, seen
from pytake_domain.flows.facts import Facts
from pytake_domain.whatsapp import MessageType

HOUR = 3600.0
MENU = draw(
    {
        "q": (
            "question",
            {"text": "Qual?", "options": [{"id": "a", "title": "A"}, {"id": "b", "title": "B"}], "timeout": 600},
        ),
        "a": ("end", {"text": "Foi A"}),
        "b": ("end", {"text": "Foi B"}),
        "late": ("end", {"text": "Ninguém?"}),
    },
    "q:a > a",
    "q:b > b",
    "q:timeout > late",
)
API = draw(
    {
        "api": ("api_call", {"url": "https://x.example.com", "save": {"n": "$.n"}}),
        "ok": ("end", {"text": "n={{ n }}"}),
        "bad": ("end", {"text": "falhou"}),
    },
    "api > ok",
    "api:error > bad",
)


def scene(graph: Graph, **more: Any) -> Scene:
    return Scene(main=Played(flow_id=FLOW, graph=graph), facts=Facts(), began=NOW, **more)


def mine(played: Play) -> list[str]:
    return [line.text for line in played.lines if line.mine]


def test_what_is_said_and_pressed_leads_on() -> None:
    opened = play(scene(MENU), ())
    assert mine(opened) == ["Qual?"]
    assert opened.session.waiting is not None

    said = play(scene(MENU), (Says(text="talvez"), Presses(id="b")))

    assert mine(said)[-1] == "Foi B"
    assert [line.move for line in said.lines] == [0, 1, 1, 2, 2]
    assert said.session.status is SessionStatus.COMPLETED


def test_a_place_is_sent() -> None:
    asks = draw(
        {"q": ("question", {"text": "Onde?", "kind": "location", "variable": "place"}), "end": ("end", {})}, "q > end"
    )
    sent = Says(text="Aqui", type=MessageType.LOCATION, data={"latitude": -23.5, "longitude": -46.6})
    played = play(scene(asks), (sent,))
    assert played.session.status is SessionStatus.COMPLETED
    assert played.session.variables["place"] == {"latitude": -23.5, "longitude": -46.6}


def test_time_passes_without_anybody_waiting() -> None:
    played = play(scene(MENU), (Passes(seconds=HOUR),))

    assert mine(played) == ["Qual?", "Ninguém?"]
    assert played.lines[-1].at == NOW + dt.timedelta(seconds=600)
    assert played.now == NOW + dt.timedelta(hours=1)
    assert mine(play(scene(MENU), (Passes(seconds=599),))) == ["Qual?"]


def test_whoever_is_asked_outside_answers_fails_or_has_an_answer_ready() -> None:
    waiting = play(scene(API), ())
    assert isinstance(waiting.outside, CallApi)
    answer = {"status": 200, "headers": {}, "body": {"n": 7}}

    assert mine(play(scene(API), (Responds(value=answer),))) == ["n=7"]
    assert mine(play(scene(API), (Fails(error="timeout"),))) == ["falhou"]
    ready = play(scene(API, answers={"api_call": answer}), ())
    assert (mine(ready), ready.outside) == (["n=7"], None)
    assert mine(play(scene(API, answers={"api_call": {"error": "unavailable"}}), ())) == ["falhou"]


def test_an_answer_nobody_waits_for_changes_nothing() -> None:
    assert play(scene(MENU), (Responds(value=1),)).session == play(scene(MENU), ()).session


def test_jumps_lead_into_the_other_flows_and_back() -> None:
    calling = draw(
        {"j": ("jump", {"flow_id": str(OTHER_FLOW), "returns": True}), "end": ("end", {"text": "de volta"})}, "j > end"
    )
    other = Played(flow_id=OTHER_FLOW, graph=draw({"e": ("end", {"text": "lá"})}), version_id=OTHER_VERSION)

    assert mine(play(scene(calling, others=(other,)), ())) == ["lá", "de volta"]
    assert play(scene(calling), ()).session.status is not SessionStatus.RUNNING


def test_it_begins_where_it_is_told_and_with_what_is_said() -> None:
    assert mine(play(scene(MENU, start="b"), ())) == ["Foi B"]
    opened = play(scene(MENU, opening="oi"), ())
    assert [(line.text, line.mine) for line in opened.lines] == [("oi", False), ("Qual?", True)]


def test_a_colleague_takes_over() -> None:
    assert play(scene(MENU), (Stops(),)).session.status is SessionStatus.CANCELLED


def test_the_same_moves_always_give_the_same() -> None:
    moves: tuple[Move, ...] = (Says(text="x"), Passes(seconds=5), Presses(id="a"))
    assert play(scene(MENU), moves) == play(scene(MENU), moves)


def test_a_run_parts_at_the_first_line_that_differs() -> None:
    moves: tuple[Move, ...] = (Says(text="A"),)
    expected = seen(play(scene(MENU), moves))
    nodes = [replace(n, data={"text": "Foi outra"}) if n.id == "a" else n for n in MENU.nodes]
    changed = replace(MENU, nodes=tuple(nodes))

    assert parted(expected, seen(play(scene(MENU), moves))) is None
    found = parted(expected, seen(play(scene(changed), moves)))

    assert found is not None
    assert (found.move, found.expected, found.found) == (1, "Foi A", "Foi outra")


def test_a_difference_names_nodes_fields_edges_and_trigger() -> None:
    after = draw(
        {
            "q": ("question", {"text": "Qual mesmo?", "options": ["A"], "timeout": 600}),
            "a": ("end", {"text": "Foi A"}),
            "new": ("end", {}),
        },
        "q > new",
        "q:timeout > a",
    )
    found = diff(MENU, after, triggers=(Trigger(), Trigger(kind=TriggerKind.DEFAULT)))

    changes = {(node.node_id, node.change) for node in found.nodes}
    assert changes == {("q", "changed"), ("b", "removed"), ("late", "removed"), ("new", "added")}
    (question,) = [node for node in found.nodes if node.node_id == "q"]
    fields = {change.field: (change.before, change.after) for change in question.fields}
    assert fields["text"] == ("Qual?", "Qual mesmo?")
    assert {(e.change, e.source, e.handle, e.target) for e in found.edges} >= {
        ("added", "q", "default", "new"),
        ("removed", "q", "a", "a"),
    }
    assert [change.field for change in found.trigger] == ["kind"]
    assert not found.same
    assert diff(MENU, MENU).same
