"""Canned replies are kept, found by what an agent types, and filled in for a conversation."""

from collections.abc import Sequence

import msgspec
from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Forbidden, Invalid, NotFound, Problem
from pytake_domain.kernel.ids import CannedReplyId, ConversationId, DepartmentId, Ids, MediaId
from pytake_domain.kernel.text import fold
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.routing.canned_reply import VARIABLES, Audience, CannedReply, Texts
from pytake_domain.routing.errors import CannedReplyNotFound
from pytake_domain.routing.ports import RoutingWork
from pytake_domain.routing.use_cases.fill_texts import surroundings


class ReplyDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody says about a canned reply; what is unset stays as it is, or is as usual."""

    shortcut: str | UnsetType = UNSET
    title: str | UnsetType = UNSET
    text: str | UnsetType = UNSET
    audience: Audience | UnsetType = UNSET
    department_id: DepartmentId | UnsetType | None = UNSET
    media_id: MediaId | UnsetType | None = UNSET

    def said(self) -> dict[str, object]:
        """What is set, by name."""
        return {n: value for n in self.__struct_fields__ if (value := getattr(self, n)) is not UNSET}


class Filled(msgspec.Struct, frozen=True, kw_only=True):
    """A reply for one conversation, ready to be looked over and sent."""

    reply: CannedReply
    text: str


class ManageCannedReplies:
    """Own ones are each agent's; those for others a supervisor's."""

    def __init__(self, *, open_work: OpenWork[RoutingWork], texts: Texts, clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._texts = texts
        self._clock = clock
        self._ids = ids

    async def find(self, actor: Actor, asked: str = "") -> Sequence[CannedReply]:
        """Those the actor may use whose shortcut begins with it, or whose title or text contains it; best first."""
        actor.require(Permission.READ_CONVERSATIONS)
        async with self._open_work(actor.tenant_id) as work:
            usable = await self._usable(work, actor)
        wanted = fold(asked.removeprefix("/"))
        if not wanted:
            return usable
        ranked = [(rank, reply) for reply in usable if (rank := _rank(reply, wanted)) is not None]
        return [reply for _, reply in sorted(ranked, key=lambda pair: (pair[0], pair[1].shortcut))]

    async def add(self, actor: Actor, draft: ReplyDraft) -> CannedReply:
        """Raises Invalid, ShortcutTaken, Forbidden."""
        said: dict[str, object] = {"audience": Audience.OWN, **draft.said()}
        missing = [Problem(field=name, code="required") for name in ("shortcut", "title", "text") if name not in said]
        if missing:
            raise Invalid(*missing)
        now = self._clock.now()
        reply = CannedReply(
            id=CannedReplyId(self._ids.new()),
            tenant_id=actor.tenant_id,
            created_at=now,
            updated_at=now,
            owner_id=actor.user_id,
            **said,  # type: ignore[arg-type]
        )
        self._require(actor, reply)
        async with self._open_work(actor.tenant_id) as work:
            await self._check(work, reply)
            await work.canned_replies.add(reply)
        return reply

    async def change(self, actor: Actor, reply_id: CannedReplyId, draft: ReplyDraft) -> CannedReply:
        """Raises CannedReplyNotFound, Invalid, ShortcutTaken, Forbidden."""
        async with self._open_work(actor.tenant_id) as work:
            before = await self._known(work, actor, reply_id)
            self._require(actor, before)
            said = draft.said()
            if said.get("audience", Audience.DEPARTMENT) is not Audience.DEPARTMENT:
                said.setdefault("department_id", None)
            reply = replace(before, **said, updated_at=self._clock.now())
            self._require(actor, reply)
            await self._check(work, reply)
            await work.canned_replies.save(reply)
            return reply

    async def remove(self, actor: Actor, reply_id: CannedReplyId) -> None:
        """Raises CannedReplyNotFound, Forbidden."""
        async with self._open_work(actor.tenant_id) as work:
            self._require(actor, await self._known(work, actor, reply_id))
            await work.canned_replies.remove(reply_id)

    async def fill(self, actor: Actor, reply_id: CannedReplyId, conversation_id: ConversationId) -> Filled:
        """With the names of this conversation. Raises CannedReplyNotFound, ConversationNotFound, Invalid."""
        actor.require(Permission.WRITE_MESSAGES)
        async with self._open_work(actor.tenant_id) as work:
            reply = await self._known(work, actor, reply_id)
            here = await surroundings(work, actor, conversation_id, self._clock.now())
        text = self._texts.fill("text", reply.text, here.values, language=here.language)
        return Filled(reply=reply, text=text)

    async def _usable(self, work: RoutingWork, actor: Actor) -> list[CannedReply]:
        own: frozenset[DepartmentId] = frozenset()
        supervises = actor.user_id is None or actor.may(Permission.MANAGE_ROUTING)
        if actor.user_id is not None and not supervises:
            queues = await work.queues.of_member(actor.user_id)
            own = frozenset(q.department_id for q in queues if q.department_id is not None)
        return [
            reply
            for reply in await work.canned_replies.all()
            if reply.usable_by(actor.user_id, own, all_departments=supervises)
        ]

    async def _known(self, work: RoutingWork, actor: Actor, reply_id: CannedReplyId) -> CannedReply:
        actor.require(Permission.READ_CONVERSATIONS)
        reply = await work.canned_replies.get(reply_id)
        if all(usable.id != reply.id for usable in await self._usable(work, actor)):
            raise CannedReplyNotFound
        return reply

    def _require(self, actor: Actor, reply: CannedReply) -> None:
        actor.require(Permission.WRITE_CONVERSATIONS)
        if reply.audience is not Audience.OWN:
            actor.require(Permission.MANAGE_ROUTING)
        elif actor.user_id is None:
            raise Forbidden(permission=Permission.WRITE_CONVERSATIONS.value)

    async def _check(self, work: RoutingWork, reply: CannedReply) -> None:
        self._texts.check("text", reply.text, VARIABLES)
        if reply.department_id is not None:
            known = {department.id for department in await work.departments.all()}
            if reply.department_id not in known:
                raise Invalid(Problem(field="department_id", code="unknown"))
        if reply.media_id is not None:
            try:
                stored = await work.media.get(reply.media_id)
            except NotFound as error:
                raise Invalid(Problem(field="media_id", code="unknown")) from error
            if stored.message_id is not None:
                # What a customer sent belongs to its conversation.
                raise Invalid(Problem(field="media_id", code="unknown"))


def _rank(reply: CannedReply, wanted: str) -> int | None:
    if fold(reply.shortcut).startswith(wanted):
        return 0
    if wanted in fold(reply.title):
        return 1
    return 2 if wanted in fold(reply.text) else None
