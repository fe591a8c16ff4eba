"""Who somebody is: one row a contract, the person told in each."""

from collections.abc import Sequence

from pytake_adapters.erp_sisgp import mapping
from pytake_adapters.erp_sisgp.api import SgpApi, accepted, number, rows
from pytake_adapters.net.erp_phone import with_and_without_nine
from pytake_adapters.net.erp_records import Another
from pytake_domain.erp import Contract, ContractRef, CustomerRef, ErpCustomer, ErpFailed, FailureKind, ref_of

PATH = "/api/ura/consultacliente/"


class Customers:
    """Those of one company."""

    def __init__(self, api: SgpApi) -> None:
        self._api = api

    async def with_document(self, document: str) -> Sequence[ErpCustomer]:
        """One document may have several client records."""
        found = await self._asked("cpfcnpj", document)
        if any(each.document != document for each in found):
            raise Another
        return found

    async def with_phone(self, phone: str) -> Sequence[ErpCustomer]:
        """With the ninth digit, or without."""
        spellings = with_and_without_nine(phone)
        for spelling in spellings:
            if found := await self._asked("telefone", spelling):
                if any(not set(spellings) & set(each.phones) for each in found):
                    raise Another
                return found
        return []

    async def one(self, customer: CustomerRef) -> ErpCustomer:
        """By document alone: no client can be asked for by id. Raises NOT_FOUND."""
        found = await self.with_document(document_of(customer))
        own = next((each for each in found if each.external_id == customer.external_id), None)
        if own is None:
            raise ErpFailed(FailureKind.NOT_FOUND)
        return own

    async def with_contract(self, contract: ContractRef) -> tuple[Contract, CustomerRef]:
        """A contract as it is, and whose. Raises NOT_FOUND, also when it is somebody else's than the one who is named."""
        found = await self._asked("contrato", str(number(contract.external_id)))
        for each in found:
            for known in each.contracts:
                if known.external_id == contract.external_id:
                    if contract.customer is not None and contract.customer.external_id != each.external_id:
                        raise ErpFailed(FailureKind.NOT_FOUND)
                    return known, ref_of(each)
        raise Another if found else ErpFailed(FailureKind.NOT_FOUND)

    async def _asked(self, by: str, value: str) -> list[ErpCustomer]:
        try:
            told = await self._api.post(PATH, {by: value}, lambda answer: rows(accepted(answer).get("contratos")))
        except ErpFailed as failed:
            if failed.kind is FailureKind.NOT_FOUND:
                return []
            raise
        found = mapping.customers(told, self._api.zone)
        if found is None:
            raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "unreadable row")
        return found


def document_of(customer: CustomerRef) -> str:
    """What SGP's lists are asked by. Odd ones can hang it, so nothing else is sent."""
    if not customer.document:
        raise ErpFailed(FailureKind.VALIDATION, "document")
    return customer.document
