"""What one step works on: everything that changes, gathered, and frozen into a session at the end."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from pytake_domain.flows import limits
from pytake_domain.flows.effect import (
    AddNote,
    AddTag,
    AskAi,
    Asked,
    AskErp,
    CallApi,
    CancelTimer,
    Effect,
    EmitEvent,
    EndSession,
    JumpToFlow,
    RecordRating,
    RemoveTag,
    ReturnToFlow,
    SendMessage,
    SetAttribute,
    SetConsent,
    StartTimer,
    Transfer,
)
from pytake_domain.flows.expressions import RESERVED, Names
from pytake_domain.flows.facts import Facts
from pytake_domain.flows.input import without_zeros
from pytake_domain.flows.session import Arm, FlowSession, Frame, SessionStatus, Step, Visit, Wait, WaitKind
from pytake_domain.kernel.ids import FlowId
from pytake_domain.whatsapp import Content, Text
from pytake_domain.whatsapp.limits import TEXT_BODY

_SCALARS = (bool, int, float)
_BETWEEN = "\n\n"
"""What stands between texts that became one message."""


class FlowFailure(Exception):
    """The session can't go on: the reason that is kept with it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Run:
    """One step in the making. Nodes read `names`, `now`, `language` and call the methods; nobody keeps it."""

    __slots__ = (
        "arms",
        "calls",
        "counter",
        "effects",
        "facts",
        "idle_jumps",
        "idle_steps",
        "language",
        "last_message",
        "loops",
        "names",
        "node",
        "now",
        "page",
        "pending",
        "prefix",
        "previous",
        "reason",
        "retries",
        "returning",
        "session",
        "status",
        "variables",
        "visits",
        "wait",
    )

    def __init__(self, session: FlowSession, now: dt.datetime, facts: Facts, *, reads_clock: bool) -> None:
        self.session, self.now, self.facts, self.language = session, now, facts, facts.language
        self.prefix = f"{session.id.int:032x}"
        self.variables = dict(session.variables)
        self.effects: list[Effect] = []
        self.visits: list[Visit] = []
        self.status, self.reason, self.node = session.status, session.reason, session.node
        self.wait, self.calls, self.returning = session.waiting, session.calls, session.returning
        self.pending, self.retries, self.counter = session.pending, session.retries, session.counter
        self.loops, self.page, self.previous = session.loops, 0, session.node
        self.idle_steps, self.idle_jumps, self.arms = session.idle_steps, session.idle_jumps, session.arms
        self.last_message = session.last_message
        names = self.names = Names(self.variables)
        names["vars"], names["contact"], names["company"] = self.variables, facts.contact, facts.about_company
        names["conversation"], names["language"] = facts.conversation, facts.language
        names["last_message"] = session.last_message
        if reads_clock:
            local = now.astimezone(self.zone)
            names["now"], names["today"] = local, local.date()

    @property
    def zone(self) -> dt.tzinfo:
        """The contact's time zone; UTC when its name is unknown."""
        try:
            return ZoneInfo(self.facts.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            return dt.UTC

    def next_id(self) -> str:
        """The id of the next effect or wait: the same for the same session at the same place."""
        self.counter += 1
        return f"{self.prefix}-{self.counter}"

    # ── effects ──────────────────────────────────────────────────────────────────────────────────────────────────

    def send(self, content: Content) -> None:
        """Say something."""
        self.effects.append(SendMessage(id=self.next_id(), content=content, node=self.node or ""))

    def say(self, text: Text, *, join: bool) -> None:
        """Words; with `join` they go into the message before them, when this step said plain words last and both fit into one."""
        effects = self.effects if join else []
        for place in range(len(effects) - 1, -1, -1):
            last = effects[place]
            if not isinstance(last, SendMessage):
                continue
            if isinstance(last.content, Text) and len(last.content.body) + len(text.body) + len(_BETWEEN) <= TEXT_BODY:
                body = f"{last.content.body}{_BETWEEN}{text.body}"
                preview = last.content.preview_url or text.preview_url
                effects[place] = msgspec.structs.replace(last, content=Text(body=body, preview_url=preview))
                return
            break
        self.send(text)

    def tag(self, tag: str) -> None:
        """Tag the contact."""
        self.effects.append(AddTag(id=self.next_id(), tag=tag))

    def untag(self, tag: str) -> None:
        """Take a tag from the contact."""
        self.effects.append(RemoveTag(id=self.next_id(), tag=tag))

    def add_note(self, body: str) -> None:
        """Leave an internal note."""
        self.effects.append(AddNote(id=self.next_id(), body=body))

    def rate(self, score: int, comment: str = "") -> None:
        """Keep what the customer thinks, from 1 to 5."""
        self.effects.append(RecordRating(id=self.next_id(), score=score, comment=comment))

    def emit(self, name: str, data: dict[str, Any]) -> None:
        """Tell that something happened."""
        weigh(data)
        self.effects.append(EmitEvent(id=self.next_id(), name=name, data=storable(data)))

    def consent(self, *, opted_in: bool, source: str) -> None:
        """Marketing is welcome, or is not any more."""
        self.effects.append(SetConsent(id=self.next_id(), opted_in=opted_in, source=source))

    def set_attribute(self, name: str, value: Any) -> None:
        """Keep a value with the contact; texts of this step see it already."""
        value = storable(value)
        weigh(value)
        contact = dict(self.names["contact"])
        contact["attributes"] = {**(contact.get("attributes") or {}), name: value}
        if name in contact and name != "attributes":
            contact[name] = value
        self.names["contact"] = contact
        self.effects.append(SetAttribute(id=self.next_id(), name=name, value=value))

    # ── variables ────────────────────────────────────────────────────────────────────────────────────────────────

    def set(self, name: str, value: Any) -> None:
        """Set a variable. Raises FlowFailure when there are too many or they weigh too much."""
        variables = self.variables
        if name in RESERVED:
            raise FlowFailure("reserved_variable")
        if not isinstance(value, _SCALARS) and value is not None:
            value = storable(value)
            if not isinstance(value, str) or len(value) > limits.SMALL_VALUE:
                weigh({**variables, name: value})  # before it is kept: a session that fails is stored as well
        variables[name] = self.names[name] = value
        if len(variables) > limits.VARIABLES:
            raise FlowFailure("too_many_variables")

    def split(self, branch: str) -> None:
        """This split sends the contact that way; of one that is come to again the last way counts."""
        arm = Arm(self.session.version_id, self.node or "", branch)
        self.arms = (*(a for a in self.arms if (a.version_id, a.node) != (arm.version_id, arm.node)), arm)

    def forget(self) -> None:
        """Start over: no variables, no history of calls."""
        for name in self.variables:
            del self.names[name]
        self.variables.clear()
        self.calls, self.loops, self.retries = (), (), 0

    def scope(self, variables: dict[str, Any]) -> None:
        """These variables and no others from now on. Raises FlowFailure as `set` does."""
        for name in self.variables:
            del self.names[name]
        self.variables.clear()
        for name, value in variables.items():
            self.set(name, value)

    # ── waiting ──────────────────────────────────────────────────────────────────────────────────────────────────

    def wait_answer(self, seconds: int | None = None, *, page: int = 0, kind: WaitKind = WaitKind.ANSWER) -> None:
        """Wait for the customer; with `seconds`, no longer than that, else as long as a session lives."""
        wait_id = self.next_id()
        if seconds is None:
            self.wait = Wait(id=wait_id, kind=kind, expires=self.now + limits.SESSION_LIFE, page=page)
            return
        until = self.now + dt.timedelta(seconds=seconds)
        self.wait = Wait(id=wait_id, kind=kind, until=until, page=page)
        self.effects.append(StartTimer(id=self.next_id(), key=wait_id, at=until))

    def wait_until(self, until: dt.datetime) -> None:
        """Wait for a moment."""
        wait_id = self.next_id()
        self.wait = Wait(id=wait_id, kind=WaitKind.DELAY, until=until)
        self.effects.append(StartTimer(id=self.next_id(), key=wait_id, at=until))

    def ask(self, kind: type[CallApi] | type[AskErp] | type[AskAi], **what: Any) -> None:
        """Ask somebody outside, and wait for the outcome."""
        effect: Asked = kind(id=self.next_id(), node=self.node or "", **what)
        self.effects.append(effect)
        self.wait = Wait(
            id=self.next_id(), kind=WaitKind.EFFECT, effect=effect.id, expires=self.now + limits.OUTCOME_LIFE
        )

    def disarm(self) -> None:
        """Whatever was waited for is here, or of no use any more; `page` tells on which page it was asked."""
        wait, self.wait = self.wait, None
        self.page = wait.page if wait is not None else 0
        if wait is not None and wait.until is not None and wait.until > self.now:
            self.effects.append(CancelTimer(id=self.next_id(), key=wait.id))

    # ── other flows ──────────────────────────────────────────────────────────────────────────────────────────────

    def jump(self, flow_id: FlowId, *, returns: bool, arguments: dict[str, Any] | None = None) -> None:
        """Go on in another flow; with `returns`, come back here when that one ends. Raises FlowFailure.

        With `arguments` these are all the other flow knows, and the variables of now come back with the return.
        """
        self.idle_jumps += 1
        if self.idle_jumps > limits.JUMPS_WITHOUT_ANSWER:
            raise FlowFailure("too_many_jumps")
        if returns:
            if len(self.calls) >= limits.CALL_DEPTH:
                raise FlowFailure("calls_too_deep")
            kept = None if arguments is None else dict(self.variables)
            frame = Frame(
                flow_id=self.session.flow_id,
                version_id=self.session.version_id,
                node=self.node or "",
                variables=kept,
                loops=self.loops,
            )
            self.calls += (frame,)
            if arguments is not None:
                self.scope(arguments)
        effect = JumpToFlow(id=self.next_id(), flow_id=flow_id)
        self._await_flow(effect)

    def complete(self) -> None:
        """This flow is at its end: back to the one that called it, or done."""
        if not self.calls:
            self.end(SessionStatus.COMPLETED)
            return
        self.returning, self.calls = self.calls[-1], self.calls[:-1]
        frame = self.returning
        self._await_flow(ReturnToFlow(id=self.next_id(), flow_id=frame.flow_id, version_id=frame.version_id))

    def _await_flow(self, effect: JumpToFlow | ReturnToFlow) -> None:
        self.effects.append(effect)
        self.wait = Wait(id=self.next_id(), kind=WaitKind.EFFECT, effect=effect.id)

    # ── ends ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def end(self, status: SessionStatus, reason: str = "") -> None:
        """The session is over, or expired."""
        self.disarm()
        self.status, self.reason = status, reason
        self.effects.append(EndSession(id=self.next_id(), status=status.value, reason=reason))

    def expire(self) -> str | None:
        """Nobody answered in time; the contact may come back to it. Gives None: no handle is left by."""
        self.end(SessionStatus.EXPIRED, "no_answer")
        return None

    def transfer(self, reason: str, *, note: str = "", **to: str | None) -> None:
        """Hand over to people."""
        self.effects.append(Transfer(id=self.next_id(), reason=reason, note=note, **to))
        self.end(SessionStatus.TRANSFERRED, reason)

    def fail(self, reason: str) -> None:
        """It can't go on; a person looks after the contact."""
        self.disarm()
        self.effects.append(Transfer(id=self.next_id(), reason=f"flow_failed:{reason}"))
        self.end(SessionStatus.FAILED, reason)

    def freeze(self, **more: Any) -> Step:
        """The session as it is now, and what is to be done."""
        session, now, over = self.session, self.now, self.status is not SessionStatus.RUNNING
        visits = tuple(self.visits)
        changed = msgspec.structs.replace(
            session,
            status=self.status,
            reason=self.reason,
            node=self.node,
            waiting=self.wait,
            variables=self.variables,
            calls=self.calls,
            loops=self.loops,
            arms=self.arms,
            returning=self.returning,
            pending=self.pending,
            history=(session.history + visits)[-limits.HISTORY :] if visits else session.history,
            last_message=self.last_message,
            retries=self.retries,
            counter=self.counter,
            inputs=session.inputs + 1,
            idle_steps=self.idle_steps,
            idle_jumps=self.idle_jumps,
            updated_at=now,
            ended_at=now if over else None,
            **more,
        )
        return Step(session=changed, effects=tuple(self.effects), visits=visits)


def storable(value: Any) -> Any:
    """The value without zeros in its texts: no store takes them. Raises FlowFailure for values without a bottom."""
    if isinstance(value, str):
        return value.replace("\0", "") if "\0" in value else value
    try:
        return without_zeros(value)
    except RecursionError as error:
        raise FlowFailure("variable_not_json") from error


def weigh(value: Any) -> None:
    """Raises FlowFailure for values that are no JSON or weigh too much."""
    try:
        size = len(msgspec.json.encode(value))
    except (TypeError, ValueError, RecursionError, OverflowError) as error:
        raise FlowFailure("variable_not_json") from error
    if size > limits.VARIABLES_BYTES:
        raise FlowFailure("variables_too_large")
