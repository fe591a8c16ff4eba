"""Expected failures of privacy."""

from pytake_domain.kernel.errors import Conflict, NotFound


class SubjectNotFound(NotFound):
    """Nobody of this company has that id."""

    code = "SUBJECT_NOT_FOUND"


class PrivacyRequestNotFound(NotFound):
    """There is no such request of a subject."""

    code = "PRIVACY_REQUEST_NOT_FOUND"


class PrivacyFileGone(NotFound):
    """The request has no file, not yet, or not any more."""

    code = "PRIVACY_FILE_GONE"


class ConsentNotFound(NotFound):
    """There is no such consent."""

    code = "CONSENT_NOT_FOUND"


class PrivacyRequestEnded(Conflict):
    """The request ended already."""

    code = "PRIVACY_REQUEST_ENDED"
