"""What a subject asked for, until when it has to be done, and what became of it."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

import msgspec

from pytake_domain.kernel.actor import Actor, ActorKind
from pytake_domain.kernel.ids import MediaId, SubjectRequestId, TenantId
from pytake_domain.privacy.errors import PrivacyRequestEnded

DAYS_TO_ANSWER = 15
"""LGPD, article 19: a complete answer within fifteen days."""
FILE_KEPT = dt.timedelta(days=7)


class RequestKind(StrEnum):
    """What subjects may ask for; `access` and `correction` are done by people, who say so."""

    ACCESS = "access"
    CORRECTION = "correction"
    EXPORT = "export"
    ERASURE = "erasure"
    ANONYMISATION = "anonymisation"


class RequestState(StrEnum):
    """`open`: somebody has to act; `running`: a job does."""

    OPEN = "open"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"


class SubjectKind(StrEnum):
    """Somebody who writes, or somebody who works here."""

    CONTACT = "contact"
    USER = "user"


class SubjectRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One request. `subject` is an id; nothing here says who that is once they are erased.

    `counts` say what was found or removed, by store; `certificate` is signed, `refusal_kept` a part of it; `media_id` is the file
    of an export.
    """

    id: SubjectRequestId
    tenant_id: TenantId
    subject: UUID
    subject_kind: SubjectKind
    kind: RequestKind
    state: RequestState
    created_at: dt.datetime
    due_at: dt.datetime
    actor_kind: ActorKind
    actor_id: UUID | None
    language: str = "pt-BR"
    ended_at: dt.datetime | None = None
    reason: str = ""
    counts: Mapping[str, int] = {}
    certificate: str | None = None
    refusal_kept: bool = False
    media_id: MediaId | None = None
    file_until: dt.datetime | None = None
    version: int = 1

    def overdue(self, now: dt.datetime) -> bool:
        """Should it have been done by now?"""
        return not self.ended and now > self.due_at

    @property
    def ended(self) -> bool:
        """Has it been answered?"""
        return self.state in (RequestState.DONE, RequestState.REFUSED)

    def found(self, counts: Mapping[str, int]) -> "SubjectRequest":
        """With what another store found added."""
        names = {**self.counts, **counts}
        return msgspec.structs.replace(
            self, counts={name: self.counts.get(name, 0) + counts.get(name, 0) for name in names}
        )

    def end(self, state: RequestState, at: dt.datetime, reason: str = "") -> "SubjectRequest":
        """Answered. Raises PrivacyRequestEnded."""
        if self.ended:
            raise PrivacyRequestEnded
        return msgspec.structs.replace(self, state=state, ended_at=at, reason=reason)


def asked(
    actor: Actor,
    request_id: SubjectRequestId,
    *,
    subject: UUID,
    subject_kind: SubjectKind,
    kind: RequestKind,
    language: str,
    now: dt.datetime,
    days: int = DAYS_TO_ANSWER,
) -> SubjectRequest:
    """A new one."""
    by_hand = kind in (RequestKind.ACCESS, RequestKind.CORRECTION)
    return SubjectRequest(
        id=request_id,
        tenant_id=actor.tenant_id,
        subject=subject,
        subject_kind=subject_kind,
        kind=kind,
        state=RequestState.OPEN if by_hand else RequestState.RUNNING,
        created_at=now,
        due_at=now + dt.timedelta(days=days),
        actor_kind=actor.kind,
        actor_id=actor.id,
        language=language,
    )
