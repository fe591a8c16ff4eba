"""Flows of every shape, valid and not, and everything that can happen to a session."""

from typing import Any

import msgspec
from hypothesis import strategies as st
from tests.property.flows import drawn_nodes

from pytake_domain.flows import Graph, read_graph
from pytake_domain.flows.nodes import NODE_TYPES
from pytake_domain.flows.nodes.message import Message

NAMES = ("a", "b", "c")
TEXTS = (
    "Oi {{ contact.name }}",
    "{{ a }} e {{ vars.b | default: 'nada' }}",
    "{% if a > 3 %}muito{% else %}pouco{% endif %} {{ c }}",
    "{{ now | date: 'long' }} {{ last_message | upcase }}",
    "{{ a | divided_by: b }}",
    "{% for x in c %}{{ x }}{% endfor %}",
    "x" * 5000,
    "{{ broken",
    "",
    "texto",
)
CONDITIONS: tuple[Any, ...] = (
    "a > 3",
    "contact.tags contains 'vip' and b",
    {"variable": "a", "op": "equals", "value": "sim"},
    {"any": [{"variable": "vars.b", "op": "greater", "value": 3}, {"not": {"variable": "c", "op": "is_set"}}]},
    {"all": [{"variable": "a", "op": "less", "value": "{{ b }}", "as": "number"}]},
    {"variable": "a", "op": "nonsense"},
    {"variable": "now", "op": "greater", "value": "2026-01-01", "as": "date"},
)
IDS = (
    "one",
    "two",
    "three",
    "else",
    "true",
    "timeout",
    "invalid",
    "open",
    "closed",
    "error",
    "each",
    "done",
    "unsure",
    "empty",
    "1",
    "2",
)


def texts() -> st.SearchStrategy[Any]:
    return st.one_of(
        st.sampled_from(TEXTS), st.fixed_dictionaries({"pt-BR": st.sampled_from(TEXTS), "en": st.just("Hi")})
    )


def options() -> st.SearchStrategy[Any]:
    whole = st.fixed_dictionaries(
        {"title": st.sampled_from(("Um", "Dois", "Três", "{{ a }}", "x" * 30))},
        optional={
            "id": st.sampled_from(IDS[:3]),
            "value": st.integers(0, 3),
            "description": texts(),
            "section": texts(),
        },
    )
    return st.lists(st.one_of(st.sampled_from(("Sim", "Não", "Talvez")), whole), min_size=0, max_size=14)


