"""Hypothesis strategies of the aggregates and what they are made of."""

import datetime as dt

from hypothesis import strategies as st

from pytake_domain.contacts import Address, AddressKind, Contact, KnownAddress
from pytake_domain.kernel.ids import ContactId, TenantId
from pytake_domain.kernel.text import Document, Language, Phone
from pytake_domain.kernel.time import DAYS, BusinessHours, Span, SpecialDay
from pytake_domain.messaging import Message, MessageState, StatusStep
from pytake_domain.testing.builders import AT, a_conversation, an_outbound, fresh
from pytake_domain.whatsapp import (
    Button,
    Buttons,
    Content,
    DeliveryState,
    ListMenu,
    MessageStatus,
    ProviderError,
    Route,
    Row,
    Section,
    Template,
    Text,
)

YEAR = dt.timedelta(days=366)
ZONES = ("America/Sao_Paulo", "America/Noronha", "America/New_York", "Europe/Lisbon", "Asia/Kolkata", "UTC")


def moments(around: dt.datetime = AT, *, reach: dt.timedelta = YEAR) -> st.SearchStrategy[dt.datetime]:
    """Points in time, in UTC."""
    naive = around.replace(tzinfo=None)
    return st.datetimes(naive - reach, naive + reach, timezones=st.just(dt.UTC))


def words() -> st.SearchStrategy[str]:
    """Text as people write it."""
    return st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=30)


def brazilian_mobiles() -> st.SearchStrategy[Phone]:
    """With the ninth digit."""
    areas = st.integers(11, 99)
    rest = st.integers(60_000_000, 99_999_999)
    return st.builds(lambda area, number: Phone(f"+55{area}9{number}"), areas, rest)


def phones() -> st.SearchStrategy[Phone]:
    """Any number of any country."""
    return st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True).map(Phone)


def _cpf_digit(digits: list[int]) -> int:
    weights = range(len(digits) + 1, 1, -1)
    return sum(d * w for d, w in zip(digits, weights, strict=True)) * 10 % 11 % 10


def cpfs() -> st.SearchStrategy[Document]:
    """Right ones."""

    def complete(nine: list[int]) -> Document:
        ten = [*nine, _cpf_digit(nine)]
        return Document.parse("".join(map(str, [*ten, _cpf_digit(ten)])))

    nine = st.lists(st.integers(0, 9), min_size=9, max_size=9).filter(lambda digits: len(set(digits)) > 1)
    return nine.map(complete)


@st.composite
def business_hours(draw: st.DrawFn) -> BusinessHours:
    """Weeks with up to two spans a day, and a day or two that differ."""

    def spans() -> tuple[Span, ...]:
        edges = sorted(draw(st.sets(st.integers(0, 1440), min_size=0, max_size=4)))
        pairs = zip(edges[::2], edges[1::2], strict=False)
        return tuple(Span(start=clock_time(a), end=clock_time(b)) for a, b in pairs)

    open_days = draw(st.sets(st.sampled_from(DAYS)))
    special = draw(st.lists(moments(reach=dt.timedelta(days=20)), max_size=2))
    return BusinessHours(
        time_zone=draw(st.sampled_from(ZONES)),
        week={day: spans() for day in sorted(open_days)},
        exceptions=tuple(SpecialDay(date=day.date().isoformat(), spans=spans()) for day in special),
    )


def clock_time(minute: int) -> str:
    """Minutes of the day as HH:MM."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def addresses() -> st.SearchStrategy[Address]:
    """Few values of each kind, so that they meet."""
    numbers = st.integers(0, 5)
    phone = numbers.map(lambda n: Address(kind=AddressKind.PHONE, value=f"+551198765430{n}"))
    wa_id = numbers.map(lambda n: Address(kind=AddressKind.WA_ID, value=f"55118765430{n}"))
    others = st.builds(
        lambda kind, n: Address(kind=kind, value=f"{kind}-{n}"),
        st.sampled_from((AddressKind.BSUID, AddressKind.PARENT_BSUID, AddressKind.LID, AddressKind.USERNAME)),
        numbers,
    )
    return st.one_of(phone, wa_id, others)


@st.composite
def contacts(draw: st.DrawFn, tenant_id: TenantId | None = None) -> Contact:
    """Anybody."""
    known = draw(st.dictionaries(addresses(), st.booleans(), max_size=5))
    return Contact(
        id=ContactId(fresh()),
        tenant_id=tenant_id or TenantId(fresh()),
        created_at=AT,
        updated_at=AT,
        addresses=tuple(KnownAddress(address=a, current=current) for a, current in known.items()),
        name=draw(st.none() | words()),
        email=draw(st.none() | st.emails()),
        language=draw(st.none() | st.sampled_from(Language)),
        vip=draw(st.booleans()),
        tags=tuple(draw(st.lists(st.sampled_from("abcde"), unique=True))),
        attributes=draw(st.dictionaries(st.sampled_from("xyz"), st.integers(0, 9) | words() | st.none())),
        opted_out_at=draw(st.none() | moments()),
        opted_in_at=draw(st.none() | moments()),
        opted_in_source=draw(st.none() | words()),
        blocked=draw(st.booleans()),
    )


def contents() -> st.SearchStrategy[Content]:
    """What may be sent; within the provider's limits."""
    titles = st.lists(st.sampled_from(["Sim", "Não", "Talvez"]), min_size=1, max_size=3, unique=True)
    buttons = titles.map(lambda ts: tuple(Button(id=t, title=t) for t in ts))
    rows = titles.map(lambda ts: (Section(rows=tuple(Row(id=t, title=t) for t in ts)),))
    templates = st.sampled_from(("MARKETING", "UTILITY", "marketing", None))
    return st.one_of(
        words().map(lambda body: Text(body=body)),
        buttons.map(lambda bs: Buttons(body="Qual?", buttons=bs)),
        rows.map(lambda sections: ListMenu(body="Qual?", button="Ver", sections=sections)),
        templates.map(lambda category: Template(name="aviso", language="pt_BR", category=category)),
    )


def statuses(provider_id: str = "wamid.1") -> st.SearchStrategy[MessageStatus]:
    """What a provider tells of one message, each word at a moment of its own."""

    def build(state: DeliveryState, minute: int) -> MessageStatus:
        failed = state is DeliveryState.FAILED
        return MessageStatus(
            route=Route(phone_number_id="p"),
            at=AT + dt.timedelta(minutes=minute),
            id=provider_id,
            state=state,
            word=state.value,
            error=ProviderError(code="131026", title="Undeliverable") if failed else None,
        )

    return st.builds(build, st.sampled_from(DeliveryState), st.integers(0, 60))


@st.composite
def outbound_messages(draw: st.DrawFn) -> Message:
    """Queued or sent a while ago."""
    state = draw(st.sampled_from((MessageState.QUEUED, MessageState.SENT)))
    history = (StatusStep(status=state.value, at=AT - dt.timedelta(minutes=1)),)
    return an_outbound(
        a_conversation(TenantId(fresh())),
        status=state,
        content=draw(contents()),
        provider_id="wamid.1",
        status_history=history,
    )
