"""A flow played without anybody: its own clock, contact and answers; nothing leaves. A pure function of what was done so far."""

import datetime as dt
from typing import Any, TypeAlias
from uuid import UUID

import msgspec

from pytake_domain.flows import limits
from pytake_domain.flows.compiled import CompiledFlow, compile_graph
from pytake_domain.flows.effect import AskAi, AskErp, CallApi, Effect, JumpToFlow, ReturnToFlow, SendMessage
from pytake_domain.flows.engine import step
from pytake_domain.flows.facts import Facts
from pytake_domain.flows.graph import Graph
from pytake_domain.flows.input import Cancelled, EffectDone, FlowEntered, Input, MessageIn, Started, TimedOut
from pytake_domain.flows.session import FlowSession, Visit, WaitKind, new_session
from pytake_domain.kernel.ids import (
    ContactId,
    ConversationId,
    FlowId,
    FlowSessionId,
    FlowVersionId,
    NumberId,
    TenantId,
)
from pytake_domain.whatsapp import Content, MessageType, Text, line_of

MOST_MOVES = 200
MOST_RINGS = 200
_NOBODY = UUID(int=0)
_SESSION = FlowSessionId(UUID(int=1))


class _Move(msgspec.Struct, frozen=True, kw_only=True, tag_field="do", omit_defaults=True):
    pass


class Says(_Move, frozen=True, kw_only=True, tag="say"):
    """The contact writes, or sends something of another type, which then reads as `text`; `data` is the file or the place."""

    text: str
    type: MessageType = MessageType.TEXT
    data: dict[str, Any] | None = None


class Presses(_Move, frozen=True, kw_only=True, tag="press"):
    """The contact taps a button or a row by its id."""

    id: str
    title: str = ""


class Passes(_Move, frozen=True, kw_only=True, tag="pass"):
    """Time passes; what is due meanwhile rings in its order."""

    seconds: float


class Responds(_Move, frozen=True, kw_only=True, tag="answer"):
    """Whoever was asked outside answers."""

    value: Any = None


class Fails(_Move, frozen=True, kw_only=True, tag="fail"):
    """Whoever was asked outside fails."""

    error: str = "unavailable"


class Stops(_Move, frozen=True, kw_only=True, tag="stop"):
    """A colleague takes the conversation."""


Move: TypeAlias = Says | Presses | Passes | Responds | Fails | Stops


class Played(msgspec.Struct, frozen=True, kw_only=True):
    """A flow that may be entered: its version (none for a draft) and graph."""

    flow_id: FlowId
    graph: Graph
    version_id: FlowVersionId = FlowVersionId(_NOBODY)


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """What is played and who the contact is. `opening` is the message that begins it, `start` another node to begin at.

    `answers` are given at once to what asks outside, by `api_call`, `erp:<capability>` or `ai:<kind>`; what has none waits for a
    move. `others` are the flows that jumps may lead to.
    """

    main: Played
    facts: Facts
    began: dt.datetime
    opening: str | None = None
    start: str | None = None
    variables: dict[str, Any] = {}
    answers: dict[str, Any] = {}
    others: tuple[Played, ...] = ()


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One bubble: `mine` is the flow's. `move` is the number of the move that led to it, 0 for the beginning."""

    text: str
    at: dt.datetime
    move: int
    mine: bool
    node: str = ""
    content: Content | None = None


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """An effect that would have been done, and when; `answered` where somebody outside had to."""

    effect: Effect
    at: dt.datetime
    move: int


class Play(msgspec.Struct, frozen=True, kw_only=True):
    """Where a scene stands after its moves."""

    session: FlowSession
    now: dt.datetime
    lines: tuple[Line, ...]
    effects: tuple[Wanted, ...]
    visits: tuple[tuple[int, Visit], ...]
    outside: Effect | None = None


def play(scene: Scene, moves: tuple[Move, ...]) -> Play:
    """Everything from the beginning; the same scene and moves always give the same."""
    stage = _Stage(scene)
    stage.begin()
    for number, move in enumerate(moves[:MOST_MOVES], start=1):
        stage.move = number
        stage.do(move)
    return stage.freeze()


def key_of(effect: CallApi | AskErp | AskAi) -> str:
    """The name under which a scene may hold an answer for it."""
    if isinstance(effect, AskErp):
        return f"erp:{effect.capability.value}"
    if isinstance(effect, AskAi):
        return f"ai:{effect.task.kind.value}"
    return "api_call"


