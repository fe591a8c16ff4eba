"""The OpenAPI document, without any server."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pytake_app.app import create_litestar
from pytake_app.http.edge.documented import described
from pytake_app.settings import Settings
from pytake_app.wiring.container import build


def document() -> dict[str, Any]:
    """As `/api-docs/openapi.json` serves it; nothing is connected to, and no key outlives the call."""
    with TemporaryDirectory() as folder:
        settings = Settings(
            database_url="postgresql+asyncpg://pytake_app@localhost/pytake",
            redis_url="redis://localhost",
            data=Path(folder),
        )
        return described(create_litestar(build(settings)).openapi_schema.to_schema())
