"""Privacy: what people agreed to, what is known of them, how it goes, and who saw it."""

from pytake_domain.privacy.archive import Archive
from pytake_domain.privacy.certificate import Certificate, Kept, certificate_of, certificate_sheet
from pytake_domain.privacy.errors import (
    ConsentNotFound,
    PrivacyFileGone,
    PrivacyRequestEnded,
    PrivacyRequestNotFound,
    SubjectNotFound,
)
from pytake_domain.privacy.ports import (
    CertificateSigner,
    KeyAge,
    KeyAges,
    PersonalData,
    PrivacyWork,
    Refusals,
    RequestFilter,
    RetainedData,
    RetentionStore,
    Standing,
    SubjectRequests,
    Subjects,
    Way,
)
from pytake_domain.privacy.request import (
    DAYS_TO_ANSWER,
    RequestKind,
    RequestState,
    SubjectKind,
    SubjectRequest,
    asked,
)
from pytake_domain.privacy.retention import DataKind, RetentionRules
from pytake_domain.privacy.traces import GONE, Traces, pruned, words_of
from pytake_domain.privacy.use_cases.asking import ERASE_SUBJECT, EXPORT_SUBJECT, AskForSubjects, KnownSubject
from pytake_domain.privacy.use_cases.consents import KeepConsents
from pytake_domain.privacy.use_cases.erase import ERASE_AGAIN, EraseSubjects
from pytake_domain.privacy.use_cases.export import FORGET_EXPORT, ExportSubjects, Taken
from pytake_domain.privacy.use_cases.retain import RetainData
from pytake_domain.privacy.use_cases.watching import Compliance, WatchPrivacy

__all__ = [
    "DAYS_TO_ANSWER",
    "ERASE_AGAIN",
    "ERASE_SUBJECT",
    "EXPORT_SUBJECT",
    "FORGET_EXPORT",
    "GONE",
    "Archive",
    "AskForSubjects",
    "Certificate",
    "CertificateSigner",
    "Compliance",
    "ConsentNotFound",
    "DataKind",
    "EraseSubjects",
    "ExportSubjects",
    "KeepConsents",
    "Kept",
    "KeyAge",
    "KeyAges",
    "KnownSubject",
    "PersonalData",
    "PrivacyFileGone",
    "PrivacyRequestEnded",
    "PrivacyRequestNotFound",
    "PrivacyWork",
    "Refusals",
    "RequestFilter",
    "RequestKind",
    "RequestState",
    "RetainData",
    "RetainedData",
    "RetentionRules",
    "RetentionStore",
    "Standing",
    "SubjectKind",
    "SubjectNotFound",
    "SubjectRequest",
    "SubjectRequests",
    "Subjects",
    "Taken",
    "Traces",
    "WatchPrivacy",
    "Way",
    "asked",
    "certificate_of",
    "certificate_sheet",
    "pruned",
    "words_of",
]
