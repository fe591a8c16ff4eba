"""What leaves the house: personal data hidden behind placeholders, and words of others between marks that they can't forge."""

import hashlib
import re
from collections.abc import Iterable
from typing import Any

from pytake_domain.kernel.errors import Invalid
from pytake_domain.kernel.text import Document

_MAIL = re.compile(r"\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+\b")
_CNPJ = re.compile(r"(?<![\w])[0-9A-Za-z]{2}\.?[0-9A-Za-z]{3}\.?[0-9A-Za-z]{3}/?[0-9A-Za-z]{4}-?\d{2}(?![\w])")
_CPF = re.compile(r"(?<![\w])\d{3}[.\s]?\d{3}[.\s]?\d{3}[-.\s]?\d{2}(?![\w])")
_CARD = re.compile(r"(?<![\w])\d(?:[ -]?\d){12,18}(?![\w])")
_PHONE = re.compile(
    r"(?<![\w])(?:\+\d{1,3}[\s.-]?(?:\(?\d{1,4}\)?[\s.-]?){1,2}\d{3,5}[\s.-]?\d{3,4}"
    r"|(?:55[\s.-]?)?\(?[1-9]\d\)?[\s.-]?9?\d{4}[\s.-]?\d{4})(?![\w])"
)
_PLACEHOLDER = re.compile(r"\[(EMAIL|CNPJ|CPF|CARD|PHONE|NAME)_(\d{1,9})\]")
_OPENING = re.compile(r"<\s*(/?)\s*data-", re.IGNORECASE)
LEAST_NAME = 3
"""Letters: shorter names would be found inside everything."""
_MOBILE = re.compile(r"[1-9][1-9]9\d{8}")


class Guard:
    """One request's: `code` is unguessable and ties the marks together. Without `masking` everything leaves as it is."""

    def __init__(self, code: str, *, masking: bool = True, names: Iterable[str] = ()) -> None:
        self.mark = hashlib.blake2s(code.encode(), digest_size=8).hexdigest()
        self._masking = masking
        self._names = _patterns(names) if masking else []
        self._hidden: dict[tuple[str, str], str] = {}
        self._shown: dict[str, str] = {}
        self._counts: dict[str, int] = {}

    def block(self, name: str, text: str) -> str:
        """Somebody's words as data: nothing in them ends the block, or looks as though it did."""
        hidden = self.hide(text).replace(self.mark, "")
        inside = _OPENING.sub(r"[\1data-", hidden)
        return f'<data-{self.mark} name="{name}">\n{inside}\n</data-{self.mark}>'

    def hide(self, text: str) -> str:
        """With placeholders for what is personal; the same for the same, as long as the request lasts."""
        if not self._masking:
            return text
        # What looks like a placeholder but is none of ours must not be turned into somebody's data on the way back.
        text = _PLACEHOLDER.sub(lambda m: m[0] if m[0] in self._shown else f"[{m[1]} {m[2]}]", text)
        text = _MAIL.sub(lambda m: self._put("EMAIL", m[0]), text)
        text = _CARD.sub(lambda m: self._put("CARD", m[0]) if _luhn(m[0]) else m[0], text)
        text = _CNPJ.sub(self._company, text)
        text = _CPF.sub(self._person, text)
        text = _PHONE.sub(lambda m: self._put("PHONE", m[0]), text)
        for pattern in self._names:
            text = pattern.sub(lambda m: self._put("NAME", m[0]), text)
        return text

    def show(self, value: Any) -> Any:
        """With what is personal put back, in texts and in all that is made of them."""
        match value:
            case str():
                return _PLACEHOLDER.sub(lambda m: self._shown.get(m[0], m[0]), value)
            case dict():
                return {name: self.show(each) for name, each in value.items()}
            case list() | tuple():
                return [self.show(each) for each in value]
        return value

    def _put(self, kind: str, value: str) -> str:
        known = self._hidden.get((kind, value))
        if known is None:
            self._counts[kind] = number = self._counts.get(kind, 0) + 1
            known = self._hidden[kind, value] = f"[{kind}_{number}]"
            self._shown[known] = value
        return known

    def _company(self, found: re.Match[str]) -> str:
        written = any(sign in found[0] for sign in "./-")
        return self._put("CNPJ", found[0]) if written or _is_document(found[0]) else found[0]

    def _person(self, found: re.Match[str]) -> str:
        # Eleven digits may be a mobile as well; either way they are somebody's.
        if _MOBILE.fullmatch(found[0]) and not _is_document(found[0]):
            return self._put("PHONE", found[0])
        return self._put("CPF", found[0])


def _is_document(text: str) -> bool:
    try:
        Document.parse(text)
    except Invalid:
        return False
    return True


def _luhn(text: str) -> bool:
    digits = [int(c) for c in text if c.isdigit()]
    doubled = [d * 2 - 9 if d * 2 > 9 else d * 2 for d in digits[-2::-2]]  # noqa: PLR2004  the rule of Luhn
    return len(set(digits)) > 1 and (sum(doubled) + sum(digits[::-2])) % 10 == 0


def _patterns(names: Iterable[str]) -> list[re.Pattern[str]]:
    """Whole names first, then each of their words that begins with a capital letter: `de` and `da` are nobody's."""
    wanted: dict[str, None] = {}
    for name in names:
        words = [w for w in name.split() if len(w) >= LEAST_NAME and w[:1].isupper() and w.isalpha()]
        whole = " ".join(name.split())
        for each in ([whole] if len(whole) >= LEAST_NAME and any(c.isalpha() for c in whole) else []) + words:
            wanted[each] = None
    ordered = sorted(wanted, key=len, reverse=True)
    return [re.compile(rf"(?<!\w){re.escape(each)}(?!\w)", re.IGNORECASE) for each in ordered]
