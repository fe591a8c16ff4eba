"""Adapters are found by name, with and without an installed package's metadata."""

from collections.abc import Mapping
from importlib.metadata import EntryPoint, EntryPoints

import pytest

from pytake_adapters import registry
from pytake_adapters.evolution.provider import EvolutionProvider
from pytake_adapters.registry import InstalledProviders
from pytake_adapters.whatsapp_cloud.provider import CloudProvider
from pytake_domain.testing.memory.provider import MemoryProvider
from pytake_domain.whatsapp import ApiType, NotSupported


def somebody_elses(options: Mapping[str, str]) -> MemoryProvider:
    assert options == {"colour": "blue"}
    return MemoryProvider()


def installed(monkeypatch: pytest.MonkeyPatch, *points: EntryPoint) -> None:
    monkeypatch.setattr(registry, "entry_points", lambda **wanted: EntryPoints(points).select(**wanted))


async def test_our_own_providers_are_there_without_metadata(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch)
    providers = InstalledProviders({"official": {"version": "v26.0"}})

    assert isinstance(providers.of(ApiType.OFFICIAL), CloudProvider)
    assert providers.of(ApiType.OFFICIAL) is providers.of(ApiType.OFFICIAL)
    assert isinstance(providers.of(ApiType.EVOLUTION), EvolutionProvider)
    assert registry.names(registry.WHATSAPP) >= {"official", "evolution"}
    await providers.aclose()


async def test_an_installed_package_brings_a_provider_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, EntryPoint("evolution", f"{__name__}:somebody_elses", registry.WHATSAPP))
    monkeypatch.setattr(EntryPoint, "load", lambda _: somebody_elses)
    providers = InstalledProviders({"evolution": {"colour": "blue"}})

    assert isinstance(providers.of(ApiType.EVOLUTION), MemoryProvider)
    assert registry.names(registry.WHATSAPP) >= {"official", "evolution"}
    await providers.aclose()


def test_a_name_that_nobody_installed_is_not_supported(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch)
    monkeypatch.setattr(registry, "BUILT_IN", {})

    with pytest.raises(NotSupported):
        InstalledProviders().of(ApiType.EVOLUTION)
