"""Stored sessions, walked through again: exactly as they were, or on another graph to see where they part."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

import msgspec

from pytake_domain.flows import limits
from pytake_domain.flows.compiled import CompiledFlow
from pytake_domain.flows.effect import AskAi, AskErp, CallApi, Effect, JumpToFlow, ReturnToFlow, SendMessage
from pytake_domain.flows.engine import step
from pytake_domain.flows.facts import NO_FACTS, Facts
from pytake_domain.flows.input import EffectDone, FlowEntered, Input, MessageIn, Started, TimedOut
from pytake_domain.flows.session import FlowSession, Step, WaitKind, new_session
from pytake_domain.flows.trace import Trace, mark_of
from pytake_domain.kernel.ids import FlowId, FlowVersionId
from pytake_domain.whatsapp import Content, line_of

_PRIVATE = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "•@•"),
    (re.compile(r"\d(?:[\d .()/-]*\d){3,}"), "•••"),
)


_NAMED = re.compile(
    r"nom[eb]|name|sobre|apellido|cpf|cnpj|docum|endere|address|direcc|rua|cep|mail|fone|phone|celular", re.IGNORECASE
)
"""Variables whose names say that they hold who somebody is or where they live."""
_SHORTEST = 2


class Walked(msgspec.Struct, frozen=True, kw_only=True):
    """One stored input, and the step it led to when it was taken again."""

    trace: Trace
    facts: Facts
    step: Step


def walk(
    session: FlowSession, traces: Sequence[Trace], versions: Mapping[FlowVersionId, CompiledFlow]
) -> tuple[Walked, ...]:
    """Every step of a session from its stored inputs. `session` gives ids and beginning; `versions` are all it was on.

    Stops where a version is missing or can't be read any more: what was walked until there is still true.
    """
    if not traces:
        return ()
    # Jumps changed the flow it is on; it began on the first input's.
    now = msgspec.structs.replace(_fresh(session), flow_id=traces[0].flow_id, version_id=traces[0].version_id)
    facts, found = NO_FACTS, []
    for trace in traces:
        flow = versions.get(trace.version_id)
        if flow is None:
            break
        facts = trace.facts or facts
        done = step(flow, now, trace.given, trace.at, facts)
        now = msgspec.structs.replace(done.session, facts_mark=mark_of(facts))
        found.append(Walked(trace=trace, facts=facts, step=msgspec.structs.replace(done, session=now)))
    return tuple(found)


def _fresh(session: FlowSession) -> FlowSession:
    return new_session(
        session_id=session.id,
        tenant_id=session.tenant_id,
        flow_id=session.flow_id,
        version_id=session.version_id,
        contact_id=session.contact_id,
        number_id=session.number_id,
        conversation_id=session.conversation_id,
        now=session.started_at,
    )


Charge = Callable[[Content, str, dt.datetime], Decimal | None]
"""What a message costs: its content, the telephone it goes to, and when; None where no rate is known."""


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """One input, masked, and what each of both said and where each was afterwards."""

    given: str
    at: dt.datetime
    said_then: tuple[str, ...]
    said_now: tuple[str, ...]
    node_then: str | None
    node_now: str | None


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """A real session against another graph.

    `parts_at` is the number of the first input after which something else was said or asked, None when nothing was. An input that
    the other graph had no use for (an answer of somebody it never asked) is skipped there.
    """

    session_id: str
    began: dt.datetime
    moments: tuple[Moment, ...]
    parts_at: int | None
    ended_then: str
    ended_now: str
    node_then: str | None
    node_now: str | None
    messages_then: int
    messages_now: int
    cost_then: Decimal | None = None
    cost_now: Decimal | None = None


def compare(
    past: Sequence[Walked],
    draft: CompiledFlow,
    *,
    flow_id: FlowId,
    others: Mapping[FlowId, CompiledFlow] | None = None,
    charge: Charge = lambda *_: None,
) -> Comparison | None:
    """Where a real session and this graph part. None for one without steps. `charge` tells what a message cost at a moment."""
    if not past:
        return None
    runner = _Runner(past[0].step.session, draft, flow_id, others or {})
    moments: list[Moment] = []
    parts_at, then, later = None, Bill(), Bill()
    for walked in past:
        if isinstance(walked.trace.given, FlowEntered):
            # Entering another flow follows from the input before it; both do it by themselves.
            said = said_of(walked.step.effects, hidden_in(walked))
            moments[-1] = _with(moments[-1], said, walked.step.session.node)
            then.add(walked.step.effects, walked, charge)
            continue
        now, hidden = runner.take(walked), hidden_in(walked)
        moments.append(
            Moment(
                given=_told(walked.trace.given, hidden),
                at=walked.trace.at,
                said_then=said_of(walked.step.effects, hidden),
                said_now=said_of(now, hidden),
                node_then=walked.step.session.node,
                node_now=runner.session.node,
            )
        )
        then.add(walked.step.effects, walked, charge)
        later.add(now, walked, charge)
    for number, moment in enumerate(moments, start=1):
        if moment.said_then != moment.said_now:
            parts_at = number
            break
    last = past[-1].step.session
    if parts_at is None and last.status is not runner.session.status:
        parts_at = len(moments)
    return Comparison(
        session_id=str(last.id),
        began=past[0].trace.at,
        moments=tuple(moments),
        parts_at=parts_at,
        ended_then=last.status.value,
        ended_now=runner.session.status.value,
        node_then=last.node,
        node_now=runner.session.node,
        messages_then=then.messages,
        messages_now=later.messages,
        cost_then=then.amount,
        cost_now=later.amount,
    )


class Bill:
    """Messages and their amount; no amount once the rate of one of them is not known."""

    def __init__(self) -> None:
        self.messages = 0
        self.amount: Decimal | None = Decimal(0)

    def add(self, effects: Sequence[Effect], walked: Walked, charge: Charge) -> None:
        """What these effects send, at that moment, to that contact."""
        for effect in effects:
            if isinstance(effect, SendMessage):
                self.messages += 1
                price = charge(effect.content, str(walked.facts.contact.get("phone") or ""), walked.trace.at)
                self.amount = None if price is None or self.amount is None else self.amount + price


class _Runner:
    """The other graph, given what the real session was given, in its own terms."""

    def __init__(
        self, like: FlowSession, draft: CompiledFlow, flow_id: FlowId, others: Mapping[FlowId, CompiledFlow]
    ) -> None:
        fresh = _fresh(like)
        self.session = msgspec.structs.replace(fresh, flow_id=flow_id, version_id=draft.version_id)
        self.main, self.flow, self.others = draft, draft, others
        self.outside: str | None = None

    def take(self, walked: Walked) -> list[Effect]:
        """What it asks for when it gets the same."""
        given = self._own(walked.trace.given)
        if given is None:
            return []
        return self._give(given, walked.trace.at, walked.facts)

    def _own(self, given: Input) -> Input | None:
        """Timers and outcomes are named differently here."""
        wait = self.session.waiting
        if isinstance(given, TimedOut):
            timed = wait is not None and wait.kind is not WaitKind.EFFECT and (wait.until or wait.expires) is not None
            return TimedOut(wait_id=wait.id) if wait is not None and timed else None
        if isinstance(given, EffectDone):
            if self.outside is None:
                return None
            return EffectDone(effect_id=self.outside, value=given.value, error=given.error)
        return given

    def _give(self, given: Input, at: dt.datetime, facts: Facts) -> list[Effect]:
        found: list[Effect] = []
        waiting = [given]
        for _ in range(limits.STEPS_PER_EVENT):
            if not waiting:
                break
            done = step(self.flow, self.session, waiting.pop(0), at, facts)
            self.session = done.session
            found += done.effects
            waiting += [more for effect in done.effects if (more := self._follow(effect)) is not None]
        return found

    def _follow(self, effect: Effect) -> Input | None:
        if isinstance(effect, (CallApi, AskErp, AskAi)):
            self.outside = effect.id
        if not isinstance(effect, (JumpToFlow, ReturnToFlow)):
            return None
        target = self.main if effect.flow_id == self.main.flow_id else self.others.get(effect.flow_id)
        if target is None:
            return EffectDone(effect_id=effect.id, error="not_published")
        self.flow = target
        return FlowEntered()


def hidden_in(walked: Walked) -> tuple[str, ...]:
    """What tells who the contact is, the longest first."""
    contact = walked.facts.contact
    found = [contact.get(name) for name in ("name", "first_name", "email", "phone")]
    found += [value for name, value in walked.step.session.variables.items() if _NAMED.search(name)]
    texts = {text.strip() for text in found if isinstance(text, str) and len(text.strip()) >= _SHORTEST}
    return tuple(sorted(texts, key=len, reverse=True))


def said_of(effects: Sequence[Effect], hidden: Sequence[str] = ()) -> tuple[str, ...]:
    """What the contact read, personal data masked."""
    return tuple(mask(line_of(effect.content), hidden) for effect in effects if isinstance(effect, SendMessage))


def mask(text: str, hidden: Sequence[str] = ()) -> str:
    """Without what is hidden, numbers that could be a document's, a phone's or a card's, and addresses of mail."""
    for word in hidden:
        text = text.replace(word, "•••")
    for pattern, shown in _PRIVATE:
        text = pattern.sub(shown, text)
    return text


def _with(moment: Moment, said: tuple[str, ...], node: str | None) -> Moment:
    return msgspec.structs.replace(moment, said_then=(*moment.said_then, *said), node_then=node)


def _told(given: Input, hidden: Sequence[str]) -> str:
    if isinstance(given, MessageIn):
        return mask(given.text or given.reply_id or f"[{given.type.value}]", hidden)
    if isinstance(given, Started):
        return mask(given.message.text, hidden) if given.message is not None else "[started]"
    if isinstance(given, EffectDone):
        return f"[{given.error or 'answered'}]"
    return f"[{type(given).__name__.lower()}]"
