"""People look for words in the messages they may read."""

import msgspec

from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging.message import Message
from pytake_domain.messaging.ports import MessagingWork
from pytake_domain.messaging.search import LONGEST, SearchFilter
from pytake_domain.messaging.sight import sight_of


class SearchMessages:
    """Full text, within what the person may see."""

    def __init__(self, *, open_work: OpenWork[MessagingWork]) -> None:
        self._open_work = open_work

    async def search(self, actor: Actor, wanted: SearchFilter, page: PageRequest) -> Page[Message]:
        """Newest first. Raises Invalid for a question that is empty or too long, or a period that ends before it begins."""
        actor.require(Permission.READ_MESSAGES)
        text = wanted.text.strip()
        problems = []
        if not 1 <= len(text) <= LONGEST or "\0" in text:
            problems.append(Problem(field="q", code="length", params={"least": 1, "most": LONGEST}))
        if wanted.since is not None and wanted.until is not None and wanted.since >= wanted.until:
            problems.append(Problem(field="to", code="ends_before_it_begins"))
        if problems:
            raise Invalid(*problems)
        async with self._open_work(actor.tenant_id) as work:
            seen = msgspec.structs.replace(wanted, text=text, visible_to=await sight_of(work, actor))
            return await work.search.messages(seen, page)
