"""A node that is switched off is passed by; notes and frames are not there."""

from pytake_domain.flows import Edge, Graph, Node, errors_of, validate
from pytake_domain.flows.drawn_only import running


def graph(*ways: tuple[str, str, str | None], off: tuple[str, ...] = ()) -> Graph:
    """Nodes by the ends of their edges; `off` are switched off."""
    names = dict.fromkeys(end for source, target, _ in ways for end in (source, target))
    return Graph(
        nodes=tuple(
            Node(
                id=name,
                type={"start": "start", "end": "end"}.get(name, "message"),
                data={"disabled": True} if name in off else {} if name in ("start", "end") else {"text": name},
            )
            for name in names
        ),
        edges=tuple(
            Edge(id=f"e{place}", source=source, target=target, source_handle=handle)
            for place, (source, target, handle) in enumerate(ways)
        ),
    )


def drawn(found: Graph) -> list[tuple[str, str]]:
    return [(edge.source, edge.target) for edge in found.edges]


def test_what_leads_to_it_leads_on() -> None:
    found = running(graph(("start", "a", None), ("a", "b", None), ("b", "end", None), off=("a", "b")))
    assert [node.id for node in found.nodes] == ["start", "end"]
    assert drawn(found) == [("start", "end")]


def test_the_default_goes_before_other_ways() -> None:
    found = running(graph(("start", "a", None), ("a", "b", "timeout"), ("a", "end", None), off=("a",)))
    assert drawn(found) == [("start", "end")]


def test_a_circle_of_them_leads_nowhere() -> None:
    found = running(graph(("start", "a", None), ("a", "b", None), ("b", "a", None), off=("a", "b")))
    assert drawn(found) == []


def test_the_beginning_stays_and_a_graph_without_them_is_the_same() -> None:
    whole = graph(("start", "end", None))
    assert running(whole) is whole
    begun = graph(("start", "end", None), off=("start",))
    assert running(begun) is begun


def test_what_is_wrong_with_it_does_not_matter() -> None:
    broken = graph(("start", "a", None), ("a", "end", None))
    broken_media: dict[str, object] = {"media": {"type": "image"}}
    assert errors_of(validate(holding(broken, broken_media)))
    assert errors_of(validate(holding(broken, broken_media | {"disabled": True}))) == ()


def holding(of: Graph, data: dict[str, object]) -> Graph:
    """With other data in `a`."""
    nodes = tuple(Node(id=n.id, type=n.type, data=dict(data)) if n.id == "a" else n for n in of.nodes)
    return Graph(nodes=nodes, edges=of.edges)


def test_notes_and_frames_are_no_steps() -> None:
    whole = graph(("start", "end", None))
    notes = (Node(id="n", type="sticky", data={"text": "Rever"}), Node(id="g", type="frame", data={"label": "Boleto"}))
    drawn_over = Graph(nodes=(*whole.nodes, *notes), edges=whole.edges)
    assert running(drawn_over) == whole
    assert validate(drawn_over) == validate(whole)


def test_a_frame_may_be_closed_and_what_is_no_frame_is_told_without_keeping_the_flow_from_running() -> None:
    whole = graph(("start", "end", None))

    def told(data: dict[str, object]) -> list[tuple[str, str | None]]:
        frame = Node(id="g", type="frame", data=data)
        found = validate(Graph(nodes=(*whole.nodes, frame), edges=whole.edges))
        assert errors_of(found) == ()
        return [(problem.code, problem.node_id) for problem in found]

    assert told({"label": "Boleto", "width": 480, "height": 320.5, "collapsed": True, "members": ["a"]}) == []
    assert told({"collapsed": "yes"}) == [("bad_value", "g")]
    assert told({"collapsed": True, "members": [1]}) == [("bad_value", "g")]
