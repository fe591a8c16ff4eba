"""What is proved of a flow before anybody runs it, and the way that leads to each doubt."""

import itertools
import time
from typing import Any

import pytest
from tests.unit.domain.flows.drawing import draw, nodes_of

from pytake_domain.flows import FlowProblem, Graph, Severity, Trigger, TriggerKind, read_graph, validate
from pytake_domain.whatsapp import Can, Capabilities, Support

END: dict[str, tuple[str, dict[str, Any]]] = {"end": ("end", {})}
ASK = ("question", {"text": "Nome?", "variable": "name", "timeout": 60})
SAY = ("message", {"text": "Oi, {{ name }}"})
Drawn = dict[str, tuple[str, dict[str, Any]]]


def found(code: str, drawn: Drawn, *arrows: str, **known: Any) -> list[FlowProblem]:
    """Problems of one kind."""
    return [problem for problem in validate(draw(drawn, *arrows), **known) if problem.code == code]


def ways(code: str, drawn: Drawn, *arrows: str, **known: Any) -> list[tuple[str, str, str]]:
    """Of one kind: node, how bad, and the way there."""
    return [(p.node_id or "", p.severity.value, " ".join(p.path)) for p in found(code, drawn, *arrows, **known)]


class TestCycles:
    def test_a_circle_is_told_with_the_way_to_it_and_around_it(self) -> None:
        drawn: Drawn = {
            "hello": ("message", {"text": "oi"}),
            "a": ("message", {"text": "oi"}),
            "b": ("condition", {"expression": "contact.name"}),
            **END,
        }
        assert ways("cycle_without_wait", drawn, "hello > a", "a > b", "b:true > a", "b:else > end") == [
            ("a", "error", "start hello a b a")
        ]


