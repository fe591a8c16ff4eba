"""`whatsapp_config` of the contract, and what its routes take."""

import datetime as dt
from typing import Any
from uuid import UUID

import msgspec

from pytake_app import phrases
from pytake_domain.kernel.secrets import Sealed, Secret
from pytake_domain.kernel.text import Language
from pytake_domain.whatsapp import (
    ApiType,
    BusinessProfile,
    Capabilities,
    NumberDraft,
    NumberReport,
    Pairable,
    Probe,
    WhatsAppNumber,
)


class NumberOut(msgspec.Struct, frozen=True, kw_only=True):
    """`whatsapp_config` of the contract: of each secret only whether it is there and its tail."""

    id: UUID
    name: str
    phone_number: str | None
    api_type: str
    phone_number_id: str | None
    business_account_id: str | None
    base_url: str | None
    evolution_instance: str | None
    is_active: bool
    status: str
    status_reason: str
    quality: str | None
    daily_limit: int | None
    rate_limit_per_minute: int | None
    messages_per_second: int
    connection: str | None
    connection_since: dt.datetime | None
    linked_at: dt.datetime | None
    webhook_url: str
    webhook_verify_token: str | None
    has_access_token: bool
    access_token_last4: str | None
    has_app_secret: bool
    app_secret_last4: str | None
    has_evolution_api_key: bool
    evolution_api_key_last4: str | None
    created_at: dt.datetime
    updated_at: dt.datetime


class NumberIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may be said of a number; what is left out stays as it is."""

    name: str | None = None
    api_type: ApiType | None = None
    phone_number: str | None = None
    phone_number_id: str | None = None
    business_account_id: str | None = None
    base_url: str | None = None
    evolution_instance: str | None = None
    daily_limit: int | None = None
    rate_limit_per_minute: int | None = None
    messages_per_second: int | None = None
    webhook_verify_token: str | None = None
    access_token: str | None = None
    app_secret: str | None = None
    evolution_api_key: str | None = None


class ProbeOut(msgspec.Struct, frozen=True):
    """One step of a connection test."""

    step: str
    ok: bool
    detail: str


class TestOut(msgspec.Struct, frozen=True):
    """A connection test: everything holds, or what does not."""

    ok: bool
    steps: list[ProbeOut]


class NumberStatusOut(msgspec.Struct, frozen=True):
    """How the provider says a number is doing."""

    status: str
    quality: str | None
    display_phone_number: str | None
    verified_name: str | None
    daily_limit: int | None
    messages_per_second: int | None


class CanOut(msgspec.Struct, frozen=True):
    """`native`, `as_text` or `no`, and a stable word for why."""

    support: str
    reason: str


class MediaLimitOut(msgspec.Struct, frozen=True):
    """Largest size in bytes and MIME types of one kind of media."""

    most_bytes: int
    mime_types: list[str]


class CapabilitiesOut(msgspec.Struct, frozen=True):
    """What a provider can do."""

    contents: dict[str, CanOut]
    features: dict[str, CanOut]
    media: dict[str, MediaLimitOut]
    most_buttons: int
    most_rows: int
    notice: str
    notice_text: str


class PairingOut(msgspec.Struct, frozen=True):
    """What to show who links a number: it is linked already, or a code. `code` is the text of the QR, `qr_png` a data URL."""

    connected: bool
    code: str | None
    qr_png: str | None
    pairing_code: str | None
    expires_at: dt.datetime | None


class ProfileOut(msgspec.Struct, frozen=True):
    """What customers see of a number."""

    about: str | None
    address: str | None
    description: str | None
    email: str | None
    websites: list[str]
    vertical: str | None
    picture_url: str | None


class ProfileIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may be changed of it."""

    about: str | None = None
    address: str | None = None
    description: str | None = None
    email: str | None = None
    websites: list[str] | None = None
    vertical: str | None = None


