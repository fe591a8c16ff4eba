"""Boleto lines, bar codes and PIX codes with right check digits, made of an invoice's number and amount."""

import datetime as dt
from decimal import Decimal

BANK = "756"
DAY_ZERO = dt.date(1997, 10, 7)
FACTORS = 9000
"""Since February 2025 the factor of the due date starts again at 1000."""


def barcode(number: int, amount: Decimal, due: dt.date) -> str:
    """44 digits: bank, currency, check digit, factor of the due date, amount, the bank's own field."""
    factor = 1000 + ((due - DAY_ZERO).days - 1000) % FACTORS
    rest = f"{BANK}9{factor:04d}{int(amount * 100):010d}{number % 10**25:025d}"
    return f"{rest[:4]}{_eleven(rest)}{rest[4:]}"


def digitable_line(code: str) -> str:
    """The 47 digits people type, of a bar code."""
    own = code[19:]
    fields = (code[:4] + own[:5], own[5:15], own[15:])
    return "".join(field + str(_ten(field)) for field in fields) + code[4] + code[5:19]


def pix_code(key: str, amount: Decimal, reference: str, *, name: str, city: str) -> str:
    """What is copied into a bank's app (BR Code, EMV): a dynamic charge at an address of the twin's."""
    account = _item("00", "br.gov.bcb.pix") + _item("25", f"{key}/{reference}")
    body = "".join(
        (
            _item("00", "01"),
            _item("01", "12"),
            _item("26", account),
            _item("52", "0000"),
            _item("53", "986"),
            _item("54", f"{amount:.2f}"),
            _item("58", "BR"),
            _item("59", name[:25]),
            _item("60", city[:15]),
            _item("62", _item("05", "***")),
            "6304",
        )
    )
    return f"{body}{_crc(body.encode()):04X}"


def pdf(title: str) -> bytes:
    """One page that says what it is; every viewer opens it."""
    words = title.encode("ascii", "replace").replace(b"(", b"").replace(b")", b"")
    stream = b"BT /F1 14 Tf 60 760 Td (" + words + b") Tj ET"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, table)
    return bytes(out)


def _item(tag: str, value: str) -> str:
    return f"{tag}{len(value):02d}{value}"


def _ten(field: str) -> int:
    total = 0
    for place, digit in enumerate(reversed(field)):
        doubled = int(digit) * (2 - place % 2)
        total += doubled // 10 + doubled % 10
    return -total % 10


def _eleven(rest: str) -> int:
    total = sum(int(digit) * (2 + place % 8) for place, digit in enumerate(reversed(rest)))
    found = 11 - total % 11
    return 1 if found in {0, 10, 11} else found


def _crc(data: bytes) -> int:
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1
        crc &= 0xFFFF
    return crc
