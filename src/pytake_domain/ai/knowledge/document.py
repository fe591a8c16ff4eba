"""Something that was taught: a file, a page, or a text, and how far it is."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from pytake_domain.ai.knowledge.reading import CHARACTERS_MOST, LONGEST_TITLE
from pytake_domain.identity import Plan
from pytake_domain.kernel.errors import Invalid, LimitReached, Problem
from pytake_domain.kernel.ids import KnowledgeId, UserId

FILE_PIECE = 256 * 1024
PIECES_MOST = 10_000
"""Of one document."""
BATCH = 200
EMBED_BATCH = 64
LONGEST_QUESTION = 2_000
READ, EMBED = "ai.knowledge.read", "ai.knowledge.embed"
"""Kinds of jobs."""


class SourceKind(StrEnum):
    """Where it came from."""

    FILE = "file"
    PAGE = "page"
    TEXT = "text"


class KnowledgeState(StrEnum):
    """It is being read (what it said before is found meanwhile), it is found, or it could not be read."""

    READING = "reading"
    READY = "ready"
    FAILED = "failed"


class KnowledgeDocument(msgspec.Struct, frozen=True, kw_only=True):
    """`source` is its address or its file's name. `edition` counts how often it was read to its end: its pieces are those of
    this edition, `stored` how many of the next one are stored. `digest` is of the bytes that were read last. What is `held` is
    found by trials alone, until somebody lets it go.
    """

    id: KnowledgeId
    kind: SourceKind
    title: str
    state: KnowledgeState
    created_at: dt.datetime
    updated_at: dt.datetime
    source: str = ""
    mime_type: str = ""
    created_by: UserId | None = None
    digest: str = ""
    size: int = 0
    characters: int = 0
    pieces: int = 0
    edition: int = 0
    stored: int = 0
    fetched: bool = False
    named: bool = False
    held: bool = False
    problem: Problem | None = None

    def again(self, at: dt.datetime) -> "KnowledgeDocument":
        """It is to be read once more."""
        return replace(self, state=KnowledgeState.READING, stored=0, fetched=False, problem=None, updated_at=at)

    def brought(self, *, digest: str, size: int, mime_type: str, at: dt.datetime) -> "KnowledgeDocument":
        """Its bytes are here."""
        return replace(self, digest=digest, size=size, mime_type=mime_type, fetched=True, stored=0, updated_at=at)

    def unchanged(self, at: dt.datetime) -> "KnowledgeDocument":
        """It says what it said before."""
        return replace(self, state=KnowledgeState.READY, stored=0, fetched=False, problem=None, updated_at=at)

    def learnt(self, *, title: str, characters: int, pieces: int, at: dt.datetime) -> "KnowledgeDocument":
        """All of it is stored: from now on that is what is found."""
        return replace(
            self,
            state=KnowledgeState.READY,
            title=self.title if self.named or not title else title[:LONGEST_TITLE],
            characters=characters,
            pieces=pieces,
            edition=self.edition + 1,
            stored=0,
            fetched=False,
            problem=None,
            updated_at=at,
        )

    def failed(self, problem: Problem, at: dt.datetime) -> "KnowledgeDocument":
        """It can't be read; what it said before stays until somebody takes it away."""
        return replace(self, state=KnowledgeState.FAILED, problem=problem, stored=0, fetched=False, updated_at=at)


class KnowledgeUse(msgspec.Struct, frozen=True, kw_only=True):
    """How much a company has taught."""

    documents: int = 0
    characters: int = 0


class KnowledgeLimits(msgspec.Struct, frozen=True, kw_only=True):
    """How much it may."""

    documents: int
    characters: int

    def check(self, used: KnowledgeUse, *, documents: int = 0, characters: int = 0) -> None:
        """Raises LimitReached naming which."""
        for limit, adding in (("documents", documents), ("characters", characters)):
            now, most = getattr(used, limit), getattr(self, limit)
            if adding and now + adding > most:
                raise LimitReached(limit=f"knowledge_{limit}", used=now, allowed=most)


KNOWLEDGE_LIMITS: Mapping[Plan, KnowledgeLimits] = {
    Plan.STARTER: KnowledgeLimits(documents=50, characters=CHARACTERS_MOST),
    Plan.GROWTH: KnowledgeLimits(documents=500, characters=5 * CHARACTERS_MOST),
    Plan.ENTERPRISE: KnowledgeLimits(documents=5_000, characters=20 * CHARACTERS_MOST),
}
"""An exact search stays quick up to some fifty thousand pieces of a company; none has more characters than make so many."""


class ReadPayload(msgspec.Struct, frozen=True):
    """Payload of the job that reads."""

    document_id: KnowledgeId


def checked_title(title: str) -> str:
    """Raises Invalid."""
    bare = " ".join(title.replace("\0", "").split())
    if len(bare) > LONGEST_TITLE:
        raise Invalid(Problem(field="title", code="too_long", params={"most": LONGEST_TITLE}))
    return bare


def checked_question(question: str) -> str:
    """Raises Invalid."""
    bare = " ".join(question.replace("\0", " ").split())
    if not bare:
        raise Invalid(Problem(field="question", code="required"))
    if len(bare) > LONGEST_QUESTION:
        raise Invalid(Problem(field="question", code="too_long", params={"most": LONGEST_QUESTION}))
    return bare
