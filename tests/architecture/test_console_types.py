"""The console's types of the API are those of the routes as they are now."""

import hashlib
import re
from pathlib import Path

import msgspec

from pytake_app.openapi import document

SCHEMA = Path(__file__).resolve().parents[2] / "web" / "src" / "shared" / "api" / "schema.d.ts"


def test_the_types_were_made_from_this_document() -> None:
    with SCHEMA.open() as file:
        told = re.search(r"sha256:([0-9a-f]{64})", file.readline())
    printed = msgspec.json.format(msgspec.json.encode(document()), indent=2)
    assert told, "make them: npm run api, in web/"
    assert told[1] == hashlib.sha256(printed).hexdigest(), "the routes have changed: npm run api, in web/"
