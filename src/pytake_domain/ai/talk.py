"""What is said to a language model and what it says, whichever protocol carries it."""

from enum import StrEnum
from typing import Any

import msgspec


class Speaker(StrEnum):
    """Who says a turn: whoever asks, the model, or a tool that the model called."""

    USER = "user"
    MODEL = "model"
    TOOL = "tool"


class ToolCall(msgspec.Struct, frozen=True, kw_only=True):
    """The model wants a tool used; `id` ties the tool's answer to it. What it names may never have been offered."""

    id: str
    name: str
    arguments: dict[str, Any] = {}


class Tool(msgspec.Struct, frozen=True, kw_only=True):
    """Something the model may ask to have done; `parameters` is a JSON Schema of an object."""

    name: str
    description: str
    parameters: dict[str, Any]


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """One turn of the talk. `calls` only of the model; `call_id` only of a tool, whose answer `text` is."""

    speaker: Speaker
    text: str = ""
    calls: tuple[ToolCall, ...] = ()
    call_id: str | None = None


class ModelRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One request. `system` is ours alone: nothing a customer wrote ever stands in it. `schema`: the answer has to be JSON of
    this shape (a JSON Schema of an object). `most_tokens` bounds what may be written.
    """

    model: str
    system: str
    turns: tuple[Turn, ...]
    tools: tuple[Tool, ...] = ()
    schema: dict[str, Any] | None = None
    most_tokens: int = 1_000
    temperature: float = 0.2


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """Tokens read and written, as the provider counts them."""

    read: int = 0
    written: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(read=self.read + other.read, written=self.written + other.written)


class Stopped(StrEnum):
    """Why the model stopped: it had said it all, it wants tools used, it ran out of room, or it (or its provider) declined."""

    DONE = "done"
    TOOLS = "tools"
    LENGTH = "length"
    REFUSED = "refused"


class ModelReply(msgspec.Struct, frozen=True, kw_only=True):
    """What came back; `model` as the provider names the one that answered."""

    text: str
    model: str
    stopped: Stopped = Stopped.DONE
    calls: tuple[ToolCall, ...] = ()
    usage: Usage = Usage()


class Vectors(msgspec.Struct, frozen=True, kw_only=True):
    """Places of texts in a model's space, one each in their order, all of one length."""

    model: str
    vectors: tuple[tuple[float, ...], ...]
    usage: Usage = Usage()
