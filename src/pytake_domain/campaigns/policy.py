"""What holds for all campaigns of a company."""

from collections.abc import Iterator

import msgspec

from pytake_domain.campaigns.schedule import QuietHours
from pytake_domain.kernel.errors import Problem

LEAST_SEEN = 100
"""Results before rates are judged: one failure of three is chance."""


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """`per_day` and `per_week`: the most marketing messages that one person gets over all campaigns (no limit without one).
    `quiet_hours` hold beside each campaign's own, on each person's clock. `control_group`: percent of all people who never get
    marketing. `headroom`: percent of a portfolio's daily limit that campaigns leave to others.

    A campaign pauses by itself when of the results of the last quarter of an hour more than `most_failed` percent failed, or
    more than `most_refused` percent opted out or blocked.
    """

    per_day: int | None = 2
    per_week: int | None = 5
    quiet_hours: QuietHours | None = QuietHours(start="21:00", end="08:00")
    control_group: int = 0
    headroom: int = 5
    most_failed: int = 15
    most_refused: int = 4
    version: int = 1

    def problems(self) -> Iterator[Problem]:
        """What is out of range."""
        for name, least, most in (
            ("per_day", 1, 100),
            ("per_week", 1, 500),
            ("control_group", 0, 50),
            ("headroom", 0, 90),
            ("most_failed", 1, 100),
            ("most_refused", 1, 100),
        ):
            value: int | None = getattr(self, name)
            if value is not None and not least <= value <= most:
                yield Problem(field=name, code="out_of_range", params={"least": least, "most": most})


def unwell(policy: Policy, *, results: int, failed: int, refused: int) -> str | None:
    """Which of the rates is too high, `failed` or `refused`; None while too little was seen to say."""
    if results < LEAST_SEEN:
        return None
    if failed * 100 > policy.most_failed * results:
        return "failed"
    if refused * 100 > policy.most_refused * results:
        return "refused"
    return None
