"""Phones, documents of people and companies, languages, and folding text for comparison."""

import re
import unicodedata
from enum import StrEnum
from operator import mul

import msgspec

from pytake_domain.kernel.errors import Invalid, Problem

BRAZIL = "55"
E164 = re.compile(r"\+[1-9]\d{6,14}")
_BR_MOBILE_WITH_NINE = 13
_BR_MOBILE_WITHOUT_NINE = 12


class Language(StrEnum):
    """Languages PyTake speaks; Brazilian Portuguese first."""

    PT_BR = "pt-BR"
    EN = "en"
    ES = "es"


class Phone(msgspec.Struct, frozen=True):
    """A telephone number in E.164 with its plus sign."""

    value: str

    def __post_init__(self) -> None:
        if not E164.fullmatch(self.value):
            raise Invalid(Problem(field="phone", code="not_a_phone"))

    @classmethod
    def parse(cls, text: str, *, country: str = BRAZIL) -> "Phone":
        """Read what people type: with or without +, country code, spaces, brackets, a trunk zero.

        Raises Invalid when it can't be a number.
        """
        digits = re.sub(r"\D", "", text)
        if text.strip().startswith("+"):
            return cls("+" + digits)
        if digits.startswith("00"):
            return cls("+" + digits[2:])
        if country == BRAZIL:
            digits = digits.lstrip("0")
            if len(digits) in (10, 11):
                digits = BRAZIL + digits
        return cls("+" + digits)

    @property
    def digits(self) -> str:
        """Without the plus sign, as providers write it."""
        return self.value[1:]

    def variants(self) -> tuple["Phone", ...]:
        """The number itself first, then the same Brazilian mobile with or without its ninth digit."""
        digits = self.digits
        if not digits.startswith(BRAZIL):
            return (self,)
        area, rest = digits[2:4], digits[4:]
        if len(digits) == _BR_MOBILE_WITH_NINE and rest[0] == "9":
            return (self, Phone(f"+{BRAZIL}{area}{rest[1:]}"))
        if len(digits) == _BR_MOBILE_WITHOUT_NINE and rest[0] in "6789":
            return (self, Phone(f"+{BRAZIL}{area}9{rest}"))
        return (self,)

    def masked(self) -> str:
        """For who may not see it: country and the last two digits."""
        return f"{self.value[:3]}{'•' * (len(self.value) - 5)}{self.value[-2:]}"


class DocumentKind(StrEnum):
    """Brazil's registers of people and of companies."""

    CPF = "cpf"
    CNPJ = "cnpj"


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A CPF or CNPJ with right check digits; since July 2026 a CNPJ may hold letters."""

    kind: DocumentKind
    value: str

    @classmethod
    def parse(cls, text: str) -> "Document":
        """Read with or without dots and dashes. Raises Invalid when the check digits are wrong."""
        plain = re.sub(r"[.\-/\s]", "", text).upper()
        if len(plain) == 11 and plain.isascii() and plain.isdigit() and _cpf_holds(plain):  # noqa: PLR2004  length of a CPF
            return cls(kind=DocumentKind.CPF, value=plain)
        if re.fullmatch(r"[0-9A-Z]{12}[0-9]{2}", plain) and _cnpj_holds(plain):
            return cls(kind=DocumentKind.CNPJ, value=plain)
        raise Invalid(Problem(field="document", code="not_a_document"))

    def formatted(self) -> str:
        """As people write it: 000.000.000-00 or 00.000.000/0000-00."""
        v = self.value
        if self.kind is DocumentKind.CPF:
            return f"{v[:3]}.{v[3:6]}.{v[6:9]}-{v[9:]}"
        return f"{v[:2]}.{v[2:5]}.{v[5:8]}/{v[8:12]}-{v[12:]}"

    def masked(self) -> str:
        """Recognisable by who knows it, useless to who does not."""
        v = self.value
        return f"***.{v[3:6]}.***-{v[9:]}" if self.kind is DocumentKind.CPF else f"{v[:2]}.***.***/****-{v[12:]}"


def _cpf_holds(digits: str) -> bool:
    if len(set(digits)) == 1:
        return False
    numbers = [int(digit) for digit in digits]
    for length in (9, 10):
        total = sum(map(mul, numbers, range(length + 1, 1, -1)))  # as many as there are weights
        if total * 10 % 11 % 10 != numbers[length]:
            return False
    return True


def _cnpj_holds(plain: str) -> bool:
    if len(set(plain)) == 1:
        return False
    for length in (12, 13):
        weights = ((length - 1 - i) % 8 + 2 for i in range(length))
        total = sum((ord(char) - 48) * weight for char, weight in zip(plain[:length], weights, strict=True))
        rest = total % 11
        if (0 if rest < 2 else 11 - rest) != int(plain[length]):  # noqa: PLR2004  rule of the check digit
            return False
    return True


def fold(text: str) -> str:
    """For comparing what people type: no accents, no case, single spaces, no punctuation at the ends."""
    # Normalised first: letters of other styles, such as mathematical bold, have no lower case before they are plain ones.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(bare.split()).strip(" \t.,;:!?¡¿\"'()[]*_~`-")
