"""`costs`. Made by generate.py out of the OpenAPI document: change that, not this."""

import datetime as dt

from pytake_client.calls import Call, Id
from pytake_client.types import BudgetIn, BudgetOut, CostsOut


def budget() -> Call[BudgetOut]:
    """What a month may cost.

    And what is spent of it.
    """
    return Call("GET", "/api/v1/costs/budget", returns=BudgetOut)


def set_budget(body: BudgetIn) -> Call[BudgetOut]:
    """Set what a month may cost.

    People who read figures are told once of each share in `alerts`; with `stop_campaigns` campaigns pause when it is
    spent, and none starts.
    """
    return Call("PUT", "/api/v1/costs/budget", returns=BudgetOut, body=body)


def report(
    *,
    period: str | None = None,
    from_: dt.date | None = None,
    to: dt.date | None = None,
    whatsapp_config_id: Id | None = None,
) -> Call[CostsOut]:
    """What the messages of a period cost.

    By day, category, country, number, campaign and flow; the last seven days when none is named.
    """
    return Call(
        "GET",
        "/api/v1/costs",
        returns=CostsOut,
        query={"period": period, "from": from_, "to": to, "whatsapp_config_id": whatsapp_config_id},
    )
