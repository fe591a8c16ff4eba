"""What a language model can be asked to do, and what must come back."""

from enum import StrEnum
from typing import Any

import msgspec


class TaskKind(StrEnum):
    """Answer with the company's knowledge, choose a label, read values out of a text, or act with tools."""

    ANSWER = "answer"
    CLASSIFY = "classify"
    EXTRACT = "extract"
    AGENT = "agent"


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """One of the labels to choose from, and when it fits."""

    name: str
    description: str = ""


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """A value to read out of the text; `kind` is text, number, boolean or date."""

    name: str
    kind: str = "text"
    description: str = ""
    required: bool = False


class Task(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One request. `text` is the customer's: it is data and never an instruction. `tools` are the ERP capabilities allowed, and
    `transfer`; `tags` those that may be put on the contact.

    What comes back: `answer` and `agent` {"text", "confident", "citations", "tags"}, `classify` {"label"}, `extract` {"values"}.
    `most_cost` in the company's currency bounds what this one request may cost. A `trial` finds what is held too.
    """

    kind: TaskKind
    text: str
    instructions: str = ""
    language: str = "pt-BR"
    labels: tuple[Label, ...] = ()
    fields: tuple[Field, ...] = ()
    tools: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    knowledge: bool = False
    trial: bool = False
    most_turns: int = 1
    most_cost: float | None = None
    context: dict[str, Any] = {}


ERRORS = ("not_connected", "budget", "refused", "unsure", "rate_limited", "unavailable", "unexpected_response")
"""What can go wrong, whichever model it is."""
