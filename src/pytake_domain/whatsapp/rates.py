"""What messages cost: dated tables of rates by country and category."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

import msgspec

from pytake_domain.kernel.money import Money
from pytake_domain.whatsapp.provider_event import Price

FREE_TYPES = frozenset({"free_customer_service", "free_entry_point"})
_SAME_AS = {
    "marketing_lite": "marketing",
    "authentication_international": "authentication",
    "authentication-international": "authentication",
}


class CountryRates(msgspec.Struct, frozen=True, kw_only=True):
    """Amounts per delivered message in one country, by category; `prefix` are its calling code's digits."""

    iso: str
    prefix: str
    amounts: Mapping[str, Decimal]


class RateTable(msgspec.Struct, frozen=True, kw_only=True):
    """Rates that hold from a day on (UTC). `window_utility_billed`: utility templates cost inside an open window as well."""

    since: dt.date
    currency: str
    source: str
    countries: tuple[CountryRates, ...]
    window_utility_billed: bool = False


class RateBook(msgspec.Struct, frozen=True, kw_only=True):
    """All tables of one provider, oldest first; without any, nothing has a known cost."""

    tables: tuple[RateTable, ...] = ()

    def table_at(self, at: dt.datetime) -> RateTable | None:
        """The one that held at a moment."""
        held = [table for table in self.tables if table.since <= at.astimezone(dt.UTC).date()]
        return held[-1] if held else None

    def amount(self, category: str, digits: str, at: dt.datetime) -> tuple[Money, str] | None:
        """What one message of a category to this number costs, and the country; None where no rate is known."""
        table = self.table_at(at)
        if table is None:
            return None
        fitting = [c for c in table.countries if digits.startswith(c.prefix) or digits == c.iso]
        if not fitting:
            return None
        country = max(fitting, key=lambda c: len(c.prefix))
        known = country.amounts.get(_SAME_AS.get(category, category))
        return (Money(amount=known, currency=table.currency), country.iso) if known is not None else None

    def priced(self, price: Price, digits: str, at: dt.datetime) -> Price:
        """A provider's word on a message with the amount it stands for; `digits` of the recipient's number, or an ISO country."""
        if price.type in FREE_TYPES or price.billable is False:
            table = self.table_at(at)
            currency = table.currency if table is not None else None
            return msgspec.structs.replace(price, amount=Decimal(0) if currency else None, currency=currency)
        found = self.amount(price.category, digits, at)
        if found is None:
            return price
        money, iso = found
        return msgspec.structs.replace(price, amount=money.amount, currency=money.currency, country=iso)

    def estimate(
        self, category: str, digits: str, at: dt.datetime, *, window_open: bool, free_entry: bool = False
    ) -> Price:
        """What a message will cost as far as can be known before it leaves; `category` `service` for free-form ones. With
        `free_entry` the recipient came by an advertisement not long ago.
        """
        table = self.table_at(at)
        free = window_open and category == "utility" and table is not None and not table.window_utility_billed
        kind = "free_entry_point" if free_entry else "free_customer_service" if free else "regular"
        price = Price(category=category, type=kind, estimated=True)
        return self.priced(price, digits, at)
