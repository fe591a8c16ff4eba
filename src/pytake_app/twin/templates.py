"""What the Cloud API refuses in a template message, and what its customer reads."""

import re
from collections.abc import Iterable, Mapping

from pytake_app.twin.errors import GraphError, missing
from pytake_app.twin.settings import TwinTemplate
from pytake_app.twin.wire import JSON, part, parts, word

RENDERED = 1024
COPY_CODE = 20
_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_WIDE = re.compile(r"[\n\r\t]| {5,}")
_MEDIA = frozenset({"image", "video", "document", "gif", "location", "product"})
_FILES = frozenset({"image", "video", "document", "gif"})
_SHOWS = {"text": "text", "currency": "fallback_value", "date_time": "fallback_value"}
_BUTTON_KINDS = {"copy_code": "copy_code", "otp": "url"}


def check(message: JSON, known: Mapping[tuple[str, str], TwinTemplate]) -> TwinTemplate:
    """The template meant, by its name and language. Raises GraphError where the provider refuses."""
    asked = part(message, "template")
    name, language = word(asked.get("name")), word(part(asked, "language").get("code"))
    if not name:
        raise missing("template['name']")
    if not language:
        raise missing("template['language']")
    template = known.get((name, language))
    if template is not None and template.status in ("PAUSED", "DISABLED"):
        raise GraphError(132015 if template.status == "PAUSED" else 132016)
    if template is None or template.status != "APPROVED":
        raise GraphError(132001, f"template name ({name}) does not exist in {language}")
    given = parts(asked, "components")
    for definition in template.components:
        match word(definition.get("type")).upper():
            case "HEADER":
                _header(definition, _of(given, "header"))
            case "BODY":
                _variables("body", word(definition.get("text")), _of(given, "body"), template)
            case "BUTTONS":
                _buttons(parts(definition, "buttons"), [item for item in given if _kind(item) == "button"])
    _nothing_more(template, given)
    if len(rendered(template, given)) > RENDERED:
        raise GraphError(132005, f"body: translated text exceeds {RENDERED} characters")
    return template


def files_of(given: list[JSON]) -> list[JSON]:
    """The files that parameters name, those of cards included. Raises GraphError for one without id and link."""
    found: list[JSON] = []
    for item in given:
        for parameter in parts(item, "parameters"):
            kind = word(parameter.get("type"))
            if kind in _FILES:
                found.append(part(parameter, kind))
                if not word(found[-1].get("id")) and not word(found[-1].get("link")):
                    raise GraphError(131008, f"{_kind(item)}: {kind} must have an id or a link")
        for card in parts(item, "cards"):
            found += files_of(parts(card, "components"))
    return found


def rendered(template: TwinTemplate, given: list[JSON]) -> str:
    """The body as its customer reads it."""
    text = next((word(item.get("text")) for item in template.components if _is(item, "BODY")), "")
    parameters = _of(given, "body")
    by_name = {word(item.get("parameter_name")) or str(place): _shown(item) for place, item in enumerate(parameters, 1)}
    return _VARIABLE.sub(lambda found: by_name.get(found[1], found[0]), text)


def quick_replies(template: TwinTemplate, given: list[JSON]) -> list[tuple[str, str]]:
    """Payload and text of each quick reply; without a payload the text comes back."""
    payloads = {
        str(item.get("index")): word(next(iter(parts(item, "parameters")), {}).get("payload"))
        for item in given
        if _kind(item) == "button" and word(item.get("sub_type")).lower() == "quick_reply"
    }
    buttons = next((parts(item, "buttons") for item in template.components if _is(item, "BUTTONS")), [])
    return [
        (payloads.get(str(place)) or word(button.get("text")), word(button.get("text")))
        for place, button in enumerate(buttons)
        if _is(button, "QUICK_REPLY")
    ]


def _header(definition: JSON, given: list[JSON]) -> None:
    kind = word(definition.get("format")).lower() or "text"
    if kind == "text":
        _count("header", len(given), len(set(_VARIABLE.findall(word(definition.get("text"))))))
        _texts("header", given)
        return
    _count("header", len(given), 1)
    wanted = _MEDIA & {kind}
    if given[0].get("type") not in wanted:
        raise GraphError(132012, f"header: Format mismatch, expected {kind.upper()}, received {given[0].get('type')}")


def _variables(where: str, text: str, given: list[JSON], template: TwinTemplate) -> None:
    wanted = set(_VARIABLE.findall(text))
    _count(where, len(given), len(wanted))
    _texts(where, given)
    if template.parameter_format == "NAMED" and {word(item.get("parameter_name")) for item in given} != wanted:
        raise GraphError(132012, f"{where}: Parameter name is missing or unknown")


def _buttons(definitions: list[JSON], given: list[JSON]) -> None:
    by_index = {str(item.get("index", 0)): item for item in given}
    for place, definition in enumerate(definitions):
        kind = word(definition.get("type")).lower()
        found = by_index.pop(str(place), None)
        needs = kind in ("copy_code", "otp") or (kind == "url" and "{{" in word(definition.get("url")))
        parameters = parts(found, "parameters")
        if needs:
            _count(f"button {place}", len(parameters), 1)
        if found is None:
            continue
        sub_type = word(found.get("sub_type")).lower()
        if sub_type != _BUTTON_KINDS.get(kind, kind):
            raise GraphError(132012, f"button {place}: expected {kind}, received {sub_type or '?'}")
        if kind == "url" and not needs:
            _count(f"button {place}", len(parameters), 0)
        for parameter in parameters:
            if kind == "copy_code" and not 0 < len(word(parameter.get("coupon_code"))) <= COPY_CODE:
                raise GraphError(132012, f"button {place}: coupon_code must have 1 to {COPY_CODE} characters")
    for index in by_index:
        raise GraphError(132012, f"button {index} does not exist in the template")


def _nothing_more(template: TwinTemplate, given: list[JSON]) -> None:
    has = {word(item.get("type")).lower() for item in template.components}
    for item in given:
        kind = _kind(item)
        if (kind if kind != "button" else "buttons") not in has and parts(item, "parameters"):
            _count(kind, len(parts(item, "parameters")), 0)


def _texts(where: str, given: Iterable[JSON]) -> None:
    for place, parameter in enumerate(given, 1):
        if parameter.get("type") not in _SHOWS:
            raise GraphError(132012, f"{where}: parameter {place} must be a text")
        text = _shown(parameter)
        if not text.strip():
            raise GraphError(131008, f"{where}: parameter {place} has no text")
        if _WIDE.search(text):
            raise GraphError(
                132012, f"{where}: Param text cannot have new-line/tab characters or more than 4 consecutive spaces"
            )


def _count(where: str, given: int, wanted: int) -> None:
    if given != wanted:
        raise GraphError(
            132000,
            f"{where}: number of localizable_params ({given}) does not match the expected number of params ({wanted})",
        )


def _shown(parameter: JSON) -> str:
    kind = word(parameter.get("type"))
    shows = _SHOWS.get(kind, "")
    return word(parameter.get("text")) if kind == "text" else word(part(parameter, kind).get(shows))


def _kind(item: JSON) -> str:
    return word(item.get("type")).lower()


def _is(item: JSON, kind: str) -> bool:
    return word(item.get("type")).upper() == kind


def _of(given: list[JSON], kind: str) -> list[JSON]:
    return next((parts(item, "parameters") for item in given if _kind(item) == kind), [])
