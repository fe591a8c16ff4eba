"""RapidPro's routers: waits, switches over cases, chance."""

from typing import Any

from pytake_domain.flows import limits
from pytake_domain.flows.foreign.given import figure, inside, items, objs, text
from pytake_domain.flows.foreign.rapidpro_flow import Chain, place_of
from pytake_domain.flows.foreign.rapidpro_tests import TESTS, WORD_TESTS, Asked, never, padded
from pytake_domain.flows.foreign.texts import ANSWER
from pytake_domain.flows.graph import DEFAULT
from pytake_domain.flows.nodes.shared import INVALID, TIMEOUT

_KINDS = {
    "has_number": "number",
    "has_number_between": "number",
    "has_email": "email",
    "has_phone": "phone",
    "has_date": "date",
}
_ANSWERS = ("", "@input", "@input.text", "@step", "@step.value", "@step.text")
_MOST_CASES = 100
_MOST_CATEGORIES = 200

Router = dict[str, Any]


def asks_for(router: Router) -> str | None:
    """The kind of question that a wait with a single test of that kind is; None for any other router."""
    cases = objs(router, "cases")
    if not inside(router, "wait") or len(cases) != 1 or text(router, "operand") not in _ANSWERS:
        return None
    bounds = items(cases[0], "arguments")
    if text(cases[0], "type") == "has_number_between" and not all(figure(bound) is not None for bound in bounds):
        return None
    return _KINDS.get(text(cases[0], "type"))


def route(chain: Chain, node: dict[str, Any], router: Router, asked: dict[str, Any] | None) -> None:
    """The rest of the node: what is waited for, and where each answer leads."""
    router = {**router, "categories": objs(router, "categories")[:_MOST_CATEGORIES]}
    node = {"exits": objs(node, "exits")[:_MOST_CATEGORIES]}
    if text(router, "type") == "random":
        _random(chain, node, router)
    elif (kind := asks_for(router)) and (asked or kind != "number"):
        _question(chain, node, router, kind, asked)
    else:
        _switch(chain, node, router)


def _question(chain: Chain, node: dict[str, Any], router: Router, kind: str, asked: dict[str, Any] | None) -> None:
    """What is wrong is not asked for again here: the original has a way of its own for it."""
    flow, case = chain.flow, objs(router, "cases")[0]
    said = flow.local(text(asked, "uuid"), "text", text(asked, "text")) if asked else ANSWER
    data: dict[str, Any] = {"text": said, "kind": kind, "retries": 0}
    if asked is None:
        flow.note("question_without_text")
    if text(case, "type") == "has_number_between":
        bounds = [figure(bound) for bound in items(case, "arguments")]
        data.update(dict(zip(("least", "most"), bounds, strict=False)))
    if name := flow.name_of(text(router, "result_name")):
        data["variable"] = name
    handles = [(DEFAULT, text(case, "category_uuid")), (INVALID, text(router, "default_category_uuid"))]
    if (timeout := _timeout(router)) is not None:
        data["timeout"], late = timeout
        handles.append((TIMEOUT, late))
    node_id = chain.add("question", data, ())
    for handle, category in handles:
        _category(chain, node, router, category, (node_id, handle))


def _switch(chain: Chain, node: dict[str, Any], router: Router) -> None:
    flow, result = chain.flow, text(router, "result_name")
    name, operand = flow.name_of(result), text(router, "operand")
    if inside(router, "wait"):
        waits: dict[str, Any] = {"variable": name} if name else {}
        handles = [DEFAULT]
        if (timeout := _timeout(router)) is not None:
            waits["timeout"] = timeout[0]
            handles.append(TIMEOUT)
        node_id = chain.add("wait", waits, (DEFAULT,))
        if timeout is not None:
            _category(chain, node, router, timeout[1], (node_id, TIMEOUT))
            chain.open = [(node_id, DEFAULT)]
        path = (name or "last_message") if operand in _ANSWERS else _path(chain, operand)
    else:
        path = _path(chain, operand)
        if name and name != path:
            chain.sets(**{name: f"{{{{ {path} }}}}"})
    _cases(chain, node, router, path)


