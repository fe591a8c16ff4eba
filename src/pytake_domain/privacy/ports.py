"""What privacy needs from outside."""

import datetime as dt
from collections.abc import AsyncIterator, Mapping, Sequence
from enum import StrEnum
from typing import Protocol
from uuid import UUID

import msgspec

from pytake_domain.contacts import Address, PeopleWork
from pytake_domain.identity import UserRepository
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.audit import AuditTrail
from pytake_domain.kernel.ids import ContactId, MediaId, SubjectRequestId, TenantId, UserId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.messaging import MediaRepository
from pytake_domain.privacy.certificate import Certificate
from pytake_domain.privacy.request import RequestKind, RequestState, SubjectRequest
from pytake_domain.privacy.retention import DataKind, RetentionRules
from pytake_domain.privacy.traces import Traces


class Way(StrEnum):
    """`erase`: nothing is left; `anonymise`: what happened stays, and nobody can tell to whom."""

    ERASE = "erase"
    ANONYMISE = "anonymise"


class PersonalData(Protocol):
    """A place where people leave something. Raises Unavailable when it is away."""

    @property
    def name(self) -> str:
        """What it holds."""
        ...

    async def erase(self, traces: Traces, way: Way) -> Mapping[str, int]:
        """Remove what is theirs, in steps; how much, by kind. Cut off half way, asking again goes on."""
        ...


class Subjects(Protocol):
    """Who people are by now, and what is known of them, inside a work."""

    async def traces(self, contact_id: ContactId) -> Traces | None:
        """None when there is no such contact."""
        ...

    async def kinds(self) -> Sequence[str]:
        """Names of what `records` gives."""
        ...

    def records(self, traces: Traces, kind: str) -> AsyncIterator[bytes]:
        """Everything of a kind, each as one JSON object."""
        ...

    async def counts(self, traces: Traces) -> Mapping[str, int]:
        """How many records of each kind there are; kinds without any are left out."""
        ...

    async def files(self, traces: Traces) -> Sequence[MediaId]:
        """Files that they sent, and that were sent to them alone."""
        ...

    async def archives(self, traces: Traces) -> Sequence[MediaId]:
        """Files of exports that were made for them."""
        ...


class Refusals(Protocol):
    """Noes to marketing of people who were erased, as keyed hashes, inside a work."""

    async def keep(self, addresses: Sequence[Address], at: dt.datetime) -> int:
        """How many are new."""
        ...

    async def refused(self, addresses: Sequence[Address]) -> bool:
        """Did somebody who was reached by one of these say no?"""
        ...


class RequestFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which requests."""

    kind: RequestKind | None = None
    state: RequestState | None = None
    subject: UUID | None = None


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How many are to be answered, and how many of them late."""

    open: int
    overdue: int


class SubjectRequests(Protocol):
    """Requests of one tenant, inside a work."""

    async def add(self, request: SubjectRequest) -> None:
        """A new one."""
        ...

    async def get(self, request_id: SubjectRequestId) -> SubjectRequest:
        """Raises PrivacyRequestNotFound."""
        ...

    async def save(self, request: SubjectRequest) -> None:
        """Raises StaleVersion."""
        ...

    async def page(self, wanted: RequestFilter, request: PageRequest) -> Page[SubjectRequest]:
        """What is to be answered first, by its deadline; behind it what was, the newest first."""
        ...

    async def standing(self, now: dt.datetime) -> Standing:
        """Counts of what is to be answered."""
        ...


class RetentionStore(Protocol):
    """How long one tenant keeps what, inside a work."""

    async def get(self) -> RetentionRules:
        """Those that nobody set keep everything."""
        ...

    async def put(self, rules: RetentionRules) -> None:
        """Raises StaleVersion when somebody changed them since `rules.version`."""
        ...


class RetainedData(Protocol):
    """What is too old. Raises Unavailable."""

    async def tenants(self) -> Sequence[TenantId]:
        """Those that set a time for anything."""
        ...

    async def count(self, tenant_id: TenantId, kind: DataKind, before: dt.datetime) -> int:
        """How much would go."""
        ...

    async def remove(self, tenant_id: TenantId, kind: DataKind, before: dt.datetime) -> int:
        """Everything older, in small steps that give way."""
        ...


class Leaving(Protocol):
    """Somebody who works here leaves; what was theirs to answer waits for others."""

    async def remove(self, actor: Actor, user_id: UserId) -> None:
        """Raises UserNotFound, Forbidden, LastAdministrator."""
        ...


class CertificateSigner(Protocol):
    """Signs with the installation's key."""

    def certify(self, certificate: Certificate) -> str:
        """A compact JWS."""
        ...


class KeyAge(msgspec.Struct, frozen=True, kw_only=True):
    """The tenant's key that seals now: its version and since when."""

    version: int
    since: dt.datetime | None


class KeyAges(Protocol):
    """How old keys are."""

    async def of(self, tenant_id: TenantId) -> KeyAge:
        """Version 0 when nothing was sealed yet."""
        ...


class PrivacyWork(PeopleWork, Protocol):
    """The part of a work that privacy uses."""

    @property
    def users(self) -> UserRepository:
        """Who works here."""
        ...

    @property
    def media(self) -> MediaRepository:
        """Files."""
        ...

    @property
    def subject_requests(self) -> SubjectRequests:
        """What people asked for."""
        ...

    @property
    def subjects(self) -> Subjects:
        """What is known of them."""
        ...

    @property
    def refusals(self) -> Refusals:
        """Noes that outlive them."""
        ...

    @property
    def retention(self) -> RetentionStore:
        """How long what is kept."""
        ...

    @property
    def audit_trail(self) -> AuditTrail:
        """Who read and changed what."""
        ...
