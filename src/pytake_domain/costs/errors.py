"""What budgets refuse."""

from pytake_domain.kernel.errors import Conflict


class BudgetUsed(Conflict):
    """The month's budget is spent, and campaigns stop with it."""

    code = "BUDGET_USED"
