"""Plans on sale, and changing to one."""

from decimal import Decimal
from enum import StrEnum

import msgspec


class ErpPlan(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A plan as the ERP sells it; `price` a month."""

    external_id: str
    name: str
    price: Decimal | None = None
    download_mbps: int | None = None
    upload_mbps: int | None = None
    active: bool | None = None


class Asked(StrEnum):
    """Whether a change was made, or somebody was asked to make it."""

    DONE = "done"
    REQUESTED = "requested"


class PlanChange(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What came of it: done by the ERP, or a ticket opened for its people."""

    outcome: Asked
    ticket_id: str | None = None
    protocol: str | None = None
