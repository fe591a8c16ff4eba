"""Typebot's bubbles and logic."""

import math
from collections.abc import Callable
from typing import Any

from pytake_domain.flows import limits
from pytake_domain.flows.foreign.given import figure, inside, obj, objs, text
from pytake_domain.flows.foreign.texts import portions
from pytake_domain.flows.foreign.typebot_bot import Block, Bot, items_of

_OPERATORS = {
    "Equal to": "equals",
    "Not equal": "not_equals",
    "Contains": "contains",
    "Does not contain": "not_contains",
    "Greater than": "greater",
    "Greater or equal to": "at_least",
    "Less than": "less",
    "Less or equal to": "at_most",
    "Is set": "is_set",
    "Is empty": "is_not_set",
    "Starts with": "starts_with",
    "Ends with": "ends_with",
}
_NEVER: dict[str, Any] = {"expression": "false"}
_MOST_COMPARED = 100
_MOMENT = (
    "{% assign hour = now | date: '%H' | plus: 0 %}{% if hour < 6 %}night{% elsif hour < 12 %}morning"
    "{% elsif hour < 18 %}afternoon{% else %}evening{% endif %}"
)
_VALUES: dict[str, Any] = {
    "Empty": None,
    "Environment name": "whatsapp",
    "Now": "{{ now | date: '%Y-%m-%dT%H:%M:%S' }}",
    "Today": "{{ now | date: '%Y-%m-%d' }}",
    "Yesterday": "{{ today | add_days: -1 }}",
    "Tomorrow": "{{ today | add_days: 1 }}",
    "Moment of the day": _MOMENT,
    "Phone number": "{{ contact.phone }}",
    "Contact name": "{{ contact.name }}",
}


def no_counterpart(bot: Bot, block: Block) -> None:
    """It is told, and passed over."""
    bot.note("no_counterpart", block, kind=block.kind or "?")


def _says(bot: Bot, block: Block, *datas: dict[str, Any]) -> str | None:
    """One message after the other."""
    ids = [bot.draw("message", data, block) for data in datas]
    for node_id, following in zip(ids, (*ids[1:], block.next), strict=False):
        bot.drawing.lead(node_id, following)
    return ids[0] if ids else None


def _text(bot: Bot, block: Block) -> str | None:
    words = bot.words.bubble(inside(block.given, "content"), block.where)
    return _says(bot, block, *({"text": part} for part in portions(words)))


def _media(kind: str) -> Callable[[Bot, Block], str | None]:
    def draw(bot: Bot, block: Block) -> str | None:
        content = obj(block.given, "content")
        url = bot.words.said(text(content, "url"), block.where).strip()
        link = bot.words.said(text(content, "clickLink", "url"), block.where).strip()
        played = kind != "video" or text(content, "type") in ("", "url")
        if not played or not url.startswith(("https://", "http://", "{{")):
            bot.note("media_as_link", block, kind=block.kind)
            return _says(bot, block, *({"text": part, "preview_url": True} for part in portions(url)))
        shown: dict[str, Any] = {"media": {"type": kind, "url": url}}
        return _says(bot, block, {**shown, "text": link} if link and kind != "audio" else shown)

    return draw


def _embed(bot: Bot, block: Block) -> str | None:
    bot.note("media_as_link", block, kind=block.kind)
    url = bot.words.said(text(block.given, "content", "url"), block.where).strip()
    return _says(bot, block, *({"text": part, "preview_url": True} for part in portions(url)))


def _redirect(bot: Bot, block: Block) -> str | None:
    bot.note("redirect_as_link", block)
    url = bot.words.said(text(block.options, "url"), block.where).strip()
    return _says(bot, block, *({"text": part, "preview_url": True} for part in portions(url)))


def _set(bot: Bot, block: Block) -> str | None:
    name, kind = bot.words.variable(block.options.get("variableId")), text(block.options, "type") or "Custom"
    if name is None:
        return None
    if kind == "Custom":
        expression = text(block.options, "expressionToEvaluate")
        value = bot.words.value(expression, block.where, code=inside(block.options, "isCode") is True)
    elif kind in _VALUES:
        value = _VALUES[kind]
    else:
        bot.note("value_left_out", block, variable=name, kind=kind)
        return None
    node_id = bot.draw("set_variable", {"assignments": [{"variable": name, "value": value}]}, block)
    bot.drawing.lead(node_id, block.next)
    return node_id


