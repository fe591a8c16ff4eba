"""Simulations, test cases and beginnings by hand, as routes show and take them."""

import datetime as dt
from typing import Any
from uuid import UUID

import msgspec

from pytake_domain.flows import (
    FlowCase,
    Move,
    Seen,
    Setting,
    Simulation,
)
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import ContactId
from pytake_domain.kernel.text import Language
from pytake_domain.kernel.time import zone
from pytake_domain.whatsapp.limits import TEXT_BODY

MOST_BYTES = 64 * 1024
"""What one field of a simulation may weigh."""


class SimulationIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How it begins: the draft (or `version`), from `start` or the beginning, with `opening` as the first message.

    `contact` are facts of a contact that does not exist, `contact_id` plays as one that does. `answers` are given at once to
    what asks outside: by `api_call`, `erp:<capability>`, `ai:<kind>`; `{"error": "…"}` makes it fail.
    """

    version: int | None = None
    opening: str | None = None
    start: str | None = None
    contact: dict[str, Any] = {}
    contact_id: UUID | None = None
    language: str | None = None
    time_zone: str | None = None
    variables: dict[str, Any] = {}
    answers: dict[str, Any] = {}
    at: dt.datetime | None = None


class MoveIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`do` is say (`text`, `type`, `data` of a file or place), press (`id`, `title`), pass (`seconds`), answer (`value`), fail
    (`error`) or stop.
    """

    do: str
    text: str | msgspec.UnsetType = msgspec.UNSET
    type: str | msgspec.UnsetType = msgspec.UNSET
    data: dict[str, Any] | msgspec.UnsetType = msgspec.UNSET
    id: str | msgspec.UnsetType = msgspec.UNSET
    title: str | msgspec.UnsetType = msgspec.UNSET
    seconds: float | msgspec.UnsetType = msgspec.UNSET
    value: Any = msgspec.UNSET
    error: str | msgspec.UnsetType = msgspec.UNSET


class FlowCaseIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A simulation to keep as a test case."""

    name: str
    simulation_id: UUID


class LineOut(msgspec.Struct, frozen=True, kw_only=True):
    """One bubble of a simulation; `move` 0 is the beginning."""

    text: str
    at: dt.datetime
    move: int
    from_contact: bool
    node: str
    content: dict[str, Any] | None


class SimulationOut(msgspec.Struct, frozen=True, kw_only=True):
    """Where a simulation stands. `outside` is the request that waits for an `answer` or `fail`."""

    id: UUID
    flow_id: UUID
    version: int | None
    moves: int
    now: dt.datetime
    lines: list[LineOut]
    effects: list[dict[str, Any]]
    visits: list[dict[str, Any]]
    outside: dict[str, Any] | None
    status: str
    reason: str
    node: str | None
    waiting: dict[str, Any] | None
    variables: dict[str, Any]


class FlowTestIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`moves` against a contact who does not exist; or `phone`: the draft for real, with that telephone."""

    opening: str | None = None
    moves: list[MoveIn] = []
    contact: dict[str, Any] = {}
    answers: dict[str, Any] = {}
    phone: str | None = None
    whatsapp_config_id: UUID | None = None


class FlowTestOut(msgspec.Struct, frozen=True, kw_only=True):
    """Where the simulation stands, or the session that was begun."""

    simulation: SimulationOut | None = None
    flow_session_id: UUID | None = None


class FlowStartIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """With whom it begins, by which number (needed when there are several), and with which variables."""

    contact_id: UUID
    whatsapp_config_id: UUID | None = None
    variables: dict[str, Any] = {}


class FlowStartOut(msgspec.Struct, frozen=True, kw_only=True):
    """The session that was begun."""

    flow_session_id: UUID


class FlowCaseOut(msgspec.Struct, frozen=True, kw_only=True):
    """A test case: what is done, and what is expected."""

    id: UUID
    name: str
    opening: str | None
    moves: list[dict[str, Any]]
    expected: Seen
    created_by: UUID | None
    created_at: dt.datetime


def setting_of(data: SimulationIn) -> Setting:
    """How a simulation begins."""
    values = {name: getattr(data, name) for name in SimulationIn.__struct_fields__}
    for name in ("opening", "start"):
        short(name, values[name])
    if data.language is not None and data.language not in tuple(Language):
        params: dict[str, str | int] = {"choices": ", ".join(Language)}
        raise Invalid(Problem(field="language", code="not_a_choice", params=params))
    if data.time_zone is not None:
        zone(data.time_zone)
    values |= {name: plain(name, values[name]) for name in ("contact", "variables", "answers")}
    return Setting(**values | {"contact_id": ContactId(data.contact_id) if data.contact_id is not None else None})


def short(field: str, text: Any) -> Any:
    """The text, when it is no longer than a message may be. Raises Invalid."""
    if isinstance(text, str) and len(text) > TEXT_BODY:
        raise Invalid(Problem(field=field, code="too_long", params={"most": TEXT_BODY}))
    return text


def plain(field: str, given: Any) -> Any:
    """The value, when it can be kept. Raises Invalid for numbers that are too large, and for what is too large altogether."""
    try:
        size = len(msgspec.msgpack.encode(given))
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise Invalid(Problem(field=field, code="bad_value", params={"detail": str(error)[:200]})) from error
    if size > MOST_BYTES:
        raise Invalid(Problem(field=field, code="too_long", params={"most": MOST_BYTES}))
    return given


def move_of(data: MoveIn) -> Move:
    """Raises Invalid for what is no move."""
    for name in ("value", "data"):
        given = getattr(data, name)
        plain(name, None if given is msgspec.UNSET else given)
    told = {
        name: short(name, value)
        for name in MoveIn.__struct_fields__
        if (value := getattr(data, name)) is not msgspec.UNSET
    }
    try:
        move: Move = msgspec.convert(told, Move)
    except msgspec.ValidationError as error:
        raise Invalid(Problem(field="do", code="bad_value", params={"detail": str(error)[:200]})) from error
    return move


def simulation_out(simulation: Simulation) -> SimulationOut:
    """Where it stands."""
    play = simulation.played()
    session = play.session
    return SimulationOut(
        id=simulation.id,
        flow_id=simulation.flow_id,
        version=simulation.of_version,
        moves=len(simulation.moves),
        now=play.now,
        lines=[
            LineOut(
                text=line.text,
                at=line.at,
                move=line.move,
                from_contact=not line.mine,
                node=line.node,
                content=msgspec.to_builtins(line.content) if line.content is not None else None,
            )
            for line in play.lines
        ],
        effects=[
            {"at": wanted.at, "move": wanted.move, **msgspec.to_builtins(wanted.effect)} for wanted in play.effects
        ],
        visits=[{"move": move, "node": visit.node, "at": visit.at, "via": visit.via} for move, visit in play.visits],
        outside=msgspec.to_builtins(play.outside) if play.outside is not None else None,
        status=session.status.value,
        reason=session.reason,
        node=session.node,
        waiting=msgspec.to_builtins(session.waiting) if session.waiting is not None else None,
        variables=session.variables,
    )


def case_out(case: FlowCase) -> FlowCaseOut:
    """As routes show it."""
    return FlowCaseOut(
        id=case.id,
        name=case.name,
        opening=case.opening,
        moves=msgspec.to_builtins(case.moves),
        expected=case.expected,
        created_by=case.created_by,
        created_at=case.created_at,
    )
