"""Privacy: consents, what subjects ask for, how long what is kept, and who saw it."""

import datetime as dt
from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter, SkipValidation
from litestar.response import Stream

from pytake_app.http.edge.audit import shown
from pytake_app.http.edge.paging import Listed, before_of, listed, whole
from pytake_app.wire.privacy import (
    AuditPageOut,
    ComplianceOut,
    PrivacyAnswerIn,
    PrivacyConsentIn,
    PrivacyConsentOut,
    PrivacyRequestIn,
    PrivacyRequestOut,
    RetentionIn,
    RetentionOut,
    SubjectDataOut,
    audit_out,
    compliance_out,
    consent_out,
    known_out,
    request_out,
    rules_of,
    said_of,
)
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.audit import AuditAction, AuditFilter
from pytake_domain.kernel.ids import ContactId, SubjectRequestId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.kernel.text import Language
from pytake_domain.privacy import (
    AskForSubjects,
    ExportSubjects,
    KeepConsents,
    RequestFilter,
    RequestKind,
    RequestState,
    RetainData,
    Taken,
    WatchPrivacy,
)


class ConsentController(Controller):
    """`/api/v1/privacy/consent`."""

    path = "/api/v1/privacy/consent"
    tags = ("privacy",)

    @post(summary="Record a consent")
    async def record(
        self,
        data: JSONBody[PrivacyConsentIn],
        actor: NamedDependency[Actor],
        keep_consents: NamedDependency[KeepConsents],
    ) -> PrivacyConsentOut:
        """Of a contact, to a purpose, with where it was said and the text that was shown. What holds is the latest."""
        return consent_out(await keep_consents.record(actor, ContactId(data.user_id), said_of(data)))

    @get("/{user_id:uuid}", summary="A subject's consents")
    async def of(
        self,
        user_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        keep_consents: NamedDependency[KeepConsents],
        page_request: NamedDependency[PageRequest],
    ) -> Listed[PrivacyConsentOut]:
        """All that a contact ever said, the newest first."""
        return whole([consent_out(each) for each in await keep_consents.of(actor, ContactId(user_id))], page_request)

    @delete("/{consent_id:uuid}", status_code=200, summary="Withdraw a consent")
    async def withdraw(
        self,
        consent_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        keep_consents: NamedDependency[KeepConsents],
        reason: FromQuery[str] = "",
    ) -> PrivacyConsentOut:
        """A new entry that says no; the one that said yes stays, as the proof that it was so. Answers the new one."""
        return consent_out(await keep_consents.withdraw(actor, consent_id, reason))


