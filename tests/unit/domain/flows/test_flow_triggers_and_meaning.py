"""What starts a flow, and the fixed order of what a message means."""

import datetime as dt
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import pytest
from tests.unit.domain.flows.drawing import FLOW, Talk, draw

from pytake_domain.flows import (
    Answers,
    CallsPerson,
    Cancelled,
    Facts,
    Match,
    Meaning,
    MeansNothing,
    MessageIn,
    PublishedFlow,
    Starts,
    Trigger,
    TriggerKind,
    decide,
    read_trigger,
)
from pytake_domain.flows.expressions.values import folded
from pytake_domain.flows.schedule import next_start
from pytake_domain.flows.trigger import Arrival
from pytake_domain.kernel.ids import FlowId, FlowVersionId
from pytake_domain.kernel.time import BusinessHours, Span, SpecialDay


def flow(number: int, kind: str, *keywords: str, **more: Any) -> PublishedFlow:
    flags = {name: more.pop(name) for name in ("is_default", "is_fallback") if name in more}
    trigger = msgspec.convert({"kind": kind, "keywords": keywords, **more}, Trigger)
    return PublishedFlow(
        flow_id=FlowId(UUID(int=number)), version_id=FlowVersionId(UUID(int=number)), trigger=trigger, **flags
    )


def meaning(
    text: str, *published: PublishedFlow, talk: Talk | None = None, reply_id: str | None = None, **more: Any
) -> Meaning:
    message = MessageIn(text=text, reply_id=reply_id)
    more["arrival"] = Arrival(**{name: more.pop(name) for name in ("first", "ad", "campaign") if name in more})
    known: dict[str, Any] = {} if talk is None else {"session": talk.session, "flow": talk.flow, "now": talk.now}
    return decide(message, published=published, **{"now": Talk(draw({"e": ("end", {})})).now, **known, **more})


def asking(**data: Any) -> Talk:
    return Talk(draw({"q": ("question", {"text": "?", "variable": "x", **data}), "e": ("end", {})}, "q > e")).begin()


@pytest.mark.parametrize(
    ("match", "keyword", "text", "fits"),
    [
        ("exact", "Olá", "OLA!", True),
        ("exact", "oi", "oi tudo bem", False),
        ("prefix", "oi", "Oi, tudo bem?", False),
        ("prefix", "oi", "Oi tudo bem?", True),
        ("prefix", "oi", "oitenta", False),
        ("contains", "2ª via", "quero a 2ª via, por favor", True),
        ("contains", "pix", "pixel", False),
        ("contains", "pix", "tem pix?", True),
        ("regex", r"^boleto\s+\d+$", "Boleto 42", True),
        ("regex", r"(a+)+$", "aaaa", False),
    ],
)
def test_keywords_are_compared_as_people_write(match: str, keyword: str, text: str, fits: bool) -> None:  # noqa: FBT001  a parameter
    trigger = Trigger(kind=TriggerKind.KEYWORD, keywords=(keyword,), match=Match(match))
    assert trigger.fits(MessageIn(text=text), words=folded(text), language="pt-BR") is fits


def test_a_trigger_may_be_for_some_languages_only() -> None:
    trigger = Trigger(kind=TriggerKind.MESSAGE_RECEIVED, languages=("pt", "en-US"))
    assert trigger.speaks("pt-BR")
    assert trigger.speaks("en-US")
    assert not trigger.speaks("en-GB")
    assert not trigger.speaks("es")


@pytest.mark.parametrize(
    ("drawn", "value", "kind", "keywords"),
    [
        ("keyword", "oi", TriggerKind.KEYWORD, ("oi",)),
        ("keyword", "oi, olá", TriggerKind.KEYWORD, ("oi", "olá")),
        ({"kind": "keyword", "keywords": ["oi"]}, None, TriggerKind.KEYWORD, ("oi",)),
        ({"kind": "keyword", "keyword": "oi"}, None, TriggerKind.KEYWORD, ("oi",)),
        ("message_received", None, TriggerKind.MESSAGE_RECEIVED, ()),
        (None, None, TriggerKind.MANUAL, ()),
    ],
)
def test_a_trigger_is_read_in_both_forms(drawn: Any, value: Any, kind: TriggerKind, keywords: tuple[str, ...]) -> None:
    trigger, problems = read_trigger(drawn, value)
    assert (trigger.kind, trigger.keywords, problems) == (kind, keywords, ())


@pytest.mark.parametrize(
    "drawn", ["telepathy", 7, {"kind": "keyword", "keywords": "oi"}, {"kind": "keyword", "match": "magic"}]
)
def test_what_is_no_trigger_is_a_problem(drawn: Any) -> None:
    assert [problem.code for problem in read_trigger(drawn)[1]] == ["unreadable"]


def test_nothing_answers_when_nothing_fits() -> None:
    assert meaning("oi", flow(1, "keyword", "pix"), flow(2, "manual")) == MeansNothing()


