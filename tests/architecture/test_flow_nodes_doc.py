"""The page about node types says what the node types say."""

from tests.architecture.flow_nodes_doc import PAGE, document

from pytake_domain.flows import NODE_TYPES


def test_the_page_about_node_types_is_fresh() -> None:
    """Write it anew with `python -m tests.architecture.flow_nodes_doc`."""
    assert PAGE.read_text("utf-8") == document()


def test_every_node_type_is_described() -> None:
    page = document()
    for name, kind in NODE_TYPES.items():
        assert f"## `{name}`" in page
        assert kind.__doc__
