"""The AsyncAPI document: what travels on the WebSocket and to receivers of webhooks, out of the Structs that are sent."""

from functools import cache
from typing import Any
from urllib.parse import urlsplit

import msgspec

from pytake_app.http.edge.errors import ErrorBody
from pytake_app.realtime.channels import NEEDS
from pytake_app.realtime.socket import PROTOCOL, Ask
from pytake_app.wire.realtime import BY_NAME, EVENTS, ChannelsData
from pytake_app.wire.webhook_events import SHAPES, Gone, Shape

Schema = dict[str, Any]
SCHEMA = "#/components/schemas/{name}"
MOMENT = {"type": "string", "format": "date-time"}
INFO = {
    "title": "PyTake events",
    "version": "1",
    "description": "What happens, as it happens: on the WebSocket for who is there, and posted to webhooks.",
}
CHANNELS = ", ".join((*NEEDS, "conversation:<id>"))
SAID: dict[str, tuple[type[msgspec.Struct] | None, str]] = {
    "subscribed": (ChannelsData, "The channels that are subscribed to now; `seq` is the number of the newest event."),
    "error": (ErrorBody, "What was wrong with what the client said, as HTTP says it."),
    "pong": (None, "The answer to a ping."),
    "resync": (None, "Some events were missed: read again."),
}
"""What the server says beside events."""


def document(public_url: str | None = None) -> Schema:
    """As `/api/v1/asyncapi.json` serves it; with the address of the installation where it is known."""
    whole = _whole()
    if public_url is None:
        return whole
    place = urlsplit(public_url)
    secure = "s" if place.scheme == "https" else ""
    servers = {
        "socket": {"host": place.netloc, "protocol": f"ws{secure}", "security": _proofs()},
        "webhooks": {
            "host": place.netloc,
            "protocol": f"http{secure}",
            "description": "Posts to the subscriber's URL.",
        },
    }
    return {**whole, "servers": servers}


@cache
def _whole() -> Schema:
    schemas = _schemas()
    hooks = {name: _hook_message(name, shape, schemas) for name, shape in SHAPES.items()}
    live = {name: _event_message(name) for name in BY_NAME}
    said = {name: _said_message(name, *what) for name, what in SAID.items()}
    asked = {"ask": {"title": "What a client says", "payload": {"$ref": SCHEMA.format(name="Ask")}}}
    messages = {**hooks, **live, **said, **asked}
    return {
        "asyncapi": "3.0.0",
        "info": INFO,
        "defaultContentType": "application/json",
        "channels": {
            "live": {
                "address": "/ws",
                "title": "The WebSocket",
                "description": _live_said(),
                "messages": _referred({**live, **said, **asked}),
            },
            "webhooks": {
                "address": None,
                "title": "A receiver's own URL",
                "description": "As POST, signed by Standard Webhooks. Events may come twice, with the same `webhook-id`.",
                "messages": _referred(hooks),
                "bindings": {"http": {}},
            },
        },
        "operations": {
            "tell": _operation("send", "live", {**live, **said}, "What clients hear"),
            "listen": _operation("receive", "live", asked, "What clients say"),
            "post": {
                **_operation("send", "webhooks", hooks, "What receivers are posted"),
                "bindings": {"http": {"method": "POST", "bindingVersion": "0.3.0"}},
            },
        },
        "components": {"schemas": schemas, "messages": messages, "securitySchemes": _schemes()},
    }


def _schemas() -> Schema:
    kinds: set[type[msgspec.Struct]] = {*EVENTS, ChannelsData, ErrorBody, Ask, Gone}
    for shape in SHAPES.values():
        kinds |= {shape.kind} | ({shape.said} if shape.said is not None else set())
    ordered = sorted(kinds, key=lambda kind: kind.__name__)
    _, found = msgspec.json.schema_components(ordered, ref_template=SCHEMA)
    return dict(found)


def _event_message(name: str) -> Schema:
    kind = BY_NAME[name]
    told = {
        "type": {"const": name},
        "data": {"$ref": SCHEMA.format(name=kind.__name__)},
        "seq": {"type": "integer", "description": "Numbers a company's events; what is only whispered has none."},
        "at": MOMENT,
    }
    channels = ", ".join(each if each != "conversation" else "conversation:<id>" for each in kind.CHANNELS)
    return {
        "name": name,
        "title": (kind.__doc__ or name).strip(),
        "description": f"On: {channels}.",
        "payload": {"type": "object", "properties": told, "required": ["type", "data", "at"]},
    }


def _said_message(name: str, kind: type[msgspec.Struct] | None, said: str) -> Schema:
    told: Schema = {"type": {"const": name}, "at": MOMENT, "seq": {"type": "integer"}}
    needed = ["type"]
    if kind is not None:
        told["data"] = {"$ref": SCHEMA.format(name=kind.__name__)}
        needed.append("data")
    payload = {"type": "object", "properties": told, "required": needed}
    return {"name": name, "title": said, "payload": payload}


def _hook_message(name: str, shape: Shape, schemas: Schema) -> Schema:
    payload = {
        "type": "object",
        "properties": {"type": {"const": name}, "timestamp": MOMENT, "data": _hook_data(shape, schemas)},
        "required": ["type", "timestamp", "data"],
    }
    return {"name": name, "payload": payload, "headers": _hook_headers()}


def _hook_data(shape: Shape, schemas: Schema) -> Schema:
    thing: Schema = {"$ref": SCHEMA.format(name=shape.kind.__name__)}
    if shape.left_out:
        own = schemas[shape.kind.__name__]
        kept = {name: each for name, each in own["properties"].items() if name not in shape.left_out}
        thing = {**own, "properties": kept, "required": [n for n in own.get("required", ()) if n in kept]}
        thing.pop("title", None)
    said = [{"$ref": SCHEMA.format(name=shape.said.__name__)}] if shape.said is not None else []
    whole = {"allOf": [thing, *said]} if said else thing
    if not shape.gone:
        return whole
    gone: Schema = {"$ref": SCHEMA.format(name=Gone.__name__)}
    return {"anyOf": [whole, {"allOf": [gone, *said]} if said else gone]}


def _hook_headers() -> Schema:
    told = {
        "webhook-id": "What was sent twice carries the same.",
        "webhook-timestamp": "Seconds since 1970.",
        "webhook-signature": "v1,… over id.timestamp.body by HMAC-SHA256; one or more, parted by spaces.",
    }
    properties = {name: {"type": "string", "description": said} for name, said in told.items()}
    return {"type": "object", "properties": properties, "required": [*told]}


def _referred(messages: Schema) -> Schema:
    return {name: {"$ref": f"#/components/messages/{name}"} for name in messages}


def _operation(action: str, channel: str, messages: Schema, title: str) -> Schema:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "title": title,
        "messages": [{"$ref": f"#/channels/{channel}/messages/{name}"} for name in messages],
    }


def _live_said() -> str:
    needs = "; ".join(f"{channel}: {permission.value}" for channel, permission in NEEDS.items())
    return (
        f"Channels: {CHANNELS}. Each needs a permission ({needs}), and nobody is told what they could not read over HTTP. "
        f"A browser offers the subprotocols `{PROTOCOL}` and its token, or says `auth` first. After a break `resume` gives what "
        "was missed."
    )


def _schemes() -> Schema:
    return {
        "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
        "api_key": {"type": "httpApiKey", "name": "X-API-Key", "in": "header"},
    }


def _proofs() -> list[Schema]:
    return [{"$ref": f"#/components/securitySchemes/{name}"} for name in _schemes()]
