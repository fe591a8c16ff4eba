"""What messaging needs from outside."""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

import msgspec

from pytake_domain.contacts import ContactRepository, MergeRepository
from pytake_domain.identity import TenantRepository, UserRepository
from pytake_domain.kernel.events import Deliveries, EventLog
from pytake_domain.kernel.ids import ContactId, ConversationId, MessageId, NoteId, NumberId, TenantId, UserId
from pytake_domain.kernel.work import Jobs, Leased
from pytake_domain.messaging.conversation import Conversation
from pytake_domain.messaging.desk_ports import ScheduledRepository, SnoozedList, SurveyRepository
from pytake_domain.messaging.media_ports import MediaRepository
from pytake_domain.messaging.message import Message
from pytake_domain.messaging.retry import Lane
from pytake_domain.messaging.search import MessageSearch
from pytake_domain.messaging.sight import Sights
from pytake_domain.messaging.view_ports import MessagingViews, MutedConversations
from pytake_domain.templates import TemplateRepository
from pytake_domain.whatsapp import NumberRepository, Parked


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """The open conversation of a contact and number; `new` when it was just begun."""

    conversation: Conversation
    new: bool


class ConversationRepository(Protocol):
    """Conversations of one tenant, inside a work. What is read to be changed is locked until the work ends."""

    async def open_for(self, pairs: Sequence[tuple[ContactId, NumberId]], at: dt.datetime) -> Sequence[Opened]:
        """The conversation of each pair that is not archived, in the same order, locked; begun where there is none.

        However many ask at once, a pair has one.
        """
        ...

    async def get(self, conversation_id: ConversationId) -> Conversation:
        """Locked. Raises ConversationNotFound."""
        ...

    async def get_all(self, ids: Sequence[ConversationId], *, lock: bool = True) -> dict[ConversationId, Conversation]:
        """Those that exist, locked in one order, so that two workers never wait for each other."""
        ...

    async def save(self, conversation: Conversation) -> None:
        """Raises StaleVersion (at the latest when the work ends) when somebody saved it since it was read."""
        ...

    async def forget(self, ids: Sequence[ConversationId]) -> None:
        """Those that this work began and put nothing into are as if they had never been."""
        ...


class MessageRepository(Protocol):
    """Messages of one tenant, inside a work."""

    async def add_received(self, messages: Sequence[Message]) -> set[MessageId]:
        """Store what a provider delivered; the ids of those stored now. A known number and provider id is left as it is."""
        ...

    async def add(self, message: Message) -> None:
        """Store a message of ours. One whose `client_key` is known is Conflict."""
        ...

    async def by_client_key(self, key: str) -> Message | None:
        """What was stored under this key."""
        ...

    async def get(self, message_id: MessageId) -> Message:
        """Raises MessageNotFound."""
        ...

    async def get_all(self, ids: Sequence[MessageId], *, lock: bool = True) -> dict[MessageId, Message]:
        """Those that exist, locked in one order."""
        ...

    async def by_provider_ids(self, keys: Sequence[tuple[NumberId, str]]) -> dict[tuple[NumberId, str], Message]:
        """Those known by a number's provider ids, locked."""
        ...

    async def save_all(self, messages: Sequence[Message]) -> None:
        """Status, history, error, provider id, content."""
        ...


class EarlyStatus(msgspec.Struct, frozen=True, kw_only=True):
    """A status that came before its message was known."""

    number_id: NumberId
    provider_id: str
    correlation: str | None
    status: str
    at: dt.datetime
    data: bytes


class StatusShelf(Protocol):
    """Where early statuses wait for their message, a day at most."""

    async def put(self, statuses: Sequence[EarlyStatus]) -> None:
        """Keep them."""
        ...

    async def take(self, keys: Sequence[tuple[NumberId, str]]) -> Sequence[EarlyStatus]:
        """Hand out and forget those of these provider ids."""
        ...


class OutgoingQueue(Protocol):
    """Messages that wait to leave, in order within a conversation."""

    async def put(self, message: Message, *, lane: Lane, not_before: dt.datetime | None = None) -> None:
        """Wait for the sender."""
        ...

    async def done(self, sends: Sequence["LeasedSend"]) -> None:
        """They are through. Raises LeaseLost when another worker has one of them."""
        ...

    async def postpone(self, send: "LeasedSend", *, until: dt.datetime, count: bool) -> None:
        """It was not sent: try again then; `count`: this was a try. Raises LeaseLost."""
        ...

    async def unknown(self, send: "LeasedSend", *, until: dt.datetime) -> None:
        """The answer was lost: wait for a status until then, letting later messages pass. Raises LeaseLost."""
        ...

    async def settle(self, ids: Sequence[MessageId]) -> None:
        """A status told what became of them: nothing is left to do."""
        ...


class LeasedSend(Leased, frozen=True, kw_only=True):
    """A queued message taken for sending.

    `abandoned`: whoever took it before had begun to send it, so its outcome is unknown. `reconciling`: it has waited for a status
    and none came.
    """

    message_id: MessageId
    tries: int = 0
    abandoned: bool = False
    reconciling: bool = False


