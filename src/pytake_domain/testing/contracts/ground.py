"""What the contract suites stand on: one installation's stores, whichever they are.

Subclass a contract with a fixture `ground` that gives a `Ground`; cases make tenants of their own, but those of the queues need
queues that are empty.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Protocol, TypeVar
from uuid import UUID

import pytest

from pytake_domain.ai import AiWork, EvaluationRepository, KnowledgeRepository
from pytake_domain.analytics import AnalyticsWork
from pytake_domain.billing import BillingWork
from pytake_domain.contacts import Contact
from pytake_domain.identity import Tenant, UsageCounts
from pytake_domain.kernel.ids import Ids, TenantId
from pytake_domain.kernel.limits import IdempotencyStore
from pytake_domain.kernel.secrets import Vault
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import Job, OpenWork
from pytake_domain.messaging import Conversation, LeasedSend, OutgoingMarks
from pytake_domain.notifications import NotificationsWork
from pytake_domain.testing.builders import AT, a_number, a_sighting, a_tenant
from pytake_domain.webhooks import WebhookQueue, WebhookWork
from pytake_domain.whatsapp import Inbox, LeasedWebhook, NumberLookup, WhatsAppNumber

LEASE = 31.0
"""Seconds after which every lease has lapsed."""

T_co = TypeVar("T_co", covariant=True)


class HouseWork(AnalyticsWork, NotificationsWork, BillingWork, WebhookWork, AiWork, Protocol):
    """Everything that a work has."""

    @property
    def usage(self) -> UsageCounts:
        """What counts against limits."""
        ...

    @property
    def evaluations(self) -> EvaluationRepository:
        """Questions with known answers."""
        ...

    @property
    def knowledge(self) -> KnowledgeRepository:
        """What was taught."""
        ...


class LeasedEvent(Protocol):
    """An event taken for delivery."""

    @property
    def tenant_id(self) -> TenantId:
        """Whose it is."""
        ...

    @property
    def id(self) -> UUID:
        """The event's id."""
        ...

    @property
    def subject(self) -> UUID:
        """What orders it."""
        ...

    @property
    def tries(self) -> int:
        """Earlier attempts."""
        ...


class QueueLease(Protocol[T_co]):
    """A lease on one queue."""

    async def take(self, limit: int, token: UUID) -> Sequence[T_co]:
        """At most `limit` rows that nobody holds, in order."""
        ...

    def doubt(self, token: UUID, *, untouched: bool = False) -> None:
        """Whoever held these rows can't tell what became of them: the next `take` may have them."""
        ...

    async def give_back(self, tenant_id: TenantId, ids: Sequence[UUID], token: UUID, *, pause: float) -> None:
        """They may be taken again after a pause (seconds)."""
        ...

    async def depth(self) -> tuple[int, float]:
        """How many wait, and the age of the oldest (seconds)."""
        ...


class Ground(Protocol):
    """One installation."""

    @property
    def open_work(self) -> OpenWork[HouseWork]:
        """Works; `MessageReceived` is delivered."""
        ...

    @property
    def clock(self) -> Clock:
        """The time its leases go by."""
        ...

    @property
    def ids(self) -> Ids:
        """Identifiers in order."""
        ...

    @property
    def inbox(self) -> Inbox:
        """Raw webhooks in."""
        ...

    @property
    def lookup(self) -> NumberLookup:
        """Numbers across tenants, without a cache."""
        ...

    @property
    def vault(self) -> Vault:
        """Secrets."""
        ...

    @property
    def idempotency(self) -> IdempotencyStore:
        """Answers that were given."""
        ...

    @property
    def inbox_lease(self) -> QueueLease[LeasedWebhook]:
        """Raw webhooks."""
        ...

    @property
    def delivery_lease(self) -> QueueLease[LeasedEvent]:
        """Events."""
        ...

    @property
    def outgoing_lease(self) -> QueueLease[LeasedSend]:
        """Messages."""
        ...

    @property
    def webhook_queue(self) -> WebhookQueue:
        """Deliveries to webhooks, across tenants."""
        ...

    @property
    def marks(self) -> OutgoingMarks:
        """Of messages."""
        ...

    async def pass_time(self, seconds: float) -> None:
        """What waits in the queues has waited this much longer."""
        ...

    async def run_jobs(self, kind: str) -> Sequence[Job]:
        """Run what is due of this kind; what ran, oldest first (`kind`, `tenant_id` and `payload` are told)."""
        ...


class _Failed(Exception):
    pass


class Place:
    """A tenant with a number, a contact and their conversation."""

    def __init__(self, ground: Ground, tenant: Tenant) -> None:
        self.ground = ground
        self.tenant = tenant
        self.number: WhatsAppNumber = a_number(tenant.id)
        self.contact: Contact
        self.conversation: Conversation

    def work(self) -> AbstractAsyncContextManager[HouseWork]:
        """A work of the tenant."""
        return self.ground.open_work(self.tenant.id)

    @asynccontextmanager
    async def failing(self) -> AsyncIterator[HouseWork]:
        """A work that fails at its end: nothing of it may stay."""
        with suppress(_Failed):
            async with self.work() as work:
                yield work
                raise _Failed

    async def settle_in(self) -> "Place":
        """Store all of it."""
        async with self.work() as work:
            await work.tenants.add(self.tenant)
            await work.numbers.add(self.number)
            self.contact = (await work.contacts.find_or_add([a_sighting()]))[0]
        self.conversation = await self.converse(self.contact)
        return self

    async def converse(self, contact: Contact | None = None) -> Conversation:
        """The open conversation with a contact, a new one by default."""
        async with self.work() as work:
            if contact is None:
                contact = (await work.contacts.find_or_add([a_sighting()]))[0]
            return (await work.conversations.open_for([(contact.id, self.number.id)], AT))[0].conversation


class OnGround:
    """Fixtures that the contracts share."""

    @pytest.fixture
    def ground(self) -> Ground:
        """Stores under test."""
        pytest.fail("the subclass supplies `ground`")

    @pytest.fixture
    async def place(self, ground: Ground) -> Place:
        """A tenant that is settled in."""
        return await Place(ground, a_tenant()).settle_in()

    @pytest.fixture
    async def neighbour(self, ground: Ground) -> Place:
        """Another one."""
        return await Place(ground, a_tenant()).settle_in()
