"""The twin's own API under /twin/: numbers, templates, trouble, settings, and what happened."""

from collections.abc import Awaitable, Callable
from importlib.resources import files
from typing import Any, TypeVar

import msgspec

from pytake_app.twin.faults import Fault, Faults
from pytake_app.twin.http import Answer, Request, json
from pytake_app.twin.phone import CannotSay, Phones, Saying
from pytake_app.twin.reviews import Reviews
from pytake_app.twin.settings import TwinNumber, TwinTemplate
from pytake_app.twin.state import State
from pytake_app.twin.webhooks import Webhooks

LONGEST_WAIT = 60.0
USUAL_WAIT = 25.0
_PAGE = {
    "": ("page.html", b"text/html; charset=utf-8"),
    "page.js": ("page.js", b"text/javascript; charset=utf-8"),
    "page.css": ("page.css", b"text/css; charset=utf-8"),
}
_GUARDED = (
    (b"content-security-policy", b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'"),
    (b"x-content-type-options", b"nosniff"),
)
_T = TypeVar("_T")


class Refused(Exception):
    """The request makes no sense; its status and why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


class _Heard(Saying, frozen=True, kw_only=True, forbid_unknown_fields=True):
    phone: str


class _News(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    phone_number_id: str
    field: str
    value: dict[str, Any]


class _Review(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    event: str
    reason: str = "NONE"


class Admin:
    """Answers what is asked under /twin/."""

    def __init__(self, state: State, faults: Faults, phones: Phones, webhooks: Webhooks, reviews: Reviews) -> None:
        self._state = state
        self._faults = faults
        self._phones = phones
        self._webhooks = webhooks
        self._reviews = reviews
        self._routes: dict[tuple[str, str], Callable[[Request], object]] = {
            ("GET", "numbers"): lambda _: self._numbers(),
            ("POST", "numbers"): self._add_numbers,
            ("POST", "templates"): self._add_templates,
            ("GET", "faults"): lambda _: {"waiting": self._faults.waiting, "met": self._faults.met},
            ("POST", "faults"): self._order,
            ("DELETE", "faults"): lambda _: self._faults.cancel(),
            ("GET", "settings"): lambda _: self._state.behaviour,
            ("POST", "settings"): self._set,
            ("GET", "phones"): lambda _: self._known_phones(),
            ("POST", "say"): self._say_many,
            ("GET", "ledger"): self._ledger,
            ("DELETE", "ledger"): lambda _: self._state.forget(),
            ("GET", "webhooks"): lambda _: self._calls(),
        }

    async def answer(self, request: Request) -> Answer:
        """What the twin says; nonsense is answered 400 with its reason."""
        steps = request.steps[1:] or [""]
        if request.method == "GET" and len(steps) == 1 and steps[0] in _PAGE:
            return _page(*_PAGE[steps[0]])
        try:
            return json(await self._about(request, steps))
        except Refused as refusal:
            return json({"error": refusal.why}, status=refusal.status)
        except CannotSay as reason:
            return json({"error": str(reason)}, status=400)

    async def _about(self, request: Request, steps: list[str]) -> object:  # noqa: PLR0911  one return a route
        if request.method == "POST" and not request.header(b"content-type").startswith(b"application/json"):
            # Other sites' pages can post anything but this without asking first.
            raise Refused(415, "content-type must be application/json")
        if len(steps) == 1 and (route := self._routes.get((request.method, steps[0]))):
            return route(request)
        match request.method, steps:
            case "POST", ["phones", phone, "say"]:
                return {"id": self._phones.say(phone, _read(request.body, Saying))}
            case "GET", ["phones", phone]:
                query = request.query
                events = self._phones.seen(phone, number=query.get("number", ""))
                return {"phone": self._phones.owner(phone).wa_id, "events": events}
            case "GET", ["phones", phone, "events"]:
                return await self._news(phone, request.query)
            case "POST", ["news"]:
                return self._news_of_any_kind(request)
            case "POST", ["templates", template_id, "review"]:
                word = _read(request.body, _Review)
                if not self._reviews.decide(template_id, word.event, word.reason):
                    raise Refused(404, "no_such_template")
                return {"decided": word.event}
            case "POST", ["handshake", number_id]:
                number = self._state.numbers.get(number_id)
                if number is None:
                    raise Refused(404, "no_such_number")
                return await self._webhooks.shake_hands(number.told.callback_url, number.told.verify_token)
        raise Refused(404, "no_such_route")

    def _news(self, phone: str, query: dict[str, str]) -> Awaitable[Any]:
        try:
            after = int(query.get("after", "0"))
            patience = min(max(float(query.get("wait", USUAL_WAIT)), 0.0), LONGEST_WAIT)
        except ValueError:
            raise Refused(400, "after and wait are numbers") from None
        return self._phones.news(phone, after=after, number=query.get("number", ""), patience=patience)

    def _news_of_any_kind(self, request: Request) -> object:
        news = _read(request.body, _News)
        number = self._state.numbers.get(news.phone_number_id)
        if number is None:
            raise Refused(404, "no_such_number")
        return {"told": self._webhooks.announce(number.told, news.field, news.value)}

    def _numbers(self) -> object:
        shown = ("phone_number_id", "display_phone_number", "waba_id", "verified_name", "callback_url", "status")
        return [{name: getattr(number.told, name) for name in shown} for number in self._state.numbers.values()]

    def _add_numbers(self, request: Request) -> object:
        for number in _one_or_many(request.body, TwinNumber):
            self._state.add_number(number)
        return self._numbers()

    def _add_templates(self, request: Request) -> object:
        return [self._state.add_template(template) for template in _one_or_many(request.body, TwinTemplate)]

    def _order(self, request: Request) -> object:
        self._faults.order(*_one_or_many(request.body, Fault))
        return {"waiting": self._faults.waiting, "met": self._faults.met}

    def _set(self, request: Request) -> object:
        given = _read(request.body, dict[str, Any])
        try:
            self._state.behaviour = self._state.behaviour.changed(given)
        except msgspec.ValidationError as error:
            raise Refused(400, str(error)) from None
        self._webhooks.staff()
        return self._state.behaviour

    def _say_many(self, request: Request) -> object:
        """Several sayings at once: for load, without a request each."""
        said = [self._phones.say(heard.phone, heard) for heard in _one_or_many(request.body, _Heard)]
        return {"ids": said}

    def _known_phones(self) -> object:
        return [{"phone": phone.wa_id, "name": phone.name} for phone in self._state.phones.values()]

    def _ledger(self, request: Request) -> object:
        state = self._state
        counted = {
            "accepted": len(state.ledger),
            "correlations": len(state.accepted),
            "repeated": {correlation: count for correlation, count in state.accepted.items() if count > 1},
            "said": len(state.said),
            "unacknowledged": [said for said, about in state.said.items() if not about.acknowledged],
        }
        try:
            after = int(request.query.get("after", "0"))
        except ValueError:
            raise Refused(400, "after is a number") from None
        return counted if "summary" in request.query else {**counted, "sends": state.ledger[max(after, 0) :]}

    def _calls(self) -> object:
        calls = self._webhooks
        return {
            "answered": calls.answered,
            "failed": calls.failed,
            "waiting": calls.waiting,
            "last_failure": calls.last_failure,
        }


def _page(name: str, content_type: bytes) -> Answer:
    content = files("pytake_app.twin").joinpath(name).read_bytes()
    return Answer(content, content_type=content_type, headers=_GUARDED)


def _read(body: bytes, kind: type[_T]) -> _T:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refused(400, str(error)) from None


def _one_or_many(body: bytes, kind: type[_T]) -> list[_T]:
    if body.lstrip()[:1] != b"[":
        return [_read(body, kind)]
    return _read(body, list[kind])  # type: ignore[valid-type]
