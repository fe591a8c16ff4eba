"""The routes that are promised, and what the document says of each."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from pytake_app.openapi import document

ROOT = Path(__file__).resolve().parents[2]
PROMISED = """
POST /api/v1/auth/login
POST /api/v1/auth/register
POST /api/v1/auth/refresh
POST /api/v1/auth/logout
GET /api/v1/auth/me
GET /api/v1/auth/sessions
DELETE /api/v1/auth/sessions/{}
GET /.well-known/jwks.json
GET /api/v1/api-keys
POST /api/v1/api-keys
DELETE /api/v1/api-keys/{}
POST /api/v1/auth/reset-password
POST /api/v1/auth/mfa/totp
POST /api/v1/auth/mfa/verify
DELETE /api/v1/auth/mfa/totp
POST /api/v1/auth/forgot-password
POST /api/v1/auth/verify-email
GET /api/v1/auth/oidc/start/{}
GET /api/v1/auth/oidc/callback
POST /api/v1/auth/oidc/exchange
GET /api/v1/sign-in-rules
PUT /api/v1/sign-in-rules
GET /api/v1/single-sign-on
PUT /api/v1/single-sign-on
DELETE /api/v1/single-sign-on
POST /api/v1/single-sign-on/check
GET /api/v1/auth/passkeys
POST /api/v1/auth/passkeys
POST /api/v1/auth/passkeys/begin
PUT /api/v1/auth/passkeys/{}
DELETE /api/v1/auth/passkeys/{}
POST /api/v1/auth/passkey/begin
POST /api/v1/auth/passkey/finish
POST /api/v1/notifications/unsubscribe
GET /api/v1/tenants
POST /api/v1/tenants
GET /api/v1/tenants/{}
PUT /api/v1/tenants/{}
DELETE /api/v1/tenants/{}
POST /api/v1/tenants/{}/upgrade
POST /api/v1/tenants/{}/suspend
POST /api/v1/tenants/{}/reactivate
GET /api/v1/tenants/{}/usage
GET /api/v1/branding
POST /api/v1/roles
PUT /api/v1/roles/{}
DELETE /api/v1/roles/{}
GET /api/v1/users
POST /api/v1/users
GET /api/v1/users/{}
PUT /api/v1/users/{}
DELETE /api/v1/users/{}
POST /api/v1/users/{}/change-password
GET /api/v1/roles
GET /api/v1/users/{}/permissions
PUT /api/v1/users/{}/permissions
GET /api/v1/users/{}/activity
GET /api/v1/whatsapp-configs
POST /api/v1/whatsapp-configs
GET /api/v1/whatsapp-configs/{}
PUT /api/v1/whatsapp-configs/{}
DELETE /api/v1/whatsapp-configs/{}
POST /api/v1/whatsapp-configs/{}/test
POST /api/v1/whatsapp-configs/{}/activate
POST /api/v1/whatsapp-configs/{}/deactivate
GET /api/v1/whatsapp-configs/{}/qrcode
GET /api/v1/whatsapp-configs/{}/status
POST /api/v1/whatsapp/send
POST /api/v1/whatsapp/send-template
POST /api/v1/whatsapp/send-buttons
POST /api/v1/whatsapp/send-list
GET /api/v1/whatsapp/webhook
POST /api/v1/whatsapp/webhook
GET /api/v1/whatsapp/webhook/{}
POST /api/v1/whatsapp/webhook/{}
GET /api/v1/whatsapp/messages
GET /api/v1/whatsapp/messages/{}/status
PUT /api/v1/whatsapp/messages/{}/read
POST /api/v1/whatsapp/messages/{}/resend
GET /api/v1/conversations
GET /api/v1/conversations/{}
POST /api/v1/conversations
PUT /api/v1/conversations/{}
POST /api/v1/conversations/{}/assign
POST /api/v1/conversations/{}/transfer
POST /api/v1/conversations/{}/return-to-flow
GET /api/v1/departments
POST /api/v1/departments
PUT /api/v1/departments/{}
DELETE /api/v1/departments/{}
GET /api/v1/queues
POST /api/v1/queues
PUT /api/v1/queues/{}
DELETE /api/v1/queues/{}
POST /api/v1/queues/{}/pull
GET /api/v1/business-hours
PUT /api/v1/business-hours/{}
GET /api/v1/agents
PUT /api/v1/agents/{}
PUT /api/v1/agents/me/presence
POST /api/v1/conversations/{}/tags
POST /api/v1/conversations/{}/notes
GET /api/v1/conversations/{}/notes
GET /api/v1/conversations/{}/timeline
GET /api/v1/conversations/{}/export
POST /api/v1/conversations/{}/archive
POST /api/v1/conversations/{}/reopen
POST /api/v1/conversations/{}/read
POST /api/v1/conversations/{}/snooze
POST /api/v1/conversations/bulk
GET /api/v1/conversations/stats
GET /api/v1/dashboard/conversations/active
GET /api/v1/contacts/{}
PUT /api/v1/contacts/{}
POST /api/v1/contacts/{}/tags
DELETE /api/v1/contacts/{}/tags
GET /api/v1/contacts/search
GET /api/v1/contacts
POST /api/v1/contacts
DELETE /api/v1/contacts/{}
GET /api/v1/contacts/{}/timeline
GET /api/v1/contacts/{}/lists
POST /api/v1/contacts/bulk
GET /api/v1/contacts/imports
POST /api/v1/contacts/import
POST /api/v1/contacts/import/preview
GET /api/v1/contacts/imports/{}
GET /api/v1/contacts/export
POST /api/v1/contacts/export
POST /api/v1/contacts/merge
GET /api/v1/contact-attributes
POST /api/v1/contact-attributes
GET /api/v1/segments
POST /api/v1/segments
PUT /api/v1/segments/{}
DELETE /api/v1/segments/{}
POST /api/v1/segments/count
GET /api/v1/notifications
POST /api/v1/notifications/read
POST /api/v1/ai/chat
POST /api/v1/ai/analyze-sentiment
POST /api/v1/ai/classify-intent
POST /api/v1/ai/summarize
POST /api/v1/ai/suggest-response
POST /api/v1/ai/translate
POST /api/v1/ai/extract-entities
POST /api/v1/ai/generate-template
GET /api/v1/ai/settings
PUT /api/v1/ai/settings
GET /api/v1/ai/prompts
POST /api/v1/ai/prompts
PUT /api/v1/ai/prompts/{}
DELETE /api/v1/ai/prompts/{}
GET /api/v1/webhooks
POST /api/v1/webhooks
GET /api/v1/webhooks/{}
PUT /api/v1/webhooks/{}
DELETE /api/v1/webhooks/{}
POST /api/v1/webhooks/{}/test
GET /api/v1/webhooks/{}/logs
POST /api/v1/webhooks/{}/retry
POST /api/v1/webhooks/{}/rotate-secret
POST /api/v1/privacy/consent
GET /api/v1/privacy/consent/{}
DELETE /api/v1/privacy/consent/{}
POST /api/v1/privacy/data/{}/export
DELETE /api/v1/privacy/data/{}
POST /api/v1/privacy/data/{}/anonymize
GET /api/v1/privacy/audit/{}
GET /api/v1/privacy/compliance/status
GET /api/v1/privacy/requests
GET /api/v1/privacy/retention
PUT /api/v1/privacy/retention
GET /api/v1/privacy/audit
GET /api/v1/tags
POST /api/v1/tags
DELETE /api/v1/tags/{}
GET /api/v1/dashboard/overview
GET /api/v1/dashboard/metrics
GET /api/v1/dashboard/charts/{}
GET /api/v1/dashboard/agents
GET /api/v1/dashboard/queue
GET /api/v1/dashboard/alerts
GET /api/v1/dashboard/widgets
POST /api/v1/dashboard/widgets
PUT /api/v1/dashboard/widgets/{}
DELETE /api/v1/dashboard/widgets/{}
GET /api/v1/dashboard/kpis
POST /api/v1/dashboard/export
POST /api/v1/whatsapp/scheduled
GET /api/v1/whatsapp/scheduled
DELETE /api/v1/whatsapp/scheduled/{}
GET /api/v1/saved-views
POST /api/v1/saved-views
DELETE /api/v1/saved-views/{}
GET /api/v1/canned-replies
POST /api/v1/canned-replies
PUT /api/v1/canned-replies/{}
DELETE /api/v1/canned-replies/{}
POST /api/v1/canned-replies/{}/render
GET /api/v1/surveys
PUT /api/v1/surveys
GET /api/v1/flows
POST /api/v1/flows
GET /api/v1/flows/{}
PUT /api/v1/flows/{}
DELETE /api/v1/flows/{}
POST /api/v1/flows/validate
GET /api/v1/flows/node-types
GET /api/v1/flows/templates
POST /api/v1/flows/import
GET /api/v1/flows/{}/export
POST /api/v1/flows/{}/publish
POST /api/v1/flows/{}/unpublish
GET /api/v1/flows/{}/sessions
POST /api/v1/ai/knowledge
GET /api/v1/ai/knowledge
DELETE /api/v1/ai/knowledge/{}
POST /api/v1/ai/knowledge/search
POST /api/v1/ai/evaluations
POST /api/v1/ai/generate-flow
GET /api/v1/ws/stats
GET /observability/health
GET /observability/ready
GET /observability/live
GET /observability/metrics
"""


@pytest.fixture(scope="module")
def shown() -> dict[str, Any]:
    return document()


def operations(shown: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found = {}
    for path, methods in shown["paths"].items():
        plain = "/".join("{}" if part.startswith("{") else part for part in path.split("/"))
        for method, operation in methods.items():
            found[f"{method.upper()} {plain}"] = operation
    return found


def test_every_promised_route_is_there(shown: dict[str, Any]) -> None:
    assert set(PROMISED.split("\n")) - {""} - set(operations(shown)) == set()


def test_every_route_has_words_and_an_error_form(shown: dict[str, Any]) -> None:
    for name, operation in operations(shown).items():
        assert operation.get("summary"), name
        assert operation.get("description"), name
        for status, response in operation["responses"].items():
            if int(status) >= 400 and name != "GET /observability/health":
                schema = response["content"]["application/json"]["schema"]
                envelope = {"$ref": "#/components/schemas/ErrorEnvelope"}
                # What is no document at all is told in GraphQL's own form.
                forms = schema["anyOf"] if name == "POST /graphql" else [schema]
                assert forms[0] == envelope, (name, status)
                assert all("errors" in form["required"] for form in forms[1:]), (name, status)
        assert {"429", "500", "503"} <= set(operation["responses"]), name


def test_every_route_says_who_may_call_it(shown: dict[str, Any]) -> None:
    for name, operation in operations(shown).items():
        public = operation.get("security") == []
        assert public or "401" in operation["responses"], name
        assert not public or "403" not in operation["responses"] or "webhook" in name, name


def test_every_reference_of_the_document_leads_somewhere(shown: dict[str, Any]) -> None:
    def references(part: Any) -> set[str]:
        if isinstance(part, dict):
            own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
            return own.union(*map(references, part.values()))
        return set().union(*map(references, part)) if isinstance(part, list) else set()

    named = {reference.removeprefix("#/components/schemas/") for reference in references(shown)}
    assert named - set(shown["components"]["schemas"]) == set()


def test_clock_and_ids_are_banned_where_the_domain_would_reach_for_them() -> None:
    configured = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    banned = configured["tool"]["ruff"]["lint"]["flake8-tidy-imports"]["banned-api"]
    assert {"datetime.datetime.now", "datetime.datetime.utcnow", "uuid.uuid4"} <= set(banned)
    domain = ROOT / "src" / "pytake_domain"
    for path in (path for path in domain.rglob("*.py") if "testing" not in path.parts):
        lines = path.read_text("utf-8").splitlines()
        reached = [
            line for line in lines if line.startswith(("import random", "import time", "from random", "import secrets"))
        ]
        assert reached == [], path
