"""The dashboard and the alerts ask for figures that there are."""

import json
import re
from pathlib import Path

import yaml

from pytake_app.observability.metrics import Metrics

ROOT = Path(__file__).parents[2]
ASKED = re.compile(r"pytake_[a-z_]+")
QUEUES = re.compile(r'queue="(\w+)"')
KNOWN_QUEUES = {"inbox", "statuses", "deliveries", "talk", "bulk", "parked"}


def known() -> set[str]:
    names = set()
    for family in Metrics().registry.collect():
        suffixes = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum")}.get(family.type, ("",))
        names |= {family.name + suffix for suffix in suffixes}
    return names


def test_every_panel_and_alert_asks_for_a_figure_that_is_told() -> None:
    board = json.loads((ROOT / "deploy/grafana/pytake.json").read_text(encoding="utf-8"))
    asked = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    rules = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text(encoding="utf-8"))
    alerts = [rule for group in rules["groups"] for rule in group["rules"]]
    asked += [rule["expr"] for rule in alerts]
    assert len(asked) >= 15
    for expression in asked:
        assert set(ASKED.findall(expression)) <= known(), expression
        assert set(QUEUES.findall(expression)) <= KNOWN_QUEUES, expression
    assert all(rule["annotations"]["action"] for rule in alerts)
