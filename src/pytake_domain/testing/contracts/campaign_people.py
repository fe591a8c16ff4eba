"""What the domain relies on of somebody's part in campaigns: merged, told, asked for; `CampaignPeopleContract`."""

import datetime as dt

from msgspec.structs import replace

from pytake_domain.campaigns import (
    Answer,
    Campaign,
    LedgerKey,
    News,
    Recipient,
    RecipientFilter,
    RecipientOutcome,
)
from pytake_domain.contacts import (
    AllOf,
    CampaignResult,
    Contact,
    MergeRecord,
    Negation,
    Now,
    OfCampaign,
    Setting,
    explain_query,
)
from pytake_domain.kernel.ids import ContactId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.testing.builders import AT
from pytake_domain.testing.contracts.campaigns import somebody
from pytake_domain.testing.contracts.ground import Place
from pytake_domain.testing.contracts.ledger import OnLedger

NOW = Now(at=AT, today=AT.date())
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
OUT = RecipientOutcome


class CampaignPeopleContract(OnLedger):
    """People in the ledger."""

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
