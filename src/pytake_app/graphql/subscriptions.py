"""What can be subscribed to: the channels of the WebSocket, as events that lead to what they are about."""

import datetime as dt
from collections.abc import AsyncGenerator
from typing import Any

import msgspec
import strawberry
from strawberry.tools import create_type

from pytake_app.graphql.asking import Asking

SAID = (
    "Channels: messages, conversations, metrics, campaigns, flows, numbers, pairing, notifications, conversation:<id>; each with "
    "the permission that it has on /ws. The first event is `subscribed`; `resync`: some events were missed, read again."
)


class LiveEvent(msgspec.Struct, frozen=True):
    """An event; `data` is in the shape that the AsyncAPI document has for its type. `seq` numbers a company's events."""

    type: str
    data: dict[str, Any] = {}
    seq: int | None = None
    at: dt.datetime | None = None


def subscription(event: Any) -> type:
    """The root of subscriptions; `event`: the type of an event."""

    async def events(info: strawberry.Info[Asking, Any], channels: list[str]) -> Any:
        live = info.context.part("live")
        async for each in live(channels):
            yield each

    events.__annotations__ = {
        "info": strawberry.Info[Asking, Any],
        "channels": list[str],
        "return": AsyncGenerator[event, None],
    }
    field: Any = strawberry.subscription(resolver=events, description=SAID)
    field.python_name = "events"
    return create_type("Subscription", [field], description="What happens, as it happens.")
