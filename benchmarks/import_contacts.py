"""Contacts from a file: rows a second and the memory it takes, CSV and XLSX, new people and the same file again.

python benchmarks/import_contacts.py [--rows 500000] [--sheet-rows 100000]
"""

import argparse
import asyncio
import csv
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.harness import Line, container_of, prepare, report, run, servers

from pytake_app.embedded.stack import Place, Stack
from pytake_app.wiring.container import Container, close
from pytake_domain.contacts import AttributeType, ImportState
from pytake_domain.kernel.actor import Actor, ActorKind, Permission
from pytake_domain.kernel.ids import TenantId

TITLES = ["Nome", "Telefone", "E-mail", "Plano", "Saldo", "Etiquetas"]
PIECE = 256 * 1024
WRONG_EACH = 100
"""One row in so many has a number that is none."""


def rows(many: int, first: int) -> Any:
    """People as a shop knows them."""
    for n in range(first, first + many):
        phone = "sem número" if n % WRONG_EACH == 0 else f"11 9{80_000_000 + n:08d}"
        yield [
            f"Cliente {n}",
            phone,
            f"cliente{n}@exemplo.com.br",
            ("Fibra", "Rádio")[n % 2],
            f"{n % 1000},50",
            f"lote{n % 20}",
        ]


def write_csv(path: Path, many: int) -> None:
    """As Excel saves it in Brazil."""
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(TITLES)
        writer.writerows(rows(many, 0))


def write_xlsx(path: Path, many: int) -> None:
    """One sheet."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(TITLES)
    for row in rows(many, 5_000_000):
        sheet.append(row)
    book.save(path)


def _size(path: Path) -> int:
    return path.stat().st_size


async def _pieces(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


async def _import(
    container: Container, actor: Actor, path: Path, size: int, admin: asyncpg.Connection
) -> dict[str, Any]:
    importing = container.contacts().import_contacts()
    process, began = psutil.Process(), time.perf_counter()
    before = process.memory_info().rss
    one = await importing.start(actor, _pieces(path), filename=path.name, plan=None)
    received, cpu = time.perf_counter(), process.cpu_times()
    peak = 0
    running = importing.run(actor.tenant_id, msgspec.json.encode({"import_id": one.id}))
    task = asyncio.ensure_future(running)
    while not task.done():
        peak = max(peak, process.memory_info().rss)
        await asyncio.sleep(0.05)
    await task
    took = time.perf_counter() - received
    after = process.cpu_times()
    done, _ = await importing.get(actor, one.id)
    assert done.state is ImportState.DONE, done
    stored = await admin.fetchval("SELECT count(*) FROM contacts WHERE tenant_id = $1", actor.tenant_id)
    return {
        "bytes": size,
        "received_in_s": round(received - began, 1),
        "read_in_s": round(took, 1),
        "rows_a_second": round(done.seen / took),
        "own_cpu_us_a_row": round((after.user + after.system - cpu.user - cpu.system) / done.seen * 1e6, 1),
        "memory_mb": {"before": round(before / 2**20), "peak": round(peak / 2**20)},
        "report": {
            "created": done.created,
            "updated": done.updated,
            "unchanged": done.unchanged,
            "refused": done.refused,
        },
        "contacts_stored": stored,
    }


async def _run(
    dsn: str, container: Container, line: Line, folder: Path, arguments: argparse.Namespace
) -> dict[str, Any]:
    actor = Actor(kind=ActorKind.SYSTEM, id=None, tenant_id=TenantId(line.tenant_id), permissions=frozenset(Permission))
    defining = container.contacts().define_attributes()
    await defining.add(actor, name="plano", label="Plano", kind=AttributeType.CHOICE, options=("Fibra", "Rádio"))
    await defining.add(actor, name="saldo", label="Saldo", kind=AttributeType.NUMBER)
    admin = await asyncpg.connect(dsn)
    table, sheet = folder / "people.csv", folder / "people.xlsx"
    write_csv(table, arguments.rows)
    result: dict[str, Any] = {}
    for name, path in (("csv", table), ("csv_again", table), ("xlsx", sheet)):
        if path is sheet:
            write_xlsx(sheet, arguments.sheet_rows)
        result[name] = await _import(container, actor, path, _size(path), admin)
        print(name, result[name], flush=True)
    await admin.close()
    await close(container)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--sheet-rows", type=int, default=100_000)
    arguments = parser.parse_args()
    with servers() as running:
        folder = running.data / "app"
        folder.mkdir()
        stack = Stack(running, Place(data=folder, database="imports", port=8438))
        stack.prepare()
        with container_of(stack) as container:
            (line,) = run(prepare(container, 1))
        with container_of(stack) as container:
            result = run(_run(running.admin_dsn("imports"), container, line, folder, arguments))
    report("import_contacts", list(result.items()), result)


if __name__ == "__main__":
    main()
