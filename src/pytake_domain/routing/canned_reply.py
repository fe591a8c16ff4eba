"""Canned replies: texts that agents send again and again, with variables."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Protocol

import msgspec

from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import CannedReplyId, DepartmentId, MediaId, TenantId, UserId

TITLE_MOST = 120
TEXT_MOST = 4_096
_SHORTCUT = re.compile(r"[a-z0-9][a-z0-9_.-]{0,39}")
VARIABLES = ("contact", "agent", "company", "conversation", "now", "today")
"""Names that a reply's text may use."""


class Audience(StrEnum):
    """Who may use one: everybody, a department, or its owner alone."""

    SHARED = "shared"
    DEPARTMENT = "department"
    OWN = "own"


class CannedReply(msgspec.Struct, frozen=True, kw_only=True):
    """`shortcut` is what an agent types to find it; `text` is in the language of texts, with VARIABLES."""

    id: CannedReplyId
    tenant_id: TenantId
    shortcut: str
    title: str
    text: str
    audience: Audience
    created_at: dt.datetime
    updated_at: dt.datetime
    owner_id: UserId | None = None
    department_id: DepartmentId | None = None
    media_id: MediaId | None = None

    def __post_init__(self) -> None:
        if not _SHORTCUT.fullmatch(self.shortcut):
            raise Invalid(Problem(field="shortcut", code="not_a_shortcut"))
        for field, value, most in (("title", self.title, TITLE_MOST), ("text", self.text, TEXT_MOST)):
            if not value.strip() or len(value) > most:
                raise Invalid(Problem(field=field, code="length", params={"least": 1, "most": most}))
        if (self.audience is Audience.DEPARTMENT) != (self.department_id is not None):
            raise Invalid(Problem(field="department_id", code="needed_for_department"))

    def usable_by(self, user_id: UserId | None, departments: frozenset[DepartmentId], *, all_departments: bool) -> bool:
        """May this person use it?"""
        if self.audience is Audience.SHARED:
            return True
        if self.audience is Audience.DEPARTMENT:
            return all_departments or self.department_id in departments
        return self.owner_id is not None and self.owner_id == user_id


class Texts(Protocol):
    """The language of texts."""

    def check(self, field: str, text: str, names: tuple[str, ...]) -> None:
        """Raises Invalid for a mistake, and for a variable that begins with none of these names."""
        ...

    def uses(self, text: str) -> Sequence[tuple[str, ...]]:
        """The paths of the variables in a text that was checked."""
        ...

    def fill(self, field: str, text: str, values: Mapping[str, object], *, language: str) -> str:
        """The text with its variables filled in; unknown ones are empty. Raises Invalid when it comes to grief."""
        ...
