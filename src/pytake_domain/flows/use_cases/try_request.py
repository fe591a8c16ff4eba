"""A block's request, sent as it is drawn, so that its author sees what comes back before anybody runs into it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import msgspec

from pytake_domain.flows.compiled import compile_graph
from pytake_domain.flows.effect import CallApi
from pytake_domain.flows.engine import step
from pytake_domain.flows.errors import FlowInvalid
from pytake_domain.flows.facts import Facts
from pytake_domain.flows.graph import Edge, Graph, Node, read_graph
from pytake_domain.flows.input import Started
from pytake_domain.flows.nodes.api_call import ApiCall
from pytake_domain.flows.ports import ApiCaller
from pytake_domain.flows.problem import FlowProblem
from pytake_domain.flows.session import new_session
from pytake_domain.flows.use_cases.work import RunWork
from pytake_domain.flows.validation import errors_of
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import TenantSuspended, Throttled
from pytake_domain.kernel.ids import (
    ContactId,
    ConversationId,
    FlowSessionId,
    FlowVersionId,
    Ids,
    NumberId,
)
from pytake_domain.kernel.limits import Rate, RateLimiter
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork

TRIES = Rate(per_second=0.5, burst=10)
"""How often one company may try: it is for drawing, not for work."""
LONGEST_TEXT = 2_000
MOST_ITEMS = 50
MOST_VALUES = 2_000
"""What is shown of an answer."""
LEAST_SECRET = 6
MASK = "•••"
_SECRETS = ("auth", "token", "key", "secret", "cookie", "password")
_BLOCK = "block"


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """What came back: an answer, or `error` as `ApiCaller` names it. `cut`: there was more than is shown."""

    seconds: float
    status: int | None = None
    headers: dict[str, str] = {}
    body: Any = None
    error: str | None = None
    cut: bool = False


class TryRequests:
    """Sends what an `api_call` would send, and keeps nothing."""

    def __init__(
        self, *, open_work: OpenWork[RunWork], apis: ApiCaller, limiter: RateLimiter, clock: Clock, ids: Ids
    ) -> None:
        self._open_work = open_work
        self._apis = apis
        self._limiter = limiter
        self._clock = clock
        self._ids = ids

    async def send(self, actor: Actor, data: Mapping[str, Any], variables: Mapping[str, Any]) -> Tried:
        """Raises FlowInvalid for a block that could not run, Throttled, TenantSuspended."""
        actor.require(Permission.WRITE_FLOWS)
        async with self._open_work(actor.tenant_id) as work:
            tenant = await work.tenants.get()
        if tenant.is_suspended:
            raise TenantSuspended
        facts = Facts(
            contact={"name": "", "tags": [], "attributes": {}},
            company={"name": tenant.name},
            language=tenant.language.value,
            time_zone=tenant.time_zone,
        )
        request = self._drawn(actor, data, variables, facts)
        verdict = await self._limiter.take(f"flow-request:{actor.tenant_id}", TRIES)
        if not verdict.allowed:
            raise Throttled(retry_after=max(1, int(verdict.retry_after + 0.999)))
        began = self._clock.now()
        outcome = await self._apis.call(request)
        seconds = (self._clock.now() - began) / dt.timedelta(seconds=1)
        if not isinstance(outcome.value, dict):
            return Tried(seconds=seconds, error=outcome.error or "lost")
        secrets = _secrets_of(request)
        body, cut = _shown(_masked(outcome.value.get("body"), secrets))
        return Tried(
            seconds=seconds,
            status=outcome.value.get("status"),
            headers=_masked(outcome.value.get("headers") or {}, secrets),
            body=body,
            cut=cut,
        )

    def _drawn(self, actor: Actor, data: Mapping[str, Any], variables: Mapping[str, Any], facts: Facts) -> CallApi:
        """The request, worked out by the very engine that runs flows."""
        block = {"id": _BLOCK, "type": ApiCall.type, "data": {**data, "disabled": False}}
        read, unreadable = read_graph([block])
        graph = Graph(
            nodes=(Node(id="start", type="start", data={"variables": dict(variables)}), *read.nodes),
            edges=(Edge(id="way", source="start", target=_BLOCK),),
        )
        version_id = FlowVersionId(self._ids.new())
        flow = compile_graph(graph, version_id=version_id)
        if wrong := errors_of((*unreadable, *flow.problems)):
            raise FlowInvalid(*(problem.as_problem() for problem in wrong))
        session = new_session(
            session_id=FlowSessionId(self._ids.new()),
            tenant_id=actor.tenant_id,
            flow_id=flow.flow_id,
            version_id=version_id,
            contact_id=ContactId(self._ids.new()),
            number_id=NumberId(self._ids.new()),
            conversation_id=ConversationId(self._ids.new()),
            now=self._clock.now(),
        )
        done = step(flow, session, Started(variables=dict(variables)), self._clock.now(), facts)
        for effect in done.effects:
            if isinstance(effect, CallApi):
                return effect
        problem = FlowProblem(code="bad_value", node_id=_BLOCK, params={"detail": done.session.reason[:200]})
        raise FlowInvalid(problem.as_problem())


def _secrets_of(request: CallApi) -> tuple[str, ...]:
    """What services are told in confidence: some say it back in their answers."""
    told = [value for name, value in request.headers.items() if any(word in name.lower() for word in _SECRETS)]
    parts = {part for value in told for part in (value, *value.split())}
    return tuple(sorted((part for part in parts if len(part) >= LEAST_SECRET), key=len, reverse=True))


def _masked(value: Any, secrets: tuple[str, ...]) -> Any:
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, MASK)
        return value
    if isinstance(value, list):
        return [_masked(item, secrets) for item in value]
    if isinstance(value, dict):
        return {_masked(key, secrets): _masked(item, secrets) for key, item in value.items()}
    return value


def _shown(value: Any) -> tuple[Any, bool]:
    """As much of it as a person looks at; whether there was more."""
    left, cut = MOST_VALUES, False

    def shown(value: Any) -> Any:
        nonlocal left, cut
        left -= 1
        if isinstance(value, str):
            cut = cut or len(value) > LONGEST_TEXT
            return value[:LONGEST_TEXT]
        if isinstance(value, list):
            kept = value[:MOST_ITEMS] if left > 0 else []
            cut = cut or len(kept) < len(value)
            return [shown(item) for item in kept]
        if isinstance(value, dict):
            fields = {}
            for key, item in value.items():
                if left <= 0:
                    cut = True
                    break
                fields[key[:LONGEST_TEXT]] = shown(item)
            return fields
        return value

    return shown(value), cut
