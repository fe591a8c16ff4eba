"""What the OpenAPI document says of errors: one envelope, which status where, every code."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import msgspec
from litestar import Request
from litestar.openapi.plugins import JsonRenderPlugin

from pytake_app.http.edge.bounded import bound
from pytake_app.http.edge.errors import BY_STATUS, ErrorEnvelope, status_of
from pytake_domain.kernel.errors import PytakeError

PUBLIC = (
    "/api/v1/auth/login",
    "/api/v1/auth/register",
    "/api/v1/auth/refresh",
    "/api/v1/auth/forgot-password",
    "/api/v1/auth/reset-password",
    "/api/v1/auth/verify-email",
    "/api/v1/auth/mfa/verify",
    "/api/v1/auth/oidc/",
    "/api/v1/auth/passkey/",
    "/api/v1/notifications/unsubscribe",
    "/api/v1/whatsapp/webhook",
    "/api/v1/media/",
    "/api/v1/branding",
    "/observability/",
    "/.well-known/",
)
"""Where nobody has to be signed in."""
OPERATORS = ("/observability/traces", "/observability/logs")
JSON = "application/json"
CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES = {
    "/api/v1/campaigns/{campaign_id}/export": (CSV, XLSX),
    "/api/v1/contacts/export": (CSV, XLSX),
    "/api/v1/contacts/imports/{import_id}/refused": (CSV,),
    "/api/v1/conversations/{conversation_id}/export": (CSV, "text/plain", "application/pdf", JSON),
    "/api/v1/dashboard/export": (CSV, XLSX, "application/pdf"),
    "/api/v1/flows/{flow_id}/export": (JSON, "application/yaml"),
    "/api/v1/whatsapp/media/{media_id}": ("*/*",),
}
"""What comes as a file, in which forms."""
TWICE = {("/api/v1/ai/knowledge", "post")}
"""Asked again, these answer what is there, with another status."""
ERP_WEBHOOK = "/api/v1/erp/{erp_type}/webhook"
ERP_OWN = ("/erp", "/metrics", "/logs", "/settings", "/sync", "/webhook-token", "/disconnect")
"""What is answered without asking the ERP."""
ASKS_PROVIDER = ("/test", "/status", "/read", "/qrcode")
SYNC_OF_TEMPLATES = "/api/v1/templates/sync"
BESIDE = {
    "/api/v1/auth/passkey": {409},
    "/api/v1/single-sign-on": {404},
    "/api/v1/notifications/unsubscribe": {401},
}
"""What else routes answer: keys that work at another address, a sign-on that is not set up, a link that is worth nothing."""
GRAPHQL = "/graphql"
REFERENCE = "#/components/schemas/{name}"
DESCRIPTIONS = {
    400: "The request can't be read",
    401: "Nobody is signed in, or the proof is wrong",
    403: "Not allowed",
    404: "Not there, or another company's",
    409: "Contradicts the present state",
    413: "Too large",
    414: "The address is too long",
    415: "Another media type than the route takes",
    422: "Understood, and a field is wrong: `details` says which",
    429: "Too many requests; `Retry-After` says when to come back",
    431: "Too many headers, or too large ones",
    500: "A bug",
    502: "The provider failed",
    503: "A dependency is away; try again later",
    504: "The provider took too long",
}


class Documented(JsonRenderPlugin):
    """Serves the document with its errors."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._whole: dict[str, Any] | None = None

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """As JSON; made once."""
        if self._whole is None:
            self._whole = described(openapi_schema)
        return super().render(request, self._whole)


def codes() -> dict[str, int]:
    """Every error code there is, with its status."""
    found = {code: status for status, code in BY_STATUS.items()} | {"BUG": 500}
    for kind in _kinds(PytakeError):
        found[kind.code] = status_of(kind())
    return dict(sorted(found.items()))


def described(schema: dict[str, Any]) -> dict[str, Any]:
    """The framework's document, with our envelope wherever something can go wrong."""
    whole = deepcopy(schema)
    _, components = msgspec.json.schema_components([ErrorEnvelope], ref_template=REFERENCE)
    known = codes()
    components["ErrorBody"]["properties"]["code"] = {"type": "string", "enum": [*known]}
    whole["components"]["schemas"] |= components
    whole["x-error-codes"] = known
    _loosen(whole)
    bound(whole)
    for path, methods in whole["paths"].items():
        for method, operation in methods.items():
            _describe(path, method, operation)
    return whole


def _loosen(part: Any) -> None:
    """The framework says `oneOf` of every union, which 10 breaks where whole numbers and others are allowed: it is both."""
    if isinstance(part, dict):
        if "oneOf" in part and "discriminator" not in part:
            part["anyOf"] = part.pop("oneOf")
        for each in part.values():
            _loosen(each)
    elif isinstance(part, list):
        for each in part:
            _loosen(each)


def _describe(path: str, method: str, operation: dict[str, Any]) -> None:
    if _public(path):
        operation["security"] = []
    body: dict[str, Any] = {"application/json": {"schema": {"$ref": REFERENCE.format(name="ErrorEnvelope")}}}
    responses = operation["responses"]
    responses.pop("400", None)
    if (path, method) in TWICE:
        first = next(iter(responses.values()))
        responses["200"] = first | {"description": "It was there already"}
    if path in FILES:
        whole = {"schema": {"type": "string", "format": "binary"}}
        content: dict[str, Any] = {form: {"schema": {}} if form == JSON else whole for form in FILES[path]}
        next(iter(responses.values()))["content"] = content
    if path == GRAPHQL:
        # Refused documents are answered in GraphQL's own form.
        own = {"type": "object", "required": ["errors"]}
        body = {"application/json": {"schema": {"anyOf": [body["application/json"]["schema"], own]}}}
    for status in sorted(_statuses(path, method, operation)):
        responses.setdefault(str(status), {"description": DESCRIPTIONS[status], "content": body})


def _statuses(path: str, method: str, operation: dict[str, Any]) -> set[int]:
    found = {414, 429, 431, 500, 503}
    if path.startswith("/api/v1/auth/"):
        found.add(401)
    if not _public(path):
        found |= {401, 403}
    named = any(each["in"] == "query" and each["name"].endswith("_id") for each in operation.get("parameters", ()))
    if "{" in path or named or path == "/api/v1/branding/logo":
        found.add(404)
    if operation.get("parameters") or method in ("post", "put"):
        # What is asked may be bytes that are no text, or a field, wrong.
        found |= {400, 422}
    if "requestBody" in operation:
        # What is named in a body may not be there either.
        found |= {400, 404, 413, 415, 422}
    if method in ("post", "put", "delete") and not _public(path):
        found.add(409)
    if path == SYNC_OF_TEMPLATES or (path.startswith("/api/v1/whatsapp") and path.endswith(ASKS_PROVIDER)):
        found |= {502, 504}
    found |= next((more for start, more in BESIDE.items() if path.startswith(start)), set())
    if path == ERP_WEBHOOK:
        found |= {401, 404, 409}
    elif path.startswith("/api/v1/erp") and not path.endswith(ERP_OWN):
        found |= {502, 504}
    if path.startswith("/api/v1/whatsapp/webhook"):
        found |= {401, 413} if method == "post" else {403}
    return found


def _public(path: str) -> bool:
    return (path.startswith(PUBLIC) and path not in OPERATORS) or path == ERP_WEBHOOK


def _kinds(kind: type[PytakeError]) -> Iterator[type[PytakeError]]:
    for each in kind.__subclasses__():
        if ".testing." not in each.__module__ and each.__module__.startswith("pytake_"):
            yield each
            yield from _kinds(each)
