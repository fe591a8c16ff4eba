"""The AsyncAPI document is one, and holds everything that is sent."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from pytake_app.asyncapi import document
from pytake_app.realtime.channels import READ
from pytake_app.wire.realtime import BY_NAME
from pytake_domain.webhooks import EVENTS

STANDARD = Path(__file__).parents[2] / "recorded" / "asyncapi" / "3.0.0.json.gz"


@pytest.fixture(scope="module")
def standard() -> Draft7Validator:
    return Draft7Validator(json.loads(gzip.decompress(STANDARD.read_bytes())))


@pytest.mark.parametrize("url", [None, "https://pytake.example"])
def test_it_is_what_the_standard_says(standard: Draft7Validator, url: str | None) -> None:
    assert [error.message[:300] for error in standard.iter_errors(json.loads(json.dumps(document(url))))] == []


def test_the_standard_finds_what_is_wrong(standard: Draft7Validator) -> None:
    wrong = json.loads(json.dumps(document()))
    wrong["operations"]["tell"]["action"] = "shout"
    assert list(standard.iter_errors(wrong))


def test_every_reference_leads_somewhere() -> None:
    whole = document()

    def look(part: Any) -> None:
        if isinstance(part, dict):
            if "$ref" in part:
                place: Any = whole
                for step in part["$ref"].removeprefix("#/").split("/"):
                    place = place[step]
            for each in part.values():
                look(each)
        elif isinstance(part, list):
            for each in part:
                look(each)

    look(whole)


def test_nothing_that_is_sent_is_missing() -> None:
    messages = document()["components"]["messages"]
    assert set(EVENTS) | set(BY_NAME) <= set(messages)
    assert len(READ) > len(set(BY_NAME)) - 2
