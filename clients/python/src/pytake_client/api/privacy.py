"""`privacy`. Made by generate.py out of the OpenAPI document: change that, not this."""

import datetime as dt
from typing import Any

from pytake_client.calls import Call, Id, path_of
from pytake_client.types import (
    AuditAction,
    AuditPageOut,
    ComplianceOut,
    Listed,
    PrivacyAnswerIn,
    PrivacyConsentIn,
    PrivacyConsentOut,
    PrivacyRequestIn,
    PrivacyRequestOut,
    RequestKind,
    RequestState,
    RetentionIn,
    RetentionOut,
    SubjectDataOut,
)


def of(
    user_id: Id,
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[PrivacyConsentOut]]:
    """A subject's consents.

    All that a contact ever said, the newest first.
    """
    return Call(
        "GET",
        path_of("/api/v1/privacy/consent/{user_id}", user_id=user_id),
        returns=Listed[PrivacyConsentOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def record(body: PrivacyConsentIn) -> Call[PrivacyConsentOut]:
    """Record a consent.

    Of a contact, to a purpose, with where it was said and the text that was shown. What holds is the latest.
    """
    return Call("POST", "/api/v1/privacy/consent", returns=PrivacyConsentOut, body=body)


def withdraw(consent_id: Id, *, reason: str | None = None) -> Call[PrivacyConsentOut]:
    """Withdraw a consent.

    A new entry that says no; the one that said yes stays, as the proof that it was so. Answers the new one.
    """
    return Call(
        "DELETE",
        path_of("/api/v1/privacy/consent/{consent_id}", consent_id=consent_id),
        returns=PrivacyConsentOut,
        query={"reason": reason},
    )


def anonymise(user_id: Id) -> Call[PrivacyRequestOut]:
    """Keep the statistics, drop the person.

    What happened and when stays; what was written, sent and known of the person goes, so that nobody can tell who.
    """
    return Call("POST", path_of("/api/v1/privacy/data/{user_id}/anonymize", user_id=user_id), returns=PrivacyRequestOut)


def requests_one(request_id: Id) -> Call[PrivacyRequestOut]:
    """One request.

    How far it is, and its certificate.
    """
    return Call(
        "GET", path_of("/api/v1/privacy/requests/{request_id}", request_id=request_id), returns=PrivacyRequestOut
    )


def answer(request_id: Id, body: PrivacyAnswerIn) -> Call[PrivacyRequestOut]:
    """Answer a request.

    One that people carry out was done, or is refused with its reason.
    """
    return Call(
        "PUT",
        path_of("/api/v1/privacy/requests/{request_id}", request_id=request_id),
        returns=PrivacyRequestOut,
        body=body,
    )


def certificate(request_id: Id) -> Call[Any]:
    """The certificate on paper.

    A PDF in the language of who asked, with the signature on it.
    """
    return Call("GET", path_of("/api/v1/privacy/requests/{request_id}/certificate", request_id=request_id), returns=Any)


def known(user_id: Id) -> Call[SubjectDataOut]:
    """How much is kept of a subject.

    Records by kind, counted: what an export would hold and an erasure would take.
    """
    return Call("GET", path_of("/api/v1/privacy/data/{user_id}", user_id=user_id), returns=SubjectDataOut)


def erase(user_id: Id) -> Call[PrivacyRequestOut]:
    """Erase a subject.

    A contact goes from every table, file, queue and cache, with those who were merged into them; figures stay, without a
    person. Of who refused marketing a keyed hash stays. Who writes again is somebody new. Who works here leaves
    as by `DELETE /users/{id}`; their name goes from what they did, which stays. The certificate is with the request.
    """
    return Call("DELETE", path_of("/api/v1/privacy/data/{user_id}", user_id=user_id), returns=PrivacyRequestOut)


def export(user_id: Id) -> Call[PrivacyRequestOut]:
    """All data of a subject.

    `user_id` is a contact, or somebody who works here. A ZIP: records as JSON, their files, and a PDF for people to
    read; it is there for a week, at `/privacy/requests/{id}/file`.
    """
    return Call("POST", path_of("/api/v1/privacy/data/{user_id}/export", user_id=user_id), returns=PrivacyRequestOut)


def file(request_id: Id) -> Call[Any]:
    """The file of an export.

    A ZIP, until its time is over.
    """
    return Call("GET", path_of("/api/v1/privacy/requests/{request_id}/file", request_id=request_id), returns=Any)


def requests(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
    type: RequestKind | None = None,
    status: RequestState | None = None,
    user_id: Id | None = None,
) -> Call[Listed[PrivacyRequestOut]]:
    """Requests of subjects.

    What is to be answered first, by its deadline; behind it what was.
    """
    return Call(
        "GET",
        "/api/v1/privacy/requests",
        returns=Listed[PrivacyRequestOut],
        query={
            "page": page,
            "limit": limit,
            "sort": sort,
            "order": order,
            "cursor": cursor,
            "type": type,
            "status": status,
            "user_id": user_id,
        },
        by_cursor=True,
    )


def note(body: PrivacyRequestIn) -> Call[PrivacyRequestOut]:
    """Note a request that people carry out.

    Access or correction, with its deadline of fifteen days; the other kinds begin at once, as by their own routes.
    """
    return Call("POST", "/api/v1/privacy/requests", returns=PrivacyRequestOut, body=body)


def audit(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
    actor_id: Id | None = None,
    user_id: Id | None = None,
    action: AuditAction | None = None,
    from_: dt.datetime | None = None,
    to: dt.datetime | None = None,
) -> Call[AuditPageOut]:
    """Who read and changed what.

    The newest first, by cursor; `user_id` is of whom. `verified` is what the last check of the chain found.
    """
    return Call(
        "GET",
        "/api/v1/privacy/audit",
        returns=AuditPageOut,
        query={
            "page": page,
            "limit": limit,
            "sort": sort,
            "order": order,
            "cursor": cursor,
            "actor_id": actor_id,
            "user_id": user_id,
            "action": action,
            "from": from_,
            "to": to,
        },
        by_cursor=True,
    )


def audit_of(
    user_id: Id,
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[AuditPageOut]:
    """Who saw or changed a subject's data.

    Of a contact also those of who was merged into them, of their conversations and files.
    """
    return Call(
        "GET",
        path_of("/api/v1/privacy/audit/{user_id}", user_id=user_id),
        returns=AuditPageOut,
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def retention() -> Call[RetentionOut]:
    """How long what is kept.

    Days by kind; what is not named is kept for ever.
    """
    return Call("GET", "/api/v1/privacy/retention", returns=RetentionOut)


def retain(body: RetentionIn) -> Call[RetentionOut]:
    """Change how long what is kept.

    From the next night on. With `dry_run` it says what would go, and nothing changes. Audit stays a year at least.
    """
    return Call("PUT", "/api/v1/privacy/retention", returns=RetentionOut, body=body)


def status() -> Call[ComplianceOut]:
    """How the company stands.

    Retention, encryption, requests to be answered, and the audit's chain.
    """
    return Call("GET", "/api/v1/privacy/compliance/status", returns=ComplianceOut)
