"""Plans, and releasing a service in trust."""

import datetime as dt
import re
from collections.abc import Sequence

from pytake_adapters.erp_hubsoft import mapping
from pytake_adapters.erp_hubsoft.api import HubApi
from pytake_adapters.erp_hubsoft.wire import listed, number, refusal, said, told
from pytake_adapters.net.erp_records import records
from pytake_adapters.net.erp_server import Answer
from pytake_domain.erp import (
    ContractRef,
    ErpPlan,
    FailureKind,
    UnlockReason,
    UnlockResult,
    reading,
)

UNLOCK = "cliente/desbloqueio_confianca"
PLANS, PRICED = "configuracao/servico", "prospecto/create"
_DAY = re.compile(r"\d{2}/\d{2}/\d{4}")


class Contracts:
    """Those of one company. `postal_code`: plans are told with their prices where there is one; `days` of trust, else HubSoft's
    own.
    """

    def __init__(self, api: HubApi, *, postal_code: str, days: str) -> None:
        self._api = api
        self._postal_code = postal_code
        self._days = days

    async def plans(self) -> Sequence[ErpPlan]:
        """On sale."""
        if self._postal_code:
            body = await self._api.get(PRICED, {"cep": self._postal_code})
        else:
            body = await self._api.get(PLANS)
        return [each for each in records(listed(body, "servicos"), mapping.plan) if each.active]

    async def unlock(self, contract: ContractRef) -> UnlockResult:
        """In trust."""
        body = {"id_cliente_servico": number(contract.external_id)}
        if self._days:
            body["dias_desbloqueio"] = int(self._days)
        return await self._api.send("POST", UNLOCK, body, self._unlocked, operation=UNLOCK)

    def _unlocked(self, answer: Answer) -> UnlockResult:
        body = told(answer)
        words = reading.text(body.get("msg")) or ""
        message = reading.spoken(words) or None
        if said(body) == "error":
            if (failed := refusal(body)).kind is FailureKind.PERMISSION:
                raise failed
            return UnlockResult(granted=False, reason=UnlockReason.REFUSED, message=failed.detail or None)
        until = _day(words)
        return UnlockResult(
            granted=True,
            reason=UnlockReason.GRANTED,
            until=until,
            days=(until - self._api.today()).days if until else int(self._days or "1"),
            message=message,
        )


def _day(words: str) -> dt.date | None:
    """The only place where it is told until when."""
    found = _DAY.search(words)
    return reading.date(found[0]) if found else None
