"""Documents of flows: the same text for the same flow, and the flow back out of it."""

import msgspec
import pytest
from hypothesis import given
from tests.property.flows.graphs import graphs

from pytake_app.wire.flow_documents import in_form, text_of
from pytake_domain.flows import FlowInvalid, Graph, Imported, Trigger, TriggerKind, document, read_document
from pytake_domain.flows.portable import DocumentWrong
from pytake_domain.testing.builders import a_graph, asks, says

TRIGGER = Trigger(kind=TriggerKind.KEYWORD, keywords=("boleto", "2ª via"), interrupts=True)
GRAPH = a_graph(
    asks("cpf", "Seu CPF?\nSó números.", "cpf", kind="cpf_cnpj"),
    says("bye", "{{ cpf }} até já 😀: não, 'sim' \"ok\""),
    arrows=(("start", "cpf", None), ("cpf", "bye", None)),
)


def same(graph: Graph) -> tuple[object, ...]:
    """What a document keeps of a graph: not the ids of edges, nor their order."""
    arrows = sorted(
        (e.source, e.handle, e.target, msgspec.json.encode(e.condition, order="deterministic")) for e in graph.edges
    )
    return msgspec.to_builtins(graph.nodes), arrows


def back(text: bytes) -> Imported:
    return read_document(text_of(text.decode()))


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_a_flow_comes_back_and_gives_the_same_text_again(form: str) -> None:
    text = in_form(document(name="Cobrança", description="de dívidas", trigger=TRIGGER, graph=GRAPH), form)
    read = back(text)

    assert (read.name, read.description, read.trigger) == ("Cobrança", "de dívidas", TRIGGER)
    assert same(read.graph) == same(GRAPH)
    again = document(name=read.name, description=read.description, trigger=read.trigger, graph=read.graph)
    assert in_form(again, form) == text


@given(graph=graphs())
def test_any_graph_comes_back_from_both_forms(graph: Graph) -> None:
    shown = document(name="x", description="", trigger=Trigger(), graph=graph)
    for form in ("json", "yaml"):
        assert same(back(in_form(shown, form)).graph) == same(graph)


def test_a_changed_line_is_one_line_in_yaml() -> None:
    shown = document(name="x", description="", trigger=TRIGGER, graph=GRAPH)
    before = in_form(shown, "yaml").decode().splitlines()
    shown["nodes"][1]["data"]["text"] = "Seu CPF?\nSó os números."
    after = in_form(shown, "yaml").decode().splitlines()
    assert len(before) == len(after)
    assert sum(a != b for a, b in zip(before, after, strict=True)) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        {"format": "other"},
        {"format_version": 99, "nodes": []},
        {"nodes": 3},
        {"nodes": [7]},
        {"nodes": [], "name": 5},
        {"nodes": [], "trigger": {"kind": "nonsense"}},
        {"nodes": [], "name": "x" * 200},
    ],
)
def test_what_is_no_flow_is_refused_with_its_place(wrong: object) -> None:
    with pytest.raises(DocumentWrong) as refused:
        read_document(wrong)
    assert refused.value.problems


BOMB = "a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: [*b,*b,*b,*b]"


@pytest.mark.parametrize("text", ["{", "a: [", BOMB, "!!python/object:os.system {}", "[" * 100_000])
def test_hostile_texts_are_refused(text: str) -> None:
    with pytest.raises((FlowInvalid, DocumentWrong)):
        read_document(text_of(text))


def test_dates_and_switches_stay_what_was_written() -> None:
    read = text_of("name: 2026-01-02\nnodes: []")
    assert read == {"name": "2026-01-02", "nodes": []}
