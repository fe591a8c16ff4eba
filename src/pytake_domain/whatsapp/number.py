"""A company's WhatsApp number: `whatsapp_config` on the wire."""

import datetime as dt
import re
from enum import StrEnum

import msgspec

from pytake_domain.kernel.ids import NumberId, TenantId
from pytake_domain.kernel.secrets import Sealed
from pytake_domain.kernel.text import Phone
from pytake_domain.whatsapp.errors import NumberInactive

CLOUD_MESSAGES_PER_SECOND = 80
EVOLUTION_MESSAGES_PER_SECOND = 1


_NAME = re.compile(r"[a-z][a-z0-9_]{1,39}", re.ASCII)


class ApiType(StrEnum):
    """Which provider carries the number. Open: a provider that registers itself is a further one, by its name."""

    OFFICIAL = "official"
    EVOLUTION = "evolution"

    @classmethod
    def _missing_(cls, value: object) -> "ApiType | None":
        if not isinstance(value, str) or not _NAME.fullmatch(value):
            return None
        known = _OTHERS.get(value)
        if known is None:
            known = str.__new__(cls, value)
            known._name_, known._value_ = value.upper(), value
            _OTHERS[value] = known
        return known


_OTHERS: dict[str, ApiType] = {}
"""Each further name once, so that they compare and hash like the members."""


class NumberStatus(StrEnum):
    """What the provider last said of it."""

    PENDING = "pending"
    CONNECTED = "connected"
    DISCONNECTED = "disconnected"
    RESTRICTED = "restricted"
    BANNED = "banned"
    CREDENTIALS_BROKEN = "credentials_broken"


class WhatsAppNumber(msgspec.Struct, frozen=True, kw_only=True):
    """A number: how it is reached, how it is doing, how fast it may send. Secrets are sealed."""

    id: NumberId
    tenant_id: TenantId
    name: str
    api_type: ApiType
    created_at: dt.datetime
    updated_at: dt.datetime
    phone_number: str | None = None
    phone_number_id: str | None = None
    business_account_id: str | None = None
    base_url: str | None = None
    evolution_instance: str | None = None
    is_active: bool = False
    status: NumberStatus = NumberStatus.PENDING
    status_reason: str = ""
    quality: str | None = None
    daily_limit: int | None = None
    rate_limit_per_minute: int | None = None
    messages_per_second: int = CLOUD_MESSAGES_PER_SECOND
    webhook_verify_token: str = ""
    access_token: Sealed | None = None
    app_secret: Sealed | None = None
    evolution_api_key: Sealed | None = None
    version: int = 1

    def activate(self, at: dt.datetime) -> "WhatsAppNumber":
        """Start using it."""
        return msgspec.structs.replace(self, is_active=True, updated_at=at)

    def deactivate(self, at: dt.datetime) -> "WhatsAppNumber":
        """Stop using it; what comes in is still stored."""
        return msgspec.structs.replace(self, is_active=False, updated_at=at)

    def stop(self, status: NumberStatus, reason: str, at: dt.datetime) -> "WhatsAppNumber":
        """The provider won't carry it any more, for this reason; it stays active in the settings and sends nothing."""
        return msgspec.structs.replace(self, status=status, status_reason=reason, updated_at=at)

    @property
    def sends(self) -> bool:
        """May anything leave by it now?"""
        stopped = (NumberStatus.BANNED, NumberStatus.CREDENTIALS_BROKEN, NumberStatus.DISCONNECTED)
        return self.is_active and self.status not in stopped

    def require_sending(self) -> None:
        """Raises NumberInactive when nothing may leave by it."""
        if not self.sends:
            raise NumberInactive(status=self.status.value if self.is_active else "inactive")

    @property
    def pair_limited(self) -> bool:
        """Does the provider limit how fast one person may be written to?"""
        return self.api_type is ApiType.OFFICIAL


def phone_of(text: str | None) -> str | None:
    """E.164 of what was typed, None for nothing. Raises Invalid."""
    return Phone.parse(text).value if text else None
