"""Contacts are imported from files, on memory: guessed, tried, taken in batches, gone on with after a crash."""

from collections.abc import AsyncIterator, Sequence

import pytest

from pytake_domain.contacts import (
    AttributeType,
    ConsentGiven,
    ContactImport,
    DefineAttributes,
    FileUnreadable,
    ImportContacts,
    ImportPlan,
    ImportState,
    TakenIn,
)
from pytake_domain.kernel.errors import Forbidden, Invalid
from pytake_domain.kernel.work import Job
from pytake_domain.testing.memory.house import Company
from pytake_domain.testing.memory.imports import MemoryImports, MemoryTables

FILE = """Nome;Celular;E-mail;Plano;Tags
Ana;11 98765-4321;ana@exemplo.com;Fibra;a, b
;;;;
Bia;sem telefone;;;
Caio;(21) 98765-4321;nada;;
Davi;11 8765-4321;;;
Eva;+55 31 98765-4321;;cabo;
"""


@pytest.fixture
async def importing(company: Company) -> ImportContacts:
    house = company.house
    defining = DefineAttributes(open_work=house.open_work, clock=house.clock, ids=house.ids)
    await defining.add(company.boss, name="plano", label="Plano", kind=AttributeType.CHOICE, options=["fibra"])
    return ImportContacts(open_work=house.open_work, tables=MemoryTables(), clock=house.clock, ids=house.ids)


async def bytes_of(text: str) -> AsyncIterator[bytes]:
    yield text.encode()


async def imported(
    company: Company, importing: ImportContacts, text: str, plan: ImportPlan | None = None
) -> ContactImport:
    one = await importing.start(company.boss, bytes_of(text), filename="a.csv", plan=plan)
    await importing.run(company.id, job_of(company).payload)
    return (await importing.get(company.boss, one.id))[0]


def job_of(company: Company) -> Job:
    return next(stored.job for stored in company.rows.jobs if stored.job.kind == "contacts.import")


async def test_a_preview_says_what_would_become_of_every_row(company: Company, importing: ImportContacts) -> None:
    preview = await importing.preview(company.boss, bytes_of(FILE), None)
    assert preview.columns == ("name", "phone", "email", "attr.plano", "tags")
    assert (preview.header, preview.rows, preview.new, preview.known, preview.refused) == (True, 5, 1, 0, 4)
    assert [(row.number, row.problem.code) for row in preview.first_refused] == [
        (4, "not_a_phone"),
        (5, "not_an_email"),
        (6, "twice_in_file"),
        (7, "not_a_choice"),
    ]
    assert preview.reasons["phone:twice_in_file"] == 1
    assert company.rows.contacts == {}


async def test_an_import_reports_what_it_stored(company: Company, importing: ImportContacts) -> None:
    one = await imported(company, importing, FILE)
    assert (one.state, one.created, one.refused, one.seen) == (ImportState.DONE, 1, 4, 5)
    (ana,) = company.rows.contacts.values()
    assert (ana.name, ana.phone, ana.email) == ("Ana", "+5511987654321", "ana@exemplo.com")
    assert (ana.attributes, ana.tags) == ({"plano": "fibra"}, ("a", "b"))
    assert company.rows.import_pieces == {}
    assert [row.number async for row in importing.refused(company.boss, one.id)] == [4, 5, 6, 7]


async def test_a_file_without_a_head_is_known_by_its_looks(company: Company, importing: ImportContacts) -> None:
    preview = await importing.preview(company.boss, bytes_of("Ana,11987654321,a@b.co\nBia,21987654321,c@d.co\n"), None)
    assert (preview.header, preview.columns, preview.new) == (False, (None, "phone", "email"), 2)


async def test_consents_come_with_their_proof(company: Company, importing: ImportContacts) -> None:
    said = ConsentGiven(purpose="marketing", given=True, source="feira", text="Aceito.")
    plan = ImportPlan(columns=("phone",), header=False, tags=("feira",), consent=said)
    one = await imported(company, importing, "11987654321\n21987654321\n", plan)
    assert one.created == 2
    assert {c.opted_in for c in company.rows.contacts.values()} == {True}
    assert {(p.text, p.source) for p in company.rows.consents.values()} == {("Aceito.", "feira")}
    assert set(company.rows.tags) == {"feira"}


