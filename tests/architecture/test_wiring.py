"""Everything can be built from settings alone, and the document needs no server."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from dependency_injector import providers

from pytake_app.app import create_app
from pytake_app.settings import Settings
from pytake_app.wiring.bridge import dependencies
from pytake_app.wiring.container import Container, build, close


def container_in(folder: Path) -> Container:
    settings = Settings(
        database_url="postgresql+asyncpg://nobody@127.0.0.1:1/none",
        redis_url="redis://127.0.0.1:1",
        webhook_verify_token="known",
        data=folder,
    )
    return build(settings)


async def test_the_container_builds_everything_without_connecting(tmp_path: Path) -> None:
    container = container_in(tmp_path)
    built = []
    parts: list[Any] = [p for p in container.providers.values() if isinstance(p, providers.Container)]
    for part in parts:
        for name, provider in part.providers.items():
            if isinstance(provider, providers.Singleton):
                thing = getattr(part, name)()
                assert not asyncio.isfuture(thing), name
                assert thing is getattr(part, name)(), name
                built.append(name)
    assert {"inbox", "accept_webhooks", "run_flows", "vault"} <= set(built)
    assert callable(create_app(container))
    await close(container)


def test_no_two_parts_offer_a_use_case_of_the_same_name(tmp_path: Path) -> None:
    container = container_in(tmp_path)
    parts: list[Any] = [p() for p in container.providers.values() if isinstance(p, providers.Container)]
    own = [
        name
        for part in parts
        for name, provider in part.providers.items()
        if not isinstance(provider, providers.Dependency | providers.DependenciesContainer)
        and not name.startswith("_")
        and part is not container.adapters()
    ]
    assert len(own) == len(set(own))
    assert set(own) == set(dependencies(container))


def test_the_document_is_printed_without_any_server() -> None:
    done = subprocess.run([sys.executable, "-m", "pytake_app.cli", "openapi"], capture_output=True, check=True, env={})
    assert json.loads(done.stdout)["openapi"].startswith("3.")
