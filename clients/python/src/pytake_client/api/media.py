"""`media`. Made by generate.py out of the OpenAPI document: change that, not this."""

from typing import Any

from pytake_client.calls import Call, Id, path_of


def linked_media(token: Id) -> Call[Any]:
    """A file by a link of ours.

    For providers that fetch what we send: whoever has the link may read this one file until its time is over.
    """
    return Call("GET", path_of("/api/v1/media/{token}", token=token), returns=Any)
