"""`question`: asks, reads the answer as its kind, asks again when it is none, and has branches for time-out and giving up."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from pytake_domain.flows import limits
from pytake_domain.flows.build import Build, LocalText, Say
from pytake_domain.flows.graph import DEFAULT
from pytake_domain.flows.input import MessageIn
from pytake_domain.flows.nodes import answers
from pytake_domain.flows.nodes.answers import Kind, Refused
from pytake_domain.flows.nodes.media import MediaKind
from pytake_domain.flows.nodes.menu import Menu, Option, listed, options_of
from pytake_domain.flows.nodes.shared import (
    INVALID,
    TIMEOUT,
    Compiled,
    Given,
    Holds,
    NodeData,
    Saying,
    holds_of,
    spoken,
    timed,
)
from pytake_domain.flows.phrases import phrase
from pytake_domain.flows.run import Run
from pytake_domain.whatsapp import LocationRequest, Text, interactive_limits
from pytake_domain.whatsapp import limits as provider

Read = Callable[[MessageIn, Run], Any]
_HOLDS = {
    Kind.NUMBER: Holds.NUMBER,
    Kind.DATE: Holds.DATE,
    Kind.MEDIA: Holds.OBJECT,
    Kind.LOCATION: Holds.OBJECT,
}


class Question(NodeData, frozen=True, kw_only=True):
    """Asks `text` and puts the answer into `variable`.

    `kind` is text when there are no `options`, else choice; a choice is made by button, number or words. Wrong answers are
    asked for again `retries` times, each time with the next of `retry_texts` (the last stays) or with `retry_text`; then the edge
    `invalid` is taken, or a person takes over. After `timeout` seconds the edge `timeout` is taken, or the session expires.

    Dates may be in words ("amanhã", "next Friday", "15 de março"); with `future` none that is over is taken. `media` is an
    object with `media_id`, `type`, `mime_type`, `filename` and `caption`, one of `media_types` when there are any; `location` one
    with `latitude`, `longitude`, `name` and `address`. `least`, `most` and `whole` are for numbers, `shortest` and `longest`
    for texts, `only` (cpf or cnpj) for documents.
    """

    type: ClassVar[str] = "question"
    text: LocalText
    kind: Kind | None = None
    variable: str | None = None
    options: tuple[Option | str, ...] = ()
    header: LocalText | None = None
    footer: LocalText | None = None
    button: LocalText | None = None
    retries: int = 2
    retry_text: LocalText | None = None
    retry_texts: tuple[LocalText, ...] = ()
    timeout: int | None = None
    least: float | None = None
    most: float | None = None
    whole: bool = False
    shortest: int = 1
    longest: int = limits.ANSWER_LENGTH
    only: str | None = None
    future: bool = False
    media_types: tuple[MediaKind, ...] = ()

    @property
    def asks(self) -> Kind:
        """The kind, also when it was not said."""
        return self.kind or (Kind.CHOICE if self.options else Kind.TEXT)

    def defines(self) -> tuple[str, ...]:
        """The answer's variable."""
        return (self.variable,) if self.variable else ()

    def sets(self, handle: str) -> Mapping[str, Holds]:
        """The answer, by the edges that are taken with one."""
        if not self.variable or handle in (TIMEOUT, INVALID):
            return {}
        if self.asks is not Kind.CHOICE:
            return {self.variable: _HOLDS.get(self.asks, Holds.TEXT)}
        options = options_of(self.options)
        chosen = [option for option in options if option.id == handle] or options
        return {self.variable: holds_of([option.id if option.value is None else option.value for option in chosen])}

    def sends(self) -> tuple[Saying, ...]:
        """The question."""
        kind = "text"
        if self.asks is Kind.CHOICE:
            kind = "list" if listed(options_of(self.options)) else "buttons"
        elif self.asks is Kind.LOCATION:
            kind = "location_request"
        return spoken(self.text) if kind == "text" else (Saying(kind=kind),)

    def silence(self, handle: str) -> dt.timedelta | None:
        """An answer was just given, right or wrong, unless time ran out."""
        return dt.timedelta(seconds=self.timeout or 0) if handle == TIMEOUT else None

    def required(self, drawn: frozenset[str]) -> tuple[str, ...]:
        """The default, or every option instead."""
        ids = self._ids()
        if DEFAULT in drawn or not drawn.intersection(ids):
            return (DEFAULT,)
        return ids

    def optional(self) -> tuple[str, ...]:
        """Options, time-out, giving up."""
        return (*self._ids(), TIMEOUT, INVALID)

    def _ids(self) -> tuple[str, ...]:
        return tuple(option.id for option in options_of(self.options)) if self.asks is Kind.CHOICE else ()

    def problems(self, build: Build) -> None:
        """Numbers in range, options where there is a choice, branches where they are needed."""
        if self.variable is not None:
            build.variable(self.variable, "variable")
        if not 0 <= self.retries <= limits.RETRIES:
            build.problem("out_of_range", "retries", least=0, most=limits.RETRIES)
        if self.asks is Kind.CHOICE and not self.options:
            build.problem("required", "options")
        if self.asks is not Kind.CHOICE and self.options:
            build.problem("options_without_choice", "options")
        if self.only not in (None, "cpf", "cnpj"):
            build.problem("unknown_type", "only")
        if reserved := {TIMEOUT, INVALID, DEFAULT}.intersection(self._ids()):
            build.problem("not_an_id", "options", value=min(reserved))
        timed(build, self.timeout)

    def compile(self, build: Build) -> Compiled:
        """Ready to run."""
        longest = interactive_limits.BODY if self.asks is Kind.LOCATION else provider.TEXT_BODY
        menu = None
        if self.asks is Kind.CHOICE and self.options:
            options = options_of(self.options)
            menu = Menu(build, options, "options", header=self.header, footer=self.footer, button=self.button)
            longest = provider.LIST_BODY if menu.as_list else provider.BUTTONS_BODY
        again = [build.say(text, f"retry_texts.{place}", longest) for place, text in enumerate(self.retry_texts)]
        if self.retry_text:
            again.append(build.say(self.retry_text, "retry_text", longest))
        return _Question(
            say=build.say(self.text, "text", longest), again=tuple(again), menu=menu, read=_reader(self), data=self
        )


