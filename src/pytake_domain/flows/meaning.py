"""What a customer's message means to the flows: the one fixed order.

1. An answer that the running session waits for and that can be nothing else: a tap on one of its options, or an option's own
   words or number.
2. A flow that interrupts, by its button, advertisement or keyword, in this order.
3. A word for a person.
4. Any other answer to the running session. For one that expired, the question whether to go on, unless the message is a
   button, an advertisement or a keyword of another flow.
5. A published flow's trigger: button, reply to a campaign, advertisement, keyword, first message, any message; among those of
   one kind, those that name what they want before those that take any, then in the order given.
6. The default flow.
7. The fallback flow.

Whoever asks has made sure that the conversation is the flows' to answer: nothing of this holds while a person has it.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TypeAlias

import msgspec

from pytake_domain.flows.compiled import CompiledFlow
from pytake_domain.flows.expressions.values import folded
from pytake_domain.flows.facts import NO_FACTS, Facts
from pytake_domain.flows.flow import PublishedFlow
from pytake_domain.flows.input import MessageIn
from pytake_domain.flows.run import FlowFailure, Run
from pytake_domain.flows.session import FlowSession, WaitKind
from pytake_domain.flows.trigger import Arrival, TriggerKind

PERSON_WORDS = (
    "atendente",
    "humano",
    "pessoa",
    "um atendente",
    "uma atendente",
    "com atendente",
    "quero atendente",
    "chamar atendente",
    "atendimento humano",
    "suporte humano",
    "falar com uma pessoa",
    "falar com alguém",
    "agent",
    "human",
    "person",
    "talk to a person",
    "talk to a human",
    "talk to an agent",
    "agente",
    "asesor",
    "persona",
    "hablar con una persona",
    "hablar con un agente",
    "hablar con alguien",
)
"""Said alone, or as a whole phrase inside a short message, they call for a person. Tenants may have their own."""

_SHORT = 8
_PLAIN = Arrival()
_NAMING = (TriggerKind.BUTTON, TriggerKind.AD, TriggerKind.KEYWORD)
_UNASKED = (
    TriggerKind.BUTTON,
    TriggerKind.CAMPAIGN,
    TriggerKind.AD,
    TriggerKind.KEYWORD,
    TriggerKind.FIRST_MESSAGE,
    TriggerKind.MESSAGE_RECEIVED,
)


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """It goes to the running (or expired) session."""

    session: FlowSession


class Starts(msgspec.Struct, frozen=True, kw_only=True):
    """It starts a flow; `interrupts` is the session that is cancelled for it. `because` is the rule: keyword, default …"""

    flow: PublishedFlow
    because: str
    interrupts: FlowSession | None = None


class CallsPerson(msgspec.Struct, frozen=True, kw_only=True):
    """The customer wants a person; `interrupts` is the session that is cancelled for it."""

    word: str
    interrupts: FlowSession | None = None


class MeansNothing(msgspec.Struct, frozen=True, kw_only=True):
    """No flow answers this."""


Meaning: TypeAlias = Answers | Starts | CallsPerson | MeansNothing


def decide(
    message: MessageIn,
    *,
    now: dt.datetime,
    published: Sequence[PublishedFlow],
    session: FlowSession | None = None,
    flow: CompiledFlow | None = None,
    facts: Facts = NO_FACTS,
    arrival: Arrival = _PLAIN,
    person_words: Iterable[str] = PERSON_WORDS,
) -> Meaning:
    """What it means. `session` is the contact's running one or the one that expired last, `flow` its version."""
    words = folded(message.text)
    session = session if session is not None and (session.running or session.revivable(now)) else None
    running = session if session is not None and session.running else None
    language = facts.language
    if running is not None and flow is not None and chooses(flow, running, message, now, facts):
        return Answers(session=running)
    interrupting = [candidate for candidate in published if candidate.trigger.interrupts]
    if found := _called(interrupting, message, words, language, arrival):
        return Starts(flow=found, because=f"interrupting_{found.trigger.kind.value}", interrupts=running)
    if word := _person(words, person_words):
        return CallsPerson(word=word, interrupts=running)
    if session is not None:
        called = _called(published, message, words, language, arrival)
        waits = running is not None and not running.overdue(now)
        if waits or called is None or called.flow_id == session.flow_id:
            return Answers(session=session)
        return Starts(flow=called, because=called.trigger.kind.value, interrupts=running)
    return _unasked(published, message, words, language, arrival)


def _unasked(
    published: Sequence[PublishedFlow],
    message: MessageIn,
    words: str,
    language: str,
    arrival: Arrival,
) -> Meaning:
    """Nobody is in a flow: triggers, then default, then fallback."""
    if found := _by_kinds(_UNASKED, published, message, words, language, arrival):
        return Starts(flow=found, because=found.trigger.kind.value)
    for because in ("default", "fallback"):
        for candidate in published:
            if getattr(candidate, because) and candidate.trigger.speaks(language):
                return Starts(flow=candidate, because=because)
    return MeansNothing()


def chooses(flow: CompiledFlow, session: FlowSession, message: MessageIn, now: dt.datetime, facts: Facts) -> bool:
    """Is it one of the very options the session waits for?"""
    wait, node = session.waiting, flow.nodes.get(session.node or "")
    if wait is None or wait.kind is WaitKind.DELAY or wait.kind is WaitKind.EFFECT or session.overdue(now):
        return False
    if wait.kind is WaitKind.REVIVAL:
        return (message.reply_id or "").startswith("flow:")
    menu = getattr(node, "menu", None)
    if menu is None:
        return False
    try:
        run = Run(session, now, facts, reads_clock=flow.reads_clock)
        return menu.page_asked(message) is not None or menu.chosen(run, message) is not None
    except FlowFailure:
        return False


def _called(
    candidates: Sequence[PublishedFlow], message: MessageIn, words: str, language: str, arrival: Arrival
) -> PublishedFlow | None:
    """A flow that the message asks for by name: what may end another one."""
    return _by_kinds(_NAMING, candidates, message, words, language, arrival)


def _by_kinds(
    kinds: Sequence[TriggerKind],
    candidates: Sequence[PublishedFlow],
    message: MessageIn,
    words: str,
    language: str,
    arrival: Arrival,
) -> PublishedFlow | None:
    for kind in kinds:
        of_kind = [candidate for candidate in candidates if candidate.trigger.kind is kind]
        for named in (True, False):
            for candidate in of_kind:
                trigger = candidate.trigger
                fits = trigger.named is named and trigger.fits(message, words=words, language=language, arrival=arrival)
                if fits:
                    return candidate
    return None


def _person(words: str, person_words: Iterable[str]) -> str | None:
    """The word that calls for a person: the whole message, or a phrase of two words and more inside a short one."""
    count = len(words.split())
    if not 1 <= count <= _SHORT:
        return None
    for word in person_words:
        wanted = folded(word)
        if words == wanted or (" " in wanted and f" {wanted} " in f" {words} "):
            return word
    return None
