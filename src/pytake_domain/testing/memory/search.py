"""Search in memory: words without their accents and endings, the plain way."""

import re

from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.text import fold
from pytake_domain.messaging import Message, SearchFilter
from pytake_domain.testing.memory.store import TenantRows

STEM = 5
"""Letters that two inflections of a word share, more or less."""


class MemorySearch:
    """See MessageSearch."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def messages(self, wanted: SearchFilter, page: PageRequest) -> Page[Message]:
        """See the port."""
        asked = _stems(wanted.text)
        found = [m for m in self._rows.messages.values() if asked and asked <= _stems(m.text) and self._fits(m, wanted)]
        found.sort(key=lambda m: str(m.id), reverse=True)
        if page.cursor:
            found = [m for m in found if str(m.id) < page.cursor]
        items = tuple(found[: page.limit])
        return Page(items=items, total=None, next_cursor=str(items[-1].id) if len(found) > page.limit else None)

    def _fits(self, message: Message, wanted: SearchFilter) -> bool:
        plain = ("conversation_id", "contact_id", "number_id", "direction", "type")
        if any(getattr(wanted, n) not in (None, getattr(message, n)) for n in plain):
            return False
        if wanted.since is not None and message.created_at < wanted.since:
            return False
        if wanted.until is not None and message.created_at >= wanted.until:
            return False
        sight = wanted.visible_to
        return sight is None or sight.sees(self._rows.conversations[message.conversation_id])


def _stems(text: str) -> set[str]:
    return {word[:STEM] for word in re.findall(r"\w+", fold(text))}
