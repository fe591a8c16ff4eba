"""What happens to budgets."""

import datetime as dt
from decimal import Decimal
from uuid import UUID

from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import CampaignId


class BudgetReached(Event, frozen=True, kw_only=True, tag=True):
    """So many per cent of a month's budget are spent: the company's, or a campaign's own."""

    kept = True
    month: dt.date
    percent: int
    amount: Decimal
    currency: str
    campaign_id: CampaignId | None = None

    @property
    def subject(self) -> UUID:
        """The campaign, or the company."""
        return self.campaign_id or self.tenant_id
