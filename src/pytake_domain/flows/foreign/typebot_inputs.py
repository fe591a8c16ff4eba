"""Typebot's inputs as questions."""

from collections.abc import Callable
from typing import Any

from pytake_domain.flows import limits
from pytake_domain.flows.build import LocalText
from pytake_domain.flows.foreign.given import figure, inside, items, objs, text
from pytake_domain.flows.foreign.texts import ANSWER, CHOOSE, options, portions
from pytake_domain.flows.foreign.typebot_bot import Block, Bot, items_of
from pytake_domain.whatsapp import limits as provider

_FILES = {"image": "image", "video": "video", "audio": "audio", "application": "document", "text": "document"}
_RATING = 10


def _ask(bot: Bot, block: Block, data: dict[str, Any], *, most: int = provider.TEXT_BODY) -> str:
    """The question; what was said before it is its text, and what is too long for it is said before."""
    parts = portions(block.asked, most)
    said: LocalText = parts[-1] if parts else (CHOOSE if data.get("options") else ANSWER)
    if not parts:
        bot.note("question_without_text", block)
    shown = {"text": said, "retries": limits.RETRIES, **data}
    if name := bot.words.variable(block.options.get("variableId")):
        shown["variable"] = name
    again = bot.words.said(text(block.options, "retryMessageContent"), block.where).strip()
    if again and len(again) <= most:
        shown["retry_text"] = again
    asks = bot.draw("question", shown, block)
    bot.drawing.lead(asks, block.next)
    first = asks
    for part in reversed(parts[:-1]):
        says = bot.draw("message", {"text": part}, block)
        bot.drawing.lead(says, first)
        first = says
    bot.drawing.put(f"asks:{block.id}", asks)
    return first


def _plain(bot: Bot, block: Block) -> str:
    for extra in ("attachments", "audioClip"):
        if inside(block.options, extra, "isEnabled") is True:
            bot.note("option_left_out", block, option=extra)
    if block.asked:
        return _ask(bot, block, {})
    # Whoever only waits asks nothing: neither do we.
    name = bot.words.variable(block.options.get("variableId"))
    waits = bot.draw("wait", {"variable": name} if name else {}, block)
    bot.drawing.lead(waits, block.next)
    return waits


def _number(bot: Bot, block: Block) -> str:
    bounds = {"least": figure(block.options, "min"), "most": figure(block.options, "max")}
    return _ask(bot, block, {"kind": "number", **{name: value for name, value in bounds.items() if value is not None}})


def _kind(kind: str) -> Callable[[Bot, Block], str]:
    return lambda bot, block: _ask(bot, block, {"kind": kind})


def _unchecked(bot: Bot, block: Block) -> str:
    bot.note("answer_not_checked", block, kind=block.kind)
    return _ask(bot, block, {})


def _date(bot: Bot, block: Block) -> str:
    if inside(block.options, "isRange") is True or inside(block.options, "hasTime") is True:
        return _unchecked(bot, block)
    return _ask(bot, block, {"kind": "date"})


def _rating(bot: Bot, block: Block) -> str:
    least = figure(block.options, "startsAt")
    least = least if least is not None else (1 if text(block.options, "buttonType") == "Icons" else 0)
    most = figure(block.options, "length") or _RATING
    return _ask(bot, block, {"kind": "number", "least": least, "most": most, "whole": True})


def _file(bot: Bot, block: Block) -> str:
    if inside(block.options, "isMultipleAllowed") is True:
        bot.note("option_left_out", block, option="isMultipleAllowed")
    allowed = items(block.options, "allowedFileTypes", "types")
    kinds = [_FILES[kind] for kind in (text(one).partition("/")[0] for one in allowed) if kind in _FILES]
    return _ask(bot, block, {"kind": "media", **({"media_types": list(dict.fromkeys(kinds))} if kinds else {})})


def _choice(bot: Bot, block: Block) -> str:
    """Each button by its own edge, where it has one; all others go on."""
    _told(bot, block)
    if inside(block.options, "dynamicVariableId"):
        bot.note("options_from_variable", block)
        return _ask(bot, block, {})
    drawn, leads = [], {}
    for place, item in enumerate(items_of(block), 1):
        title = bot.words.said(text(item, "content") or text(item, "title"), block.where).strip()
        drawn.append(
            {
                "id": f"o{place}",
                "title": title,
                "value": text(item, "value") or title or str(place),
                "description": bot.words.said(text(item, "description"), block.where)[: provider.ROW_DESCRIPTION],
            }
        )
        if lead := bot.leads(item):
            leads[f"o{place}"] = lead
    if not drawn:
        return _ask(bot, block, {})
    return _menu(bot, block, drawn, leads)


def _menu(bot: Bot, block: Block, drawn: list[dict[str, Any]], leads: dict[str, str]) -> str:
    shown = options(bot.drawing, block.where, drawn)
    as_list = len(shown) > provider.MOST_BUTTONS or any("description" in one for one in shown)
    first = _ask(bot, block, {"options": shown}, most=provider.LIST_BODY if as_list else provider.BUTTONS_BODY)
    for handle in (one["id"] for one in shown):
        if handle in leads:
            bot.drawing.lead(bot.drawing.places[f"asks:{block.id}"], leads[handle], handle)
    return first


def _told(bot: Bot, block: Block) -> None:
    if inside(block.options, "isMultipleChoice") is True:
        bot.note("one_choice_only", block)
    shown = [
        inside(item, "displayCondition") or inside(item, "options", "displayCondition") for item in items_of(block)
    ]
    if any(inside(one, "isEnabled") is True for one in shown):
        bot.note("always_shown", block)
    if block.kind == "picture choice input":
        bot.note("pictures_left_out", block)


def _cards(bot: Bot, block: Block) -> str:
    """Every button of every card is an option under the card's title."""
    _told(bot, block)
    bot.note("cards_as_options", block)
    drawn, leads = [], {}
    for place, card in enumerate(items_of(block), 1):
        title = bot.words.said(text(card, "title"), block.where).strip()
        for number, path in enumerate(objs(card, "paths") or [{}], 1):
            handle, button = f"o{place}_{number}", bot.words.said(text(path, "text"), block.where).strip()
            drawn.append({"id": handle, "title": " · ".join(filter(None, (title, button))), "value": button or title})
            if lead := bot.leads(path) or bot.leads(card):
                leads[handle] = lead
    for mapping in objs(block.options, "saveResponseMapping"):
        bot.note("option_left_out", block, option=f"saveResponseMapping {text(mapping, 'field')}")
    return _menu(bot, block, drawn, leads) if drawn else _ask(bot, block, {})


def _payment(bot: Bot, block: Block) -> str | None:
    """What was said before it is said; nothing is charged here."""
    bot.note("no_counterpart", block, kind=block.kind)
    parts = portions(block.asked)
    ids = [bot.draw("message", {"text": part}, block) for part in parts]
    for node_id, following in zip(ids, (*ids[1:], block.next), strict=False):
        bot.drawing.lead(node_id, following)
    return ids[0] if ids else None


INPUTS: dict[str, Callable[[Bot, Block], str | None]] = {
    "text input": _plain,
    "number input": _number,
    "email input": _kind("email"),
    "phone number input": _kind("phone"),
    "url input": _unchecked,
    "time input": _unchecked,
    "date input": _date,
    "rating input": _rating,
    "file input": _file,
    "choice input": _choice,
    "picture choice input": _choice,
    "cards": _cards,
    "payment input": _payment,
}
"""How each kind of input is drawn."""
