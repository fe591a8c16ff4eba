"""How four ERPs write the same things, read at the edge: what can't be read is not there."""

import datetime as dt
import html
import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

NOTHING = frozenset({"", "none", "null", "undefined", "nan"})
EPOCH = (dt.date(1969, 12, 31), dt.date(1970, 1, 1))
NATIONAL = (10, 11)
LINE = (47, 48)
BARCODE = 44
_KBPS_FROM = 1000
_CENTS = Decimal("0.01")
_DATE_BR = re.compile(r"(\d{2})/(\d{2})/(\d{4})")
_DATE_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_CLOCK = re.compile(r"(\d{2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$")
_NUMBER = re.compile(r"(?<![\d.,])[-+]?\d{1,9}(?!\d)(?:[.,]\d{1,9})?")
_TAGS = re.compile(r"<[^>]{0,2000}>")
_TELLING = re.compile(
    r"\S*@\S+|\b[\d./-]{6,}\b|(?i:\b(?:login|usu[aá]rio|user|pppoe)\b\W*\S+)"
    r"|(?i:\b(?:senha|password|token)\b\s*[:=]\s*\S+)"
)
MOST_SPOKEN = 300


def text(value: object) -> str | None:
    """A text that says something, trimmed; numbers as they are written."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return None
    bare = " ".join(str(value).replace("\0", "").split())
    return None if bare.casefold() in NOTHING or bare.startswith("0000-00-00") else bare


def identifier(value: object) -> str | None:
    """An id, written as text or as a number; zero is nobody's."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    found = text(value)
    return None if found in {None, "0"} else found


def digits(value: object) -> str:
    """Nothing but digits."""
    found = text(value)
    return re.sub(r"\D", "", found) if found else ""


def document(value: object) -> str | None:
    """A CPF's or CNPJ's signs: since July 2026 the latter may hold letters."""
    found = re.sub(r"[^0-9A-Z]", "", (text(value) or "").upper())
    return found if len(found) in {11, 14} else None


def flag(value: object) -> bool | None:
    """S, Sim, True, 1, Ativo … and their opposites; None for everything else."""
    if isinstance(value, bool):
        return value
    said = (text(value) or "").casefold()
    if said in {"s", "sim", "true", "1", "yes", "t"}:
        return True
    return False if said in {"n", "não", "nao", "false", "0", "no", "f"} else None


def money(value: object) -> Decimal | None:
    """Two places. With a comma, dots are thousands; with dots alone the last is the decimal one."""
    if isinstance(value, bool):
        return None
    said = (text(value) or "").replace("R$", "").replace(" ", "")
    if "," in said:
        said = said.replace(".", "").replace(",", ".")
    if not re.fullmatch(r"[-+]?\d{1,15}(?:\.\d+)?", said):
        return None
    try:
        return Decimal(said).quantize(_CENTS)
    except InvalidOperation:
        return None


def date(value: object) -> dt.date | None:
    """`DD/MM/YYYY` or `YYYY-MM-DD`, with or without a time behind; the epoch's eve is a gap in somebody's table."""
    said = text(value) or ""
    try:
        if found := _DATE_ISO.match(said):
            day = dt.date(int(found[1]), int(found[2]), int(found[3]))
        elif found := _DATE_BR.match(said):
            day = dt.date(int(found[3]), int(found[2]), int(found[1]))
        else:
            return None
    except ValueError:
        return None
    return None if day in EPOCH else day


def moment(value: object, zone: ZoneInfo) -> dt.datetime | None:
    """A day and its time; `zone` where none is written. None without a time."""
    said = text(value) or ""
    day, clock = date(said), _CLOCK.search(said)
    if day is None or clock is None:
        return None
    try:
        time = dt.time(int(clock[1]), int(clock[2]), int(clock[3] or 0))
    except ValueError:
        return None
    return dt.datetime.combine(day, time, _offset(clock[4]) or zone)


def _offset(said: str | None) -> dt.tzinfo | None:
    if not said:
        return None
    if said == "Z":
        return dt.UTC
    bare = said[1:].replace(":", "")
    away = dt.timedelta(hours=int(bare[:2]), minutes=int(bare[2:] or 0))
    return dt.timezone(-away if said[0] == "-" else away) if away < dt.timedelta(days=1) else None


def phones(*values: object) -> tuple[str, ...]:
    """National numbers of 10 or 11 digits, each once, in their order; some fields hold several."""
    found: dict[str, None] = {}
    for value in values:
        for piece in re.split(r"[;,/|]", text(value) or ""):
            bare = re.sub(r"\D", "", piece).lstrip("0")
            bare = bare[2:] if len(bare) in {12, 13} and bare.startswith("55") else bare
            if len(bare) in NATIONAL:
                found[bare] = None
    return tuple(found)


def emails(*values: object) -> tuple[str, ...]:
    """Each once, in their order; some fields hold several."""
    pieces = (piece.strip("<>.") for value in values for piece in re.split(r"[;,\s]+", text(value) or ""))
    return tuple(dict.fromkeys(p.lower() for p in pieces if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", p)))


def digitable_line(value: object) -> str | None:
    """47 digits of a bank's, 48 of a utility's."""
    found = digits(value)
    return found if len(found) in LINE else None


def barcode(value: object) -> str | None:
    """44 digits."""
    found = digits(value)
    return found if len(found) == BARCODE else None


def pix_code(value: object) -> str | None:
    """The text that is copied into a bank's app; anything else than such a text is none."""
    found = value.strip() if isinstance(value, str) else ""
    return found if found.startswith("000201") else None


def link(value: object) -> str | None:
    """An address of the web."""
    found = text(value) or ""
    return found if re.match(r"https?://\S+$", found) else None


def mbps(value: object) -> int | None:
    """`"500 Mbits"` or a bare number of megabits; from a thousand on a bare number is kilobits."""
    said = text(value) or ""
    found = _NUMBER.search(said)
    if found is None:
        return None
    amount = float(found[0].replace(",", "."))
    unit = said[found.end() :].strip().casefold()
    if unit.startswith("g"):
        return round(amount * 1000)
    if unit.startswith("k") or (not unit and amount >= _KBPS_FROM):
        return round(amount / 1024) if amount % 1024 == 0 else round(amount / 1000)
    return round(amount) or None


def dbm(value: object, *, received: bool = False) -> float | None:
    """A power; what is received is negative, whatever sign it is written with."""
    found = _NUMBER.search(text(value) or "")
    if found is None:
        return None
    power = float(found[0].replace(",", "."))
    return -abs(power) if received else power


def mac(value: object) -> str | None:
    """None for the one of all zeros."""
    found = text(value)
    return None if found is None or not re.sub(r"[0:.-]", "", found) else found.upper()


def coordinates(latitude: object, longitude: object) -> tuple[float | None, float | None]:
    """Both, or none: a place needs two."""
    try:
        both = float(text(latitude) or ""), float(text(longitude) or "")
    except ValueError:
        return None, None
    if abs(both[0]) > 90 or abs(both[1]) > 180 or both == (0.0, 0.0):  # noqa: PLR2004  degrees
        return None, None
    return both


def spoken(value: object) -> str:
    """An ERP's words as they may be shown and logged: no mark-up, nothing like a login, a token, a phone or a document."""
    bare = html.unescape(_TAGS.sub(" ", html.unescape(text(value) or "")))
    return " ".join(_TELLING.sub("…", _TAGS.sub(" ", bare)).split())[:MOST_SPOKEN]


def first(values: Iterable[object]) -> str | None:
    """The first that says something."""
    return next((found for value in values if (found := text(value)) is not None), None)
