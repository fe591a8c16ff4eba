"""SGP's interface over a provider of the twin's: token and app in every call, and 200 with a page of HTML for a wrong path.

It takes the token `twin-sgp-token` of the app `pytake`. Clients, contracts and services have ids of their own; an occurrence's
number is its protocol, and each has a work order.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from pytake_app.twin.erp import papers
from pytake_app.twin.erp.sisgp.rows import (
    Row,
    client_row,
    contract_row,
    copy_row,
    masked,
    occurrence_row,
    order_row,
    session_row,
    title_row,
)
from pytake_app.twin.erp.world import Bill, Contract, World
from pytake_app.twin.erp.world import Request as Ticket
from pytake_app.twin.http import Answer, Request, json

TOKEN, APP = "twin-sgp-token", "pytake"
LOGIN = b"<!DOCTYPE html><html><head><title>SGP - Login</title></head><body><form method='post'></form></body></html>"
WRONG = {"detail": "Credenciais de autenticação incorretas."}
_KINDS = {"abertos": "aberto", "pagos": "pago", "cancelados": "cancelado"}
_ORDERS = {"0": "open", "1": "resolved", "2": "in_progress", "3": "open"}
_LIMIT = "O recurso de promessa de pagamento já atingiu quantidade permitida. Recurso não disponível"
Asked = dict[str, Any]


class Refused(Exception):
    """An answer that is no success."""

    def __init__(self, body: Row, status: int) -> None:
        super().__init__(body)
        self.answer = json(body, status=status)


class SisgpFront:
    """See Front."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._link = ""
        self._calls: dict[str, Callable[[Asked], Any]] = {
            "/api/ura/consultacliente/": self._contracts,
            "/api/ura/clientes/": self._clients,
            "/api/ura/titulos/": self._titles,
            "/api/ura/fatura2via/": self._copies,
            "/api/ura/verificaacesso/": self._look,
            "/ws/radius/radacct/list/all/": self._sessions,
            "/api/fttx/onu/list/": self._devices,
            "/api/ura/chamado/": self._open,
            "/api/ura/ocorrencia/list/": self._occurrences,
            "/api/os/list/": self._orders,
            "/api/ura/consultaplano/": self._plans,
            "/api/precadastro/plano/list": self._for_sale,
            "/api/ura/liberacaopromessa/": self._unlock,
        }
        self._of: dict[str, Callable[[str, Asked], Any]] = {
            "/api/ura/pagamento/pix/": self._pix,
            "/api/os/update/id/": self._move,
            "/api/suporte/service/update/": self._change,
        }

    def answer(self, request: Request, path: str) -> Answer:
        """A call, or the PDF that one has pointed to."""
        self._link = f"http://{request.host}{request.path.removesuffix(path)}/boleto/"
        if path.startswith("/boleto/"):
            return self._paper(path.removeprefix("/boleto/").removesuffix(".pdf"))
        asked = _asked(request)
        known = self._calls.get(path)
        begun = next((start for start in self._of if path.startswith(start)), None)
        if known is None and begun is None:
            return Answer(LOGIN, content_type=b"text/html; charset=utf-8")
        if (asked.get("token"), asked.get("app")) != (TOKEN, APP):
            return json(WRONG, status=403)
        try:
            if known is not None:
                return json(known(asked))
            return json(self._of[str(begun)](path.removeprefix(str(begun)).strip("/"), asked))
        except Refused as refused:
            return refused.answer

    def _contracts(self, asked: Asked) -> Row:
        world = self._world
        if "cpfcnpj" in asked:
            people = world.with_document(asked["cpfcnpj"])
        elif "telefone" in asked:
            people = world.with_phone(asked["telefone"])
        elif "contrato" in asked:
            found = [c for c in (world.contracts.get(_number(asked, "contrato")),) if c]
            return {"msg": "Contrato(s) Localizado(s)", "contratos": [contract_row(world, c) for c in found]}
        else:
            return {"msg": "CPF/CNPJ ou Contrato ID Não informados"}
        rows = [contract_row(world, c) for p in people for c in world.contracts_of(p.id)]
        return {"msg": "Contrato(s) Localizado(s)" if rows else "Nenhum contrato localizado", "contratos": rows}

    def _clients(self, asked: Asked) -> Row:
        world = self._world
        people = sorted(world.people.values(), key=lambda p: p.id)
        if window := _window(asked, "data_alteracao"):
            people = [p for p in people if window[0] <= p.changed.date() <= window[1]]
        begin, limit = _number(asked, "offset", 0), min(_number(asked, "limit", 100), 100)
        here = people[begin : begin + limit]
        return {
            "paginacao": {"offset": begin, "limit": limit, "parcial": len(here), "total": len(people)},
            "clientes": [client_row(world, p) for p in here],
        }

    def _titles(self, asked: Asked) -> Row:
        world = self._world
        bills: Iterable[Bill]
        if "titulo_id" in asked:
            bills = [b for b in (world.bills.get(_number(asked, "titulo_id")),) if b]
        elif "cpfcnpj" in asked:
            bills = [b for p in world.with_document(asked["cpfcnpj"]) for b in world.bills_of(p.id)]
        else:
            bills = world.bills.values()
        rows = [title_row(world, b, f"{self._link}{b.id}") for b in bills]
        if asked.get("status"):
            rows = [row for row in rows if row["status"] == _KINDS.get(asked["status"])]
        if window := _window(asked, "data_pagamento"):
            rows = [row for row in rows if str(window[0]) <= row["dataPagamento"] <= str(window[1])]
        begin, limit = _number(asked, "offset", 0), min(_number(asked, "limit", 250), 250)
        here = rows[begin : begin + limit]
        return {
            "paginacao": {"offset": begin, "limit": limit, "parcial": len(here), "total": len(rows)},
            "titulos": here,
        }

    def _copies(self, asked: Asked) -> Row:
        world = self._world
        people = world.with_document(asked.get("cpfcnpj", ""))
        owed = [b for p in people for b in world.bills_of(p.id) if world.owed(b)]
        if not owed:
            return {"status": 0, "links": []}
        return {
            "status": 1,
            "razaoSocial": people[0].name,
            "cpfCnpj": masked(people[0].document),
            "contratoId": owed[0].contract,
            "links": [copy_row(b, f"{self._link}{b.id}.pdf") for b in owed],
        }

    def _pix(self, own: str, asked: Asked) -> Row:
        bill = self._world.bills.get(int(own) if own.isdigit() else 0)
        if bill is None or bill.contract != _number(asked, "contrato") or not bill.pix:
            return {"status": 0, "msg": "Pix não disponível"}
        return {"status": 1, "msg": "Dados do Pix", "pix": bill.pix}

    def _look(self, asked: Asked) -> Row:
        line = self._contract(asked)
        person = self._world.people[line.person]
        return {
            "status": 1 if line.online else 2,
            "msg": "Serviço Online" if line.online else "Serviço Offline",
            "contratoId": line.id,
            "cpfCnpj": masked(person.document),
            "login": line.login,
            "servico_id": line.service,
        }

    def _sessions(self, asked: Asked) -> Row:
        found = [c for c in self._world.contracts.values() if c.login == asked.get("username")]
        return {"result": [session_row(self._world, c) for c in found]}

    def _devices(self, asked: Asked) -> list[Row]:
        line = self._world.contracts.get(_number(asked, "contrato"))
        if line is None:
            return []
        status = "online" if line.online else "offline"
        return [{"id": line.connection, "phy_addr": line.device, "status": status, "info_rx": f"{line.rx:.3f}"}]

    def _open(self, asked: Asked) -> list[Row]:
        line = self._contract(asked)
        made = self._world.request(
            line.person,
            line.id,
            kind=str(asked.get("ocorrenciatipo", "")),
            subject="",
            text=str(asked.get("conteudo", "")),
        )
        protocol = made.protocol.replace(".", "")
        return [{"status": 1, "protocolo": protocol, "msg": "Chamado aberto com sucesso", "contratoId": line.id}]

    def _occurrences(self, asked: Asked) -> Row:
        found = self._tickets(_number(asked, "contrato"))
        begin = _number(asked, "offset", 0)
        return {"ocorrencias": [occurrence_row(t) for t in found[begin : begin + _number(asked, "limit", 50)]]}

    def _orders(self, asked: Asked) -> list[Row]:
        if "status_encerrada" not in asked:
            raise Refused({"erro": "[status_encerrada] obrigatório"}, 400)
        ended = asked["status_encerrada"] == "1"
        found = self._tickets(_number(asked, "contrato"))
        return [order_row(self._world, t) for t in found if (t.closed is not None) == ended]

    def _move(self, own: str, asked: Asked) -> Row:
        ticket = self._world.requests.get(int(own) if own.isdigit() else 0)
        if ticket is None or asked.get("os_status") not in _ORDERS:
            raise Refused({"erro": "Ordem de serviço não localizada"}, 400)
        ticket.state = _ORDERS[asked["os_status"]]
        ticket.closed = self._world.now() if ticket.state == "resolved" else None
        if asked.get("os_servicoprestado"):
            ticket.comments.append(asked["os_servicoprestado"])
        return {"os_id": ticket.id}

    def _plans(self, asked: Asked) -> Row:
        del asked
        rows = [
            {
                "id": p.id,
                "grupo": "FIBRA",
                "descricao": p.name,
                "preco": f"{p.price}",
                "download": p.down * 1024,
                "upload": p.up * 1024,
            }
            for p in self._world.plans.values()
            if p.active
        ]
        return {"planos": rows, "total_planos": len(rows)}

    def _for_sale(self, asked: Asked) -> list[Row]:
        return [{"id": p["id"], "descricao": p["descricao"], "valor": p["preco"]} for p in self._plans(asked)["planos"]]

    def _change(self, own: str, asked: Asked) -> Row:
        line = next((c for c in self._world.contracts.values() if str(c.service) == own), None)
        plan = _number(asked, "plano_id")
        if line is None or plan not in self._world.plans:
            raise Refused({"erro": "Serviço não localizado"}, 400)
        line.plan = plan
        return {"servico_id": line.service}

    def _unlock(self, asked: Asked) -> Row:
        line = self._world.contracts.get(_number(asked, "contrato"))
        if line is None:
            return {"status": 2, "liberado": False, "msg": "Contrato não localizado"}
        found = self._world.unlock(line.id)
        if found.outcome == "not_blocked":
            return {"status": 0, "liberado": False, "msg": "Nenhum serviço para liberar"}
        if found.outcome == "limit_reached":
            return {"status": 2, "liberado": False, "msg": _LIMIT}
        person = self._world.people[line.person]
        return {
            "status": 1,
            "liberado": "True",
            "liberado_dias": (found.until - self._world.today).days if found.until else 0,
            "data_promessa": f"{found.until:%Y-%m-%d}",
            "protocolo": found.protocol,
            "cpfCnpj": masked(person.document),
            "contratoId": line.id,
            "msg": f"Acesso liberado. Login: {line.login}",
        }

    def _paper(self, own: str) -> Answer:
        bill = self._world.bills.get(int(own) if own.isdigit() else 0)
        if bill is None:
            return Answer(LOGIN, content_type=b"text/html; charset=utf-8")
        return Answer(papers.pdf(f"Boleto {bill.id} {bill.line}"), content_type=b"application/pdf")

    def _contract(self, asked: Asked) -> Contract:
        found = self._world.contracts.get(_number(asked, "contrato"))
        if found is None:
            raise Refused({"erro": "Contrato não localizado"}, 404)
        return found

    def _tickets(self, contract: int) -> list[Ticket]:
        return sorted((t for t in self._world.requests.values() if t.contract == contract), key=lambda t: -t.id)


def _asked(request: Request) -> Asked:
    """A form, JSON or the query, whichever it came by."""
    if request.header(b"content-type").startswith(b"application/json"):
        try:
            return msgspec.json.decode(request.body, type=dict[str, Any])
        except msgspec.MsgspecError:
            return {}
    return request.query | dict(parse_qsl(request.body.decode("latin-1"), keep_blank_values=True))


def _number(asked: Asked, key: str, otherwise: int = -1) -> int:
    value = str(asked.get(key, ""))
    return int(value) if value.isdigit() else otherwise


def _window(asked: Asked, name: str) -> tuple[dt.date, dt.date] | None:
    ends = [asked.get(f"{name}_{end}") for end in ("inicio", "fim")]
    if not any(ends):
        return None
    if not all(ends):
        raise Refused({"erro": f"[{name}_inicio] obrigatória caso [{name}_fim] informada"}, 400)
    return dt.date.fromisoformat(str(ends[0])), dt.date.fromisoformat(str(ends[1]))