def data_of(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    """Data of one node type, sometimes wrong."""
    variable = st.sampled_from((*NAMES, "contact", "not a name"))
    whole = st.integers(-(2**63), 2**64 - 1)
    values = st.one_of(texts(), whole, st.lists(whole, max_size=3), st.none(), st.booleans())
    shapes: dict[str, dict[str, st.SearchStrategy[Any]]] = {
        "start": {"variables": st.dictionaries(st.sampled_from(NAMES), values, max_size=2)},
        "message": {
            "text": texts(),
            "variations": st.lists(texts(), max_size=2),
            "buttons": options(),
            "header": texts(),
            "variable": variable,
            **drawn_nodes.contents(texts()),
        },
        "question": {
            "text": texts(),
            "kind": st.sampled_from(
                ("text", "number", "date", "cpf_cnpj", "email", "phone", "choice", "media", "location")
            ),
            "retry_texts": st.lists(texts(), max_size=2),
            "future": st.booleans(),
            "media_types": st.lists(st.sampled_from(("image", "audio")), max_size=1),
            "variable": variable,
            "options": options(),
            "retries": st.integers(0, 3),
            "timeout": st.integers(1, 600),
            "retry_text": texts(),
        },
        "condition": {
            "when": st.sampled_from(CONDITIONS),
            "branches": st.lists(
                st.fixed_dictionaries({"id": st.sampled_from(IDS[:3]), "when": st.sampled_from(CONDITIONS)}), max_size=3
            ),
        },
        "set_variable": {
            "variable": st.one_of(variable, st.just("contact.plan")),
            "value": values,
            "as": st.sampled_from(("", "text", "number", "boolean", "nonsense")),
            "tags": st.lists(texts(), max_size=2),
        },
        "delay": {"seconds": st.integers(-1, 10_000)},
        "business_hours": {
            "hours": st.just({"time_zone": "America/Sao_Paulo", "week": {"mon": [{"start": "08:00", "end": "18:00"}]}})
        },
        "transfer": {"queue_id": st.just("q"), "text": texts(), "summary": texts()},
        "jump": {"flow_id": st.just("00000000-0000-0000-0000-000000000001"), "returns": st.booleans()},
        "end": {"text": texts(), "event": st.sampled_from(("done", ""))},
        **drawn_nodes.drawn(texts(), variable, values),
    }
    needed = drawn_nodes.NEEDED.get(kind, ())
    shape = shapes.get(kind, {})
    return st.fixed_dictionaries(
        {name: shape[name] for name in needed}, optional={name: s for name, s in shape.items() if name not in needed}
    )


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Up to ten nodes with edges by all sorts of handles, to all sorts of nodes."""
    kinds = draw(st.lists(st.sampled_from((*NODE_TYPES, "unheard_of")), min_size=0, max_size=9))
    nodes = [{"id": "start", "type": "start", "data": draw(data_of("start"))}] if draw(st.integers(0, 19)) else []
    nodes += [{"id": f"n{place}", "type": kind, "data": draw(data_of(kind))} for place, kind in enumerate(kinds)]
    ids = [node["id"] for node in nodes]
    edges: list[dict[str, Any]] = []
    for node_id in ids:
        for handle in draw(st.lists(st.sampled_from((None, None, None, *IDS)), max_size=4)):
            target = draw(st.sampled_from((*ids, "nowhere")))
            condition = draw(st.one_of(st.none(), st.none(), st.sampled_from(CONDITIONS)))
            edges.append(
                {
                    "id": f"e{len(edges)}",
                    "source": node_id,
                    "target": target,
                    "source_handle": handle,
                    "condition": condition,
                }
            )
    graph, unread = read_graph(nodes, edges)
    assert not unread
    return graph


SAID = (
    "Oi {{ contact.name }}",
    "{{ a }} e {{ vars.b | default: 'nada' }}",
    "{% if a == 3 %}muito{% else %}pouco{% endif %} {{ c }}",
    "{{ now | date: 'long' }} {{ last_message | upcase | truncate: 200 }}",
    "{{ contact.missing }}",
    "texto",
)
TESTS: tuple[Any, ...] = (*CONDITIONS[:5], CONDITIONS[6])


def _right_options() -> st.SearchStrategy[list[dict[str, Any]]]:
    def numbered(count: int, described: bool) -> list[dict[str, Any]]:  # noqa: FBT001  a strategy's argument
        more = {"description": "Mais {{ a }}", "section": "{{ b }}"} if described else {}
        return [
            {"id": f"o{place}", "title": f"Opção {place} {{{{ c }}}}", "value": place, **more} for place in range(count)
        ]

    return st.builds(numbered, st.sampled_from((1, 2, 3, 4, 10, 11, 25)), st.booleans())


def right_data_of(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    """Data of one node type with nothing wrong in it."""
    said = st.one_of(
        st.sampled_from(SAID), st.fixed_dictionaries({"pt-BR": st.sampled_from(SAID), "en": st.just("Hi")})
    )
    variable = st.sampled_from(NAMES)
    kinds = st.sampled_from(("text", "number", "date", "cpf_cnpj", "email", "phone", "media", "location"))
    values = st.one_of(st.sampled_from(SAID), st.integers(-5, 5), st.lists(st.integers(0, 3), max_size=3), st.none())
    shapes: dict[str, st.SearchStrategy[dict[str, Any]]] = {
        "message": st.one_of(
            st.fixed_dictionaries({"text": said}, optional={"variations": st.lists(said, max_size=2)}),
            st.fixed_dictionaries({"text": said, "buttons": _right_options(), "variable": variable, "footer": said}),
            drawn_nodes.right_contents(said),
        ),
        "question": st.one_of(
            st.fixed_dictionaries(
                {
                    "text": said,
                    "kind": kinds,
                    "variable": variable,
                    "retries": st.integers(0, 2),
                    "timeout": st.just(60),
                }
            ),
            st.fixed_dictionaries(
                {"text": said, "options": _right_options(), "variable": variable, "retry_text": said}
            ),
        ),
        "condition": st.fixed_dictionaries(
            {"branches": st.lists(st.sampled_from(TESTS), min_size=1, max_size=3).map(_branches)}
        ),
        "set_variable": st.one_of(
            st.fixed_dictionaries({"variable": variable, "value": values}),
            st.fixed_dictionaries({"variable": st.just("contact.plan"), "value": values, "tags": st.just(["x"])}),
        ),
        "delay": st.fixed_dictionaries({"seconds": st.integers(1, 10_000)}),
        "business_hours": st.just({}),
        "transfer": st.fixed_dictionaries({"queue_id": st.just("q"), "text": said}),
        "jump": st.fixed_dictionaries(
            {"flow_id": st.just("00000000-0000-0000-0000-000000000001"), "returns": st.booleans()}
        ),
        "end": st.fixed_dictionaries({"text": said, "event": st.just("done")}),
        **drawn_nodes.right(said, variable, values),
    }
    return shapes[kind]


def _branches(tests: list[Any]) -> list[dict[str, Any]]:
    return [{"id": f"b{place}", "when": when} for place, when in enumerate(tests)]


@st.composite
def valid_graphs(draw: st.DrawFn) -> Graph:
    """A path through up to eight nodes, with all branches they need, leading on or back to a node that waits."""
    kinds = draw(
        st.lists(
            st.sampled_from([k for k in NODE_TYPES if k not in ("start", "end", "transfer")]), min_size=1, max_size=8
        )
    )
    kinds.append(draw(st.sampled_from(("end", "transfer"))))
    nodes = [{"id": "start", "type": "start", "data": {"variables": {"a": 1, "b": None, "c": ""}}}]
    nodes += [{"id": f"n{place}", "type": kind, "data": draw(right_data_of(kind))} for place, kind in enumerate(kinds)]
    waiting = [node["id"] for node in nodes if node["type"] in ("question", "delay", "wait", "csat")]
    edges: list[dict[str, Any]] = []
    for place, node in enumerate(nodes[:-1]):
        data = msgspec.convert(node["data"], NODE_TYPES[str(node["type"])])
        ids = tuple(option.id for option in data.options) if isinstance(data, Message) else ()
        handles = list(dict.fromkeys((*data.required(frozenset()), *ids, *data.optional(), "default")))
        # The first handle leads on, so that every node is reached; a jump that does not return leads on by its error edge.
        later = [later["id"] for later in nodes[place + 1 :]]
        needed = set(data.required(frozenset())) | set(ids) or {"default", handles[0]}
        needed.add(handles[0])
        first = True
        for handle in handles:
            if handle not in needed and not draw(st.booleans()):
                continue
            if handle == "timeout" and getattr(data, "timeout", None) is None:
                continue
            if handle == "default" and handle not in (*data.required(frozenset()), *data.optional()):
                continue
            target = later[0] if first else draw(st.sampled_from([*later, *waiting]))
            first = False
            edges.append({"id": f"e{len(edges)}", "source": node["id"], "target": target, "source_handle": handle})
    graph, unread = read_graph(nodes, edges)
    assert not unread
    return graph