class TestWindow:
    def day(self, *arrows: str, trigger: TriggerKind = TriggerKind.KEYWORD, **nodes: Any) -> list[tuple[str, str, str]]:
        drawn: Drawn = {"wait": ("delay", {"amount": 1, "unit": "days"}), "say": ("message", {"text": "oi"}), **nodes}
        return ways("window_may_be_closed", {**drawn, **END}, *arrows, trigger=Trigger(kind=trigger, keywords=("x",)))

    def test_nothing_is_said_a_day_after_the_customer_last_wrote(self) -> None:
        assert self.day("wait > say", "say > end") == [("say", "error", "start wait say")]

    def test_delays_add_up_and_the_shortest_way_is_told(self) -> None:
        half = ("delay", {"amount": 12, "unit": "hours"})
        asked = ("condition", {"expression": "contact.vip"})
        arrows = ("wait > choose", "choose:true > b", "choose:else > c", "b > say", "c > say", "say > end")
        assert self.day(*arrows, wait=half, choose=asked, b=half, c=("message", {"text": "já"})) == [
            ("say", "error", "start wait choose b say")
        ]

    def test_an_answer_opens_the_window_and_its_time_out_does_not(self) -> None:
        long = ("question", {"text": "?", "timeout": 80_000})
        short = ("delay", {"amount": 2, "unit": "hours"})
        arrows = ("wait > ask", "ask > after", "after > say", "ask:timeout > late", "late > end", "say > end")
        nodes: dict[str, Any] = {"ask": long, "after": short, "late": ("message", {"text": "?"})}
        assert self.day(*arrows, wait=short, **nodes) == [("late", "error", "start wait ask late")]

    def test_a_short_delay_gone_round_often_enough_is_a_long_one(self) -> None:
        turn = ("condition", {"expression": "contact.vip"})
        arrows = ("wait > turn", "turn:true > wait", "turn:else > say", "say > end")
        assert self.day(*arrows, wait=("delay", {"seconds": 5}), turn=turn) == [
            ("say", "error", "start wait turn wait turn say")
        ]

    @pytest.mark.parametrize(
        ("kind", "told"),
        [
            (TriggerKind.SCHEDULE, "error"),
            (TriggerKind.EVENT, "error"),
            (TriggerKind.OPT_IN, "error"),
            (TriggerKind.MANUAL, "warning"),
            (TriggerKind.CAMPAIGN, None),
            (TriggerKind.FIRST_MESSAGE, None),
        ],
    )
    def test_a_flow_that_no_message_starts_begins_with_the_window_closed(
        self, kind: TriggerKind, told: str | None
    ) -> None:
        expected = [("say", told, "start say")] if told else []
        drawn: Drawn = {"say": ("message", {"text": "oi"}), **END}
        assert ways("window_may_be_closed", drawn, "say > end", trigger=Trigger(kind=kind)) == expected

    def test_in_a_flow_started_by_hand_only_what_is_said_first_is_told(self) -> None:
        drawn: Drawn = {"a": ("message", {"text": "oi"}), "b": ("message", {"text": "tudo bem?"}), **END}
        arrows = ("a > b", "b > end")
        assert ways("window_may_be_closed", drawn, *arrows, trigger=Trigger()) == [("a", "warning", "start a")]

    def test_flows_that_call_each_other_all_over_are_looked_at_soon(self) -> None:
        ids = [f"00000000-0000-0000-0000-0000000000{n:02}" for n in range(20)]

        def web(own: int) -> Graph:
            drawn: Drawn = {}
            for n, flow_id in enumerate(ids):
                drawn[f"w{n}"] = ("delay", {"seconds": 61 + 7 * own + n})
                drawn[f"c{n}"] = ("jump", {"flow_id": flow_id, "returns": True})
            order = list(drawn)
            return draw({**drawn, **END}, *(f"{a} > {b}" for a, b in itertools.pairwise([*order, "end"])))

        graphs = {flow_id: web(n) for n, flow_id in enumerate(ids)}
        began = time.process_time()
        assert "calls_without_end" in {problem.code for problem in validate(graphs[ids[0]], graphs=graphs)}
        assert time.process_time() - began < 5

    def test_a_message_written_during_a_delay_answers_the_next_question_and_may_be_old(self) -> None:
        ask = ("question", {"text": "?", "retries": 0})
        drawn: Drawn = {
            "long": ("delay", {"amount": 20, "unit": "hours"}),
            "ask": ask,
            "short": ("delay", {"amount": 5, "unit": "hours"}),
            "say": ("message", {"text": "oi"}),
            **END,
        }
        arrows = ("long > ask", "ask > short", "short > say", "say > end")
        assert ways("window_may_be_closed", drawn, *arrows) == [("say", "warning", "start long ask short say")]

    def test_a_provider_that_sends_at_any_time_has_no_window(self) -> None:
        free = Capabilities(contents={"text": Can()}, features={"free_text_any_time": Can()})
        strict = Capabilities(contents={"text": Can()}, features={})
        drawn: Drawn = {"say": ("message", {"text": "oi"}), **END}
        by_schedule = {"trigger": Trigger(kind=TriggerKind.SCHEDULE)}
        assert found("window_may_be_closed", drawn, "say > end", capabilities={"free": free}, **by_schedule) == []
        both = {"free": free, "strict": strict}
        assert len(found("window_may_be_closed", drawn, "say > end", capabilities=both, **by_schedule)) == 1

    def test_a_flow_that_is_called_keeps_the_customer_waiting_too(self) -> None:
        flow_id = "00000000-0000-0000-0000-00000000000b"
        called = draw({"wait": ("delay", {"amount": 1, "unit": "days"}), **END}, "wait > end")
        asking = draw({"ask": ("question", {"text": "?"}), **END}, "ask > end")
        drawn: Drawn = {
            "go": ("jump", {"flow_id": flow_id, "returns": True}),
            "say": ("message", {"text": "oi"}),
            **END,
        }
        arrows = ("go > say", "say > end")
        assert ways("window_may_be_closed", drawn, *arrows, graphs={flow_id: called}) == [
            ("say", "error", "start go say")
        ]
        assert ways("window_may_be_closed", drawn, *arrows, graphs={flow_id: asking}) == []


