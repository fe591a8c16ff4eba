"""GraphQL as clients ask it."""

from typing import Any

import httpx


async def ask(
    person: Any, document: str, *, status: int = 200, headers: Any = None, **variables: Any
) -> dict[str, Any]:
    """The whole answer."""
    answer: httpx.Response = await person.call(
        "POST", "/graphql", json={"query": document, "variables": variables}, headers=headers or {}
    )
    assert answer.status_code == status, answer.text
    whole: dict[str, Any] = answer.json()
    return whole


async def read(person: Any, document: str, **variables: Any) -> Any:
    """Its data; nothing may have gone wrong."""
    whole = await ask(person, document, **variables)
    assert "errors" not in whole, whole["errors"]
    return whole["data"]


def codes(whole: dict[str, Any]) -> list[str]:
    """Of everything that went wrong."""
    return [each["extensions"]["code"] for each in whole["errors"]]
