"""Reminders of invoices: rules, who gets what and when, and what came of it."""

from pytake_domain.billing.due import due_dates, is_open, reminder_day
from pytake_domain.billing.errors import ReminderRuleNotFound, ReminderTaken, TooManyReminderRules
from pytake_domain.billing.ports import BillingRepository, BillingSweeps, BillingWork
from pytake_domain.billing.reminder import PAID_WITHIN, Due, Reminder, ReminderState, Unreminded
from pytake_domain.billing.rule import ReminderRule, RuleResults
from pytake_domain.billing.use_cases.edit_rules import EditReminderRules, RuleWithResults
from pytake_domain.billing.use_cases.outages import ENDED, ManageOutages, OutageWithReach
from pytake_domain.billing.use_cases.preview import Previewed, PreviewReminders
from pytake_domain.billing.use_cases.ready import RuleMeans, closed_days, means_of_rule
from pytake_domain.billing.use_cases.remind import RemindCustomers
from pytake_domain.billing.writing import names_of, reais

__all__ = [
    "ENDED",
    "PAID_WITHIN",
    "BillingRepository",
    "BillingSweeps",
    "BillingWork",
    "Due",
    "EditReminderRules",
    "ManageOutages",
    "OutageWithReach",
    "PreviewReminders",
    "Previewed",
    "RemindCustomers",
    "Reminder",
    "ReminderRule",
    "ReminderRuleNotFound",
    "ReminderState",
    "ReminderTaken",
    "RuleMeans",
    "RuleResults",
    "RuleWithResults",
    "TooManyReminderRules",
    "Unreminded",
    "closed_days",
    "due_dates",
    "is_open",
    "means_of_rule",
    "names_of",
    "reais",
    "reminder_day",
]
