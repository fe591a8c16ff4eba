"""Sockets are opened by our own pages, by programs, and by the origins in the settings; by no other page."""

from collections.abc import Collection
from urllib.parse import urlsplit

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

REFUSED = 4403


class OriginEdge:
    """A page of somebody else could open a socket to us in its visitor's browser. It has no token to show there; but it need not
    get as far as being asked for one. Browsers name the page's origin; programs name none.
    """

    def __init__(self, app: ASGIApp, *, allowed: Collection[str], anywhere: bool = False) -> None:
        """`allowed`: origins beside the one that the request itself is for; `anywhere`: a console that is being developed."""
        self._app = app
        self._allowed = {origin.rstrip("/").lower() for origin in allowed if origin}
        self._anywhere = anywhere

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == ScopeType.WEBSOCKET and not self._anywhere and not self._welcome(dict(scope["headers"])):
            await receive()
            await send({"type": "websocket.close", "code": REFUSED, "reason": "origin"})
            return
        await self._app(scope, receive, send)

    def _welcome(self, headers: dict[bytes, bytes]) -> bool:
        origin = headers.get(b"origin", b"").decode("latin-1").lower()
        if not origin:
            return True
        host = headers.get(b"host", b"").decode("latin-1").lower()
        return origin in self._allowed or (bool(host) and urlsplit(origin).netloc == host)
