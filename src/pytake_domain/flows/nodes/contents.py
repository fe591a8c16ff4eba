"""What a message can be beside words and menus: as it is drawn, and made into what is sent."""

from collections.abc import Callable
from typing import Any, TypeAlias

import msgspec

from pytake_domain.flows.build import Build, LocalText, Say, said
from pytake_domain.flows.expressions.values import number
from pytake_domain.flows.graph import DEFAULT
from pytake_domain.flows.input import MessageIn
from pytake_domain.flows.nodes.cards import carousel, contact_cards
from pytake_domain.flows.nodes.media import HEADER_MEDIA, LinkSpec, MediaSpec, address, media_maker
from pytake_domain.flows.nodes.products import product_maker, products_maker
from pytake_domain.flows.nodes.shared import TIMEOUT, Compiled, Given, pick
from pytake_domain.flows.phrases import phrase
from pytake_domain.flows.run import FlowFailure, Run
from pytake_domain.whatsapp import Content, CtaUrl, FlowForm, Location, LocationRequest, MessageType, check_official
from pytake_domain.whatsapp import interactive_limits as provider

Make: TypeAlias = Callable[[Run, str], Content]
"""The content for what is said with it."""


class LocationSpec(msgspec.Struct, frozen=True, kw_only=True):
    """A place; the degrees may be variables."""

    latitude: float | str
    longitude: float | str
    name: LocalText | None = None
    address: LocalText | None = None


class FormSpec(msgspec.Struct, frozen=True, kw_only=True):
    """A form of WhatsApp itself, by its id or its name; `data` begins its first `screen`."""

    button: LocalText
    flow_id: str | None = None
    flow_name: str | None = None
    screen: str | None = None
    data: dict[str, Any] = {}
    exchange: bool = False
    draft: bool = False


class Around(msgspec.Struct, frozen=True, kw_only=True):
    """What stands above and below."""

    header: LocalText | None = None
    footer: LocalText | None = None
    media: MediaSpec | None = None


CONTENTS: dict[str, str] = {
    "location": "location",
    "contacts": "contacts",
    "link": "cta_url",
    "product": "product",
    "products": "product_list",
    "form": "flow",
    "carousel": "carousel",
    "location_request": "location_request",
    "media": "media",
}
"""Fields of a message that make it more than words, with the kind of content; the first that is drawn is what is sent."""

BODIES: dict[str, int] = {
    "media": provider.CAPTION,
    "location": 0,
    "contacts": 0,
    **dict.fromkeys(
        ("link", "product", "products", "form", "carousel", "location_request"),
        provider.BODY,
    ),
}
"""The longest text that goes with each; some have none."""


NEEDS_NO_TEXT = ("media", "product")
"""Those that may come without a text."""


def maker(build: Build, field: str, drawn: Any, around: Around) -> Make:
    """A function that makes the content, and fails the session when the provider would refuse it."""
    made = _made(build, field, drawn, around)

    def checked(run: Run, body: str) -> Content:
        content = made(run, body)
        if problems := check_official(content):
            raise FlowFailure(f"content_refused:{problems[0].code}")
        return content

    return checked


def _made(build: Build, field: str, drawn: Any, around: Around) -> Make:  # noqa: PLR0911  one line a kind
    match field:
        case "media":
            media = media_maker(build, drawn, "media")
            return lambda run, body: msgspec.structs.replace(media(run), caption=body.strip() or None)
        case "location":
            return _location(build, drawn)
        case "contacts":
            return contact_cards(build, drawn)
        case "link":
            return _link(build, drawn, around)
        case "product":
            return product_maker(build, drawn, build.maybe(around.footer, "footer", provider.FOOTER))
        case "products":
            return products_maker(build, drawn, around.header, build.maybe(around.footer, "footer", provider.FOOTER))
        case "form":
            return _form(build, drawn, around)
        case "carousel":
            return carousel(build, drawn)
    return lambda _, body: LocationRequest(body=body)


def _location(build: Build, drawn: LocationSpec) -> Make:
    latitude, longitude = (
        _degrees(build, value, f"location.{name}", most)
        for name, value, most in (("latitude", drawn.latitude, 90), ("longitude", drawn.longitude, 180))
    )
    name = build.maybe(drawn.name, "location.name", provider.PLACE)
    where = build.maybe(drawn.address, "location.address", provider.PLACE)
    return lambda run, _: Location(
        latitude=latitude(run), longitude=longitude(run), name=said(name, run), address=said(where, run)
    )


