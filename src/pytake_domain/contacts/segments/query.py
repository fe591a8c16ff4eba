"""A question about people: and, or and not over what is known of them."""

import datetime as dt
from collections.abc import Iterator
from enum import StrEnum

import msgspec

from pytake_domain.contacts.segments.served import ErpFact
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.text import Language

DEEPEST = 20
LEAVES_MOST = 200
LONGEST_VALUE = 1_000
DAYS_MOST = 36_500


class Comparison(StrEnum):
    """How a value is compared; `set` asks whether there is one at all, `~` whether it contains a text."""

    IS = "="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    CONTAINS = "~"
    SET = "set"


class FlagName(StrEnum):
    """What is so or not."""

    VIP = "vip"
    BLOCKED = "blocked"
    OPTED_IN = "opted_in"
    OPTED_OUT = "opted_out"
    IN_FLOW = "in_flow"
    OPEN_CONVERSATION = "open_conversation"


class Activity(StrEnum):
    """What happened at a moment: they became a contact; by the day, in UTC, they last wrote, and somebody of the company last
    wrote to them: an agent, the API or the business's own phone, no flow and no campaign.
    """

    CREATED = "created"
    LAST_SEEN = "last_seen"
    LAST_REPLIED = "last_replied"


class CampaignResult(StrEnum):
    """What became of a campaign's message to somebody: it arrived; they read it; they answered it; it failed."""

    RECEIVED = "received"
    READ = "read"
    REPLIED = "replied"
    FAILED = "failed"


class _Node(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", forbid_unknown_fields=True):
    pass


class AllOf(_Node, frozen=True, kw_only=True, tag="all"):
    """Every one holds; of none, everybody."""

    of: tuple["Query", ...]


class AnyOf(_Node, frozen=True, kw_only=True, tag="any"):
    """At least one holds; of none, nobody."""

    of: tuple["Query", ...]


class Negation(_Node, frozen=True, kw_only=True, tag="not"):
    """It does not hold, also because nothing is known."""

    of: "Query"


class HasTag(_Node, frozen=True, kw_only=True, tag="tag"):
    """They bear it."""

    tag: str


class OnList(_Node, frozen=True, kw_only=True, tag="list"):
    """They are on it; by its id, or by its name until it is saved."""

    list: str


class InSegment(_Node, frozen=True, kw_only=True, tag="segment"):
    """They are in another segment; by its id, or by its name until it is saved."""

    segment: str


class AttributeIs(_Node, frozen=True, kw_only=True, tag="attribute"):
    """A value of its type; dates are `2026-01-31`, `today`, `today-30d`, `today+7d`."""

    name: str
    op: Comparison = Comparison.IS
    value: str | int | float | bool | None = None


class Consents(_Node, frozen=True, kw_only=True, tag="consent"):
    """They agreed to the purpose, and did not take it back."""

    purpose: str


class Speaks(_Node, frozen=True, kw_only=True, tag="language"):
    """Their language."""

    language: Language


class FlagIs(_Node, frozen=True, kw_only=True, tag="flag"):
    """It is so."""

    flag: FlagName


class Happened(_Node, frozen=True, kw_only=True, tag="activity"):
    """At or after a moment, or where `before` is said, earlier than it: `at`, or so many `days` ago. Never is neither."""

    what: Activity
    before: bool = False
    at: dt.datetime | None = None
    days: int | None = None


class OfCampaign(_Node, frozen=True, kw_only=True, tag="campaign"):
    """It became so of a message of any campaign, or of that one by its id, that was sent in the last so many `days`."""

    what: CampaignResult
    campaign: str | None = None
    days: int | None = None


class OfErp(_Node, frozen=True, kw_only=True, tag="erp"):
    """What the company's ERP knows of them, compared by its type; what it does not know compares with nothing."""

    what: ErpFact
    op: Comparison = Comparison.IS
    value: str | int | float | bool | None = None


Leaf = HasTag | OnList | InSegment | AttributeIs | Consents | Speaks | FlagIs | Happened | OfCampaign | OfErp
Query = (
    AllOf
    | AnyOf
    | Negation
    | HasTag
    | OnList
    | InSegment
    | AttributeIs
    | Consents
    | Speaks
    | FlagIs
    | Happened
    | OfCampaign
    | OfErp
)

EVERYBODY = AllOf(of=())


def leaves(query: Query) -> Iterator[Leaf]:
    """What is asked, from the left."""
    match query:
        case AllOf() | AnyOf():
            for each in query.of:
                yield from leaves(each)
        case Negation():
            yield from leaves(query.of)
        case _:
            yield query


def check_size(query: Query) -> None:
    """Raises Invalid for what nobody could read, or answer."""
    level: list[Query] = [query]
    for _ in range(DEEPEST):
        level = [each for node in level for each in _below(node)]
        if not level:
            break
    else:
        raise Invalid(Problem(field="query", code="too_deep", params={"most": DEEPEST}))
    if sum(1 for _ in leaves(query)) > LEAVES_MOST:
        raise Invalid(Problem(field="query", code="too_many_conditions", params={"most": LEAVES_MOST}))


def _below(node: Query) -> tuple[Query, ...]:
    match node:
        case AllOf() | AnyOf():
            return node.of
        case Negation():
            return (node.of,)
        case _:
            return ()
