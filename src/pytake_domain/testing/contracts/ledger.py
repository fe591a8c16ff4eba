"""What the domain relies on from whoever keeps the ledger of campaigns: `LedgerContract`, with a fixture `ground`."""

import datetime as dt
from collections.abc import Sequence

from msgspec.structs import replace

from pytake_domain.campaigns import (
    CONTACT_ZONE,
    Answer,
    Audience,
    Basis,
    Campaign,
    CampaignType,
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
    Contact,
    KnownAddress,
    Now,
    Unreachable,
    phone_address,
)
from pytake_domain.kernel.ids import CampaignId, ContactId, MessageId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.kernel.text import Phone
from pytake_domain.testing.builders import AT, a_phone, fresh
from pytake_domain.testing.contracts.campaigns import a_campaign, somebody
from pytake_domain.testing.contracts.ground import OnGround, Place

NOW = Now(at=AT, today=AT.date())
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
OUT = RecipientOutcome


class OnLedger(OnGround):
    """What cases about the ledger begin with."""

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


class LedgerContract(OnLedger):
    """Who got what, from the intent to what came of it."""

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
            assert await work.ledger.reaches(plain) is bool((await work.ledger.count(plain)).reached)
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
