"""What messages cost, budgets of a month, and who is told when one is nearly spent."""

from pytake_domain.costs.budget import EVERYTHING, Budget, BudgetMark, CampaignBudget, marks
from pytake_domain.costs.cost import Cost, CostSource, Group, grouped
from pytake_domain.costs.errors import BudgetUsed
from pytake_domain.costs.events import BudgetReached
from pytake_domain.costs.ports import BudgetRepository, CostCounts, CostWork
from pytake_domain.costs.use_cases.manage import BudgetState, ManageBudgets
from pytake_domain.costs.use_cases.watch import WatchBudgets, spent_up
from pytake_domain.kernel.time import Month, month_of

__all__ = [
    "EVERYTHING",
    "Budget",
    "BudgetMark",
    "BudgetReached",
    "BudgetRepository",
    "BudgetState",
    "BudgetUsed",
    "CampaignBudget",
    "Cost",
    "CostCounts",
    "CostSource",
    "CostWork",
    "Group",
    "ManageBudgets",
    "Month",
    "WatchBudgets",
    "grouped",
    "marks",
    "month_of",
    "spent_up",
]
