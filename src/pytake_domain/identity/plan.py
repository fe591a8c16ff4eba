"""Plans and their limits."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from pytake_domain.kernel.errors import LimitReached
from pytake_domain.kernel.limits import Rate


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


class Plan(StrEnum):
    """What a tenant has bought."""

    STARTER = "starter"
    GROWTH = "growth"
    ENTERPRISE = "enterprise"

    @property
    def limits(self) -> PlanLimits:
        """Its limits."""
        return PLANS[self]

    def check(self, limit: Limit, used: int, *, adding: int = 1) -> None:
        """May `adding` more be added to the `used` ones? Raises LimitReached naming `limit`, `used` and `allowed`."""
        allowed = self.limits.of(limit)
        if allowed is not None and used + adding > allowed:
            raise LimitReached(limit=limit.value, used=used, allowed=allowed)


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
