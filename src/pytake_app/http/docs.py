"""Swagger UI, ReDoc and GraphiQL with their assets in the package: nothing is loaded from anywhere else."""

from importlib.resources import files
from typing import Any

from litestar import Controller, MediaType, Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from pytake_app.asyncapi import document
from pytake_app.settings import Settings

ASSETS = files("pytake_app.http") / "assets"
TYPES = {"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:;"
    " connect-src 'self'; worker-src blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
PAGE = """<!doctype html>
<html lang="pt-BR"><head><meta charset="utf-8"><title>PyTake API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{style}</head>
<body><div id="docs" data-kind="{kind}"></div>
<script src="/docs/assets/{script}"></script><script src="/docs/assets/start.js"></script></body></html>"""

PLAYGROUND = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>PyTake GraphQL</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/docs/assets/graphiql.css"><link rel="stylesheet" href="/docs/assets/graphiql-page.css"></head>
<body><form id="door"><h1>GraphQL</h1><p>Everything is asked as somebody: with the token of a session, or with an API key.</p>
<label for="secret">Token or API key</label><input id="secret" type="password" autocomplete="off" required>
<button>Open the playground</button></form><div id="docs"></div>
<script src="/docs/assets/react.production.min.js"></script><script src="/docs/assets/react-dom.production.min.js"></script>
<script src="/docs/assets/graphiql.min.js"></script><script src="/docs/assets/graphiql-start.js"></script></body></html>"""


class DocsController(Controller):
    """`/docs`, `/redoc` and `/graphql/playground`."""

    include_in_schema = False

    @get("/docs", sync_to_thread=False)
    def swagger(self) -> Response[str]:
        """Swagger UI."""
        style = '<link rel="stylesheet" href="/docs/assets/swagger-ui.css">'
        return _page(kind="swagger", script="swagger-ui-bundle.js", style=style)

    @get("/redoc", sync_to_thread=False)
    def redoc(self) -> Response[str]:
        """ReDoc."""
        return _page(kind="redoc", script="redoc.standalone.js", style="")

    @get("/api/v1/asyncapi.json", sync_to_thread=False)
    def asyncapi(self, settings: NamedDependency[Settings]) -> Response[dict[str, Any]]:
        """Events of the WebSocket and of webhooks."""
        return Response(document(settings.public_url), media_type=MediaType.JSON)

    @get("/graphql/playground", sync_to_thread=False)
    def playground(self) -> Response[str]:
        """GraphiQL; it asks for a token or a key first."""
        return Response(PLAYGROUND, media_type=MediaType.HTML, headers={"content-security-policy": POLICY})

    @get("/docs/assets/{name:str}", sync_to_thread=True)
    def asset(self, name: FromPath[str]) -> Response[bytes]:
        """One of the bundled files."""
        known = {entry.name: entry for entry in ASSETS.iterdir()}
        ending = name.rpartition(".")[2]
        if name not in known or ending not in TYPES:
            raise NotFoundException
        headers = {"cache-control": "public, max-age=86400"}
        return Response(known[name].read_bytes(), media_type=TYPES[ending], headers=headers)


def _page(**parts: Any) -> Response[str]:
    headers = {"content-security-policy": POLICY}
    return Response(PAGE.format(**parts), media_type=MediaType.HTML, headers=headers)
