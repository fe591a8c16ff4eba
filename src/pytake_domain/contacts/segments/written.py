"""A question as text; `language.parse` reads it back."""

from collections.abc import Mapping

from pytake_domain.contacts.contact import AttributeValue
from pytake_domain.contacts.segments.query import (
    AllOf,
    AnyOf,
    AttributeIs,
    Comparison,
    Consents,
    FlagIs,
    Happened,
    HasTag,
    InSegment,
    Negation,
    OfCampaign,
    OfErp,
    OnList,
    Query,
    Speaks,
)


def write(query: Query, names: Mapping[str, str] | None = None) -> str:
    """On one line; lists and segments by their `names` where an id is known."""
    return _text(query, names or {})


def _text(query: Query, names: Mapping[str, str]) -> str:  # noqa: PLR0911  one line a kind
    match query:
        case AllOf():
            return _joined(query.of, "and", "everybody", names)
        case AnyOf():
            return _joined(query.of, "or", "nobody", names)
        case Negation():
            return f"not {_inner(query.of, names)}"
        case HasTag():
            return f"tag = {quoted(query.tag)}"
        case OnList():
            return f"list = {quoted(names.get(query.list, query.list))}"
        case InSegment():
            return f"segment = {quoted(names.get(query.segment, query.segment))}"
        case AttributeIs():
            return f"attr.{query.name} {_compared(query)}"
        case Consents():
            return f"consent.{query.purpose}"
        case Speaks():
            return f"language = {quoted(query.language.value)}"
        case FlagIs():
            return query.flag.value
        case Happened() | OfCampaign() | OfErp():
            return _known(query)


def _known(query: Happened | OfCampaign | OfErp) -> str:
    if isinstance(query, OfErp):
        return f"erp.{query.what.value} {_compared(query)}"
    if isinstance(query, Happened):
        when = f"{query.days}d" if query.at is None else quoted(query.at.isoformat())
        return f"{query.what.value} {'before' if query.before else 'since'} {when}"
    which = "" if query.campaign is None else f" = {quoted(query.campaign)}"
    return f"campaign.{query.what.value}{which}{'' if query.days is None else f' within {query.days}d'}"


def _joined(of: tuple[Query, ...], word: str, empty: str, names: Mapping[str, str]) -> str:
    if not of:
        return empty
    if len(of) == 1:
        return f"{'all' if word == 'and' else 'any'} ({_text(of[0], names)})"
    return f" {word} ".join(_inner(each, names) for each in of)


def _inner(query: Query, names: Mapping[str, str]) -> str:
    text = _text(query, names)
    return f"({text})" if isinstance(query, AllOf | AnyOf) and len(query.of) > 1 else text


def _compared(query: AttributeIs | OfErp) -> str:
    return "is set" if query.op is Comparison.SET else f"{query.op.value} {value_text(query.value)}"


def value_text(value: AttributeValue) -> str:
    """A value as it is typed."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return repr(value) if isinstance(value, int | float) else quoted(value or "")


def quoted(text: str) -> str:
    """In quotation marks; what would end or break them is escaped."""
    escaped = (
        text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    )
    return f'"{escaped}"'
