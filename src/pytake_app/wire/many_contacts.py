"""One change of many contacts."""

from uuid import UUID

import msgspec

from pytake_app.wire.people import ConsentIn, consent_given
from pytake_domain.contacts import LeftAlone, ManyAction, ManyOrder, ManyOutcome, TableForm, Wanted
from pytake_domain.kernel.ids import ContactId, ContactListId, SegmentId


class WantedIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The filters of the list of contacts."""

    tags: list[str] = []
    list_id: UUID | None = None
    segment_id: UUID | None = None
    q: str = ""
    text: str = ""


class ManyContactsIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom: `ids` (1,000 at most), or a `filter`, of which the next 1,000 behind `after` are taken. What: the action and what it
    needs: `tags` for tag and untag, `list_id` for list and unlist, `consent` for consent.
    """

    action: ManyAction
    ids: list[UUID] | None = None
    filter: WantedIn | None = None
    after: UUID | None = None
    tags: list[str] = []
    list_id: UUID | None = None
    consent: ConsentIn | None = None
    reason: str = ""


class ChosenIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Contacts to take away as a file, 1,000 at most."""

    ids: list[UUID]
    format: TableForm = TableForm.CSV


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """Why some stay as they were, and how many."""

    reason: LeftAlone
    count: int


class ManyContactsOut(msgspec.Struct, frozen=True, kw_only=True):
    """How many were changed, were so already, or were left alone; `after` names where the rest of a filter begins."""

    changed: int
    unchanged: int
    left: list[LeftOut]
    after: UUID | None


def wanted_of(given: WantedIn) -> Wanted:
    """As the domain has it."""
    return Wanted(
        tags=tuple(given.tags),
        list_id=ContactListId(given.list_id) if given.list_id else None,
        segment_id=SegmentId(given.segment_id) if given.segment_id else None,
        q=given.q,
        text=given.text,
    )


def order_of(given: ManyContactsIn) -> ManyOrder:
    """As the domain has it."""
    return ManyOrder(
        action=given.action,
        ids=tuple(ContactId(each) for each in given.ids) if given.ids is not None else None,
        wanted=wanted_of(given.filter) if given.filter is not None else None,
        after=ContactId(given.after) if given.after else None,
        tags=tuple(given.tags),
        list_id=ContactListId(given.list_id) if given.list_id else None,
        consent=consent_given(given.consent) if given.consent else None,
        reason=given.reason,
    )


def outcome_out(outcome: ManyOutcome) -> ManyContactsOut:
    """As the API shows it."""
    return ManyContactsOut(
        changed=outcome.changed,
        unchanged=outcome.unchanged,
        left=[LeftOut(reason=reason, count=count) for reason, count in outcome.left.items()],
        after=outcome.after,
    )