def _degrees(build: Build, drawn: float | str, field: str, most: int) -> Callable[[Run], float]:
    if not isinstance(drawn, str):
        if not -most <= drawn <= most:
            build.problem("out_of_range", field, least=-most, most=most)
        return lambda _: float(drawn)
    say = build.say(drawn, field, 40)
    if "{" not in drawn and (drawn.strip() and not _within(drawn, most)):
        build.problem("out_of_range", field, least=-most, most=most)

    def read(run: Run) -> float:
        try:
            return float(say(run))  # a decimal point: 1.234 degrees are no thousands
        except ValueError as error:
            found = number(say(run))
            if found is None:
                raise FlowFailure("not_a_location") from error
            return float(found)

    return read


def _within(text: str, most: int) -> bool:
    try:
        return -most <= float(text) <= most
    except ValueError:
        return False


def _link(build: Build, drawn: LinkSpec, around: Around) -> Make:
    title = build.say(drawn.title, "link.title", provider.BUTTON)
    url = address(build, drawn.url, "link.url")
    header = build.maybe(around.header, "header", provider.HEADER)
    footer = build.maybe(around.footer, "footer", provider.FOOTER)
    media = media_maker(build, around.media, "media") if around.media is not None else None
    if around.media is not None and around.header:
        build.problem("one_header_only", "header")
    if around.media is not None and around.media.type not in HEADER_MEDIA:
        build.problem("not_a_header_type", "media.type")
    return lambda run, body: CtaUrl(
        body=body,
        display_text=title(run),
        url=url(run),
        header=said(header, run),
        header_media=media(run) if media else None,
        footer=said(footer, run),
    )


def _form(build: Build, drawn: FormSpec, around: Around) -> Make:
    button = build.say(drawn.button, "form.button", provider.BUTTON)
    header = build.maybe(around.header, "header", provider.HEADER)
    footer = build.maybe(around.footer, "footer", provider.FOOTER)
    data = build.value(drawn.data, "form.data")
    if bool(drawn.flow_id) == bool(drawn.flow_name):
        build.problem("id_or_name", "form.flow_id")
    if drawn.exchange and (drawn.screen or drawn.data):
        build.problem("not_with_exchange", "form.screen")
    if drawn.data and not drawn.screen:
        build.problem("required", "form.screen")
    return lambda run, body: FlowForm(
        body=body,
        button=button(run),
        flow_id=drawn.flow_id,
        flow_name=drawn.flow_name,
        token=f"{run.prefix}-{run.counter}",
        screen=drawn.screen,
        data=data(run.names),
        exchange=drawn.exchange,
        draft=drawn.draft,
        header=said(header, run),
        footer=said(footer, run),
    )


class Shown(Compiled):
    """Anything but words and menus; waits for a form's answer or for the reply button of a card."""

    __slots__ = ("form", "make", "options", "said", "timeout", "variable")

    def __init__(
        self,
        *,
        said: tuple[Say, ...],
        make: Make,
        form: bool,
        options: dict[str, Any],
        variable: str | None,
        timeout: int | None,
        waits: bool,
    ) -> None:
        super().__init__()
        self.said, self.make, self.form, self.options = said, make, form, options
        self.variable, self.timeout, self.waits = variable, timeout, waits

    def enter(self, run: Run) -> str | None:
        return self._show(run, pick(run, self.said))

    def _show(self, run: Run, body: str) -> str | None:
        run.send(self.make(run, body))
        if not self.waits:
            return DEFAULT
        run.wait_answer(self.timeout)
        return None

    def resume(self, run: Run, given: Given) -> str | None:
        if not isinstance(given, MessageIn):
            return TIMEOUT if TIMEOUT in self.exits else run.expire()
        if self.form and given.type is MessageType.INTERACTIVE and given.data is not None:
            return self._take(run, given.data, DEFAULT)
        chosen = given.reply_id
        if not self.form and chosen is not None and chosen in self.options:
            return self._take(run, self.options[chosen], chosen if chosen in self.exits else DEFAULT)
        return self._show(run, phrase("not_filled_in" if self.form else "not_an_option", run.language))

    def _take(self, run: Run, answer: Any, handle: str) -> str:
        if self.variable:
            run.set(self.variable, answer)
        return handle
