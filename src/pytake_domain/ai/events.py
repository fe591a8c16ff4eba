"""What happens to what a company teaches."""

from enum import StrEnum
from uuid import UUID

from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import KnowledgeId


class KnowledgeMove(StrEnum):
    """What became of a document."""

    TAUGHT = "taught"
    READ = "read"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    RELEASED = "released"
    REMOVED = "removed"


class KnowledgeChanged(Event, frozen=True, kw_only=True, tag=True):
    """A document was taught, read, refused or taken away; `code` says why it was refused."""

    kept = True
    document_id: KnowledgeId
    title: str
    move: KnowledgeMove
    code: str | None = None

    @property
    def subject(self) -> UUID:
        """The document."""
        return self.document_id
