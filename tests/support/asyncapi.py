"""Checks by the AsyncAPI document, with a validator of somebody else's."""

from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from pytake_app.asyncapi import document


@cache
def _validator(name: str) -> Any:
    whole = document()
    schema = {**whole["components"]["messages"][name]["payload"], "components": whole["components"]}
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def wrong_with(message: dict[str, Any]) -> list[str]:
    """What a message that was seen has that the document does not say of its `type`."""
    return [f"{error.json_path}: {error.message}" for error in _validator(message["type"]).iter_errors(message)]
