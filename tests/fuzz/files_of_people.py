"""What people upload: tables, documents, pictures, logos, forms."""

import asyncio
import base64
import io
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, cast

import msgspec
from litestar import Request
from openpyxl import Workbook
from tests.fuzz.table import Parser, texts
from tests.support.files import bomb, picture, sound
from tests.unit.adapters.documents.samples import HTML, docx, locked_against_changes, paragraph, pdf, scanned, table

from pytake_adapters.documents import child
from pytake_adapters.documents.found import Refused
from pytake_adapters.media_store.inspect import FORMATS, _picture
from pytake_adapters.tables.files import DiskFile
from pytake_app.http.edge.body import WrongMediaType
from pytake_app.http.edge.multipart import form_file
from pytake_app.wire.branding import BrandingIn, branding_of, logo_of
from pytake_app.wire.contact_imports import plan_of
from pytake_domain.ai import LARGEST_FILE
from pytake_domain.contacts import FileUnreadable
from pytake_domain.contacts.attribute import Attribute
from pytake_domain.contacts.importing.columns import field_names, guess, has_header
from pytake_domain.contacts.importing.rows import ImportPlan, check_corrections, read_row
from pytake_domain.kernel.errors import Invalid, Malformed
from pytake_domain.messaging import MediaRefused
from pytake_domain.messaging.sniff import sniff

ROWS = 2_000
"""Rows of one table that are looked at here; an import looks at all of them, each for itself."""
CSV = (
    'nome;telefone;e-mail;vip;tags\nAna;(11) 98765-4321;ana@example.com;sim;"a, b"\n',
    "phone,name\n+5511987654321,'=1+1\n",
    "telefone\tcpf\r\n11987654321\t529.982.247-25\r\n",
    "nome;telefone\nJosé;11987654321\n".encode("utf-16"),
    "nome;telefone\nJosé;11987654321\n".encode("cp1252"),
)
FORM = (
    b'--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nx\r\n'
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\na;b\r\n--b--\r\n'
)


@contextmanager
def on_disk(given: bytes) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(given)
        yield path


def contacts(given: bytes) -> Any:
    """A table as an import sees it: what it looks like, and who stands in it."""
    known: dict[str, Attribute] = {}
    with on_disk(given) as path, DiskFile(path).open() as opened:
        rows = []
        for row in opened.rows():
            rows.append(list(row))
            if len(rows) == ROWS:
                break
        if not rows:
            return opened.encoding
        header = has_header(rows[0])
        columns = guess(rows[0] if header else [], rows[:20], known)
        fields = field_names(columns, rows[0], header=header)
        plan = ImportPlan(columns=tuple(columns), header=header, fields=fields)
        return [read_row(number, row, plan, known) for number, row in enumerate(rows)], opened.separator


