"""Every answer that shows or changes somebody's data is recorded before it leaves: no record, no answer.

It is the rule for all routes. What shows nobody is named here with its reason, and a test holds the names against the document.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from litestar import Response
from litestar.enums import HttpMethod, ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from pytake_app.http.edge.request_id import request_id
from pytake_app.http.edge.subjects import MOST, subjects_in
from pytake_domain.identity import SignedIn
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.audit import AuditAction, AuditLog, AuditRecord
from pytake_domain.kernel.ids import AuditId, Ids, TenantId
from pytake_domain.kernel.time import Clock

FAILED = 400
GRAPHQL = "/graphql"
REPLAYED = b"idempotent-replayed"
NOBODY = (
    "/api/v1/agents",
    "/api/v1/ai/settings",
    "/api/v1/api-keys",
    "/api/v1/billing/rules",
    "/api/v1/branding",
    "/api/v1/business-hours",
    "/api/v1/campaigns",
    "/api/v1/canned-replies",
    "/api/v1/contact-attributes",
    "/api/v1/contact-lists",
    "/api/v1/costs",
    "/api/v1/dashboard",
    "/api/v1/departments",
    "/api/v1/flows",
    "/api/v1/outages",
    "/api/v1/queues",
    "/api/v1/roles",
    "/api/v1/saved-views",
    "/api/v1/segments",
    "/api/v1/sign-in-rules",
    "/api/v1/single-sign-on",
    "/api/v1/surveys",
    "/api/v1/tags",
    "/api/v1/templates",
    "/api/v1/tenants",
    "/api/v1/webhooks",
    "/api/v1/whatsapp-configs",
    "/api/v1/ws/stats",
    "/api/v1/privacy/compliance",
    "/api/v1/privacy/retention",
)
"""Reading these shows what a company set up, and figures; names of colleagues at most."""
SOMEBODY = (
    "/api/v1/dashboard/conversations/active",
    "/api/v1/campaigns/{campaign_id}/recipients",
    "/api/v1/campaigns/{campaign_id}/preview",
    "/api/v1/campaigns/{campaign_id}/export",
    "/api/v1/billing/rules/{rule_id}/preview",
    "/api/v1/flows/{flow_id}/sessions",
    "/api/v1/flows/sessions/{flow_session_id}/trace",
    "/api/v1/webhooks/{webhook_id}/logs",
    "/api/v1/segments/count",
    "/api/v1/segments/explain",
)
"""Below those, what shows people all the same."""
OTHERS_READ = (
    "/api/v1/auth/me",
    "/api/v1/auth/passkeys",
    "/api/v1/auth/sessions",
    "/api/v1/erp",
    "/api/v1/erp/metrics",
    "/api/v1/erp/{erp_type}/logs",
    "/api/v1/erp/{erp_type}/plans",
    "/api/v1/erp/{erp_type}/settings",
    "/api/v1/erp/{erp_type}/status",
    "/api/v1/conversations/stats",
    "/api/v1/contacts/imports",
    "/api/v1/contacts/imports/{import_id}",
)
"""One's own, figures, and how far a file is."""
ASKED_BY_POST = (
    "/api/v1/contacts/import/preview",
    "/api/v1/contacts/export",
    "/api/v1/segments/count",
    "/api/v1/segments/explain",
    "/api/v1/campaigns/estimate",
    "/api/v1/flows/validate",
    "/api/v1/dashboard/export",
    "/api/v1/templates/{template_id}/preview",
    "/api/v1/canned-replies/{reply_id}/render",
    "/api/v1/conversations/{conversation_id}/fill",
    "/api/v1/flows/{flow_id}/replay",
)
"""These read, though they are asked with a body."""
_shown: ContextVar["set[UUID] | None"] = ContextVar("shown", default=None)


async def see(response: "Response[Any]") -> "Response[Any]":
    """Hook of every route: whose data the answer holds, before it becomes bytes; awaited, since another would get a thread."""
    shown = _shown.get()
    if shown is not None:
        shown |= subjects_in(response.content)
    return response


