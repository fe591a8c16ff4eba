"""Campaigns and whom they went to."""

from functools import cached_property

from pytake_adapters.postgres.campaigns import PostgresCampaigns
from pytake_adapters.postgres.ledger import PostgresCampaignAnswers, PostgresLedger
from pytake_adapters.postgres.paces import PostgresPaces
from pytake_adapters.postgres.works.bound import Bound
from pytake_domain.campaigns import HoldingCampaigns


class CampaignRepositories(Bound):
    """Campaigns and whom they went to."""

    @cached_property
    def campaigns(self) -> PostgresCampaigns:
        """Campaigns."""
        return PostgresCampaigns(self.tenant_id, self.raw)

    @cached_property
    def holders(self) -> HoldingCampaigns:
        """What else asks for people."""
        return HoldingCampaigns(self.campaigns)

    @cached_property
    def ledger(self) -> PostgresLedger:
        """Who got what of them."""
        return PostgresLedger(self.tenant_id, self.raw)

    @cached_property
    def campaign_answers(self) -> PostgresCampaignAnswers:
        """Which of them were answered."""
        return PostgresCampaignAnswers(self.tenant_id, self.raw)

    @cached_property
    def paces(self) -> PostgresPaces:
        """How fast they may go."""
        return PostgresPaces(self.tenant_id, self.raw)
