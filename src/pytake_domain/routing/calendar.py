"""Calendars: when a company answers, and Brazil's national holidays."""

import datetime as dt

import msgspec

from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import CalendarId, TenantId
from pytake_domain.kernel.time import BusinessHours, SpecialDay, minutes

NAME_MOST = 80
MESSAGE_MOST = 1_000
SPANS_MOST = 10
DAYS_MOST = 400
FIRST_YEAR, LAST_YEAR = 1970, 2999
CONSCIENCE_SINCE = 2024
"""The year in which 20 November became a national holiday (Law 14.759 of 2023)."""


class Calendar(msgspec.Struct, frozen=True, kw_only=True):
    """Business hours with a name; `closed_message` is what customers who write while it is closed are told, once.

    The default one also speaks for conversations that wait in no queue.
    """

    id: CalendarId
    tenant_id: TenantId
    name: str
    hours: BusinessHours
    created_at: dt.datetime
    updated_at: dt.datetime
    closed_message: str = ""
    is_default: bool = False

    def __post_init__(self) -> None:
        check_name(self.name)
        check_message(self.closed_message)
        for day, spans in self.hours.week.items():
            if len(spans) > SPANS_MOST:
                raise Invalid(Problem(field=f"week.{day}", code="too_many", params={"most": SPANS_MOST}))
        if len(self.hours.exceptions) > DAYS_MOST:
            raise Invalid(Problem(field="exceptions", code="too_many", params={"most": DAYS_MOST}))
        seen: set[str] = set()
        for place, day_off in enumerate(self.hours.exceptions):
            _check_day(day_off, f"exceptions.{place}", seen)

    def closure(self, now: dt.datetime) -> str | None:
        """Which closed period this moment lies in, named by its end; None while open."""
        if self.hours.is_open(now):
            return None
        opening = self.hours.next_opening(now)
        return opening.isoformat() if opening else "never"


class Holiday(msgspec.Struct, frozen=True, kw_only=True):
    """A day off; `optional` ones (pontos facultativos) are each company's own choice."""

    date: str
    name: str
    optional: bool = False


def easter(year: int) -> dt.date:
    """Easter Sunday of the Gregorian calendar, by the count of golden number, century and epact."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leaps, leap_rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - correction + 15) % 30
    quarter, quarter_rest = divmod(rest, 4)
    weekday = (32 + 2 * leap_rest + 2 * quarter - epact - quarter_rest) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return dt.date(year, month, day + 1)


def national_holidays(year: int) -> tuple[Holiday, ...]:
    """Brazil's, in the order of the year; Carnival and Corpus Christi are optional. Raises Invalid for a year out of range."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        params: dict[str, str | int] = {"least": FIRST_YEAR, "most": LAST_YEAR}
        raise Invalid(Problem(field="suggest_holidays", code="out_of_range", params=params))
    sunday = easter(year)

    def moved(days: int, name: str, *, optional: bool = False) -> Holiday:
        return Holiday(date=(sunday + dt.timedelta(days=days)).isoformat(), name=name, optional=optional)

    def fixed(month: int, day: int, name: str) -> Holiday:
        return Holiday(date=dt.date(year, month, day).isoformat(), name=name)

    found = [
        fixed(1, 1, "Confraternização Universal"),
        moved(-48, "Carnaval (segunda-feira)", optional=True),
        moved(-47, "Carnaval (terça-feira)", optional=True),
        moved(-2, "Sexta-feira Santa"),
        fixed(4, 21, "Tiradentes"),
        fixed(5, 1, "Dia do Trabalho"),
        moved(60, "Corpus Christi", optional=True),
        fixed(9, 7, "Independência do Brasil"),
        fixed(10, 12, "Nossa Senhora Aparecida"),
        fixed(11, 2, "Finados"),
        fixed(11, 15, "Proclamação da República"),
        fixed(12, 25, "Natal"),
    ]
    if year >= CONSCIENCE_SINCE:
        found.append(fixed(11, 20, "Dia Nacional de Zumbi e da Consciência Negra"))
    return tuple(sorted(found, key=lambda holiday: holiday.date))


def check_name(name: str) -> None:
    """Raises Invalid for a name that is empty, padded or too long."""
    if not 1 <= len(name) <= NAME_MOST:
        raise Invalid(Problem(field="name", code="length", params={"least": 1, "most": NAME_MOST}))
    if name != name.strip():
        raise Invalid(Problem(field="name", code="padded"))


def check_message(text: str, field: str = "closed_message") -> None:
    """Raises Invalid for a text that is too long to be sent."""
    if len(text) > MESSAGE_MOST:
        raise Invalid(Problem(field=field, code="too_long", params={"most": MESSAGE_MOST}))


def _check_day(day: SpecialDay, field: str, seen: set[str]) -> None:
    try:
        known = dt.date.fromisoformat(day.date).isoformat() == day.date
    except ValueError:
        known = False
    if not known:
        raise Invalid(Problem(field=f"{field}.date", code="not_a_date"))
    if day.date in seen:
        raise Invalid(Problem(field=f"{field}.date", code="not_unique"))
    seen.add(day.date)
    if len(day.name) > NAME_MOST:
        raise Invalid(Problem(field=f"{field}.name", code="too_long", params={"most": NAME_MOST}))
    if len(day.spans) > SPANS_MOST:
        raise Invalid(Problem(field=f"{field}.spans", code="too_many", params={"most": SPANS_MOST}))
    for span in day.spans:
        minutes(span.start)
