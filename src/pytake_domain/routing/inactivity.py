"""What happens when one side of a conversation falls silent."""

import datetime as dt
from enum import StrEnum

import msgspec

from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.routing.calendar import check_message

MINUTES_MOST = 60 * 24 * 30


class Side(StrEnum):
    """Whose word is awaited."""

    CUSTOMER = "customer"
    AGENT = "agent"


class Step(StrEnum):
    """What is due: nothing yet, a reminder, or the end of patience."""

    NOTHING = "nothing"
    WARN = "warn"
    ACT = "act"


class Inactivity(msgspec.Struct, frozen=True, kw_only=True):
    """Minutes of silence: a silent customer is reminded, then the conversation is resolved; a silent agent is reminded,
    then it goes back to its queue. None switches a step off; the second count starts with the reminder.
    """

    customer_warn: int | None = None
    customer_resolve: int | None = None
    customer_message: str = ""
    agent_warn: int | None = None
    agent_return: int | None = None

    def __post_init__(self) -> None:
        for name in ("customer_warn", "customer_resolve", "agent_warn", "agent_return"):
            value: int | None = getattr(self, name)
            if value is not None and not 1 <= value <= MINUTES_MOST:
                params: dict[str, str | int] = {"least": 1, "most": MINUTES_MOST}
                raise Invalid(Problem(field=f"inactivity.{name}", code="out_of_range", params=params))
        check_message(self.customer_message, "inactivity.customer_message")
        if self.customer_warn is not None and not self.customer_message.strip():
            raise Invalid(Problem(field="inactivity.customer_message", code="required"))

    def minutes(self, side: Side) -> tuple[int | None, int | None]:
        """Until the reminder, and until the end."""
        if side is Side.CUSTOMER:
            return self.customer_warn, self.customer_resolve
        return self.agent_warn, self.agent_return

    @property
    def shortest(self) -> int | None:
        """Minutes before which nothing of this can be due; None when there are no rules."""
        given = (self.customer_warn, self.customer_resolve, self.agent_warn, self.agent_return)
        return min((value for value in given if value is not None), default=None)


def step(
    rules: Inactivity, side: Side, *, silent_since: dt.datetime, warned_at: dt.datetime | None, now: dt.datetime
) -> Step:
    """What silence on this side means by now. `warned_at`: when this silence was reminded of, if it was."""
    warn, end = rules.minutes(side)
    if warn is not None and warned_at is None:
        return Step.WARN if now >= silent_since + dt.timedelta(minutes=warn) else Step.NOTHING
    begin = warned_at or silent_since
    if end is not None and now >= begin + dt.timedelta(minutes=end):
        return Step.ACT
    return Step.NOTHING