def _path(chain: Chain, operand: str) -> str:
    """The variable that is looked at; what is computed gets one of its own."""
    flow = chain.flow
    if path := flow.expressions.path(operand):
        return path
    name = flow.drawing.names.of("operand")
    chain.sets(**{name: flow.said(operand)})
    return name


def _cases(chain: Chain, node: dict[str, Any], router: Router, path: str) -> None:
    flow, cases = chain.flow, objs(router, "cases")[:_MOST_CASES]
    other = text(router, "default_category_uuid")
    if not cases:
        ends = chain.open
        chain.open = []
        for end in ends:
            _category(chain, node, router, other or text(next(iter(objs(router, "categories")), {}), "uuid"), end)
        if not ends:
            chain.then(_place(node, router, other))
        return
    words = ""
    if any(text(case, "type") in WORD_TESTS for case in cases):
        words = flow.drawing.names.of("words")
        chain.sets(**{words: padded(path)})
    branches = [
        {"id": f"c{place}", "when": _when(chain, router, case, path, words)} for place, case in enumerate(cases, 1)
    ]
    node_id = chain.add("condition", {"branches": branches}, ())
    for place, case in enumerate(cases, 1):
        _category(chain, node, router, text(case, "category_uuid"), (node_id, f"c{place}"))
    _category(chain, node, router, other, (node_id, "else"))


def _when(chain: Chain, router: Router, case: dict[str, Any], path: str, words: str) -> dict[str, Any]:
    """The case in every language it has: whoever answers in another one is understood too."""
    flow, kind = chain.flow, text(case, "type").lower()
    test = TESTS.get(kind)
    if test is None:
        flow.note("test_left_out", test=kind)
        test = never
    if kind == "has_category" and (category := flow.expressions.path(f"{text(router, 'operand')}.category")):
        path = category
    arguments = [text(argument) for argument in items(case, "arguments")]
    found = [test(Asked(flow, path, words, arguments))]
    for _, other in flow.others(text(case, "uuid"), "arguments"):
        if other:
            found.append(test(Asked(flow, path, words, [other, *arguments[1:]])))
    return found[0] if len(found) == 1 else {"any": found}


def _timeout(router: Router) -> tuple[int, str] | None:
    given = inside(router, "wait", "timeout")
    seconds = figure(given, "seconds")
    if seconds is None or seconds < 1:
        return None
    return min(int(seconds), int(limits.LONGEST_DELAY.total_seconds())), text(given, "category_uuid")


def _category(chain: Chain, node: dict[str, Any], router: Router, category: str, end: tuple[str, str]) -> None:
    """An end leads to the category's exit; where anything reads the category, it is kept on the way."""
    chain.open = [end]
    name = next((text(one, "name") for one in objs(router, "categories") if text(one, "uuid") == category), "")
    variable = chain.flow.category_of(text(router, "result_name"))
    if variable and name:
        chain.sets(**{variable: name})
    chain.then(_place(node, router, category))


def _place(node: dict[str, Any], router: Router, category: str) -> str:
    for one in objs(router, "categories"):
        if text(one, "uuid") == category:
            return place_of(node, text(one, "exit_uuid"))
    return ""


def _random(chain: Chain, node: dict[str, Any], router: Router) -> None:
    categories = objs(router, "categories")
    if len(categories) > limits.SPLIT_WAYS:
        chain.flow.note("options_left_out", count=len(categories) - limits.SPLIT_WAYS, most=limits.SPLIT_WAYS)
    categories = categories[: limits.SPLIT_WAYS]
    if not categories:
        chain.then("")
        return
    chain.flow.note("chance_is_sticky")
    branches = [{"id": f"w{place}"} for place in range(1, len(categories) + 1)]
    node_id = chain.add("split", {"branches": branches}, ())
    for place, category in enumerate(categories, 1):
        _category(chain, node, router, text(category, "uuid"), (node_id, f"w{place}"))
