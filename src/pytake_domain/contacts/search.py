"""Finding people by what somebody types: words of a name, a telephone number in any form, an e-mail address."""

import contextlib
import re

import msgspec

from pytake_domain.contacts.address import AddressKind
from pytake_domain.contacts.contact import Contact
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.text import BRAZIL, Phone, fold

LONGEST = 200
WORDS_MOST = 8
_PHONE = re.compile(r"[+()\-.\s\d]+")
_DIGITS_LEAST = 4
_NUMBERS = (AddressKind.PHONE, AddressKind.WA_ID)


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """All `words` have to begin one of a contact's; any of `numbers` begins, or of `ends` ends, a telephone number.

    Where `whole`, only whole numbers count: who may not see them must not find them out digit by digit.
    """

    words: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    whole: bool = False


def terms_of(text: str, *, numbers_shown: bool) -> Terms | None:
    """None when there is nothing to look for. Raises Invalid for a text that is too long."""
    if len(text) > LONGEST:
        raise Invalid(Problem(field="q", code="too_long", params={"most": LONGEST}))
    typed = text.strip()
    digits = "".join(c for c in typed if c.isascii() and c.isdigit())
    if _PHONE.fullmatch(typed) and len(digits) >= _DIGITS_LEAST:
        return _phone(typed, digits, numbers_shown=numbers_shown)
    if "@" in typed:
        return Terms(words=(typed.lower(),))
    words = words_of(typed)[:WORDS_MOST]
    return Terms(words=tuple(words)) if words else None


def words_of(name: str) -> list[str]:
    """The words of a name as they are compared: without accents and case."""
    return [word for word in re.split(r"[^\w]+|_", fold(name)) if word]


def fits(contact: Contact, terms: Terms) -> bool:
    """Is it somebody who is looked for?"""
    known = words_of(contact.name or "") + ([contact.email.lower()] if contact.email else [])
    if terms.words:
        return all(any(word.startswith(asked) for word in known) for asked in terms.words)
    numbers = [k.address.value.removeprefix("+") for k in contact.addresses if k.address.kind in _NUMBERS]
    if terms.whole:
        return any(number in terms.numbers for number in numbers)
    begins = any(number.startswith(asked) for number in numbers for asked in terms.numbers)
    return begins or any(number.endswith(end) for number in numbers for end in terms.ends)


def _phone(typed: str, digits: str, *, numbers_shown: bool) -> Terms:
    bare = digits.lstrip("0") or digits
    numbers = {bare} if typed.startswith("+") else {bare, BRAZIL + bare}
    with contextlib.suppress(Invalid):
        numbers |= {phone.digits for phone in Phone.parse(typed).variants()}
    ends = () if typed.startswith("+") else (bare,)
    return Terms(numbers=tuple(sorted(numbers)), ends=ends if numbers_shown else (), whole=not numbers_shown)
