"""Requests with their deadline, rules of retention, and what is certified."""

import datetime as dt

import pytest
from msgspec.structs import replace

from pytake_domain.kernel.actor import ActorKind, system
from pytake_domain.kernel.errors import Invalid
from pytake_domain.kernel.ids import SubjectRequestId, TenantId
from pytake_domain.kernel.text import Language
from pytake_domain.privacy import (
    DAYS_TO_ANSWER,
    DataKind,
    Kept,
    PrivacyRequestEnded,
    RequestKind,
    RequestState,
    RetentionRules,
    SubjectKind,
    SubjectRequest,
    asked,
    certificate_of,
    certificate_sheet,
)
from pytake_domain.testing.builders import AT, fresh

TENANT = TenantId(fresh())


def a_request(kind: RequestKind = RequestKind.ERASURE) -> SubjectRequest:
    return asked(
        system(TENANT),
        SubjectRequestId(fresh()),
        subject=fresh(),
        subject_kind=SubjectKind.CONTACT,
        kind=kind,
        language="pt-BR",
        now=AT,
    )


def test_it_is_overdue_behind_its_deadline_until_it_is_answered() -> None:
    request = a_request(RequestKind.ACCESS)
    assert (request.state, request.actor_kind) == (RequestState.OPEN, ActorKind.SYSTEM)
    due = AT + dt.timedelta(days=DAYS_TO_ANSWER)
    assert request.due_at == due
    assert not request.overdue(due)
    assert request.overdue(due + dt.timedelta(seconds=1))
    assert not request.end(RequestState.DONE, due).overdue(due + dt.timedelta(days=9))
    assert a_request().state is RequestState.RUNNING


def test_it_is_answered_once() -> None:
    with pytest.raises(PrivacyRequestEnded):
        a_request().end(RequestState.DONE, AT).end(RequestState.REFUSED, AT)


def test_what_stores_found_adds_up() -> None:
    request = a_request().found({"files.media": 2}).found({"files.media": 1, "cache.keys": 4})
    assert request.counts == {"files.media": 3, "cache.keys": 4}


def test_audit_is_kept_a_year_and_nothing_less_than_a_day() -> None:
    assert RetentionRules(days={DataKind.AUDIT: 365, DataKind.MEDIA: 1}).days[DataKind.MEDIA] == 1
    for kind, days in ((DataKind.AUDIT, 364), (DataKind.MESSAGES, 0), (DataKind.MESSAGES, 99_999)):
        with pytest.raises(Invalid):
            RetentionRules(days={kind: days})


@pytest.mark.parametrize("language", Language)
def test_a_certificate_says_what_went_and_names_nobody(language: Language) -> None:
    request = replace(a_request().found({"database.messages": 7}), language=language.value)
    certificate = certificate_of(request, AT, refusal=True)
    assert Kept.REFUSAL in certificate.kept
    assert Kept.REFUSAL not in certificate_of(request, AT, refusal=False).kept
    sheet = certificate_sheet(request, certificate)
    assert sheet.rows == (("database.messages", "7"),)
    assert str(request.subject) not in repr(sheet) + repr(certificate)
