"""What the doctor says, in three languages."""

import tomllib
from functools import cache
from importlib.resources import files

import msgspec

from pytake_domain.kernel.text import Language


class Sentence(msgspec.Struct, frozen=True, kw_only=True):
    """What was found, and how to mend it."""

    says: str
    mend: str = ""


@cache
def catalogue(language: Language) -> dict[str, Sentence]:
    """All of a language."""
    text = (files(__name__) / f"{language.value}.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), dict[str, Sentence])


def sentence(code: str, language: Language) -> Sentence:
    """One."""
    return catalogue(language)[code]
