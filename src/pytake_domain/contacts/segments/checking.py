"""Does a question make sense for this company: its attributes, lists and segments?"""

import contextlib
import math
import re
from collections.abc import Mapping
from uuid import UUID

import msgspec
from msgspec.structs import replace

from pytake_domain.contacts.attribute import Attribute, AttributeType, read_value, written
from pytake_domain.contacts.consent import PURPOSE
from pytake_domain.contacts.contact import AttributeValue
from pytake_domain.contacts.segments.query import (
    DAYS_MOST,
    LONGEST_VALUE,
    AllOf,
    AnyOf,
    AttributeIs,
    Comparison,
    Consents,
    Happened,
    HasTag,
    InSegment,
    Leaf,
    Negation,
    OfCampaign,
    OfErp,
    OnList,
    Query,
    check_size,
    leaves,
)
from pytake_domain.contacts.segments.served import CONTRACTS, DAYS, FACT_TYPES
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.text import fold

TODAY = re.compile(r"today([+-]\d{1,5}d)?")
NESTED_MOST = 10
SHOWN_MOST = 20
_ORDERED = (Comparison.LESS, Comparison.AT_MOST, Comparison.MORE, Comparison.AT_LEAST)
ALLOWED: Mapping[AttributeType, tuple[Comparison, ...]] = {
    AttributeType.TEXT: (Comparison.IS, Comparison.CONTAINS, Comparison.SET),
    AttributeType.NUMBER: (Comparison.IS, *_ORDERED, Comparison.SET),
    AttributeType.DATE: (Comparison.IS, *_ORDERED, Comparison.SET),
    AttributeType.BOOLEAN: (Comparison.IS, Comparison.SET),
    AttributeType.CHOICE: (Comparison.IS, Comparison.SET),
}


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """What a company's questions may name: attributes by name, lists and segments (name by id), what the segments ask,
    and whether there is an `erp` to ask about.
    """

    attributes: Mapping[str, Attribute]
    lists: Mapping[str, str]
    segments: Mapping[str, str]
    queries: Mapping[str, Query]
    erp: bool = False


def checked(query: Query, ground: Ground) -> Query:
    """With ids for names and values as their attributes keep them. Raises Invalid with every problem."""
    check_size(query)
    problems: list[Problem] = []
    clean = _walk(query, ground, problems)
    if problems:
        raise Invalid(*problems)
    _check_nesting(clean, ground, ())
    return clean


def inlined(query: Query, ground: Ground) -> Query:
    """Without other segments: what they ask stands in their place. Raises Invalid when they go round."""
    _check_nesting(query, ground, ())
    return _inline(query, ground)


def asked_segments(query: Query) -> frozenset[str]:
    """The ids of other segments that it names itself."""
    return frozenset(leaf.segment for leaf in leaves(query) if isinstance(leaf, InSegment))


def _check_nesting(query: Query, ground: Ground, above: tuple[str, ...]) -> None:
    for name in asked_segments(query):
        if name in above or len(above) >= NESTED_MOST:
            shown = ground.segments.get(name, name)
            raise Invalid(Problem(field="query", code="segments_go_round", params={"segment": shown}))
        if name in ground.queries:
            _check_nesting(ground.queries[name], ground, (*above, name))


def _inline(query: Query, ground: Ground) -> Query:
    match query:
        case AllOf() | AnyOf():
            return replace(query, of=tuple(_inline(each, ground) for each in query.of))
        case Negation():
            return Negation(of=_inline(query.of, ground))
        case InSegment():
            return _inline(ground.queries[query.segment], ground) if query.segment in ground.queries else AnyOf(of=())
        case _:
            return query


def _walk(query: Query, ground: Ground, problems: list[Problem]) -> Query:
    match query:
        case AllOf() | AnyOf():
            return replace(query, of=tuple(_walk(each, ground, problems) for each in query.of))
        case Negation():
            return Negation(of=_walk(query.of, ground, problems))
        case _:
            try:
                return _leaf(query, ground)
            except Invalid as error:
                problems.extend(error.problems)
                return query


