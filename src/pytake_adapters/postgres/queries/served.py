"""A question about an ERP's facts as SQL over people's facets, which a trigger keeps as the ERP's facts change.

Marks say whether somebody is a customer (1), how their contract stands (2 to 12) and whether their line is up (16) or down (32).
Texts are keys there, so `~` looks them up. Without a due date the oldest never comes, and the next one never was.
"""

import datetime as dt

from pytake_adapters.postgres.queries.arguments import Arguments
from pytake_adapters.postgres.queries.keys import text_key
from pytake_domain.contacts import CONTRACTS, FACT_TYPES, AttributeType, Comparison, ErpFact, Now, OfErp, comparable

CUSTOMER = "f.erp_marks & 1 <> 0"
_UP, _DOWN = "f.erp_marks & 16 <> 0", "f.erp_marks & 32 <> 0"
_BLOCKED = f"f.erp_marks & 14 = {2 * (CONTRACTS.index('blocked') + 1)}"
_EARLIER = {
    Comparison.IS: "=",
    Comparison.LESS: ">",
    Comparison.AT_MOST: ">=",
    Comparison.MORE: "<",
    Comparison.AT_LEAST: "<=",
}
"""More days is an earlier day."""


def served(leaf: OfErp, now: Now, value: Arguments) -> str:
    """For the facets of one person, `f`; true or false."""
    if leaf.op is Comparison.SET:
        return "true" if leaf.what is ErpFact.CUSTOMER else f"({CUSTOMER} AND {_known(leaf.what, now, value)})"
    other = comparable(leaf.value, FACT_TYPES[leaf.what])
    if other is None:
        return "false"
    if leaf.what is ErpFact.CUSTOMER:
        return f"({CUSTOMER})" if other else f"NOT ({CUSTOMER})"
    return (
        f"({CUSTOMER} AND {_text(leaf, other, value) if isinstance(other, str) else _number(leaf, other, now, value)})"
    )


def _known(what: ErpFact, now: Now, value: Arguments) -> str:
    """There is one at all."""
    match what:
        case ErpFact.CONTRACT:
            return "f.erp_marks & 14 <> 0"
        case ErpFact.DUE_IN_DAYS:
            return f"f.next_due_on >= {value(now.today, 'date')}"
        case ErpFact.ONLINE:
            return f"({_UP} OR {_DOWN})"
        case _:
            return f"f.{what.value}_key <> 0" if FACT_TYPES[what] is AttributeType.TEXT else "true"


def _text(leaf: OfErp, other: str, value: Arguments) -> str:
    if leaf.what is ErpFact.CONTRACT:
        return f"f.erp_marks & 14 = {2 * (CONTRACTS.index(other) + 1)}" if other in CONTRACTS else "false"
    if leaf.op is Comparison.CONTAINS:
        so = f"k.contact_id = f.contact_id AND strpos(k.{leaf.what.value}_key, {value(other, 'text')}) > 0"
        return f"(EXISTS (SELECT 1 FROM erp_facts k WHERE k.tenant_id = $1 AND {so})) IS TRUE"  # noqa: S608  ours
    return f"f.{leaf.what.value}_key = {value(text_key(other), 'bigint')}"


def _number(leaf: OfErp, other: float, now: Now, value: Arguments) -> str:
    """Yes is 1."""
    match leaf.what:
        case ErpFact.BLOCKED:
            return _BLOCKED if other else f"NOT ({_BLOCKED})"
        case ErpFact.ONLINE:
            return _UP if other else _DOWN
        case ErpFact.OVERDUE_DAYS:
            return _overdue(leaf.op, int(other), now.today, value)
        case ErpFact.DUE_IN_DAYS:
            day = value(now.today + dt.timedelta(days=int(other)), "date")
            return f"f.next_due_on >= {value(now.today, 'date')} AND f.next_due_on {leaf.op.value} {day}"
    return f"f.{leaf.what.value} {leaf.op.value} {value(other, 'float8')}"


def _overdue(op: Comparison, days: int, today: dt.date, value: Arguments) -> str:
    """By the day on which the oldest was due; who has none that was is overdue for no days."""
    if days == 0 and op in (Comparison.LESS, Comparison.AT_LEAST):
        return "true" if op is Comparison.AT_LEAST else "false"
    at = f"f.oldest_due_on {_EARLIER[op]} {value(today - dt.timedelta(days=days), 'date')}"
    if op in (Comparison.LESS, Comparison.AT_MOST) or (op is Comparison.IS and days == 0):
        return f"(f.oldest_due_on >= {value(today, 'date')} OR {at})"
    return at
