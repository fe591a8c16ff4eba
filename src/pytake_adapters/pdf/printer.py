"""Transcripts and sheets of figures as PDF with fpdf2, in a font that comes with a package."""

import asyncio
import io
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path

from fpdf import FPDF
from fpdf.fonts import TTFFont
from PIL import Image, UnidentifiedImageError

from pytake_adapters.pdf.glyphs import readable
from pytake_domain.analytics import Sheet
from pytake_domain.kernel.text import Language
from pytake_domain.messaging import Head, Line, head_rows

FONT = "files/OpenSans[wdth,wght].ttf"
FAMILY = "transcript"
BOLD = {"wght": 700.0}
SMALL, NORMAL, LARGE = 7.5, 9.5, 14
HEIGHT = 4.6
PICTURE_WIDTH, PICTURE_HEIGHT = 50.0, 60.0
NOTE_COLOUR = (255, 248, 220)
_PAGE = {Language.PT_BR: "Página", Language.EN: "Page", Language.ES: "Página"}

# It tells at length what it leaves out of a font.
logging.getLogger("fontTools").setLevel(logging.ERROR)


class PdfPrinter:
    """See Printer. Pages are laid out in a thread of their own, one transcript after the other."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="pdf-pages")

    async def pages(self, head: Head, lines: Sequence[Line]) -> bytes:
        """See the port."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, lay_out, head, lines)

    async def sheet(self, sheet: Sheet) -> bytes:
        """See SheetPrinter."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, lay_out_sheet, sheet)

    async def aclose(self) -> None:
        """Whoever is at work finishes."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class _Pages(FPDF):
    """A4 with the page's number below."""

    def __init__(self, word: str) -> None:
        super().__init__(format="A4")
        self._word = word
        font = Path(str(files("fontpkg_open_sans"))) / FONT
        self.add_font(FAMILY, "", font)
        self.add_font(FAMILY, "B", font, variations=BOLD)
        own = self.fonts[FAMILY]
        assert isinstance(own, TTFFont)  # noqa: S101  added above
        self.known = own.cmap
        self.set_auto_page_break(auto=True, margin=18)
        self.alias_nb_pages()

    def footer(self) -> None:
        """Called by the library at the end of each page."""
        self.set_y(-13)
        self.set_font(FAMILY, "", SMALL)
        self.set_text_color(120)
        self.cell(0, 5, f"{self._word} {self.page_no()} / {{nb}}", align="C")
        self.set_text_color(0)

    def write_text(self, text: str, *, style: str = "", size: float = NORMAL, fill: bool = False) -> None:
        """Lines as wide as the page."""
        self.set_font(FAMILY, style, size)
        shown = readable(text, self.known) or " "
        self.multi_cell(0, HEIGHT * size / NORMAL, shown, align="L", fill=fill, new_x="LMARGIN", new_y="NEXT")


def lay_out(head: Head, lines: Sequence[Line]) -> bytes:
    """The whole document."""
    pdf = _Pages(_PAGE[head.language])
    pdf.set_title(readable(f"{head.company} {head.conversation_id}", pdf.known))
    pdf.set_creation_date(head.exported_at)
    pdf.add_page()
    pdf.write_text(head.company, style="B", size=LARGE)
    for name, value in head_rows(head):
        pdf.write_text(f"{name}: {value}", size=SMALL + 1)
    pdf.ln(3)
    for line in lines:
        _write(pdf, line)
    return bytes(pdf.output())


def lay_out_sheet(sheet: Sheet) -> bytes:
    """The whole document; the first column is as wide as two of the others, which are numbers."""
    pdf = _Pages(_PAGE[sheet.language])
    pdf.set_title(readable(sheet.title, pdf.known))
    pdf.set_creation_date(sheet.made_at)
    pdf.add_page()
    pdf.write_text(sheet.title, style="B", size=LARGE)
    for line in sheet.about:
        pdf.write_text(line, size=SMALL + 1)
    pdf.ln(3)
    pdf.set_font(FAMILY, "", NORMAL)
    widths = (2, *(1 for _ in sheet.columns[1:]))
    aligned = ("LEFT", *("RIGHT" for _ in sheet.columns[1:]))
    with pdf.table(col_widths=widths, text_align=aligned, line_height=HEIGHT + 1) as table:
        for cells in (sheet.columns, *sheet.rows):
            row = table.row()
            for cell in cells:
                row.cell(readable(cell, pdf.known))
    return bytes(pdf.output())


def _write(pdf: _Pages, line: Line) -> None:
    note = line.kind == "note"
    if pdf.will_page_break(3 * HEIGHT):
        # Who spoke stands on the same page as what they said.
        pdf.add_page()
    pdf.set_fill_color(*NOTE_COLOUR)
    status = f"  ·  {line.status}" if line.status and line.status != "received" else ""
    pdf.set_text_color(90)
    pdf.write_text(f"{line.sender}  ·  {line.moment}{status}", style="B", size=SMALL, fill=note)
    pdf.set_text_color(0)
    attached = f" [{line.filename}]" if line.filename and line.filename != line.text else ""
    pdf.write_text(line.text + attached, fill=note)
    if line.picture is not None:
        _picture(pdf, line.picture)
    pdf.ln(1.5)


def _picture(pdf: _Pages, picture: bytes) -> None:
    """One that can't be opened is left out: its line says what it was."""
    try:
        with Image.open(io.BytesIO(picture), formats=("JPEG",)) as opened:
            opened.load()
            width, height = opened.size
            scale = min(PICTURE_WIDTH / width, PICTURE_HEIGHT / height)
            if pdf.get_y() + height * scale > pdf.page_break_trigger:
                pdf.add_page()
            pdf.image(opened, w=width * scale, h=height * scale)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return
