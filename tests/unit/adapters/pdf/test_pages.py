"""Transcripts as pages: as many as are needed, with pictures, in characters that the font has."""

import datetime as dt
import io
import re

import pytest
from msgspec.structs import replace
from PIL import Image

from pytake_adapters.pdf.glyphs import readable
from pytake_adapters.pdf.printer import PdfPrinter
from pytake_domain.analytics import Sheet
from pytake_domain.kernel.text import Language
from pytake_domain.messaging import Head, Line
from pytake_domain.testing.builders import AT, fresh

LATIN = frozenset(range(0x20, 0x180))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Olá, ação ñ €", "Olá, ação ñ ?"),
        ("bom 😀", "bom [grinning face]"),
        ("👍🏽", "[thumbs up sign]"),
        ("☀\ufe0f", "[black sun with rays]"),
        ("🇧🇷", "BR"),
        ("a\u200db\u202e", "ab"),
        ("um\r\ndois\tx", "um\ndois    x"),
        ("→ ✓", "-> v"),
        ("\ufb01m", "fim"),
        ("中", "?"),
    ],
)
def test_what_the_font_lacks_is_readable_all_the_same(text: str, shown: str) -> None:
    assert readable(text, LATIN) == shown


def a_head() -> Head:
    return Head(
        company="Rede Sol ☀",
        contact="Maria",
        phone="+55 11 •••• 4321",
        number="+551130000001",
        status="active",
        time_zone="America/Sao_Paulo",
        conversation_id=fresh(),
        exported_by="Ana",
        exported_at=AT,
        language=Language.PT_BR,
    )


def a_line(text: str, kind: str = "text", picture: bytes | None = None) -> Line:
    at = AT.astimezone(dt.timezone(dt.timedelta(hours=-3)))
    return Line(id=fresh(), at=at, kind=kind, sender="Maria 🌻", sender_kind="contact", text=text, picture=picture)


def a_picture(size: tuple[int, int] = (320, 200)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, "JPEG")
    return out.getvalue()


async def test_a_long_talk_has_pages_and_pictures() -> None:
    printer = PdfPrinter()
    lines = [a_line(f"mensagem {n} " + "palavra " * 30) for n in range(150)]
    lines += [a_line("foto", "image", a_picture()), a_line("nota", "note"), a_line("", "text"), a_line("x" * 5_000)]
    lines += [a_line("quebrada", "image", b"\xff\xd8 nothing"), a_line("alta", "image", a_picture((20, 320)))]

    made = await printer.pages(a_head(), lines)
    await printer.aclose()

    assert made.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b", made)) > 5
    assert len(re.findall(rb"/Subtype /Image\b", made)) == 2
    assert b"/FontFile2" in made


async def test_a_sheet_of_figures_is_one_page_of_a_table() -> None:
    sheet = Sheet(
        title="Rede Sol ☀ · Indicadores",
        about=("2026-11-01 .. 2026-11-07 (America/Sao_Paulo)",),
        columns=("Indicador", "Período", "Período anterior", "Variação"),
        rows=tuple((f"Mensagens {n} 中", str(n), "0", "+12.5 %") for n in range(7)),
        language=Language.PT_BR,
        made_at=AT,
    )
    printer = PdfPrinter()
    try:
        made = await printer.sheet(sheet)
        many = await printer.sheet(replace(sheet, rows=sheet.rows * 20))
    finally:
        await printer.aclose()
    assert [len(re.findall(rb"/Type /Page\b", each)) for each in (made, many)] == [1, 4]
