"""Ready-made flows: one document a flow, with its texts in three languages, and what people read of it before they choose."""

from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
import yaml

from pytake_domain.flows import FlowTemplateNotFound, Imported, read_document
from pytake_domain.kernel.text import Language


class Needs(msgspec.Struct, frozen=True, kw_only=True):
    """What a company must have for it: capabilities of its ERP, and queues by the skills that transfers ask for."""

    erp: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()


class FlowTemplate(msgspec.Struct, frozen=True, kw_only=True):
    """A flow of the gallery; `key` is the name of its file."""

    key: str
    name: dict[str, str]
    summary: dict[str, str]
    category: str
    icon: str
    needs: Needs
    flow: Imported

    def named(self, language: Language) -> str:
        """Its name in the language."""
        return self.name[language.value]

    def summed_up(self, language: Language) -> str:
        """What it does, in the language."""
        return self.summary[language.value]


@cache
def gallery() -> dict[str, FlowTemplate]:
    """All of them by key, provider's first; read once."""
    found = [_read(file.name.removesuffix(".yaml"), file.read_text("utf-8")) for file in _documents()]
    return {one.key: one for one in sorted(found, key=lambda one: (one.category, one.key))}


def template_named(key: str) -> FlowTemplate:
    """Raises FlowTemplateNotFound."""
    try:
        return gallery()[key]
    except KeyError:
        raise FlowTemplateNotFound from None


def _documents() -> list[Any]:
    return [file for file in files(__name__).iterdir() if file.name.endswith(".yaml")]


def _read(key: str, text: str) -> FlowTemplate:
    document = yaml.safe_load(text)
    about = document.pop("template")
    return FlowTemplate(
        key=key,
        name=about["name"],
        summary=about["summary"],
        category=about["category"],
        icon=about["icon"],
        needs=msgspec.convert(about["needs"], Needs),
        flow=read_document(document),
    )