def test_keywords_come_before_first_message_before_any_message_before_default_before_fallback() -> None:
    fallback, default = flow(1, "fallback"), flow(2, "manual", is_default=True)
    every, first, word = flow(3, "message_received"), flow(4, "first_message"), flow(5, "keyword", "oi")
    published = [fallback, default, every, first, word]
    for wanted, because in [
        (word, "keyword"),
        (first, "first_message"),
        (every, "message_received"),
        (default, "default"),
        (fallback, "fallback"),
    ]:
        assert meaning("oi", *published, first=True) == Starts(flow=wanted, because=because)
        published.remove(wanted)


def test_a_first_message_flow_is_for_the_first_message_only() -> None:
    assert meaning("oi", flow(1, "first_message")) == MeansNothing()


def test_the_order_among_keywords_is_the_order_given() -> None:
    assert meaning("oi", flow(1, "keyword", "oi"), flow(2, "keyword", "oi")) == Starts(
        flow=flow(1, "keyword", "oi"), because="keyword"
    )


def test_an_answer_goes_to_the_running_session_before_any_trigger() -> None:
    talk = asking()
    assert meaning("oi", flow(9, "keyword", "oi"), flow(8, "default"), talk=talk) == Answers(session=talk.session)


def test_an_interrupting_keyword_comes_before_a_free_answer() -> None:
    talk, menu = asking(), flow(9, "keyword", "menu", interrupts=True)
    assert meaning("MENU", menu, talk=talk) == Starts(
        flow=menu, because="interrupting_keyword", interrupts=talk.session
    )


def test_a_tap_on_an_option_is_an_answer_even_when_it_sounds_like_a_keyword() -> None:
    talk = asking(options=[{"id": "menu", "title": "Menu"}, {"id": "person", "title": "Atendente"}])
    menu = flow(9, "keyword", "menu", interrupts=True)
    assert meaning("Menu", menu, talk=talk, reply_id="menu") == Answers(session=talk.session)
    assert meaning("atendente", menu, talk=talk) == Answers(session=talk.session)


@pytest.mark.parametrize(
    "text", ["Atendente", "quero falar com um atendente por favor", "humano!", "I want to talk to a person"]
)
def test_a_word_for_a_person_comes_before_a_free_answer(text: str) -> None:
    talk = asking()
    found = meaning(text, talk=talk)
    assert isinstance(found, CallsPerson)
    assert found.interrupts == talk.session


@pytest.mark.parametrize("text", ["pessoa física", "sou uma boa pessoa", "x " * 20 + "falar com uma pessoa"])
def test_other_uses_of_such_words_do_not(text: str) -> None:
    talk = asking()
    assert meaning(text, talk=talk) == Answers(session=talk.session)


def test_a_tenant_may_have_words_of_its_own() -> None:
    assert meaning("gerente", person_words=["Gerente"]) == CallsPerson(word="Gerente")


def test_an_expired_session_is_asked_to_go_on_unless_another_flow_is_called_by_its_keyword() -> None:
    talk = asking().later(hours=25)
    same, other = flow(FLOW.int, "keyword", "oi"), flow(9, "keyword", "boleto")
    assert meaning("sim", same, other, flow(8, "default"), talk=talk) == Answers(session=talk.session)
    assert meaning("oi", same, other, talk=talk) == Answers(session=talk.session)
    assert meaning("boleto", same, other, talk=talk) == Starts(flow=other, because="keyword", interrupts=talk.session)


def test_a_session_that_expired_long_ago_is_forgotten() -> None:
    talk = asking(timeout=60).ring().later(days=8)
    default = flow(8, "default")
    assert meaning("oi", default, talk=talk) == Starts(flow=default, because="default")


def test_a_session_that_has_ended_takes_no_answers() -> None:
    talk = asking()
    talk.give(Cancelled(reason="agent"))
    assert meaning("oi", talk=talk) == MeansNothing()


def test_default_and_fallback_are_for_their_languages() -> None:
    spanish = flow(1, "default", languages=("es",))
    assert meaning("hola", spanish, facts=Facts(language="es")) == Starts(flow=spanish, because="default")
    assert meaning("oi", spanish) == MeansNothing()


def test_a_button_an_ad_and_a_keyword_are_asked_for_in_this_order_and_those_that_say_which_come_first() -> None:
    every, this = flow(1, "button"), flow(2, "button", buttons=("pay",))
    any_ad, one_ad = flow(3, "ad"), flow(4, "ad", ads=("123",))
    word, reply = flow(5, "keyword", "pagar"), flow(6, "campaign", campaign_id="c")
    published = [flow(9, "message_received"), word, any_ad, one_ad, reply, every, this]
    for wanted in (this, every, reply, one_ad, any_ad, word):
        found = meaning("Pagar", *published, reply_id="pay", ad="123", campaign="c", first=True)
        assert found == Starts(flow=wanted, because=wanted.trigger.kind.value)
        published.remove(wanted)


