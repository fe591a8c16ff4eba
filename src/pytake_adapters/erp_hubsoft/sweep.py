"""Taking everybody and everything owed over, page by page; of what changed since, customers by two kinds of change."""

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeVar

import msgspec

from pytake_adapters.erp_hubsoft import mapping
from pytake_adapters.erp_hubsoft.api import HubApi
from pytake_adapters.erp_hubsoft.wire import inner, listed
from pytake_adapters.net.body import JSON
from pytake_domain.erp import ErpCustomer, ErpFailed, FailureKind, Invoice, SyncPage, reading

T = TypeVar("T")

CUSTOMERS, INVOICES = "cliente/todos", "financeiro/fatura"
ROWS = 200
BEHIND, AHEAD = dt.timedelta(days=3650), dt.timedelta(days=730)
"""Due dates of what is owed: without a window HubSoft tells ten days alone."""
_CHANGED: Mapping[str, str] = MappingProxyType(
    {"customer": "tipo_data_cliente", "service": "tipo_data_cliente_servico"}
)
_WRITTEN: Mapping[str, str] = MappingProxyType({"made": "data_cadastro", "paid": "data_pagamento"})
_EVERYTHING = "all"
_NOT_TAKEN = frozenset({FailureKind.VALIDATION, FailureKind.BUSINESS})


class Place(msgspec.Struct, frozen=True):
    """How far a sweep is: which of its passes, and the page in it. The cursor spells it."""

    part: str
    page: int

    @classmethod
    def of(cls, cursor: str | None, parts: tuple[str, ...]) -> "Place":
        """At the beginning without a cursor, and with one that is none of ours."""
        part, _, page = (cursor or "").partition(":")
        if part in parts and page.isascii() and page.isdigit():
            return cls(part, int(page))
        return cls(parts[0], 0)

    def after(self, parts: tuple[str, ...], *, more: bool) -> str | None:
        """The next page, the next pass, or the end."""
        if more:
            return f"{self.part}:{self.page + 1}"
        following = parts[parts.index(self.part) + 1 :]
        return f"{following[0]}:0" if following else None


class Sweep:
    """Through one company's lists."""

    def __init__(self, api: HubApi) -> None:
        self._api = api

    async def customers(self, cursor: str | None, since: dt.datetime | None) -> SyncPage[ErpCustomer]:
        """Everybody, also where a release can't tell who changed."""
        whole = since is None or (cursor or "").startswith(_EVERYTHING)
        parts = (_EVERYTHING,) if whole else tuple(_CHANGED)
        place = Place.of(cursor, parts)
        query = {"cancelado": "sim", "relacoes": "endereco_instalacao"}
        if since is not None and not whole:
            query |= {_CHANGED[place.part]: "data_atualizacao", **self._since(since)}
        try:
            return await self._page(CUSTOMERS, "clientes", query, place, parts, self._customer)
        except ErpFailed as failed:
            if whole or cursor is not None or failed.kind not in _NOT_TAKEN:
                raise
        return await self.customers(f"{_EVERYTHING}:0", since)

    async def invoices(self, cursor: str | None, since: dt.datetime | None) -> SyncPage[Invoice]:
        """All that is owed, or whatever was made or paid since."""
        parts = (_EVERYTHING,) if since is None else tuple(_WRITTEN)
        place = Place.of(cursor, parts)
        query = {"exibir_pix_copia_cola": "sim", "tipo_resultado": "simplificado"}
        if since is None:
            today = self._api.today()
            window = {"data_inicio": str(today - BEHIND), "data_fim": str(today + AHEAD)}
            query |= {"apenas_em_aberto": "sim", "tipo_data": "data_vencimento", **window}
        else:
            query |= {"tipo_data": _WRITTEN[place.part], **self._since(since)}
        return await self._page(INVOICES, "faturas", query, place, parts, self._invoice)

    async def ping(self, path: str, name: str) -> None:
        """Ask a list for its first row."""
        listed(await self._api.get(path, {"pagina": "0", "itens_por_pagina": "1"}), name)

    def _since(self, since: dt.datetime) -> dict[str, str]:
        first = since.astimezone(self._api.zone).date()
        return {"data_inicio": str(first), "data_fim": str(self._api.today())}

    def _customer(self, row: JSON) -> ErpCustomer | None:
        return mapping.customer(row, self._api.zone)

    def _invoice(self, row: JSON) -> Invoice | None:
        made = mapping.invoice(row, self._api.today())
        return made if made and made.customer_external_id else None

    async def _page(
        self,
        path: str,
        name: str,
        query: dict[str, str],
        place: Place,
        parts: tuple[str, ...],
        make: Callable[[JSON], T | None],
    ) -> SyncPage[T]:
        asked = {"pagina": str(place.page), "itens_por_pagina": str(ROWS), **query}
        body = await self._api.get(path, asked)
        rows, paging = listed(body, name), inner(body, "paginacao")
        here, last = _count(paging.get("pagina_atual")), _count(paging.get("ultima_pagina"))
        if last is None or here not in {None, place.page} or (not rows and place.page < last):
            raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "another page")
        made = [make(row) for row in rows]
        return SyncPage(
            items=tuple(each for each in made if each is not None),
            cursor=place.after(parts, more=place.page < last),
            total=_count(paging.get("total_registros")),
            complete=None not in made,
        )


def _count(value: object) -> int | None:
    said = reading.text(value) or ""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None  # noqa: PLR2004  pages and rows
