"""What stays of people in campaigns when they are deleted or found to be one, on memory adapters."""

from tests.unit.domain.campaigns.companies import Marketing

from pytake_domain.campaigns import RecipientFilter, RecipientOutcome
from pytake_domain.contacts import KeepContacts, MergeContacts
from pytake_domain.kernel.page import PageRequest


async def test_who_is_deleted_counts_and_is_nobody(marketing: Marketing) -> None:
    maria = await marketing.somebody()
    campaign_id = await marketing.started()
    await marketing.house.campaign_ticks()
    before = await marketing.progress(campaign_id)
    house, boss = marketing.house, marketing.company.boss
    keeping = KeepContacts(open_work=house.open_work, clock=house.clock, ids=house.ids)
    for talk in list(marketing.company.rows.conversations.values()):
        await house.handling.archive(boss, talk.id)
    await keeping.delete(boss, maria.id)
    assert await marketing.progress(campaign_id) == before
    page = await house.campaigns.results.recipients(boss, campaign_id, RecipientFilter(), PageRequest())
    (row,) = page.items
    assert row.recipient.contact_id == maria.id
    assert row.contact is None or (row.contact.name, row.contact.phone) == (None, None)


async def test_two_that_are_one_get_it_once(marketing: Marketing) -> None:
    maria, again = await marketing.somebody("Maria"), await marketing.somebody("Maria Lima")
    campaign_id = await marketing.started()
    await marketing.house.campaigns.release.tick(marketing.company.id, campaign_id)
    house, boss = marketing.house, marketing.company.boss
    merging = MergeContacts(open_work=house.open_work, clock=house.clock, ids=house.ids)
    await merging.merge(boss, maria.id, again.id, "a mesma pessoa")
    await house.campaign_ticks()
    assert len(marketing.sent) == 1
    outcomes = {row.contact_id: row.outcome for row in marketing.rows(campaign_id)}
    assert outcomes == {maria.id: RecipientOutcome.SENT, again.id: RecipientOutcome.SKIPPED}
    assert marketing.why(campaign_id) == {again.id: "CONTACT_GONE"}
