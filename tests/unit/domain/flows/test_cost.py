"""What a run costs, and texts that become one message."""

from decimal import Decimal
from typing import Any

from tests.unit.domain.flows.drawing import Talk, draw

from pytake_domain.flows.cost import BranchCost, FlowCost, Span, cost
from pytake_domain.whatsapp.limits import TEXT_BODY

Drawn = dict[str, tuple[str, dict[str, Any]]]
RATES = {"service": Decimal("0.01"), "utility": Decimal("0.02"), "marketing": Decimal("0.50")}
END: Drawn = {"end": ("end", {})}
HI = ("message", {"text": "oi"})


def charge(category: str) -> tuple[Decimal, Decimal] | None:
    """Utility is free inside a window."""
    rate = RATES.get(category)
    return None if rate is None else (Decimal(0) if category == "utility" else rate, rate)


def of(drawn: Drawn, *arrows: str, **categories: str) -> FlowCost:
    return cost(draw({**drawn, **END}, *arrows), charge, categories)


def span(least: int, most: int, cheap: str, dear: str) -> Span:
    return Span(least, most, Decimal(cheap), Decimal(dear))


def test_a_run_costs_what_its_ways_say_and_a_branch_what_is_still_to_come() -> None:
    drawn: Drawn = {"a": HI, "if": ("condition", {"expression": "contact.vip"}), "b": HI, "c": HI}
    found = of(drawn, "a > if", "if:true > b", "if:else > end", "b > c", "c > end")
    assert found == FlowCost(
        run=span(1, 3, "0.01", "0.03"),
        by_branch=(
            BranchCost("if", "true", span(2, 2, "0.02", "0.02")),
            BranchCost("if", "else", span(0, 0, "0", "0")),
        ),
        repeats=False,
        others=False,
    )


def test_a_circle_is_counted_once_and_said_to_repeat() -> None:
    drawn: Drawn = {"ask": ("question", {"text": "?"}), "a": HI, "if": ("condition", {"expression": "contact.vip"})}
    found = of(drawn, "ask > a", "a > if", "if:true > ask", "if:else > end")
    assert (found.run, found.repeats) == (span(2, 2, "0.02", "0.02"), True)


def test_templates_cost_by_their_category_and_without_one_from_utility_to_marketing() -> None:
    drawn: Drawn = {"t": ("template", {"name": "fatura"})}
    assert of(drawn, "t > end").run == span(1, 1, "0", "0.50")
    assert of(drawn, "t > end", fatura="MARKETING").run == span(1, 1, "0.50", "0.50")
    assert of(drawn, "t > end", fatura="authentication").run == Span(1, 1, None, None)


def test_words_that_may_come_out_blank_may_cost_nothing() -> None:
    assert of({"a": ("message", {"text": "{{ contact.note }}"})}, "a > end").run == span(0, 1, "0", "0.01")


def test_a_graph_without_a_start_or_an_end_costs_what_it_says() -> None:
    assert cost(draw({"start": ("start", {}), "a": HI}), charge).run == Span()
    round_ = of({"ask": ("question", {"text": "?"}), "a": HI}, "ask > a", "a > ask")
    assert (round_.run.most_messages, round_.repeats) == (2, True)


def said(*messages: dict[str, Any], between: tuple[str, dict[str, Any]] | None = None) -> list[str]:
    drawn: Drawn = {f"m{place}": ("message", data) for place, data in enumerate(messages)}
    ids = list(drawn)
    if between is not None:
        drawn["between"], ids = between, [ids[0], "between", *ids[1:]]
    arrows = [f"{one} > {other}" for one, other in zip(ids, [*ids[1:], "end"], strict=True)]
    return Talk(draw({**drawn, **END}, *arrows)).begin().lines


def test_texts_become_one_message_where_the_author_says_so() -> None:
    one, two, three = {"text": "um"}, {"text": "dois", "join": True}, {"text": "três", "join": True}
    assert said(one, two, three) == ["um\n\ndois\n\ntrês"]
    assert said(one, {"text": "dois"}, three) == ["um", "dois\n\ntrês"]
    assert said(two) == ["dois"]


def test_what_does_not_fit_into_one_message_stays_two() -> None:
    long = "x" * (TEXT_BODY - 5)
    assert said({"text": long}, {"text": "abc", "join": True}) == [f"{long}\n\nabc"]
    assert said({"text": long}, {"text": "abcd", "join": True}) == [long, "abcd"]


def test_only_plain_words_are_joined_and_only_to_what_was_said_last() -> None:
    buttons = {"text": "escolha", "buttons": ["A"]}
    assert len(said(buttons, {"text": "dois", "join": True})) == 2
    keeps = ("set_variable", {"variable": "contact.plan", "value": "x"})
    assert said({"text": "um"}, {"text": "dois", "join": True}, between=keeps) == ["um\n\ndois"]


def test_a_joined_text_counts_as_no_message_at_least() -> None:
    found = of({"a": HI, "b": ("message", {"text": "oi", "join": True})}, "a > b", "b > end")
    assert found.run == span(1, 2, "0.01", "0.02")
