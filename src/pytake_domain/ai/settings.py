"""How a company uses language models: which, with what key, for how much, and what they may do."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum

import msgspec

from pytake_domain.ai.price import Price
from pytake_domain.erp import Capability
from pytake_domain.kernel.errors import Problem
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.secrets import Sealed

TRANSFER, TAG = "transfer", "tag"
TOOLS = frozenset({*(c.value for c in Capability), TRANSFER, TAG})
"""What a model may be allowed to do: ask the ERP, hand over to a person, tag the contact."""
AMOUNT_MOST = Decimal(1_000_000)
PRICE_MOST = Decimal(10_000)
PRICES_MOST = 100
NAME_MOST = 120
KEY_MOST = 4_096
LEAST_SECONDS, MOST_SECONDS = 5, 120


class Part(StrEnum):
    """Which of the two providers: the one that is asked, and the one that is asked when it is away."""

    PRIMARY = "primary"
    FALLBACK = "fallback"


class ModelChoice(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A provider's model, where it is when it is not where the provider's own are, and the key."""

    provider: str
    model: str
    base_url: str | None = None
    key: Sealed | None = None

    def same_place(self, other: "ModelChoice | None") -> bool:
        """Would a key go to the same server?"""
        return other is not None and (self.provider, self.base_url) == (other.provider, other.base_url)


class AiSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Of one company. `budget` is for a month in its time zone, in `currency`; none: without bound. `threshold` is how sure an
    answer has to be. `tools` are those that are allowed at all. `prices` go before those that are known. `masking`: personal data
    is hidden before it leaves. `seconds` are what one request may take.
    """

    tenant_id: TenantId
    primary: ModelChoice
    fallback: ModelChoice | None = None
    embedding_model: str = ""
    currency: str = "USD"
    budget: Decimal | None = None
    masking: bool = True
    threshold: float = 0.6
    tools: tuple[str, ...] = ()
    prices: Mapping[str, Price] = msgspec.field(default_factory=dict)
    seconds: int = 30
    version: int = 1

    @property
    def choices(self) -> tuple[tuple[Part, ModelChoice], ...]:
        """In the order they are asked."""
        first = (Part.PRIMARY, self.primary)
        return (first,) if self.fallback is None else (first, (Part.FALLBACK, self.fallback))

    def problems(self) -> Iterator[Problem]:
        """What is out of range."""
        for part, choice in self.choices:
            if not 1 <= len(choice.model.strip()) <= NAME_MOST:
                yield Problem(field=f"{part.value}.model", code="length", params={"least": 1, "most": NAME_MOST})
        if len(self.embedding_model) > NAME_MOST:
            yield Problem(field="embedding_model", code="too_long", params={"most": NAME_MOST})
        if not (len(self.currency) == 3 and self.currency.isascii() and self.currency.isupper()):  # noqa: PLR2004  ISO 4217
            yield Problem(field="currency", code="not_a_currency")
        if self.budget is not None and not (self.budget.is_finite() and 0 < self.budget <= AMOUNT_MOST):
            yield Problem(field="budget", code="out_of_range", params={"least": 0, "most": int(AMOUNT_MOST)})
        if not 0 <= self.threshold <= 1:
            yield Problem(field="threshold", code="out_of_range", params={"least": 0, "most": 1})
        if not LEAST_SECONDS <= self.seconds <= MOST_SECONDS:
            params: dict[str, str | int] = {"least": LEAST_SECONDS, "most": MOST_SECONDS}
            yield Problem(field="seconds", code="out_of_range", params=params)
        yield from (Problem(field=f"tools.{i}", code="not_one_of") for i, t in enumerate(self.tools) if t not in TOOLS)
        if len(self.prices) > PRICES_MOST:
            yield Problem(field="prices", code="too_many", params={"most": PRICES_MOST})
        for name, price in self.prices.items():
            if not (0 <= price.read <= PRICE_MOST and 0 <= price.written <= PRICE_MOST) or len(name) > NAME_MOST:
                yield Problem(
                    field=f"prices.{name[:40]}", code="out_of_range", params={"least": 0, "most": int(PRICE_MOST)}
                )


def purpose(part: Part) -> str:
    """What a key is sealed for."""
    return f"ai:{part.value}"
