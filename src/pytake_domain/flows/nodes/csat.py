"""`csat`: asks how satisfied the customer is, from 1 to 5, and for a comment if wanted."""

import datetime as dt
from collections.abc import Mapping
from typing import ClassVar, Literal

from pytake_domain.flows import limits
from pytake_domain.flows.build import Build, LocalText, Say
from pytake_domain.flows.expressions.values import folded
from pytake_domain.flows.graph import DEFAULT
from pytake_domain.flows.input import MessageIn
from pytake_domain.flows.nodes.menu import Menu, Option
from pytake_domain.flows.nodes.shared import INVALID, TIMEOUT, Compiled, Given, Holds, NodeData, Saying
from pytake_domain.flows.phrases import PHRASES, phrase
from pytake_domain.flows.run import Run
from pytake_domain.kernel.text import Language
from pytake_domain.whatsapp import Text
from pytake_domain.whatsapp import limits as provider

_SCORES = {"list": (5, 4, 3, 2, 1), "buttons": (5, 3, 1)}
_LONGEST_COMMENT = 2_000


class Csat(NodeData, frozen=True, kw_only=True):
    """Asks `text`, or our own words, by a `list`, by three `buttons` (5, 3, 1) or for a `number`; a number is always taken.

    With `comment_text` a comment is asked for afterwards. The score is recorded once both are there, or time is over;
    `variable` and `comment_variable` get them. What is no score is asked for again `retries` times, then the edge `invalid` is
    taken. After `timeout` seconds without a score the edge `timeout` is taken. Without these edges the flow is at its end: nobody
    is pressed.
    """

    type: ClassVar[str] = "csat"
    text: LocalText | None = None
    style: Literal["list", "buttons", "number"] = "list"
    comment_text: LocalText | None = None
    variable: str | None = None
    comment_variable: str | None = None
    retries: int = 1
    timeout: int | None = None

    def defines(self) -> tuple[str, ...]:
        """Score and comment."""
        return tuple(name for name in (self.variable, self.comment_variable) if name)

    def sets(self, handle: str) -> Mapping[str, Holds]:
        """Both, once there is a score; a comment that nobody made is an empty text."""
        if handle in (TIMEOUT, INVALID):
            return {}
        score = {self.variable: Holds.NUMBER} if self.variable else {}
        return score | ({self.comment_variable: Holds.TEXT} if self.comment_variable else {})

    def sends(self) -> tuple[Saying, ...]:
        """The question for the score; the comment is asked for when they have just written."""
        return (Saying(kind="text" if self.style == "number" else self.style),)

    def silence(self, handle: str) -> dt.timedelta | None:
        """The comment may stay away after the score."""
        if handle == INVALID or (handle == DEFAULT and self.comment_text is None):
            return None
        return dt.timedelta(seconds=self.timeout) if self.timeout is not None else limits.SESSION_LIFE

    def canonical(self, handle: str) -> str:
        """Two edges of its own, or the way on."""
        return handle if handle in (TIMEOUT, INVALID) else DEFAULT

    def optional(self) -> tuple[str, ...]:
        """Nobody has to answer."""
        return (TIMEOUT, INVALID)

    def problems(self, build: Build) -> None:
        """Usable names, numbers in range."""
        for field, name in (("variable", self.variable), ("comment_variable", self.comment_variable)):
            if name is not None:
                build.variable(name, field)
        if self.comment_variable is not None and self.comment_text is None:
            build.problem("required", "comment_text")
        if not 0 <= self.retries <= limits.RETRIES:
            build.problem("out_of_range", "retries", least=0, most=limits.RETRIES)
        longest = int(limits.LONGEST_DELAY.total_seconds())
        if self.timeout is not None and not 1 <= self.timeout <= longest:
            build.problem("out_of_range", "timeout", least=1, most=longest)

    def compile(self, build: Build) -> Compiled:
        """Ready to run."""
        text = self.text or _every("csat")
        longest = {"list": provider.LIST_BODY, "buttons": provider.BUTTONS_BODY}.get(self.style, provider.TEXT_BODY)
        menu = None
        if self.style != "number":
            options = [Option(id=str(score), title=_every(f"csat_{score}")) for score in _SCORES[self.style]]
            menu = Menu(build, options, "text", header=None, footer=None, button=None, as_list=self.style == "list")
        comment = build.say(self.comment_text, "comment_text", provider.TEXT_BODY) if self.comment_text else None
        return _Csat(build.say(text, "text", longest), comment, menu, self)


def _every(code: str) -> dict[str, str]:
    """Our own words in all languages."""
    return {language.value: PHRASES[language.value[:2]][code] for language in Language}


class _Csat(Compiled):
    """On page 0 the score is waited for, on page n the comment to score n."""

    __slots__ = ("comment", "comment_variable", "menu", "retries", "say", "timeout", "variable")

    def __init__(self, say: Say, comment: Say | None, menu: Menu | None, data: Csat) -> None:
        super().__init__()
        self.waits = True
        self.say, self.comment, self.menu = say, comment, menu
        self.variable, self.comment_variable = data.variable, data.comment_variable
        self.retries, self.timeout = data.retries, data.timeout

    def enter(self, run: Run) -> None:
        run.retries = 0
        self._ask(run, self.say(run))

    def _ask(self, run: Run, body: str) -> None:
        if self.menu is not None:
            run.send(self.menu.content(run, body))
        elif body.strip():
            run.send(Text(body=body))
        run.wait_answer(self.timeout)

    def resume(self, run: Run, given: Given) -> str | None:
        if run.page:
            return self._comment(run, run.page, given.text if isinstance(given, MessageIn) and given.spoken else "")
        if not isinstance(given, MessageIn):
            return self._without(run, TIMEOUT)
        score = self._score(run, given)
        if score is None:
            if run.retries >= self.retries:
                return self._without(run, INVALID)
            run.retries += 1
            self._ask(run, phrase("not_a_score", run.language))
            return None
        run.retries = 0
        question = self.comment(run) if self.comment else ""
        # Kept at once: whoever takes over while the comment is waited for does not lose the score.
        run.rate(score)
        if self.variable:
            run.set(self.variable, score)
        if not question.strip():
            return self._comment(run, score, "")
        run.send(Text(body=question))
        run.wait_answer(self.timeout, page=score)
        return None

    def _score(self, run: Run, given: MessageIn) -> int | None:
        said = folded(given.text) if given.reply_id is None else ""
        if said.isascii() and said.isdigit():
            return int(said) if len(said) == 1 and "1" <= said <= "5" else None
        chosen = self.menu.chosen(run, given) if self.menu is not None else None
        return int(self.menu.ids[chosen]) if self.menu is not None and chosen is not None else None

    def _comment(self, run: Run, score: int, comment: str) -> str:
        if comment := comment.strip()[:_LONGEST_COMMENT]:
            run.rate(score, comment)
        if self.comment_variable:
            run.set(self.comment_variable, comment)
        return DEFAULT

    def _without(self, run: Run, handle: str) -> str | None:
        run.retries = 0
        if handle in self.exits:
            return handle
        run.complete()
        return None
