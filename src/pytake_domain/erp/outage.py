"""Part of the network is down: who is affected, who was told, and what waits meanwhile."""

import datetime as dt
from collections.abc import Iterator
from enum import StrEnum

import msgspec

from pytake_domain.erp.customer import ErpCustomer, main_contract_of
from pytake_domain.erp.records import ErpFacts
from pytake_domain.kernel.errors import Problem
from pytake_domain.kernel.ids import OutageId, TenantId
from pytake_domain.kernel.text import fold

MOST_NAMES = 100
LONGEST_MESSAGE = 1_000
LONGEST_NAME = 200
LONGEST_OUTAGE = dt.timedelta(days=7)
"""One that nobody ended by then is over: what waits for it must not wait for ever."""


class OutageScope(StrEnum):
    """What its names are names of: a region is what the ERP calls the piece of network (OLT, POP)."""

    ALL = "all"
    REGION = "region"
    CITY = "city"
    DISTRICT = "district"


class FoundBy(StrEnum):
    """A person said so, or tickets and lines that went down did."""

    HAND = "hand"
    ITSELF = "itself"


class OutageAt(msgspec.Struct, frozen=True, kw_only=True):
    """Where somebody's line ends."""

    region: str | None = None
    city: str | None = None
    district: str | None = None

    @classmethod
    def of(cls, customer: ErpCustomer) -> "OutageAt":
        """A customer's contract that counts."""
        main = main_contract_of(customer)
        place = (main.address if main else None) or customer.address
        return cls(
            region=main.region if main else None,
            city=place.city if place else None,
            district=place.district if place else None,
        )

    @classmethod
    def of_facts(cls, facts: ErpFacts) -> "OutageAt":
        """A contact's."""
        return cls(region=facts.region, city=facts.city, district=facts.district)


class Outage(msgspec.Struct, frozen=True, kw_only=True):
    """`message` is what those affected are told first, `ended_message` what they are told when it is over."""

    id: OutageId
    tenant_id: TenantId
    scope: OutageScope
    message: str
    started_at: dt.datetime
    names: tuple[str, ...] = ()
    ended_message: str = ""
    expected_until: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    found_by: FoundBy = FoundBy.HAND
    version: int = 1

    def is_on(self, now: dt.datetime) -> bool:
        """Is it going on?"""
        return self.ended_at is None and now < self.started_at + LONGEST_OUTAGE

    def affects(self, at: OutageAt) -> bool:
        """Is somebody there cut off by it? Names are compared without accents and case."""
        if self.scope is OutageScope.ALL:
            return True
        name = {
            OutageScope.REGION: at.region,
            OutageScope.CITY: at.city,
            OutageScope.DISTRICT: at.district,
        }[self.scope]
        return name is not None and fold(name) in {fold(each) for each in self.names}

    def problems(self) -> Iterator[Problem]:
        """What is wrong with it."""
        if self.scope is not OutageScope.ALL and not 1 <= len(self.names) <= MOST_NAMES:
            yield Problem(field="names", code="length", params={"least": 1, "most": MOST_NAMES})
        for place, name in enumerate(self.names):
            if len(name) > LONGEST_NAME:
                yield Problem(field=f"names.{place}", code="too_long", params={"most": LONGEST_NAME})
        if not 1 <= len(self.message.strip()) <= LONGEST_MESSAGE:
            yield Problem(field="message", code="length", params={"least": 1, "most": LONGEST_MESSAGE})
        if len(self.ended_message) > LONGEST_MESSAGE:
            yield Problem(field="ended_message", code="too_long", params={"most": LONGEST_MESSAGE})


class RegionSeen(msgspec.Struct, frozen=True, kw_only=True):
    """What was seen of a region lately: lines that are down and up, and tickets that were opened."""

    region: str
    down: int
    up: int
    tickets: int


LEAST_DOWN = 5
MOST_UP = 0.4
"""Of those looked at: where more are up, it is their own trouble."""


def suspected(seen: RegionSeen) -> bool:
    """Are so many down there that it is the network? Tickets count as lines down whose owners called."""
    troubled = seen.down + seen.tickets
    return seen.down > 0 and troubled >= LEAST_DOWN and seen.up <= MOST_UP * (seen.down + seen.up)
