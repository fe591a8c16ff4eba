"""The database answers questions about people as plain evaluation does."""

import datetime as dt
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.support.ground import PostgresGround
from tests.support.questions import ATTRIBUTES, CAMPAIGNS, LIST, NOW, STRANGE, moments, people, queries, served

from pytake_adapters.postgres.queries.keys import text_key
from pytake_domain.campaigns import Recipient, RecipientOutcome
from pytake_domain.contacts import (
    LETTERS_FROM,
    Contact,
    ContactList,
    Query,
    Setting,
    folded,
    holds,
    phone_address,
)
from pytake_domain.kernel.ids import AttributeId, CampaignId, ContactId, ContactListId, MessageId
from pytake_domain.kernel.text import Phone
from pytake_domain.messaging import ConversationStatus
from pytake_domain.testing.builders import AT, a_phone, a_tenant, fresh
from pytake_domain.testing.contracts.ground import Place

LIFE = st.tuples(
    people,
    st.booleans(),
    st.none()
    | st.tuples(moments, st.sampled_from([ConversationStatus.BOT, ConversationStatus.RESOLVED]), st.none() | moments),
    st.dictionaries(
        st.sampled_from(CAMPAIGNS), st.tuples(st.none() | moments, st.sampled_from(RecipientOutcome), st.booleans())
    ),
    st.none() | served,
)
"""What is known of somebody, whether they are on the list, when they wrote, how that conversation stands, and when they were
written to; by campaigns, when their message left, what became of it, and whether they answered; what
an ERP told.
"""


async def _settle(place: Place, lives: list[Any]) -> list[ContactId]:
    made = ContactList(id=ContactListId(fresh()), name="Feira", created_at=AT, updated_at=AT)
    async with place.work() as work:
        await work.contact_lists.add(made)
        early, late = sorted(ATTRIBUTES)[:2], sorted(ATTRIBUTES)[2:]
        for name in early:
            await work.attributes.add(replace(ATTRIBUTES[name], id=AttributeId(fresh())))
    ids = []
    for known, listed, talk, campaigns, told in lives:
        contact = Contact(id=ContactId(fresh()), tenant_id=place.tenant.id, updated_at=AT, **known)
        contact = contact.know([phone_address(Phone(a_phone()))], AT)
        ids.append(contact.id)
        async with place.work() as work:
            await work.contacts.add(contact)
            if listed:
                await work.contact_lists.put(made.id, [contact.id], AT)
        await _get(place, contact, campaigns)
        await _serve(place, contact, told)
        if talk is not None:
            seen, status, written = talk
            conversation = await place.converse(contact)
            async with place.work() as work:
                until = seen + dt.timedelta(hours=24)
                said = replace(conversation, window_expires_at=until, status=status)
                await work.conversations.save(said if written is None else said.say("olá", written, by_somebody=True))
    async with place.work() as work:
        for name in late:
            await work.attributes.add(replace(ATTRIBUTES[name], id=AttributeId(fresh())))
    return ids


async def _get(place: Place, contact: Contact, campaigns: dict[str, Any]) -> None:
    for campaign, (queued, outcome, answered) in campaigns.items():
        row = Recipient(campaign_id=CampaignId(UUID(campaign)), contact_id=contact.id, due_at=AT)
        row = replace(row, outcome=outcome, queued_at=queued, message_id=MessageId(fresh()) if queued else None)
        async with place.work() as work:
            await work.ledger.add([row])
            await work.ledger.save([row])
            if answered:
                raw: Any = work
                await raw.raw.execute(
                    "UPDATE campaign_recipients SET replied_at = $3 WHERE campaign_id = $1 AND contact_id = $2",
                    row.campaign_id,
                    row.contact_id,
                    AT,
                )


async def _serve(place: Place, contact: Contact, told: dict[str, Any] | None) -> None:
    if told is None:
        return
    columns = {"contact_id": contact.id, "erp_type": "memory", "customer_id": "1", "as_of": AT, **told}
    async with place.work() as work:
        raw: Any = work
        await raw.raw.execute(
            f"INSERT INTO erp_facts (tenant_id, {', '.join(columns)}) VALUES ($1, "  # noqa: S608  names of our own
            f"{', '.join(f'${n}' for n in range(2, len(columns) + 2))})",
            place.tenant.id,
            *columns.values(),
        )


def _on(query: Query, list_id: str) -> Query:
    """Of the list that is there."""
    text = msgspec.json.encode(query).decode().replace(LIST, list_id)
    asked: Query = msgspec.json.decode(text, type=Query)
    return asked


async def test_both_take_the_same_letters_for_each_other(app: "asyncpg.Connection[asyncpg.Record]") -> None:
    """The function was made of the table as it stood then."""
    letters = [*LETTERS_FROM, *map(chr, range(0x20, 0x370)), *STRANGE]
    rows = await app.fetch(
        "SELECT pytake_folded(t) AS plain FROM unnest($1::text[]) WITH ORDINALITY AS w(t, n) ORDER BY n", letters
    )
    assert [row["plain"] for row in rows] == [folded(each) for each in letters]
    keys = await app.fetch(
        "SELECT pytake_text_key(t) AS key FROM unnest($1::text[]) WITH ORDINALITY AS w(t, n) ORDER BY n", letters
    )
    assert [row["key"] for row in keys] == [text_key(each) for each in letters]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(lives=st.lists(LIFE, min_size=1, max_size=8), asked=st.lists(queries, min_size=8, max_size=16))
async def test_the_database_answers_as_plain_evaluation_does(
    ground: PostgresGround, lives: list[Any], asked: list[Query]
) -> None:
    place = await Place(ground, a_tenant()).settle_in()
    ids = await _settle(place, lives)
    setting = Setting(now=NOW, attributes=ATTRIBUTES)
    async with place.work() as work:
        (list_id,) = await work.contact_lists.names()
        persons = [await work.segments.person(each) for each in [*ids, place.contact.id]]
        for query in (_on(each, list_id) for each in asked):
            members = await work.segments.members(query, NOW, limit=1_000)
            expected = sorted(p.contact.id for p in persons if holds(query, p, setting))
            assert list(members) == expected, query
            assert await work.segments.count(query, NOW) == len(expected), query
