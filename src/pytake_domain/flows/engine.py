"""The engine: one input in, the session afterwards and what is to be done out. No I/O, no clock, no chance.

The same flow, session, input, moment and facts always give the same step, ids of effects included. It never raises for
anything a tenant drew or a customer wrote: a session that can't go on fails with its reason, and a person gets the contact.
"""

import datetime as dt

import msgspec

from pytake_domain.flows import limits
from pytake_domain.flows.compiled import CompiledFlow
from pytake_domain.flows.expressions import RenderFailed
from pytake_domain.flows.expressions.values import folded
from pytake_domain.flows.facts import NO_FACTS, Facts
from pytake_domain.flows.input import Cancelled, EffectDone, FlowEntered, Input, MessageIn, Refused, Started, TimedOut
from pytake_domain.flows.nodes.shared import Compiled, Given
from pytake_domain.flows.phrases import phrase
from pytake_domain.flows.run import FlowFailure, Run
from pytake_domain.flows.session import FlowSession, SessionStatus, Step, Visit, WaitKind
from pytake_domain.whatsapp import Button, Buttons, MessageType

GO_ON = "flow:go_on"
START_OVER = "flow:start_over"
_YES = frozenset({"1", "sim", "s", "yes", "y", "si", "ok", "continuar", "go on", "continue"})
_NO = frozenset({"2", "nao", "n", "no", "recomecar", "start over", "restart", "empezar de nuevo"})
_UNHEARD = frozenset({MessageType.REACTION, MessageType.SYSTEM})


def step(flow: CompiledFlow, session: FlowSession, given: Input, now: dt.datetime, facts: Facts = NO_FACTS) -> Step:
    """One input. `flow` is the version the session is on; with `FlowEntered`, the one it goes to or returns to.

    An input that means nothing now (a timer of an earlier wait, anything for a session that has ended) changes nothing.
    Raises ValueError, since it is the caller's mistake, when `flow` is another version than the session's.
    """
    if isinstance(given, FlowEntered):
        return _entered(flow, session, now, facts)
    if flow.version_id != session.version_id:
        raise ValueError("the flow is not the version this session is on")
    if session.status is SessionStatus.EXPIRED and isinstance(given, MessageIn):
        return _revive(flow, session, given, now, facts)
    if session.status is not SessionStatus.RUNNING and not isinstance(given, Refused):
        # What is refused may be the last thing a session said.
        return Step(session=session)
    if isinstance(given, MessageIn) and session.overdue(now):
        return _revive(flow, session, given, now, facts)
    run = Run(session, now, facts, reads_clock=flow.reads_clock)
    if not _guarded(flow, run, given):
        return Step(session=session)
    return run.freeze()


def _guarded(flow: CompiledFlow, run: Run, given: Input) -> bool:
    """Take the input and go as far as it leads. False when it means nothing now."""
    try:
        return _take(flow, run, given)
    except FlowFailure as failure:
        run.fail(failure.reason)
    except RenderFailed:
        run.fail("template_failed")
    return True


def _take(flow: CompiledFlow, run: Run, given: Input) -> bool:
    if isinstance(given, MessageIn):
        return _hear(flow, run, given)
    if isinstance(given, TimedOut):
        return _ring(flow, run, given)
    if isinstance(given, EffectDone):
        return _outcome(flow, run, given)
    if isinstance(given, Cancelled):
        run.end(SessionStatus.CANCELLED, given.reason[: limits.SMALL_VALUE])
        return True
    if isinstance(given, Refused):
        run.end(SessionStatus.FAILED, given.reason[: limits.SMALL_VALUE])
        return True
    return isinstance(given, Started) and _start(flow, run, given)


def _start(flow: CompiledFlow, run: Run, given: Started) -> bool:
    if run.node is not None or run.wait is not None:
        return False
    if given.message is not None:
        _remember(run, given.message)
    for name, value in given.variables.items():
        run.set(name, value)
    _walk(flow, run, flow.start)
    return True


def _hear(flow: CompiledFlow, run: Run, given: MessageIn) -> bool:
    if given.type in _UNHEARD:
        return False
    _remember(run, given)
    wait = run.wait
    if wait is None or wait.kind in (WaitKind.DELAY, WaitKind.EFFECT):
        _keep(run, given)
        return True
    if wait.kind is WaitKind.REVIVAL:
        _revived(flow, run, given)
        return True
    _resume(flow, run, given)
    return True


def _ring(flow: CompiledFlow, run: Run, given: TimedOut) -> bool:
    wait = run.wait
    if wait is None or wait.id != given.wait_id or wait.kind is WaitKind.EFFECT:
        return False
    if wait.kind is WaitKind.REVIVAL:
        run.expire()
        return True
    _resume(flow, run, given)
    return True


def _outcome(flow: CompiledFlow, run: Run, given: EffectDone) -> bool:
    wait = run.wait
    if wait is None or wait.effect != given.effect_id:
        if _already_done(run, given):
            return False
        _keep(run, given)
        return True
    _resume(flow, run, given)
    return True


def _already_done(run: Run, given: EffectDone) -> bool:
    """Is it the outcome of an effect of the past, or not of this session? What is kept is only what is still to come."""
    prefix, _, number = given.effect_id.rpartition("-")
    ours = prefix == run.prefix and number.isascii() and number.isdigit() and len(number) <= 9  # noqa: PLR2004  no counter gets there
    return not ours or int(number) <= run.counter


