"""What the domain relies on from whoever keeps campaigns: `CampaignsContract`, with a fixture `ground`."""

import datetime as dt
from uuid import UUID

import pytest
from msgspec.structs import replace

from pytake_domain.campaigns import (
    CONTACT_ZONE,
    Campaign,
    CampaignContent,
    CampaignFilter,
    CampaignMessage,
    CampaignNameTaken,
    CampaignNotFound,
    CampaignStatus,
    CampaignTrigger,
    CampaignType,
    EventKind,
    Plan,
    Policy,
    RecipientOutcome,
    Schedule,
    Targeting,
)
from pytake_domain.contacts import (
    EVERYBODY,
    AllOf,
    AttributeIs,
    Comparison,
    Contact,
    HasTag,
    InSegment,
    KnownAddress,
    Leaf,
    Negation,
    Now,
    OnList,
    phone_address,
)
from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import CampaignId, ContactId, ContactListId, SegmentId, TemplateId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.kernel.text import Phone
from pytake_domain.testing.builders import AT, a_phone, fresh
from pytake_domain.testing.contracts.ground import OnGround, Place

NOW = Now(at=AT, today=AT.date())
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
OUT = RecipientOutcome


def a_campaign(place: Place, **changes: object) -> Campaign:
    """A draft to everybody."""
    made = Campaign(
        id=CampaignId(fresh()),
        tenant_id=place.tenant.id,
        name=f"Oferta {fresh()}",
        type=CampaignType.BROADCAST,
        plan=Plan(targeting=Targeting(conditions=EVERYBODY)),
        created_at=AT,
        updated_at=AT,
    )
    return replace(made, **changes)


async def somebody(place: Place, **known: object) -> Contact:
    """Somebody with a telephone number."""
    contact = Contact(
        id=ContactId(fresh()),
        tenant_id=place.tenant.id,
        created_at=AT,
        updated_at=AT,
        addresses=(KnownAddress(address=phone_address(Phone(a_phone()))),),
    )
    async with place.work() as work:
        await work.contacts.add(replace(contact, **known))
        return await work.contacts.get(contact.id)


