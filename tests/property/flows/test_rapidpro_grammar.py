"""Whatever can be written in RapidPro's grammar either says something in our language, or is told as left out."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pytake_domain.flows.expressions import template
from pytake_domain.flows.foreign.names import NameBook
from pytake_domain.flows.foreign.rapidpro_expressions import Expressions
from pytake_domain.flows.foreign.rapidpro_functions import FILTERS

values = st.sampled_from(
    [
        "results.a",
        "contact",
        "contact.first_name",
        "fields.x",
        "input",
        "date.today",
        "globals.x",
        "true",
        "3",
        "-1",
        "0.5",
    ]
) | st.sampled_from(['"x"', '"it\'s"', '" or "', '"a|b"', '" if "', '"}}"', '"{{"', '"{% if"', '"%}"', '"\\""', '""'])


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    signs = st.sampled_from(["+", "-", "*", "/", "&", "=", "<>", "<", ">="])
    calls = st.sampled_from(sorted(FILTERS)).flatmap(
        lambda key: st.lists(inner, min_size=key[1], max_size=key[1]).map(lambda of: f"{key[0]}({', '.join(of)})")
    )
    tests = st.tuples(inner, st.sampled_from(["=", "<>", ">"]), inner).map(" ".join)
    joined = st.tuples(st.sampled_from(["and", "or"]), st.lists(tests | inner, min_size=1, max_size=3)).map(
        lambda of: f"{of[0]}({', '.join(of[1])})"
    )
    chosen = st.tuples(tests | joined, inner, inner).map(lambda of: f"if({', '.join(of)})")
    return st.one_of(
        st.tuples(inner, signs, inner).map(" ".join), calls, joined, chosen, inner.map(lambda each: f"({each})")
    )


@settings(max_examples=200, deadline=None)
@given(st.recursive(values, _larger, max_leaves=8))
def test_an_expression_is_one_of_ours_or_is_told(expression: str) -> None:
    lost: list[str] = []
    said = Expressions(NameBook(), lost.append).template(f"@({expression})")
    template(said)
    assert lost == ([] if said else [expression])
