"""Reading answers: what a customer typed, as the value the question asks for."""

import datetime as dt
import re
from collections.abc import Collection
from enum import StrEnum
from typing import Any

from pytake_domain.flows import limits
from pytake_domain.flows.expressions.values import number
from pytake_domain.flows.input import MessageIn
from pytake_domain.flows.nodes.dates import date_said
from pytake_domain.kernel.errors import Invalid
from pytake_domain.kernel.text import Document, Phone
from pytake_domain.whatsapp import MEDIA_TYPES, MessageType

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}", re.ASCII)
_LONGEST = 254


class Kind(StrEnum):
    """What a question asks for."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CPF_CNPJ = "cpf_cnpj"
    EMAIL = "email"
    PHONE = "phone"
    CHOICE = "choice"
    MEDIA = "media"
    LOCATION = "location"


class Refused(Exception):
    """No such answer; the code names why, and the sentence to say."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_text(text: str, *, shortest: int = 1, longest: int = limits.ANSWER_LENGTH) -> str:
    """Words, without the spaces around them. Raises Refused."""
    found = text.strip()
    if len(found) < shortest:
        raise Refused("too_short")
    if len(found) > min(longest, limits.ANSWER_LENGTH):
        raise Refused("too_long")
    return found


def read_number(text: str, *, least: float | None, most: float | None, whole: bool) -> int | float:
    """A number as people write it. Raises Refused."""
    found = number(text.strip())
    if found is None:
        raise Refused("not_a_number")
    if isinstance(found, float) and found.is_integer():
        found = int(found)
    if whole and not isinstance(found, int):
        raise Refused("not_whole")
    if (least is not None and found < least) or (most is not None and found > most):
        raise Refused("out_of_range")
    return found


def read_date(text: str, *, today: dt.date, language: str, ahead: bool = False) -> str:
    """A date as ISO text, in digits or in words; with `ahead` none that is over. Raises Refused."""
    found = date_said(text, today=today, language=language, ahead=ahead)
    if found is None:
        raise Refused("not_a_date")
    if ahead and found < today:
        raise Refused("in_the_past")
    return found.isoformat()


def read_media(given: MessageIn, types: Collection[str]) -> dict[str, Any]:
    """The file that was sent, one of these types. Raises Refused."""
    data = given.data
    if given.type not in MEDIA_TYPES or data is None or (types and not _fits(str(data.get("type")), types)):
        raise Refused("not_media")
    return data


def _fits(kind: str, types: Collection[str]) -> bool:
    return kind in types or (kind == "voice" and "audio" in types)


def read_location(given: MessageIn) -> dict[str, Any]:
    """The place that was sent. Raises Refused."""
    if given.type is not MessageType.LOCATION or given.data is None:
        raise Refused("not_a_location")
    return given.data


def read_document(text: str, *, only: str | None) -> str:
    """A CPF or CNPJ, digits and letters alone. Raises Refused."""
    try:
        found = Document.parse(text[:40])
    except Invalid as error:
        raise Refused("not_a_document") from error
    if only is not None and found.kind.value != only:
        raise Refused("not_a_document")
    return found.value


def read_email(text: str) -> str:
    """An address in lower case. Raises Refused."""
    found = text.strip().strip("<>")
    if len(found) > _LONGEST or not _EMAIL.fullmatch(found) or ".." in found:
        raise Refused("not_an_email")
    return found.lower()


def read_phone(text: str) -> str:
    """A telephone number in E.164. Raises Refused."""
    try:
        return Phone.parse(text[:40]).value
    except Invalid as error:
        raise Refused("not_a_phone") from error
