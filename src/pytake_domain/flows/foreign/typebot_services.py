"""Typebot's integrations: what is an HTTP request becomes one, models become our own, the rest is told."""

from collections.abc import Callable
from typing import Any

import msgspec

from pytake_domain.flows import limits
from pytake_domain.flows.foreign.given import figure, inside, obj, objs, text
from pytake_domain.flows.foreign.typebot_blocks import no_counterpart
from pytake_domain.flows.foreign.typebot_bot import Block, Bot
from pytake_domain.flows.graph import DEFAULT
from pytake_domain.flows.json_path import PathWrong, read_path
from pytake_domain.flows.nodes.shared import ERROR

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_MODELS = (
    "OpenAI",
    "openai",
    "anthropic",
    "mistral",
    "groq",
    "deepseek",
    "open-router",
    "together-ai",
    "perplexity",
    "dify-ai",
)
_MOST_PARTS = 30
_LONGEST_URL = 2_000
_LONGEST_BODY = 20_000


def _request(bot: Bot, block: Block) -> str | None:
    """Typebot goes on whether the service answered well or not: both edges lead on."""
    asked = obj(block.options, "webhook")
    url = bot.words.said(text(asked, "url"), block.where).strip()
    if not url.startswith(("http://", "https://", "{{")) or len(url) > _LONGEST_URL:
        bot.note("request_without_address", block)
        return None
    query = "&".join(
        f"{text(pair, 'key')}={bot.words.said(text(pair, 'value'), block.where).replace(' }}', ' | url_encode }}')}"
        for pair in objs(asked, "queryParams")[:_MOST_PARTS]
        if text(pair, "key")
    )
    method = text(asked, "method").upper() or "POST"
    if method not in _METHODS:
        bot.note("option_left_out", block, option=method)
        method = "GET"
    data: dict[str, Any] = {
        "method": method,
        "url": url + (("&" if "?" in url else "?") + query if query else ""),
        "headers": _headers(bot, block, objs(asked, "headers")),
        "save": _save(bot, block),
    }
    if method != "GET" and (body := _body(bot, block, asked)) is not None:
        data["body"] = body
    if (seconds := figure(block.options, "timeout")) is not None:
        data["timeout"] = max(1.0, min(limits.CALL_SECONDS, float(seconds)))
    node_id = bot.draw("api_call", data, block)
    bot.drawing.lead(node_id, block.next, DEFAULT)
    bot.drawing.lead(node_id, block.next, ERROR)
    return node_id


def _headers(bot: Bot, block: Block, given: list[dict[str, Any]]) -> dict[str, str]:
    found = {}
    for pair in given[:_MOST_PARTS]:
        name, value = text(pair, "key").strip(), bot.words.said(text(pair, "value"), block.where)
        if name.isascii() and name.replace("-", "").replace("_", "").isalnum() and value.strip():
            found[name] = value
        elif name:
            bot.note("option_left_out", block, option=name)
    return found


def _body(bot: Bot, block: Block, asked: dict[str, Any]) -> Any:
    """A body of its own as JSON where it is some; else all variables, as Typebot sends them."""
    written = text(asked, "body")[:_LONGEST_BODY]
    if inside(block.options, "isCustomBody") is not True or not written.strip():
        bot.note("body_of_all_variables", block)
        return {name: f"{{{{ {name} }}}}" for name in bot.drawing.names.values()} or None
    try:
        return _filled(bot, block, msgspec.json.decode(written))
    except (msgspec.DecodeError, RecursionError):
        return bot.words.said(written, block.where)


def _filled(bot: Bot, block: Block, value: Any) -> Any:
    if isinstance(value, str):
        return bot.words.said(value, block.where)
    if isinstance(value, list):
        return [_filled(bot, block, item) for item in value]
    if isinstance(value, dict):
        return {key: _filled(bot, block, item) for key, item in value.items()}
    return value


def _save(bot: Bot, block: Block) -> dict[str, str]:
    """Paths begin at the answer's body, which Typebot calls data."""
    found = {}
    for mapping in objs(block.options, "responseVariableMapping")[:_MOST_PARTS]:
        name, path = bot.words.variable(inside(mapping, "variableId")), text(mapping, "bodyPath").strip()
        if name is None or not path:
            continue
        bare = path.removeprefix("data")
        if bare == path or (bare and bare[0] not in ".["):
            bot.note("option_left_out", block, option=path)
            continue
        try:
            read_path(f"${bare}")
        except PathWrong:
            bot.note("option_left_out", block, option=path)
            continue
        found[name] = f"${bare}"
    return found


def is_model(block: Block) -> bool:
    """Does the block talk to a language model?"""
    return block.kind in _MODELS


def asks_model(bot: Bot, block: Block) -> str | None:
    """The company's own model with the same instructions; the answer goes where it went."""
    messages = objs(block.options, "messages")
    answer = next(
        (
            bot.words.variable(inside(mapping, "variableId"))
            for mapping in objs(block.options, "responseMapping")
            if (text(mapping, "item") or text(mapping, "valueToExtract")).lower() == "message content"
        ),
        None,
    )
    if not messages or answer is None:
        no_counterpart(bot, block)
        return None
    bot.note("model_changed", block, model=text(block.options, "model") or block.kind)
    said = [(text(one, "role"), bot.words.said(text(one, "content"), block.where)) for one in messages[:_MOST_PARTS]]
    instructions = "\n".join(words for role, words in said if role != "user" and words)
    questions = [words for role, words in said if role == "user" and words]
    data = {
        "task": "answer",
        "text": questions[-1] if questions else "{{ last_message }}",
        "instructions": "\n".join(filter(None, (instructions, *questions[:-1])))[:_LONGEST_BODY],
        "variable": answer,
        "send": False,
        "knowledge": False,
    }
    node_id = bot.draw("ai", data, block)
    bot.drawing.lead(node_id, block.next, DEFAULT)
    bot.drawing.lead(node_id, block.next, ERROR)
    return node_id


def _person(bot: Bot, block: Block) -> str:
    """Chatwoot's block opens the conversation there: people are here."""
    bot.note("ends_with_transfer", block)
    return bot.draw("transfer", {"reason": "typebot"}, block)


SERVICES: dict[str, Callable[[Bot, Block], str | None]] = {
    "Webhook": _request,
    "Zapier": _request,
    "Make.com": _request,
    "Pabbly": _request,
    "Chatwoot": _person,
    "Google Sheets": no_counterpart,
    "Google Analytics": no_counterpart,
    "Pixel": no_counterpart,
    "Email": no_counterpart,
}
"""How each integration is drawn."""