class TestVariables:
    def test_a_text_that_some_way_comes_to_without_its_variable(self) -> None:
        drawn: Drawn = {"ask": ASK, "say": SAY, **END}
        assert ways("maybe_undefined", drawn, "ask > say", "ask:timeout > say", "say > end") == [
            ("say", "error", "start ask say")
        ]
        assert ways("maybe_undefined", drawn, "ask > say", "ask:timeout > end", "say > end") == []

    def test_it_names_the_place_in_the_field(self) -> None:
        say = ("message", {"text": "Oi\n  {{ vars.name }}"})
        (problem,) = found("maybe_undefined", {"say": say, "ask": ASK, **END}, "say > ask", "ask > end")
        assert (problem.field, problem.params) == ("data.text", {"variable": "name", "line": 2, "column": 5})

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("{{ name }}", "error"),
            ("{{ name | default: 'amigo' }}", "warning"),
            ("{% if name %}Oi, {{ name }}{% endif %}", "warning"),
            ("{% if name %}Oi{% endif %}", None),
            ("{% if name == 'Ana' %}Oi{% endif %}", "warning"),
            ("{% if name > 3 %}Oi{% endif %}", "error"),
            ("{% for x in name %}{{ x }}{% endfor %}", "error"),
        ],
    )
    def test_how_bad_it_is_depends_on_what_it_is_read_for(self, text: str, told: str | None) -> None:
        drawn: Drawn = {"say": ("message", {"text": text}), "ask": ASK, **END}
        assert [p.severity.value for p in found("maybe_undefined", drawn, "say > ask", "ask > end")] == (
            [told] if told else []
        )

    @pytest.mark.parametrize(
        ("when", "told"),
        [
            ({"variable": "name", "op": "is_set"}, []),
            ({"variable": "name", "op": "equals", "value": "Ana"}, ["warning"]),
            ({"variable": "name", "op": "greater", "value": 3}, ["error"]),
            ("name", []),
            ("name == 'Ana'", ["warning"]),
            ("name > 3", ["error"]),
        ],
    )
    def test_a_condition_that_holds_proves_that_there_is_a_value(self, when: Any, told: list[str]) -> None:
        drawn: Drawn = {
            "if": ("condition", {"branches": [{"id": "yes", "when": when}]}),
            "say": SAY,
            "ask": ASK,
            **END,
        }
        arrows = ("if:yes > say", "if:else > ask", "ask > end", "ask:timeout > end", "say > end")
        problems = found("maybe_undefined", drawn, *arrows)
        assert [p.severity.value for p in problems] == told
        assert {p.node_id for p in problems} <= {"if"}

    def test_a_condition_that_fails_may_prove_it_too(self) -> None:
        drawn: Drawn = {
            "if": ("condition", {"when": {"variable": "name", "op": "empty"}}),
            "say": SAY,
            "ask": ASK,
            **END,
        }
        arrows = ("if:true > ask", "if:else > say", "ask > say", "ask:timeout > end", "say > end")
        assert ways("maybe_undefined", drawn, *arrows) == []

    def test_the_condition_of_an_edge_knows_what_its_handle_sets(self) -> None:
        drawn: Drawn = {"start": ("start", {}), "ask": ASK, "say": ("message", {"text": "oi"}), **END}
        edges: list[dict[str, Any]] = [
            {"id": "e1", "source": "start", "target": "ask"},
            {"id": "e.2", "source": "ask", "target": "say", "condition": "name == 'Ana'"},
            {"id": "e3", "source": "ask", "target": "end"},
            {"id": "e4", "source": "ask", "target": "end", "source_handle": "timeout"},
            {"id": "e5", "source": "say", "target": "end"},
        ]
        told = [p.code for p in validate(read_graph(nodes_of(drawn), edges)[0])]
        assert told == []
        edges[3]["condition"], edges[1]["condition"] = edges[1]["condition"], None
        edges.append({"id": "e6", "source": "ask", "target": "end", "source_handle": "timeout"})
        told = [p.code for p in validate(read_graph(nodes_of(drawn), [edges[0], edges[1], *edges[3:]])[0])]
        assert told == ["maybe_undefined"]

    def test_assignments_see_those_before_them(self) -> None:
        sets = {"assignments": [{"variable": "a", "value": 1}, {"variable": "b", "value": "{{ a | plus: 1 }}"}]}
        drawn: Drawn = {"set": ("set_variable", sets), "say": ("message", {"text": "{{ b }}"}), **END}
        assert ways("maybe_undefined", drawn, "set > say", "say > end") == []
        turned = {"assignments": list(reversed(sets["assignments"]))}
        assert ways("maybe_undefined", {**drawn, "set": ("set_variable", turned)}, "set > say", "say > end") == [
            ("set", "warning", "start set")
        ]

    def test_what_start_declares_or_others_hand_in_is_there(self) -> None:
        drawn: Drawn = {"start": ("start", {"variables": {"name": None}}), "say": SAY, **END}
        assert ways("maybe_undefined", drawn, "start > say", "say > end") == []
        assert ways("maybe_undefined", {"say": SAY, **END}, "say > end", variables=["name"]) == []

    @pytest.mark.parametrize(
        ("when", "wrong"),
        [
            ({"variable": "name", "op": "greater", "value": 3}, True),
            ({"variable": "name", "op": "greater", "value": 3, "as": "number"}, False),
            ({"variable": "name", "op": "equals", "value": "Ana"}, False),
            ("name > 3", True),
            ("name == 3", True),
            ("age > 3", False),
            ("age == 'x'", True),
            ({"variable": "age", "op": "equals", "value": "muito"}, True),
        ],
    )
    def test_values_are_compared_with_what_they_can_be(self, when: Any, wrong: bool) -> None:  # noqa: FBT001  a parameter
        drawn: Drawn = {
            "ask": ASK,
            "age": ("question", {"text": "Idade?", "variable": "age", "kind": "number"}),
            "if": ("condition", {"when": when}),
            **END,
        }
        arrows = ("ask > age", "ask:timeout > end", "age > if", "if:true > end", "if:else > end")
        told = found("wrong_kind", drawn, *arrows)
        assert [(p.node_id, p.severity) for p in told] == ([("if", Severity.WARNING)] if wrong else [])