class OutgoingMarks(Protocol):
    """Tells what waits to leave from what may be on its way. One statement outside any work: it is made for every batch."""

    async def begin(self, tenant_id: TenantId, sends: Sequence[LeasedSend]) -> frozenset[MessageId]:
        """The provider is asked next; gives those that may be sent, which no other worker has.

        From now on they are in doubt, also after a crash of the store, until the queue is told what became of them. Raises
        Unavailable.
        """
        ...


class Quota(Protocol):
    """The plan's messages of this month."""

    async def left(self) -> int | None:
        """How many more may be queued; None without a limit."""
        ...

    async def used(self) -> int:
        """How many were queued so far."""
        ...

    async def use(self, count: int) -> None:
        """Count them."""
        ...

    async def suspended(self) -> bool:
        """Is the tenant suspended, so that nothing may leave?"""
        ...


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """An internal note: the customer never sees it. `mentions`: whom it names."""

    id: NoteId
    conversation_id: ConversationId
    author_id: UUID | None
    author_name: str
    body: str
    created_at: dt.datetime
    mentions: tuple[UserId, ...] = ()


class NoteRepository(Protocol):
    """Notes, inside a work."""

    async def add(self, note: Note) -> None:
        """Store it."""
        ...

    async def of(self, conversation_id: ConversationId) -> Sequence[Note]:
        """All of a conversation, oldest first."""
        ...

    async def of_all(self, ids: Sequence[ConversationId]) -> dict[ConversationId, Sequence[Note]]:
        """The same of several in one go."""
        ...


class ParkedStore(Protocol):
    """Elements of webhooks that could not be read: kept with their reason."""

    async def put(self, number_id: NumberId | None, parked: Sequence[Parked], at: dt.datetime) -> None:
        """Keep them."""
        ...


class InboxDone(Protocol):
    """The end of a raw webhook's lease."""

    async def done(self, webhooks: Sequence[Leased]) -> None:
        """They are read. Raises LeaseLost when another worker has one of them."""
        ...


class MessagingWork(Protocol):
    """The part of a work that messaging uses."""

    @property
    def tenants(self) -> TenantRepository:
        """The company."""
        ...

    @property
    def users(self) -> UserRepository:
        """Its people."""
        ...

    @property
    def contacts(self) -> ContactRepository:
        """Contacts."""
        ...

    @property
    def merges(self) -> MergeRepository:
        """Merges."""
        ...

    @property
    def numbers(self) -> NumberRepository:
        """Numbers."""
        ...

    @property
    def templates(self) -> TemplateRepository:
        """Templates."""
        ...

    @property
    def conversations(self) -> ConversationRepository:
        """Conversations."""
        ...

    @property
    def messages(self) -> MessageRepository:
        """Messages."""
        ...

    @property
    def media(self) -> MediaRepository:
        """Files."""
        ...

    @property
    def outgoing(self) -> OutgoingQueue:
        """What waits to leave."""
        ...

    @property
    def shelf(self) -> StatusShelf:
        """Early statuses."""
        ...

    @property
    def sights(self) -> Sights:
        """Who sees what."""
        ...

    @property
    def notes(self) -> NoteRepository:
        """Notes."""
        ...

    @property
    def scheduled(self) -> ScheduledRepository:
        """Planned messages."""
        ...

    @property
    def surveys(self) -> SurveyRepository:
        """What customers think."""
        ...

    @property
    def snoozed(self) -> SnoozedList:
        """What is out of sight."""
        ...

    @property
    def quota(self) -> Quota:
        """The plan's messages."""
        ...

    @property
    def parked(self) -> ParkedStore:
        """Unreadable elements."""
        ...

    @property
    def inbox(self) -> InboxDone:
        """The raw webhooks this work read."""
        ...

    @property
    def mutes(self) -> MutedConversations:
        """Who hears nothing of what."""
        ...

    @property
    def views(self) -> MessagingViews:
        """Lists."""
        ...

    @property
    def search(self) -> MessageSearch:
        """Words in messages."""
        ...

    @property
    def events(self) -> EventLog:
        """What happened."""
        ...

    @property
    def deliveries(self) -> Deliveries:
        """Events taken for delivery."""
        ...

    @property
    def jobs(self) -> Jobs:
        """Work for later."""
        ...


class PaceAsk(msgspec.Struct, frozen=True, kw_only=True):
    """One message that wants to leave: by which number at which rate, and to whom when the pair is limited.

    `new_per_hour`: it goes to somebody who never wrote, and of those only so many may be written to in an hour.
    """

    number_id: NumberId
    per_second: float
    contact_id: ContactId | None = None
    new_per_hour: float | None = None


class Pacer(Protocol):
    """Numbers' throughput and pair rates, shared by all senders."""

    async def ask(self, asks: Sequence[PaceAsk]) -> Sequence[float]:
        """Seconds each has to wait, 0 for those that may leave now (their share is taken).

        Never raises: when the shared counters are away, each process keeps to its own.
        """
        ...
