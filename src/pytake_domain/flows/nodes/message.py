"""`message`: says something, with variations, buttons or a list."""

import datetime as dt
from collections.abc import Mapping
from typing import ClassVar

import msgspec

from pytake_domain.flows.build import Build, LocalText, Say
from pytake_domain.flows.graph import DEFAULT
from pytake_domain.flows.input import MessageIn
from pytake_domain.flows.nodes.menu import Menu, Option, listed, options_of
from pytake_domain.flows.nodes.shared import Compiled, Given, Holds, NodeData, Saying, holds_of, spoken
from pytake_domain.flows.phrases import phrase
from pytake_domain.flows.run import Run
from pytake_domain.kernel.chance import sticky_fraction
from pytake_domain.whatsapp import Text
from pytake_domain.whatsapp import limits as provider


class ListSection(msgspec.Struct, frozen=True, kw_only=True):
    """Rows under a heading."""

    rows: tuple[Option | str, ...]
    title: LocalText | None = None


class ListSpec(msgspec.Struct, frozen=True, kw_only=True):
    """A list as drawn: what its button says, and its sections."""

    sections: tuple[ListSection, ...]
    button: LocalText | None = None


class Message(NodeData, frozen=True, kw_only=True):
    """One of `text` and its `variations` is said, the same one each time a run is replayed.

    With `buttons` or a `list` it waits for a choice when edges leave by the options' ids, and goes on at once when none do.
    """

    type: ClassVar[str] = "message"
    text: LocalText = ""
    variations: tuple[LocalText, ...] = ()
    buttons: tuple[Option | str, ...] = ()
    list: ListSpec | None = None
    header: LocalText | None = None
    footer: LocalText | None = None
    button: LocalText | None = None
    preview_url: bool = False
    variable: str | None = None

    @property
    def options(self) -> tuple[Option, ...]:
        """Buttons, or the rows of the list with their sections."""
        if self.list is None:
            return options_of(self.buttons)
        rows: list[Option] = []
        for section in self.list.sections:
            for row in section.rows:
                option = row if isinstance(row, Option) else Option(title=row)
                rows.append(msgspec.structs.replace(option, section=option.section or section.title))
        return options_of(rows)

    def defines(self) -> tuple[str, ...]:
        """The variable that gets the choice."""
        return (self.variable,) if self.variable else ()

    def sets(self, handle: str) -> Mapping[str, Holds]:
        """The choice by its own edge."""
        chosen = [option for option in self.options if option.id == handle]
        if not self.variable or not chosen:
            return {}
        return {self.variable: holds_of([option.id if option.value is None else option.value for option in chosen])}

    def sends(self) -> tuple[Saying, ...]:
        """One message; words that may come out blank are none."""
        options = self.options
        if options:
            return (Saying(kind="list" if listed(options) or self.list is not None else "buttons"),)
        said = [spoken(text) for text in (*((self.text,) if self.text else ()), *self.variations)]
        return min(said, key=lambda each: each[0].least) if said else ()

    def silence(self, handle: str) -> dt.timedelta | None:
        """A choice was just made."""
        return None if any(option.id == handle for option in self.options) else dt.timedelta()

    def canonical(self, handle: str) -> str:
        """Only the options' ids are handles of their own."""
        return handle if self.options else DEFAULT

    def required(self, drawn: frozenset[str]) -> tuple[str, ...]:
        """All options once one of them leads somewhere, unless the default takes the rest."""
        ids = tuple(option.id for option in self.options)
        if not drawn.intersection(ids):
            return ()
        return () if DEFAULT in drawn else ids

    def optional(self) -> tuple[str, ...]:
        """Options and default: a message may be the last thing said."""
        return (DEFAULT, *(option.id for option in self.options))

    def problems(self, build: Build) -> None:
        """Too many options can only be paged by a message that waits."""
        if self.variable is not None:
            build.variable(self.variable, "variable")
        if self.buttons and self.list is not None:
            build.problem("buttons_and_list", "list")
        options = self.options
        if len(options) > provider.MOST_ROWS and not self._waits(build):
            build.problem(
                "too_many_options", "list" if self.list else "buttons", most=provider.MOST_ROWS, count=len(options)
            )

    def _waits(self, build: Build) -> bool:
        return bool(build.drawn.intersection(option.id for option in self.options))

    def compile(self, build: Build) -> Compiled:
        """Ready to run."""
        options = self.options
        if not options:
            longest = provider.TEXT_BODY
        else:
            longest = (
                provider.BUTTONS_BODY
                if len(options) <= provider.MOST_BUTTONS and self.list is None
                else provider.LIST_BODY
            )
        said = [build.say(self.text, "text", longest)] if self.text or not self.variations else []
        said += [build.say(text, f"variations.{place}", longest) for place, text in enumerate(self.variations)]
        if not options:
            return _Words(said[0], self.preview_url) if len(said) == 1 else _Variations(tuple(said), self.preview_url)
        menu = Menu(
            build,
            options,
            "list" if self.list else "buttons",
            header=self.header,
            footer=self.footer,
            button=self.list.button if self.list and self.list.button else self.button,
            as_list=self.list is not None,
        )
        return _Choice(tuple(said), menu, self.variable, waits=self._waits(build))


class _Words(Compiled):
    __slots__ = ("preview", "say")

    def __init__(self, say: Say, preview: bool) -> None:  # noqa: FBT001  private
        super().__init__()
        self.say, self.preview = say, preview

    def enter(self, run: Run) -> str:
        body = self.say(run)
        if body.strip():
            run.send(Text(body=body, preview_url=self.preview))
        return DEFAULT


class _Variations(Compiled):
    __slots__ = ("preview", "said")

    def __init__(self, said: tuple[Say, ...], preview: bool) -> None:  # noqa: FBT001  private
        super().__init__()
        self.said, self.preview = said, preview

    def enter(self, run: Run) -> str:
        body = pick(run, self.said)
        if body.strip():
            run.send(Text(body=body, preview_url=self.preview))
        return DEFAULT


class _Choice(Compiled):
    __slots__ = ("menu", "said", "variable")

    def __init__(self, said: tuple[Say, ...], menu: Menu, variable: str | None, *, waits: bool) -> None:
        super().__init__()
        self.said, self.menu, self.variable, self.waits = said, menu, variable, waits

    def enter(self, run: Run) -> str | None:
        run.send(self.menu.content(run, pick(run, self.said)))
        if not self.waits:
            return DEFAULT
        run.wait_answer()
        return None

    def resume(self, run: Run, given: Given) -> str | None:
        if not isinstance(given, MessageIn):
            return run.expire()
        page = self.menu.page_asked(given)
        chosen = None if page is not None else self.menu.chosen(run, given)
        if chosen is None:
            body = pick(run, self.said) if page is not None else phrase("not_an_option", run.language)
            run.send(self.menu.content(run, body, page or 0))
            run.wait_answer(page=page or 0)
            return None
        if self.variable:
            run.set(self.variable, self.menu.values[chosen])
        option = self.menu.ids[chosen]
        return option if option in self.exits else DEFAULT


def pick(run: Run, said: tuple[Say, ...]) -> str:
    """One of several ways to say it, by the session and the place in it: a replay says the same."""
    if len(said) == 1:
        return said[0](run)
    place = int(sticky_fraction(run.prefix, run.node or "", str(run.counter)) * len(said))
    return said[place](run)
