"""Segments are kept, counted and explained."""

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from pytake_domain.contacts.contact import Contact
from pytake_domain.contacts.errors import SegmentInUse
from pytake_domain.contacts.ports import PeopleWork
from pytake_domain.contacts.segments.checking import Ground, asked_segments, checked, inlined
from pytake_domain.contacts.segments.ground import ground_of
from pytake_domain.contacts.segments.holding import Setting, Why, explain
from pytake_domain.contacts.segments.language import parse
from pytake_domain.contacts.segments.query import InSegment, Query
from pytake_domain.contacts.segments.segment import Segment, check_segment
from pytake_domain.contacts.segments.written import write
from pytake_domain.contacts.use_cases.keep import now_of
from pytake_domain.contacts.use_cases.people import present
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import ContactId, Ids, SegmentId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork

EXAMPLES = 5


class SegmentDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A question under a name, as a tree or as text."""

    name: str
    description: str = ""
    query: Query | None = None
    text: str | None = None


class WrittenSegment(msgspec.Struct, frozen=True, kw_only=True):
    """A segment, and its question as text with the names of what it speaks of."""

    segment: Segment
    text: str


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """For how many a question holds now, some of them, and the question both ways."""

    count: int
    examples: tuple[Contact, ...]
    query: Query
    text: str


class ManageSegments:
    """A company's segments."""

    def __init__(self, *, open_work: OpenWork[PeopleWork], clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._clock = clock
        self._ids = ids

    async def all(self, actor: Actor) -> Sequence[WrittenSegment]:
        """By name."""
        actor.require(Permission.READ_CONTACTS)
        async with self._open_work(actor.tenant_id) as work:
            ground = await ground_of(work)
            return [_written(segment, ground) for segment in await work.segments.all()]

    async def add(self, actor: Actor, draft: SegmentDraft) -> WrittenSegment:
        """Raises Invalid, SegmentNameTaken."""
        actor.require(Permission.WRITE_CONTACTS)
        now = self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            ground = await ground_of(work)
            made = Segment(
                id=SegmentId(self._ids.new()),
                name=check_segment(draft.name, draft.description),
                description=draft.description,
                query=checked(read_query(draft.query, draft.text), ground),
                created_at=now,
                updated_at=now,
            )
            await work.segments.add(made)
            return _written(made, ground)

    async def change(self, actor: Actor, segment_id: SegmentId, draft: SegmentDraft) -> WrittenSegment:
        """Raises SegmentNotFound, SegmentNameTaken, Invalid (also when segments would ask for each other), StaleVersion."""
        actor.require(Permission.WRITE_CONTACTS)
        async with self._open_work(actor.tenant_id) as work:
            # One change at a time, so that two of them never make a circle that neither sees.
            await work.tenants.get(lock=True)
            before = await work.segments.get(segment_id)
            ground = await ground_of(work)
            asked = read_query(draft.query, draft.text)
            wanted = {**ground.queries, str(segment_id): checked(asked, ground)}
            ground = msgspec.structs.replace(ground, queries=wanted)
            inlined(ground.queries[str(segment_id)], ground)
            changed = replace(
                before,
                name=check_segment(draft.name, draft.description),
                description=draft.description,
                query=ground.queries[str(segment_id)],
                updated_at=self._clock.now(),
            )
            await work.segments.save(changed)
            return _written(await work.segments.get(segment_id), ground)

    async def remove(self, actor: Actor, segment_id: SegmentId) -> None:
        """Raises SegmentInUse while another, or a campaign, asks for it, SegmentNotFound."""
        actor.require(Permission.WRITE_CONTACTS)
        async with self._open_work(actor.tenant_id) as work:
            await work.tenants.get(lock=True)
            using = [s.name for s in await work.segments.all() if str(segment_id) in asked_segments(s.query)]
            using += await work.holders.asking(InSegment, str(segment_id))
            if using:
                raise SegmentInUse(segments=", ".join(using))
            await work.segments.remove(segment_id)

    async def count(self, actor: Actor, query: Query | None, text: str | None) -> Counted:
        """Exactly, now. Raises Invalid."""
        actor.require(Permission.READ_CONTACTS)
        async with self._open_work(actor.tenant_id) as work:
            ground = await ground_of(work)
            asked = checked(read_query(query, text), ground)
            plain, now = inlined(asked, ground), await now_of(work, self._clock.now())
            ids = await work.segments.members(plain, now, limit=EXAMPLES)
            found = await work.contacts.get_all(ids)
            return Counted(
                count=await work.segments.count(plain, now),
                examples=tuple(found[each] for each in ids if each in found),
                query=asked,
                text=write(asked, {**ground.lists, **ground.segments}),
            )

    async def explain(self, actor: Actor, contact_id: ContactId, query: Query | None, text: str | None) -> Why:
        """Why somebody is in or out. Raises ContactNotFound, Invalid."""
        actor.require(Permission.READ_CONTACTS)
        async with self._open_work(actor.tenant_id) as work:
            ground = await ground_of(work)
            asked = checked(read_query(query, text), ground)
            person = await work.segments.person((await present(work, contact_id)).id)
            now = await now_of(work, self._clock.now())
            return explain(asked, person, Setting(now=now, attributes=ground.attributes, queries=ground.queries))


def read_query(query: Query | None, text: str | None) -> Query:
    """One of the two. Raises Invalid."""
    if (query is None) is (text is None):
        raise Invalid(Problem(field="query", code="query_or_text"))
    return query if query is not None else parse(text or "")


def _written(segment: Segment, ground: Ground) -> WrittenSegment:
    return WrittenSegment(segment=segment, text=write(segment.query, {**ground.lists, **ground.segments}))
