"""What leaves as a picture or a table says what it should, and runs nothing."""

import base64
import datetime as dt
import io

import openpyxl
import segno
from PIL import Image

from pytake_app.wire.dashboard_export import sheet_of, xlsx_of
from pytake_app.wire.qr import qr_picture
from pytake_domain.analytics import Figure, Metric, Point, Span
from pytake_domain.kernel.text import Language

SCALE, BORDER = 6, 4
URI = "otpauth://totp/PyTake:ana%40provedor.example?secret=JBSWY3DPEHPK3PXP&issuer=PyTake"
NOON = dt.datetime(2026, 6, 1, 15, tzinfo=dt.UTC)


def modules(picture: str) -> list[list[bool]]:
    """The dark fields of a code, read from its pixels."""
    head, data = picture.split(",", 1)
    assert head == "data:image/png;base64"
    image = Image.open(io.BytesIO(base64.b64decode(data))).convert("L")
    size = image.width // SCALE - 2 * BORDER
    at = [(BORDER + n) * SCALE + SCALE // 2 for n in range(size)]
    return [[image.getpixel((x, y)) == 0 for x in at] for y in at]


def test_the_picture_is_the_code_of_the_address() -> None:
    expected = segno.make(URI, micro=False, error="m").matrix
    assert modules(qr_picture(URI)) == [[bool(field) for field in row] for row in expected]
    assert modules(qr_picture(URI + "x")) != modules(qr_picture(URI))


def test_a_workbook_holds_numbers_and_times_and_no_formula() -> None:
    span = Span(first=dt.date(2026, 6, 1), last=dt.date(2026, 6, 2), time_zone="America/Sao_Paulo")
    figures = [
        Figure(metric=Metric.MESSAGES_RECEIVED, value=3, before=2, trend=50.0, spark=(Point(at=NOON, value=3),)),
        Figure(metric=Metric.MESSAGES_SENT, value=0, before=0, trend=None, spark=()),
    ]
    for name in ("=1+1", "+cmd", "-2", "@SUM(A1)", "Pro\x0bvedor"):
        sheet = sheet_of(name, span, figures, Language.PT_BR, NOON)
        book = openpyxl.load_workbook(io.BytesIO(xlsx_of(sheet, span, figures)))
        summary, series = book["Resumo"], book["Por hora ou dia"]
        assert summary["A1"].value == sheet.title.replace("\x0b", "")
        assert {cell.data_type for row in summary for cell in row} <= {"s", "n"}
        assert [cell.value for cell in summary[6]] == ["Mensagens recebidas", 3, 2, 0.5]
        assert summary["D7"].value is None
        assert [cell.value for cell in series[2]] == ["Mensagens recebidas", NOON.replace(hour=12, tzinfo=None), 3]
