"""Requests of subjects, retention, refusals and stores of personal data in memory."""

import datetime as dt
from collections.abc import AsyncIterator, Mapping, Sequence

from msgspec.structs import replace

from pytake_domain.contacts import Address
from pytake_domain.kernel.errors import StaleVersion, Unavailable
from pytake_domain.kernel.ids import ContactId, MediaId, SubjectRequestId, TenantId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.privacy import (
    Certificate,
    DataKind,
    PrivacyRequestNotFound,
    RequestFilter,
    RetentionRules,
    Standing,
    SubjectRequest,
    Traces,
    Way,
    words_of,
)
from pytake_domain.testing.memory.store import TenantRows


class MemorySubjectRequests:
    """See SubjectRequests."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def add(self, request: SubjectRequest) -> None:
        """See the port."""
        self._rows.subject_requests[request.id] = request

    async def get(self, request_id: SubjectRequestId) -> SubjectRequest:
        """See the port."""
        if request_id not in self._rows.subject_requests:
            raise PrivacyRequestNotFound
        return self._rows.subject_requests[request_id]

    async def save(self, request: SubjectRequest) -> None:
        """See the port."""
        if (await self.get(request.id)).version != request.version:
            raise StaleVersion
        self._rows.subject_requests[request.id] = replace(request, version=request.version + 1)

    async def page(self, wanted: RequestFilter, request: PageRequest) -> Page[SubjectRequest]:
        """See the port."""
        found = [
            each
            for each in self._rows.subject_requests.values()
            if wanted.kind in (None, each.kind)
            and wanted.state in (None, each.state)
            and wanted.subject in (None, each.subject)
        ]
        newest = sorted(found, key=lambda each: each.id, reverse=True)
        waiting = sorted((each for each in newest if not each.ended), key=lambda each: each.due_at)
        ordered = [*waiting, *(each for each in newest if each.ended)]
        return Page(items=tuple(ordered[request.offset : request.offset + request.limit]), total=len(ordered))

    async def standing(self, now: dt.datetime) -> Standing:
        """See the port."""
        waiting = [each for each in self._rows.subject_requests.values() if not each.ended]
        return Standing(open=len(waiting), overdue=sum(each.overdue(now) for each in waiting))


class MemoryRetention:
    """See RetentionStore."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def get(self) -> RetentionRules:
        """See the port."""
        return self._rows.retention[0] if self._rows.retention else RetentionRules()

    async def put(self, rules: RetentionRules) -> None:
        """See the port."""
        if (await self.get()).version != rules.version:
            raise StaleVersion
        self._rows.retention[:] = [replace(rules, version=rules.version + 1)]


class MemoryRefusals:
    """See Refusals; here the addresses are kept as they are."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def keep(self, addresses: Sequence[Address], at: dt.datetime) -> int:  # noqa: ARG002  nothing asks since when
        """See the port."""
        fresh = {alike for each in addresses if each.finds for alike in each.alike()} - self._rows.refusals
        self._rows.refusals |= fresh
        return len(fresh)

    async def refused(self, addresses: Sequence[Address]) -> bool:
        """See the port."""
        return bool({alike for each in addresses if each.finds for alike in each.alike()} & self._rows.refusals)


class MemorySubjects:
    """See Subjects."""

    def __init__(self, tenant_id: TenantId, rows: TenantRows) -> None:
        self._tenant_id = tenant_id
        self._rows = rows

    async def traces(self, contact_id: ContactId) -> Traces | None:
        """See the port."""
        if contact_id not in self._rows.contacts:
            return None
        who = {contact_id}
        grown = True
        while grown:
            more = {merged for merged, record in self._rows.merges.items() if record.kept.id in who} - who
            who |= more
            grown = bool(more)
        people = [self._rows.contacts[each] for each in sorted(who)]
        addresses = sorted({known.address for each in people for known in each.addresses})
        talks = [c.id for c in self._rows.conversations.values() if c.contact_id in who]
        return Traces(
            tenant_id=self._tenant_id,
            contacts=tuple(sorted(who)),
            conversations=tuple(talks),
            words=words_of(addresses, [each.email for each in people if each.email], []),
            addresses=tuple(addresses),
            refused_marketing=any(each.opted_out for each in people),
        )

    async def kinds(self) -> Sequence[str]:
        """See the port."""
        return ("contacts", "messages")

    async def records(self, traces: Traces, kind: str) -> AsyncIterator[bytes]:
        """See the port."""
        if kind == "contacts":
            for contact_id in traces.contacts:
                yield b'{"id":"%s"}' % str(contact_id).encode()
        else:
            for message in self._rows.messages.values():
                if message.conversation_id in traces.conversations:
                    yield b'{"id":"%s"}' % str(message.id).encode()

    async def counts(self, traces: Traces) -> Mapping[str, int]:
        """See the port."""
        talks = [m for m in self._rows.messages.values() if m.conversation_id in traces.conversations]
        found = {"contacts": len(traces.contacts), "messages": len(talks)}
        return {kind: many for kind, many in found.items() if many}

    async def files(self, traces: Traces) -> Sequence[MediaId]:
        """See the port."""
        theirs = {m.id for m in self._rows.messages.values() if m.conversation_id in traces.conversations}
        return [m.id for m in self._rows.media.values() if m.message_id in theirs]

    async def archives(self, traces: Traces) -> Sequence[MediaId]:
        """See the port."""
        who = {*traces.contacts, *traces.users}
        made = self._rows.subject_requests.values()
        return [each.media_id for each in made if each.subject in who and each.media_id is not None]


class MemoryPersonalData:
    """See PersonalData: lines of text; one that holds a needle is theirs. `fails` are calls that end with an error."""

    def __init__(self, name: str, lines: Sequence[str] = (), *, fails: int = 0) -> None:
        self.name = name
        self.lines = list(lines)
        self.fails = fails
        self.asked: list[Way] = []

    async def erase(self, traces: Traces, way: Way) -> Mapping[str, int]:
        """See the port."""
        self.asked.append(way)
        if self.fails:
            self.fails -= 1
            raise Unavailable(dependency=self.name)
        left = [line for line in self.lines if not any(needle in line for needle in traces.needles)]
        gone, self.lines = len(self.lines) - len(left), left
        return {"lines": gone} if gone else {}


class MemoryRetained:
    """See RetainedData: moments by kind."""

    def __init__(self) -> None:
        self.moments: dict[tuple[TenantId, DataKind], list[dt.datetime]] = {}

    async def tenants(self) -> Sequence[TenantId]:
        """See the port."""
        return sorted({tenant_id for tenant_id, _ in self.moments})

    async def count(self, tenant_id: TenantId, kind: DataKind, before: dt.datetime) -> int:
        """See the port."""
        return sum(moment < before for moment in self.moments.get((tenant_id, kind), ()))

    async def remove(self, tenant_id: TenantId, kind: DataKind, before: dt.datetime) -> int:
        """See the port."""
        gone = await self.count(tenant_id, kind, before)
        self.moments[tenant_id, kind] = [m for m in self.moments.get((tenant_id, kind), ()) if m >= before]
        return gone


class PlainSigner:
    """See CertificateSigner: keeps what it signed."""

    def __init__(self) -> None:
        self.signed: list[Certificate] = []

    def certify(self, certificate: Certificate) -> str:
        """See the port."""
        self.signed.append(certificate)
        return f"signed:{certificate.request_id}"
