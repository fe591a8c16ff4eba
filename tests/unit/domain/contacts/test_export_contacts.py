"""Contacts are taken away as a file, on memory."""

import pytest

from pytake_domain.contacts import (
    ContactPatch,
    ContactsExported,
    ExportContacts,
    KeepContacts,
    NewContact,
    TableForm,
    Wanted,
    defused,
    phone_address,
)
from pytake_domain.kernel.actor import Permission
from pytake_domain.kernel.errors import Forbidden
from pytake_domain.kernel.text import Phone
from pytake_domain.testing.memory.house import Company
from pytake_domain.testing.memory.imports import MemoryTableWriter


@pytest.fixture
def exporting(company: Company) -> ExportContacts:
    house = company.house
    return ExportContacts(open_work=house.open_work, writer=MemoryTableWriter(), clock=house.clock, ids=house.ids)


async def people(company: Company, many: int) -> None:
    keeping = KeepContacts(open_work=company.house.open_work, clock=company.house.clock, ids=company.house.ids)
    for number in range(many):
        phone = phone_address(Phone(f"+55119{80_000_000 + number}"))
        known = ContactPatch(name=f"Pessoa {number}")
        await keeping.add(
            company.boss, NewContact(addresses=(phone,), known=known, tags=("par",) if number % 2 else ())
        )


async def lines(exporting: ExportContacts, company: Company, wanted: Wanted) -> list[str]:
    pieces = await exporting.export(company.boss, wanted, TableForm.CSV)
    return b"".join([piece async for piece in pieces]).decode().splitlines()


async def test_every_page_is_in_it_and_it_is_kept_who_took_it(company: Company, exporting: ExportContacts) -> None:
    await people(company, 230)
    assert len(await lines(exporting, company, Wanted())) == 231
    assert len(await lines(exporting, company, Wanted(text="tag = par"))) == 116
    assert len(await lines(exporting, company, Wanted(q="pessoa 7"))) == 12
    assert len(await lines(exporting, company, Wanted(q="...."))) == 1
    taken = [e for e in company.rows.event_log if isinstance(e, ContactsExported)]
    assert [(e.actor_id, e.form) for e in taken] == [(company.boss.id, "csv")] * 4


async def test_numbers_are_masked_for_who_may_not_see_them(company: Company, exporting: ExportContacts) -> None:
    await people(company, 1)
    reader = company.person("Rui", [Permission.READ_CONTACTS])
    text = b"".join([piece async for piece in await exporting.export(reader, Wanted(), TableForm.CSV)]).decode()
    assert "980000000" not in text
    assert "•" in text
    with pytest.raises(Forbidden):
        await exporting.export(company.person("Rui", []), Wanted(), TableForm.CSV)


@pytest.mark.parametrize("cell", ["=1+1", "+1+1", "-2", "@a", "\t=1", "\r=1"])
def test_what_would_be_a_formula_is_text(cell: str) -> None:
    assert defused(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "Ana", "+5511987654321", "+55•••21", "1-2"])
def test_what_is_none_stays(cell: str) -> None:
    assert defused(cell) == cell