class CampaignsContract(OnGround):
    """Campaigns and the company's policy."""

    async def test_a_campaign_comes_back_whole_and_is_changed_once(self, place: Place) -> None:
        content = CampaignContent(template_id=TemplateId(fresh()), variables={"1": "{{ contact.name }}"})
        plan = Plan(
            message=CampaignMessage(content=content),
            targeting=Targeting(conditions=HasTag(tag="norte"), tags=("sul",)),
            schedule=Schedule(start_date=AT + DAY, time_zone=CONTACT_ZONE),
        )
        campaign = a_campaign(place, plan=plan)
        async with place.work() as work:
            await work.campaigns.add(campaign)
            assert await work.campaigns.get(campaign.id) == campaign
            await work.campaigns.save(replace(campaign, status=CampaignStatus.PAUSED, status_reason="férias"))
            saved = await work.campaigns.get(campaign.id)
            assert (saved.status, saved.status_reason, saved.version) == (CampaignStatus.PAUSED, "férias", 2)
            with pytest.raises(StaleVersion):
                await work.campaigns.save(campaign)

    async def test_who_says_that_rows_are_there_disturbs_nobody(self, place: Place) -> None:
        campaign = a_campaign(place, status=CampaignStatus.RUNNING)
        async with place.work() as work:
            await work.campaigns.add(campaign)
            await work.campaigns.filled(campaign.id, AT)
            await work.campaigns.save(replace(campaign, status=CampaignStatus.PAUSED))
            saved = await work.campaigns.get(campaign.id)
        assert (saved.status, saved.filled_at) == (CampaignStatus.PAUSED, AT)

    async def test_a_name_is_one_campaigns_until_it_is_removed(self, place: Place, neighbour: Place) -> None:
        first = a_campaign(place, name="Natal")
        async with place.work() as work:
            await work.campaigns.add(first)
        async with neighbour.work() as work:
            await work.campaigns.add(a_campaign(neighbour, name="Natal"))
        with pytest.raises(CampaignNameTaken):
            async with place.work() as work:
                await work.campaigns.add(a_campaign(place, name=" natal"))
        async with place.work() as work:
            await work.campaigns.remove(first.id)
            with pytest.raises(CampaignNotFound):
                await work.campaigns.get(first.id)
            with pytest.raises(CampaignNotFound):
                await work.campaigns.remove(first.id)
            await work.campaigns.add(a_campaign(place, name="natal"))

    async def test_lists_go_by_status_type_and_name(self, place: Place, neighbour: Place) -> None:
        first = a_campaign(place, name="Fibra norte")
        second = a_campaign(place, name="Boas-vindas", type=CampaignType.DRIP, status=CampaignStatus.COMPLETED)
        async with neighbour.work() as work:
            await work.campaigns.add(a_campaign(neighbour))
        async with place.work() as work:
            for each in (first, second):
                await work.campaigns.add(each)
            page = await work.campaigns.page(CampaignFilter(), PageRequest(limit=1))
            assert (page.total, [c.id for c in page.items]) == (2, [second.id])
            for wanted in (
                CampaignFilter(status=CampaignStatus.DRAFT),
                CampaignFilter(type=CampaignType.BROADCAST),
                CampaignFilter(text=" FIBRA"),
            ):
                assert [c.id for c in (await work.campaigns.page(wanted, PageRequest())).items] == [first.id]
            assert await work.campaigns.count() == 1

    async def test_triggers_and_templates_are_found_while_they_matter(self, place: Place) -> None:
        template = TemplateId(fresh())
        plan = Plan(
            trigger=CampaignTrigger(kind=EventKind.OPTED_IN),
            message=CampaignMessage(content=CampaignContent(template_id=template)),
        )
        running = a_campaign(place, type=CampaignType.TRIGGER, plan=plan, status=CampaignStatus.RUNNING)
        async with place.work() as work:
            await work.campaigns.add(running)
            await work.campaigns.add(a_campaign(place, type=CampaignType.TRIGGER, plan=plan))
            assert [c.id for c in await work.campaigns.triggers()] == [running.id]
            assert [c.id for c in await work.campaigns.running()] == [running.id]
            assert [c.id for c in await work.campaigns.sending([template])] == [running.id]
            assert await work.campaigns.sending([TemplateId(fresh())]) == []

    async def test_what_campaigns_ask_for_is_held_until_they_are_over(self, place: Place, neighbour: Place) -> None:
        segment, without, made, own = (str(fresh()) for _ in range(4))
        targeting = Targeting(
            segments=(SegmentId(UUID(segment)),),
            without_lists=(ContactListId(UUID(made)),),
            file=ContactListId(UUID(own)),
            conditions=AllOf(
                of=(Negation(of=InSegment(segment=without)), AttributeIs(name="plano", op=Comparison.IS, value="fibra"))
            ),
        )
        held: list[tuple[type[Leaf], str]] = [
            (InSegment, segment),
            (InSegment, without),
            (OnList, made),
            (OnList, own),
            (AttributeIs, "plano"),
        ]
        paused = a_campaign(place, plan=Plan(targeting=targeting), status=CampaignStatus.PAUSED)
        async with place.work() as work:
            await work.campaigns.add(paused)
            await work.campaigns.add(a_campaign(place, plan=Plan(targeting=targeting), status=CampaignStatus.COMPLETED))
        async with place.work() as work:
            assert [c.id for c in await work.campaigns.unfinished()] == [paused.id]
            for kind, name in held:
                assert list(await work.holders.asking(kind, name)) == [paused.name], name
            assert list(await work.holders.asking(OnList, segment)) == []
            await work.campaigns.remove(paused.id)
        async with place.work() as work:
            assert list(await work.holders.asking(InSegment, segment)) == []
        async with neighbour.work() as work:
            assert await work.campaigns.unfinished() == []

    async def test_the_policy_is_the_usual_one_until_it_is_changed(self, place: Place, neighbour: Place) -> None:
        async with place.work() as work:
            usual = await work.campaigns.policy()
            assert usual == Policy()
            await work.campaigns.set_policy(replace(usual, per_day=None, control_group=10))
            assert (await work.campaigns.policy()).control_group == 10
            with pytest.raises(StaleVersion):
                await work.campaigns.set_policy(usual)
        async with neighbour.work() as work:
            assert await work.campaigns.policy() == Policy()
