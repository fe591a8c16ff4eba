"""The documents of docs/graphql.md are answered as they are written, and its limits are ours."""

import re
from pathlib import Path
from typing import Any

from tests.e2e.company import Company
from tests.support.asked import read

from pytake_app.graphql import execute, limits
from pytake_app.graphql.errors import KINDS, kind_of
from pytake_app.graphql.execute import Asked, checked
from pytake_app.graphql.socket import MOST_SUBSCRIPTIONS

PAGE = (Path(__file__).parents[2] / "docs" / "graphql.md").read_text("utf-8")
BLOCKS = re.findall(r"^```graphql\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


async def test_its_documents_are_answered(company: Company) -> None:
    customer = company.customer()
    customer.says("oi", name="Ana")
    conversation = await customer.conversation()
    variables: dict[str, Any] = {
        "first": 5,
        "after": None,
        "conversation": conversation["id"],
        "channels": ["messages"],
    }
    answered = {}
    for block in BLOCKS:
        named = {name: variables[name] for name in re.findall(r"\$(\w+):", block)}
        kind, name = block.split()[0], re.findall(r"^\w+ (\w+)", block)[0]
        if kind == "subscription":
            assert checked(Asked(query=block, variables=named), kinds=("subscription",)).kind == kind
            continue
        answered[name] = await read(company, block, **named)
    assert set(answered) == {"Desk", "Older", "Answer"}
    assert answered["Desk"]["conversations"]["nodes"][0]["contact"]["name"] == "Ana"
    assert answered["Older"]["messages"]["nodes"][0]["text"] == "oi"
    assert answered["Answer"]["changeConversation"]["tags"] == ["atendido"]


def test_its_limits_are_ours() -> None:
    for told in (
        f"| Characters | {limits.LONGEST:,} |",
        f"| Words and signs | {limits.MOST_TOKENS:,} |",
        f"| Levels of fields | {limits.DEEPEST} ({limits.DEEPEST_OF_SCHEMA} of the schema itself) |",
        f"| Fields of the root | {limits.MOST_ROOTS} |",
        f"| Fields, aliases, directives | {limits.MOST_FIELDS:,}, {limits.MOST_ALIASES}, {limits.MOST_ALIASES} |",
        f"| Fragments, fields that are repeated beside themselves | {limits.MOST_FRAGMENTS}, {limits.MOST_REPEATS} |",
        f"| Cost | {limits.MOST_COST:,} |",
        f"| Time of a query | {execute.TIME:.0f} s |",
    ):
        assert told in PAGE, told
    assert MOST_SUBSCRIPTIONS == 20
    (kinds,) = re.findall(r"with `kind`: (.*?)\. The status", PAGE, re.DOTALL)
    assert {each.strip() for each in kinds.split(",")} == {kind_of(kind()) for kind in KINDS} | {"bug"}
