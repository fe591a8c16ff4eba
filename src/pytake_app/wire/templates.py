"""Templates on the wire."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from pytake_app.phrases import problem
from pytake_domain.kernel.errors import Problem
from pytake_domain.kernel.text import Language
from pytake_domain.templates import (
    MessageTemplate,
    ParameterFormat,
    Shown,
    SyncReport,
    TemplateCategory,
    TemplateDetail,
    TemplateDraft,
)


class TemplateStepOut(msgspec.Struct, frozen=True):
    """One entry of a template's history."""

    at: dt.datetime
    change: str
    value: str
    reason: str


class TemplateProblemOut(msgspec.Struct, frozen=True):
    """What is wrong, and where."""

    field: str
    message: str
    code: str


class TemplateUseOut(msgspec.Struct, frozen=True):
    """What sends a template."""

    kind: str
    id: UUID
    name: str


class TemplateOut(msgspec.Struct, frozen=True, kw_only=True):
    """A template; `components` are the provider's objects."""

    id: UUID
    whatsapp_config_id: UUID
    business_account_id: str
    name: str
    language: str
    category: str
    parameter_format: str
    components: list[dict[str, Any]]
    status: str
    quality: str | None
    reason: str
    provider_id: str | None
    coming_category: str | None
    category_change_at: dt.datetime | None
    ttl_seconds: int | None
    created_at: dt.datetime
    updated_at: dt.datetime


class TemplateDetailOut(TemplateOut, frozen=True, kw_only=True):
    """A template with its history, where it is used, and what the provider would refuse of it now."""

    history: list[TemplateStepOut]
    used_in: list[TemplateUseOut]
    problems: list[TemplateProblemOut]


class TemplateIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may be said of a template; what is left out stays as it is. `whatsapp_config_id` only at its creation."""

    name: str | None = None
    language: str | None = None
    category: TemplateCategory | None = None
    parameter_format: ParameterFormat | None = None
    components: list[dict[str, Any]] | None = None
    ttl_seconds: int | None = None
    whatsapp_config_id: UUID | None = None


class TemplatePreviewIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Values by variable (`1`, `first_name`, `header.1`, `button.0`), or whole components; without any its examples."""

    variables: dict[str, str] | None = None
    components: list[dict[str, Any]] | None = None


class ShownButtonOut(msgspec.Struct, frozen=True):
    """A button as the phone shows it."""

    kind: str
    text: str
    value: str


class ShownOut(msgspec.Struct, frozen=True, kw_only=True):
    """A template as the phone shows it; `missing` are variables without a value."""

    header: str
    header_kind: str
    body: str
    footer: str
    buttons: list[ShownButtonOut]
    cards: list["ShownOut"]
    missing: list[str]


class TemplatePreviewOut(msgspec.Struct, frozen=True):
    """The preview, and what is wrong with the parameters."""

    shown: ShownOut
    problems: list[TemplateProblemOut]


class SyncOut(msgspec.Struct, frozen=True):
    """How many templates were read, and what of them was new, changed or gone."""

    read: int
    added: int
    changed: int
    gone: int


class TemplateSyncIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Only the account of this number; all of them when left out."""

    whatsapp_config_id: UUID | None = None


def draft_of(data: TemplateIn) -> TemplateDraft:
    """As the domain takes it."""
    return TemplateDraft(
        name=data.name,
        language=data.language,
        category=data.category,
        components=tuple(data.components) if data.components is not None else None,
        parameter_format=data.parameter_format,
        ttl_seconds=data.ttl_seconds,
    )


def _plain(template: MessageTemplate) -> dict[str, Any]:
    return {
        "id": template.id,
        "whatsapp_config_id": template.number_id,
        "business_account_id": template.business_account_id,
        "name": template.name,
        "language": template.language,
        "category": template.category.value,
        "parameter_format": template.parameter_format.value,
        "components": list(template.components),
        "status": template.status.value,
        "quality": template.quality,
        "reason": template.reason,
        "provider_id": template.provider_id,
        "coming_category": template.coming_category.value if template.coming_category else None,
        "category_change_at": template.category_change_at,
        "ttl_seconds": template.ttl_seconds,
        "created_at": template.created_at,
        "updated_at": template.updated_at,
    }


def template_out(template: MessageTemplate) -> TemplateOut:
    """The aggregate as lists show it."""
    return TemplateOut(**_plain(template))


def detail_out(detail: TemplateDetail, language: Language) -> TemplateDetailOut:
    """With its history and uses."""
    return TemplateDetailOut(
        **_plain(detail.template),
        history=[TemplateStepOut(s.at, s.change, s.value, s.reason) for s in detail.template.history],
        used_in=[TemplateUseOut(u.kind, u.id, u.name) for u in detail.uses],
        problems=problems_out(detail.problems, language),
    )


def shown_out(shown: Shown) -> ShownOut:
    """As the phone shows it."""
    return ShownOut(
        header=shown.header,
        header_kind=shown.header_kind,
        body=shown.body,
        footer=shown.footer,
        buttons=[ShownButtonOut(b.kind, b.text, b.value) for b in shown.buttons],
        cards=[shown_out(card) for card in shown.cards],
        missing=list(shown.missing),
    )


def problems_out(problems: Sequence[Problem], language: Language) -> list[TemplateProblemOut]:
    """In the reader's language."""
    return [TemplateProblemOut(p.field, problem(p.code, language, p.params), p.code) for p in problems]


def sync_out(report: SyncReport) -> SyncOut:
    """What a sync did."""
    return SyncOut(report.read, report.added, report.changed, report.gone)
