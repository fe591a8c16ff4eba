"""`message`: says something: words with variations, buttons, a list, files, places, links, products, forms, cards."""

import datetime as dt
from collections.abc import Mapping
from typing import ClassVar

import msgspec

from pytake_domain.flows.build import Build, LocalText, Say, constant
from pytake_domain.flows.graph import DEFAULT
from pytake_domain.flows.input import MessageIn
from pytake_domain.flows.nodes.cards import CardSpec, ContactCard
from pytake_domain.flows.nodes.contents import (
    BODIES,
    CONTENTS,
    NEEDS_NO_TEXT,
    Around,
    FormSpec,
    LocationSpec,
    Shown,
    maker,
)
from pytake_domain.flows.nodes.media import LinkSpec, MediaSpec, captioned
from pytake_domain.flows.nodes.menu import Menu, Option, listed, options_of
from pytake_domain.flows.nodes.products import ProductSpec, ProductsSpec
from pytake_domain.flows.nodes.shared import (
    TIMEOUT,
    Compiled,
    Given,
    Holds,
    NodeData,
    Saying,
    holds_of,
    pick,
    spoken,
    timed,
)
from pytake_domain.flows.phrases import phrase
from pytake_domain.flows.run import Run
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

    With `buttons` or a `list` (more than three options become a list, more than ten a paged one) it waits for a choice when
    edges leave by the options' ids, and goes on at once when none do; so do the reply buttons of a `carousel`. A `form` waits for
    its answer, which goes into `variable`. After `timeout` seconds the edge `timeout` is taken, or the session expires.

    Else it is one of `media` (the text is its caption), `location`, `contacts`, `link`, `product`, `products` and
    `location_request`; `media` may also stand above buttons and links.

    With `join`, plain words go into the message that was said right before them in the same step, below an empty line, as long
    as both fit into one: one message less to pay for.
    """

    type: ClassVar[str] = "message"
    text: LocalText = ""
    variations: tuple[LocalText, ...] = ()
    buttons: tuple[Option | str, ...] = ()
    list: ListSpec | None = None
    media: MediaSpec | None = None
    location: LocationSpec | None = None
    contacts: tuple[ContactCard, ...] = ()
    link: LinkSpec | None = None
    product: ProductSpec | None = None
    products: ProductsSpec | None = None
    form: FormSpec | None = None
    carousel: tuple[CardSpec, ...] = ()
    location_request: bool = False
    header: LocalText | None = None
    footer: LocalText | None = None
    button: LocalText | None = None
    preview_url: bool = False
    join: bool = False
    variable: str | None = None
    timeout: int | None = None

    @property
    def options(self) -> tuple[Option, ...]:
        """Buttons, the rows of the list with their sections, or the reply buttons of the cards."""
        if self.carousel:
            return options_of([reply for card in self.carousel for reply in card.replies])
        if self.list is None:
            return options_of(self.buttons)
        rows: list[Option] = []
        for section in self.list.sections:
            for row in section.rows:
                option = row if isinstance(row, Option) else Option(title=row)
                rows.append(msgspec.structs.replace(option, section=option.section or section.title))
        return options_of(rows)

    def _cards(self) -> tuple[CardSpec, ...]:
        """With the ids of their reply buttons."""
        replies = iter(self.options)
        return tuple(
            msgspec.structs.replace(card, replies=tuple(next(replies) for _ in card.replies)) for card in self.carousel
        )

    @property
    def content(self) -> str:
        """The field that says what it is beside words and options; empty when there is none."""
        return next((name for name in CONTENTS if getattr(self, name) and not self._above(name)), "")

    def _above(self, name: str) -> bool:
        return name == "media" and bool(self.buttons or self.list or self.link)

    def defines(self) -> tuple[str, ...]:
        """The variable that gets the choice."""
        return (self.variable,) if self.variable else ()

    def sets(self, handle: str) -> Mapping[str, Holds]:
        """The choice by its own edge, a form's answer."""
        if not self.variable or handle == TIMEOUT:
            return {}
        if self.form is not None:
            return {self.variable: Holds.OBJECT}
        chosen = [option for option in self.options if option.id == handle]
        return {self.variable: holds_of([option.value or option.id for option in chosen])} if chosen else {}

    def sends(self) -> tuple[Saying, ...]:
        """One message; words that may come out blank are none."""
        kind = self._kind()
        if kind != "text":
            return (Saying(kind=kind),)
        said = [spoken(text) for text in (*((self.text,) if self.text else ()), *self.variations)]
        least = 0 if self.join else min((each[0].least for each in said), default=0)
        return (Saying(kind="text", least=least),) if said else ()

    def _kind(self) -> str:
        if name := self.content:
            return self.media.type if name == "media" and self.media else CONTENTS[name]
        if not self.options:
            return "text"
        return "list" if listed(self.options) or self.list is not None else "buttons"

    def silence(self, handle: str) -> dt.timedelta | None:
        """A choice was just made, a form just filled in."""
        if handle == TIMEOUT:
            return dt.timedelta(seconds=self.timeout or 0)
        if self.form is not None or any(option.id == handle for option in self.options):
            return None
        return dt.timedelta()

    def canonical(self, handle: str) -> str:
        """Only the options' ids and the time-out are handles of their own."""
        return handle if self.options or self.form is not None else DEFAULT

    def required(self, drawn: frozenset[str]) -> tuple[str, ...]:
        """All options once one of them leads somewhere, unless the default takes the rest."""
        ids = tuple(option.id for option in self.options)
        if not drawn.intersection(ids):
            return ()
        return () if DEFAULT in drawn else ids

    def optional(self) -> tuple[str, ...]:
        """Options and default: a message may be the last thing said."""
        timeout = (TIMEOUT,) if self.timeout is not None else ()
        return (DEFAULT, *(option.id for option in self.options), *timeout)

    def problems(self, build: Build) -> None:
        """One kind of message only; too many options can only be paged by a message that waits."""
        if self.variable is not None:
            build.variable(self.variable, "variable")
        if self.buttons and self.list is not None:
            build.problem("buttons_and_list", "list")
        drawn = [name for name in CONTENTS if getattr(self, name) and not self._above(name)]
        drawn += ["buttons"] if self.buttons or self.list is not None else []
        for name in drawn[1:]:
            build.problem("one_content", name)
        options = self.options
        if len(options) > provider.MOST_ROWS and not self._waits(build) and not self.carousel:
            build.problem(
                "too_many_options", "list" if self.list else "buttons", most=provider.MOST_ROWS, count=len(options)
            )
        if TIMEOUT in {option.id for option in options}:
            build.problem("not_an_id", "buttons", value=TIMEOUT)
        timed(build, self.timeout)

    def _waits(self, build: Build) -> bool:
        return self.form is not None or bool(build.drawn.intersection(option.id for option in self.options))

    def compile(self, build: Build) -> Compiled:
        """Ready to run."""
        if self.content:
            return self._compile_content(build, self.content)
        options = self.options
        longest = provider.TEXT_BODY
        if options:
            longest = provider.LIST_BODY if listed(options) or self.list is not None else provider.BUTTONS_BODY
        said = self._said(build, longest, required=True)
        if not options:
            return _Words(said, self.preview_url, self.join)
        menu = Menu(
            build,
            options,
            "list" if self.list else "buttons",
            header=self.header,
            footer=self.footer,
            button=self.list.button if self.list and self.list.button else self.button,
            media=self.media,
            as_list=self.list is not None,
        )
        return _Choice(said, menu, self, waits=self._waits(build))

    def _said(self, build: Build, longest: int, *, required: bool) -> tuple[Say, ...]:
        said = []
        if self.text or not self.variations:
            said.append(build.say(self.text, "text", longest, required=required))
        said += [
            build.say(text, f"variations.{place}", longest, required=required)
            for place, text in enumerate(self.variations)
        ]
        return tuple(said)

    def _compile_content(self, build: Build, name: str) -> Compiled:
        longest = BODIES[name] if name != "media" or self.media is None or captioned(self.media) else 0
        if not longest and (self.text or self.variations):
            build.problem("no_text_here", "text")
        said = self._said(build, longest, required=name not in NEEDS_NO_TEXT) if longest else (constant(""),)
        around = Around(header=self.header, footer=self.footer, media=self.media)
        make = maker(build, name, self._cards() if name == "carousel" else getattr(self, name), around)
        return Shown(
            said=said,
            make=make,
            form=self.form is not None,
            options={option.id: option.id if option.value is None else option.value for option in self.options},
            variable=self.variable,
            timeout=self.timeout,
            waits=self._waits(build),
        )


