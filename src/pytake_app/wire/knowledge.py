"""What was taught, and passages found in it."""

import datetime as dt
from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

import msgspec

from pytake_app.phrases import problem
from pytake_domain.ai import KnowledgeDocument, KnowledgeState, Passage, SourceKind
from pytake_domain.kernel.text import Language


class KnowledgeIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A page by its address, or a text; a file comes in a form instead. Without a title it has its own, or its address. What is
    `held` is found by trials alone, until it is released.
    """

    OWN_BOUNDS: ClassVar[frozenset[str]] = frozenset({"text"})

    url: str | None = None
    text: str | None = None
    title: str = ""
    held: bool = False


class KnowledgeProblemOut(msgspec.Struct, frozen=True, kw_only=True):
    """Why it could not be read."""

    code: str
    message: str


class KnowledgeOut(msgspec.Struct, frozen=True, kw_only=True):
    """A document: `state` is reading, ready or failed (then `problem` says why). `pieces` and `characters` are those that are
    found now; `source` is the file's name or the page's address, `created_by` who taught it (null: not a person).
    """

    id: UUID
    kind: SourceKind
    title: str
    source: str
    state: KnowledgeState
    problem: KnowledgeProblemOut | None
    size: int
    characters: int
    pieces: int
    held: bool
    created_by: UUID | None
    created_at: dt.datetime
    updated_at: dt.datetime


class KnowledgeSearchIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question in whatever words, and how many passages are wanted at most; in a trial also of what is held."""

    question: str
    limit: int = 6
    trial: bool = False


class KnowledgeReleaseIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Those documents, or all that are held; with an `evaluation_id` all of them, when that trial passed with them."""

    documents: list[UUID] | None = None
    evaluation_id: UUID | None = None


class KnowledgeReleasedOut(msgspec.Struct, frozen=True, kw_only=True):
    """Which are found by everybody from now on."""

    documents: list[UUID]


class PassageOut(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of a document: `place` counts its pieces from 0, `score` from 0 to 1 says how well it fits."""

    document_id: UUID
    title: str
    source: str
    place: int
    text: str
    score: float


class PassagesOut(msgspec.Struct, frozen=True, kw_only=True):
    """The best first."""

    passages: list[PassageOut]


def knowledge_out(one: KnowledgeDocument, language: Language) -> KnowledgeOut:
    """As the API shows it."""
    wrong = one.problem
    said = "" if wrong is None else problem(wrong.code, language, wrong.params)
    return KnowledgeOut(
        id=one.id,
        kind=one.kind,
        title=one.title,
        source=one.source,
        state=one.state,
        problem=None if wrong is None else KnowledgeProblemOut(code=wrong.code, message=said),
        size=one.size,
        characters=one.characters,
        pieces=one.pieces,
        held=one.held,
        created_by=one.created_by,
        created_at=one.created_at,
        updated_at=one.updated_at,
    )


def passages_out(found: Sequence[Passage]) -> PassagesOut:
    """As the API shows them."""
    return PassagesOut(
        passages=[
            PassageOut(
                document_id=each.document_id,
                title=each.title,
                source=each.source,
                place=each.place,
                text=each.text,
                score=each.score,
            )
            for each in found
        ]
    )
