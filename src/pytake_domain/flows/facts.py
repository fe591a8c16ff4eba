"""What texts and conditions may know beside the session's own variables."""

from typing import Any

import msgspec

from pytake_domain.kernel.text import Language
from pytake_domain.kernel.time import DAYS, BusinessHours


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """Contact, conversation and company as plain JSON; the contact's language and time zone; the company's hours.

    A run is the same again only with the same facts: whoever replays one keeps them with the input.
    """

    contact: dict[str, Any] = {}
    conversation: dict[str, Any] = {}
    company: dict[str, Any] = {}
    language: str = Language.PT_BR.value
    time_zone: str = "America/Sao_Paulo"
    hours: BusinessHours | None = None

    @property
    def about_company(self) -> dict[str, Any]:
        """What texts know of the company: with a calendar, its `holidays` and `workdays` (1 is Monday) as well."""
        if self.hours is None:
            return self.company
        holidays = [special.date for special in self.hours.exceptions if not special.spans]
        workdays = [place for place, name in enumerate(DAYS, 1) if self.hours.week.get(name)]
        return {**self.company, "holidays": holidays, "workdays": workdays}


NO_FACTS = Facts()
"""Nothing is known."""