class _Words(Compiled):
    __slots__ = ("join", "preview", "said")

    def __init__(self, said: tuple[Say, ...], preview: bool, join: bool) -> None:  # noqa: FBT001  private
        super().__init__()
        self.said, self.preview, self.join = said, preview, join

    def enter(self, run: Run) -> str:
        body = pick(run, self.said)
        if body.strip():
            run.say(Text(body=body, preview_url=self.preview), join=self.join)
        return DEFAULT


class _Choice(Compiled):
    __slots__ = ("menu", "said", "timeout", "variable")

    def __init__(self, said: tuple[Say, ...], menu: Menu, data: Message, *, waits: bool) -> None:
        super().__init__()
        self.said, self.menu, self.waits = said, menu, waits
        self.variable, self.timeout = data.variable, data.timeout

    def enter(self, run: Run) -> str | None:
        run.send(self.menu.content(run, pick(run, self.said)))
        if not self.waits:
            return DEFAULT
        run.wait_answer(self.timeout)
        return None

    def resume(self, run: Run, given: Given) -> str | None:
        if not isinstance(given, MessageIn):
            return TIMEOUT if TIMEOUT in self.exits else run.expire()
        page = self.menu.page_asked(given)
        chosen = None if page is not None else self.menu.chosen(run, given)
        if chosen is None:
            body = pick(run, self.said) if page is not None else phrase("not_an_option", run.language)
            run.send(self.menu.content(run, body, page or 0))
            run.wait_answer(self.timeout, page=page or 0)
            return None
        if self.variable:
            run.set(self.variable, self.menu.values[chosen])
        option = self.menu.ids[chosen]
        return option if option in self.exits else DEFAULT