@pytest.mark.parametrize(
    ("buttons", "reply_id", "text", "fits"),
    [
        ((), "x", "X", True),
        ((), None, "X", False),
        (("pay",), "pay", "Quero pagar", True),
        (("quero pagar",), "payload-9", "Quero pagar!", True),
        (("pay",), "other", "Outra", False),
        (("quero pagar",), None, "quero pagar", False),
    ],
)
def test_a_tap_is_known_by_its_id_or_its_title(
    buttons: tuple[str, ...],
    reply_id: str | None,
    text: str,
    fits: bool,  # noqa: FBT001  a parameter
) -> None:
    trigger = Trigger(kind=TriggerKind.BUTTON, buttons=buttons)
    assert trigger.fits(MessageIn(text=text, reply_id=reply_id), words=folded(text), language="pt-BR") is fits


@pytest.mark.parametrize(
    ("ads", "ad", "fits"),
    [((), None, False), ((), "", True), ((), "9", True), (("9",), "9", True), (("9",), "", False)],
)
def test_an_advertisement_is_known_by_its_id(ads: tuple[str, ...], ad: str | None, fits: bool) -> None:  # noqa: FBT001  a parameter
    trigger = Trigger(kind=TriggerKind.AD, ads=ads)
    assert trigger.fits(MessageIn(text="oi"), words="oi", language="pt-BR", arrival=Arrival(ad=ad)) is fits


def test_buttons_and_ads_that_interrupt_end_a_running_session_and_others_do_not() -> None:
    talk, ad = asking(), flow(9, "ad", interrupts=True)
    assert meaning("oi", ad, talk=talk, ad="1") == Starts(flow=ad, because="interrupting_ad", interrupts=talk.session)
    assert meaning("oi", flow(9, "ad"), talk=talk, ad="1") == Answers(session=talk.session)
    assert meaning("x", flow(9, "button"), talk=talk, reply_id="x") == Answers(session=talk.session)


@pytest.mark.parametrize(
    ("event", "heard", "fits"),
    [
        ("erp.invoice_due", "erp.invoice_due", True),
        ("erp.*", "erp.invoice_due", True),
        ("erp.*", "erp", False),
        ("erp.*", "erpx.a", False),
        ("done", "done.more", False),
    ],
)
def test_an_event_is_known_by_its_name_or_its_beginning(event: str, heard: str, fits: bool) -> None:  # noqa: FBT001  a parameter
    assert Trigger(kind=TriggerKind.EVENT, event=event).hears(heard) is fits


@pytest.mark.parametrize(
    ("drawn", "codes"),
    [
        ({"kind": "schedule"}, ["required", "required"]),
        ({"kind": "schedule", "tags": ["aviso"], "cron": "0 9 * * mon-fri", "time_zone": "America/Recife"}, []),
        ({"kind": "schedule", "tags": ["aviso"], "cron": "0 9 * *"}, ["not_a_cron"]),
        ({"kind": "schedule", "tags": ["aviso"], "cron": "0 9 31 2 *"}, ["cron_never"]),
        ({"kind": "schedule", "tags": ["aviso"], "cron": "0 9 * * *", "time_zone": "Mars/Base"}, ["unknown_time_zone"]),
        ({"kind": "schedule", "tags": ["aviso"], "cron": "0 9 * * *", "except_on": ["2026-13-01"]}, ["not_a_date"]),
        ({"kind": "event"}, ["required"]),
        ({"kind": "event", "event": "not a name"}, ["not_an_event_name"]),
        ({"kind": "event", "event": "erp.invoice.*"}, []),
        ({"kind": "button", "buttons": [""]}, ["required"]),
        ({"kind": "ad", "ads": ["9" * 300]}, ["text_too_long"]),
        ({"kind": "ad", "ads": ["9"]}, []),
        ({"kind": "keyword", "keywords": ["oi"], "languages": ["portuguese!"]}, ["not_a_language"]),
        ({"kind": "first_message", "interrupts": True}, ["cannot_interrupt"]),
        ({"kind": "campaign"}, []),
        ({"kind": "opt_in"}, []),
    ],
)
def test_each_kind_has_its_problems(drawn: dict[str, Any], codes: list[str]) -> None:
    trigger, unread = read_trigger(drawn)
    assert not unread
    assert [problem.code for problem in trigger.problems()] == codes


SATURDAY = dt.datetime(2026, 11, 28, 12, tzinfo=dt.UTC)
CALENDAR = BusinessHours(
    time_zone="America/Sao_Paulo",
    week={},
    exceptions=(
        SpecialDay(date="2026-11-30", name="Aniversário"),
        SpecialDay(date="2026-12-01", spans=(Span(start="08:00", end="12:00"),)),
    ),
)


@pytest.mark.parametrize(
    ("except_on", "calendar", "day"),
    [((), None, 30), ((), CALENDAR, 1), (("2026-11-30",), None, 1), (("2026-12-01",), CALENDAR, 2)],
)
def test_a_schedule_leaves_out_its_exceptions_and_closed_days(
    except_on: tuple[str, ...], calendar: BusinessHours | None, day: int
) -> None:
    zone = ZoneInfo("America/Sao_Paulo")
    found = next_start("*/20 9 * * mon-fri", SATURDAY, zone, except_on=except_on, closed=calendar)
    assert found is not None
    assert (found.astimezone(zone).day, found.astimezone(zone).hour) == (day, 9)
