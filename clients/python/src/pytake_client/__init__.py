"""PyTake's HTTP API and live events: `AsyncPytake` or `Pytake` carry out what the functions of `pytake_client.api` describe."""

from pytake_client import api, types
from pytake_client.calls import Call, Upload
from pytake_client.client import AsyncPytake
from pytake_client.errors import (
    Conflict,
    Detail,
    Failed,
    Forbidden,
    Invalid,
    NotFound,
    PytakeError,
    SecondStepNeeded,
    Throttled,
    Unauthenticated,
    Unreachable,
)
from pytake_client.exchange import Tokens
from pytake_client.feed import RESYNC, Event
from pytake_client.patience import Patience
from pytake_client.sync import Pytake

__version__ = "1.0.0"

__all__ = [
    "RESYNC",
    "AsyncPytake",
    "Call",
    "Conflict",
    "Detail",
    "Event",
    "Failed",
    "Forbidden",
    "Invalid",
    "NotFound",
    "Patience",
    "Pytake",
    "PytakeError",
    "SecondStepNeeded",
    "Throttled",
    "Tokens",
    "Unauthenticated",
    "Unreachable",
    "Upload",
    "api",
    "types",
]
