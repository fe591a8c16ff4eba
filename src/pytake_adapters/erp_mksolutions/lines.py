"""Lines: the registry says which there are and what is blocked, a session says whether one is up."""

from collections.abc import Sequence

from pytake_adapters.erp_mksolutions.api import MkApi
from pytake_adapters.erp_mksolutions.contracts import Contracts
from pytake_adapters.erp_mksolutions.mapping import Connection
from pytake_adapters.erp_mksolutions.wire import accepted
from pytake_adapters.net.body import JSON
from pytake_adapters.net.erp_records import few_at_once, tried
from pytake_adapters.net.erp_server import Answer
from pytake_domain.erp import ConnectionStatus, ErpFailed, FailureKind, reading

SESSION = "WSMKConsultaConexaoAutenticada"
MOST_ASKED = 20
"""Lines of one customer whose sessions are asked for; each takes a call."""
_UNKNOWN = frozenset({FailureKind.NOT_SUPPORTED, FailureKind.BUSINESS, FailureKind.VALIDATION})


class Lines:
    """Those of one company."""

    def __init__(self, api: MkApi, contracts: Contracts) -> None:
        self._api = api
        self._contracts = contracts

    async def of(self, customer_id: str, contract_id: str | None) -> Sequence[ConnectionStatus]:
        """A line whose session can't be told is neither up nor down."""
        lines = await self._contracts.connections(customer_id)
        wanted = [line for line in lines if contract_id in {None, line.contract}]
        asked, rest = wanted[:MOST_ASKED], wanted[MOST_ASKED:]
        sessions = await few_at_once(self._session, asked)
        return [
            self._status(line, session)
            for line, session in zip(wanted, [*sessions, *([None] * len(rest))], strict=True)
        ]

    async def _session(self, line: Connection) -> JSON | None:
        """An empty object for a line that has none; None where that is not known."""
        found, failed = await tried(self._api.call(SESSION, {"codconexao": line.code}, session))
        if failed is None:
            other = reading.text((found or {}).get("username"))
            return found if other is None or line.login is None or other == line.login else None
        if failed.kind is FailureKind.NOT_FOUND:
            return {}
        if failed.kind in _UNKNOWN:
            return None
        raise failed

    def _status(self, line: Connection, session: JSON | None) -> ConnectionStatus:
        runs = session or {}
        return ConnectionStatus(
            contract_external_id=line.contract,
            login=line.login,
            online=None if session is None else bool(session),
            since=reading.moment(runs.get("dthrretorno"), self._api.zone),
            ip=reading.text(runs.get("framedip")),
            nas=reading.text(runs.get("nas")),
            mac=line.mac,
            blocked=line.blocked,
            reduced=line.reduced,
        )


def session(answer: Answer) -> JSON | None:
    """A session, an empty object for none, None when neither can be told."""
    body = accepted(answer)
    for name in ("conexao", "agendas"):
        if name not in body:
            continue
        told = body[name]
        if isinstance(told, list):
            told = told[0] if told else {}
            return told if isinstance(told, dict) and (told or not body[name]) else None
        return told if isinstance(told, dict) and told else None
    raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "no session")
