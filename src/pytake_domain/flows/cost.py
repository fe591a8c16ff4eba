"""What one run of a flow costs: the fewest and the most messages from the start to an end, and what these are charged.

A circle is counted once through all of it, and said to repeat; the flows that it calls or jumps to are not counted, and said to
be there; neither are questions asked again. A template without a known category is utility at least and marketing at most.
"""

import heapq
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from itertools import chain

import msgspec

from pytake_domain.flows.checker.circles import circles
from pytake_domain.flows.checker.paths import Paths
from pytake_domain.flows.compiled import START, read_plan
from pytake_domain.flows.graph import Graph
from pytake_domain.flows.nodes import NodeData
from pytake_domain.flows.nodes.template import TemplateNode

SERVICE = "service"
Charge = Callable[[str], tuple[Decimal, Decimal] | None]
"""What a message of a category costs at least and at most; None where no rate is known."""


class Span(msgspec.Struct, frozen=True):
    """From the least to the most: messages, and their amount (None where some rate is not known)."""

    least_messages: int = 0
    most_messages: int = 0
    least: Decimal | None = Decimal(0)
    most: Decimal | None = Decimal(0)


class BranchCost(msgspec.Struct, frozen=True):
    """What is still to come once a node was left by this handle."""

    node_id: str
    handle: str
    span: Span


class FlowCost(msgspec.Struct, frozen=True, kw_only=True):
    """Of one run. `repeats`: a circle may say things again and again; `others`: other flows are entered on the way."""

    run: Span
    by_branch: tuple[BranchCost, ...]
    repeats: bool
    others: bool


def cost(graph: Graph, charge: Charge, categories: Mapping[str, str] | None = None) -> FlowCost:
    """Of a graph; `categories` are those of the templates by name."""
    plan = read_plan(graph)
    paths = Paths(plan, next((node.id for node in graph.nodes if node.type == START), ""))
    spans = {node_id: _span(data, charge, categories or {}) for node_id, data in paths.nodes.items()}
    spans = {node_id: spans.get(node_id, Span()) for node_id in paths.order}
    steps = {node_id: [target for _, target in paths.arrows[node_id]] for node_id in paths.order}
    rounds = list(circles(steps))
    known = all(span.most is not None for span in spans.values())
    totals = _from(paths, steps, rounds, spans, known=known)
    return FlowCost(
        run=totals.get(paths.start, Span()),
        by_branch=tuple(_branches(paths, totals)),
        repeats=any(spans[node_id].most_messages for circle in rounds for node_id in circle),
        others=any(getattr(data, "flow_id", None) is not None for data in paths.nodes.values()),
    )


def _span(data: NodeData, charge: Charge, categories: Mapping[str, str]) -> Span:
    """Of what one node says."""
    least_messages = most_messages = 0
    least: Decimal | None = Decimal(0)
    most: Decimal | None = Decimal(0)
    for saying in data.sends():
        category = SERVICE
        if isinstance(data, TemplateNode):
            category = categories.get(data.name, "").lower()
        found = [charge(one) for one in ([category] if category else ["utility", "marketing"])]
        prices = [price for price in found if price is not None]
        least_messages += saying.least
        most_messages += saying.most
        if len(prices) < len(found) or least is None or most is None:
            least = most = None
        else:
            least += min(price[0] for price in prices) * saying.least
            most += max(price[1] for price in prices) * saying.most
    return Span(least_messages, most_messages, least, most)


def _from(
    paths: Paths, steps: Mapping[str, list[str]], rounds: list[set[str]], spans: Mapping[str, Span], *, known: bool
) -> dict[str, Span]:
    """From each node to an end."""
    few = _least(paths, steps, {n: Decimal(span.least_messages) for n, span in spans.items()})
    many = _most(steps, rounds, {n: Decimal(span.most_messages) for n, span in spans.items()})
    cheap = _least(paths, steps, {n: span.least or Decimal(0) for n, span in spans.items()})
    dear = _most(steps, rounds, {n: span.most or Decimal(0) for n, span in spans.items()})
    return {n: Span(int(few[n]), int(many[n]), cheap[n] if known else None, dear[n] if known else None) for n in steps}


def _least(paths: Paths, steps: Mapping[str, list[str]], weights: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """The lightest way from each node to an end (Dijkstra's way, from the ends); where none is come to, to wherever it stands."""
    before: dict[str, list[str]] = {node_id: [] for node_id in steps}
    for node_id, targets in steps.items():
        for target in targets:
            before[target].append(node_id)
    ends = [n for n in steps if not steps[n] or (n in paths.nodes and paths.nodes[n].final())]
    waiting = [(weights[n], n) for n in ends]
    heapq.heapify(waiting)
    found: dict[str, Decimal] = {}
    while waiting:
        weight, node_id = heapq.heappop(waiting)
        if node_id not in found:
            found[node_id] = weight
            for earlier in before[node_id]:
                heapq.heappush(waiting, (weight + weights[earlier], earlier))
    return {node_id: found.get(node_id, weights[node_id]) for node_id in steps}


def _most(steps: Mapping[str, list[str]], rounds: list[set[str]], weights: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """The heaviest way from each node, each circle once through."""
    circle_of = {node_id: place for place, circle in enumerate(rounds) for node_id in circle}
    members = {node_id: rounds[circle_of[node_id]] if node_id in circle_of else {node_id} for node_id in steps}
    found: dict[str, Decimal] = {}
    waiting = list(steps)
    while waiting:
        node_id = waiting[-1]
        if node_id in found:
            waiting.pop()
            continue
        onward = set(chain.from_iterable(steps[member] for member in members[node_id])) - members[node_id]
        if missing := [target for target in onward if target not in found]:
            waiting += missing
            continue
        total = sum((weights[member] for member in members[node_id]), Decimal(0))
        total += max((found[target] for target in onward), default=Decimal(0))
        found.update(dict.fromkeys(members[node_id], total))
    return found


def _branches(paths: Paths, totals: Mapping[str, Span]) -> Iterable[BranchCost]:
    for node_id in paths.order:
        by_handle: dict[str, list[Span]] = {}
        for handle, target in paths.arrows[node_id]:
            by_handle.setdefault(handle, []).append(totals[target])
        for handle, spans in by_handle.items() if len(by_handle) > 1 else ():
            yield BranchCost(node_id, handle, _either(spans))


def _either(spans: list[Span]) -> Span:
    cheap = [span.least for span in spans if span.least is not None]
    dear = [span.most for span in spans if span.most is not None]
    return Span(
        min(span.least_messages for span in spans),
        max(span.most_messages for span in spans),
        min(cheap) if len(cheap) == len(spans) else None,
        max(dear) if len(dear) == len(spans) else None,
    )
