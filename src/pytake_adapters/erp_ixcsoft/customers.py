"""Who somebody is: by document, which is stored as it was typed, or by phone, which is too."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from pytake_adapters.erp_ixcsoft import mapping
from pytake_adapters.erp_ixcsoft.api import IxcApi, Listing, Where
from pytake_adapters.erp_ixcsoft.places import Places
from pytake_adapters.net.body import JSON
from pytake_adapters.net.erp_phone import with_and_without_nine
from pytake_adapters.net.erp_records import few_at_once, records
from pytake_domain.erp import ErpCustomer, ErpFailed, FailureKind, reading

TABLE = "cliente"
_CPF = 11


class Customers:
    """Those of one company."""

    def __init__(self, api: IxcApi, zone: ZoneInfo) -> None:
        self._api = api
        self._zone = zone
        self._places = Places(api)

    async def with_document(self, document: str) -> Sequence[ErpCustomer]:
        """Masked first, then bare."""
        for spelling in (masked(document), document):
            where = Where("cnpj_cpf", spelling)
            if rows := await self._api.rows(Listing(table=TABLE, where=where)):
                if any(reading.document(row.get("cnpj_cpf")) != document for row in rows):
                    raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "somebody else")
                return await self.named(rows)
        return []

    async def with_phone(self, phone: str) -> Sequence[ErpCustomer]:
        """In either of the fields for mobiles, with the ninth digit and without."""
        spellings = with_and_without_nine(phone)
        for spelling in spellings:
            listings = (
                Listing(table=TABLE, where=Where(field, f"({spelling[:2]}) {spelling[2:-4]}-{spelling[-4:]}"))
                for field in ("telefone_celular", "whatsapp")
            )
            found = await few_at_once(self._api.rows, listings)
            if rows := {str(row.get("id")): row for each in found for row in each}:
                customers = await self.named(list(rows.values()))
                if any(not set(spellings) & set(customer.phones) for customer in customers):
                    raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "somebody else")
                return customers
        return []

    async def named(self, rows: Sequence[JSON]) -> list[ErpCustomer]:
        """Records of rows that all have to be readable, cities named."""
        placed = [(row, await self._places.of(row.get("cidade"), row.get("uf"))) for row in rows]
        return records(placed, lambda of: mapping.customer(of[0], self._zone, city=of[1][0], state=of[1][1]))


def masked(document: str) -> str:
    """As people type it: 529.982.247-25, 11.222.333/0001-81."""
    if len(document) == _CPF:
        return f"{document[:3]}.{document[3:6]}.{document[6:9]}-{document[9:]}"
    return f"{document[:2]}.{document[2:5]}.{document[5:8]}/{document[8:12]}-{document[12:]}"
