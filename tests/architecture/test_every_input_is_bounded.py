"""The document names a bound for all that is sent to us, and lists are no longer than their pages may be."""

from collections.abc import Iterator
from typing import Any

import pytest

from pytake_app.http.edge.bounded import parts, unbounded
from pytake_app.http.edge.head import LONGEST_ADDRESS
from pytake_app.openapi import document
from pytake_domain.kernel.page import MAX_LIMIT

FILES = {
    "/api/v1/ai/knowledge",
    "/api/v1/campaigns/{campaign_id}/audience",
    "/api/v1/contacts/import",
    "/api/v1/contacts/import/preview",
    "/api/v1/whatsapp/media",
}
"""Take a file in a form, whose bytes are counted as they come."""


@pytest.fixture(scope="module")
def whole() -> dict[str, Any]:
    return document()


def operations(whole: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in whole["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_every_text_list_and_object_that_is_sent_has_a_bound(whole: dict[str, Any]) -> None:
    lacking, looked_at = [], 0
    for path, method, operation in operations(whole):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            for part in parts(content["schema"], whole):
                looked_at += 1
                if unbounded(part):
                    lacking.append((method, path, part))
    assert lacking == []
    assert looked_at > 2_000


def test_every_parameter_has_a_bound(whole: dict[str, Any]) -> None:
    for path, _, operation in operations(whole):
        for parameter in operation.get("parameters", ()):
            for part in parts(parameter["schema"], whole):
                assert unbounded(part) is None, (path, parameter["name"])
                assert part.get("maxLength", 0) <= LONGEST_ADDRESS, (path, parameter["name"])


def test_files_are_taken_where_their_bytes_are_counted_and_nowhere_else(whole: dict[str, Any]) -> None:
    found = {
        path
        for path, _, operation in operations(whole)
        for content in operation.get("requestBody", {}).get("content", {}).values()
        for part in parts(content["schema"], whole)
        if part.get("format") == "binary"
    }
    assert found == FILES


def test_every_list_has_pages_of_a_bounded_size(whole: dict[str, Any]) -> None:
    """All lists have one form, and `limit` is refused beyond what it says."""
    paged = 0
    for path, method, operation in operations(whole):
        answered = operation["responses"].get("200", {}).get("content", {}).get("application/json", {})
        shown = str(answered.get("schema", {}))
        names = {each["name"]: each["schema"] for each in operation.get("parameters", ())}
        if method == "get" and "Listed" in shown:
            assert {"limit", "page", "cursor"} <= set(names), path
        if "limit" in names:
            paged += 1
            assert names["limit"]["minimum"] == 1, path
            assert names["limit"]["maximum"] in (MAX_LIMIT, 1_000), path
    assert paged > 60
