"""HubSoft's interface over a provider of the twin's: failures come with 200, and some successes are misspelt.

Its API client is `12` with the secret `twin-hub-secret`, its user `api@example.com` with the password `twin-hub-password`. The
user may do everything. A service's id is the provider's contract's.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import msgspec

from pytake_app.twin.erp import papers
from pytake_app.twin.erp.hubsoft.rows import (
    Row,
    bill_row,
    bulk_row,
    changed_row,
    device_row,
    person_row,
    ticket_row,
)
from pytake_app.twin.erp.world import Bill, Person, World
from pytake_app.twin.http import Answer, Request, json

T = TypeVar("T")

CLIENT_ID, CLIENT_SECRET = "12", "twin-hub-secret"
USERNAME, PASSWORD = "api@example.com", "twin-hub-password"
BELOW = "/api/v1/integracao/"
LIVES = 3600
_TOKEN = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.VFdJTg"  # noqa: S105  the twin's, known to everybody
_WRONG = "The user credentials were incorrect."
_DATES = {"data_vencimento": "due", "data_pagamento": "paid", "data_cadastro": "issued"}
_REFUSED = {
    "not_blocked": "O serviço não está suspenso por débito!",
    "limit_reached": "O serviço já foi desbloqueado em confiança neste mês!",
}
Asked = dict[str, str]


class Refused(Exception):
    """An error in the envelope, with 200."""

    def __init__(self, said: str, *errors: str) -> None:
        super().__init__(said)
        self.answer = json({"status": "error", "msg": said, "errors": list(errors)})


class HubsoftFront:
    """See Front."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._link = ""
        self._lists: dict[str, Callable[[Asked], Row]] = {
            "cliente": self._customers,
            "cliente/todos": self._everybody,
            "cliente/financeiro": self._bills,
            "cliente/atendimento": self._tickets,
            "cliente/ordem_servico": self._orders,
            "financeiro/fatura": self._all_bills,
            "rede/cpe/todos": self._devices,
            "configuracao/servico": self._plans,
            "configuracao/servico_status": self._states,
            "configuracao/tipo_atendimento": self._kinds,
            "prospecto/create": self._priced,
        }

    def answer(self, request: Request, path: str) -> Answer:
        """A login, a list, something done, or the PDF that a list has pointed to."""
        self._link = f"http://{request.host}{request.path.removesuffix(path)}/pdf/fatura/"
        if path == "/oauth/token":
            return self._sign_in(request)
        if path.startswith("/pdf/fatura/"):
            return self._paper(path.removeprefix("/pdf/fatura/"))
        if request.header(b"authorization") != f"Bearer {_TOKEN}".encode():
            return json({"message": "Unauthenticated."}, status=401)
        try:
            return self._said(request, path.removeprefix(BELOW))
        except Refused as refused:
            return refused.answer

    def _said(self, request: Request, name: str) -> Answer:
        if request.method == "GET" and name in self._lists:
            spelt = "suscess" if name.startswith("cliente/") and name != "cliente/todos" else "success"
            return json({"status": spelt, "msg": "Dados consultados com sucesso", **self._lists[name](request.query)})
        if request.method == "POST" and name == "atendimento":
            return self._open(_body(request))
        if request.method == "POST" and name == "cliente/desbloqueio_confianca":
            return self._unlock(_body(request))
        if request.method == "PUT" and name.startswith("atendimento/"):
            return self._change(name.removeprefix("atendimento/"), _body(request))
        return json({"message": "Not Found"}, status=404)

    def _sign_in(self, request: Request) -> Answer:
        wanted = {
            "grant_type": "password",
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "username": USERNAME,
            "password": PASSWORD,
        }
        if _body(request) != wanted:
            told = {"error": "invalid_credentials", "error_description": _WRONG, "message": _WRONG}
            return json(told, status=401)
        return json({"token_type": "Bearer", "expires_in": LIVES, "access_token": _TOKEN})

    def _customers(self, asked: Asked) -> Row:
        found = self._found(asked)
        cancelled, sessions = asked.get("cancelado") == "sim", asked.get("ultima_conexao") == "sim"
        rows = [person_row(self._world, p, cancelled=cancelled, sessions=sessions) for p in found]
        return {"clientes": rows[: int(asked.get("limit", "5"))]}

    def _everybody(self, asked: Asked) -> Row:
        everybody: Iterable[Person] = self._world.people.values()
        if asked.keys() & {"tipo_data_cliente", "tipo_data_cliente_servico"}:
            first, last = _window(asked)
            everybody = (p for p in everybody if first <= p.changed.date() <= last)
        cancelled = asked.get("cancelado") == "sim"
        here, paging = _page(asked, sorted(everybody, key=lambda p: p.id))
        rows = [person_row(self._world, p, cancelled=cancelled, sessions=False, whole=False) for p in here]
        return {"clientes": rows, **paging}

    def _bills(self, asked: Asked) -> Row:
        contract = int(asked["termo_busca"]) if asked.get("busca") == "id_cliente_servico" else None
        bills = [b for p in self._found(asked) for b in self._world.bills_of(p.id, contract) if not b.cancelled]
        if asked.get("apenas_pendente", "sim") == "sim":
            bills = [b for b in bills if self._world.owed(b)]
        if "tipo_data" in asked:
            bills = list(_within(bills, asked))
        return {
            "faturas": [bill_row(self._world, b, f"{self._link}{b.id}") for b in bills[: int(asked.get("limit", "20"))]]
        }

    def _all_bills(self, asked: Asked) -> Row:
        bills: Iterable[Bill] = (b for b in self._world.bills.values() if not b.cancelled)
        if asked.get("apenas_em_aberto") == "sim":
            bills = (b for b in bills if self._world.owed(b))
        here, paging = _page(asked, sorted(_within(bills, asked), key=lambda b: b.id))
        return {"faturas": [bulk_row(self._world, b, f"{self._link}{b.id}") for b in here], **paging}

    def _tickets(self, asked: Asked) -> Row:
        tickets = [t for p in self._found(asked) for t in self._world.requests_of(p.id)]
        if asked.get("apenas_pendente", "sim") == "sim":
            tickets = [t for t in tickets if t.closed is None]
        return {"atendimentos": [ticket_row(self._world, t) for t in tickets[: int(asked.get("limit", "20"))]]}

    def _orders(self, asked: Asked) -> Row:
        self._found(asked)
        return {"ordens_servico": []}

    def _devices(self, asked: Asked) -> Row:
        lines = sorted((c for c in self._world.contracts.values() if c.state != "cancelled"), key=lambda c: c.id)
        here, paging = _page(asked, lines)
        return {"cpes": [device_row(self._world, line) for line in here], **paging}

    def _plans(self, asked: Asked) -> Row:
        del asked
        on_sale = (p for p in self._world.plans.values() if p.active)
        return {"servicos": [{"id_servico": p.id, "descricao": p.name, "id_servico_tecnologia": 2} for p in on_sale]}

    def _priced(self, asked: Asked) -> Row:
        if len(asked.get("cep", "")) != 8:  # noqa: PLR2004  digits of a postal code
            raise Refused("Verifique os dados informados e tente novamente!", "O CEP informado é inválido.")
        return {
            "servicos": [
                {
                    "id_servico": p.id,
                    "descricao": p.name,
                    "valor": float(p.price),
                    "display": f"{p.name} - (R$ {p.price})" + ("" if p.active else " (INATIVO)"),
                    "velocidade_download": p.down * 1024,
                    "velocidade_upload": p.up * 1024,
                }
                for p in self._world.plans.values()
            ]
        }

    def _states(self, asked: Asked) -> Row:
        del asked
        return {"servicos_status": [{"id_servico_status": 1, "descricao": "Serviço Habilitado"}]}

    def _kinds(self, asked: Asked) -> Row:
        del asked
        return {"tipos_atendimento": [{"id_tipo_atendimento": 109, "descricao": "SEM ACESSO A INTERNET"}]}

    def _open(self, body: Row) -> Answer:
        service = self._world.contracts.get(body.get("id_cliente_servico", 0))
        missing = [key for key in ("descricao", "nome", "telefone") if not body.get(key)]
        if service is None or missing:
            raise Refused("Verifique os dados informados e tente novamente!", *(f"O campo {m} falta." for m in missing))
        made = self._world.request(
            service.person,
            service.id,
            kind=str(body.get("id_tipo_atendimento", "")),
            subject="",
            text=body["descricao"],
            reference=str(body.get("parametros", {}).get("referencia", "")),
        )
        said = f"Atendimento aberto com sucesso. Anote o protocolo: {made.protocol}"
        return json({"status": "success", "msg": said, "atendimento": ticket_row(self._world, made)})

    def _change(self, own: str, body: Row) -> Answer:
        ticket = self._world.requests.get(int(own) if own.isdigit() else 0)
        if ticket is None:
            raise Refused("Atendimento não encontrado!")
        if body.get("descricao"):
            ticket.comments.append(body["descricao"])
        if body.get("fechar_atendimento") is True:
            ticket.state, ticket.closed = "resolved", self._world.now()
        said = "Atendimento atualizado com sucesso"
        return json({"status": "success", "msg": said, "atendimento": changed_row(ticket)})

    def _unlock(self, body: Row) -> Answer:
        own = body.get("id_cliente_servico")
        if own not in self._world.contracts:
            raise Refused("Verifique os dados informados e tente novamente!", "O serviço não foi encontrado.")
        found = self._world.unlock(own)
        if found.outcome in _REFUSED:
            raise Refused(_REFUSED[found.outcome])
        said = f"Desbloqueio em confiança realizado com sucesso até a data {found.until:%d/%m/%Y}"
        return json({"status": "success", "msg": said})

    def _paper(self, own: str) -> Answer:
        bill = self._world.bills.get(int(own) if own.isdigit() else 0)
        if bill is None:
            return Answer(b"<html>404</html>", status=404, content_type=b"text/html")
        return Answer(papers.pdf(f"Boleto {bill.id} {bill.line}"), content_type=b"application/pdf")

    def _found(self, asked: Asked) -> list[Person]:
        world, term = self._world, asked.get("termo_busca", "")
        match asked.get("busca"):
            case "cpf_cnpj":
                return world.with_document(term)
            case "telefone":
                return world.with_phone(term)
            case "codigo_cliente":
                return [p for p in world.people.values() if str(p.code) == term]
            case "id_cliente":
                return [p for p in world.people.values() if str(p.id) == term]
            case "id_cliente_servico":
                return [world.people[c.person] for c in world.contracts.values() if str(c.id) == term]
        raise Refused("Verifique os dados informados e tente novamente!", "O campo busca é obrigatório.")


