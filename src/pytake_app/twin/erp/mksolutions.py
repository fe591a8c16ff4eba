"""MK ERP's rules over a provider of the twin's: everything in the query or a form, 200 for whatever went wrong.

Its user's token is `twin-mk-token`, the webservice profile's password `twin-mk-password`. All paid rules are licensed. Codes are
those of the provider's people, contracts, lines and bills.
"""

import bisect
import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from pytake_app.twin.erp import papers
from pytake_app.twin.erp.mksolutions_rows import bill_row, detailed_row, line_row, person_row, session_row, whole_row
from pytake_app.twin.erp.world import Bill, Contract, Person, World
from pytake_app.twin.http import Answer, Request, json

TOKEN, PASSWORD = "twin-mk-token", "twin-mk-password"
LIVES = dt.timedelta(days=2)
_SESSION = "0123456789abcdef0123456789abcdef"
_TEXT = b"text/plain;charset=iso-8859-1"
_TOMCAT = b'<!doctype html><html lang="en"><head><title>HTTP Status 404</title></head><body>Apache Tomcat</body></html>'
_REFUSED = {
    "not_blocked": "Status na conexão incompatível para auto-desbloqueio.",
    "limit_reached": "Operação indisponível para esta conexão.",
}
Asked = Mapping[str, str]


class Refused(Exception):
    """An error in the first of MK's dialects: a code and words."""

    def __init__(self, code: str, said: str) -> None:
        super().__init__(said)
        self.answer = {"Mensagem": said, "Num. ERRO": code, "status": "ERRO"}


