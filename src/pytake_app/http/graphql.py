"""`POST /graphql` and its playground."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from graphql import ExecutionResult
from litestar import Controller, MediaType, Request, Response, WebSocket, post, websocket
from litestar.di import NamedDependency
from litestar.params import JSONBody, SkipValidation

from pytake_app.graphql.asking import Asking
from pytake_app.graphql.errors import TRANSIENT, told, told_of
from pytake_app.graphql.execute import Asked, Refused, answered, checked, is_failed
from pytake_app.graphql.socket import GraphqlSocket, Parts
from pytake_app.http.edge.audit import AuditTrail
from pytake_app.http.edge.authentication import Authenticator
from pytake_app.http.edge.draining import Draining
from pytake_app.http.edge.errors import status_of
from pytake_app.http.edge.request_id import request_id
from pytake_app.realtime.hub import Hub
from pytake_app.realtime.seen import Watchers
from pytake_domain.identity import Authenticate, SignedIn
from pytake_domain.kernel.errors import PytakeError
from pytake_domain.kernel.text import Language
from pytake_domain.messaging import BrowseMessaging
from pytake_domain.routing import ManageAgents

log = logging.getLogger(__name__)
KINDS = ("query", "mutation")
COST_OF_ONE = 100
"""What a request may cost for one request of the rate; more counts as more."""
OK, BAD_REQUEST = 200, 400
Given = Mapping[str, Callable[[], Any]]


class GraphqlController(Controller):
    """`/graphql`."""

    tags = ("graphql",)

    @post("/graphql", status_code=200, summary="Ask in GraphQL")
    async def ask(
        self,
        data: JSONBody[Asked],
        request: Request[Any, Any, Any],
        signed_in: NamedDependency[SignedIn],
        authenticator: NamedDependency[Authenticator],
        reader_language: NamedDependency[Language],
        graphql_parts: NamedDependency[SkipValidation[Given]],
        audit_trail: NamedDependency[SkipValidation[AuditTrail]],
    ) -> Response[dict[str, Any]]:
        """One document in `query`, with `variables` and `operationName`. Each field is a route: the same permissions, errors
        (in `extensions`) and records. What is too long, deep, wide or costly is refused before anything of it is done.
        """
        asking = Asking(
            signed_in, reader_language, graphql_parts, request=request, key=request.headers.get("idempotency-key")
        )
        own_id = request_id(request.scope)
        try:
            weighed = checked(data, kinds=KINDS)
            await authenticator.charge(request, signed_in, weighed.roots - 1 + weighed.cost // COST_OF_ONE)
            result = await answered(weighed, data, asking)
        except Refused as refused:
            log.warning("%s graphql refused: %s", own_id, refused.failures[0].message[:200])
            errors = [told_of(each, reader_language, own_id) for each in refused.failures]
            return _answer({"errors": errors}, BAD_REQUEST)
        except PytakeError as error:
            log.warning("%s graphql refused: %s", own_id, error)
            return _answer({"errors": [told(error, reader_language, own_id)]}, status_of(error))
        await audit_trail.record_all(request.scope, signed_in.actor, "POST /graphql", asking.seen)
        return _answer(_whole(result, reader_language, own_id), _status(result, weighed.kind))


@websocket("/graphql")
async def graphql_socket(  # noqa: PLR0917  Litestar passes them by name
    socket: WebSocket[Any, Any, Any],
    hub: NamedDependency[Hub],
    authenticate: NamedDependency[Authenticate],
    authenticator: NamedDependency[Authenticator],
    browse_messaging: NamedDependency[BrowseMessaging],
    manage_agents: NamedDependency[ManageAgents],
    watchers: NamedDependency[Watchers],
    graphql_parts: NamedDependency[SkipValidation[Given]],
    audit_trail: NamedDependency[SkipValidation[AuditTrail]],
    draining: NamedDependency[SkipValidation[Draining]],
) -> None:
    """Subscriptions, in the protocol `graphql-transport-ws`."""
    parts = Parts(
        hub=hub,
        authenticate=authenticate,
        authenticator=authenticator,
        browse=browse_messaging,
        agents=manage_agents,
        watchers=watchers,
        trail=audit_trail,
        given=graphql_parts,
        draining=draining,
    )
    await GraphqlSocket(socket, parts).serve()


def _whole(result: ExecutionResult, language: Language, own_id: str) -> dict[str, Any]:
    shown: dict[str, Any] = {"data": result.data}
    if result.errors:
        shown["errors"] = [told_of(each, language, own_id) for each in result.errors]
    return shown


def _status(result: ExecutionResult, kind: str) -> int:
    """A mutation of which nothing could be done for now is answered as REST does, so that its idempotency key stays free."""
    if result.data is None and all(each.path is None for each in result.errors or ()):
        return BAD_REQUEST
    causes = [each.original_error for each in result.errors or ()]
    if kind == "mutation" and causes and is_failed(result):
        passing = [each for each in causes if isinstance(each, TRANSIENT)]
        if len(passing) == len(causes):
            return status_of(passing[0])
    return OK


def _answer(content: dict[str, Any], status: int) -> Response[dict[str, Any]]:
    return Response(content, status_code=status, media_type=MediaType.JSON)