def _leaf(leaf: Leaf, ground: Ground) -> Query:
    match leaf:
        case HasTag() if not 1 <= len(leaf.tag) <= LONGEST_VALUE:
            raise Invalid(Problem(field="query.tag", code="length", params={"least": 1, "most": LONGEST_VALUE}))
        case OnList():
            return OnList(list=_id_of(leaf.list, ground.lists, "list"))
        case InSegment():
            return InSegment(segment=_id_of(leaf.segment, ground.segments, "segment"))
        case AttributeIs():
            return _attribute(leaf, ground.attributes)
        case Consents() if not PURPOSE.fullmatch(leaf.purpose):
            raise Invalid(Problem(field="query.consent", code="not_a_purpose"))
        case Happened() if (leaf.at is None) is (leaf.days is None) or (leaf.days is not None and leaf.days < 0):
            raise Invalid(Problem(field=f"query.{leaf.what.value}", code="at_or_days"))
        case Happened() if leaf.at is not None and leaf.at.tzinfo is None:
            raise Invalid(Problem(field=f"query.{leaf.what.value}", code="at_or_days"))
        case OfCampaign():
            return _campaign(leaf)
        case OfErp():
            return _of_erp(leaf, erp=ground.erp)
    return leaf


def _campaign(leaf: OfCampaign) -> OfCampaign:
    field = f"query.campaign.{leaf.what.value}"
    if leaf.days is not None and not 0 <= leaf.days <= DAYS_MOST:
        raise Invalid(Problem(field=field, code="out_of_range", params={"least": 0, "most": DAYS_MOST}))
    try:
        return leaf if leaf.campaign is None else replace(leaf, campaign=str(UUID(leaf.campaign)))
    except ValueError:
        raise Invalid(Problem(field=field, code="not_an_id")) from None


def _id_of(given: str, known: Mapping[str, str], field: str) -> str:
    """Names lead to ids, with case and accents or without. Raises Invalid with the names that are there."""
    with contextlib.suppress(ValueError):
        given = str(UUID(given))
    if given in known:
        return given
    found = [each for each, name in known.items() if fold(name) == fold(given)]
    if len(found) == 1:
        return found[0]
    names = ", ".join(sorted(known.values())[:SHOWN_MOST]) or "-"
    raise Invalid(Problem(field=f"query.{field}", code="unknown_name", params={"name": given[:80], "known": names}))


def _attribute(leaf: AttributeIs, known: Mapping[str, Attribute]) -> AttributeIs:
    field = f"query.attr.{leaf.name[:80]}"
    if leaf.name not in known:
        names = ", ".join(sorted(known)[:SHOWN_MOST]) or "-"
        raise Invalid(Problem(field=field, code="unknown_attribute", params={"name": leaf.name[:80], "known": names}))
    attribute = known[leaf.name]
    moves = isinstance(leaf.value, str) and TODAY.fullmatch(leaf.value)
    if attribute.type is AttributeType.DATE and moves and leaf.op in (Comparison.IS, *_ORDERED):
        return leaf
    return replace(leaf, value=_value(field, attribute.type, attribute.options, leaf.op, leaf.value))


def _of_erp(leaf: OfErp, *, erp: bool) -> OfErp:
    field = f"query.erp.{leaf.what.value}"
    if not erp:
        raise Invalid(Problem(field=field, code="no_erp"))
    value = _value(field, FACT_TYPES[leaf.what], CONTRACTS, leaf.op, leaf.value)
    if leaf.what in DAYS and value is not None and not (isinstance(value, int) and 0 <= value <= DAYS_MOST):
        raise Invalid(Problem(field=field, code="out_of_range", params={"least": 0, "most": DAYS_MOST}))
    return replace(leaf, value=value)


def _value(
    field: str, kind: AttributeType, options: tuple[str, ...], op: Comparison, given: AttributeValue
) -> AttributeValue:
    """What is compared with, as its type wants it; None where only is asked whether there is one."""
    if op not in ALLOWED[kind]:
        ops = ", ".join(op.value for op in ALLOWED[kind])
        raise Invalid(Problem(field=field, code="not_compared_so", params={"kind": kind.value, "ops": ops}))
    if op is Comparison.SET:
        return None
    if isinstance(given, float) and not math.isfinite(given):
        raise Invalid(Problem(field=field, code="not_a_number"))
    value = written(given)[:LONGEST_VALUE] if op is Comparison.CONTAINS else read_value(field, kind, options, given)
    if value in (None, ""):
        raise Invalid(Problem(field=field, code="required"))
    return value
