"""Who is left out of an audience, and why, is the same in the database and by the rule."""

import datetime as dt
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.support.ground import PostgresGround
from tests.support.questions import NOW

from pytake_domain.campaigns import (
    CONTACT_ZONE,
    Audience,
    Basis,
    Exclusions,
    Limits,
    Plan,
    Policy,
    Recipient,
    RecipientFilter,
    RecipientOutcome,
    Schedule,
    refusal,
    zone_of,
)
from pytake_domain.contacts import EVERYBODY, Address, AddressKind, Consent, KnownAddress, Unreachable, phone_address
from pytake_domain.kernel.ids import MessageId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.kernel.text import Phone
from pytake_domain.messaging import ConversationStatus
from pytake_domain.testing.builders import AT, a_phone, a_tenant, fresh
from pytake_domain.testing.contracts.campaigns import a_campaign, somebody
from pytake_domain.testing.contracts.ground import Place

ago = st.integers(0, 30 * 24).map(lambda hours: NOW.at - dt.timedelta(hours=hours))
optional = st.none() | ago


@st.composite
def lives(draw: st.DrawFn) -> dict[str, Any]:
    """What is known of somebody, what they got, and what they are doing."""
    said = draw(st.none() | st.booleans())
    purposes = {"avisos": Consent(given=said, at=AT, source="x")} if said is not None else {}
    told = draw(st.lists(optional, max_size=2))
    return {
        "known": {
            "opted_in_at": draw(optional),
            "opted_out_at": draw(optional),
            "blocked": draw(st.integers(0, 5)) == 0,
            "purposes": purposes,
            "time_zone": draw(st.sampled_from((None, None, "America/Manaus", "Mars/Olympus"))),
        },
        "told": told,
        "area": draw(st.sampled_from(("+5511", "+5568", "+5592", "+4915"))),
        "got": draw(st.lists(ago, max_size=3)),
        "rest": draw(st.none() | st.none() | ago),
        "open": draw(st.integers(0, 3)) == 0,
    }


plans = st.builds(
    Plan,
    purpose=st.sampled_from(("marketing", "avisos")),
    basis=st.sampled_from(Basis),
    holdout=st.sampled_from((0, 0, 30)),
    limits=st.builds(
        Limits, per_contact_limit=st.none() | st.integers(1, 3), per_contact_week=st.none() | st.integers(1, 3)
    ),
    exclusions=st.builds(Exclusions, open_conversation=st.booleans(), contacted_days=st.none() | st.integers(1, 20)),
    schedule=st.builds(Schedule, time_zone=st.sampled_from((None, CONTACT_ZONE))),
)
policies = st.builds(
    Policy,
    per_day=st.none() | st.integers(1, 2),
    per_week=st.none() | st.integers(1, 3),
    control_group=st.sampled_from((0, 0, 20)),
)


async def _live(place: Place, life: dict[str, Any]) -> None:
    kinds = (
        phone_address(Phone(life["area"] + a_phone()[-9:])),
        Address(kind=AddressKind.BSUID, value=f"BR.{fresh().hex}"),
    )
    addresses = tuple(
        KnownAddress(address=address, unreachable=Unreachable(at=at, source="official") if at is not None else None)
        for address, at in zip(kinds, life["told"], strict=False)
    )
    contact = await somebody(place, addresses=addresses, **life["known"])
    for at in life["got"]:
        campaign = a_campaign(place)
        async with place.work() as work:
            await work.campaigns.add(campaign)
            row = Recipient(campaign_id=campaign.id, contact_id=contact.id, due_at=at)
            await work.ledger.add([row])
            sent = replace(row, outcome=RecipientOutcome.QUEUED, message_id=MessageId(fresh()), queued_at=at)
            await work.ledger.save([replace(sent, number_id=place.number.id)])
    if life["rest"] is not None:
        async with place.work() as work:
            await work.ledger.rest([contact.id], life["rest"])
    if life["open"]:
        conversation = await place.converse(contact)
        async with place.work() as work:
            await work.conversations.save(replace(conversation, last_message_at=AT, status=ConversationStatus.ACTIVE))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    them=st.lists(lives(), min_size=1, max_size=6),
    asked=st.lists(st.tuples(plans, policies, st.booleans()), min_size=2, max_size=4),
)
async def test_the_database_leaves_out_whom_the_rule_leaves_out(
    ground: PostgresGround, them: list[dict[str, Any]], asked: list[tuple[Plan, Policy, bool]]
) -> None:
    place = await Place(ground, a_tenant()).settle_in()
    for life in them:
        await _live(place, life)
    for plan, policy, marketing in asked:
        campaign = a_campaign(place, plan=plan)
        async with place.work() as work:
            await work.campaigns.add(campaign)
            audience = Audience(
                campaign_id=campaign.id,
                query=EVERYBODY,
                plan=plan,
                policy=policy,
                marketing=marketing,
                now=NOW,
                zone="Europe/Lisbon",
            )
            counted = await work.ledger.count(audience)
            assert await work.ledger.reaches(audience) is (counted.reached > 0)
            await work.ledger.fill(audience)
            page = await work.ledger.page(campaign.id, RecipientFilter(), PageRequest(limit=100))
            contacts = await work.contacts.get_all([row.contact_id for row in page.items])
            standings = await work.ledger.standing(list(contacts), NOW.at)
            for row in page.items:
                contact = contacts[row.contact_id]
                reason = refusal(
                    contact,
                    plan,
                    policy,
                    standings[contact.id],
                    campaign_id=campaign.id,
                    marketing=marketing,
                    now=NOW.at,
                )
                assert row.reason == (reason.value if reason is not None else None)
                own = plan.schedule.time_zone == CONTACT_ZONE
                assert row.zone == (zone_of(contact.time_zone, contact.phone, "Europe/Lisbon") if own else "")
        assert counted.total == len(page.items) == len(them) + 1
        assert counted.reached == sum(row.reason is None for row in page.items)
