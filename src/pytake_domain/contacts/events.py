"""What happens to contacts."""

from uuid import UUID

from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import ContactId


class _ContactEvent(Event, frozen=True, kw_only=True, tag=True):
    contact_id: ContactId

    @property
    def subject(self) -> UUID:
        """The contact."""
        return self.contact_id


class ContactChanged(_ContactEvent, frozen=True, kw_only=True, tag=True):
    """What is known of somebody was changed by hand; `fields` names what, never the values."""

    kept = True
    fields: tuple[str, ...]


class ContactCreated(_ContactEvent, frozen=True, kw_only=True, tag=True):
    """Added by hand or by a machine, before anything was said."""

    kept = True


class ContactTagged(_ContactEvent, frozen=True, kw_only=True, tag=True):
    """Somebody bears tags that they did not before; a file of contacts says nothing of them."""

    tags: tuple[str, ...]


class ContactDeleted(_ContactEvent, frozen=True, kw_only=True, tag=True):
    """What was known of somebody is gone; `reason` says why."""

    kept = True


class ConsentRecorded(_ContactEvent, frozen=True, kw_only=True, tag=True):
    """Somebody agreed to a purpose or took that back; the proof is kept beside it."""

    kept = True
    purpose: str
    given: bool


class AttributeRefused(_ContactEvent, frozen=True, kw_only=True, tag=True):
    """A flow wanted to keep something that is not of the attribute's type; what was there stays."""

    kept = True
    attribute: str
    code: str


class ContactsExported(Event, frozen=True, kw_only=True, tag=True):
    """Somebody took contacts away as a file; `reason` says which were asked for."""

    kept = True
    form: str
    numbers_shown: bool


class MarketingOptedOut(_ContactEvent, frozen=True, kw_only=True, tag=True):
    """Marketing stops at once; `reason` holds the word or the source."""

    kept = True


class MarketingOptedIn(_ContactEvent, frozen=True, kw_only=True, tag=True):
    """Marketing may be sent; `reason` holds the source."""

    kept = True


class ContactsMerged(_ContactEvent, frozen=True, kw_only=True, tag=True):
    """`merged_id` is part of this contact from now on."""

    kept = True
    merged_id: ContactId


class MergeUndone(_ContactEvent, frozen=True, kw_only=True, tag=True):
    """`merged_id` is a contact of its own again."""

    kept = True
    merged_id: ContactId


class AddressesReplaced(_ContactEvent, frozen=True, kw_only=True, tag=True):
    """The provider says that the person is reached otherwise now."""

    kept = True
