"""RapidPro's actions as nodes."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec

from pytake_domain.flows.foreign.given import figure, inside, items, objs, text
from pytake_domain.flows.foreign.names import slug
from pytake_domain.flows.foreign.rapidpro_flow import Chain
from pytake_domain.flows.foreign.texts import options, portions
from pytake_domain.flows.graph import DEFAULT
from pytake_domain.flows.nodes.shared import ERROR
from pytake_domain.whatsapp import limits as provider

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_MEDIA = ("image", "video", "audio", "document")
_MOST_TAGS = 100
_LONGEST_TAG = 64
_MOST_HEADERS = 30
_MOST_ATTACHMENTS = 10
_MOST_REPLIES = 100

Action = dict[str, Any]


def _message(chain: Chain, action: Action) -> None:
    """Attachments first, the text with its quick replies after them."""
    flow, uuid = chain.flow, text(action, "uuid")
    for attachment in items(action, "attachments")[:_MOST_ATTACHMENTS]:
        kind, _, address = text(attachment).partition(":")
        kind, address = kind.partition("/")[0], flow.said(address).strip()
        if address.startswith(("http://", "https://", "{{")):
            kind = kind if kind in _MEDIA else "document"
            chain.add("message", {"media": {"type": kind, "url": address}})
        else:
            flow.note("option_left_out", option=text(attachment))
    if inside(action, "template"):
        flow.note("template_as_text", name=text(action, "template", "name"))
    words, replies = text(action, "text"), items(action, "quick_replies")[:_MOST_REPLIES]
    said = flow.local(uuid, "text", words)
    if isinstance(said, str) and not replies:
        for part in portions(said):
            chain.add("message", {"text": part})
        return
    chosen = [text(reply) or text(reply, "text") for reply in replies]
    drawn = [{"id": f"q{place}", "title": flow.said(reply)} for place, reply in enumerate(chosen, 1) if reply]
    if not drawn:
        chain.add("message", {"text": said})
        return
    _menu(chain, uuid, said, options(flow.drawing, flow.where, drawn), chosen)


def _menu(chain: Chain, uuid: str, said: Any, shown: list[dict[str, Any]], chosen: list[str]) -> None:
    flow = chain.flow
    for place, option in enumerate(shown):
        others = {
            spoken: flow.said(other)[: provider.BUTTON_TITLE]
            for spoken, other in flow.others(uuid, "quick_replies", place)
            if other and len(chosen) == len(shown)
        }
        if others:
            option["title"] = {flow.base: option["title"], **others}
    as_list = len(shown) > provider.MOST_BUTTONS or any("description" in option for option in shown)
    if isinstance(said, str):
        *before, said = portions(said, provider.LIST_BODY if as_list else provider.BUTTONS_BODY) or ["…"]
        for part in before:
            chain.add("message", {"text": part})
    chain.add("message", {"text": said, "buttons": shown})


def _result(chain: Chain, action: Action) -> None:
    flow, result = chain.flow, text(action, "name")
    values: dict[str, Any] = {}
    if name := flow.name_of(result):
        values[name] = flow.said(text(action, "value"))
    if category := flow.category_of(result):
        values[category] = flow.said(text(action, "category"))
    chain.sets(**values)


def _local(chain: Chain, action: Action) -> None:
    flow, name = chain.flow, chain.flow.drawing.names.of(text(action, "local"))
    value = flow.said(text(action, "value"))
    match text(action, "operation"):
        case "increment":
            step = figure(value)
            if step is None:
                flow.note("value_left_out", variable=name, kind=text(action, "value"))
            chain.sets(**{name: f"{{{{ {name} | plus: {1 if step is None else step} }}}}"})
        case "clear":
            chain.sets(**{name: None})
        case _:
            chain.sets(**{name: value})


def _field(chain: Chain, action: Action) -> None:
    key = text(action, "field", "key") or text(action, "field", "name")
    chain.add("attribute", {"attributes": {slug(key): chain.flow.said(text(action, "value"))}})


def _name(chain: Chain, action: Action) -> None:
    chain.flow.note("name_as_attribute")
    chain.add("attribute", {"attributes": {"full_name": chain.flow.said(text(action, "name"))}})


def _groups(chain: Chain, action: Action) -> None:
    """Groups are tags here."""
    names = [chain.flow.said(text(group, "name"))[:_LONGEST_TAG] for group in objs(action, "groups")[:_MOST_TAGS]]
    names = [name for name in names if name.strip()]
    if inside(action, "all_groups") is True:
        chain.flow.note("option_left_out", option="all_groups")
    if names:
        chain.add("tag", {"add" if text(action, "type") == "add_contact_groups" else "remove": names})


def _webhook(chain: Chain, action: Action) -> None:
    """The result is Success or Failure, whichever way the call went; the flow goes on either way."""
    flow = chain.flow
    url, method = flow.said(text(action, "url")).strip(), text(action, "method").upper() or "GET"
    if not url.startswith(("http://", "https://", "{{")) or method not in _METHODS:
        flow.note("request_without_address")
        return
    variable = flow.drawing.names.of("webhook")
    data: dict[str, Any] = {"method": method, "url": url, "headers": _headers(chain, action), "variable": variable}
    if method != "GET" and (body := text(action, "body").strip()):
        data["body"] = _body(chain, body)
    node_id = chain.add("api_call", data, (DEFAULT, ERROR))
    _outcome(chain, node_id, text(action, "result_name"), variable)


def _headers(chain: Chain, action: Action) -> dict[str, str]:
    given = inside(action, "headers")
    found = {}
    for name, value in list(given.items() if isinstance(given, dict) else ())[:_MOST_HEADERS]:
        plain = isinstance(name, str) and name.isascii() and name.replace("-", "").replace("_", "").isalnum()
        if plain and (said := chain.flow.said(text(value))).strip():
            found[name] = said
    return found


def _body(chain: Chain, body: str) -> Any:
    """As JSON where it is some before anything is filled in, else as a text."""
    try:
        return _filled(chain, msgspec.json.decode(body))
    except (msgspec.DecodeError, RecursionError):
        return chain.flow.said(body)


def _filled(chain: Chain, value: Any) -> Any:
    if isinstance(value, str):
        return chain.flow.said(value)
    if isinstance(value, list):
        return [_filled(chain, item) for item in value]
    return {key: _filled(chain, item) for key, item in value.items()} if isinstance(value, dict) else value


def _outcome(chain: Chain, node_id: str, result: str, variable: str) -> None:
    """The result of a call: its status, and whether it went well."""
    flow = chain.flow
    name, category = flow.name_of(result), flow.category_of(result)
    if name is None:
        return
    ends: list[tuple[str, str]] = []
    for handle, said in ((DEFAULT, "Success"), (ERROR, "Failure")):
        chain.open = [(node_id, handle)]
        chain.sets(**{name: f"{{{{ {variable}.status }}}}", **({category: said} if category else {})})
        ends += chain.open
    chain.open = ends


def _enter(chain: Chain, action: Action) -> None:
    """Another flow by its id there: whoever imports that one too puts its new id in."""
    flow = chain.flow
    flow.note("other_flow", name=text(action, "flow", "name") or text(action, "flow", "uuid"))
    try:
        flow_id = str(UUID(text(action, "flow", "uuid")))
    except ValueError:
        return
    if inside(action, "terminal") is True:
        chain.add("jump", {"flow_id": flow_id}, ())
        chain.closed = True
        return
    status = flow.drawing.names.of("child_status")
    node_id = chain.add("call", {"flow_id": flow_id}, (DEFAULT, ERROR))
    ends: list[tuple[str, str]] = []
    for handle, said in ((DEFAULT, "completed"), (ERROR, "failed")):
        chain.open = [(node_id, handle)]
        chain.sets(**{status: said})
        ends += chain.open
    chain.open = ends


def _ticket(chain: Chain, action: Action) -> None:
    """People take over, and the flow is at its end."""
    flow = chain.flow
    flow.note("ends_with_transfer")
    data: dict[str, Any] = {"reason": text(action, "topic", "name")[:_LONGEST_TAG]}
    note = flow.said(text(action, "note") or text(action, "body")).strip()
    if note:
        data["summary"] = note[: provider.TEXT_BODY]
    chain.add("transfer", data, ())
    chain.closed = True


def _model(chain: Chain, action: Action) -> None:
    flow = chain.flow
    flow.note("model_changed", model=text(action, "llm", "name"))
    data = {
        "task": "answer",
        "instructions": flow.said(text(action, "instructions")),
        "text": flow.said(text(action, "input")) or "{{ last_message }}",
        "variable": flow.drawing.names.of(text(action, "output_local")),
        "send": False,
        "knowledge": False,
    }
    node_id = chain.add("ai", data, (DEFAULT, ERROR))
    chain.open = [(node_id, ERROR)]
    chain.sets(**{str(data["variable"]): "<ERROR>"})
    chain.open.append((node_id, DEFAULT))


def _resthook(chain: Chain, action: Action) -> None:
    chain.flow.note("event_without_answer", name=text(action, "resthook"))
    chain.add("webhook", {"name": f"resthook.{slug(text(action, 'resthook'))}"})


def _voice(chain: Chain, action: Action) -> None:
    chain.flow.note("voice_as_message")
    url = chain.flow.said(text(action, "audio_url")).strip()
    if url.startswith(("http://", "https://", "{{")):
        chain.add("message", {"media": {"type": "audio", "url": url}})
    elif words := text(action, "text").strip():
        chain.add("message", {"text": chain.flow.local(text(action, "uuid"), "text", words)})


ACTIONS: dict[str, Callable[[Chain, Action], None]] = {
    "send_msg": _message,
    "set_run_result": _result,
    "set_run_local": _local,
    "set_contact_field": _field,
    "set_contact_name": _name,
    "add_contact_groups": _groups,
    "remove_contact_groups": _groups,
    "call_webhook": _webhook,
    "call_resthook": _resthook,
    "call_llm": _model,
    "enter_flow": _enter,
    "open_ticket": _ticket,
    "say_msg": _voice,
    "play_audio": _voice,
}
"""How each action is drawn; the others are told."""


def act(chain: Chain, action: Action) -> None:
    """Draw one action."""
    kind = text(action, "type")
    draw = ACTIONS.get(kind)
    if draw is None:
        chain.flow.note("no_counterpart", kind=kind or "?")
    else:
        draw(chain, action)