class MksolutionsFront:
    """See Front."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._sessions = 0
        self._rules: dict[str, Callable[[Asked], Any]] = {
            "WSMKConsultaDoc": self._by_document,
            "WSMKConsultaClientes": self._everybody,
            "WSMKContratosPorCliente": self._active_contracts,
            "WSMKContratosPorClienteV2": self._contracts,
            "WSMKConexoesPorCliente": self._connections,
            "WSMKConsultaConexaoAutenticada": self._session,
            "WSMKAutoDesbloqueio": self._unlock,
            "WSMKFaturasPendentes": self._pending,
            "WSMKFaturas": self._detailed,
            "WSMKLDViaSMS": self._line,
            "WSMKRetornarCopieColaPix": self._pix,
            "WSMKListaProcessos": self._processes,
            "WSMKNovoAtendimento": self._open,
            "WSMKAtendimentos": self._tickets,
            "WSMKAtendimentoComentario": self._comment,
            "WSMKConsultaOrdemAgendamento": self._visits,
        }

    def answer(self, request: Request, path: str) -> Answer:
        """A rule, or the PDF that a second copy has pointed to."""
        name = path.removeprefix("/mk/").removesuffix(".rule")
        asked = request.query | dict(parse_qsl(request.body.decode("latin-1"), keep_blank_values=True))
        try:
            if path.startswith("/mk/boletos/"):
                return self._paper(path)
            if name == "WSAutenticacao":
                return _said(self._sign_in(asked))
            if name == "WSMKSegundaViaCobranca":
                self._let_in(asked)
                return _said(self._copy(asked, f"http://{request.host}{request.path.removesuffix(path)}"))
            if name not in self._rules:
                return Answer(_TOMCAT, status=404, content_type=b"text/html;charset=utf-8")
            self._let_in(asked)
            return _said(self._rules[name](asked))
        except Refused as refused:
            return _said(refused.answer)

    def _sign_in(self, asked: Asked) -> Any:
        if (asked.get("token"), asked.get("password")) != (TOKEN, PASSWORD):
            raise Refused("001", "Token inválido.")
        self._sessions += 1
        return {
            "Expire": f"{self._world.now() + LIVES:%d/%m/%Y %H:%M:%S}",
            "LimiteUso": 0,
            "ServicosAutorizados": [1],
            "Token": f"{_SESSION}.{self._sessions:06d}",
            "status": "OK",
        }

    def _let_in(self, asked: Asked) -> None:
        made, _, number = asked.get("token", "").partition(".")
        if made != _SESSION or not number.isdigit() or not 0 < int(number) <= self._sessions:
            raise Refused("999", "Token expirado.")

    def _by_document(self, asked: Asked) -> Any:
        found = self._world.with_document(asked.get("doc", ""))
        if not found:
            raise Refused("003", "Documento não localizado.")
        first, *others = map(person_row, found)
        return {**first, "Outros": others, "status": "OK"}

    def _everybody(self, asked: Asked) -> Any:
        ids = sorted(self._world.people)
        first, last = _number(asked, "cd_cliente_inicio", 0), _number(asked, "cd_cliente_fim", 1 << 60)
        found = [
            self._world.people[own] for own in ids[bisect.bisect_left(ids, first) : bisect.bisect_right(ids, last)]
        ]
        if since := asked.get("data_alteracao_inicio"):
            day = dt.datetime.strptime(since, "%d/%m/%Y").date()  # noqa: DTZ007  a day of the provider's
            found = [person for person in found if person.changed.date() >= day]
        return {"Clientes": [whole_row(person) for person in found], "status": "OK"}

    def _active_contracts(self, asked: Asked) -> Any:
        person = self._person(asked)
        active = [c for c in self._world.contracts_of(person.id) if c.state != "cancelled"]
        rows = [
            {
                "adesao": f"{c.activated:%Y-%m-%d}",
                "cd_empresa": 1,
                "codcontrato": c.id,
                "nome_empresa": "PROVEDOR EXEMPLO LTDA",
                "plano_acesso": self._world.plans[c.plan].name,
            }
            for c in active
        ]
        return {"CodigoPessoa": person.id, "ContratosAtivos": rows, "Nome": person.name, "status": "OK"}

    def _contracts(self, asked: Asked) -> Any:
        return [
            {
                "codcontrato": c.id,
                "status_contrato": "Cancelado" if c.state == "cancelled" else "Ativo",
                "plano_acesso": self._world.plans[c.plan].name,
                "adesao": f"{c.activated:%Y-%m-%d}",
            }
            for c in self._world.contracts_of(self._person(asked).id)
        ]

    def _connections(self, asked: Asked) -> Any:
        person = self._person(asked)
        lines = [line_row(c, person) for c in self._world.contracts_of(person.id) if c.state != "cancelled"]
        return {"CodigoPessoa": person.id, "Conexoes": lines, "Nome": person.name, "status": "OK"}

    def _session(self, asked: Asked) -> Any:
        line = self._connection(asked.get("codconexao", ""))
        if not line.online:
            raise Refused("003", "Conexão não autenticada.")
        return {"conexao": session_row(line), "status": "OK"}

    def _unlock(self, asked: Asked) -> Any:
        outcome = self._world.unlock(self._connection(asked.get("cd_conexao", "")).id).outcome
        return {"status": "ERRO", "mensagem": _REFUSED[outcome]} if outcome in _REFUSED else {"status": "OK"}

    def _pending(self, asked: Asked) -> Any:
        person = self._person(asked)
        owed = [bill_row(b, self._plan(b)) for b in self._world.bills_of(person.id) if self._world.owed(b)]
        return {"CodigoPessoa": person.id, "FaturasPendentes": owed, "Nome": person.name, "status": "OK"}

    def _detailed(self, asked: Asked) -> Any:
        person, paid = self._person(asked, "codigo_cliente"), asked.get("liquidado") == "S"
        bills = (b for b in self._world.bills_of(person.id) if (b.paid is not None) == paid and not b.cancelled)
        return [detailed_row(b, person, self._plan(b)) for b in bills]

    def _copy(self, asked: Asked, base: str) -> Any:
        bill = self._bill(asked.get("cd_fatura", ""))
        return {
            "CodigoPessoa": bill.person,
            "Fatura": str(bill.id),
            "PathDownload": f"{base}/mk/boletos/{bill.id}.pdf",
            "Valor": f"{bill.amount:.2f}".replace(".", ","),
            "Vcto": f"{bill.due:%d/%m/%Y}",
            "status": "OK",
        }

    def _line(self, asked: Asked) -> Any:
        bill = self._bill(asked.get("cd_fatura", ""))
        row = {"ld": bill.line, "codfatura": bill.id, "codigopessoa": bill.person, "situacao": "Aberta"}
        return {"DadosFatura": [{**row, "valor_nominal": float(bill.amount)}], "status": "OK"}

    def _pix(self, asked: Asked) -> Any:
        bill = self._bill(asked.get("CodigoFatura", ""))
        if not bill.pix:
            return {"codigo_erro": "004", "mensagem": "Configuração não permite esta operação.", "status": "ERRO"}
        name = self._world.people[bill.person].name
        return {
            "codpessoa": bill.person,
            "nome_razaosocial": name,
            "status_contrato": "Ativo",
            "texto_qrcode": bill.pix,
        }

    def _paper(self, path: str) -> Answer:
        bill = self._bill(path.removeprefix("/mk/boletos/").removesuffix(".pdf"))
        return Answer(papers.pdf(f"Boleto {bill.id} {bill.line}"), content_type=b"application/pdf")

    def _processes(self, asked: Asked) -> Any:
        del asked
        names = {1: "SUPORTE", 5: "PROC-ALTERA-PLANO", 12: "TECNICO-SEM-CONEXAO"}
        rows = [{"codprocesso": code, "nome_processo": name, "subprocessos": []} for code, name in names.items()]
        return {"processos": rows, "status": "OK"}

    def _open(self, asked: Asked) -> Any:
        person = self._person(asked)
        contract = asked.get("cd_contrato", "")
        made = self._world.request(
            person.id,
            int(contract) if contract.isdigit() else None,
            kind=asked.get("cd_processo", ""),
            subject="",
            text=asked.get("info", ""),
        )
        return {
            "Cliente": person.name,
            "CodigoAtendimento": made.id,
            "CodigoCliente": person.id,
            "Protocolo": made.protocol,
            "status": "OK",
        }

    def _tickets(self, asked: Asked) -> Any:
        ended = {"resolved", "cancelled"}
        return [
            {
                "codigo_atendimento": t.id,
                "codigo_cliente": t.person,
                "codigo_status": "F" if t.state in ended else "A",
                "contratoid": t.contract,
                "data_abertura": f"{t.opened:%Y-%m-%d}",
                "descricao_status": "Finalizado" if t.state in ended else "Aberto",
                "hr_abertura": f"{t.opened:%H:%M:%S}",
                "nome_atendente": "API",
            }
            for t in self._world.requests_of(_number(asked, "cd_cliente", 0))
        ]

    def _comment(self, asked: Asked) -> Any:
        ticket = self._world.requests.get(_number(asked, "cd_atendimento", 0))
        if ticket is None:
            raise Refused("003", "Atendimento não localizado.")
        ticket.comments.append(asked.get("comentario", ""))
        return {"CodigoAtendimento": ticket.id, "Comentario": ticket.comments[-1], "status": "OK"}

    def _visits(self, asked: Asked) -> Any:
        del asked
        return {"Agendas:": [], "status": "OK"}

    def _person(self, asked: Asked, key: str = "cd_cliente") -> Person:
        if key not in asked:
            raise Refused("004", "Pelo menos um parâmetro deve ser informado.")
        if (found := self._world.people.get(_number(asked, key, 0))) is None:
            raise Refused("003", "Cliente não localizado.")
        return found

    def _connection(self, code: str) -> Contract:
        found = next((c for c in self._world.contracts.values() if str(c.connection) == code), None)
        if found is None:
            raise Refused("003", "Conexão não localizada.")
        return found

    def _bill(self, code: str) -> Bill:
        found = self._world.bills.get(int(code) if code.isdigit() else -1)
        if found is None:
            raise Refused("003", "Fatura não localizada.")
        return found

    def _plan(self, bill: Bill) -> str:
        return self._world.plans[self._world.contracts[bill.contract].plan].name


def _number(asked: Asked, key: str, otherwise: int) -> int:
    value = asked.get(key, "")
    return int(value) if value.isdigit() else otherwise


def _said(value: Any) -> Answer:
    """As the real one writes it: some bytes of a letter become escapes, and the header names another encoding."""
    body = json(value).body
    return Answer(b"".join(b"\\u00%02X" % b if 0x80 <= b <= 0x9F else bytes((b,)) for b in body), content_type=_TEXT)  # noqa: PLR2004