@cache
def xlsx(packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    book = Workbook()
    sheet = cast("Any", book.active)
    for row in (["nome", "telefone", "vip"], ["Ana", 11987654321, True], ["Zé", "11 98765-4321", 1.5]):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return repacked(out.getvalue(), lambda _, content: content, packed)


def repacked(given: bytes, change: Callable[[str, bytes], bytes], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP with other parts in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(given)) as old, zipfile.ZipFile(out, "w", packed) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


def hostile_zips(given: bytes, part: str) -> list[bytes]:
    """Bombs, entities in two ways to write letters, odd ways to pack, parts that are broken inside."""
    laughs = '<?xml version="1.0"{}?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><a>&b;</a>'
    changes: list[Callable[[bytes], bytes]] = [
        lambda _: b" " * (4 << 20),
        lambda _: laughs.format("").encode(),
        lambda _: laughs.format(' encoding="UTF-16"').encode("utf-16"),
        lambda old: old[: len(old) // 2],
        lambda old: old.replace(b"<", b"<\0", 3),
        lambda _: b"<a>" * 20_000,
    ]
    made = [repacked(given, lambda name, old, c=change: c(old) if name == part else old) for change in changes]  # type: ignore[misc]
    return made + [
        repacked(given, lambda _, old: old, way) for way in (zipfile.ZIP_STORED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2)
    ]


@cache
def xlsx_seeds() -> list[bytes]:
    return [xlsx(), *hostile_zips(xlsx(), "xl/worksheets/sheet1.xml"), *hostile_zips(xlsx(), "xl/workbook.xml")]


@cache
def docx_seeds() -> list[bytes]:
    whole = docx(paragraph("Planos", "Ttulo2") + table(("a", "b")) + paragraph("Fibra"))
    return [whole, *hostile_zips(whole, "word/document.xml")]


def document(name: str, mime_type: str = "") -> Callable[[bytes], Any]:
    """As the process of its own reads it, without its bounds of memory and time."""

    def run(given: bytes) -> Any:
        with on_disk(given) as path:
            return child._read(path, name, mime_type)

    return run


def image(given: bytes) -> Any:
    with on_disk(given) as path:
        kind = FORMATS.get(sniff(given), "PNG")
        found = _picture(path, kind)
    return found.width, found.height, len(found.thumbnail or b"")


def sniffed(given: bytes) -> Any:
    return sniff(given[:4096]), sniff(given[:3])


def logo(given: bytes) -> Any:
    looks = msgspec.json.decode(given, type=BrandingIn)
    return branding_of(looks), logo_of(looks)


class _NoLimit:
    """A route as far as it matters here; its own limit is tried end to end."""

    def resolve_request_max_body_size(self) -> None:
        """None."""


def form(given: bytes) -> Any:
    """A form; the first line is its content type, as a header says it."""
    kind, _, body = given.partition(b"\n")

    async def receive() -> Any:
        nonlocal body
        piece, body = body[:1000], body[1000:]
        return {"type": "http.request", "body": piece, "more_body": bool(body)}

    async def read() -> Any:
        scope: Any = {
            "type": "http",
            "method": "POST",
            "headers": [(b"content-type", kind)],
            "path": "/",
            "state": {},
            "route_handler": _NoLimit(),
        }
        scope["headers"].append((b"content-length", str(len(body)).encode()))
        file = await form_file(Request(scope, receive))
        return file.filename, file.mime_type, [piece async for piece in file.pieces()], dict(file.fields)

    return asyncio.run(read())


@cache
def image_seeds() -> list[bytes]:
    return [picture(40, 30, kind) for kind in ("JPEG", "PNG", "WEBP", "GIF")] + [bomb()]


@cache
def sniff_seeds() -> list[bytes]:
    return [*image_seeds(), sound(0.05), b"%PDF-1.7\n", b"OggS" + b"\0" * 24 + b"OpusHead", xlsx(), HTML.encode()]


@cache
def logo_seeds() -> list[bytes]:
    given = base64.b64encode(picture(8, 8, "PNG")).decode()
    looks = {"name": "Sol", "primary_color": "#0a5", "domain": "sol.example", "sender_address": "a@sol.example"}
    return [msgspec.json.encode({**looks, "logo": each}) for each in (given, f"data:image/png;base64,{given}", None)]


def form_seeds() -> list[bytes]:
    kinds = (
        b"multipart/form-data; boundary=b",
        b'multipart/form-data; boundary="b"',
        b"text/plain",
        b"multipart/form-data",
    )
    return [kind + b"\n" + FORM for kind in kinds]


def options(given: bytes) -> Any:
    """How a table is to be read, a field of the form."""
    plan = plan_of({"options": given})
    if plan is not None:
        check_corrections(plan.corrections)
    return plan


OPTIONS = (
    '{"columns": ["phone", null, "name"], "header": true, "encoding": "utf-8", "separator": ";", "country": "55"}',
    '{"columns": ["phone"], "tags": ["a"], "corrections": {"3": {"0": "x"}}}',
)

PARSERS = [
    Parser(
        name="import_options",
        run=options,
        seeds=texts(*OPTIONS),
        reads=("pytake_app/wire/contact_imports.py", "pytake_app/http/contact_imports.py"),
        refuses=(Invalid,),
    ),
    Parser(
        name="contacts_csv",
        run=contacts,
        seeds=texts(*CSV),
        reads=("pytake_adapters/tables/csv_files.py",),
        refuses=(FileUnreadable,),
        tries=120,
    ),
    Parser(
        name="contacts_xlsx",
        run=contacts,
        seeds=xlsx_seeds,
        reads=("pytake_adapters/tables/xlsx_files.py",),
        refuses=(FileUnreadable,),
        tries=60,
    ),
    Parser(
        name="knowledge_pdf",
        run=document("a.pdf"),
        seeds=lambda: [
            pdf("Planos\nFibra 500", title="t"),
            pdf("x", password="p"),
            locked_against_changes("x"),
            scanned(),
        ],
        reads=("pytake_adapters/documents/pdf_files.py", "pytake_adapters/documents/kinds.py"),
        refuses=(Refused, MemoryError, RecursionError),
        largest=LARGEST_FILE,
    ),
    Parser(
        name="knowledge_docx",
        run=document("a.docx"),
        seeds=docx_seeds,
        reads=("pytake_adapters/documents/docx_files.py", "pytake_adapters/documents/kinds.py"),
        refuses=(Refused, MemoryError, RecursionError),
        largest=LARGEST_FILE,
    ),
    Parser(
        name="knowledge_html",
        run=document("a.html", "text/html; charset=utf-8"),
        seeds=texts(HTML, HTML.encode("utf-16"), "<svg><script>x</script></svg><p>a", "<meta charset=rot13><p>a"),
        reads=("pytake_adapters/documents/html_files.py",),
        refuses=(Refused, MemoryError, RecursionError),
        largest=LARGEST_FILE,
    ),
    Parser(
        name="knowledge_text",
        run=document("a.md", "text/markdown"),
        seeds=texts("# Planos\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- x\n", "á".encode("utf-16"), "á".encode("cp1252")),
        reads=("pytake_adapters/documents/text_files.py",),
        refuses=(Refused, MemoryError, RecursionError),
        largest=LARGEST_FILE,
    ),
    Parser(
        name="picture",
        run=image,
        seeds=image_seeds,
        reads=("pytake_adapters/media_store/inspect.py",),
        refuses=(MediaRefused,),
        tries=60,
    ),
    Parser(name="sniff", run=sniffed, seeds=sniff_seeds, reads=("pytake_domain/messaging/sniff.py",)),
    Parser(
        name="branding",
        run=logo,
        seeds=logo_seeds,
        reads=("pytake_app/wire/branding.py",),
        refuses=(Invalid, msgspec.MsgspecError, UnicodeDecodeError, RecursionError),
    ),
    Parser(
        name="form",
        run=form,
        seeds=form_seeds,
        reads=("pytake_app/http/edge/multipart.py",),
        refuses=(Invalid, Malformed, WrongMediaType),
    ),
]
