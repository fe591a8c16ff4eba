"""A piece of what the company has taught, found for a question."""

import msgspec

from pytake_domain.kernel.ids import KnowledgeId


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """`place` counts the pieces of the document from 0; `score` from 0 to 1 says how well it fits, comparable in one search."""

    document_id: KnowledgeId
    title: str
    place: int
    text: str
    score: float
    source: str = ""
