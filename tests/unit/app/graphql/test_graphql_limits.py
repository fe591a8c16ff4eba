"""What a document weighs: never less than what it reads, and always found out quickly."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytake_app.graphql import limits
from pytake_app.graphql.errors import GraphqlSyntax, GraphqlTooCostly, GraphqlTooDeep, GraphqlTooLong, GraphqlTooWide
from pytake_app.graphql.execute import Asked, checked
from pytake_app.graphql.limits import Weighed, read, weigh
from pytake_app.graphql.schema import made
from pytake_domain.kernel.errors import PytakeError


def weighed(text: str, **variables: object) -> Weighed:
    return weigh(read(text), None, variables, made().core, made().cost)


def conversations(first: int, inner: int) -> str:
    return f"{{ conversations(first: {first}) {{ nodes {{ messages(first: {inner}) {{ nodes {{ id }} }} }} }} }}"


@given(st.integers(1, 30), st.integers(1, 30))
def test_the_cost_is_not_less_than_the_rows(first: int, inner: int) -> None:
    cost = weighed(conversations(first, inner)).cost
    assert cost >= first * (1 + inner)
    assert cost <= 10 + first * (2 + inner) + first


@given(st.integers(1, 200), st.integers(1, 200))
def test_what_is_too_costly_by_its_numbers_is_too_costly_by_variables(first: int, inner: int) -> None:
    text = (
        "query($a: Int!, $b: Int = 7) { conversations(first: $a) { nodes { messages(first: $b) { nodes { id } } } } }"
    )

    def found(text: str, **variables: object) -> int | str:
        try:
            return weighed(text, **variables).cost
        except PytakeError as error:
            return error.code

    assert found(text, a=first, b=inner) == found(conversations(first, inner))
    assert found(text, a=first) == found(conversations(first, 7))


@given(st.integers(2, 12), st.integers(2, 8))
def test_fragments_within_fragments_are_weighed_quickly(levels: int, wide: int) -> None:
    spread = " ".join(f"a{n}: me {{ ...f0 }}" for n in range(wide))
    fragments = [f"fragment f{n} on Me {{ user {{ ...g{n} }} " + f"...f{n + 1} " * wide + "}" for n in range(levels)]
    leaves = [f"fragment g{n} on User {{ id }}" for n in range(levels)]
    text = f"{{ {spread} }} {' '.join(fragments)} {' '.join(leaves)} fragment f{levels} on Me {{ user {{ id }} }}"
    began = time.process_time()
    try:
        weighed(text)
    except PytakeError as error:
        assert isinstance(error, (GraphqlTooCostly, GraphqlTooLong, GraphqlTooWide))  # noqa: PT017  one of several
    assert time.process_time() - began < 1


def test_a_chain_of_fragments_that_doubles_at_each_link_is_counted_once_a_link() -> None:
    chain = " ".join(f"fragment f{n} on Query {{ ...f{n + 1} ...f{n + 1} }}" for n in range(24))
    began = time.process_time()

    with pytest.raises(GraphqlTooWide):
        weighed(f"{{ ...f0 }} {chain} fragment f24 on Query {{ __typename }}")

    assert time.process_time() - began < 1


@given(st.integers(1, 40))
def test_depth_is_counted_through_fragments(levels: int) -> None:
    inner = "id"
    for _ in range(levels):
        inner = f"contact {{ conversations(first: 1) {{ nodes {{ {inner} }} }} }}"
    text = f"{{ conversations(first: 1) {{ nodes {{ ...on Conversation {{ {inner} }} }} }} }}"
    deep = 2 + 3 * levels + 1
    if deep <= limits.DEEPEST:
        assert weighed(text).cost
    else:
        with pytest.raises(GraphqlTooDeep):
            weighed(text)


@given(st.text(max_size=300))
def test_no_text_is_worse_than_refused(text: str) -> None:
    try:
        document = read(text)
        weigh(document, None, {}, made().core, made().cost)
    except PytakeError:
        return


def test_brackets_are_counted_before_anything_is_parsed() -> None:
    with pytest.raises(GraphqlTooDeep):
        read("{a(b:" + "[" * 2_000)
    with pytest.raises(GraphqlSyntax):
        read("{a(b:" + "[" * 20)


@pytest.mark.parametrize(
    "text",
    [
        "{ me { user { " + "id " * 980 + "} } }",
        "{ me { " + "user { id } " * 450 + "} }",
        "{ conversations(first: 1) { nodes { " + "messages(first: 1) { nodes { id } } " * 180 + "} } }",
        "{ me { " + "... { user { id } } " * 300 + "} }",
        "{ me { "
        + " ".join(f"...f{n}" for n in range(150))
        + " } } "
        + " ".join(f"fragment f{n} on Me {{ user {{ id }} }}" for n in range(150)),
    ],
)
def test_what_would_be_compared_with_itself_for_long_is_refused_first(text: str) -> None:
    made()
    began = time.process_time()
    with pytest.raises(GraphqlTooWide):
        checked(Asked(query=text), kinds=("query",))
    assert time.process_time() - began < 0.5


def test_what_asks_outside_costs_more() -> None:
    assert weighed('{ erpPlans(erpType: "ixcsoft") { __typename } }').cost >= 100
    assert weighed("{ tags { nodes { name } } }").cost < 100
