"""By what somebody is found wherever they left something: ids, and the words that are theirs alone."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec

from pytake_domain.contacts import Address, AddressKind
from pytake_domain.kernel.errors import Invalid
from pytake_domain.kernel.ids import ContactId, TenantId, UserId
from pytake_domain.kernel.text import BRAZIL, Document, Phone

SHORTEST = 8
"""Shorter words are not somebody's alone."""
_NUMBERS = (AddressKind.PHONE, AddressKind.WA_ID)


class Traces(msgspec.Struct, frozen=True, kw_only=True):
    """One subject: somebody who writes, with every contact that was merged into them and their conversations, or somebody who
    works here; and `words` that name nobody else.

    Names are no such words: somebody else may have the same.
    """

    tenant_id: TenantId
    contacts: tuple[ContactId, ...] = ()
    users: tuple[UserId, ...] = ()
    conversations: tuple[UUID, ...] = ()
    words: tuple[str, ...] = ()
    addresses: tuple[Address, ...] = ()
    refused_marketing: bool = False
    again: bool = False
    """They were erased before: who writes from their number now is somebody new, whose words are not looked for."""

    @property
    def ids(self) -> tuple[str, ...]:
        """As texts."""
        return (*map(str, self.contacts), *map(str, self.conversations), *map(str, self.users))

    @property
    def needles(self) -> tuple[str, ...]:
        """What is looked for in what has no columns."""
        return self.ids if self.again else (*self.ids, *self.words)


def words_of(addresses: Iterable[Address], emails: Iterable[str], documents: Iterable[str]) -> tuple[str, ...]:
    """The words that are theirs alone: numbers without a country's code, ids of providers, e-mails, documents."""
    found: list[str] = []
    for address in addresses:
        found += _numbers(address) if address.kind in _NUMBERS else [address.value]
    found += [email for each in emails for email in {each, each.lower()}]
    for written in documents:
        found.append(written)
        try:
            document = Document.parse(written)
        except Invalid:
            continue
        found += [document.value, document.formatted()]
    return tuple(dict.fromkeys(word for word in found if len(word) >= SHORTEST))


def _numbers(address: Address) -> list[str]:
    try:
        phones = Phone("+" + address.value.removeprefix("+")).variants()
    except Invalid:
        return [address.value]
    return [digits.removeprefix(BRAZIL) for digits in (phone.digits for phone in phones)]


GONE: Any = object()


def pruned(value: Any, needles: Iterable[str]) -> Any:
    """A decoded document without the elements that speak of somebody; GONE when nothing of it is left.

    What holds such a word goes up to the next list, where its neighbours are somebody else's.
    """
    words = tuple(needles)
    if isinstance(value, dict):
        kept = {key: pruned(each, words) for key, each in value.items()}
        if any(each is GONE for each in kept.values()) or any(_speaks(key, words) for key in value):
            return GONE
        return kept
    if isinstance(value, list):
        left = [each for each in (pruned(each, words) for each in value) if each is not GONE]
        return left if left or not value else GONE
    return GONE if _speaks(value, words) else value


def _speaks(value: object, words: tuple[str, ...]) -> bool:
    return isinstance(value, (str, int)) and any(word in str(value) for word in words)
