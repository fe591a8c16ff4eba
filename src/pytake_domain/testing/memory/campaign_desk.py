"""Use cases of campaigns on memory adapters."""

from collections.abc import AsyncIterator, Sequence

from pytake_domain.campaigns import (
    CampaignStatus,
    ControlCampaigns,
    EditCampaigns,
    EstimateCampaigns,
    QueueRecipients,
    ReadResults,
    ReleaseRecipients,
    TryCampaigns,
)
from pytake_domain.contacts import TableForm
from pytake_domain.flows import LiquidTexts
from pytake_domain.testing.memory.store import MemoryStore
from pytake_domain.testing.memory.system import MemoryClock, MemoryIds
from pytake_domain.testing.memory.work import MemoryOpenWork
from pytake_domain.whatsapp import RateBook

ACTIVE = (CampaignStatus.SCHEDULED, CampaignStatus.RUNNING, CampaignStatus.STOPPING)


class MemoryTableWriter:
    """See TableWriter: a line a row, cells by tabs, whatever the form."""

    async def written(self, form: TableForm, rows: AsyncIterator[Sequence[str]]) -> AsyncIterator[bytes]:  # noqa: ARG002
        """See the port."""
        async for row in rows:
            yield ("\t".join(row) + "\n").encode()


class MemoryCampaignDesk:
    """Who draws campaigns up, who starts them, and the worker's round."""

    def __init__(self, store: MemoryStore, open_work: MemoryOpenWork, clock: MemoryClock, ids: MemoryIds) -> None:
        self._store = store
        texts = LiquidTexts()
        self.editing = EditCampaigns(open_work=open_work, clock=clock, ids=ids)
        self.control = ControlCampaigns(open_work=open_work, texts=texts, clock=clock, ids=ids)
        self.estimating = EstimateCampaigns(open_work=open_work, texts=texts, rates=RateBook(), clock=clock, ids=ids)
        self.trying = TryCampaigns(open_work=open_work, texts=texts, clock=clock, ids=ids)
        self.results = ReadResults(open_work=open_work, texts=texts, writer=MemoryTableWriter(), clock=clock)
        self.release = ReleaseRecipients(
            open_work=open_work, texts=texts, queueing=QueueRecipients(texts=texts, ids=ids), clock=clock, ids=ids
        )

    async def tick(self) -> int:
        """Each that is active, once; how many still are."""
        keys = [
            (tenant_id, campaign.id)
            for tenant_id, rows in self._store.tenants.items()
            for campaign in rows.campaigns.values()
            if campaign.status in ACTIVE
        ]
        for tenant_id, campaign_id in keys:
            await self.release.tick(tenant_id, campaign_id)
        return len(keys)
