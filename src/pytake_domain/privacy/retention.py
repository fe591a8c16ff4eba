"""How long data is kept, kind by kind."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from pytake_domain.kernel.errors import Invalid, Problem

AUDIT_LEAST = 365
LEAST, MOST = 1, 36_500


class DataKind(StrEnum):
    """What can be given a time. `erp` are records of customers that the ERP told nothing of since."""

    MESSAGES = "messages"
    MEDIA = "media"
    NOTES = "notes"
    TRACES = "traces"
    EVENTS = "events"
    ERP = "erp"
    AUDIT = "audit"


class RetentionRules(msgspec.Struct, frozen=True, kw_only=True):
    """Days by kind; what is not named is kept for ever."""

    days: Mapping[DataKind, int] = {}
    version: int = 0

    def __post_init__(self) -> None:
        problems = [
            Problem(field=f"days.{kind.value}", code="out_of_range", params={"least": least_of(kind), "most": MOST})
            for kind, days in self.days.items()
            if not least_of(kind) <= days <= MOST
        ]
        if problems:
            raise Invalid(*problems)


def least_of(kind: DataKind) -> int:
    """The fewest days that a kind has to be kept."""
    return AUDIT_LEAST if kind is DataKind.AUDIT else LEAST
