"""Lists: sets of contacts that somebody put together, such as the guests of an event."""

import datetime as dt

import msgspec

from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import CampaignId, ContactListId, ImportId

LONGEST_LIST_NAME = 120
AT_ONCE = 1_000
"""Contacts that are put on or taken off by one request."""


class ContactList(msgspec.Struct, frozen=True, kw_only=True):
    """A name, and how many are on it. Of a file that was brought for a campaign: which one, and the import that reads it."""

    id: ContactListId
    name: str
    created_at: dt.datetime
    updated_at: dt.datetime
    members: int = 0
    campaign_id: CampaignId | None = None
    import_id: ImportId | None = None


def check_list_name(name: str) -> str:
    """As it is kept. Raises Invalid."""
    clean = " ".join(name.split())
    if not 1 <= len(clean) <= LONGEST_LIST_NAME:
        raise Invalid(Problem(field="name", code="length", params={"least": 1, "most": LONGEST_LIST_NAME}))
    return clean
