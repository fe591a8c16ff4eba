"""What people do with conversations: open, status, assign, tags, notes."""

import datetime as dt

from pytake_domain.contacts import ContactNotFound, Sighting, phone_address
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, NotFound, Problem
from pytake_domain.kernel.ids import ContactId, ConversationId, EventId, Ids, NoteId, NumberId, UserId
from pytake_domain.kernel.text import Phone
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging.conversation import Conversation, ConversationStatus
from pytake_domain.messaging.errors import ConversationNotFound, NotTheOwner
from pytake_domain.messaging.events import ConversationChange, ConversationChanged, ConversationRead, UserMentioned
from pytake_domain.messaging.mention import mentioned
from pytake_domain.messaging.ports import MessagingWork, Note
from pytake_domain.messaging.sight import may_see
from pytake_domain.messaging.use_cases.moving import move, open_again
from pytake_domain.whatsapp import NumberNotFound, ProviderDirectory

MAX_NOTE = 4096
MAX_TAGS = 50
MAX_TAG = 60
MAX_REASON = 500


class HandleConversations:
    """Changes conversations by hand; every transition is an event with who and why."""

    def __init__(
        self, *, open_work: OpenWork[MessagingWork], providers: ProviderDirectory, clock: Clock, ids: Ids
    ) -> None:
        self._open_work = open_work
        self._providers = providers
        self._clock = clock
        self._ids = ids

    async def open(
        self,
        actor: Actor,
        *,
        phone: str | None = None,
        contact_id: ContactId | None = None,
        number_id: NumberId | None = None,
    ) -> ConversationId:
        """The open conversation with a contact, begun when there is none. Raises Invalid, ContactNotFound, NumberNotFound,
        NotTheOwner.
        """
        actor.require(Permission.WRITE_CONVERSATIONS)
        async with self._open_work(actor.tenant_id) as work:
            now = self._clock.now()
            if number_id is None:
                active = [n for n in await work.numbers.all() if n.is_active]
                if len(active) != 1:
                    raise NumberNotFound if not active else _need_number()
                number_id = active[0].id
            number = await work.numbers.get(number_id)
            if contact_id is None:
                if phone is None:
                    raise Invalid(Problem(field="contact_id", code="required"))
                sighting = Sighting(addresses=(phone_address(Phone.parse(phone)),), at=now)
                contact_id = (await work.contacts.find_or_add([sighting]))[0].id
            elif contact_id not in await work.contacts.get_all([contact_id]):
                raise ContactNotFound
            opened = (await work.conversations.open_for([(contact_id, number.id)], now))[0]
            if not await may_see(work, actor, opened.conversation):
                raise NotTheOwner(owner=opened.conversation.status.value)
            if opened.new:
                work.events.add(self._changed(opened.conversation, actor, ConversationChange.OPENED))
            return opened.conversation.id

    async def change(
        self,
        actor: Actor,
        conversation_id: ConversationId,
        *,
        status: ConversationStatus | None = None,
        tags: tuple[str, ...] | None = None,
        reason: str = "",
    ) -> None:
        """Move it or replace its tags. Raises ConversationNotFound, TransitionRefused, Invalid."""
        actor.require(Permission.WRITE_CONVERSATIONS)
        reason = _reason(reason)
        async with self._open_work(actor.tenant_id) as work:
            now = self._clock.now()
            conversation = await _visible(work, actor, conversation_id)
            if tags is not None:
                conversation = conversation.set_tags(clean_tags(tags), now)
                if status is None:
                    work.events.add(self._changed(conversation, actor, ConversationChange.UPDATED))
            if status is not None and status is not conversation.status:
                conversation = await move(
                    work, conversation, actor, status, providers=self._providers, ids=self._ids, at=now, reason=reason
                )
            await work.conversations.save(conversation)

    async def archive(self, actor: Actor, conversation_id: ConversationId, *, reason: str = "") -> None:
        """Put it away. Raises ConversationNotFound, TransitionRefused."""
        await self.change(actor, conversation_id, status=ConversationStatus.ARCHIVED, reason=reason)

    async def reopen(self, actor: Actor, conversation_id: ConversationId, *, reason: str = "") -> None:
        """It is the person's who opens it again, or waits for one. Raises ConversationNotFound, TransitionRefused,
        ConversationOpen.
        """
        actor.require(Permission.WRITE_CONVERSATIONS)
        reason = _reason(reason)
        async with self._open_work(actor.tenant_id) as work:
            place = await _visible(work, actor, conversation_id)
            await open_again(work, place, actor, ids=self._ids, at=self._clock.now(), reason=reason)

    async def read(self, actor: Actor, conversation_id: ConversationId) -> None:
        """The actor has seen everything. Raises ConversationNotFound."""
        actor.require(Permission.READ_CONVERSATIONS)
        async with self._open_work(actor.tenant_id) as work:
            await mark_seen(work, await _visible(work, actor, conversation_id), actor, self._ids, self._clock.now())

    async def add_tags(self, actor: Actor, conversation_id: ConversationId, tags: tuple[str, ...]) -> None:
        """Add tags, each once. Raises ConversationNotFound, Invalid."""
        actor.require(Permission.WRITE_CONVERSATIONS)
        async with self._open_work(actor.tenant_id) as work:
            conversation = await _visible(work, actor, conversation_id)
            changed = conversation.set_tags(clean_tags((*conversation.tags, *tags)), self._clock.now())
            await work.conversations.save(changed)
            work.events.add(self._changed(changed, actor, ConversationChange.UPDATED))

    async def note(self, actor: Actor, conversation_id: ConversationId, body: str) -> Note:
        """Add an internal note; whom it mentions is told. Raises ConversationNotFound, Invalid."""
        actor.require(Permission.WRITE_CONVERSATIONS)
        if not body.strip() or len(body) > MAX_NOTE:
            raise Invalid(Problem(field="body", code="length", params={"least": 1, "most": MAX_NOTE}))
        people = mentioned(body)
        async with self._open_work(actor.tenant_id) as work:
            conversation = await _visible(work, actor, conversation_id)
            for user_id in people:
                await _require_reader(work, conversation, user_id)
            note = Note(
                id=NoteId(self._ids.new()),
                conversation_id=conversation.id,
                author_id=actor.id,
                author_name=actor.name,
                body=body,
                created_at=self._clock.now(),
                mentions=people,
            )
            await work.notes.add(note)
            work.events.add(*(self._mention(actor, conversation, note, user_id) for user_id in people))
            return note

    def _event_id(self) -> EventId:
        return EventId(self._ids.new())

    def _mention(self, actor: Actor, conversation: Conversation, note: Note, user_id: UserId) -> UserMentioned:
        return UserMentioned(
            id=self._event_id(),
            tenant_id=conversation.tenant_id,
            at=note.created_at,
            actor_kind=actor.kind,
            actor_id=actor.id,
            conversation_id=conversation.id,
            contact_id=conversation.contact_id,
            user_id=user_id,
            note_id=note.id,
            by_name=note.author_name,
        )

    def _changed(self, conversation: Conversation, actor: Actor, change: ConversationChange) -> ConversationChanged:
        return ConversationChanged(
            id=self._event_id(),
            tenant_id=conversation.tenant_id,
            at=self._clock.now(),
            actor_kind=actor.kind,
            actor_id=actor.id,
            conversation_id=conversation.id,
            contact_id=conversation.contact_id,
            change=change,
        )