async def test_it_goes_on_behind_the_last_batch_that_was_stored(
    company: Company, importing: ImportContacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Telefone\n" + "".join(f"119{number:08d}\n" for number in range(80_000_000, 80_002_500))
    one = await importing.start(company.boss, bytes_of(text), filename="a.csv", plan=None)
    taking, calls = MemoryImports.take_in, []

    async def dying(self: MemoryImports, rows: Sequence[object], terms: object) -> TakenIn:
        calls.append(len(rows))
        taken = await taking(self, rows, terms)  # type: ignore[arg-type]
        if len(calls) == 2:
            raise RuntimeError
        return taken

    monkeypatch.setattr(MemoryImports, "take_in", dying)
    with pytest.raises(RuntimeError):
        await importing.run(company.id, job_of(company).payload)
    half, _ = await importing.get(company.boss, one.id)
    assert (half.state, half.created, len(company.rows.contacts)) == (ImportState.RUNNING, 1_000, 1_000)
    for _ in range(2):
        await importing.run(company.id, job_of(company).payload)
    whole, _ = await importing.get(company.boss, one.id)
    assert (whole.state, whole.created, len(company.rows.contacts)) == (ImportState.DONE, 2_500, 2_500)
    assert calls == [1_000, 1_000, 1_000, 500]


@pytest.mark.parametrize(
    ("plan", "field", "code"),
    [
        (ImportPlan(columns=("name",)), "columns", "no_phone_column"),
        (ImportPlan(columns=("phone", "phone")), "columns", "column_twice"),
        (ImportPlan(columns=("phone", "attr.cor")), "columns", "not_a_choice"),
        (
            ImportPlan(columns=("phone",), consent=ConsentGiven(purpose="x", given=False, source="a")),
            "consent",
            "only_given",
        ),
        (ImportPlan(columns=("phone",), encoding="utf-7x"), "file", "letters_unreadable"),
    ],
)
async def test_a_plan_that_makes_no_sense_is_refused_before_anything_is_kept(
    company: Company, importing: ImportContacts, plan: ImportPlan, field: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await importing.start(company.boss, bytes_of(FILE), filename="a.csv", plan=plan)
    assert (refused.value.problems[0].field, refused.value.problems[0].code) == (field, code)
    assert company.rows.imports == {}


async def test_an_empty_file_and_strangers_are_refused(company: Company, importing: ImportContacts) -> None:
    with pytest.raises(FileUnreadable):
        await importing.preview(company.boss, bytes_of(""), None)
    with pytest.raises(Forbidden):
        await importing.preview(company.person("Rui", []), bytes_of(FILE), None)


async def test_refused_rows_are_taken_as_they_are_corrected(company: Company, importing: ImportContacts) -> None:
    guessed = ImportPlan(columns=("name", "phone", "email", "attr.plano", "tags"), separator=";")
    refused = {row.number for row in (await importing.preview(company.boss, bytes_of(FILE), guessed)).first_refused}
    assert refused == {4, 5, 6, 7}
    fixed = {4: {1: "31 98888-7777"}, 5: {2: ""}, 6: dict.fromkeys(range(5), ""), 7: {3: "Fibra", 6: "x"}}
    plan = ImportPlan(columns=guessed.columns, separator=";", corrections=fixed)
    preview = await importing.preview(company.boss, bytes_of(FILE), plan)
    assert (preview.rows, preview.new, preview.refused) == (4, 4, 0)
    one = await imported(company, importing, FILE, plan)
    assert (one.seen, one.created, one.refused) == (4, 4, 0)
    assert {contact.name for contact in company.rows.contacts.values()} == {"Ana", "Bia", "Caio", "Eva"}


@pytest.mark.parametrize("corrections", [{row: {0: ""} for row in range(1001)}, {2: {200: "x"}}, {2: {-1: "x"}}])
async def test_corrections_beyond_reason_are_refused(
    company: Company, importing: ImportContacts, corrections: dict[int, dict[int, str]]
) -> None:
    plan = ImportPlan(columns=("phone",), corrections=corrections)
    with pytest.raises(Invalid) as refused:
        await importing.preview(company.boss, bytes_of(FILE), plan)
    assert refused.value.problems[0].field == "corrections"
