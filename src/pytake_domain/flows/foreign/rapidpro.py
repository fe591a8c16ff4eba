"""RapidPro's flow definitions, one or an export of several, of the present format and of the old one."""

from typing import Any

import msgspec

from pytake_domain.flows.foreign.given import inside, items, obj, objs, text
from pytake_domain.flows.foreign.rapidpro_actions import act
from pytake_domain.flows.foreign.rapidpro_flow import Chain, Definition, place_of
from pytake_domain.flows.foreign.rapidpro_legacy import is_legacy, renewed
from pytake_domain.flows.foreign.rapidpro_routers import asks_for, route
from pytake_domain.flows.portable import DocumentWrong, Imported
from pytake_domain.flows.problem import FlowProblem
from pytake_domain.flows.trigger import Match, Trigger, TriggerKind

MOST_NODES = 10_000
_MOST_KEYWORDS = 100
_LONGEST_KEYWORD = 100
_OF_OTHERS = 20


def is_rapidpro(given: object) -> bool:
    """Nodes with exits, sets of actions, or a list of flows."""
    return isinstance(given, dict) and (
        is_legacy(given)
        or isinstance(given.get("flows"), list)
        or ("spec_version" in given and isinstance(given.get("nodes"), list))
    )


def read_rapidpro(given: dict[str, Any]) -> Imported:
    """The first flow of the export; the others are told. Raises DocumentWrong."""
    flows = objs(given, "flows") if isinstance(given.get("flows"), list) else [given]
    if not flows:
        raise DocumentWrong(FlowProblem(code="required", field="flows"))
    first, *others = flows
    drawn = renewed(first) if is_legacy(first) else first
    flow = Definition(drawn)
    for other in others[:_OF_OTHERS]:
        flow.note("another_flow_in_it", name=text(other, "name") or text(obj(other, "metadata"), "name"))
    nodes = objs(drawn, "nodes")
    if len(nodes) > MOST_NODES:
        raise DocumentWrong(FlowProblem(code="too_many", field="nodes", params={"most": MOST_NODES}))
    for place, node in enumerate(nodes, 1):
        flow.where = f"{flow.name} #{place}"
        _node(flow, node)
    if text(drawn, "type") not in ("", "messaging", "M"):
        flow.note("other_kind_of_flow", kind=text(drawn, "type"))
    flow.where = flow.name
    trigger = _trigger(flow, given, text(drawn, "uuid"))
    imported = flow.drawing.finish(f"r:{text(nodes[0], 'uuid')}" if nodes else "", name=flow.name)
    return msgspec.structs.replace(imported, trigger=trigger)


def _node(flow: Definition, node: dict[str, Any]) -> None:
    """Its actions one after the other, then its router."""
    chain, router = Chain(flow, node), obj(node, "router")
    actions = objs(node, "actions")
    asked = _asked(actions[-1]) if actions and asks_for(router) else None
    for action in actions[:-1] if asked else actions:
        if chain.closed:
            flow.note("after_end_left_out", kind=text(action, "type"))
            continue
        act(chain, action)
    if not chain.closed:
        if router:
            route(chain, node, router, asked)
        else:
            exits = objs(node, "exits")
            chain.then(place_of(node, text(exits[0], "uuid")) if exits else "")
    flow.drawing.put(f"r:{text(node, 'uuid')}", chain.first)


def _asked(action: dict[str, Any]) -> dict[str, Any] | None:
    """A plain text right before a wait is its question."""
    plain = text(action, "type") == "send_msg" and text(action, "text").strip()
    return action if plain and not items(action, "attachments") and not items(action, "quick_replies") else None


def _trigger(flow: Definition, given: dict[str, Any], uuid: str) -> Trigger:
    """The first trigger of the export that starts this flow and that we have too."""
    found = Trigger()
    for one in objs(given, "triggers"):
        if text(one, "flow", "uuid") != uuid:
            continue
        read = _read(one)
        if read is None or found != Trigger():
            flow.note("trigger_left_out", kind=text(one, "trigger_type"))
        else:
            found = read
    return found


def _read(one: dict[str, Any]) -> Trigger | None:
    kind = text(one, "trigger_type")
    words = [text(word) for word in items(one, "keywords")] or [text(one, "keyword")]
    keywords = tuple(word[:_LONGEST_KEYWORD] for word in words[:_MOST_KEYWORDS] if word.strip())
    if kind == "K" and keywords:
        match = Match.EXACT if inside(one, "match_type") == "O" else Match.PREFIX
        return Trigger(kind=TriggerKind.KEYWORD, keywords=keywords, match=match)
    return {"C": Trigger(kind=TriggerKind.MESSAGE_RECEIVED), "N": Trigger(kind=TriggerKind.FIRST_MESSAGE)}.get(kind)
