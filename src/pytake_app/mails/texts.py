"""What mail says, by language."""

import tomllib
from functools import cache
from importlib.resources import files

from pytake_domain.kernel.text import Language


@cache
def texts_of(language: Language) -> dict[str, dict[str, str]]:
    """By kind of mail, then by name."""
    return tomllib.loads((files("pytake_app.mails") / f"{language.value}.toml").read_text("utf-8"))
