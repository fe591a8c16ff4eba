"""Who somebody is, with their services and the sessions of these: one question tells it all."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import msgspec

from pytake_adapters.erp_hubsoft import mapping
from pytake_adapters.erp_hubsoft.api import HubApi
from pytake_adapters.erp_hubsoft.wire import listed
from pytake_adapters.net.body import JSON, part
from pytake_adapters.net.erp_phone import with_and_without_nine
from pytake_adapters.net.erp_records import Another, records
from pytake_domain.erp import Contract, ContractRef, CustomerRef, ErpCustomer, ErpFailed, FailureKind, reading, ref_of

PATH = "cliente"
WHOLE: Mapping[str, str] = MappingProxyType(
    {"limit": "20", "cancelado": "sim", "inativo": "todos", "ultima_conexao": "sim"}
)
"""Without these, what is cancelled and who is inactive are left out."""


class Term(msgspec.Struct, frozen=True):
    """What is looked for, and in which of HubSoft's columns."""

    by: str
    of: str

    def query(self, **more: str) -> dict[str, str]:
        """As parameters."""
        return {"busca": self.by, "termo_busca": self.of, **more}


class Customers:
    """Those of one company."""

    def __init__(self, api: HubApi) -> None:
        self._api = api

    async def with_document(self, document: str) -> Sequence[ErpCustomer]:
        """Everybody of that document."""
        found = self._made(await self._rows(Term("cpf_cnpj", document)))
        if any(each.document != document for each in found):
            raise Another
        return found

    async def with_phone(self, phone: str) -> Sequence[ErpCustomer]:
        """With the ninth digit, or without."""
        spellings = with_and_without_nine(phone)
        for spelling in spellings:
            if found := self._made(await self._rows(Term("telefone", spelling))):
                if any(not set(spellings) & set(each.phones) for each in found):
                    raise Another
                return found
        return []

    async def one(self, customer: CustomerRef) -> ErpCustomer:
        """With their services. Raises NOT_FOUND."""
        (found,) = self._made([await self.row(customer)])
        return found

    async def row(self, customer: CustomerRef) -> JSON:
        """As HubSoft tells it. Raises NOT_FOUND."""
        term = _term(customer)
        rows = await self._rows(term)
        if any(not _fits(row, term) for row in rows):
            raise Another
        own = (row for row in rows if reading.identifier(row.get("id_cliente")) == customer.external_id)
        if (found := next(own, None)) is None:
            raise ErpFailed(FailureKind.NOT_FOUND)
        return found

    async def of_service(self, service_id: str) -> tuple[JSON, JSON]:
        """The customer that has a service, and the service. Raises NOT_FOUND."""
        for row in await self._rows(Term("id_cliente_servico", service_id)):
            for service in listed(row, "servicos"):
                if reading.identifier(service.get("id_cliente_servico")) == service_id:
                    return row, service
            raise Another
        raise ErpFailed(FailureKind.NOT_FOUND)

    async def with_service(self, contract: ContractRef) -> tuple[Contract, CustomerRef]:
        """A service as it is, and whose. Raises NOT_FOUND, also when it is somebody else's than the one who is named."""
        row, _ = await self.of_service(contract.external_id)
        (customer,) = self._made([row])
        if contract.customer is not None and contract.customer.external_id != customer.external_id:
            raise ErpFailed(FailureKind.NOT_FOUND)
        return next(c for c in customer.contracts if c.external_id == contract.external_id), ref_of(customer)

    async def known(self, customer: CustomerRef) -> CustomerRef:
        """With what their lists can be asked by: the code people see, or the document."""
        if customer.code or customer.document:
            return customer
        return ref_of(await self.one(customer))

    async def ping(self) -> None:
        """Ask for nobody."""
        await self._rows(Term("codigo_cliente", "0"))

    async def _rows(self, term: Term) -> list[JSON]:
        return listed(await self._api.get(PATH, term.query(**WHOLE)), "clientes")

    def _made(self, rows: Sequence[JSON]) -> list[ErpCustomer]:
        return records(rows, lambda row: mapping.customer(row, self._api.zone))


def list_term(customer: CustomerRef, contract_id: str | None = None) -> Term:
    """How lists of invoices and tickets are asked for: by service, else by code, else by document."""
    if contract_id:
        return Term("id_cliente_servico", contract_id)
    if customer.code:
        return Term("codigo_cliente", customer.code)
    return Term("cpf_cnpj", customer.document or "")


def about(row: JSON, customer: CustomerRef) -> bool:
    """Is the customer that a row of theirs names the one asked about? A row that names nobody is nobody's."""
    whose = part(row, "cliente")
    code, document = reading.identifier(whose.get("codigo_cliente")), reading.document(whose.get("cpf_cnpj"))
    same = [told == asked for told, asked in ((code, customer.code), (document, customer.document)) if told and asked]
    return bool(same) and all(same)


def _term(customer: CustomerRef) -> Term:
    if customer.code:
        return Term("codigo_cliente", customer.code)
    if customer.document:
        return Term("cpf_cnpj", customer.document)
    return Term("id_cliente", customer.external_id)


def _fits(row: JSON, term: Term) -> bool:
    if term.by == "cpf_cnpj":
        return reading.document(row.get("cpf_cnpj")) == term.of
    return reading.identifier(row.get(term.by)) == term.of
