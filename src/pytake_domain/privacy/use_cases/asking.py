"""Subjects' requests: made, listed, answered."""

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

import msgspec

from pytake_domain.contacts import Contact, ContactNotFound
from pytake_domain.identity import UserNotFound
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, Problem, PytakeError
from pytake_domain.kernel.ids import ContactId, Ids, SubjectRequestId, UserId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.text import Language
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import Job, OpenWork
from pytake_domain.privacy.errors import SubjectNotFound
from pytake_domain.privacy.ports import Leaving, PrivacyWork, RequestFilter
from pytake_domain.privacy.request import RequestKind, RequestState, SubjectKind, SubjectRequest, asked
from pytake_domain.privacy.traces import Traces

HOPS = 20
ERASE_SUBJECT, EXPORT_SUBJECT = "erase_subject", "export_subject"
REASON_MOST = 500
_JOBS = {
    RequestKind.EXPORT: EXPORT_SUBJECT,
    RequestKind.ERASURE: ERASE_SUBJECT,
    RequestKind.ANONYMISATION: ERASE_SUBJECT,
}


_LEAVES = (RequestKind.ERASURE, RequestKind.ANONYMISATION)


class ToDo(msgspec.Struct, frozen=True, kw_only=True):
    """The job of a request."""

    request_id: SubjectRequestId


class KnownSubject(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody by now, and how much is kept of them: records by kind, and `files`."""

    subject: UUID
    subject_kind: SubjectKind
    name: str
    counts: Mapping[str, int]


class AskForSubjects:
    """One request at a time for each subject and kind: asked again while it runs, it is the same."""

    def __init__(self, *, open_work: OpenWork[PrivacyWork], leaving: Leaving, clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._leaving = leaving
        self._clock = clock
        self._ids = ids

    async def ask(
        self, actor: Actor, subject: UUID, kind: RequestKind, *, language: Language = Language.PT_BR
    ) -> SubjectRequest:
        """For a contact (one that was merged is the one it became) or a user. Raises SubjectNotFound."""
        actor.require(Permission.MANAGE_PRIVACY)
        now = self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            whose, subject_kind = await subject_of(work, subject)
            running = RequestFilter(kind=kind, state=RequestState.RUNNING, subject=whose)
            if (found := await work.subject_requests.page(running, PageRequest(limit=1))).items:
                return found.items[0]
            request = asked(
                actor,
                SubjectRequestId(self._ids.new()),
                subject=whose,
                subject_kind=subject_kind,
                kind=kind,
                language=language.value,
                now=now,
            )
            await work.subject_requests.add(request)
            if kind in _JOBS:
                await work.jobs.add(job_of(request))
        if subject_kind is SubjectKind.USER and kind in _LEAVES:
            await self._let_leave(actor, request)
        return request

    async def _let_leave(self, actor: Actor, request: SubjectRequest) -> None:
        """Somebody who works here is removed as people are; when that may not be, the request is refused."""
        try:
            await self._leaving.remove(actor, UserId(request.subject))
        except PytakeError as error:
            async with self._open_work(actor.tenant_id) as work:
                await work.jobs.cancel(job_key(request))
                present = await work.subject_requests.get(request.id)
                if not present.ended:
                    await work.subject_requests.save(present.end(RequestState.REFUSED, self._clock.now(), error.code))
            raise

    async def known(self, actor: Actor, subject: UUID) -> KnownSubject:
        """Whose id that is, and what an erasure would take. Raises SubjectNotFound."""
        actor.require(Permission.MANAGE_PRIVACY)
        async with self._open_work(actor.tenant_id) as work:
            whose, kind = await subject_of(work, subject)
            if kind is SubjectKind.USER:
                name = (await work.users.get(UserId(whose))).name
                traces: Traces | None = Traces(tenant_id=actor.tenant_id, users=(UserId(whose),))
            else:
                name = (await work.contacts.get(ContactId(whose))).name or ""
                traces = await work.subjects.traces(ContactId(whose))
            if traces is None:
                raise SubjectNotFound
            counts = dict(await work.subjects.counts(traces))
            if files := len(await work.subjects.files(traces)):
                counts["files"] = files
        return KnownSubject(subject=whose, subject_kind=kind, name=name, counts=counts)

    async def answer(self, actor: Actor, request_id: SubjectRequestId, *, done: bool, reason: str) -> SubjectRequest:
        """Somebody did what was asked, or says why not. Raises PrivacyRequestNotFound, PrivacyRequestEnded, Invalid."""
        actor.require(Permission.MANAGE_PRIVACY)
        why = reason.strip()
        if len(why) > REASON_MOST or not (done or why):
            raise Invalid(Problem(field="reason", code="length", params={"least": 1, "most": REASON_MOST}))
        async with self._open_work(actor.tenant_id) as work:
            request = await work.subject_requests.get(request_id)
            state = RequestState.DONE if done else RequestState.REFUSED
            await work.subject_requests.save(request.end(state, self._clock.now(), why))
            return await work.subject_requests.get(request_id)

    async def one(self, actor: Actor, request_id: SubjectRequestId) -> SubjectRequest:
        """Raises PrivacyRequestNotFound."""
        actor.require(Permission.MANAGE_PRIVACY)
        async with self._open_work(actor.tenant_id) as work:
            return await work.subject_requests.get(request_id)

    async def page(self, actor: Actor, wanted: RequestFilter, request: PageRequest) -> Page[SubjectRequest]:
        """What is to be answered first."""
        actor.require(Permission.MANAGE_PRIVACY)
        async with self._open_work(actor.tenant_id) as work:
            return await work.subject_requests.page(wanted, request)

    def now(self) -> dt.datetime:
        """For saying what is overdue."""
        return self._clock.now()


def job_of(request: SubjectRequest) -> Job:
    """What carries it out."""
    return Job(
        kind=_JOBS[request.kind],
        tenant_id=request.tenant_id,
        payload=msgspec.json.encode(ToDo(request_id=request.id)),
        key=job_key(request),
    )


def job_key(request: SubjectRequest) -> str:
    """By which its job is found while it waits."""
    return f"privacy:{request.id}"


async def subject_of(work: PrivacyWork, subject: UUID) -> tuple[UUID, SubjectKind]:
    """Whose id that is by now. Raises SubjectNotFound."""
    try:
        contact = await _present(work, ContactId(subject))
    except ContactNotFound:
        try:
            return (await work.users.get(UserId(subject))).id, SubjectKind.USER
        except UserNotFound:
            raise SubjectNotFound from None
    return contact.id, SubjectKind.CONTACT


async def _present(work: PrivacyWork, contact_id: ContactId) -> Contact:
    contact = await work.contacts.get(contact_id)
    for _ in range(HOPS):
        if contact.merged_into is None:
            break
        contact = await work.contacts.get(contact.merged_into)
    return contact
