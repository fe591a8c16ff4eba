"""Files of tables: read as people save them, and whatever is in them, refused with a reason or read; never anything else."""

import contextlib
import datetime as dt
import io
import zipfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from pytake_adapters.tables.files import DiskFile, DiskTables
from pytake_domain.contacts import FileUnreadable
from pytake_domain.kernel.errors import TooLarge

ROWS = [["Nome", "Telefone", "Observação"], ["João", "11 98765-4321", 'disse "oi"; e foi'], ["Ana", "", "é, sim"]]


def read(path: Path, content: bytes, **how: str) -> list[list[str]]:
    path.write_bytes(content)
    with DiskFile(path).open(**how) as table:
        first = [list(row) for row in table.rows()]
        assert [list(row) for row in table.rows()] == first, "it can be read again"
        return first


def csv_of(separator: str) -> str:
    return "\r\n".join(separator.join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in ROWS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_letters_and_separators_are_found(tmp_path: Path, encoding: str, separator: str) -> None:
    assert read(tmp_path / "a", csv_of(separator).encode(encoding)) == ROWS


def test_what_is_said_of_a_file_holds(tmp_path: Path) -> None:
    assert read(tmp_path / "a", b"a;b,c", separator=",") == [["a;b", "c"]]
    with pytest.raises(FileUnreadable) as refused:
        read(tmp_path / "a", "é".encode("cp1252"), encoding="utf-8")
    assert refused.value.problems[0].code == "letters_unreadable"
    with pytest.raises(FileUnreadable):
        read(tmp_path / "a", b"a", encoding="klingon")


def sheet(rows: Sequence[Sequence[object]], merged: str | None = None) -> bytes:
    book, out = Workbook(), io.BytesIO()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(list(row))
    if merged:
        page.merge_cells(merged)
    book.save(out)
    return out.getvalue()


def test_sheets_give_text(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Nome", "Telefone", "Nascimento", "VIP", "Saldo"],
        ["João", 5511987654321, dt.date(1990, 1, 31), True, 2.5],
    ]
    found = read(tmp_path / "a", sheet(rows))
    assert found[1] == ["João", "5511987654321", "1990-01-31", "true", "2.5"]


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (sheet([["a", "=1+1"]]), "formula_in_cell"),
        (sheet([["a", "b"], ["c", "d"]], merged="A1:B1"), "merged_cells"),
        (packed(**{"xl/worksheets/sheet1.xml": bytes(50 * 2**20)}), "too_large_unpacked"),
        (packed(**{"xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}), "xlsx_broken"),
        (packed(**{"xl/workbook.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'.encode("utf-16")}), "xlsx_broken"),
        (packed(**{"nothing.txt": b"x"}), "xlsx_broken"),
        (sheet([["a"]])[:-200], "xlsx_broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "old_excel"),
        (bytes(range(256)) * 40, "not_a_table"),
        (b'a;"' + b"x" * 2_000_000, "csv_broken"),
        (b"a" * 40_000, "row_too_large"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(FileUnreadable) as refused:
        read(tmp_path / "a", content)
    assert refused.value.problems[0].code == code


def read_or_refused(path: Path, content: bytes) -> list[list[str]]:
    """No other exception than the one that says what is wrong."""
    with contextlib.suppress(FileUnreadable):
        return read(path, content)
    return []


SHEET = sheet([["Nome", "Telefone"], ["Ana", "11987654321"], ["João", 5]])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=400) | st.text().map(str.encode) | st.text().map(lambda text: text.encode("utf-16")))
def test_any_bytes_are_a_table_or_refused(tmp_path: Path, content: bytes) -> None:
    rows = read_or_refused(tmp_path / "a", content)
    assert not any("\0" in cell for row in rows for cell in row)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.integers(0, len(SHEET) - 1), st.integers(0, 255)), min_size=1, max_size=20))
def test_a_broken_sheet_is_a_table_or_refused(tmp_path: Path, changes: list[tuple[int, int]]) -> None:
    content = bytearray(SHEET)
    for place, value in changes:
        content[place] = value
    read_or_refused(tmp_path / "a", bytes(content))


async def test_more_than_is_taken_is_refused_while_it_comes() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 1000

    with pytest.raises(TooLarge):
        async with DiskTables().spooled(pieces(), most=5_000):
            pass
