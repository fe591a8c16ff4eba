"""What reminders need of the store."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from pytake_domain.billing.reminder import Due, Reminder
from pytake_domain.billing.rule import ReminderRule, RuleResults
from pytake_domain.campaigns import CampaignWork
from pytake_domain.erp import ErpWork
from pytake_domain.kernel.ids import ContactId, ReminderRuleId, TenantId


class BillingRepository(Protocol):
    """Rules and the ledger of one tenant."""

    async def rules(self) -> Sequence[ReminderRule]:
        """By their days."""
        ...

    async def rule(self, rule_id: ReminderRuleId) -> ReminderRule:
        """Raises ReminderRuleNotFound."""
        ...

    async def put(self, rule: ReminderRule) -> None:
        """New (version 1), or in place of the version before. Raises StaleVersion."""
        ...

    async def remove(self, rule_id: ReminderRuleId) -> None:
        """The ledger stays: nobody is reminded again by a rule of the same kind. Raises ReminderRuleNotFound."""
        ...

    async def due(
        self,
        rule_id: ReminderRuleId,
        erp_type: str,
        due_dates: Sequence[dt.date],
        *,
        least: Decimal | None = None,
        limit: int,
        after: str = "",
    ) -> Sequence[Due]:
        """Owed invoices of these due dates that the rule's ledger does not know, by their ids, from behind `after` on."""
        ...

    async def add(self, reminders: Sequence[Reminder]) -> Sequence[Reminder]:
        """Into the ledger; which of them were not there."""
        ...

    async def lately(self, contact_ids: Sequence[ContactId], since: dt.datetime) -> Mapping[ContactId, int]:
        """How many reminders each got since then."""
        ...

    async def results(self, time_zone: str) -> Mapping[ReminderRuleId, RuleResults]:
        """Of each rule that did something; ERPs tell days of payment, and those are counted by the company's days."""
        ...


class BillingWork(ErpWork, CampaignWork, Protocol):
    """The part of a work that reminders use."""

    @property
    def billing(self) -> BillingRepository:
        """Rules and who was reminded."""
        ...


class BillingSweeps(Protocol):
    """Looks over all companies, as the worker."""

    async def reminding(self) -> Sequence[TenantId]:
        """Those with a rule that is active."""
        ...

    async def connected(self) -> Sequence[TenantId]:
        """Those that have an ERP."""
        ...
