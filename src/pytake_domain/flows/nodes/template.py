"""`template`: sends an approved template, which also reaches customers who have been silent for long."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Literal

import msgspec

from pytake_domain.flows.build import Build, Say
from pytake_domain.flows.graph import DEFAULT
from pytake_domain.flows.input import MessageIn
from pytake_domain.flows.nodes.media import HEADER_MEDIA, MediaSpec, media_maker
from pytake_domain.flows.nodes.shared import TIMEOUT, Compiled, Given, NodeData, Saying, timed
from pytake_domain.flows.run import FlowFailure, Run
from pytake_domain.templates import parameter_problems
from pytake_domain.whatsapp import Template, check_official
from pytake_domain.whatsapp import limits as provider

_BLANK = "-"
"""The provider refuses a parameter with nothing in it."""

_LONGEST_PAYLOAD = 256
_MOST = 50
_WIDE = re.compile(r"\s+")
Fill = Callable[[Run], dict[str, Any]]


class TemplateButton(msgspec.Struct, frozen=True, kw_only=True):
    """What the button at the place `index` (from 0) needs: the end of its address, a code, or the id of a quick reply."""

    index: int
    kind: Literal["url", "quick_reply", "copy_code"]
    value: str


class TemplateNode(NodeData, frozen=True, kw_only=True):
    """The template `name` in its `language` with `parameters` for its body: a list, or by names where it has named ones.

    `header` fills the variable of a text header, `header_media` is the file of another. Parameters may have variables; what comes
    out blank is sent as a hyphen. When edges leave by the values of quick replies it waits for the tap; another answer leaves by
    `default`. After `timeout` seconds the edge `timeout` is taken, or the session expires.
    """

    type: ClassVar[str] = "template"
    name: str
    language: str = "pt_BR"
    parameters: tuple[str, ...] | dict[str, str] = ()
    header: str | None = None
    header_media: MediaSpec | None = None
    buttons: tuple[TemplateButton, ...] = ()
    timeout: int | None = None

    def _replies(self) -> tuple[str, ...]:
        return tuple(
            button.value for button in self.buttons if button.kind == "quick_reply" and "{" not in button.value
        )

    def sends(self) -> tuple[Saying, ...]:
        """A template, whenever the customer last wrote."""
        return (Saying(kind="template", free=False),)

    def silence(self, handle: str) -> dt.timedelta | None:
        """A tap has just come."""
        if handle == TIMEOUT:
            return dt.timedelta(seconds=self.timeout or 0)
        return None if handle in self._replies() else dt.timedelta()

    def canonical(self, handle: str) -> str:
        """Quick replies, the time-out, or the way on."""
        return handle if handle in (*self._replies(), TIMEOUT) else DEFAULT

    def required(self, drawn: frozenset[str]) -> tuple[str, ...]:
        """All quick replies once one of them leads somewhere, unless the default takes the rest."""
        replies = self._replies()
        if not drawn.intersection(replies):
            return ()
        return () if DEFAULT in drawn else replies

    def optional(self) -> tuple[str, ...]:
        """It may be the last thing said."""
        return (DEFAULT, *self._replies(), TIMEOUT)

    def problems(self, build: Build) -> None:
        """Approved, with the parameters it has."""
        if len(self.parameters) > _MOST:
            build.problem("too_many", "parameters", most=_MOST, count=len(self.parameters))
        if self.header is not None and self.header_media is not None:
            build.problem("one_header_only", "header")
        if self.header_media is not None and self.header_media.type not in HEADER_MEDIA:
            build.problem("not_a_header_type", "header_media.type")
        timed(build, self.timeout)
        sample = Template(name=self.name, language=self.language, components=self._sample())
        for problem in check_official(sample):
            if problem.field in ("name", "language"):
                build.problem(problem.code, problem.field)
        if build.templates is not None:
            self._known(build, sample)

    def _known(self, build: Build, sample: Template) -> None:
        assert build.templates is not None  # noqa: S101  the caller looked
        known = build.templates.get((self.name, self.language))
        if known is None:
            build.problem("unknown_template", "name", template=self.name[:80], language=self.language[:10])
            return
        if not known.sends:
            build.problem("template_not_approved", "name", template=self.name[:80], status=known.status.value)
        for problem in parameter_problems(known, sample.components):
            field = problem.field.replace("components.body", "parameters").removeprefix("components.")
            build.note(problem.code, field, _plain(problem.params))

    def _sample(self) -> tuple[dict[str, Any], ...]:
        """As it would be sent, every parameter with some text in it."""
        made: list[dict[str, Any]] = []
        if self.header_media is not None:
            kind = self.header_media.type
            made.append({"type": "header", "parameters": [{"type": kind, kind: {"link": "https://example.com"}}]})
        elif self.header is not None:
            made.append({"type": "header", "parameters": [{"type": "text", "text": "x"}]})
        if self.parameters:
            names = self.parameters if isinstance(self.parameters, dict) else dict.fromkeys(range(len(self.parameters)))
            made.append({"type": "body", "parameters": [_text(name, "x") for name in names]})
        made += [_button(button, "x") for button in self.buttons]
        return tuple(made)

    def compile(self, build: Build) -> Compiled:
        """Ready to run."""
        fills: list[Fill] = []
        if self.header_media is not None:
            fills.append(_media(build, self.header_media))
        elif self.header is not None:
            fills.append(_texts([(0, _parameter(build, self.header, "header"))], "header"))
        if self.parameters:
            named = isinstance(self.parameters, dict)
            items = self.parameters.items() if isinstance(self.parameters, dict) else enumerate(self.parameters)
            fills.append(
                _texts(
                    [(key, _parameter(build, text, f"parameters.{key}")) for key, text in items], "body", named=named
                )
            )
        fills += [_filled(button, _button_say(build, button, place)) for place, button in enumerate(self.buttons)]
        replies = frozenset(self._replies())
        return _Template(self, tuple(fills), replies, waits=bool(build.drawn.intersection(replies)))


def _plain(params: Mapping[str, Any]) -> dict[str, str | int]:
    return {name: value for name, value in params.items() if isinstance(value, (str, int))}


def _text(name: object, text: str) -> dict[str, Any]:
    return {"type": "text", "text": text, **({"parameter_name": name} if isinstance(name, str) else {})}


def _button(button: TemplateButton, value: str) -> dict[str, Any]:
    parameter = {
        "url": {"type": "text", "text": value},
        "quick_reply": {"type": "payload", "payload": value},
        "copy_code": {"type": "coupon_code", "coupon_code": value},
    }[button.kind]
    return {"type": "button", "sub_type": button.kind, "index": button.index, "parameters": [parameter]}


def _parameter(build: Build, text: str, field: str) -> Say:
    """On one line, never blank: what the provider takes."""
    say = build.say(text, field, provider.TEMPLATE_PARAMETER)
    return lambda run: _WIDE.sub(" ", say(run)).strip() or _BLANK


def _button_say(build: Build, button: TemplateButton, place: int) -> Say:
    longest = {
        "url": provider.TEMPLATE_PARAMETER,
        "quick_reply": _LONGEST_PAYLOAD,
        "copy_code": provider.COPY_CODE,
    }[button.kind]
    say = build.say(button.value, f"buttons.{place}.value", longest)
    return lambda run: _WIDE.sub(" ", say(run)).strip() or _BLANK


def _filled(button: TemplateButton, say: Say) -> Fill:
    return lambda run: _button(button, say(run))


def _texts(says: list[tuple[object, Say]], part: str, *, named: bool = False) -> Fill:
    return lambda run: {
        "type": part,
        "parameters": [_text(name if named else None, say(run)) for name, say in says],
    }


def _media(build: Build, drawn: MediaSpec) -> Fill:
    make = media_maker(build, drawn, "header_media")

    def fill(run: Run) -> dict[str, Any]:
        media = make(run)
        value = {"media_id": media.media_id} if media.media_id else {"link": media.url}
        named = {"filename": media.filename} if media.filename else {}
        return {"type": "header", "parameters": [{"type": drawn.type, drawn.type: {**value, **named}}]}

    return fill


class _Template(Compiled):
    __slots__ = ("fills", "language", "name", "replies", "timeout")

    def __init__(self, data: TemplateNode, fills: tuple[Fill, ...], replies: frozenset[str], *, waits: bool) -> None:
        super().__init__()
        self.name, self.language, self.timeout = data.name, data.language, data.timeout
        self.fills, self.replies, self.waits = fills, replies, waits

    def enter(self, run: Run) -> str | None:
        content = Template(name=self.name, language=self.language, components=tuple(fill(run) for fill in self.fills))
        if problems := check_official(content):
            raise FlowFailure(f"content_refused:{problems[0].code}")
        run.send(content)
        if not self.waits:
            return DEFAULT
        run.wait_answer(self.timeout)
        return None

    def resume(self, run: Run, given: Given) -> str | None:
        if not isinstance(given, MessageIn):
            return TIMEOUT if TIMEOUT in self.exits else run.expire()
        return given.reply_id if given.reply_id in self.replies and given.reply_id in self.exits else DEFAULT
