"""Plans, changing to one, and releasing a contract in trust."""

from collections.abc import Sequence

from pytake_adapters.erp_sisgp import mapping
from pytake_adapters.erp_sisgp.api import SgpApi, accepted, count, number, rows, understood
from pytake_adapters.erp_sisgp.customers import Customers
from pytake_adapters.erp_sisgp.lines import Lines
from pytake_adapters.net.erp_records import Another, records, tried
from pytake_adapters.net.erp_server import Answer
from pytake_domain.erp import (
    ContractRef,
    ErpFailed,
    ErpPlan,
    FailureKind,
    UnlockReason,
    UnlockResult,
    reading,
)

PLANS, FOR_SALE = "/api/ura/consultaplano/", "/api/precadastro/plano/list"
UNLOCK, CHANGE = "/api/ura/liberacaopromessa/", "/api/suporte/service/update/"
_ELSEWHERE = frozenset({FailureKind.PERMISSION, FailureKind.UNEXPECTED_RESPONSE, FailureKind.NOT_FOUND})


class Contracts:
    """Those of one company. `action`: what a change of plan is called there."""

    def __init__(self, api: SgpApi, customers: Customers, lines: Lines, *, action: str) -> None:
        self._api = api
        self._customers = customers
        self._lines = lines
        self._action = action

    async def plans(self) -> Sequence[ErpPlan]:
        """On sale; without speeds where only the list for new customers may be seen."""
        told, failed = await tried(
            self._api.get(PLANS, {}, lambda answer: records(rows(accepted(answer).get("planos")), mapping.plan))
        )
        if failed is None:
            return told or []
        if failed.kind not in _ELSEWHERE:
            raise failed
        return await self._api.post(FOR_SALE, {}, lambda answer: records(rows(understood(answer)), mapping.plan))

    async def change(self, contract: ContractRef, plan: ErpPlan) -> None:
        """By service. What SGP says of it is not documented, so it is believed only when the contract tells the plan."""
        service = contract.service_external_id or await self._lines.service(contract.external_id)
        await self._api.post(
            f"{CHANGE}{number(service)}/",
            {"action": self._action, "plano_id": str(number(plan.external_id))},
            understood,
            safe=False,
            operation="api/suporte/service/update",
        )
        now, _ = await self._customers.with_contract(contract)
        if (now.plan_name or "").casefold() != plan.name.strip().casefold():
            raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "not confirmed", ambiguous=True)

    async def unlock(self, contract: ContractRef) -> UnlockResult:
        """In trust."""
        own = str(number(contract.external_id))

        def read(answer: Answer) -> UnlockResult:
            body = accepted(answer)
            if reading.identifier(body.get("contratoId")) not in {None, own}:
                raise Another
            return unlocked(body)

        return await self._api.post(UNLOCK, {"contrato": own}, read, safe=False)


def unlocked(body: dict[str, object]) -> UnlockResult:
    """As it says; its words hold the line's login."""
    status, released = reading.text(body.get("status")), reading.flag(body.get("liberado"))
    words = reading.text(body.get("msg")) or ""
    message = reading.spoken(words) or None
    if released:
        return UnlockResult(
            granted=True,
            reason=UnlockReason.GRANTED,
            until=reading.date(body.get("data_promessa")),
            days=count(body.get("liberado_dias")),
            protocol=reading.identifier(body.get("protocolo")),
            message=message,
        )
    if status is None and released is None:
        raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "no outcome")
    if status == "1" and released is None:
        raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "no outcome", ambiguous=True)
    reason = UnlockReason.NOT_BLOCKED if status == "0" else UnlockReason.REFUSED
    if status == "2" and "quantidade" in words.casefold():
        reason = UnlockReason.LIMIT_REACHED
    return UnlockResult(granted=False, reason=reason, message=message)
