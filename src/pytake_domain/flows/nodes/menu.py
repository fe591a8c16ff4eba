"""Options to choose from: buttons, beyond three a list, beyond ten pages of a list; and reading what was chosen."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import msgspec

from pytake_domain.flows import limits
from pytake_domain.flows.build import Build, LocalText, clip, said
from pytake_domain.flows.expressions.values import folded
from pytake_domain.flows.input import MessageIn
from pytake_domain.flows.nodes.media import HEADER_MEDIA, MediaSpec, media_maker
from pytake_domain.flows.phrases import phrase
from pytake_domain.flows.run import Run
from pytake_domain.whatsapp import Button, Buttons, ListMenu, Row, Section
from pytake_domain.whatsapp import limits as provider

PAGE = 8
"""Options on one page of a long menu: two of the ten rows lead back and on."""

_PAGE_ID = "~page:"
_LEAST_PREFIX = 3
_DIGITS = 3


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to choose: `value` is what the variable gets, the id without one, the title without an id."""

    title: LocalText
    id: str = ""
    description: LocalText | None = None
    value: Any = None
    section: LocalText | None = None


def options_of(drawn: Sequence[Option | str]) -> tuple[Option, ...]:
    """Every option with an id: its own, or its place counted from one."""
    full = (item if isinstance(item, Option) else Option(title=item) for item in drawn)
    return tuple(
        option if option.id else msgspec.structs.replace(option, id=str(place), value=_value(option))
        for place, option in enumerate(full, 1)
    )


def _value(option: Option) -> Any:
    return option.title if option.value is None and isinstance(option.title, str) else option.value


def listed(options: Sequence[Option]) -> bool:
    """Are there too many for buttons, or do they say more than buttons can?"""
    return len(options) > provider.MOST_BUTTONS or any(option.description for option in options)


