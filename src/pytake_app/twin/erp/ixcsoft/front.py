"""IXC Provedor's web service over a provider of the twin's: tables by POST with the header `ixcsoft: listar`, and buttons.

It takes the token `7:twin-ixc-key`. Subjects and departments of tickets are any numbers.
"""

import base64
from collections.abc import Callable
from typing import Any

import msgspec

from pytake_app.twin.erp import papers
from pytake_app.twin.erp.ixcsoft.grid import Asked, BadQuery
from pytake_app.twin.erp.ixcsoft.tables import TABLES
from pytake_app.twin.erp.world import Request as Ticket
from pytake_app.twin.erp.world import World
from pytake_app.twin.http import Answer, Request, json

TOKEN = "7:twin-ixc-key"  # noqa: S105  the twin's, known to everybody
BELOW = "/webservice/v1/"
ROWS_TYPE = b"text/x-json; charset=utf-8"
_LET_IN = b"Basic " + base64.b64encode(TOKEN.encode())
_UNAUTHORIZED = b"<html><head><title>401 Authorization Required</title></head><body>401</body></html>"
_BROKEN = (
    b'<div style="margin:40px; padding:30px; background:#FF0000; color:#FFF; text-align:center">'
    b"Ocorreu um erro ao processar. Contate o suporte IXC Soft.</div>"
)
_MOVED = {"S": "resolved", "EP": "in_progress", "C": "cancelled", "P": "open", "N": "open"}
_REFUSED = {
    "not_blocked": ("107", "O contrato já encontra-se ativo, não é necessário utilizar o desbloqueio de confiança."),
    "limit_reached": ("113", "O desbloqueio de confiança já foi utilizado e a fatura não foi paga."),
}


class IxcsoftFront:
    """See Front."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._buttons: dict[str, Callable[[dict[str, str]], Answer]] = {
            "su_ticket": self._open,
            "su_mensagens": self._message,
            "desbloqueio_confianca": self._unlock,
            "get_pix": self._pix,
            "get_boleto": self._boleto,
            "botao_rel_22991": self._power,
        }

    def answer(self, request: Request, path: str) -> Answer:
        """A listing, an insert or a button."""
        if request.header(b"authorization") != _LET_IN:
            return Answer(_UNAUTHORIZED, status=401, content_type=b"text/html")
        name = path.removeprefix(BELOW)
        try:
            body = msgspec.json.decode(request.body, type=dict[str, str])
            if request.header(b"ixcsoft") == b"listar":
                return self._list(name, body)
            if request.method == "POST" and name in self._buttons:
                return self._buttons[name](body)
        except (msgspec.MsgspecError, BadQuery, KeyError, ValueError):
            return _broken()
        return Answer(b"", status=404, content_type=b"text/html") if name in TABLES else _broken()

    def _list(self, name: str, body: dict[str, str]) -> Answer:
        asked = Asked.of(name, body)
        rows, total = TABLES[name].find(self._world, asked)
        page: dict[str, Any] = {"page": body.get("page", "1"), "total": str(total)}
        if rows:
            page["registros"] = rows
        return _json(page)

    def _open(self, body: dict[str, str]) -> Answer:
        made = self._world.request(
            int(body["id_cliente"]),
            int(body["id_contrato"]) if body.get("id_contrato") else None,
            kind=body["id_assunto"],
            subject=body["titulo"],
            text=body["menssagem"],
        )
        return _inserted(made.id)

    def _message(self, body: dict[str, str]) -> Answer:
        ticket: Ticket = self._world.requests[int(body["id_ticket"])]
        ticket.comments.append(body["mensagem"])
        ticket.state = _MOVED[body["su_status"]]
        ticket.closed = self._world.now() if ticket.state in {"resolved", "cancelled"} else None
        return _inserted(9000 + len(ticket.comments))

    def _unlock(self, body: dict[str, str]) -> Answer:
        own = int(body["id"])
        if own not in self._world.contracts:
            return _json({"codigo": "106", "tipo": "erro", "mensagem": "Contrato não encontrado."})
        outcome = self._world.unlock(own).outcome
        if outcome in _REFUSED:
            code, said = _REFUSED[outcome]
            return _json({"codigo": code, "tipo": "erro", "mensagem": said})
        done = "O desbloqueio de confiança foi realizado com sucesso."
        return _json({"codigo": "105", "tipo": "sucesso", "mensagem": done})

    def _pix(self, body: dict[str, str]) -> Answer:
        code = self._world.bills[int(body["id_areceber"])].pix
        image = {"imagemQrcode": "", "imagemSrc": f"https://erp.example/pix/get-qr-code?code={body['id_areceber']}"}
        data = {"status": "ATIVA", "pixCopiaECola": code} if code else {"expiracaoPix": "31/12/1969 21:00:00"}
        pix = {"dadosPix": data, "qrCode": {"qrcode": code, **image}}
        return _json({"pix": pix, "gateway": {"gatewayNome": "MB"}, "type": "success"})

    def _boleto(self, body: dict[str, str]) -> Answer:
        bill = self._world.bills[int(body["boletos"])]
        if not self._world.owed(bill):
            return _json({"type": "error", "message": "Parcela já está recebida ou cancelada!<br />"})
        paper = papers.pdf(f"Boleto {bill.id} {bill.line}")
        if body.get("base64") != "S":
            return Answer(paper, content_type=b"application/pdf")
        return Answer(base64.b64encode(paper), content_type=b"text/html; charset=utf-8")

    def _power(self, body: dict[str, str]) -> Answer:
        found = next(c for c in self._world.contracts.values() if str(c.connection) == body["id"])
        said = f"<div>SEND POWER : {found.tx} (Dbm)</div><div>RECV POWER : {found.rx} (Dbm)</div>"
        return Answer(said.encode(), content_type=b"text/html; charset=utf-8")


def _json(value: object) -> Answer:
    plain = json(value).body.decode()
    # As the real one writes it: ASCII alone, everything else escaped.
    body = "".join(c if c.isascii() else f"\\u{ord(c):04x}" for c in plain)
    return Answer(body.encode(), content_type=ROWS_TYPE)


def _inserted(own: int) -> Answer:
    return _json({"type": "success", "message": "Registro inserido com sucesso!", "id": str(own)})


def _broken() -> Answer:
    return Answer(_BROKEN, content_type=b"text/html; charset=utf-8")