def _keep(run: Run, given: MessageIn | EffectDone) -> None:
    if len(run.pending) >= limits.PENDING:
        raise FlowFailure("too_many_pending")
    run.pending = (*run.pending, given)


def _remember(run: Run, message: MessageIn) -> None:
    run.idle_steps = run.idle_jumps = 0
    run.last_message = run.names["last_message"] = message.text[: limits.LAST_MESSAGE_LENGTH]


def _resume(flow: CompiledFlow, run: Run, given: Given) -> None:
    node = flow.nodes.get(run.node or "")
    if node is None:
        raise FlowFailure(_missing(flow))
    run.disarm()
    via = node.resume(run, given)
    _walk(flow, run, *_leave(run, node, via))


def _leave(run: Run, node: Compiled, via: str | None) -> tuple[str | None, str]:
    """The next node and the handle that leads there; None when the session waits or is over."""
    while via is None:
        early = _early(run)
        if early is None:
            return None, ""
        run.disarm()
        via = node.resume(run, early)
    way = node.exits.get(via)
    if way is None:
        run.complete()
        return None, ""
    if isinstance(way, str):
        return way, via
    for holds, target in way:
        if holds is None or holds(run.names):
            return target, via
    run.complete()
    return None, ""


def _missing(flow: CompiledFlow) -> str:
    return "unknown_node" if flow.nodes else "version_unreadable"


def _early(run: Run) -> MessageIn | EffectDone | None:
    """An input that came before this wait and is what it waits for."""
    wait = run.wait
    if not run.pending or wait is None:
        return None
    for place, given in enumerate(run.pending):
        wanted = wait.kind is WaitKind.ANSWER if isinstance(given, MessageIn) else wait.effect == given.effect_id
        if wanted:
            run.pending = run.pending[:place] + run.pending[place + 1 :]
            return given
    return None


def _walk(flow: CompiledFlow, run: Run, target: str | None, via: str = "") -> None:
    """Enter node after node until one waits or ends."""
    nodes, visits, now = flow.nodes, run.visits, run.now
    while target is not None:
        node = nodes.get(target)
        if node is None:
            raise FlowFailure(_missing(flow))
        run.previous, run.node = run.node, target
        visits.append(Visit(target, now, via))
        run.idle_steps += 1
        if len(visits) > limits.STEPS_PER_EVENT:
            raise FlowFailure("too_many_steps")
        if run.idle_steps > limits.STEPS_WITHOUT_ANSWER:
            raise FlowFailure("too_many_steps_without_answer")
        left = node.enter(run)
        if left is not None:
            way = node.exits.get(left)
            if type(way) is str:
                target, via = way, left
                continue
        target, via = _leave(run, node, left)


def _entered(flow: CompiledFlow, session: FlowSession, now: dt.datetime, facts: Facts) -> Step:
    """Go on in the flow that was jumped or returned to."""
    wait, frame = session.waiting, session.returning
    if not session.running or wait is None or wait.kind is not WaitKind.EFFECT:
        return Step(session=session)
    if frame is not None and flow.version_id != frame.version_id:
        return Step(session=session)
    # What stands for a version that can't be read does not know whose it was; the frame does.
    flow_id = flow.flow_id if frame is None else frame.flow_id
    moved = msgspec.structs.replace(session, flow_id=flow_id, version_id=flow.version_id, returning=None)
    run = Run(moved, now, facts, reads_clock=flow.reads_clock)
    try:
        run.disarm()
        run.loops = () if frame is None else frame.loops
        if frame is None:
            run.node = None
            _walk(flow, run, flow.start)
        elif frame.node in flow.nodes:
            run.node, caller = frame.node, flow.nodes[frame.node]
            _walk(flow, run, *_leave(run, caller, caller.returned(run, frame)))
        else:
            run.fail(_missing(flow))
    except FlowFailure as failure:
        run.fail(failure.reason)
    except RenderFailed:
        run.fail("template_failed")
    return run.freeze()


# ── after an expiry ──────────────────────────────────────────────────────────────────────────────────────────────────


def _revive(flow: CompiledFlow, session: FlowSession, given: MessageIn, now: dt.datetime, facts: Facts) -> Step:
    """Somebody is back after their time was over: ask whether to go on. Answers given are kept."""
    if given.type in _UNHEARD or not session.revivable(now):
        return Step(session=session)
    run = Run(session, now, facts, reads_clock=flow.reads_clock)
    run.disarm()
    run.status, run.reason, run.retries = SessionStatus.RUNNING, "", 0
    _remember(run, given)
    _ask_to_go_on(run, "go_on")
    return run.freeze()


def _ask_to_go_on(run: Run, sentence: str) -> None:
    language = run.language
    yes, no = phrase("go_on_yes", language), phrase("go_on_no", language)
    buttons = (Button(id=GO_ON, title=yes), Button(id=START_OVER, title=no))
    run.send(Buttons(body=phrase(sentence, language), buttons=buttons))
    run.wait_answer(kind=WaitKind.REVIVAL)


def _revived(flow: CompiledFlow, run: Run, given: MessageIn) -> None:
    text = folded(given.text)
    run.disarm()
    if given.reply_id == GO_ON or text in _YES:
        run.retries = 0
        _walk(flow, run, run.node or flow.start)
    elif given.reply_id == START_OVER or text in _NO:
        run.forget()
        run.node = None
        _walk(flow, run, flow.start)
    elif run.retries >= limits.REVIVAL_TRIES:
        run.transfer("not_understood")
    else:
        run.retries += 1
        _ask_to_go_on(run, "not_understood")
