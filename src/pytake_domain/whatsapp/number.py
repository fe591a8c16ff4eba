"""A company's WhatsApp number: `whatsapp_config` on the wire."""

import datetime as dt
import re
from enum import StrEnum

import msgspec

from pytake_domain.kernel.ids import NumberId, TenantId
from pytake_domain.kernel.secrets import Sealed
from pytake_domain.kernel.text import Phone
from pytake_domain.whatsapp.connection import Link, LinkState
from pytake_domain.whatsapp.errors import NumberInactive

CLOUD_MESSAGES_PER_SECOND = 80
EVOLUTION_MESSAGES_PER_SECOND = 1
FIRST_CONTACTS_FAILING = "first_contacts_failing"


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
    """A number: how it is reached, how it is doing, how fast it may send. Secrets are sealed.

    `link_…`: the connection of one that is linked like a phone; without a state it is no such number, or nobody knows.
    `linked_at`: since when it is, first of all. `first_contacts_failed`: so many messages to people who never wrote were
    refused in a row; none leave to such people until `first_contacts_paused_until`.
    """

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
    link_state: LinkState | None = None
    link_since: dt.datetime | None = None
    link_reason: str = ""
    link_claim: str = ""
    link_claimed_at: dt.datetime | None = None
    link_claimed_reason: str = ""
    linked_at: dt.datetime | None = None
    first_contacts_failed: int = 0
    first_contacts_paused_until: dt.datetime | None = None
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
    def link(self) -> Link:
        """The connection of a number that is linked like a phone."""
        return Link(
            state=self.link_state or LinkState.UNPAIRED,
            since=self.link_since,
            reason=self.link_reason,
            claim=self.link_claim,
            claimed_at=self.link_claimed_at,
            claimed_reason=self.link_claimed_reason,
        )

    def linked(self, link: Link, at: dt.datetime) -> "WhatsAppNumber":
        """With this connection; the status follows it when the state or its reason is another one than before."""
        changed = msgspec.structs.replace(
            self,
            link_state=link.state,
            link_since=link.since,
            link_reason=link.reason,
            link_claim=link.claim,
            link_claimed_at=link.claimed_at,
            link_claimed_reason=link.claimed_reason,
            updated_at=at,
        )
        if (link.state, link.reason) == (self.link_state, self.link_reason):
            return changed
        if link.state is LinkState.CONNECTED:
            changed = msgspec.structs.replace(changed, linked_at=self.linked_at or at)
        return changed.followed(at)

    def followed(self, at: dt.datetime) -> "WhatsAppNumber":
        """With the status that its connection makes; for numbers that are linked."""
        status, reason = NumberStatus.PENDING, self.link_reason
        match self.link_state:
            case LinkState.CONNECTED | LinkState.UNSTABLE:
                paused = self.first_contacts_paused(at)
                status = NumberStatus.RESTRICTED if paused else NumberStatus.CONNECTED
                reason = reason or (FIRST_CONTACTS_FAILING if paused else "")
            case LinkState.DISCONNECTED:
                status = NumberStatus.BANNED if reason == "banned" else NumberStatus.DISCONNECTED
        return msgspec.structs.replace(self, status=status, status_reason=reason, updated_at=at)

    def first_contacts_paused(self, at: dt.datetime) -> bool:
        """Must nothing leave to people who never wrote?"""
        return self.first_contacts_paused_until is not None and at < self.first_contacts_paused_until

    @property
    def sends(self) -> bool:
        """May anything leave by it now?"""
        stopped = (NumberStatus.BANNED, NumberStatus.CREDENTIALS_BROKEN, NumberStatus.DISCONNECTED)
        unlinked = (LinkState.UNPAIRED, LinkState.PAIRING, LinkState.CONNECTING)
        return self.is_active and self.status not in stopped and self.link_state not in unlinked

    def require_sending(self) -> None:
        """Raises NumberInactive when nothing may leave by it."""
        if not self.sends:
            raise NumberInactive(status=self.status.value if self.is_active else "inactive", reason=self.status_reason)

    @property
    def pair_limited(self) -> bool:
        """Does the provider limit how fast one person may be written to?"""
        return self.api_type is ApiType.OFFICIAL


def phone_of(text: str | None) -> str | None:
    """E.164 of what was typed, None for nothing. Raises Invalid."""
    return Phone.parse(text).value if text else None