class TestBranches:
    def never(self, *whens: Any, options: tuple[str, ...] = ()) -> list[tuple[str | int, str | int]]:
        branches = [{"id": f"b{place}", "when": when} for place, when in enumerate(whens)]
        choice = {"text": "?", "variable": "x", "options": [{"id": o, "title": o} for o in options]}
        drawn: Drawn = {
            "ask": ("question", choice if options else {"text": "?", "variable": "x"}),
            "if": ("condition", {"branches": branches}),
            **END,
        }
        arrows = ("ask > if", "if:else > end", *(f"if:{branch['id']} > end" for branch in branches))
        told = found("branch_never_taken", drawn, *arrows)
        assert all(p.severity is Severity.WARNING and p.path == ("start", "ask", "if") for p in told)
        return [(p.params["handle"], p.params["because"]) for p in told]

    def test_nothing_comes_after_what_is_always_true(self) -> None:
        assert self.never("true", {"variable": "x", "op": "equals", "value": "a"}) == [
            ("b1", "always_true_before"),
            ("else", "always_true_before"),
        ]

    def test_the_second_of_two_equal_conditions_never_decides(self) -> None:
        one = {"variable": "x", "op": "equals", "value": "a"}
        assert self.never(one, {"variable": "x", "op": "equals", "value": "b"}, dict(one)) == [
            ("b2", "same_condition_before")
        ]

    def test_a_constant_that_does_not_hold_never_does(self) -> None:
        assert self.never("1 > 2") == [("b0", "never_true")]

    def test_a_choice_has_its_options_and_no_other_values(self) -> None:
        tests = ({"variable": "x", "op": "equals", "value": "sim"}, "x == 'talvez'", {"variable": "x", "op": "is_set"})
        assert self.never(*tests, options=("sim", "nao")) == [("b1", "no_such_value")]
        assert self.never(*tests) == []

    def test_a_switch_on_a_choice_has_cases_for_its_options_only_and_each_proves_that_there_is_one(self) -> None:
        choice = {
            "text": "?",
            "variable": "x",
            "timeout": 60,
            "options": [{"id": o, "title": o} for o in ("sim", "nao")],
        }
        cases = [{"id": "yes", "value": ["SIM", "s"]}, {"id": "maybe", "value": "talvez"}]
        drawn: Drawn = {
            "ask": ("question", choice),
            "go": ("switch", {"value": "{{ x }}", "cases": cases}),
            "say": ("message", {"text": "{{ x }}"}),
            **END,
        }
        arrows = ("ask > go", "ask:timeout > go", "go:yes > say", "go:maybe > say", "go > end", "say > end")
        assert [p.params for p in found("branch_never_taken", drawn, *arrows)] == [
            {"handle": "maybe", "because": "no_such_value"}
        ]
        assert [p.node_id for p in found("maybe_undefined", drawn, *arrows)] == ["go"]


