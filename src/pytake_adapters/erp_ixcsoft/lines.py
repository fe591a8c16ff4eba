"""Lines: their sessions as the logins tell them, and the light they get."""

import datetime as dt
import re
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from pytake_adapters.erp_ixcsoft import mapping
from pytake_adapters.erp_ixcsoft.api import IxcApi, Listing, Where, accepted, believed
from pytake_adapters.net.erp_server import Answer
from pytake_domain.erp import ConnectionStatus, ContractRef, ErpFailed, FailureKind, Signal, reading
from pytake_domain.kernel.time import Clock

LOGINS, FIBRES = "radusuarios", "radpop_radio_cliente_fibra"
MEASURE = "botao_rel_22991"
MEASURING = 25.0
_TAGS = re.compile(r"<[^>]{0,2000}>")
_RECEIVED = re.compile(r"(?:RECV|RX)\s*POWER\s*:?\s*(-?\d+(?:[.,]\d+)?)", re.IGNORECASE)
_SENT = re.compile(r"(?:SEND|TX)\s*POWER\s*:?\s*(-?\d+(?:[.,]\d+)?)", re.IGNORECASE)


class Lines:
    """Those of one company."""

    def __init__(self, api: IxcApi, zone: ZoneInfo, clock: Clock) -> None:
        self._api = api
        self._zone = zone
        self._clock = clock

    async def of(self, customer_id: str, contract_id: str | None) -> Sequence[ConnectionStatus]:
        """Asked for by contract where one is named: companies may have dozens."""
        where = Where("id_contrato", contract_id) if contract_id else Where("id_cliente", customer_id)
        rows = await self._api.rows(Listing(table=LOGINS, where=where))
        if any(reading.identifier(row.get("id_cliente")) != customer_id for row in rows):
            raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "somebody else's")
        return [line for row in rows if (line := mapping.line(row, self._zone)) is not None]

    async def signal(self, contract: ContractRef) -> Signal:
        """As last measured; where nothing was, the line's end is asked, which takes seconds."""
        by, of = (
            ("id_login", contract.connection_external_id)
            if contract.connection_external_id
            else ("id_contrato", contract.external_id)
        )
        row = await self._api.one(FIBRES, by, of)
        if row is None:
            raise ErpFailed(FailureKind.NOT_FOUND)
        kept = mapping.signal(row, self._zone)
        fibre = reading.identifier(row.get("id"))
        return kept if kept.rx_dbm is not None or fibre is None else await self._measured(kept, fibre)

    async def _measured(self, kept: Signal, fibre: str) -> Signal:
        try:
            rx, tx = await self._api.press(MEASURE, {"id": fibre}, powers, safe=True, seconds=MEASURING)
        except ErpFailed:
            return kept
        return replace(kept, rx_dbm=rx, tx_dbm=tx, measured_at=self._now())

    def _now(self) -> dt.datetime:
        return self._clock.now().astimezone(self._zone)


def powers(answer: Answer) -> tuple[float, float | None]:
    """What is received and sent, read off a page of HTML."""
    believed(answer)
    if answer.body.lstrip().startswith(b"{"):
        accepted(answer)
    said = _TAGS.sub(" ", answer.body[:100_000].decode(errors="replace"))
    received, sent = _RECEIVED.search(said), _SENT.search(said)
    rx = reading.dbm(received[1], received=True) if received else None
    if rx is None:
        raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "no power")
    return rx, reading.dbm(sent[1]) if sent else None
