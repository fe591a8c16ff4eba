"""May a message leave now? Yes, later, or never; pure."""

import datetime as dt
from typing import TypeAlias

import msgspec

from pytake_domain.contacts import Contact
from pytake_domain.messaging import window
from pytake_domain.messaging.message import Failure
from pytake_domain.whatsapp import Content, LinkState, Template, WhatsAppNumber

NUMBER_PAUSE = dt.timedelta(seconds=30)
SUSPENDED = "TENANT_SUSPENDED"
SUSPENDED_PAUSE = dt.timedelta(seconds=10)
"""A suspended tenant's message is looked at again after so long, as long as it is useful."""
OUTAGE_PAUSE = dt.timedelta(seconds=2)
"""About as long as what is known of a number may be old."""


class Pass(msgspec.Struct, frozen=True):
    """It may leave, as far as rules go; the number's pace is asked next."""


class Later(msgspec.Struct, frozen=True, kw_only=True):
    """Not before this moment."""

    until: dt.datetime
    reason: str


class Never(msgspec.Struct, frozen=True, kw_only=True):
    """It fails with this."""

    failure: Failure


Verdict: TypeAlias = Pass | Later | Never


def is_marketing(content: Content) -> bool:
    """Is it advertising? Templates say their category; anything else is service."""
    return isinstance(content, Template) and (content.category or "").upper() == "MARKETING"


def refusal(
    number: WhatsAppNumber,
    contact: Contact,
    content: Content,
    *,
    window_expires_at: dt.datetime | None,
    suspended: bool,
    now: dt.datetime,
) -> str | None:
    """The code of the rule that forbids this message, whether it is just being queued or about to leave."""
    if suspended:
        return "TENANT_SUSPENDED"
    if contact.blocked:
        return "CONTACT_BLOCKED"
    if contact.unreachable(now) is not None:
        return "RECIPIENT_UNREACHABLE"
    if is_marketing(content) and contact.opted_out:
        return "OPTED_OUT"
    if not window.allows(number.api_type, content, window_expires_at, now):
        return "WINDOW_CLOSED"
    return None


def check(  # noqa: PLR0911  one return a rule
    number: WhatsAppNumber,
    contact: Contact,
    content: Content,
    *,
    window_expires_at: dt.datetime | None,
    suspended: bool,
    now: dt.datetime,
    useful_until: dt.datetime,
    queued_at: dt.datetime,
) -> Verdict:
    """The last check before the provider is called. A short outage of the number's connection, or of the tenant, is waited out.

    What was queued before the number was unlinked fails for it; what was queued later was queued knowing better than we do.
    """
    code = refusal(number, contact, content, window_expires_at=window_expires_at, suspended=suspended, now=now)
    if code == SUSPENDED and now <= useful_until:
        return Later(until=now + SUSPENDED_PAUSE, reason=SUSPENDED)
    if code is not None:
        return Never(failure=Failure(code=code))
    since = number.link_since
    if number.link.needs_linking and since is not None and queued_at <= since:
        return Never(failure=Failure(code="NUMBER_DISCONNECTED", message=number.link_reason, retryable=True))
    if now > useful_until:
        if number.link_state in (LinkState.UNSTABLE, LinkState.DISCONNECTED):
            return Never(failure=Failure(code="NUMBER_DISCONNECTED", retryable=True))
        return Never(failure=Failure(code="TOO_LATE"))
    if not number.is_active:
        return Never(failure=Failure(code="NUMBER_INACTIVE"))
    if number.link_state not in (None, LinkState.CONNECTED):
        return Later(until=now + OUTAGE_PAUSE, reason=number.link_reason)
    if not number.sends:
        return Later(until=now + NUMBER_PAUSE, reason=number.status.value)
    if is_first_contact(number, window_expires_at) and number.first_contacts_paused(now):
        return Never(failure=Failure(code="FIRST_CONTACTS_PAUSED", retryable=True))
    return Pass()


def is_first_contact(number: WhatsAppNumber, window_expires_at: dt.datetime | None) -> bool:
    """Does a number that is linked like a phone write to somebody who has not written in this conversation?"""
    return number.link_state is not None and window_expires_at is None
