"""A campaign's words for one person: texts with variables, filled; pure."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

import msgspec

from pytake_domain.campaigns.plan import Content
from pytake_domain.contacts import Contact
from pytake_domain.erp import SAID, ErpFacts, said_of
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.text import Language
from pytake_domain.routing import Texts
from pytake_domain.templates import MessageTemplate, components_of, fitted
from pytake_domain.whatsapp import Content as WhatsAppContent
from pytake_domain.whatsapp import Template, Text

NAMES = ("contact", "campaign", "company", "file", "now", "today")
"""What texts may begin a name with."""
_WIDE = re.compile(r"\s+")
_INSIDE = re.compile(r"\{[{%](.*?)[%}]\}", re.DOTALL)
_COLUMN = re.compile(r"(?<![\w.])file\.(\w+)")


class VariableMissing(Exception):
    """A variable of a template came out blank for this person."""


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """What texts know beside the person; `today` is the company's day."""

    campaign: str
    company: str
    language: Language
    zone: str
    today: dt.date
    now: dt.datetime


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a campaign's file and the company's ERP tell of somebody."""

    file: Mapping[str, str] = {}
    erp: ErpFacts | None = None


def text_problems(field: str, content: Content, texts: Texts) -> Iterator[Problem]:
    """Mistakes in the language of texts, and names there are not."""
    given = {f"variables.{place}": text for place, text in content.variables.items()}
    if content.text:
        given["text"] = content.text
    for place, text in given.items():
        try:
            texts.check(f"{field}.{place}", text, NAMES)
        except Invalid as error:
            yield from error.problems
            continue
        for path in dict.fromkeys(path[:3] for path in texts.uses(text) if path[:2] == ("contact", "erp")):
            if path[2:] and path[2] not in SAID:
                name = ".".join(path)[:80]
                yield Problem(field=f"{field}.{place}", code="text_unknown_name", params={"name": name})


def file_columns(content: Content) -> Iterator[tuple[str, str]]:
    """Which columns of a file it says, each with its place."""
    given = {f"variables.{place}": text for place, text in content.variables.items()}
    if content.text:
        given["text"] = content.text
    for place, text in given.items():
        said = (column for inside in _INSIDE.findall(text) for column in _COLUMN.findall(inside))
        yield from ((place, column) for column in dict.fromkeys(said))


def template_problems(field: str, content: Content, template: MessageTemplate) -> Iterator[Problem]:
    """Whether the variables fit the template, with something in each of them."""
    filled = msgspec.structs.replace(content, variables=dict.fromkeys(content.variables, "x"))
    try:
        fitted(template, _template(template, filled.variables, content))
    except Invalid as error:
        for problem in error.problems:
            place = problem.field.replace("components.body", "variables").removeprefix("components.")
            yield msgspec.structs.replace(problem, field=f"{field}.{place}")


def names_of(contact: Contact, told: Told, setting: Setting) -> dict[str, object]:
    """What a text may say of somebody."""
    name = contact.name or ""
    local = setting.now.astimezone(ZoneInfo(setting.zone))
    return {
        "contact": {
            **contact.attributes,
            "name": name,
            "first_name": name.partition(" ")[0],
            "phone": contact.phone,
            "email": contact.email,
            "tags": list(contact.tags),
            "attributes": dict(contact.attributes),
            "erp": said_of(told.erp, setting.today, proven_only=False),
        },
        "campaign": {"name": setting.campaign},
        "company": {"name": setting.company},
        "file": dict(told.file),
        "now": local,
        "today": local.date(),
    }


def written(
    content: Content,
    template: MessageTemplate | None,
    names: Mapping[str, object],
    *,
    language: Language,
    texts: Texts,
) -> WhatsAppContent:
    """The message. Raises VariableMissing, and Invalid for what does not fit."""
    if template is None:
        body = texts.fill("text", content.text or "", names, language=language.value).strip()
        if not body:
            raise VariableMissing
        return Text(body=body)
    values: dict[str, str] = {}
    for place, text in content.variables.items():
        filled = _WIDE.sub(" ", texts.fill(place, text, names, language=language.value)).strip()
        if not filled:
            raise VariableMissing
        values[place] = filled
    return fitted(template, _template(template, values, content))


def _template(template: MessageTemplate, values: Mapping[str, str], content: Content) -> Template:
    given = {**values, "header.media": content.header_media_id} if content.header_media_id else dict(values)
    return Template(name=template.name, language=template.language, components=components_of(template, given))
