"""What is kept of people in memory: attributes, proofs, lists, segments, and what happened."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
from msgspec.structs import replace

from pytake_domain.campaigns import Recipient, RecipientOutcome
from pytake_domain.contacts import (
    Attribute,
    AttributeNameTaken,
    AttributeNotFound,
    CampaignResult,
    ConsentProof,
    Contact,
    ContactList,
    ContactListNameTaken,
    ContactListNotFound,
    ContactNotFound,
    Got,
    Moment,
    Now,
    Person,
    Query,
    Segment,
    SegmentNameTaken,
    SegmentNotFound,
    Served,
    Setting,
    holds,
)
from pytake_domain.erp import ContractStatus, ErpFacts
from pytake_domain.kernel.actor import ActorKind
from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import AttributeId, ConsentId, ContactId, ContactListId, SegmentId
from pytake_domain.messaging import Conversation, Direction
from pytake_domain.testing.memory.store import TenantRows

DAY = dt.timedelta(hours=24)
REPEATED = ("type", "id", "tenant_id", "at", "actor_kind", "actor_id", "reason", "contact_id")


class MemoryAttributes:
    """See AttributeRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def all(self) -> Sequence[Attribute]:
        """See the port."""
        return sorted(self._rows.attributes.values(), key=lambda a: (a.label.casefold(), a.id))

    async def get(self, attribute_id: AttributeId) -> Attribute:
        """See the port."""
        if attribute_id not in self._rows.attributes:
            raise AttributeNotFound
        return self._rows.attributes[attribute_id]

    async def add(self, attribute: Attribute) -> None:
        """See the port."""
        if any(a.name == attribute.name for a in self._rows.attributes.values()):
            raise AttributeNameTaken
        self._rows.attributes[attribute.id] = attribute

    async def save(self, attribute: Attribute) -> None:
        """See the port."""
        known = self._rows.attributes.get(attribute.id)
        if known is None or known.version != attribute.version:
            raise StaleVersion
        self._rows.attributes[attribute.id] = replace(attribute, version=attribute.version + 1)

    async def remove(self, attribute_id: AttributeId) -> None:
        """See the port."""
        if self._rows.attributes.pop(attribute_id, None) is None:
            raise AttributeNotFound


class MemoryConsents:
    """See ConsentRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def add(self, *proofs: ConsentProof) -> None:
        """See the port."""
        self._rows.consents.update({proof.id: proof for proof in proofs})

    async def of(self, contact_id: ContactId) -> Sequence[ConsentProof]:
        """See the port."""
        who = _who(self._rows, contact_id)
        found = [proof for proof in self._rows.consents.values() if proof.contact_id in who]
        return sorted(found, key=lambda proof: proof.id, reverse=True)

    async def find(self, consent_id: ConsentId) -> ConsentProof | None:
        """See the port."""
        return self._rows.consents.get(consent_id)


class MemoryContactLists:
    """See ContactListRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def all(self) -> Sequence[ContactList]:
        """See the port."""
        everybodys = (one for one in self._rows.contact_lists.values() if one.campaign_id is None)
        made = sorted(everybodys, key=lambda one: (one.name.casefold(), one.id))
        return [self._counted(one) for one in made]

    def _counted(self, made: ContactList) -> ContactList:
        return replace(made, members=sum(1 for list_id, _ in self._rows.list_members if list_id == made.id))

    async def names(self) -> dict[str, str]:
        """See the port."""
        return {str(one.id): one.name for one in self._rows.contact_lists.values()}

    async def get(self, list_id: ContactListId) -> ContactList:
        """See the port."""
        if list_id not in self._rows.contact_lists:
            raise ContactListNotFound
        return self._counted(self._rows.contact_lists[list_id])

    async def add(self, made: ContactList) -> None:
        """See the port."""
        self._check_name(made)
        self._rows.contact_lists[made.id] = made

    async def rename(self, made: ContactList) -> None:
        """See the port."""
        if made.id not in self._rows.contact_lists:
            raise ContactListNotFound
        self._check_name(made)
        self._rows.contact_lists[made.id] = made

    def _check_name(self, made: ContactList) -> None:
        others = [o for o in self._rows.contact_lists.values() if o.id != made.id and o.campaign_id is None]
        if made.campaign_id is None and any(one.name.casefold() == made.name.casefold() for one in others):
            raise ContactListNameTaken

    async def remove(self, list_id: ContactListId) -> None:
        """See the port."""
        if self._rows.contact_lists.pop(list_id, None) is None:
            raise ContactListNotFound
        self._forget([key for key in self._rows.list_members if key[0] == list_id])

    async def put(self, list_id: ContactListId, contacts: Sequence[ContactId], at: dt.datetime) -> int:
        """See the port."""
        there = {c.id for c in self._rows.contacts.values() if c.merged_into is None and c.deleted_at is None}
        fresh = {(list_id, each) for each in contacts if each in there} - set(self._rows.list_members)
        self._rows.list_members.update(dict.fromkeys(fresh, at))
        return len(fresh)

    async def take(self, list_id: ContactListId, contacts: Sequence[ContactId]) -> int:
        """See the port."""
        gone = {(list_id, each) for each in contacts} & set(self._rows.list_members)
        self._forget(gone)
        return len(gone)

    def _forget(self, members: Iterable[tuple[ContactListId, ContactId]]) -> None:
        for member in members:
            del self._rows.list_members[member]
            self._rows.list_fields.pop(member, None)

    async def describe(self, list_id: ContactListId, fields: Mapping[ContactId, Mapping[str, str]]) -> None:
        """See the port."""
        for contact_id, said in fields.items():
            if (list_id, contact_id) in self._rows.list_members:
                self._rows.list_fields[list_id, contact_id] = dict(said)

    async def fields(
        self, list_id: ContactListId, contacts: Sequence[ContactId]
    ) -> Mapping[ContactId, Mapping[str, str]]:
        """See the port."""
        known = self._rows.list_fields
        return {each: known[list_id, each] for each in contacts if (list_id, each) in known}

    async def leave(self, contacts: Sequence[ContactId]) -> None:
        """See the port."""
        self._forget([key for key in self._rows.list_members if key[1] in set(contacts)])

    async def of(self, contact_id: ContactId) -> Sequence[ContactListId]:
        """See the port."""
        return sorted(list_id for list_id, who in self._rows.list_members if who == contact_id)


