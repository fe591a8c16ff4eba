"""Adapters by name: our own, and whatever installed packages offer under an entry point."""

import importlib
import inspect
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import Any

from pytake_domain.ai import AiProvider, AiProviderUnknown
from pytake_domain.erp import ErpAdapter, ErpUnknown
from pytake_domain.templates import TemplateGateway
from pytake_domain.whatsapp import ApiType, NotSupported, Provider

WHATSAPP = "pytake.whatsapp"
ERP = "pytake.erp"
AI = "pytake.ai"

BUILT_IN: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        WHATSAPP: MappingProxyType(
            {
                "official": "pytake_adapters.whatsapp_cloud.provider:build",
                "evolution": "pytake_adapters.evolution.provider:build",
            }
        ),
        ERP: MappingProxyType(
            {
                "hubsoft": "pytake_adapters.erp_hubsoft.adapter:build",
                "ixcsoft": "pytake_adapters.erp_ixcsoft.adapter:build",
                "mksolutions": "pytake_adapters.erp_mksolutions.adapter:build",
                "sisgp": "pytake_adapters.erp_sisgp.adapter:build",
            }
        ),
        AI: MappingProxyType(
            {
                "openai": "pytake_adapters.ai_openai.model:build",
                "anthropic": "pytake_adapters.ai_anthropic.model:build",
            }
        ),
    }
)
"""Ours by group and name, so that they are found where the package lies without its metadata, inside another one."""

Build = Callable[[Mapping[str, str]], Any]


def names(group: str) -> frozenset[str]:
    """Every adapter of a group that can be had."""
    return frozenset(BUILT_IN.get(group, {})) | entry_points(group=group).names


def find(group: str, name: str) -> Build | None:
    """The function that builds an adapter from its options; an installed one goes before ours. None: not installed."""
    for entry_point in entry_points(group=group, name=name):
        found: Build = entry_point.load()
        return found
    where = BUILT_IN.get(group, {}).get(name)
    if where is None:
        return None
    module, _, function = where.partition(":")
    built_in: Build = getattr(importlib.import_module(module), function)
    return built_in


class InstalledProviders:
    """The WhatsApp providers installed here, each built once at first use; see ProviderDirectory."""

    def __init__(self, options: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self._options = options or {}
        self._built: dict[str, Provider] = {}

    def of(self, api_type: ApiType) -> Provider:
        """Raises NotSupported when no adapter of that name is installed."""
        name = str(api_type)
        if (built := self._built.get(name)) is None:
            build = find(WHATSAPP, name)
            if build is None:
                raise NotSupported(what=name)
            built = self._built[name] = build(self._options.get(name, {}))
        return built

    async def aclose(self) -> None:
        """Close those that hold connections."""
        built, self._built = self._built, {}
        for provider in built.values():
            close = getattr(provider, "aclose", None)
            if close is not None and inspect.isawaitable(closing := close()):
                await closing


class InstalledTemplates:
    """Which of the installed providers have templates: those with a `templates` of their own; see TemplateGateways."""

    def __init__(self, providers: InstalledProviders) -> None:
        self._providers = providers

    def of(self, api_type: ApiType) -> TemplateGateway | None:
        """None when that provider has none, or is not installed."""
        try:
            provider = self._providers.of(api_type)
        except NotSupported:
            return None
        gateway: TemplateGateway | None = getattr(provider, "templates", None)
        return gateway


class InstalledErps:
    """The ERPs whose adapters are installed here, each built once at first use; see ErpDirectory."""

    def __init__(self, options: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self._options = options or {}
        self._built: dict[str, ErpAdapter] = {}

    def names(self) -> Sequence[str]:
        """See the port."""
        return sorted(names(ERP))

    def of(self, erp_type: str) -> ErpAdapter:
        """See the port."""
        if (built := self._built.get(erp_type)) is None:
            build = find(ERP, erp_type)
            if build is None:
                raise ErpUnknown
            built = self._built[erp_type] = build(self._options.get(erp_type, {}))
        return built


class InstalledAi:
    """The providers of language models installed here, each built once at first use; see AiDirectory. `options` are for each."""

    def __init__(self, options: Mapping[str, str] | None = None) -> None:
        self._options = options or {}
        self._built: dict[str, AiProvider] = {}

    def names(self) -> Sequence[str]:
        """See the port."""
        return sorted(names(AI))

    def of(self, name: str) -> AiProvider:
        """See the port."""
        if (built := self._built.get(name)) is None:
            build = find(AI, name)
            if build is None:
                raise AiProviderUnknown
            built = self._built[name] = build(self._options)
        return built

    async def aclose(self) -> None:
        """Close those that hold connections."""
        built, self._built = self._built, {}
        for provider in built.values():
            close = getattr(provider, "aclose", None)
            if close is not None and inspect.isawaitable(closing := close()):
                await closing