def shown(*people: UUID) -> None:
    """Told by a handler whose answer is no Struct: a stream, a file."""
    known = _shown.get()
    if known is not None:
        known.update(people)


def action_of(method: str, template: str) -> AuditAction | None:
    """What a request to a route is recorded as; None for one that concerns nobody."""
    if not template.startswith("/api/v1/") or template.startswith("/api/v1/auth/mfa"):
        return None
    if template.endswith("/export"):
        return AuditAction.EXPORT if _somebody(template) else None
    if method in (HttpMethod.GET, HttpMethod.HEAD) or template in ASKED_BY_POST:
        return AuditAction.READ if _somebody(template) else None
    return AuditAction.CHANGE


def _somebody(template: str) -> bool:
    if template in SOMEBODY:
        return True
    return template not in OTHERS_READ and not template.startswith(NOBODY)


class AuditTrail:
    """Stores what was seen and changed, before it is told."""

    def __init__(self, log: AuditLog, caller: "Callable[[TenantId, str], str]", clock: Clock, ids: Ids) -> None:
        self._log = log
        self._caller = caller
        self._clock = clock
        self._ids = ids

    async def record(
        self, scope: Any, actor: Actor, action: AuditAction, kind: str, route: str, people: set[UUID]
    ) -> None:
        """Raises Unavailable when it can't be stored."""
        await self._log.put(
            AuditRecord(
                id=AuditId(self._ids.new()),
                tenant_id=actor.tenant_id,
                at=self._clock.now(),
                actor_kind=actor.kind,
                actor_id=actor.id,
                action=action,
                kind=kind,
                route=route,
                subjects=tuple(sorted(people)[:MOST]),
                request_id=request_id(scope),
                address=self._caller(actor.tenant_id, scope["state"].get("address", "")),
            )
        )

    async def record_all(
        self, scope: Any, actor: Actor, route: str, seen: Mapping[tuple[AuditAction, str, str], set[UUID]]
    ) -> None:
        """One record for each action, area and field. Raises Unavailable when one can't be stored."""
        await asyncio.gather(
            *(
                self.record(scope, actor, action, kind, f"{route} {field}", people)
                for (action, kind, field), people in seen.items()
            )
        )


class AuditEdge:
    """Holds an answer back until its record is stored."""

    def __init__(self, app: ASGIApp, trail: AuditTrail) -> None:
        self._app = app
        self._trail = trail

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI. Raises Unavailable when the record can't be stored."""
        template = str(scope.get("path_template", ""))
        if template == GRAPHQL:
            await self._app(scope, receive, self._again(scope, send))
            return
        action = action_of(scope["method"], template) if scope["type"] == ScopeType.HTTP else None
        if action is None:
            await self._app(scope, receive, send)
            return
        people: set[UUID] = set()
        token = _shown.set(people)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < FAILED:
                await self._record(scope, action, template, people)
            await send(message)

        try:
            await self._app(scope, receive, answer)
        finally:
            _shown.reset(token)

    def _again(self, scope: Scope, send: Send) -> Send:
        """Its fields are recorded by whoever answers them; an answer that is given once more has passed nobody."""

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start" and REPLAYED in (name for name, _ in message["headers"]):
                await self._record(scope, AuditAction.CHANGE, template=f"{GRAPHQL} again", people=set())
            await send(message)

        return answer

    async def _record(self, scope: Any, action: AuditAction, template: str, people: set[UUID]) -> None:
        signed = scope["state"].get("signed_in")
        if not isinstance(signed, SignedIn):
            return
        named = {each for each in scope["path_params"].values() if isinstance(each, UUID)}
        kind = "graphql" if template.startswith(GRAPHQL) else template.removeprefix("/api/v1/").partition("/")[0]
        await self._trail.record(scope, signed.actor, action, kind, f"{scope['method']} {template}", named | people)
