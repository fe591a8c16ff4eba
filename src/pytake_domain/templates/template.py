"""A template: what its account's provider knows of it, and what we drafted."""

import datetime as dt
from enum import StrEnum
from typing import Any

import msgspec

from pytake_domain.kernel.ids import NumberId, TemplateId, TenantId
from pytake_domain.templates.errors import TemplateLocked

MAX_HISTORY = 100


class TemplateStatus(StrEnum):
    """`draft` is ours alone; the others are the provider's words."""

    DRAFT = "draft"
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    PAUSED = "paused"
    DISABLED = "disabled"
    IN_APPEAL = "in_appeal"
    PENDING_DELETION = "pending_deletion"
    DELETED = "deleted"
    LIMIT_EXCEEDED = "limit_exceeded"
    ARCHIVED = "archived"
    LOCKED = "locked"


EDITABLE = (TemplateStatus.DRAFT, TemplateStatus.APPROVED, TemplateStatus.REJECTED, TemplateStatus.PAUSED)
_STATUSES = {status.value: status for status in TemplateStatus if status is not TemplateStatus.DRAFT}
_EVENTS = {"reinstated": TemplateStatus.APPROVED, "flagged": None}


class TemplateCategory(StrEnum):
    """What it is for; decides what it costs and what it may hold."""

    MARKETING = "MARKETING"
    UTILITY = "UTILITY"
    AUTHENTICATION = "AUTHENTICATION"


_CATEGORIES = {category.value: category for category in TemplateCategory}


class ParameterFormat(StrEnum):
    """Variables as {{1}}, {{2}} … or as {{first_name}}; never both."""

    POSITIONAL = "POSITIONAL"
    NAMED = "NAMED"


class TemplateStep(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One entry of its history: what changed, to what, and why."""

    at: dt.datetime
    change: str
    value: str
    reason: str = ""


class MessageTemplate(msgspec.Struct, frozen=True, kw_only=True):
    """One name in one language of one account. `components` are the provider's objects (HEADER, BODY, FOOTER, BUTTONS …).

    `number_id` is the number whose credentials reach the account; `ttl_seconds` how long delivery is tried (-1: 30 days);
    `coming_category` takes effect at `category_change_at`.
    """

    id: TemplateId
    tenant_id: TenantId
    number_id: NumberId
    business_account_id: str
    name: str
    language: str
    category: TemplateCategory
    components: tuple[dict[str, Any], ...]
    created_at: dt.datetime
    updated_at: dt.datetime
    parameter_format: ParameterFormat = ParameterFormat.POSITIONAL
    status: TemplateStatus = TemplateStatus.DRAFT
    provider_id: str | None = None
    quality: str | None = None
    reason: str = ""
    coming_category: TemplateCategory | None = None
    category_change_at: dt.datetime | None = None
    ttl_seconds: int | None = None
    history: tuple[TemplateStep, ...] = ()
    version: int = 1

    @property
    def sends(self) -> bool:
        """May it be sent now?"""
        return self.status is TemplateStatus.APPROVED

    def require_editable(self) -> None:
        """Raises TemplateLocked while the provider looks at it, or when it is gone."""
        if self.status not in EDITABLE:
            raise TemplateLocked(status=self.status.value)

    def told(self, change: str, value: str, at: dt.datetime, reason: str = "") -> "MessageTemplate":
        """Its history with one step more; the same news twice is one step."""
        last = next((step for step in reversed(self.history) if step.change == change), None)
        if last is not None and (last.value, last.reason) == (value, reason):
            return self
        step = TemplateStep(at=at, change=change, value=value, reason=reason)
        return msgspec.structs.replace(self, history=(*self.history, step)[-MAX_HISTORY:], updated_at=at)

    def became(self, word: str, at: dt.datetime, reason: str = "") -> "MessageTemplate":
        """The provider says that its status is this word; one we do not know is only remembered."""
        status = status_of(word)
        told = self.told("status", word.lower(), at, reason)
        if status is None:
            return told
        return msgspec.structs.replace(
            told, status=status, reason=reason if status is not TemplateStatus.APPROVED else ""
        )

    def rated(self, quality: str, at: dt.datetime) -> "MessageTemplate":
        """Its quality is this now."""
        return msgspec.structs.replace(self.told("quality", quality, at), quality=quality)

    def recategorised(self, category: TemplateCategory, at: dt.datetime) -> "MessageTemplate":
        """The provider put it into another category."""
        told = self.told("category", category.value, at)
        return msgspec.structs.replace(told, category=category, coming_category=None, category_change_at=None)

    def announced(
        self, category: TemplateCategory, change_at: dt.datetime | None, at: dt.datetime
    ) -> "MessageTemplate":
        """The provider will put it into another category."""
        told = self.told("category_announced", category.value, at)
        return msgspec.structs.replace(told, coming_category=category, category_change_at=change_at)


def status_of(word: str) -> TemplateStatus | None:
    """The status that a provider's word stands for; None when it moves nothing."""
    said = word.lower()
    if said in _EVENTS:
        return _EVENTS[said]
    return _STATUSES.get(said)


def category_of(word: str | None) -> TemplateCategory | None:
    """The category that a provider's word stands for."""
    said = (word or "").upper()
    return _CATEGORIES.get(said)
