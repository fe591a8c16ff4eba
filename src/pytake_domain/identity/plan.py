"""Plans, their limits, and what a tenant has instead of them."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec
from msgspec import UNSET, UnsetType

from pytake_domain.kernel.errors import Invalid, LimitReached, Problem
from pytake_domain.kernel.limits import Rate

BURST = 5
"""Seconds' worth of requests that a rate of a tenant's own lets through at once."""
LIMIT_MOST = 1_000_000_000
RATE_MOST = 10_000


class Limit(StrEnum):
    """What a plan counts. `messages_per_month` is counted in calendar months of UTC."""

    USERS = "users"
    MESSAGES_PER_MONTH = "messages_per_month"
    NUMBERS = "numbers"
    FLOWS = "flows"
    CAMPAIGNS = "campaigns"


class PlanLimits(msgspec.Struct, frozen=True, kw_only=True):
    """How much of each; None is without limit. `rate` is what all of a tenant's requests share."""

    users: int | None
    messages_per_month: int | None
    numbers: int | None
    flows: int | None
    campaigns: int | None
    rate: Rate

    def of(self, limit: Limit) -> int | None:
        """The most of one."""
        most: int | None = getattr(self, limit.value)
        return most

    def check(self, limit: Limit, used: int, *, adding: int = 1) -> None:
        """May `adding` more be added to the `used` ones? Raises LimitReached naming `limit`, `used` and `allowed`."""
        allowed = self.of(limit)
        if allowed is not None and used + adding > allowed:
            raise LimitReached(limit=limit.value, used=used, allowed=allowed)


class OwnLimits(msgspec.Struct, frozen=True, kw_only=True):
    """What was agreed with one tenant: it goes over its plan's. UNSET is the plan's, None without limit."""

    users: int | UnsetType | None = UNSET
    messages_per_month: int | UnsetType | None = UNSET
    numbers: int | UnsetType | None = UNSET
    flows: int | UnsetType | None = UNSET
    campaigns: int | UnsetType | None = UNSET
    requests_per_second: int | UnsetType = UNSET

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            least, most = (1, RATE_MOST) if name == "requests_per_second" else (0, LIMIT_MOST)
            value = getattr(self, name)
            if isinstance(value, int) and not least <= value <= most:
                raise Invalid(
                    Problem(field=f"limits.{name}", code="out_of_range", params={"least": least, "most": most})
                )

    def over(self, plan: PlanLimits) -> PlanLimits:
        """The plan's limits with these in their place."""
        given = {limit.value: value for limit in Limit if (value := getattr(self, limit.value)) is not UNSET}
        pace = self.requests_per_second
        rate = plan.rate if isinstance(pace, UnsetType) else Rate(per_second=pace, burst=pace * BURST)
        return msgspec.structs.replace(plan, rate=rate, **given)


class Plan(StrEnum):
    """What a tenant has bought."""

    STARTER = "starter"
    GROWTH = "growth"
    ENTERPRISE = "enterprise"

    @property
    def limits(self) -> PlanLimits:
        """Its limits."""
        return PLANS[self]


PLANS: Mapping[Plan, PlanLimits] = {
    Plan.STARTER: PlanLimits(
        users=10,
        messages_per_month=10_000,
        numbers=3,
        flows=50,
        campaigns=50,
        rate=Rate(per_second=50, burst=250),
    ),
    Plan.GROWTH: PlanLimits(
        users=50,
        messages_per_month=250_000,
        numbers=20,
        flows=500,
        campaigns=500,
        rate=Rate(per_second=200, burst=1_000),
    ),
    Plan.ENTERPRISE: PlanLimits(
        users=None,
        messages_per_month=None,
        numbers=None,
        flows=None,
        campaigns=None,
        rate=Rate(per_second=2_000, burst=4_000),
    ),
}