class _Stage:
    """A play in the making."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.now, self.move = scene, scene.began, 0
        self.compiled: dict[tuple[FlowId, FlowVersionId], CompiledFlow] = {}
        self.flow = self._of(scene.main)
        if scene.start is not None and scene.start in self.flow.nodes:
            self.flow.start = scene.start
        self.session = new_session(
            session_id=_SESSION,
            tenant_id=TenantId(_NOBODY),
            flow_id=scene.main.flow_id,
            version_id=scene.main.version_id,
            contact_id=ContactId(_NOBODY),
            number_id=NumberId(_NOBODY),
            conversation_id=ConversationId(_NOBODY),
            now=scene.began,
        )
        self.lines: list[Line] = []
        self.effects: list[Wanted] = []
        self.visits: list[tuple[int, Visit]] = []
        self.outside: Effect | None = None

    def begin(self) -> None:
        opening = self.scene.opening
        if opening is not None:
            self._bubble(opening, mine=False)
        message = MessageIn(text=opening) if opening is not None else None
        self.give(Started(variables=self.scene.variables, message=message))

    def do(self, move: Move) -> None:
        match move:
            case Says():
                self._bubble(move.text, mine=False)
                self.give(MessageIn(text=move.text, type=move.type, data=move.data))
            case Presses():
                self._bubble(move.title or move.id, mine=False)
                self.give(MessageIn(text=move.title, reply_id=move.id, type=MessageType.INTERACTIVE))
            case Passes():
                self._pass(move.seconds)
            case Responds():
                self._outcome(move.value, None)
            case Fails():
                self._outcome(None, move.error)
            case Stops():
                self.give(Cancelled(reason="not_the_owner"))

    def give(self, given: Input) -> None:
        """One input, and all that follows from it at once."""
        waiting = [given]
        for _ in range(limits.STEPS_PER_EVENT):
            if not waiting:
                return
            done = step(self.flow, self.session, waiting.pop(0), self.now, self.scene.facts)
            self.session = done.session
            self.visits += [(self.move, visit) for visit in done.visits]
            waiting += [more for effect in done.effects if (more := self._perform(effect)) is not None]

    def _perform(self, effect: Effect) -> Input | None:
        self.effects.append(Wanted(effect=effect, at=self.now, move=self.move))
        if isinstance(effect, SendMessage):
            self._bubble(line_of(effect.content), mine=True, node=effect.node, content=effect.content)
        elif isinstance(effect, (JumpToFlow, ReturnToFlow)):
            return self._enter(effect)
        elif isinstance(effect, (CallApi, AskErp, AskAi)):
            if (key := key_of(effect)) in self.scene.answers:
                return _given(effect, self.scene.answers[key])
            self.outside = effect
        return None

    def _enter(self, effect: JumpToFlow | ReturnToFlow) -> Input:
        for played in (self.scene.main, *self.scene.others):
            if played.flow_id == effect.flow_id:
                self.flow = self._of(played)
                return FlowEntered()
        return EffectDone(effect_id=effect.id, error="not_published")

    def _outcome(self, value: Any, error: str | None) -> None:
        asked, self.outside = self.outside, None
        if isinstance(asked, (CallApi, AskErp, AskAi)):
            self.give(EffectDone(effect_id=asked.id, value=value, error=error))

    def _pass(self, seconds: float) -> None:
        until = self.now + dt.timedelta(seconds=min(max(seconds, 0.0), 366 * 86_400))
        for _ in range(MOST_RINGS):
            wait = self.session.waiting if self.session.running else None
            due = (wait.until or wait.expires) if wait is not None else None
            if wait is None or due is None or due > until:
                break
            if wait.kind is WaitKind.EFFECT:
                self.outside = None
            self.now = max(due, self.now)
            self.give(TimedOut(wait_id=wait.id))
            if self.session.waiting is wait:
                break
        self.now = until

    def _bubble(self, text: str, *, mine: bool, node: str = "", content: Content | None = None) -> None:
        shown = content if content is not None else Text(body=text) if text else None
        self.lines.append(Line(text=text, at=self.now, move=self.move, mine=mine, node=node, content=shown))

    def _of(self, played: Played) -> CompiledFlow:
        key = played.flow_id, played.version_id
        if key not in self.compiled:
            self.compiled[key] = compile_graph(played.graph, flow_id=played.flow_id, version_id=played.version_id)
        return self.compiled[key]

    def freeze(self) -> Play:
        return Play(
            session=self.session,
            now=self.now,
            lines=tuple(self.lines),
            effects=tuple(self.effects),
            visits=tuple(self.visits),
            outside=self.outside if self.session.running else None,
        )


def _given(effect: CallApi | AskErp | AskAi, answer: Any) -> EffectDone:
    """`{"error": …}` fails, everything else is the value."""
    if isinstance(answer, dict) and set(answer) == {"error"}:
        return EffectDone(effect_id=effect.id, error=str(answer["error"]))
    return EffectDone(effect_id=effect.id, value=answer)