class TestCalls:
    A, B = "00000000-0000-0000-0000-00000000000a", "00000000-0000-0000-0000-00000000000b"

    def leading(self, to: str, *, returns: bool = False, asks: bool = False) -> Graph:
        drawn: Drawn = {
            "q": ("question", {"text": "?"}) if asks else ("message", {"text": "oi"}),
            "go": ("jump", {"flow_id": to, "returns": returns}),
            **END,
        }
        return draw(drawn, "q > go", *(("go > end",) if returns else ()))

    def told(self, here: Graph, there: Graph) -> list[tuple[str | None, Any]]:
        problems = validate(here, graphs={self.B: there}, flow_id=self.A)
        return [(p.node_id, p.params["kind"]) for p in problems if p.code == "calls_without_end"]

    def test_flows_that_jump_to_each_other_wait_for_somebody(self) -> None:
        assert self.told(self.leading(self.B), self.leading(self.A)) == [("go", "jumps")]
        assert self.told(self.leading(self.B), self.leading(self.A, asks=True)) == []
        assert self.told(self.leading(self.A), draw(END)) == [("go", "jumps")]

    def test_a_flow_that_is_not_kept_yet_is_nobodys_target(self) -> None:
        assert validate(self.leading(self.B, returns=True), graphs={self.B: draw(END)}) == ()

    def test_calls_have_a_bottom(self) -> None:
        returning = self.leading(self.A, returns=True, asks=True)
        assert self.told(self.leading(self.B, returns=True, asks=True), returning) == [("go", "calls")]
        assert self.told(self.leading(self.B, returns=True, asks=True), draw(END)) == []

    def test_a_chain_of_calls_is_no_deeper_than_a_session_may_be(self) -> None:
        ids = [f"00000000-0000-0000-0000-0000000000{n:02}" for n in range(7)]
        graphs = {flow: self.leading(to, returns=True) for flow, to in itertools.pairwise(ids)}
        graphs[ids[-1]] = draw(END)
        deep = validate(graphs[ids[0]], graphs=graphs, flow_id=ids[0])
        assert [p.code for p in deep] == ["calls_without_end"]
        assert validate(graphs[ids[1]], graphs=graphs, flow_id=ids[1]) == ()


class TestProvider:
    def test_what_no_number_can_send_is_an_error_and_what_some_can_not_a_warning(self) -> None:
        no = Can(support=Support.NO, reason="not_offered")
        able = Capabilities(contents={"text": Can(), "list": Can()}, features={})
        unable = Capabilities(contents={"text": Can(support=Support.AS_TEXT), "list": no}, features={})
        ask = ("question", {"text": "?", "options": ["a", "b", "c", "d"]})
        drawn: Drawn = {"ask": ask, "say": ("message", {"text": "oi"}), **END}
        arrows = ("ask > say", "say > end")
        some = found("provider_cannot", drawn, *arrows, capabilities={"cloud": able, "other": unable})
        assert [(p.node_id, p.severity, p.params) for p in some] == [
            ("ask", Severity.WARNING, {"kind": "list", "providers": "other", "reason": "not_offered"})
        ]
        assert [p.severity for p in found("provider_cannot", drawn, *arrows, capabilities={"other": unable})] == [
            Severity.ERROR
        ]
        assert found("provider_cannot", drawn, *arrows) == []


def test_a_thousand_doubts_are_told_soon() -> None:
    ask = {"text": "?", "timeout": 60}
    drawn: Drawn = {f"q{n}": ("question", {**ask, "variable": f"v{n}"}) for n in range(490)}
    drawn |= {f"m{n}": ("message", {"text": f"{{{{ v{n} }}}}"}) for n in range(490)}
    order = list(drawn)
    arrows = [f"{a} > {b}" for a, b in itertools.pairwise([*order, "end"])]
    arrows += [f"q{n}:timeout > {order[n + 1]}" for n in range(490)]
    began = time.process_time()
    told = found("maybe_undefined", {**drawn, **END}, *arrows)
    assert len(told) == 200
    assert found("window_may_be_closed", {**drawn, **END}, *arrows) == []
    assert time.process_time() - began < 3


def test_hostile_graphs_are_checked_or_refused_soon() -> None:
    nodes: list[dict[str, Any]] = [{"id": "n0", "type": "start", "data": {}}]
    nodes += [{"id": f"n{n}", "type": "delay", "data": {"seconds": 1 + 7 * n}} for n in range(1, 999)]
    nodes.append({"id": "n999", "type": "message", "data": {"text": "{{ x }} " * 100}})
    edges = [
        {"id": f"{n}-{k}", "source": f"n{n}", "target": f"n{(n + k * k * 7 + 1) % 1000}", "source_handle": "default"}
        for n in range(1000)
        for k in range(4)
    ]
    began = time.process_time()
    graph, unread = read_graph(nodes, edges)
    assert unread == ()
    assert "window_may_be_closed" in {problem.code for problem in validate(graph)}
    assert time.process_time() - began < 5
    began = time.process_time()
    _, unread = read_graph([{"id": str(n), "type": "delay"} for n in range(10_000)], edges * 10)
    assert [problem.code for problem in unread] == ["too_many", "too_many"]
    assert time.process_time() - began < 1
