"""A small internet provider: its customers, contracts, lines, invoices and tickets, whichever ERP tells of them."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from pytake_app.twin.erp import papers

PIX_HOST = "pix.example.com/v2/cobv"
COMPANY = "PROVEDOR EXEMPLO"
CITY = "CIDADE MODELO"
UNLOCK_DAYS = 3


@dataclass(kw_only=True, slots=True)
class Place:
    """An address."""

    street: str
    number: str
    district: str
    city: str = "Cidade Modelo"
    state: str = "SP"
    postal_code: str = "01001000"
    latitude: float = -23.5505
    longitude: float = -46.6333


@dataclass(kw_only=True, slots=True)
class Person:
    """A customer. `code` is the number people see."""

    id: int
    code: int
    document: str
    name: str
    phones: tuple[str, ...]
    email: str
    place: Place
    birth: dt.date | None = None
    company: bool = False
    registered: dt.date = dt.date(2024, 3, 1)
    changed: dt.datetime
    notice: str = ""


@dataclass(kw_only=True, slots=True)
class Contract:
    """A contracted service with its line. `state`: active, reduced, blocked, pending or cancelled."""

    id: int
    service: int
    connection: int
    person: int
    plan: int
    state: str
    login: str
    online: bool
    since: dt.datetime
    rx: float = -19.4
    tx: float = 2.1
    device: str = "HWTC00000001"
    due_day: int = 5
    activated: dt.date = dt.date(2024, 3, 5)
    cancelled: dt.date | None = None
    trusted_until: dt.date | None = None
    trusted_times: int = 0
    region: str = "OLT CENTRO"


@dataclass(kw_only=True, slots=True)
class Bill:
    """An invoice. `with_pix`: the bank gave one."""

    id: int
    person: int
    contract: int
    amount: Decimal
    due: dt.date
    issued: dt.date
    paid: dt.date | None = None
    cancelled: bool = False
    with_pix: bool = True
    changed: dt.datetime

    @property
    def barcode(self) -> str:
        """44 digits."""
        return papers.barcode(self.id, self.amount, self.due)

    @property
    def line(self) -> str:
        """47 digits."""
        return papers.digitable_line(self.barcode)

    @property
    def pix(self) -> str:
        """What is copied; empty without one."""
        return papers.pix_code(PIX_HOST, self.amount, str(self.id), name=COMPANY, city=CITY) if self.with_pix else ""


@dataclass(kw_only=True, slots=True)
class Request:
    """A ticket. `state`: open, in_progress, resolved, cancelled."""

    id: int
    protocol: str
    person: int
    contract: int | None
    kind: str
    subject: str
    text: str
    opened: dt.datetime
    state: str = "open"
    closed: dt.datetime | None = None
    comments: list[str] = field(default_factory=list)
    reference: str = ""


@dataclass(kw_only=True, slots=True)
class Plan:
    """On sale."""

    id: int
    name: str
    price: Decimal
    down: int
    up: int
    active: bool = True


@dataclass(kw_only=True, slots=True)
class Unlocked:
    """What came of asking for it: granted, not_blocked or limit_reached."""

    outcome: str
    until: dt.date | None = None
    protocol: str = ""


class World:
    """All of it, and what can be done to it. `now` is aware; days are those of its zone."""

    def __init__(self, now: Callable[[], dt.datetime]) -> None:
        self.now = now
        self.people: dict[int, Person] = {}
        self.contracts: dict[int, Contract] = {}
        self.bills: dict[int, Bill] = {}
        self.requests: dict[int, Request] = {}
        self.plans: dict[int, Plan] = {}
        self._contracts_of: dict[int, list[int]] = {}
        self._bills_of: dict[int, list[int]] = {}
        self._by_document: dict[str, list[int]] = {}
        self._by_phone: dict[str, list[int]] = {}
        self._last_request = 5000

    @property
    def today(self) -> dt.date:
        """The day it is there."""
        return self.now().date()

    def add(self, *things: Person | Contract | Bill | Plan) -> None:
        """New, or in place of the one with the same id."""
        for thing in things:
            match thing:
                case Person():
                    self.people[thing.id] = thing
                    _once(self._by_document, thing.document, thing.id)
                    for phone in thing.phones:
                        _once(self._by_phone, phone, thing.id)
                case Contract():
                    self.contracts[thing.id] = thing
                    _once(self._contracts_of, thing.person, thing.id)
                case Bill():
                    self.bills[thing.id] = thing
                    _once(self._bills_of, thing.person, thing.id)
                case Plan():
                    self.plans[thing.id] = thing

    def with_document(self, document: str) -> list[Person]:
        """Everybody of that document."""
        return [self.people[i] for i in self._by_document.get(document, ())]

    def with_phone(self, phone: str) -> list[Person]:
        """Everybody of that phone."""
        return [self.people[i] for i in self._by_phone.get(phone, ())]

    def contracts_of(self, person: int) -> list[Contract]:
        """Theirs."""
        return [self.contracts[i] for i in self._contracts_of.get(person, ())]

    def bills_of(self, person: int, contract: int | None = None) -> list[Bill]:
        """Theirs by due date, of one contract alone if it is named."""
        found = (self.bills[i] for i in self._bills_of.get(person, ()))
        return sorted((b for b in found if contract is None or b.contract == contract), key=lambda b: (b.due, b.id))

    def requests_of(self, person: int) -> list[Request]:
        """Theirs, the newest first."""
        return sorted((r for r in self.requests.values() if r.person == person), key=lambda r: -r.id)

    def pay(self, bill: int) -> None:
        """Somebody paid; a contract without anything overdue is unblocked."""
        paid = self.bills[bill]
        paid.paid, paid.changed = self.today, self.now()
        contract = self.contracts.get(paid.contract)
        late = any(self.owed(b) and b.due < self.today for b in self.bills_of(paid.person, paid.contract))
        if contract is not None and contract.state == "blocked" and not late:
            contract.state, contract.online = "active", True

    @staticmethod
    def owed(bill: Bill) -> bool:
        """Is it still to be paid?"""
        return bill.paid is None and not bill.cancelled

    def unlock(self, contract: int) -> Unlocked:
        """Release in trust, once a month."""
        wanted = self.contracts[contract]
        if wanted.state != "blocked":
            return Unlocked(outcome="not_blocked")
        if wanted.trusted_times:
            return Unlocked(outcome="limit_reached")
        wanted.trusted_times += 1
        wanted.trusted_until = self.today + dt.timedelta(days=UNLOCK_DAYS)
        wanted.state, wanted.online, wanted.since = "active", True, self.now()
        return Unlocked(outcome="granted", until=wanted.trusted_until, protocol=f"{self.now():%y%m}.{contract}")

    def request(
        self, person: int, contract: int | None, *, kind: str, subject: str, text: str, reference: str = ""
    ) -> Request:
        """A new ticket."""
        self._last_request += 1
        made = Request(
            id=self._last_request,
            protocol=f"{self.now():%y%m}.{self._last_request}",
            person=person,
            contract=contract,
            kind=kind,
            subject=subject,
            text=text,
            opened=self.now(),
            reference=reference,
        )
        self.requests[made.id] = made
        return made

    def cut(self, region: str, *, off: bool) -> int:
        """All lines of a region go down, or come up again; how many."""
        lines = [c for c in self.contracts.values() if c.region == region and c.state in {"active", "reduced"}]
        for line in lines:
            line.online, line.since = not off, self.now()
        return len(lines)

    def pages(self, things: Iterable[int], start: int, size: int) -> Iterator[int]:
        """Ids from place `start` on, in their order."""
        for place, each in enumerate(sorted(things)):
            if start <= place < start + size:
                yield each


def _once(index: dict[int, list[int]] | dict[str, list[int]], key: int | str, value: int) -> None:
    found: list[int] = index.setdefault(key, [])  # type: ignore[arg-type]
    if value not in found:
        found.append(value)
