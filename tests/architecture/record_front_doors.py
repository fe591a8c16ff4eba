"""Record what the front doors of the features show: run this when a change of them is meant."""

import json
from importlib import import_module
from pathlib import Path

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


def main() -> None:
    present = {feature: sorted(import_module(f"pytake_domain.{feature}").__all__) for feature in FEATURES}
    Path(__file__).with_name("front_doors.json").write_text(json.dumps(present, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
