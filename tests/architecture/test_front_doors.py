"""Features are entered by their front door, and what stands in it changes only on purpose."""

import json
from importlib import import_module
from pathlib import Path

import grimp
import pytest

SNAPSHOT = Path(__file__).with_name("front_doors.json")
FEATURES = (
    "identity",
    "contacts",
    "whatsapp",
    "erp",
    "messaging",
    "ai",
    "routing",
    "flows",
    "costs",
    "analytics",
    "notifications",
    "templates",
    "campaigns",
    "webhooks",
    "privacy",
)
# The limits of the providers are numbers that flows check drafts against; as a module they read as what they are.
# How ERPs write things is read in one place, under a name that says so.
OPEN = {"pytake_domain.whatsapp.limits", "pytake_domain.whatsapp.interactive_limits", "pytake_domain.erp.reading"}


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("pytake_domain", "pytake_adapters", "pytake_app", cache_dir=None)


def feature_of(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if parts[0] == "pytake_domain" and len(parts) > 1 and parts[1] in FEATURES else None


def test_features_are_entered_by_their_front_door(graph: grimp.ImportGraph) -> None:
    trespasses = []
    for module in graph.modules:
        for used in graph.find_modules_directly_imported_by(module):
            feature = feature_of(used)
            if feature is None or feature == feature_of(module) or used in OPEN:
                continue
            if used != f"pytake_domain.{feature}":
                trespasses.append(f"{module} -> {used}")
    assert sorted(trespasses) == []


@pytest.mark.parametrize("feature", FEATURES)
def test_a_front_door_shows_what_it_says(feature: str) -> None:
    door = import_module(f"pytake_domain.{feature}")
    assert [name for name in door.__all__ if not hasattr(door, name)] == []
    assert list(door.__all__) == sorted(set(door.__all__), key=door.__all__.index)


def test_front_doors_are_as_recorded() -> None:
    """Somebody embeds these names. Record a change with `python tests/architecture/record_front_doors.py`."""
    present = {feature: sorted(import_module(f"pytake_domain.{feature}").__all__) for feature in FEATURES}
    assert present == json.loads(SNAPSHOT.read_text("utf-8"))
