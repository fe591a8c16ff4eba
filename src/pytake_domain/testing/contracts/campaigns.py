"""What the domain relies on from whoever keeps campaigns: `CampaignsContract` and `LedgerContract`, with a fixture `ground`."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

import pytest
from msgspec.structs import replace

from pytake_domain.campaigns import (
    CONTACT_ZONE,
    Answer,
    Audience,
    Basis,
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
    Exclusions,
    LedgerKey,
    News,
    Pace,
    Plan,
    Policy,
    Recipient,
    RecipientFilter,
    RecipientOutcome,
    Schedule,
    Targeting,
    held_out,
)
from pytake_domain.contacts import (
    EVERYBODY,
    AllOf,
    AttributeIs,
    CampaignResult,
    Comparison,
    Contact,
    HasTag,
    InSegment,
    KnownAddress,
    Leaf,
    MergeRecord,
    Negation,
    Now,
    OfCampaign,
    OnList,
    Setting,
    Unreachable,
    explain_query,
    phone_address,
)
from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import CampaignId, ContactId, ContactListId, MessageId, SegmentId, TemplateId
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


class LedgerContract(OnGround):
    """Who got what, from the intent to what came of it."""

    async def kept(self, place: Place, **changes: object) -> Campaign:
        """A campaign that is stored."""
        campaign = a_campaign(place, **changes)
        async with place.work() as work:
            await work.campaigns.add(campaign)
        return campaign

    def audience(self, campaign: Campaign, **changes: object) -> Audience:
        """Whom it is for."""
        made = Audience(
            campaign_id=campaign.id,
            query=campaign.plan.targeting.conditions or EVERYBODY,
            plan=campaign.plan,
            policy=Policy(),
            marketing=True,
            now=NOW,
            zone="America/Sao_Paulo",
        )
        return replace(made, **changes)

    async def queued(
        self, place: Place, campaign: Campaign, contact: Contact, at: dt.datetime = AT, step: int = 0
    ) -> Recipient:
        """A row whose message waits to leave."""
        row = Recipient(campaign_id=campaign.id, contact_id=contact.id, step=step, due_at=at)
        async with place.work() as work:
            await work.ledger.add([row])
            made = replace(
                row,
                outcome=OUT.QUEUED,
                number_id=place.number.id,
                message_id=MessageId(fresh()),
                queued_at=at,
            )
            await work.ledger.save([made])
        return made

    async def row(self, place: Place, row: Recipient) -> Recipient:
        """As it is now."""
        async with place.work() as work:
            page = await work.ledger.page(row.campaign_id, RecipientFilter(step=row.step), PageRequest(limit=100))
        return next(r for r in page.items if (r.contact_id, r.round) == (row.contact_id, row.round))

    async def news(
        self, place: Place, row: Recipient, *outcomes: RecipientOutcome, reason: str | None = None
    ) -> Recipient:
        """What became of its message, a minute after the other."""
        key = LedgerKey(row.campaign_id, row.contact_id, row.step, row.round, row.tries)
        async with place.work() as work:
            for after, outcome in enumerate(outcomes, 1):
                said = News(
                    key=key,
                    outcome=outcome,
                    at=AT + after * MINUTE,
                    reason=reason if outcome is OUT.FAILED else None,
                )
                await work.ledger.advance([said])
        return await self.row(place, row)

    async def test_an_audience_is_written_down_with_who_is_left_out_and_why(
        self, place: Place, neighbour: Place
    ) -> None:
        agreed = {"opted_in_at": AT, "opted_in_source": "site"}
        told = Unreachable(at=AT - DAY, source="official")
        phone = KnownAddress(address=phone_address(Phone(a_phone())), unreachable=told)
        people = {
            None: await somebody(place, **agreed),
            "OPTED_OUT": await somebody(place, opted_out_at=AT),
            "NO_CONSENT": place.contact,
            "CONTACT_BLOCKED": await somebody(place, blocked=True, **agreed),
            "NO_ADDRESS": await somebody(place, addresses=(), **agreed),
            "RECIPIENT_UNREACHABLE": await somebody(place, addresses=(phone,), **agreed),
        }
        await somebody(neighbour, **agreed)
        campaign = await self.kept(place)
        async with place.work() as work:
            counted = await work.ledger.count(self.audience(campaign))
            assert await work.ledger.fill(self.audience(campaign)) == len(people)
            assert await work.ledger.fill(self.audience(campaign)) == 0, "each has a row already"
            page = await work.ledger.page(campaign.id, RecipientFilter(), PageRequest(limit=100))
        reasons = {row.contact_id: row.reason for row in page.items}
        assert reasons == {contact.id: reason for reason, contact in people.items()}
        assert counted.total == len(people)
        assert counted.reasons == {reason: 1 for reason in people if reason is not None}
        assert (counted.reached, sum(counted.countries.values())) == (1, 1)

    async def test_caps_rests_and_lots_leave_people_out(self, place: Place) -> None:
        agreed = {"opted_in_at": AT, "opted_in_source": "site"}
        often, resting, free = [await somebody(place, **agreed) for _ in range(3)]
        earlier = [await self.kept(place) for _ in range(2)]
        for campaign in earlier:
            await self.queued(place, campaign, often, AT - HOUR)
        plan = Plan(targeting=Targeting(conditions=EVERYBODY), holdout=50)
        campaign = await self.kept(place, plan=plan)
        async with place.work() as work:
            await work.ledger.rest([resting.id], AT - HOUR)
            audience = self.audience(campaign)
            plain = replace(audience, plan=replace(plan, holdout=0))
            assert (await work.ledger.count(plain)).reasons == {
                "NO_CONSENT": 1,
                "FREQUENCY_CAP_DAY": 1,
                "MARKETING_RESTING": 1,
            }
            assert (await work.ledger.count(replace(plain, marketing=False))).reasons == {
                "NO_CONSENT": 1,
                "FREQUENCY_CAP_DAY": 1,
            }
            drawn = await work.ledger.count(audience)
            held = sum(held_out(campaign.id, each.id, 50) for each in (often, resting, free))
            assert drawn.reasons.get("HOLDOUT", 0) == held
            recent = replace(plain, plan=replace(plan, holdout=0, exclusions=Exclusions(contacted_days=3)))
            lenient = replace(recent, policy=Policy(per_day=None, per_week=None))
            assert (await work.ledger.count(lenient)).reasons["CONTACTED_RECENTLY"] == 1
            control = replace(plain, policy=Policy(control_group=50, per_day=None, per_week=None))
            assert (await work.ledger.count(control)).total == 4

    async def test_a_notice_asks_for_no_consent_and_takes_no(self, place: Place) -> None:
        campaign = await self.kept(place, plan=Plan(purpose="cobranca", basis=Basis.INTEREST))
        refused = await somebody(place)
        async with place.work() as work:
            contact = await work.contacts.get(refused.id)
            await work.contacts.save(contact.consent("cobranca", given=False, source="telefone", at=AT))
            counted = await work.ledger.count(self.audience(campaign))
            strict = replace(campaign.plan, basis=Basis.CONSENT)
            asked = await work.ledger.count(self.audience(campaign, plan=strict))
        assert (counted.reasons, counted.reached) == ({"OPTED_OUT": 1}, 1)
        assert asked.reasons == {"OPTED_OUT": 1, "NO_CONSENT": 1}

    async def test_everybody_has_the_clock_of_where_they_are(self, place: Place) -> None:
        agreed = {"opted_in_at": AT, "opted_in_source": "site"}
        plan = Plan(schedule=Schedule(time_zone=CONTACT_ZONE))
        campaign = await self.kept(place, plan=plan)
        acre, own = Phone("+5568999990001"), {"time_zone": "America/Manaus"}
        await somebody(place, addresses=(KnownAddress(address=phone_address(acre)),), **agreed)
        await somebody(place, **own, **agreed)
        abroad = KnownAddress(address=phone_address(Phone("+4915112345678")))
        await somebody(place, addresses=(abroad,), **agreed)
        async with place.work() as work:
            counted = await work.ledger.count(self.audience(campaign, zone="Europe/Lisbon"))
            await work.ledger.fill(self.audience(campaign, zone="Europe/Lisbon"))
            wanted = {"America/Rio_Branco": 1, "America/Manaus": 1, "Europe/Lisbon": 1}
            assert counted.zones == wanted
            assert await work.ledger.pending(campaign.id) == wanted
            assert await work.ledger.zones(campaign.id) == sorted(wanted)
            rows = await work.ledger.claim(campaign.id, ["America/Manaus"], 10, AT)
            assert [row.zone for row in rows] == ["America/Manaus"]

    async def test_who_is_due_is_claimed_the_first_due_first(self, place: Place) -> None:
        campaign = await self.kept(place)
        people = [await somebody(place) for _ in range(3)]
        rows = [
            Recipient(campaign_id=campaign.id, contact_id=contact.id, due_at=AT + minutes * MINUTE)
            for contact, minutes in zip(people, (2, 1, 60), strict=True)
        ]
        async with place.work() as work:
            assert await work.ledger.add(rows) == 3
            assert await work.ledger.add(rows) == 0
            assert await work.ledger.next_due(campaign.id) == AT + MINUTE
            assert await work.ledger.claim(campaign.id, [""], 10, AT) == []
            assert await work.ledger.alone(campaign.id)
            found = await work.ledger.claim(campaign.id, [""], 10, AT + 5 * MINUTE)
            assert [row.contact_id for row in found] == [people[1].id, people[0].id]
            assert len(await work.ledger.claim(campaign.id, [""], 1, AT + 5 * MINUTE)) == 1

    async def test_messages_only_move_their_rows_forward(self, place: Place) -> None:
        campaign = await self.kept(place)
        row = await self.queued(place, campaign, place.contact)
        read = await self.news(place, row, OUT.SENT, OUT.READ)
        assert (read.outcome, read.sent_at, read.read_at) == (OUT.READ, AT + MINUTE, AT + 2 * MINUTE)
        after = await self.news(place, row, OUT.DELIVERED, OUT.FAILED, reason="MESSAGE_INVALID")
        assert (after.outcome, after.reason) == (OUT.READ, None)
        other = await self.queued(place, campaign, await somebody(place))
        failed = await self.news(place, other, OUT.FAILED, reason="TOO_LATE")
        assert (failed.outcome, failed.reason, failed.failed_at) == (OUT.FAILED, "TOO_LATE", AT + MINUTE)
        proven = await self.news(place, other, OUT.DELIVERED)
        assert (proven.outcome, proven.reason, proven.failed_at) == (OUT.DELIVERED, None, None)

    async def test_who_failed_gets_another_message_and_the_first_ones_news_count_no_more(self, place: Place) -> None:
        campaign = await self.kept(place)
        row = await self.queued(place, campaign, place.contact)
        await self.news(place, row, OUT.FAILED, reason="TOO_LATE")
        async with place.work() as work:
            assert await work.ledger.again(campaign.id, ["MESSAGE_INVALID"], AT + HOUR) == 0
            assert await work.ledger.again(campaign.id, ["TOO_LATE"], AT + HOUR) == 1
        again = await self.row(place, row)
        assert (again.outcome, again.tries, again.message_id, again.due_at) == (OUT.PENDING, 1, None, AT + HOUR)
        assert again.key != row.key
        assert (await self.news(place, row, OUT.DELIVERED)).outcome is OUT.PENDING

    async def test_answers_count_for_the_last_message_while_they_count(self, place: Place) -> None:
        campaign = await self.kept(place, plan=Plan(attribution_hours=2))
        earlier = await self.kept(place, plan=Plan(attribution_hours=2))
        first = await self.queued(place, earlier, place.contact, AT - HOUR)
        row = await self.queued(place, campaign, place.contact, AT)
        late = await somebody(place)
        stale = await self.queued(place, campaign, late, AT - 3 * HOUR)
        async with place.work() as work:
            touched = await work.ledger.answered(
                [
                    Answer(contact_id=place.contact.id, at=AT + MINUTE),
                    Answer(contact_id=late.id, at=AT + MINUTE),
                    Answer(contact_id=(ContactId(fresh())), at=AT),
                ]
            )
            assert list(touched) == [campaign.id]
            await work.ledger.answered([Answer(contact_id=place.contact.id, at=AT + 2 * MINUTE, clicked=True)])
            asked = [place.contact.id, late.id]
            assert await work.campaign_answers.to(asked, AT + MINUTE) == {place.contact.id: str(campaign.id)}
            assert await work.campaign_answers.to(asked, AT + 3 * HOUR) == {}
        now = await self.row(place, row)
        assert (now.replied_at, now.clicked_at) == (AT + MINUTE, AT + 2 * MINUTE)
        assert (await self.row(place, first)).replied_at is None
        assert (await self.row(place, stale)).replied_at is None

    async def test_drips_end_for_who_answers_opts_out_or_does_what_they_are_for(self, place: Place) -> None:
        drip = await self.kept(place, type=CampaignType.DRIP, plan=Plan(goal_tag="assinou"))
        people = [await somebody(place) for _ in range(4)]
        for contact in people:
            await self.queued(place, drip, contact)
            async with place.work() as work:
                later = Recipient(campaign_id=drip.id, contact_id=contact.id, step=1, due_at=AT + DAY)
                await work.ledger.add([later])
        async with place.work() as work:
            await work.ledger.answered([Answer(contact_id=people[0].id, at=AT + 10 * DAY)])
            assert await work.ledger.opted_out(people[1].id, AT + HOUR) == [drip.id]
            assert await work.ledger.converted(people[2].id, ["assinou"], AT + HOUR) == [drip.id]
            assert await work.ledger.converted(people[3].id, ["outra"], AT + HOUR) == []
            page = await work.ledger.page(drip.id, RecipientFilter(step=1), PageRequest(limit=100))
            first = await work.ledger.page(drip.id, RecipientFilter(step=0), PageRequest(limit=100))
        left = {row.contact_id: row.reason for row in page.items}
        assert left == {
            people[0].id: "REPLIED",
            people[1].id: "OPTED_OUT",
            people[2].id: "GOAL_REACHED",
            people[3].id: None,
        }
        by_contact = {row.contact_id: row for row in first.items}
        assert by_contact[people[2].id].converted_at == AT + HOUR
        assert by_contact[people[1].id].opted_out_at == AT + HOUR

    async def test_what_is_counted_is_what_is_in_it(self, place: Place) -> None:
        campaign = await self.kept(place)
        rows = [await self.queued(place, campaign, await somebody(place)) for _ in range(4)]
        await self.news(place, rows[0], OUT.SENT, OUT.DELIVERED, OUT.READ)
        await self.news(place, rows[1], OUT.FAILED, reason="TOO_LATE")
        await self.news(place, rows[2], OUT.SENT)
        async with place.work() as work:
            await work.ledger.answered([Answer(contact_id=rows[0].contact_id, at=AT + HOUR)])
            await work.ledger.add([Recipient(campaign_id=campaign.id, contact_id=place.contact.id, due_at=AT)])
        async with place.work() as work:
            cells = await work.ledger.cells(campaign.id)
            several = await work.ledger.cells_of([campaign.id, CampaignId(fresh())])
            seen = await work.ledger.recent(campaign.id, AT + 5 * MINUTE)
            used = await work.ledger.used(campaign.id, AT + HOUR)
            waiting = await work.ledger.waiting(campaign.id)
        assert {(c.outcome, c.reason): (c.count, c.replied) for c in cells} == {
            (OUT.PENDING, None): (1, 0),
            (OUT.QUEUED, None): (1, 0),
            (OUT.SENT, None): (1, 0),
            (OUT.READ, None): (1, 1),
            (OUT.FAILED, "TOO_LATE"): (1, 0),
        }
        assert dict(several) == {campaign.id: cells}
        assert (seen.results, seen.failed, seen.refused) == (2, 1, 0)
        assert used.within(DAY, AT + HOUR) == 4
        assert waiting == {place.number.id: 1}

    async def test_who_waits_is_told_off_piece_by_piece(self, place: Place) -> None:
        campaign = await self.kept(place)
        people = [await somebody(place) for _ in range(3)]
        rows = [Recipient(campaign_id=campaign.id, contact_id=contact.id, due_at=AT) for contact in people]
        async with place.work() as work:
            await work.ledger.add(rows)
            assert await work.ledger.close(campaign.id, "CAMPAIGN_STOPPED", 2) == 2
            assert await work.ledger.close(campaign.id, "CAMPAIGN_STOPPED", 2) == 1
            assert await work.ledger.zones(campaign.id) == []
            assert {c.outcome: c.count for c in await work.ledger.cells(campaign.id)} == {OUT.CANCELLED: 3}

    async def test_rows_come_in_pages_and_by_what_is_wanted(self, place: Place, neighbour: Place) -> None:
        campaign = await self.kept(place)
        rows = [await self.queued(place, campaign, await somebody(place)) for _ in range(3)]
        await self.news(place, rows[0], OUT.FAILED, reason="TOO_LATE")
        async with place.work() as work:
            await work.ledger.answered([Answer(contact_id=rows[1].contact_id, at=AT + HOUR)])
            seen: list[ContactId] = []
            cursor: str | None = None
            for _ in range(3):
                page = await work.ledger.page(campaign.id, RecipientFilter(), PageRequest(limit=1, cursor=cursor))
                seen += [row.contact_id for row in page.items]
                cursor = page.next_cursor
            assert (cursor, sorted(seen)) == (None, sorted(row.contact_id for row in rows))

            async def only(wanted: RecipientFilter) -> Sequence[ContactId]:
                found = await work.ledger.page(campaign.id, wanted, PageRequest())
                return [row.contact_id for row in found.items]

            assert await only(RecipientFilter(outcome=OUT.FAILED)) == [rows[0].contact_id]
            assert await only(RecipientFilter(reason="TOO_LATE")) == [rows[0].contact_id]
            assert await only(RecipientFilter(replied=True)) == [rows[1].contact_id]
            assert await only(RecipientFilter(variant="B")) == []
            assert [row.campaign_id for row in await work.ledger.of(rows[1].contact_id, 10)] == [campaign.id]
        async with neighbour.work() as work:
            assert (await work.ledger.page(campaign.id, RecipientFilter(), PageRequest())).items == ()

    async def test_standings_say_what_else_decides(self, place: Place) -> None:
        campaign, stranger = await self.kept(place), await somebody(place)
        await self.queued(place, campaign, place.contact, AT - HOUR)
        other = await self.kept(place)
        await self.queued(place, other, place.contact, AT - 3 * DAY)
        async with place.work() as work:
            await work.ledger.rest([place.contact.id], AT - DAY)
            await work.ledger.rest([place.contact.id], AT)
            found = await work.ledger.standing([place.contact.id, stranger.id], AT)
        assert (found[place.contact.id].day, found[place.contact.id].week) == (1, 2)
        assert found[place.contact.id].last == AT - HOUR
        assert found[place.contact.id].resting_until == AT + 2 * DAY, "ever longer"
        assert (found[stranger.id].week, found[stranger.id].resting_until) == (0, None)

    async def test_a_trigger_knows_the_last_round_of_each(self, place: Place) -> None:
        campaign, stranger = await self.kept(place), await somebody(place)
        async with place.work() as work:
            for again in (0, 1):
                row = Recipient(campaign_id=campaign.id, contact_id=place.contact.id, round=again, due_at=AT)
                await work.ledger.add([row])
            found = await work.ledger.rounds(campaign.id, [place.contact.id, stranger.id])
        assert {contact: row.round for contact, row in found.items()} == {place.contact.id: 1}

    async def merged(self, place: Place, source: Contact, target: Contact) -> None:
        """Two become one."""
        async with place.work() as work:
            await work.merges.add(MergeRecord(kept=target, merged=source, reason="a mesma", at=AT))
            await work.contacts.move_history(source.id, target.id)

    async def parted(self, place: Place, source: Contact, target: Contact) -> None:
        """And are two again."""
        async with place.work() as work:
            await work.contacts.restore_history(source.id, target.id)
            await work.merges.take(source.id)

    async def outcomes(self, place: Place, campaign: Campaign) -> dict[ContactId, RecipientOutcome]:
        """How far it is with each."""
        async with place.work() as work:
            page = await work.ledger.page(campaign.id, RecipientFilter(), PageRequest(limit=100))
        return {row.contact_id: row.outcome for row in page.items}

    async def test_rows_go_with_a_merge_and_come_back(self, place: Place) -> None:
        """Of two rows of one campaign the kept one gets the one that came further; news finds each where it is."""
        kept, gone = await somebody(place), await somebody(place)
        alone, further, behind = await self.kept(place), await self.kept(place), await self.kept(place)
        only = await self.queued(place, alone, gone)
        ahead, late = await self.queued(place, further, gone), await self.queued(place, further, kept)
        first, second = await self.queued(place, behind, kept), await self.queued(place, behind, gone)
        await self.news(place, ahead, OUT.SENT, OUT.DELIVERED)
        await self.news(place, first, OUT.SENT)
        async with place.work() as work:
            cells = await work.ledger.cells_of([alone.id, further.id, behind.id])
        await self.merged(place, gone, kept)
        assert await self.outcomes(place, alone) == {kept.id: OUT.QUEUED}
        assert await self.outcomes(place, further) == {kept.id: OUT.DELIVERED, gone.id: OUT.QUEUED}
        assert await self.outcomes(place, behind) == {kept.id: OUT.SENT, gone.id: OUT.QUEUED}
        async with place.work() as work:
            assert await work.ledger.cells_of([alone.id, further.id, behind.id]) == cells
            for row, outcome in ((only, OUT.SENT), (ahead, OUT.READ), (late, OUT.DELIVERED), (second, OUT.SENT)):
                key = LedgerKey(row.campaign_id, row.contact_id, row.step, row.round, row.tries)
                await work.ledger.advance([News(key=key, outcome=outcome, at=AT + HOUR)])
        assert await self.outcomes(place, alone) == {kept.id: OUT.SENT}
        assert await self.outcomes(place, further) == {kept.id: OUT.READ, gone.id: OUT.DELIVERED}
        assert await self.outcomes(place, behind) == {kept.id: OUT.SENT, gone.id: OUT.SENT}
        await self.parted(place, gone, kept)
        assert await self.outcomes(place, alone) == {gone.id: OUT.SENT}
        assert await self.outcomes(place, further) == {gone.id: OUT.READ, kept.id: OUT.DELIVERED}
        assert await self.outcomes(place, behind) == {gone.id: OUT.SENT, kept.id: OUT.SENT}
        assert (await self.news(place, ahead, OUT.READ)).outcome is OUT.READ

    async def test_rows_go_on_from_one_merge_to_the_next(self, place: Place) -> None:
        one, two, three = await somebody(place), await somebody(place), await somebody(place)
        campaign = await self.kept(place)
        row = await self.queued(place, campaign, one)
        await self.merged(place, one, two)
        await self.merged(place, two, three)
        key = LedgerKey(row.campaign_id, row.contact_id, row.step, row.round, row.tries)
        async with place.work() as work:
            await work.ledger.advance([News(key=key, outcome=OUT.SENT, at=AT)])
        assert await self.outcomes(place, campaign) == {three.id: OUT.SENT}
        await self.parted(place, two, three)
        await self.parted(place, one, two)
        assert await self.outcomes(place, campaign) == {one.id: OUT.SENT}

    async def test_people_are_asked_for_by_what_they_got(self, place: Place, neighbour: Place) -> None:
        """Of any campaign or of one, in the last days or ever; what waits and what was left out is nothing."""
        people = {
            name: await somebody(place)
            for name in ("sent", "arrived", "read", "answered", "failed", "waits", "nothing")
        }
        first, second = await self.kept(place), await self.kept(place)
        rows = {name: await self.queued(place, first, people[name]) for name in list(people)[:5]}
        await self.news(place, rows["sent"], OUT.SENT)
        await self.news(place, rows["arrived"], OUT.DELIVERED)
        await self.news(place, rows["read"], OUT.DELIVERED, OUT.READ)
        await self.news(place, rows["failed"], OUT.FAILED, reason="EXPIRED")
        async with place.work() as work:
            await work.ledger.answered([Answer(contact_id=people["answered"].id, at=AT + HOUR)])
            await work.ledger.add([Recipient(campaign_id=first.id, contact_id=people["waits"].id, due_at=AT)])
        late = await self.queued(place, second, people["nothing"], at=AT - 10 * DAY)
        await self.news(place, late, OUT.DELIVERED)
        is_so = {
            (CampaignResult.RECEIVED, None, None): {"arrived", "read", "nothing"},
            (CampaignResult.RECEIVED, None, 9): {"arrived", "read"},
            (CampaignResult.RECEIVED, None, 10): {"arrived", "read", "nothing"},
            (CampaignResult.RECEIVED, first.id, None): {"arrived", "read"},
            (CampaignResult.RECEIVED, second.id, None): {"nothing"},
            (CampaignResult.RECEIVED, second.id, 9): set(),
            (CampaignResult.READ, None, None): {"read"},
            (CampaignResult.READ, second.id, None): set(),
            (CampaignResult.REPLIED, first.id, 1): {"answered"},
            (CampaignResult.FAILED, None, None): {"failed"},
        }
        asked = [(OfCampaign(what=w, campaign=str(c) if c else None, days=d), who) for (w, c, d), who in is_so.items()]
        setting = Setting(now=NOW, attributes={})
        async with place.work() as work:
            for query, who in asked:
                for each, expected in ((query, who), (Negation(of=query), set(people) - who)):
                    found = set(await work.segments.members(AllOf(of=(each,)), NOW, limit=100))
                    assert {name for name, one in people.items() if one.id in found} == expected, query
                for name, one in people.items():
                    why = explain_query(query, await work.segments.person(one.id), setting)
                    assert why.holds is (name in who), (query, name)
            read = await work.segments.person(people["read"].id)
            why = explain_query(OfCampaign(what=CampaignResult.FAILED), read, setting)
            assert (why.holds, why.seen) == (False, ["read", "received"])
        async with neighbour.work() as work:
            assert await work.segments.count(OfCampaign(what=CampaignResult.RECEIVED), NOW) == 0

    async def test_a_timeline_tells_what_somebody_got(self, place: Place, neighbour: Place) -> None:
        """Not what they did not get."""
        maria, other = await somebody(place), await somebody(place)
        first, second = await self.kept(place), await self.kept(place)
        row = await self.queued(place, first, maria)
        await self.news(place, row, OUT.SENT, OUT.DELIVERED)
        await self.queued(place, first, other)
        async with place.work() as work:
            waits = Recipient(campaign_id=second.id, contact_id=maria.id, due_at=AT)
            await work.ledger.add([waits])
            await work.ledger.save([replace(waits, outcome=OUT.SKIPPED, reason="HOLDOUT")])
        async with place.work() as work:
            told = await work.contacts.timeline(maria.id, before=None, limit=10)
            got = [moment for moment in told if moment.type == "Campaign"]
            assert [(m.id, m.at, m.subject) for m in got] == [(row.message_id, AT, first.id)]
            assert (got[0].data["campaign_name"], got[0].data["outcome"]) == (first.name, "delivered")
            assert not [m for m in await work.contacts.timeline(maria.id, before=row.message_id, limit=10) if m in got]
            await work.merges.add(MergeRecord(kept=other, merged=maria, reason="a mesma", at=AT))
            await work.contacts.move_history(maria.id, other.id)
        async with place.work() as work:
            told = await work.contacts.timeline(other.id, before=None, limit=10)
            assert len([moment for moment in told if moment.type == "Campaign"]) == 2
        async with neighbour.work() as work:
            assert not await work.contacts.timeline(other.id, before=None, limit=10)

    async def test_paces_are_learnt_and_portfolios_counted(self, place: Place, neighbour: Place) -> None:
        async with place.work() as work:
            assert await work.paces.slowed([place.number.id]) == {}
            await work.paces.slow(place.number.id, AT)
            await work.paces.slow(place.number.id, AT + MINUTE)
            slowed = (await work.paces.slowed([place.number.id]))[place.number.id]
            assert (slowed.factor, slowed.at) == (0.5, AT + MINUTE)
            assert await work.paces.pace(CampaignId(fresh())) is None
            kept = Pace(at=AT, per_second=12.5, waiting=3, tokens=0.5)
            campaign_id = CampaignId(fresh())
            for each in (Pace(at=AT - DAY), kept):
                await work.paces.keep(campaign_id, each)
            assert await work.paces.pace(campaign_id) == kept
            await work.paces.begin("conta", 3, AT)
            await work.paces.begin("conta", 2, AT)
            await work.paces.begin("outra", 7, AT)
            assert (await work.paces.begun("conta", AT)).within(DAY, AT) == 5
            assert (await work.paces.begun("conta", AT + 2 * DAY)).within(DAY, AT + 2 * DAY) == 0
        async with neighbour.work() as work:
            assert (await work.paces.begun("conta", AT)).minutes == {}

    async def test_nothing_stays_of_a_work_that_fails(self, place: Place) -> None:
        campaign = await self.kept(place)
        async with place.failing() as work:
            await work.ledger.add([Recipient(campaign_id=campaign.id, contact_id=place.contact.id, due_at=AT)])
        async with place.work() as work:
            assert await work.ledger.cells(campaign.id) == ()
