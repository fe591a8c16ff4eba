"""Contracts, plans, and releasing a contract in trust."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from msgspec.structs import replace

from pytake_adapters.erp_ixcsoft import mapping
from pytake_adapters.erp_ixcsoft.api import IxcApi, Listing, Where, refusal, understood
from pytake_adapters.net.body import JSON
from pytake_adapters.net.erp_records import few_at_once, records, theirs
from pytake_adapters.net.erp_server import Answer
from pytake_domain.erp import (
    Contract,
    ContractRef,
    ErpFailed,
    ErpPlan,
    FailureKind,
    UnlockReason,
    UnlockResult,
    reading,
)

TABLE, PLANS, PRODUCTS = "cliente_contrato", "vd_contratos", "vd_contratos_produtos"
UNLOCK = "desbloqueio_confianca"
MOST_PRICED = 40
"""Plans without a price of their own whose products are added up; each takes a call."""
_REASONS = MappingProxyType(
    {"106": UnlockReason.NOT_FOUND, "107": UnlockReason.NOT_BLOCKED, "113": UnlockReason.LIMIT_REACHED}
)


class Contracts:
    """Those of one company."""

    def __init__(self, api: IxcApi) -> None:
        self._api = api

    async def of(self, customer_id: str) -> Sequence[Contract]:
        """All of a customer's, the newest first."""
        rows = await self._api.rows(Listing(table=TABLE, where=Where("id_cliente", customer_id)))
        return theirs(records(rows, mapping.contract), customer_id)

    async def one(self, contract: ContractRef) -> Contract:
        """By its id. Raises NOT_FOUND, also when it is somebody else's."""
        row = await self._api.one(TABLE, "id", contract.external_id)
        found = mapping.contract(row) if row else None
        if found is None or (contract.customer and contract.customer.external_id != found.customer_external_id):
            raise ErpFailed(FailureKind.NOT_FOUND)
        return found

    async def plans(self) -> Sequence[ErpPlan]:
        """On sale. One without a price costs what its products do."""
        listing = Listing(table=PLANS, where=Where("Ativo", "S"), rows=1000)
        found = records(await self._api.rows(listing), mapping.plan)
        unpriced = [plan.external_id for plan in found if plan.price is None][:MOST_PRICED]
        prices = dict(zip(unpriced, await few_at_once(self._sum, unpriced), strict=True))
        return [replace(plan, price=prices.get(plan.external_id, plan.price)) for plan in found]

    async def _sum(self, plan_id: str) -> Decimal | None:
        try:
            rows = await self._api.rows(Listing(table=PRODUCTS, where=Where("id_vd_contrato", plan_id), rows=20))
        except ErpFailed as failed:
            if failed.kind is FailureKind.PERMISSION:
                return None
            raise
        return total([row for row in rows if reading.identifier(row.get("id_vd_contrato")) == plan_id])

    async def unlock(self, contract: ContractRef) -> UnlockResult:
        """In trust; until when is in the contract afterwards, in some releases."""
        result = await self._api.press(UNLOCK, {"id": contract.external_id}, unlocked)
        return replace(result, until=await self._until(contract.external_id)) if result.granted else result

    async def _until(self, contract_id: str) -> dt.date | None:
        try:
            row = await self._api.one(TABLE, "id", contract_id)
        except ErpFailed:
            return None
        return reading.date(row.get("dt_retorno_desb_conf")) if row else None


def total(products: Sequence[JSON]) -> Decimal | None:
    """What a plan's products cost together."""
    found = Decimal(0)
    for row in products:
        price, count = reading.money(row.get("valor_unit")), reading.money(row.get("qtde") or "1")
        if price is None or count is None:
            return None
        found += price * count
    return found.quantize(Decimal("0.01")) or None


def unlocked(answer: Answer) -> UnlockResult:
    """An object, or a list that holds it, with Portuguese keys or English ones, as the release has it."""
    body: Any = understood(answer)
    if isinstance(body, list) and len(body) == 1:
        body = body[0]
    said = reading.text(body.get("tipo") or body.get("type")) if isinstance(body, dict) else None
    if said not in {"sucesso", "success", "erro", "error"}:
        raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "no outcome")
    words = reading.text(body.get("mensagem") or body.get("message")) or ""
    message = reading.spoken(words) or None
    if said in {"sucesso", "success"}:
        return UnlockResult(granted=True, reason=UnlockReason.GRANTED, message=message)
    code = reading.text(body.get("codigo")) or ""
    if not code and (kind := refusal(words)) is not FailureKind.BUSINESS:
        raise ErpFailed(kind, message or "")
    return UnlockResult(granted=False, reason=_REASONS.get(code, UnlockReason.REFUSED), message=message)