def compared(bot: Bot, block: Block, given: Any) -> dict[str, Any]:
    """A condition of ours; one that compares nothing never holds."""
    parts = [_comparison(bot, block, one) for one in objs(given, "comparisons")[:_MOST_COMPARED]]
    if not parts:
        return _NEVER
    return parts[0] if len(parts) == 1 else {"any" if text(given, "logicalOperator") == "OR" else "all": parts}


def _comparison(bot: Bot, block: Block, given: Any) -> dict[str, Any]:
    name, written = bot.words.variable(inside(given, "variableId")), text(given, "comparisonOperator")
    if name is None or not written:
        return _NEVER
    operator = _OPERATORS.get(written)
    if operator is None:
        bot.note("test_left_out", block, test=f"{written} {text(given, 'value')}")
        return _NEVER
    value = text(given, "value")
    if operator in ("equals", "not_equals") and value in ("undefined", "null"):
        return {"variable": name, "op": "is_not_set" if operator == "equals" else "is_set"}
    return {"variable": name, "op": operator, "value": bot.words.said(value, block.where)}


def _condition(bot: Bot, block: Block) -> str | None:
    branches = [
        {"id": f"c{place}", "when": compared(bot, block, inside(item, "content"))}
        for place, item in enumerate(items_of(block), 1)
    ]
    if not branches:
        return None
    node_id = bot.draw("condition", {"branches": branches}, block)
    for place, item in enumerate(items_of(block), 1):
        bot.drawing.lead(node_id, bot.leads(item), f"c{place}")
    bot.drawing.lead(node_id, block.next, "else")
    return node_id


def _split(bot: Bot, block: Block) -> str | None:
    share = figure(block.options, "aPercent")
    share = 50 if share is None else max(0, min(100, round(share)))
    ways = items_of(block)[:2]
    if not ways:
        return None
    weights = [share, 100 - share] if len(ways) > 1 else [1]
    branches = [{"id": f"w{place}", "weight": weight} for place, weight in enumerate(weights, 1)]
    node_id = bot.draw("split", {"branches": branches}, block)
    for place, way in enumerate(ways, 1):
        bot.drawing.lead(node_id, bot.leads(way) or block.next, f"w{place}")
    return node_id


def _wait(bot: Bot, block: Block) -> str | None:
    seconds = figure(block.options, "secondsToWaitFor")
    if seconds is None or seconds <= 0:
        if text(block.options, "secondsToWaitFor"):
            bot.note("delay_left_out", block)
        return None
    longest = int(limits.LONGEST_DELAY.total_seconds())
    node_id = bot.draw("delay", {"seconds": max(1, min(longest, math.ceil(seconds)))}, block)
    bot.drawing.lead(node_id, block.next)
    return node_id


def _jump(bot: Bot, block: Block) -> str | None:
    """No node of its own: what leads to it leads there."""
    del bot
    to, group = text(block.options, "blockId"), text(block.options, "groupId")
    return f"b:{to}" if to else f"g:{group}" if group else None


def _return(bot: Bot, block: Block) -> str:
    return bot.draw("end", {}, block)


def _other(bot: Bot, block: Block) -> None:
    bot.note("other_flow", block, name=text(block.options, "typebotId"))


def _script(bot: Bot, block: Block) -> None:
    bot.note("code_left_out", block, script=text(block.options, "name") or text(block.options, "content"))


BUBBLES: dict[str, Callable[[Bot, Block], str | None]] = {
    "text": _text,
    "image": _media("image"),
    "video": _media("video"),
    "audio": _media("audio"),
    "embed": _embed,
}
LOGIC: dict[str, Callable[[Bot, Block], str | None]] = {
    "Set variable": _set,
    "Condition": _condition,
    "Redirect": _redirect,
    "Code": _script,
    "Typebot link": _other,
    "Wait": _wait,
    "AB test": _split,
    "Jump": _jump,
    "Return": _return,
    "webhook": no_counterpart,
}
"""How each kind of logic is drawn."""