def capabilities_out(table: Capabilities, language: Language) -> CapabilitiesOut:
    """As the contract shows it; the notice also as a sentence in the reader's language."""
    return CapabilitiesOut(
        contents={name: CanOut(can.support.value, can.reason) for name, can in table.contents.items()},
        features={name: CanOut(can.support.value, can.reason) for name, can in table.features.items()},
        media={kind.value: MediaLimitOut(m.most_bytes, list(m.mime_types)) for kind, m in table.media.items()},
        most_buttons=table.most_buttons,
        most_rows=table.most_rows,
        notice=table.notice,
        notice_text=phrases.notice(table.notice, language) if table.notice else "",
    )


def pairing_out(offer: Pairable) -> PairingOut:
    """As the contract shows it."""
    return PairingOut(offer.connected, offer.text, offer.picture, offer.pairing_code, offer.expires_at)


def profile_out(profile: BusinessProfile) -> ProfileOut:
    """As the contract shows it."""
    return ProfileOut(
        about=profile.about,
        address=profile.address,
        description=profile.description,
        email=profile.email,
        websites=list(profile.websites or ()),
        vertical=profile.vertical,
        picture_url=profile.picture_url,
    )


def profile_of(data: ProfileIn) -> BusinessProfile:
    """As the domain takes it."""
    return BusinessProfile(
        about=data.about,
        address=data.address,
        description=data.description,
        email=data.email,
        websites=tuple(data.websites) if data.websites is not None else None,
        vertical=data.vertical,
    )


def number_out(number: WhatsAppNumber, *, public_url: str, manages: bool) -> NumberOut:
    """The aggregate as the contract shows it; the verify token only to who may manage numbers."""
    return NumberOut(
        id=number.id,
        name=number.name,
        phone_number=number.phone_number,
        api_type=number.api_type.value,
        phone_number_id=number.phone_number_id,
        business_account_id=number.business_account_id,
        base_url=number.base_url,
        evolution_instance=number.evolution_instance,
        is_active=number.is_active,
        status=number.status.value,
        status_reason=number.status_reason,
        quality=number.quality,
        daily_limit=number.daily_limit,
        rate_limit_per_minute=number.rate_limit_per_minute,
        messages_per_second=number.messages_per_second,
        connection=number.link_state.value if number.link_state else None,
        connection_since=number.link_since,
        linked_at=number.linked_at,
        webhook_url=f"{public_url}/api/v1/whatsapp/webhook/{number.id}",
        webhook_verify_token=number.webhook_verify_token if manages else None,
        has_access_token=number.access_token is not None,
        access_token_last4=_tail(number.access_token),
        has_app_secret=number.app_secret is not None,
        app_secret_last4=_tail(number.app_secret),
        has_evolution_api_key=number.evolution_api_key is not None,
        evolution_api_key_last4=_tail(number.evolution_api_key),
        created_at=number.created_at,
        updated_at=number.updated_at,
    )


def draft_of(data: NumberIn) -> NumberDraft:
    """As the domain takes it; secrets wrapped at once."""
    values: dict[str, Any] = {}
    for name in NumberIn.__struct_fields__:
        value = getattr(data, name)
        values[name] = Secret(value) if name in _SECRETS and value is not None else value
    return NumberDraft(**values)


def test_out(probes: "list[Probe] | tuple[Probe, ...]") -> TestOut:
    """Every step, and whether all hold."""
    steps = [ProbeOut(p.step, p.ok, p.detail) for p in probes]
    return TestOut(bool(steps) and all(s.ok for s in steps), steps)


def report_out(report: NumberReport) -> NumberStatusOut:
    """As the contract shows it."""
    return NumberStatusOut(
        report.status,
        report.quality,
        report.display_phone_number,
        report.verified_name,
        report.daily_limit,
        report.messages_per_second,
    )


_SECRETS = ("access_token", "app_secret", "evolution_api_key")


def _tail(sealed: Sealed | None) -> str | None:
    return sealed.tail or None if sealed is not None else None
