"""How fast a number that is linked like a phone may write: slowly at first, never evenly, and to few strangers an hour.

WhatsApp names no limits for such numbers; these are what it has been seen to bear. Replies count for little, messages to people
who never wrote for much.
"""

import datetime as dt

import msgspec

from pytake_domain.whatsapp.number import FIRST_CONTACTS_FAILING, WhatsAppNumber

_WEEK = dt.timedelta(weeks=1)
_WEEKS = ((1 / 3, 20), (1 / 2, 30), (2 / 3, 40), (5 / 6, 50))
"""Messages a second and new contacts an hour in the first weeks."""
MOST_NEW_AN_HOUR = 60
LEAST_PAUSE, LONGEST_PAUSE = 1.0, 3.0
"""Seconds between two messages, by chance in between."""
FAILED_IN_A_ROW = 3
PAUSE_OF_FIRST_CONTACTS = dt.timedelta(hours=24)


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """Messages a second by a number, and of them an hour to people who never wrote."""

    per_second: float
    new_per_hour: float


def pace_of(number: WhatsAppNumber, now: dt.datetime, fraction: float) -> Pace:
    """For the next message; `fraction` in [0, 1) is the chance in its pause."""
    age = (now - number.linked_at) if number.linked_at is not None else dt.timedelta()
    week = max(0, age // _WEEK)
    warm, strangers = _WEEKS[week] if week < len(_WEEKS) else (float(number.messages_per_second), MOST_NEW_AN_HOUR)
    jitter = 1 / (LEAST_PAUSE + (LONGEST_PAUSE - LEAST_PAUSE) * fraction)
    return Pace(per_second=min(warm, jitter, number.messages_per_second), new_per_hour=strangers)


def first_contact_failed(number: WhatsAppNumber, now: dt.datetime) -> WhatsAppNumber:
    """WhatsApp refused a message to somebody who never wrote; several in a row pause all of that kind."""
    if number.first_contacts_paused(now):
        return number
    failed = number.first_contacts_failed + 1
    if failed < FAILED_IN_A_ROW:
        return msgspec.structs.replace(number, first_contacts_failed=failed, updated_at=now)
    paused = msgspec.structs.replace(
        number, first_contacts_failed=0, first_contacts_paused_until=now + PAUSE_OF_FIRST_CONTACTS, updated_at=now
    )
    return paused.followed(now)


def first_contact_arrived(number: WhatsAppNumber, now: dt.datetime) -> WhatsAppNumber:
    """One of them was delivered: counting begins anew."""
    return msgspec.structs.replace(number, first_contacts_failed=0, updated_at=now)


def pause_over(number: WhatsAppNumber, now: dt.datetime) -> WhatsAppNumber:
    """After the pause strangers may be written to again."""
    if number.first_contacts_paused_until is None or number.first_contacts_paused(now):
        return number
    over = msgspec.structs.replace(number, first_contacts_paused_until=None, updated_at=now)
    return over.followed(now) if number.status_reason == FIRST_CONTACTS_FAILING else over
