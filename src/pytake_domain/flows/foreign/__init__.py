"""Flows of other systems as flows of ours: what a document says, and what of it could not be carried over."""

from typing import cast

from pytake_domain.flows.foreign.rapidpro import is_rapidpro, read_rapidpro
from pytake_domain.flows.foreign.typebot import read_typebot
from pytake_domain.flows.foreign.typebot_bot import is_typebot
from pytake_domain.flows.portable import Imported, read_document


def read_any(given: object) -> Imported:
    """A document of ours, of Typebot or of RapidPro, whichever it is. Raises DocumentWrong."""
    if is_typebot(given):
        return read_typebot(cast("dict[str, object]", given))
    if is_rapidpro(given):
        return read_rapidpro(cast("dict[str, object]", given))
    return read_document(given)
