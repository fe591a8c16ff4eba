"""Segments: questions about contacts as trees and as text."""

import datetime as dt
from typing import Any
from uuid import UUID

import msgspec

from pytake_app.wire.contacts import ContactShort, contact_out
from pytake_domain.contacts import Counted, Query, SegmentDraft, Why, WrittenSegment
from pytake_domain.kernel.errors import Invalid, Problem


class SegmentIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A segment, its question as a tree (`query`) or as `text`."""

    name: str
    description: str = ""
    query: dict[str, Any] | None = None
    text: str | None = None


class QuestionIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question as a tree (`query`) or as `text`."""

    query: dict[str, Any] | None = None
    text: str | None = None


class ExplainIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question, and the contact to explain it for."""

    contact_id: UUID
    query: dict[str, Any] | None = None
    text: str | None = None


class SegmentOut(msgspec.Struct, frozen=True, kw_only=True):
    """A segment, its question both ways."""

    id: UUID
    name: str
    description: str
    query: dict[str, Any]
    text: str
    created_at: dt.datetime
    updated_at: dt.datetime


class CountOut(msgspec.Struct, frozen=True, kw_only=True):
    """How many it holds now, a few of them, and the question both ways."""

    count: int
    examples: list[ContactShort]
    query: dict[str, Any]
    text: str


class WhyOut(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a question: whether it holds, what was seen, and the parts below it."""

    query: dict[str, Any]
    holds: bool
    seen: str | int | float | bool | list[str] | None
    of: list["WhyOut"]


def query_of(given: dict[str, Any] | None) -> Query | None:
    """The tree. Raises Invalid for one that is none, saying where."""
    if given is None:
        return None
    try:
        query: Query = msgspec.convert(given, Query)
    except (msgspec.ValidationError, RecursionError) as error:
        reason = str(error)[:300] if isinstance(error, msgspec.ValidationError) else "too deep"
        raise Invalid(Problem(field="query", code="not_a_query", params={"reason": reason})) from error
    return query


def draft_of(given: SegmentIn) -> SegmentDraft:
    """As the domain has it. Raises Invalid."""
    return SegmentDraft(name=given.name, description=given.description, query=query_of(given.query), text=given.text)


def segment_out(written: WrittenSegment) -> SegmentOut:
    """As the API shows it."""
    segment = written.segment
    return SegmentOut(
        id=segment.id,
        name=segment.name,
        description=segment.description,
        query=msgspec.to_builtins(segment.query),
        text=written.text,
        created_at=segment.created_at,
        updated_at=segment.updated_at,
    )


def count_out(counted: Counted, *, numbers_shown: bool) -> CountOut:
    """As the API shows it."""
    return CountOut(
        count=counted.count,
        examples=[contact_out(contact, numbers_shown=numbers_shown) for contact in counted.examples],
        query=msgspec.to_builtins(counted.query),
        text=counted.text,
    )


def why_out(why: Why) -> WhyOut:
    """As the API shows it."""
    return WhyOut(
        query=msgspec.to_builtins(why.query), holds=why.holds, seen=why.seen, of=[why_out(each) for each in why.of]
    )
