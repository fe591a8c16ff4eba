"""Money: an exact decimal amount and its ISO 4217 currency."""

from decimal import Decimal

import msgspec

from pytake_domain.kernel.errors import Invalid, Problem


class Money(msgspec.Struct, frozen=True, kw_only=True):
    """An amount of one currency; amounts of two currencies never mix."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if len(self.currency) != 3 or not self.currency.isascii() or not self.currency.isupper():  # noqa: PLR2004  ISO 4217
            raise Invalid(Problem(field="currency", code="not_a_currency"))

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise Invalid(Problem(field="currency", code="currencies_differ"))
        return Money(amount=self.amount + other.amount, currency=self.currency)
