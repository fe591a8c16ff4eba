"""A question about an ERP's facts as SQL: whom they hold for, by the index of each.

Texts are compared in columns of their own, folded as they are written down: row security lets no index be used through a function
that might tell what it is given. For the same reason the amount is compared as a float.
"""

import datetime as dt

from pytake_adapters.postgres.queries.arguments import Arguments
from pytake_domain.contacts import FACT_TYPES, AttributeType, Comparison, ErpFact, Now, OfErp, comparable

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
        return "true" if leaf.what is ErpFact.CUSTOMER else _whom(_known(leaf.what, now, value))
    other = comparable(leaf.value, FACT_TYPES[leaf.what])
    if other is None:
        return "false"
    if leaf.what is ErpFact.CUSTOMER:
        return _whom("true") if other else f"NOT {_whom('true')}"
    return _whom(_text(leaf, other, value) if isinstance(other, str) else _number(leaf, other, now, value))


def _whom(so: str) -> str:
    ours = "SELECT k.contact_id FROM erp_facts k WHERE k.tenant_id = $1 AND"
    return f"(f.contact_id IN ({ours} {so})) IS TRUE"


def _known(what: ErpFact, now: Now, value: Arguments) -> str:
    """There is one at all."""
    match what:
        case ErpFact.CONTRACT:
            return "k.contract_status <> 'unknown'"
        case ErpFact.DUE_IN_DAYS:
            return f"k.next_due_on >= {value(now.today, 'date')}"
        case ErpFact.ONLINE:
            return "k.online IS NOT NULL"
        case _:
            return f"k.{what.value}_key IS NOT NULL" if FACT_TYPES[what] is AttributeType.TEXT else "true"


def _text(leaf: OfErp, other: str, value: Arguments) -> str:
    if leaf.what is ErpFact.CONTRACT:
        return f"k.contract_status = {value(other, 'text')}"
    stored = f"k.{leaf.what.value}_key"
    if leaf.op is Comparison.CONTAINS:
        return f"strpos({stored}, {value(other, 'text')}) > 0"
    return f"{stored} = {value(other, 'text')}"


def _number(leaf: OfErp, other: float, now: Now, value: Arguments) -> str:
    """Yes is 1."""
    match leaf.what:
        case ErpFact.BLOCKED:
            return f"k.contract_status {'=' if other else '<>'} 'blocked'"
        case ErpFact.ONLINE:
            return "k.online" if other else "NOT k.online"
        case ErpFact.OVERDUE_DAYS:
            return _overdue(leaf.op, int(other), now.today, value)
        case ErpFact.DUE_IN_DAYS:
            day = value(now.today + dt.timedelta(days=int(other)), "date")
            return f"k.next_due_on >= {value(now.today, 'date')} AND k.next_due_on {leaf.op.value} {day}"
    return f"k.{leaf.what.value} {leaf.op.value} {value(other, 'float8')}"


def _overdue(op: Comparison, days: int, today: dt.date, value: Arguments) -> str:
    """By the day on which the oldest was due, so that its index serves; who has none that was due is overdue for no days."""
    if days == 0 and op in (Comparison.LESS, Comparison.AT_LEAST):
        return "true" if op is Comparison.AT_LEAST else "false"
    at = f"k.oldest_due_on {_EARLIER[op]} {value(today - dt.timedelta(days=days), 'date')}"
    if op in (Comparison.LESS, Comparison.AT_MOST) or (op is Comparison.IS and days == 0):
        return f"(k.oldest_due_on IS NULL OR k.oldest_due_on >= {value(today, 'date')} OR {at})"
    return at