def _reader(data: Question) -> Read:  # noqa: PLR0911  one line a kind
    """How answers of this kind are read; raises Refused."""
    match data.asks:
        case Kind.NUMBER:
            return lambda given, _: answers.read_number(
                _words(given), least=data.least, most=data.most, whole=data.whole
            )
        case Kind.DATE:
            return lambda given, run: answers.read_date(
                _words(given), today=run.now.astimezone(run.zone).date(), language=run.language, ahead=data.future
            )
        case Kind.CPF_CNPJ:
            return lambda given, _: answers.read_document(_words(given), only=data.only)
        case Kind.EMAIL:
            return lambda given, _: answers.read_email(_words(given))
        case Kind.PHONE:
            return lambda given, _: answers.read_phone(_words(given))
        case Kind.MEDIA:
            return lambda given, _: answers.read_media(given, data.media_types)
        case Kind.LOCATION:
            return lambda given, _: answers.read_location(given)
    return lambda given, _: answers.read_text(_words(given), shortest=data.shortest, longest=data.longest)


def _words(given: MessageIn) -> str:
    if not given.spoken:
        raise Refused("not_spoken")
    return given.text


class _Question(Compiled):
    __slots__ = ("again", "asks_place", "menu", "read", "retries", "say", "timeout", "variable")

    def __init__(self, *, say: Say, again: tuple[Say, ...], menu: Menu | None, read: Read, data: Question) -> None:
        super().__init__()
        self.waits = True
        self.say, self.again, self.menu, self.read = say, again, menu, read
        self.variable, self.timeout, self.retries = data.variable, data.timeout, data.retries
        self.asks_place = data.asks is Kind.LOCATION

    def enter(self, run: Run) -> None:
        run.retries = 0
        self._ask(run, self.say(run))

    def _ask(self, run: Run, body: str, page: int = 0) -> None:
        if self.menu is not None:
            run.send(self.menu.content(run, body, page))
        elif body.strip():
            run.send(LocationRequest(body=body) if self.asks_place else Text(body=body))
        run.wait_answer(self.timeout, page=page)

    def resume(self, run: Run, given: Given) -> str | None:
        if not isinstance(given, MessageIn):
            return TIMEOUT if TIMEOUT in self.exits else run.expire()
        if self.menu is not None:
            return self._choice(run, given, self.menu)
        try:
            answer = self.read(given, run)
        except Refused as refused:
            return self._refuse(run, refused.code)
        return self._take(run, answer, DEFAULT)

    def _choice(self, run: Run, given: MessageIn, menu: Menu) -> str | None:
        page = menu.page_asked(given)
        if page is not None:
            self._ask(run, self.say(run), page)
            return None
        chosen = menu.chosen(run, given)
        if chosen is None:
            return self._refuse(run, "not_an_option")
        option = menu.ids[chosen]
        return self._take(run, menu.values[chosen], option if option in self.exits else DEFAULT)

    def _take(self, run: Run, answer: Any, handle: str) -> str:
        run.retries = 0
        if self.variable:
            run.set(self.variable, answer)
        return handle

    def _refuse(self, run: Run, code: str) -> str | None:
        if run.retries >= self.retries:
            if INVALID in self.exits:
                run.retries = 0
                return INVALID
            run.transfer("not_understood")
            return None
        again = self.again
        said = again[min(run.retries, len(again) - 1)](run) if again else phrase(code, run.language)
        run.retries += 1
        self._ask(run, said)
        return None
