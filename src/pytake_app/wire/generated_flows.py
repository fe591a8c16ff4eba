"""A flow drawn by description."""

from typing import Any

import msgspec

from pytake_app.phrases import problem
from pytake_app.wire.flows import FlowProblemOut, problem_out
from pytake_domain.flows import Drawn
from pytake_domain.kernel.text import Language


class FlowWishIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the flow is to do, in whatever words."""

    description: str


class FlowDrawnOut(msgspec.Struct, frozen=True, kw_only=True):
    """`document` is a draft as `POST /flows/import` takes it, kept nowhere; `problems` are what the checker still says of it, and
    `drawings` how often the model drew it.
    """

    document: dict[str, Any]
    problems: list[FlowProblemOut]
    drawings: int
    model: str
    tokens_read: int
    tokens_written: int


def drawn_out(one: Drawn, language: Language) -> FlowDrawnOut:
    """As the API shows it."""
    return FlowDrawnOut(
        document=one.document,
        problems=[problem_out(each, problem(each.code, language, each.params)) for each in one.problems],
        drawings=one.drawings,
        model=one.model,
        tokens_read=one.usage.read,
        tokens_written=one.usage.written,
    )
