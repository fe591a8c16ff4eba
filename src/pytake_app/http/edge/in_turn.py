"""Dependencies of a handler one after the other: a task for each of them costs more than all of them do."""

from litestar.plugins import ReceiveRoutePlugin
from litestar.routes import BaseRoute, HTTPRoute


class InTurn(ReceiveRoutePlugin):
    """Ours are finished objects, or what the check of the request has found out; there is nothing to wait for side by side."""

    def receive_route(self, route: BaseRoute) -> None:
        """See the plugin: a route as it is registered."""
        if not isinstance(route, HTTPRoute):
            return
        for _, wanted in route.route_handler_map.values():
            wanted.dependency_batches = [{each} for batch in wanted.dependency_batches for each in batch]