def _body(request: Request) -> Row:
    try:
        return msgspec.json.decode(request.body, type=dict[str, Any])
    except msgspec.MsgspecError:
        return {}


def _window(asked: Asked) -> tuple[dt.date, dt.date]:
    try:
        return dt.date.fromisoformat(asked["data_inicio"]), dt.date.fromisoformat(asked["data_fim"])
    except (KeyError, ValueError):
        raise Refused(
            "Verifique os dados informados e tente novamente!", "O campo data inicio é obrigatório."
        ) from None


def _within(bills: Iterable[Bill], asked: Asked) -> Iterable[Bill]:
    first, last = _window(asked)
    which = _DATES.get(asked.get("tipo_data", ""), "due")
    for bill in bills:
        day = getattr(bill, which)
        if day is not None and first <= day <= last:
            yield bill


def _page(asked: Asked, things: Sequence[T]) -> tuple[Sequence[T], Row]:
    missing = [f"O campo {key} é obrigatório." for key in ("pagina", "itens_por_pagina") if not asked.get(key)]
    if missing:
        raise Refused("Verifique os dados informados e tente novamente!", *missing)
    page, size = int(asked["pagina"]), int(asked["itens_por_pagina"])
    last = max(0, (len(things) - 1) // size)
    paging = {"primeira_pagina": 0, "ultima_pagina": last, "pagina_atual": page, "total_registros": len(things)}
    return things[page * size : (page + 1) * size], {"paginacao": paging}