class SubjectController(Controller):
    """`/api/v1/privacy/data` and `/api/v1/privacy/requests`."""

    path = "/api/v1/privacy"
    tags = ("privacy",)

    @get("/data/{user_id:uuid}", summary="How much is kept of a subject")
    async def known(
        self,
        user_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        ask_for_subjects: NamedDependency[SkipValidation[AskForSubjects]],
    ) -> SubjectDataOut:
        """Records by kind, counted: what an export would hold and an erasure would take."""
        return known_out(await ask_for_subjects.known(actor, user_id))

    @post("/data/{user_id:uuid}/export", status_code=202, summary="All data of a subject")
    async def export(
        self,
        user_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        ask_for_subjects: NamedDependency[SkipValidation[AskForSubjects]],
        reader_language: NamedDependency[Language],
    ) -> PrivacyRequestOut:
        """`user_id` is a contact, or somebody who works here. A ZIP: records as JSON, their files, and a PDF for people to
        read; it is there for a week, at `/privacy/requests/{id}/file`.
        """
        return await self._ask(ask_for_subjects, actor, user_id, RequestKind.EXPORT, reader_language)

    @delete("/data/{user_id:uuid}", status_code=202, summary="Erase a subject")
    async def erase(
        self,
        user_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        ask_for_subjects: NamedDependency[SkipValidation[AskForSubjects]],
        reader_language: NamedDependency[Language],
    ) -> PrivacyRequestOut:
        """A contact goes from every table, file, queue and cache, with those who were merged into them; figures stay, without a
        person. Of who refused marketing a keyed hash stays. Who writes again is somebody new. Who works here leaves
        as by `DELETE /users/{id}`; their name goes from what they did, which stays. The certificate is with the request.
        """
        return await self._ask(ask_for_subjects, actor, user_id, RequestKind.ERASURE, reader_language)

    @post("/data/{user_id:uuid}/anonymize", status_code=202, summary="Keep the statistics, drop the person")
    async def anonymise(
        self,
        user_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        ask_for_subjects: NamedDependency[SkipValidation[AskForSubjects]],
        reader_language: NamedDependency[Language],
    ) -> PrivacyRequestOut:
        """What happened and when stays; what was written, sent and known of the person goes, so that nobody can tell who."""
        return await self._ask(ask_for_subjects, actor, user_id, RequestKind.ANONYMISATION, reader_language)

    @get("/requests", summary="Requests of subjects")
    async def requests(
        self,
        actor: NamedDependency[Actor],
        ask_for_subjects: NamedDependency[SkipValidation[AskForSubjects]],
        page_request: NamedDependency[PageRequest],
        kind: Annotated[RequestKind | None, QueryParameter(name="type")] = None,
        status: FromQuery[RequestState | None] = None,
        user_id: FromQuery[UUID | None] = None,
    ) -> Listed[PrivacyRequestOut]:
        """What is to be answered first, by its deadline; behind it what was."""
        wanted = RequestFilter(kind=kind, state=status, subject=user_id)
        page = await ask_for_subjects.page(actor, wanted, page_request)
        return listed(page.map(lambda each: request_out(each, ask_for_subjects.now())), page_request)

    @post("/requests", summary="Note a request that people carry out")
    async def note(
        self,
        data: JSONBody[PrivacyRequestIn],
        actor: NamedDependency[Actor],
        ask_for_subjects: NamedDependency[SkipValidation[AskForSubjects]],
        reader_language: NamedDependency[Language],
    ) -> PrivacyRequestOut:
        """Access or correction, with its deadline of fifteen days; the other kinds begin at once, as by their own routes."""
        return await self._ask(ask_for_subjects, actor, data.user_id, data.kind, reader_language)

    @get("/requests/{request_id:uuid}", summary="One request")
    async def one(
        self,
        request_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        ask_for_subjects: NamedDependency[SkipValidation[AskForSubjects]],
    ) -> PrivacyRequestOut:
        """How far it is, and its certificate."""
        return request_out(await ask_for_subjects.one(actor, SubjectRequestId(request_id)), ask_for_subjects.now())

    @put("/requests/{request_id:uuid}", summary="Answer a request")
    async def answer(
        self,
        request_id: FromPath[UUID],
        data: JSONBody[PrivacyAnswerIn],
        actor: NamedDependency[Actor],
        ask_for_subjects: NamedDependency[SkipValidation[AskForSubjects]],
    ) -> PrivacyRequestOut:
        """One that people carry out was done, or is refused with its reason."""
        own = SubjectRequestId(request_id)
        answered = await ask_for_subjects.answer(actor, own, done=data.done, reason=data.reason)
        return request_out(answered, ask_for_subjects.now())

    @get("/requests/{request_id:uuid}/file", summary="The file of an export")
    async def file(
        self,
        request_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        ask_for_subjects: NamedDependency[SkipValidation[AskForSubjects]],
        export_subjects: NamedDependency[SkipValidation[ExportSubjects]],
    ) -> Response[Any]:
        """A ZIP, until its time is over."""
        own = SubjectRequestId(request_id)
        shown((await ask_for_subjects.one(actor, own)).subject)
        return _taken(await export_subjects.take(actor, own))

    @get("/requests/{request_id:uuid}/certificate", summary="The certificate on paper")
    async def certificate(
        self,
        request_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        export_subjects: NamedDependency[SkipValidation[ExportSubjects]],
    ) -> Response[Any]:
        """A PDF in the language of who asked, with the signature on it."""
        return _taken(await export_subjects.certificate(actor, SubjectRequestId(request_id)))

    async def _ask(
        self, asking: AskForSubjects, actor: Actor, subject: UUID, kind: RequestKind, language: Language
    ) -> PrivacyRequestOut:
        return request_out(await asking.ask(actor, subject, kind, language=language), asking.now())