class MemorySegments:
    """See SegmentRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def all(self) -> Sequence[Segment]:
        """See the port."""
        return sorted(self._rows.segments.values(), key=lambda s: (s.name.casefold(), s.id))

    async def get(self, segment_id: SegmentId) -> Segment:
        """See the port."""
        if segment_id not in self._rows.segments:
            raise SegmentNotFound
        return self._rows.segments[segment_id]

    async def add(self, segment: Segment) -> None:
        """See the port."""
        self._check_name(segment)
        self._rows.segments[segment.id] = segment

    async def save(self, segment: Segment) -> None:
        """See the port."""
        known = self._rows.segments.get(segment.id)
        if known is None or known.version != segment.version:
            raise StaleVersion
        self._check_name(segment)
        self._rows.segments[segment.id] = replace(segment, version=segment.version + 1)

    def _check_name(self, segment: Segment) -> None:
        others = (one for one in self._rows.segments.values() if one.id != segment.id)
        if any(one.name.casefold() == segment.name.casefold() for one in others):
            raise SegmentNameTaken

    async def remove(self, segment_id: SegmentId) -> None:
        """See the port."""
        if self._rows.segments.pop(segment_id, None) is None:
            raise SegmentNotFound

    async def count(self, query: Query, now: Now) -> int:
        """See the port."""
        return len(self._members(query, now))

    async def members(
        self, query: Query, now: Now, *, after: ContactId | None = None, limit: int
    ) -> Sequence[ContactId]:
        """See the port."""
        return [each for each in self._members(query, now) if after is None or each > after][:limit]

    def _members(self, query: Query, now: Now) -> list[ContactId]:
        setting = setting_of(self._rows, now)
        there = (c for c in self._rows.contacts.values() if c.merged_into is None and c.deleted_at is None)
        return sorted(c.id for c in there if holds(query, person_of(self._rows, c), setting))

    async def person(self, contact_id: ContactId) -> Person:
        """See the port."""
        if contact_id not in self._rows.contacts:
            raise ContactNotFound
        return person_of(self._rows, self._rows.contacts[contact_id])

    async def asks_erp(self) -> bool:
        """See the port."""
        return bool(self._rows.erp_connections)


def setting_of(rows: TenantRows, now: Now) -> Setting:
    """What questions are answered with."""
    return Setting(now=now, attributes={a.name: a for a in rows.attributes.values()})


def person_of(rows: TenantRows, contact: Contact) -> Person:
    """What questions see of somebody."""
    talks = [c for c in rows.conversations.values() if c.contact_id == contact.id]
    seen = [c.window_expires_at - DAY for c in talks if c.window_expires_at is not None]
    return Person(
        contact=contact,
        lists=frozenset(str(list_id) for list_id, who in rows.list_members if who == contact.id),
        last_seen=max(seen).astimezone(dt.UTC).date() if seen else None,
        last_replied=max((c.replied_on for c in talks if c.replied_on is not None), default=None),
        in_flow=any(s.contact_id == contact.id and s.status.value == "running" for s in rows.flow_sessions.values()),
        open_conversation=any(c.is_open for c in talks),
        campaigns=tuple(_result(r) for r in rows.recipients.values() if r.contact_id == contact.id and r.queued_at),
        served=_served(rows.erp_facts.get(contact.id)),
    )


def _served(facts: ErpFacts | None) -> Served | None:
    if facts is None:
        return None
    contract = None if facts.contract_status is ContractStatus.UNKNOWN else facts.contract_status.value
    return Served(
        contract=contract,
        owed=float(facts.owed_amount),
        oldest_due_on=facts.oldest_due_on,
        next_due_on=facts.next_due_on,
        plan=facts.plan,
        city=facts.city,
        district=facts.district,
        region=facts.region,
        online=facts.online,
        owed_count=facts.owed_count,
    )


def _result(row: Recipient) -> Got:
    so = {
        CampaignResult.RECEIVED: row.outcome in (RecipientOutcome.DELIVERED, RecipientOutcome.READ),
        CampaignResult.READ: row.outcome is RecipientOutcome.READ,
        CampaignResult.REPLIED: row.replied_at is not None,
        CampaignResult.FAILED: row.outcome is RecipientOutcome.FAILED,
    }
    assert row.queued_at is not None
    became = frozenset(result for result, true in so.items() if true)
    return Got(campaign=str(row.campaign_id), at=row.queued_at, became=became)


def _who(rows: TenantRows, contact_id: ContactId) -> set[ContactId]:
    """Somebody, and all who were merged into them."""
    found = {contact_id}
    while more := {gone for gone, record in rows.merges.items() if record.kept.id in found} - found:
        found |= more
    return found


def moments_of(rows: TenantRows, contact_id: ContactId) -> Iterator[Moment]:
    """All that happened with somebody, in no order."""
    who = _who(rows, contact_id)
    for event in rows.event_log:
        if event.subject in who:
            data = msgspec.to_builtins(event)
            yield Moment(
                id=event.id,
                at=event.at,
                type=event.name,
                subject=event.subject,
                actor_kind=event.actor_kind,
                actor_id=event.actor_id,
                reason=event.reason,
                data={key: value for key, value in data.items() if key not in REPEATED},
            )
    yield from (_got(rows, row) for row in rows.recipients.values() if row.contact_id in who and row.queued_at)
    yield from (_talk(rows, talk) for talk in rows.conversations.values() if talk.contact_id == contact_id)


def _got(rows: TenantRows, row: Recipient) -> Moment:
    campaign = rows.campaigns.get(row.campaign_id) or rows.removed_campaigns[row.campaign_id]
    assert row.message_id is not None and row.queued_at is not None  # noqa: PT018  what was queued has both
    return Moment(
        id=row.message_id,
        at=row.queued_at,
        type="Campaign",
        subject=row.campaign_id,
        actor_kind=ActorKind.CAMPAIGN,
        actor_id=row.campaign_id,
        data={
            "campaign_name": campaign.name,
            "step": row.step,
            "outcome": row.outcome.word,
            "reason": row.reason,
            "replied": row.replied_at is not None,
            "clicked": row.clicked_at is not None,
            "converted": row.converted_at is not None,
        },
    )


def _talk(rows: TenantRows, talk: Conversation) -> Moment:
    said = [message.direction for message in rows.messages.values() if message.conversation_id == talk.id]
    return Moment(
        id=talk.id,
        at=talk.created_at,
        type="Conversation",
        subject=talk.id,
        actor_kind=ActorKind.CONTACT,
        data={
            "status": talk.status.value,
            "whatsapp_config_id": str(talk.number_id),
            "received": said.count(Direction.INBOUND),
            "sent": said.count(Direction.OUTBOUND),
        },
    )
