"""A file as a campaign's audience: its people are on a list of the campaign's own, with what the file says of each."""

from collections.abc import AsyncIterator

import msgspec

from pytake_domain.campaigns.campaign import EDITABLE, Campaign, CampaignStatus, told
from pytake_domain.campaigns.errors import CampaignLocked
from pytake_domain.campaigns.events import CampaignMove
from pytake_domain.campaigns.ports import CampaignWork
from pytake_domain.campaigns.use_cases.edit import CampaignView, drop_file, viewed
from pytake_domain.contacts import (
    LARGEST_FILE,
    ContactImport,
    ContactList,
    ImportPlan,
    Tables,
    begun_import,
    keep_import,
    known_attributes,
    planned_import,
)
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.ids import CampaignId, ContactListId, EventId, Ids, ImportId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork


class BroughtAudience(msgspec.Struct, frozen=True, kw_only=True):
    """The campaign with its file, and the import that reads it."""

    campaign: CampaignView
    imported: ContactImport


class BringAudience:
    """People from a file, for one campaign."""

    def __init__(self, *, open_work: OpenWork[CampaignWork], tables: Tables, clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._tables = tables
        self._clock = clock
        self._ids = ids

    async def check(self, actor: Actor, campaign_id: CampaignId) -> None:
        """May this one bring a file for it now? Before one is sent. Raises CampaignNotFound, CampaignLocked."""
        actor.require(Permission.WRITE_CAMPAIGNS)
        actor.require(Permission.WRITE_CONTACTS)
        async with self._open_work(actor.tenant_id) as work:
            _check_open(await work.campaigns.get(campaign_id))

    async def bring(
        self,
        actor: Actor,
        campaign_id: CampaignId,
        pieces: AsyncIterator[bytes],
        *,
        filename: str,
        plan: ImportPlan | None,
    ) -> BroughtAudience:
        """Keep the file, and read it later; it takes the place of one that was there. Unknown people become contacts, and what
        the file says beside is kept for the message. Nobody's consent comes of it, but what the plan says of all of them.

        Raises CampaignNotFound, CampaignLocked once it has begun, Invalid, FileUnreadable, TooLarge.
        """
        await self.check(actor, campaign_id)
        async with self._open_work(actor.tenant_id) as work:
            known = await known_attributes(work)
        async with self._tables.spooled(pieces, most=LARGEST_FILE) as file:
            now = self._clock.now()
            list_id = ContactListId(self._ids.new())
            plan, first = planned_import(file, plan, known, now, fields=True)
            plan = msgspec.structs.replace(plan, list_id=list_id)
            one = begun_import(actor, ImportId(self._ids.new()), filename, plan, first, now)
            # The whole file is here already, so nobody is waited for in this transaction.
            async with self._open_work(actor.tenant_id) as work:
                before = await work.campaigns.get(campaign_id)
                _check_open(before)
                await work.contact_lists.add(
                    ContactList(
                        id=list_id,
                        name=f"{before.name}: {one.filename}" if one.filename else before.name,
                        created_at=now,
                        updated_at=now,
                        campaign_id=campaign_id,
                        import_id=one.id,
                    )
                )
                await keep_import(work, actor.tenant_id, one, file)
                targeting = msgspec.structs.replace(before.plan.targeting, file=list_id)
                changed = msgspec.structs.replace(
                    before, plan=msgspec.structs.replace(before.plan, targeting=targeting), updated_at=now
                )
                await work.campaigns.save(changed)
                await drop_file(work, before)
                work.events.add(told(changed, CampaignMove.EDITED, actor, now=now, new_id=EventId(self._ids.new())))
                return BroughtAudience(campaign=await viewed(work, await work.campaigns.get(campaign_id)), imported=one)


def _check_open(campaign: Campaign) -> None:
    campaign.require(EDITABLE)
    if campaign.started_at is not None:
        raise CampaignLocked(status=campaign.status.value, allowed=CampaignStatus.DRAFT.value)
