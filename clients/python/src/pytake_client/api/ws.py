"""`ws`. Made by generate.py out of the OpenAPI document: change that, not this."""

from typing import Any

from pytake_client.calls import Call


def stats() -> Call[dict[str, Any]]:
    """Connections and subscriptions.

    Of the caller's company, in this process.
    """
    return Call("GET", "/api/v1/ws/stats", returns=dict[str, Any])
