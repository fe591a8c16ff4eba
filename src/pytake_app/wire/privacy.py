"""Privacy as the API shows it."""

import datetime as dt
from typing import Annotated
from uuid import UUID

import msgspec

from pytake_domain.contacts import ConsentGiven, ConsentProof
from pytake_domain.kernel.audit import AuditRecord, ChainState
from pytake_domain.kernel.page import Page
from pytake_domain.privacy import Compliance, DataKind, KnownSubject, RequestKind, RetentionRules, SubjectRequest


class PrivacyConsentIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the contact `user_id` said: to which purpose yes or no, where (`source`), and the text they were shown."""

    user_id: UUID
    purpose: str
    given: bool
    source: str
    text: str = ""
    at: dt.datetime | None = None


class PrivacyConsentOut(msgspec.Struct, frozen=True, kw_only=True):
    """One proof; it is never changed."""

    id: UUID
    contact_id: UUID
    purpose: str
    given: bool
    at: dt.datetime
    source: str
    text: str
    recorded_at: dt.datetime
    actor_kind: str
    actor_id: UUID | None


class PrivacyRequestIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request that people carry out: access or correction, of a contact or of somebody who works here."""

    user_id: UUID
    kind: RequestKind


class PrivacyAnswerIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """It was done, or is refused with a reason."""

    done: bool
    reason: str = ""


class PrivacyRequestOut(msgspec.Struct, frozen=True, kw_only=True):
    """`status`: open, running, done or refused. `counts`: what was found or removed, by store. `certificate` is a JWS by a
    key of `/.well-known/jwks.json`; `file_until`: until then an export can be taken.
    """

    id: UUID
    user_id: UUID
    subject_kind: str
    kind: str
    status: str
    created_at: dt.datetime
    due_at: dt.datetime
    overdue: bool
    asked_by: UUID | None
    ended_at: dt.datetime | None
    reason: str
    counts: dict[str, int]
    certificate: str | None
    file_until: dt.datetime | None


class SubjectDataOut(msgspec.Struct, frozen=True, kw_only=True):
    """Whose id that is by now (one that was merged is the one it became), and how many records of each kind, and `files`, are
    kept of them.
    """

    user_id: UUID
    subject_kind: str
    name: str
    counts: dict[str, int]


class RetentionIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Days by kind; kinds that are left out are kept for ever. With `dry_run` nothing changes."""

    days: dict[DataKind, Annotated[int, msgspec.Meta(ge=1)]]
    version: int = 0
    dry_run: bool = False


class RetentionOut(msgspec.Struct, frozen=True, kw_only=True):
    """`would_go`: of a dry run, how much of each kind is too old."""

    days: dict[DataKind, int]
    version: int
    would_go: dict[DataKind, int] | None = None


class ChainOut(msgspec.Struct, frozen=True, kw_only=True):
    """What the last check of the chain found: `broken` names why and at which place, when it is."""

    checked_at: dt.datetime
    linked: int
    waiting: int
    holds: bool
    broken: str | None
    broken_at: int | None


class AuditOut(msgspec.Struct, frozen=True, kw_only=True):
    """Who did what, of whom: ids alone. `address` is a keyed hash of where the caller was."""

    id: UUID
    at: dt.datetime
    actor_kind: str
    actor_id: UUID | None
    action: str
    kind: str
    route: str
    subjects: list[UUID]
    request_id: str
    address: str
    counts: dict[str, int]


class AuditPageOut(msgspec.Struct, frozen=True, kw_only=True):
    """Records, the newest first; `verified` is the state of the whole chain, null before its first check."""

    data: list[AuditOut]
    next_cursor: str | None
    verified: ChainOut | None


class KeyAgeOut(msgspec.Struct, frozen=True, kw_only=True):
    """The key that seals this company's secrets: AES-256-GCM; null until something was sealed."""

    version: int
    since: dt.datetime | None
    days: int | None


class ComplianceOut(msgspec.Struct, frozen=True, kw_only=True):
    """How a company stands: retention that is set, requests to be answered, the audit's chain, the key. `encrypted` names what is
    sealed in the database beside passwords, which are hashed.
    """

    retention: dict[DataKind, int]
    requests_open: int
    requests_overdue: int
    audit: ChainOut | None
    key: KeyAgeOut
    encrypted: list[str]


ENCRYPTED = [
    "provider_tokens",
    "erp_credentials",
    "erp_customers",
    "model_keys",
    "webhook_secrets",
    "second_factors",
    "sign_on_secrets",
]


def said_of(given: PrivacyConsentIn) -> ConsentGiven:
    """As the domain takes it."""
    return ConsentGiven(purpose=given.purpose, given=given.given, source=given.source, at=given.at, text=given.text)


def consent_out(proof: ConsentProof) -> PrivacyConsentOut:
    """As the API shows it."""
    return PrivacyConsentOut(
        id=proof.id,
        contact_id=proof.contact_id,
        purpose=proof.purpose,
        given=proof.given,
        at=proof.at,
        source=proof.source,
        text=proof.text,
        recorded_at=proof.recorded_at,
        actor_kind=proof.actor_kind.value,
        actor_id=proof.actor_id,
    )


def request_out(request: SubjectRequest, now: dt.datetime) -> PrivacyRequestOut:
    """As the API shows it."""
    return PrivacyRequestOut(
        id=request.id,
        user_id=request.subject,
        subject_kind=request.subject_kind.value,
        kind=request.kind.value,
        status=request.state.value,
        created_at=request.created_at,
        due_at=request.due_at,
        overdue=request.overdue(now),
        asked_by=request.actor_id,
        ended_at=request.ended_at,
        reason=request.reason,
        counts=dict(request.counts),
        certificate=request.certificate,
        file_until=request.file_until if request.media_id else None,
    )


def known_out(known: KnownSubject) -> SubjectDataOut:
    """As the API shows it."""
    return SubjectDataOut(
        user_id=known.subject, subject_kind=known.subject_kind.value, name=known.name, counts=dict(known.counts)
    )


def rules_of(given: RetentionIn) -> RetentionRules:
    """As the domain takes it."""
    return RetentionRules(days=given.days, version=given.version)


def chain_out(state: ChainState | None) -> ChainOut | None:
    """As the API shows it."""
    if state is None:
        return None
    return ChainOut(
        checked_at=state.checked_at,
        linked=state.linked,
        waiting=state.waiting,
        holds=state.broken is None,
        broken=state.broken.why if state.broken else None,
        broken_at=state.broken.place if state.broken else None,
    )


def audit_out(page: Page[AuditRecord], state: ChainState | None) -> AuditPageOut:
    """As the API shows it."""
    return AuditPageOut(
        data=[
            AuditOut(
                id=record.id,
                at=record.at,
                actor_kind=record.actor_kind.value,
                actor_id=record.actor_id,
                action=record.action.value,
                kind=record.kind,
                route=record.route,
                subjects=list(record.subjects),
                request_id=record.request_id,
                address=record.address,
                counts=dict(record.counts),
            )
            for record in page.items
        ],
        next_cursor=page.next_cursor,
        verified=chain_out(state),
    )


def compliance_out(found: Compliance) -> ComplianceOut:
    """As the API shows it."""
    since = found.key.since
    return ComplianceOut(
        retention=dict(found.retention),
        requests_open=found.requests.open,
        requests_overdue=found.requests.overdue,
        audit=chain_out(found.chain),
        key=KeyAgeOut(version=found.key.version, since=since, days=(found.at - since).days if since else None),
        encrypted=ENCRYPTED,
    )
