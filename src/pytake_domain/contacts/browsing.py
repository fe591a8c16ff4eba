"""Which contacts a list shows."""

import msgspec

from pytake_domain.contacts.search import Terms
from pytake_domain.contacts.segments.query import Query
from pytake_domain.kernel.ids import ContactId, ContactListId


class ContactFilter(msgspec.Struct, frozen=True, kw_only=True):
    """All that is given holds: one of the ids, any of the tags, on the list, found by the terms, for whom the question holds."""

    ids: tuple[ContactId, ...] | None = None
    tags: tuple[str, ...] = ()
    list_id: ContactListId | None = None
    terms: Terms | None = None
    query: Query | None = None


SORTS = ("created_at", "updated_at", "name", "last_seen")
COUNTED = 10_000
"""Beyond it a list does not say how long it is."""
