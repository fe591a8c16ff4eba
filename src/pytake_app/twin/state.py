"""What a twin remembers: numbers, accounts, customers' phones, media, and every send it accepted."""

import asyncio
import itertools
import random
from collections import Counter, deque
from collections.abc import Callable

import msgspec

from pytake_app.twin.errors import GraphError, no_such_object
from pytake_app.twin.rates import Bucket, pair_bucket, throughput_bucket
from pytake_app.twin.settings import Behaviour, TwinNumber, TwinSettings, TwinTemplate
from pytake_app.twin.wire import graph_id, user_id_of, wa_id_of

MOST_EVENTS = 1000
WINDOW = 24 * 3600


class AcceptedSend(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A send the provider took: `correlation` is its biz_opaque_callback_data, `to` a WhatsApp id, `at` UNIX seconds."""

    id: str
    correlation: str
    phone_number_id: str
    to: str
    type: str
    at: float


class Said:
    """A customer's message: whose, to which number, and whether its callback answered 200."""

    __slots__ = ("acknowledged", "phone_number_id", "wa_id")

    def __init__(self, wa_id: str, phone_number_id: str) -> None:
        self.wa_id = wa_id
        self.phone_number_id = phone_number_id
        self.acknowledged = False


class Seen(msgspec.Struct, frozen=True, gc=False):
    """An event of a phone as it is kept: the message as its JSON, to be read when somebody looks."""

    n: int
    phone_number_id: str
    kind: str
    id: str
    at: float
    mine: bool = False
    raw: bytes = b"{}"
    template: TwinTemplate | None = None


class Pair:
    """A number and one person: how fast it writes to them, and when they last wrote (UNIX seconds, 0 never)."""

    __slots__ = ("bucket", "wrote_at")

    def __init__(self, at: float) -> None:
        self.bucket: Bucket = pair_bucket(at)
        self.wrote_at = 0.0

    def window_open(self, at: float) -> bool:
        """Did the person write in the last 24 hours?"""
        return at - self.wrote_at < WINDOW


class Number:
    """A number at work."""

    __slots__ = ("bucket", "callback", "digits", "pairs", "told")

    def __init__(self, told: TwinNumber, at: float) -> None:
        self.told = told
        self.digits = told.digits
        self.bucket = throughput_bucket(told.messages_per_second, at)
        self.pairs: dict[str, Pair] = {}
        self.callback = ""  # overrides the app's, set by the API

    def pair(self, wa_id: str, at: float) -> Pair:
        """This number and that person."""
        found = self.pairs.get(wa_id)
        if found is None:
            found = self.pairs[wa_id] = Pair(at)
        return found


class Account:
    """A WhatsApp business account."""

    __slots__ = ("callback", "id", "subscribed", "templates")

    def __init__(self, account_id: str) -> None:
        self.id = account_id
        self.subscribed = True
        self.callback = ""
        self.templates: dict[tuple[str, str], TwinTemplate] = {}


class Phone:
    """A customer's phone."""

    __slots__ = ("_news", "_turn", "_user_ids", "events", "name", "wa_id")

    def __init__(self, wa_id: str) -> None:
        self.wa_id = wa_id
        self.name = f"Cliente {wa_id[-4:]}"
        self.events: deque[Seen] = deque(maxlen=MOST_EVENTS)
        self._turn = itertools.count(1)
        self._user_ids: dict[str, str] = {}
        self._news: asyncio.Event | None = None

    def user_id(self, business_id: str) -> str:
        """Its owner's id in the eyes of this portfolio."""
        found = self._user_ids.get(business_id)
        if found is None:
            found = self._user_ids[business_id] = user_id_of(self.wa_id, business_id)
        return found

    def next_turn(self) -> int:
        """The place of the next event."""
        return next(self._turn)

    def show(self, event: Seen) -> None:
        """Put it on the screen, and wake who looks."""
        self.events.append(event)
        if self._news is not None:
            self._news.set()
            self._news = None

    def after(self, n: int) -> list[Seen]:
        """What came after that place."""
        if not self.events or self.events[-1].n <= n:
            return []
        return [event for event in self.events if event.n > n]

    async def news(self) -> None:
        """Wait until something comes."""
        if self._news is None:
            self._news = asyncio.Event()
        await self._news.wait()


class Media(msgspec.Struct, frozen=True, kw_only=True):
    """A file somebody uploaded."""

    id: str
    waba_id: str
    mime_type: str
    content: bytes


class State:
    """Everything a twin knows. `clock` gives UNIX seconds."""

    def __init__(self, settings: TwinSettings, clock: Callable[[], float]) -> None:
        self.behaviour: Behaviour = settings.behaviour
        self.chance = random.Random(settings.seed)  # noqa: S311  trouble by chance, nothing secret
        self.clock = clock
        self.numbers: dict[str, Number] = {}
        self.accounts: dict[str, Account] = {}
        self.phones: dict[str, Phone] = {}
        self.media: dict[str, Media] = {}
        self.ledger: list[AcceptedSend] = []
        self.accepted: Counter[str] = Counter()
        self.said: dict[str, Said] = {}
        self._known_by: dict[str, str] = {}
        self._grants: dict[str, set[str]] = {}
        for number in settings.numbers:
            self.add_number(number)
        for template in settings.templates:
            self.add_template(template)

    def add_number(self, told: TwinNumber) -> None:
        """New, or in place of the one with the same id, whose windows stay open."""
        number = Number(told, self.clock())
        if old := self.numbers.get(told.phone_number_id):
            number.pairs = old.pairs
        self.numbers[told.phone_number_id] = number
        self.account(told.waba_id)
        self._grants = {}
        for number in self.numbers.values():
            self._grants.setdefault(number.told.access_token, set()).add(number.told.waba_id)

    def add_template(self, template: TwinTemplate) -> TwinTemplate:
        """New, or in place of the one of the same name and language."""
        kept = template if template.id else msgspec.structs.replace(template, id=graph_id())
        self.account(template.waba_id).templates[(template.name, template.language)] = kept
        return kept

    def account(self, waba_id: str) -> Account:
        """This account; a new one when it was not known."""
        found = self.accounts.get(waba_id)
        if found is None:
            found = self.accounts[waba_id] = Account(waba_id)
        return found

    def phone(self, written: str) -> Phone:
        """The phone of this number; a new one when it was not known. Raises ValueError when it can't be a number."""
        wa_id = wa_id_of(written)
        if wa_id is None:
            raise ValueError(written)
        found = self.phones.get(wa_id)
        if found is None:
            found = self.phones[wa_id] = Phone(wa_id)
        return found

    def introduce(self, phone: Phone, business_id: str) -> str:
        """The user id by which this portfolio knows the phone from now on."""
        user_id = phone.user_id(business_id)
        self._known_by[user_id] = phone.wa_id
        return user_id

    def phone_of_user(self, user_id: str) -> Phone | None:
        """Whose user id this is, when a number of the portfolio was told of it."""
        wa_id = self._known_by.get(user_id)
        return self.phones[wa_id] if wa_id else None

    def granted(self, token: str) -> set[str]:
        """The accounts this token opens. Raises GraphError when it is none of ours."""
        found = self._grants.get(token)
        if found is None:
            raise GraphError(104 if not token else 190)
        return found

    def number_for(self, phone_number_id: str, token: str, method: str = "get") -> Number:
        """The number, when the token opens it. Raises GraphError."""
        granted = self.granted(token)
        number = self.numbers.get(phone_number_id)
        if number is None or number.told.waba_id not in granted:
            raise no_such_object(phone_number_id, method)
        if number.told.status == "DELETED":
            raise GraphError(33)
        return number

    def fails_with(self, wa_id: str) -> int:
        """The code with which sends to this phone fail; 0 when they don't."""
        undeliverable = self.behaviour.undeliverable
        if not undeliverable:
            return 0
        return next((code for phone, code in undeliverable.items() if wa_id_of(phone) == wa_id), 0)

    def forget(self) -> None:
        """Forget what was sent, said and seen; numbers, templates and open windows stay."""
        self.ledger.clear()
        self.accepted.clear()
        self.said.clear()
        for phone in self.phones.values():
            phone.events.clear()