class WatchController(Controller):
    """`/api/v1/privacy/retention`, `/api/v1/privacy/audit` and `/api/v1/privacy/compliance`."""

    path = "/api/v1/privacy"
    tags = ("privacy",)

    @get("/retention", summary="How long what is kept")
    async def retention(
        self, actor: NamedDependency[Actor], retain_data: NamedDependency[SkipValidation[RetainData]]
    ) -> RetentionOut:
        """Days by kind; what is not named is kept for ever."""
        rules = await retain_data.rules(actor)
        return RetentionOut(days=dict(rules.days), version=rules.version)

    @put("/retention", summary="Change how long what is kept")
    async def retain(
        self,
        data: JSONBody[RetentionIn],
        actor: NamedDependency[Actor],
        retain_data: NamedDependency[SkipValidation[RetainData]],
    ) -> RetentionOut:
        """From the next night on. With `dry_run` it says what would go, and nothing changes. Audit stays a year at least."""
        rules = rules_of(data)
        if data.dry_run:
            gone = await retain_data.would_go(actor, rules)
            return RetentionOut(days=dict(rules.days), version=rules.version, would_go=dict(gone))
        saved = await retain_data.put(actor, rules)
        return RetentionOut(days=dict(saved.days), version=saved.version)

    @get("/audit", summary="Who read and changed what")
    async def audit(
        self,
        actor: NamedDependency[Actor],
        watch_privacy: NamedDependency[SkipValidation[WatchPrivacy]],
        page_request: NamedDependency[PageRequest],
        actor_id: FromQuery[UUID | None] = None,
        user_id: FromQuery[UUID | None] = None,
        action: FromQuery[AuditAction | None] = None,
        since: Annotated[dt.datetime | None, QueryParameter(name="from")] = None,
        until: Annotated[dt.datetime | None, QueryParameter(name="to")] = None,
    ) -> AuditPageOut:
        """The newest first, by cursor; `user_id` is of whom. `verified` is what the last check of the chain found."""
        before_of(page_request.cursor)
        wanted = AuditFilter(actor_id=actor_id, action=action, since=since, until=until)
        return audit_out(*await watch_privacy.audit(actor, wanted, page_request, subject=user_id))

    @get("/audit/{user_id:uuid}", summary="Who saw or changed a subject's data")
    async def audit_of(
        self,
        user_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        watch_privacy: NamedDependency[SkipValidation[WatchPrivacy]],
        page_request: NamedDependency[PageRequest],
    ) -> AuditPageOut:
        """Of a contact also those of who was merged into them, of their conversations and files."""
        before_of(page_request.cursor)
        return audit_out(*await watch_privacy.audit(actor, AuditFilter(), page_request, subject=user_id))

    @get("/compliance/status", summary="How the company stands")
    async def status(
        self, actor: NamedDependency[Actor], watch_privacy: NamedDependency[SkipValidation[WatchPrivacy]]
    ) -> ComplianceOut:
        """Retention, encryption, requests to be answered, and the audit's chain."""
        return compliance_out(await watch_privacy.status(actor))


def _taken(taken: Taken) -> Response[Any]:
    headers = {
        "Content-Disposition": f'attachment; filename="{taken.filename}"',
        "Cache-Control": "no-store",
    }
    if taken.size is not None:
        headers["Content-Length"] = str(taken.size)
    return Stream(taken.pieces, headers=headers, media_type=taken.mime_type)
