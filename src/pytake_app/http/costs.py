"""What messages cost, and what a month may."""

from litestar import Controller, get, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from pytake_app.wire.costs import BudgetIn, BudgetOut, CostsOut, budget_of, budget_out, costs_out
from pytake_domain.analytics import ReportCosts, Wanted
from pytake_domain.costs import ManageBudgets
from pytake_domain.kernel.actor import Actor


class CostController(Controller):
    """`/api/v1/costs`: as late as the dashboard, half a minute at most."""

    path = "/api/v1/costs"
    tags = ("costs",)

    @get(summary="What the messages of a period cost")
    async def report(
        self,
        actor: NamedDependency[Actor],
        report_costs: NamedDependency[ReportCosts],
        wanted_figures: NamedDependency[Wanted],
    ) -> CostsOut:
        """By day, category, country, number, campaign and flow; the last seven days when none is named."""
        return costs_out(await report_costs.report(actor, wanted_figures))

    @get("/budget", summary="What a month may cost")
    async def budget(self, actor: NamedDependency[Actor], manage_budgets: NamedDependency[ManageBudgets]) -> BudgetOut:
        """And what is spent of it."""
        return budget_out(await manage_budgets.get(actor))

    @put("/budget", summary="Set what a month may cost")
    async def set_budget(
        self, data: JSONBody[BudgetIn], actor: NamedDependency[Actor], manage_budgets: NamedDependency[ManageBudgets]
    ) -> BudgetOut:
        """People who read figures are told once of each share in `alerts`; with `stop_campaigns` campaigns pause when it is
        spent, and none starts.
        """
        return budget_out(await manage_budgets.put(actor, budget_of(data)))
