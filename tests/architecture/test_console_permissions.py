"""The console has a word for everything that people may be allowed."""

import json
from pathlib import Path

from pytake_domain.kernel.actor import Permission

TEXTS = Path(__file__).resolve().parents[2] / "web" / "src" / "shared" / "i18n" / "locales" / "pt-BR" / "team.json"


def test_every_permission_has_its_words() -> None:
    said = json.loads(TEXTS.read_text("utf-8"))["permission"]
    assert sorted(said) == sorted(each.value.replace(":", "_") for each in Permission)
