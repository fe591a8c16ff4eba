"""A sentence per error code, per problem, per note of an import and per failed message, in three languages."""

import tomllib
from functools import cache
from importlib.resources import files

from pytake_domain.kernel.text import Language


@cache
def _catalogue(language: Language) -> dict[str, dict[str, str]]:
    text = (files(__name__) / f"{language.value}.toml").read_text("utf-8")
    return tomllib.loads(text)


class _Known(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"


def sentence(code: str, language: Language, params: dict[str, str | int] | None = None) -> str:
    """What people read for an error code; its data is filled in."""
    return _fill("errors", code, language, params)


def problem(code: str, language: Language, params: dict[str, str | int] | None = None) -> str:
    """What people read for one wrong field."""
    return _fill("problems", code, language, params)


def failure(code: str, language: Language) -> str:
    """What people read of a message that failed."""
    return _fill("failures", code, language, None)


def reason_text(code: str, language: Language) -> str:
    """What people read of why somebody got nothing of a campaign, or why one paused by itself."""
    return _fill("reasons" if known("reasons", code, language) else "failures", code, language, None)


def notice(code: str, language: Language) -> str:
    """What people have to know of a provider before they rely on it; nothing when there is no such notice."""
    return _catalogue(language).get("notices", {}).get(code, "")


def note(code: str, language: Language, params: dict[str, str | int] | None = None) -> str:
    """What people read of something in a foreign flow that was not carried over as it was."""
    return _fill("notes", code, language, params)


def figure(code: str, language: Language) -> str:
    """What people call a figure, or a column of a sheet of figures."""
    return _catalogue(language)["figures"][code]


def known(table: str, code: str, language: Language) -> bool:
    """Is there a sentence for it?"""
    return code in _catalogue(language).get(table, {})


def _fill(table: str, code: str, language: Language, params: dict[str, str | int] | None) -> str:
    sentences = _catalogue(language)[table]
    template = sentences.get(code) or sentences["OTHER"]
    return template.format_map(_Known(params or {}))


def preferred(accept_language: str | None) -> Language:
    """The language of an Accept-Language header that we speak best; Portuguese when none is asked for."""
    best, weight = Language.PT_BR, 0.0
    for part in (accept_language or "").split(",")[:20]:
        tag, _, quality = part.strip().partition(";q=")
        try:
            share = float(quality) if quality else 1.0
        except ValueError:
            continue
        spoken = _spoken(tag)
        if spoken is not None and share > weight:
            best, weight = spoken, share
    return best


def _spoken(tag: str) -> Language | None:
    return {"pt": Language.PT_BR, "en": Language.EN, "es": Language.ES}.get(tag.lower().partition("-")[0])
