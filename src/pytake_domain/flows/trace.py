"""What a session was given, step by step: enough to walk through it again, and to count who went where."""

import datetime as dt
import zlib

import msgspec

from pytake_domain.flows.facts import Facts
from pytake_domain.flows.input import FlowEntered, Input, Started
from pytake_domain.flows.session import Arm, FlowSession, SessionStatus, Step, Visit
from pytake_domain.kernel.ids import FlowId, FlowSessionId, FlowVersionId

_pack = msgspec.msgpack.Encoder(order="deterministic").encode


class Place(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Where a session was, and since when."""

    version_id: FlowVersionId
    node: str
    since: dt.datetime


class Trace(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One input of a session and where it led.

    `number` counts the session's inputs from 1. `facts` are those of the step, None when they are as at the one before.
    `before` is where the session was, `prior` the node of this version that the first visit was reached from. `node` and
    `status` are the session's afterwards; `arms` the ways that splits sent it, told when it is over.
    """

    session_id: FlowSessionId
    number: int
    flow_id: FlowId
    version_id: FlowVersionId
    at: dt.datetime
    given: Input
    facts: Facts | None = None
    before: Place | None = None
    prior: str | None = None
    visits: tuple[Visit, ...] = ()
    node: str | None = None
    status: SessionStatus = SessionStatus.RUNNING
    reason: str = ""
    arms: tuple[Arm, ...] = ()

    @property
    def over(self) -> bool:
        """Did the session end here?"""
        return self.status is not SessionStatus.RUNNING


def mark_of(facts: Facts) -> int:
    """A number that differs when facts do."""
    return zlib.crc32(_pack(facts)) or 1


def trace_of(before: FlowSession, given: Input, at: dt.datetime, facts: Facts, done: Step) -> Trace | None:
    """None when the input meant nothing and changed nothing. `done` bears the mark of `facts`."""
    after = done.session
    if after is before or after.inputs == before.inputs:
        return None
    return Trace(
        session_id=after.id,
        number=after.inputs,
        flow_id=after.flow_id,
        version_id=after.version_id,
        at=at,
        given=given,
        facts=None if after.facts_mark == before.facts_mark else facts,
        before=_place(before),
        prior=_prior(before, given),
        visits=done.visits,
        node=after.node,
        status=after.status,
        reason=after.reason,
        arms=() if after.running else after.arms,
    )


def _place(session: FlowSession) -> Place | None:
    if session.node is None:
        return None
    last = session.history[-1].at if session.history else session.started_at
    return Place(session.version_id, session.node, last)


def _prior(before: FlowSession, given: Input) -> str | None:
    if isinstance(given, Started):
        return None
    if isinstance(given, FlowEntered):
        return before.returning.node if before.returning is not None else None
    return before.node
