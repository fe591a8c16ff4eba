"""`/ws` and its figures."""

from typing import Any

from litestar import Controller, WebSocket, get, websocket
from litestar.di import NamedDependency
from litestar.params import SkipValidation

from pytake_app.http.edge.authentication import Authenticator
from pytake_app.http.edge.draining import Draining
from pytake_app.realtime.hub import Hub
from pytake_app.realtime.seen import Watchers
from pytake_app.realtime.socket import serve
from pytake_domain.identity import Authenticate
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.messaging import BrowseMessaging, ShowPresence
from pytake_domain.routing import ManageAgents


class RealtimeController(Controller):
    """`/api/v1/ws`."""

    path = "/api/v1/ws"
    tags = ("realtime",)

    @get("/stats", summary="Connections and subscriptions")
    async def stats(self, actor: NamedDependency[Actor], hub: NamedDependency[Hub]) -> dict[str, Any]:
        """Of the caller's company, in this process."""
        actor.require(Permission.READ_METRICS)
        return hub.stats(actor.tenant_id)


@websocket("/ws")
async def live_socket(  # noqa: PLR0917  Litestar passes them by name
    socket: WebSocket[Any, Any, Any],
    hub: NamedDependency[Hub],
    authenticate: NamedDependency[Authenticate],
    authenticator: NamedDependency[Authenticator],
    browse_messaging: NamedDependency[BrowseMessaging],
    manage_agents: NamedDependency[ManageAgents],
    show_presence: NamedDependency[SkipValidation[ShowPresence]],
    watchers: NamedDependency[Watchers],
    draining: NamedDependency[SkipValidation[Draining]],
) -> None:
    """Subscribe, unsubscribe, ping, resume; see the contract."""
    await serve(
        socket,
        hub=hub,
        authenticate=authenticate,
        authenticator=authenticator,
        browse=browse_messaging,
        agents=manage_agents,
        presence=show_presence,
        watchers=watchers,
        draining=draining,
    )
