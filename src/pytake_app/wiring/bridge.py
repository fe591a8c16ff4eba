"""Providers as Litestar dependencies: parameter name = provider name."""

from typing import Any

from dependency_injector.providers import DependenciesContainer, Dependency, Provider
from litestar.di import Provide

from pytake_app.wiring.container import Container

_GIVEN = (Dependency, DependenciesContainer)
"""What a part is given by others, who offer it themselves."""


def bridged(provider: Provider[Any]) -> Provide:
    """One provider; wrapped, since Litestar can't read its signature."""

    def give() -> Any:
        return provider()

    return Provide(give, use_cache=False, sync_to_thread=False)


def constant(value: Any) -> Provide:
    """A value that is the same for every request."""

    def give() -> Any:
        return value

    return Provide(give, use_cache=False, sync_to_thread=False)


def dependencies(container: Container) -> dict[str, Provide]:
    """Every use case by its name."""
    return {name: bridged(provider) for name, provider in providers(container).items()}


def providers(container: Container) -> dict[str, Provider[Any]]:
    """What makes every use case, by its name."""
    parts: tuple[Any, ...] = (
        container.identity(),
        container.numbers(),
        container.contacts(),
        container.messaging(),
        container.desk(),
        container.figures(),
        container.notices(),
        container.flows(),
        container.campaigns(),
        container.erp(),
        container.ai(),
        container.billing(),
        container.webhooks(),
        container.privacy(),
        container.knowledge(),
    )
    return {
        name: getattr(part, name)
        for part in parts
        for name, provider in part.providers.items()
        if not isinstance(provider, _GIVEN) and not name.startswith("_")
    }
