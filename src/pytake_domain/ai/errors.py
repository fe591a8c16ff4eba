"""What people are told when a language model is not there, or did not do what it was asked."""

from pytake_domain.kernel.errors import Invalid, NotFound


class AiProviderUnknown(NotFound):
    """No adapter of that name is installed."""

    code = "AI_PROVIDER_UNKNOWN"


class KnowledgeNotFound(NotFound):
    """No such document in this tenant."""

    code = "KNOWLEDGE_NOT_FOUND"


class DocumentUnreadable(Invalid):
    """It can't be learnt from: the problem says why."""

    code = "DOCUMENT_UNREADABLE"
