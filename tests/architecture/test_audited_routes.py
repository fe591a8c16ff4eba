"""No route that shows people can be forgotten: every one is recorded, unless its answer has nothing of anybody."""

from collections.abc import Iterator
from typing import Any

import pytest

from pytake_app.http.edge.audit import ASKED_BY_POST, NOBODY, OTHERS_READ, SOMEBODY, action_of
from pytake_app.openapi import document
from pytake_domain.kernel.audit import AuditAction

PERSONAL = {
    "addresses",
    "author_name",
    "body",
    "comment",
    "contact",
    "contact_id",
    "contact_name",
    "content",
    "document",
    "email",
    "last_message",
    "phone",
    "variables",
}
"""Fields that say something of somebody."""
OF_NOBODY = {
    "GET /api/v1/billing/rules": "`variables` are what a template's places are filled with",
    "GET /api/v1/campaigns": "`variables` are what a template's places are filled with",
    "GET /api/v1/campaigns/{campaign_id}": "`variables` are what a template's places are filled with",
    "GET /api/v1/canned-replies": "`body` is a text of the company's",
    "GET /api/v1/templates": "`body` is a text of the company's",
    "GET /api/v1/whatsapp-configs/{config_id}/profile": "`email` is the company's",
    "POST /api/v1/templates/{template_id}/preview": "`body` is a text of the company's with samples",
}
"""Answers with such a field that is about nobody's person."""


@pytest.fixture(scope="module")
def shown() -> dict[str, Any]:
    return document()


def routes(shown: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in shown["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def fields_of(shown: dict[str, Any], part: Any, seen: set[str]) -> set[str]:
    """Names of all fields of an answer, however deep."""
    if isinstance(part, list):
        return set().union(*(fields_of(shown, each, seen) for each in part))
    if not isinstance(part, dict):
        return set()
    found = set(part.get("properties", {}))
    reference = part.get("$ref")
    if isinstance(reference, str) and reference not in seen:
        seen.add(reference)
        found |= fields_of(shown, shown["components"]["schemas"][reference.rpartition("/")[2]], seen)
    return found.union(*(fields_of(shown, each, seen) for each in part.values()))


def answer_of(operation: dict[str, Any]) -> Any:
    return [each.get("content", {}) for status, each in operation["responses"].items() if status.startswith("2")]


def test_what_is_not_recorded_shows_nobody(shown: dict[str, Any]) -> None:
    bare = {}
    for method, path, operation in routes(shown):
        if not path.startswith("/api/v1/") or path.startswith("/api/v1/auth/") or operation.get("security") == []:
            continue
        if action_of(method, path) is None:
            told = fields_of(shown, answer_of(operation), set()) & PERSONAL
            if told and f"{method} {path}" not in OF_NOBODY:
                bare[f"{method} {path}"] = sorted(told)
    assert bare == {}


def test_every_change_is_recorded(shown: dict[str, Any]) -> None:
    forgotten = [
        f"{method} {path}"
        for method, path, operation in routes(shown)
        if method != "GET"
        and path.startswith("/api/v1/")
        and operation.get("security") != []
        and not path.startswith("/api/v1/auth/mfa")
        and path not in ASKED_BY_POST
        and action_of(method, path) not in (AuditAction.CHANGE, AuditAction.EXPORT)
    ]
    assert forgotten == []


def test_names_of_exceptions_are_names_of_routes(shown: dict[str, Any]) -> None:
    paths = {path for _, path, _ in routes(shown)}
    assert (set(SOMEBODY) | set(OTHERS_READ) | set(ASKED_BY_POST)) - paths == set()
    assert [start for start in NOBODY if not any(path.startswith(start) for path in paths)] == []


@pytest.mark.parametrize(
    ("method", "path", "action"),
    [
        ("GET", "/api/v1/contacts/{contact_id}", AuditAction.READ),
        ("GET", "/api/v1/contacts/export", AuditAction.EXPORT),
        ("POST", "/api/v1/contacts/export", AuditAction.EXPORT),
        ("GET", "/api/v1/conversations/{conversation_id}/export", AuditAction.EXPORT),
        ("GET", "/api/v1/flows/{flow_id}/export", None),
        ("GET", "/api/v1/whatsapp/media/{media_id}", AuditAction.READ),
        ("GET", "/api/v1/something-new", AuditAction.READ),
        ("POST", "/api/v1/something-new", AuditAction.CHANGE),
        ("DELETE", "/api/v1/privacy/data/{user_id}", AuditAction.CHANGE),
        ("GET", "/api/v1/campaigns", None),
        ("GET", "/api/v1/campaigns/{campaign_id}/recipients", AuditAction.READ),
        ("POST", "/api/v1/segments/explain", AuditAction.READ),
    ],
)
def test_what_a_route_is_recorded_as(method: str, path: str, action: AuditAction | None) -> None:
    assert action_of(method, path) is action