async def _visible(work: MessagingWork, actor: Actor, conversation_id: ConversationId) -> Conversation:
    conversation = await work.conversations.get(conversation_id)
    if not await may_see(work, actor, conversation):
        raise ConversationNotFound
    return conversation


async def mark_seen(work: MessagingWork, place: Conversation, actor: Actor, ids: Ids, now: dt.datetime) -> bool:
    """Nothing of it is unread any more; saved. False when nothing was."""
    if not place.unread_count:
        return False
    await work.conversations.save(place.read(now))
    work.events.add(
        ConversationRead(
            id=EventId(ids.new()),
            tenant_id=place.tenant_id,
            at=now,
            actor_kind=actor.kind,
            actor_id=actor.id,
            conversation_id=place.id,
            contact_id=place.contact_id,
        )
    )
    return True


async def _require_reader(work: MessagingWork, place: Conversation, user_id: UserId) -> None:
    """Somebody is mentioned who can read it. Raises Invalid."""
    try:
        person = await work.users.get(user_id)
    except NotFound as error:
        raise Invalid(Problem(field="body", code="mention_unknown")) from error
    if not person.active:
        raise Invalid(Problem(field="body", code="mention_unknown"))
    reads = Permission.READ_CONVERSATIONS in person.permissions
    if not reads or not await may_see(work, person.actor(), place):
        raise Invalid(Problem(field="body", code="mention_may_not_see", params={"name": person.name}))


def clean_tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    """Each once, without spaces around. Raises Invalid."""
    clean = tuple(dict.fromkeys(tag.strip() for tag in tags))
    if len(clean) > MAX_TAGS:
        raise Invalid(Problem(field="tags", code="too_many", params={"most": MAX_TAGS}))
    if any(not tag or len(tag) > MAX_TAG for tag in clean):
        raise Invalid(Problem(field="tags", code="length", params={"least": 1, "most": MAX_TAG}))
    return clean


def _reason(text: str) -> str:
    if len(text) > MAX_REASON:
        raise Invalid(Problem(field="reason", code="too_long", params={"most": MAX_REASON}))
    return text.strip()


def _need_number() -> Invalid:
    return Invalid(Problem(field="whatsapp_config_id", code="needed_with_several_numbers"))