class Menu:
    """Compiled options. Titles without variables are built and folded once."""

    __slots__ = (
        "_button",
        "_descriptions",
        "_fixed",
        "_footer",
        "_header",
        "_media",
        "_sections",
        "_titles",
        "as_list",
        "ids",
        "values",
    )

    def __init__(
        self,
        build: Build,
        options: Sequence[Option],
        field: str,
        *,
        header: LocalText | None,
        footer: LocalText | None,
        button: LocalText | None,
        media: MediaSpec | None = None,
        as_list: bool = False,
    ) -> None:
        self.ids = tuple(option.id for option in options)
        self.values = tuple(option.id if option.value is None else option.value for option in options)
        self.as_list = as_list or listed(options)
        longest = provider.ROW_TITLE if self.as_list else provider.BUTTON_TITLE
        places = [(option, f"{field}.{place}") for place, option in enumerate(options)]
        self._titles = tuple(build.say(option.title, f"{at}.title", longest) for option, at in places)
        self._descriptions = tuple(
            build.maybe(option.description, f"{at}.description", provider.ROW_DESCRIPTION) for option, at in places
        )
        self._sections = tuple(
            build.maybe(option.section, f"{at}.section", provider.SECTION_TITLE) for option, at in places
        )
        self._header = build.maybe(header, "header", provider.HEADER)
        self._footer = build.maybe(footer, "footer", provider.FOOTER)
        self._button = build.maybe(button, "button", provider.LIST_BUTTON)
        self._fixed = _fixed(options, longest)
        self._media = media_maker(build, media, "media") if media is not None else None
        if media is not None:
            _check_above(build, media, header, as_list=self.as_list)
        _check(build, options, field)

    def content(self, run: Run, body: str, page: int = 0) -> Buttons | ListMenu:
        """The menu as a message."""
        header, footer = said(self._header, run), said(self._footer, run)
        body = body if body.strip() else "…"
        if not self.as_list:
            buttons = self._fixed or tuple(
                Button(id=self.ids[place], title=title)
                for place, title in enumerate(self._unique(run, provider.BUTTON_TITLE))
            )
            media = self._media(run) if self._media else None
            body = clip(body, provider.BUTTONS_BODY)
            return Buttons(body=body, buttons=buttons, header=header, header_media=media, footer=footer)
        button = said(self._button, run) or phrase("options", run.language)
        sections = self._page(run, page) if len(self.ids) > provider.MOST_ROWS else self._grouped(run)
        return ListMenu(body=body, button=button, sections=sections, header=header, footer=footer)

    def chosen(self, run: Run, given: MessageIn) -> int | None:
        """Which option a tap, a number or a text means; None when none, or more than one."""
        if given.reply_id is not None and given.reply_id in self.ids:
            return self.ids.index(given.reply_id)
        text = folded(given.text)
        if not text:
            return None
        titles = [folded(title(run)) for title in self._titles]
        for names in (titles, [folded(option_id) for option_id in self.ids]):
            if names.count(text) == 1:
                return names.index(text)
        number = text.removeprefix("opcao ").removeprefix("option ").removeprefix("opcion ").rstrip(".)ºª")
        if number.isascii() and number.isdigit() and len(number) <= _DIGITS and 0 < int(number) <= len(titles):
            return int(number) - 1
        starts = [place for place, title in enumerate(titles) if title.startswith(text)]
        return starts[0] if len(starts) == 1 and len(text) >= _LEAST_PREFIX else None

    def page_asked(self, given: MessageIn) -> int | None:
        """The page that was asked for by its row; None when none was."""
        reply = given.reply_id or ""
        number = reply.removeprefix(_PAGE_ID)
        asked = number != reply and number.isascii() and number.isdigit() and len(number) <= _DIGITS
        if len(self.ids) <= provider.MOST_ROWS or not asked:
            return None
        return min(int(number), (len(self.ids) - 1) // PAGE)

    def _unique(self, run: Run, most: int) -> list[str]:
        """Titles in the contact's language; empty ones become their id, repeated ones get their place."""
        titles: list[str] = []
        for place, say in enumerate(self._titles):
            title = say(run).strip() or clip(self.ids[place], most)
            titles.append(title if title not in titles else clip(f"{place + 1}. {title}", most))
        return titles

    def _row(self, run: Run, place: int, title: str) -> Row:
        return Row(id=self.ids[place], title=title, description=said(self._descriptions[place], run))

    def _grouped(self, run: Run) -> tuple[Section, ...]:
        rows = [self._row(run, place, title) for place, title in enumerate(self._unique(run, provider.ROW_TITLE))]
        if not any(self._sections):
            return (Section(rows=tuple(rows)),)
        named = [(said(say, run), row) for say, row in zip(self._sections, rows, strict=True)]
        return tuple(
            Section(title=title or phrase("options", run.language), rows=tuple(row for _, row in group))
            for title, group in groupby(named, key=lambda pair: pair[0])
        )

    def _page(self, run: Run, page: int) -> tuple[Section, ...]:
        first = page * PAGE
        titles = self._unique(run, provider.ROW_TITLE)
        rows = [self._row(run, place, titles[place]) for place in range(first, min(first + PAGE, len(titles)))]
        if page:
            rows.append(Row(id=f"{_PAGE_ID}{page - 1}", title=phrase("back", run.language)))
        if first + PAGE < len(titles):
            rows.append(Row(id=f"{_PAGE_ID}{page + 1}", title=phrase("more", run.language)))
        return (Section(rows=tuple(rows)),)


def _fixed(options: Sequence[Option], longest: int) -> tuple[Button, ...]:
    """Buttons whose titles hold no variables and no languages; empty when any does."""
    titles = [option.title for option in options]
    plain = [
        title
        for title in titles
        if isinstance(title, str) and title.strip() and "{" not in title and len(title) <= longest
    ]
    if len(plain) < len(titles) or len(set(plain)) < len(plain):
        return ()
    return tuple(Button(id=option.id, title=title) for option, title in zip(options, plain, strict=True))


def _check_above(build: Build, media: MediaSpec, header: LocalText | None, *, as_list: bool) -> None:
    """Only buttons have a picture, a video or a document above them, and then no text there."""
    if as_list:
        build.problem("list_without_media", "media")
    if header:
        build.problem("one_header_only", "header")
    if media.type not in HEADER_MEDIA:
        build.problem("not_a_header_type", "media.type")


def _check(build: Build, options: Sequence[Option], field: str) -> None:
    if len(options) > limits.OPTIONS:
        build.problem("too_many_options", field, most=limits.OPTIONS, count=len(options))
    seen: set[str] = set()
    titles: set[str] = set()
    for place, option in enumerate(options):
        at = f"{field}.{place}"
        if len(option.id) > provider.ROW_ID:
            build.problem("text_too_long", f"{at}.id", most=provider.ROW_ID, length=len(option.id))
        if option.id != option.id.strip() or option.id.startswith(_PAGE_ID):
            build.problem("not_an_id", f"{at}.id")
        if option.id in seen:
            build.problem("not_unique", f"{at}.id", value=option.id)
        seen.add(option.id)
        if isinstance(option.title, str) and option.title.strip():
            if option.title in titles:
                build.problem("not_unique", f"{at}.title", value=option.title)
            titles.add(option.title)
