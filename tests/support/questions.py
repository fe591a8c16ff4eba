"""Hypothesis strategies of questions about people, and of what is known of them."""

import datetime as dt
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from pytake_domain.contacts import (
    CONTRACTS,
    FACT_TYPES,
    Activity,
    AllOf,
    AnyOf,
    Attribute,
    AttributeIs,
    AttributeType,
    CampaignResult,
    Comparison,
    Consent,
    Consents,
    ErpFact,
    FlagIs,
    FlagName,
    Happened,
    HasTag,
    Negation,
    Now,
    OfCampaign,
    OfErp,
    OnList,
    Query,
    Speaks,
)
from pytake_domain.erp import ContractStatus
from pytake_domain.kernel.ids import AttributeId
from pytake_domain.kernel.text import Language
from pytake_domain.testing.builders import AT, fresh

NAMES = (
    "Recife",
    "São Luís",
    "recife",
    "",
    'a"b\\c\n',
    "✓ ok",
    "~",
    "SAO LUIS",
    "Sa\u0303o Lui\u0301s",
    "Łódź",
    "Ñandú",
)
STRANGE = (
    "Ελλάδα",
    "ελλάδα",
    "ΙΣΤΆΜΠΟΥΛ",
    "İstanbul",
    "STRASSE",
    "Straße",
    "Москва",
    "МОСКВА",  # noqa: RUF001
    "東京",
    "\u0301",
    "\U00010400",
    "ﬁ",
)
"""Letters outside the table of those that are taken for each other, and such as libraries fold each in its own way."""
TAGS = ("norte", "sul", "vip")
LIST = str(fresh())
CAMPAIGNS = (str(fresh()), str(fresh()))
KINDS = {
    "cidade": AttributeType.TEXT,
    "saldo": AttributeType.NUMBER,
    "vence": AttributeType.DATE,
    "ativo": AttributeType.BOOLEAN,
    "plano": AttributeType.CHOICE,
    **{f"texto{n}": AttributeType.TEXT for n in range(4)},
    **{f"numero{n}": AttributeType.NUMBER for n in range(3)},
    **{f"dia{n}": AttributeType.DATE for n in range(2)},
}
"""More of each kind than facets have columns for."""
ATTRIBUTES = {
    name: Attribute(
        id=AttributeId(fresh()),
        name=name,
        label=name,
        type=kind,
        options=("fibra", "rádio") if kind is AttributeType.CHOICE else (),
        created_at=AT,
        updated_at=AT,
    )
    for name, kind in KINDS.items()
}
NOW = Now(at=AT, today=dt.date(2026, 3, 31))
days = st.sampled_from(["2026-03-01", "2026-03-02", "2026-03-31", "2026-04-07", "2026-12-31"])
"""Also those that `today` and the days around it mean: edges are where answers part."""
numbers = st.integers(-5, 5) | st.sampled_from([0.5, -0.5, 1e15, 2.25])
texts = st.sampled_from([*NAMES, *STRANGE, "ec", "EC", "fibra", "rádio"]) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=3
)
values = {
    AttributeType.TEXT: texts.filter(bool),
    AttributeType.NUMBER: numbers,
    AttributeType.DATE: days | st.sampled_from(["today", "today-30d", "today+7d"]),
    AttributeType.BOOLEAN: st.booleans(),
    AttributeType.CHOICE: st.sampled_from(["fibra", "rádio"]),
}
OPS = {
    AttributeType.TEXT: (Comparison.IS, Comparison.CONTAINS),
    AttributeType.NUMBER: tuple(Comparison)[:5],
    AttributeType.DATE: tuple(Comparison)[:5],
    AttributeType.BOOLEAN: (Comparison.IS,),
    AttributeType.CHOICE: (Comparison.IS,),
}


def attribute_leaves() -> st.SearchStrategy[Query]:
    def of(name: str) -> st.SearchStrategy[Query]:
        compared = st.builds(
            AttributeIs, name=st.just(name), op=st.sampled_from(OPS[KINDS[name]]), value=values[KINDS[name]]
        )
        return compared | st.just(AttributeIs(name=name, op=Comparison.SET))

    return st.sampled_from(sorted(KINDS)).flatmap(of)


def erp_leaves() -> st.SearchStrategy[Query]:
    def of(what: ErpFact) -> st.SearchStrategy[Query]:
        kind = FACT_TYPES[what]
        other = values[kind]
        if kind is AttributeType.CHOICE:
            other = st.sampled_from(CONTRACTS)
        elif what in (ErpFact.OVERDUE_DAYS, ErpFact.DUE_IN_DAYS):
            other = st.sampled_from([0, 1, 2, 30, 36_500])
        compared = st.builds(OfErp, what=st.just(what), op=st.sampled_from(OPS[kind]), value=other)
        return compared | st.just(OfErp(what=what, op=Comparison.SET))

    return st.sampled_from(ErpFact).flatmap(of)


AGO = (0, 1, 30, 400)
moments = st.builds(
    lambda ago, more: AT - dt.timedelta(days=ago) + more,
    st.sampled_from(AGO),
    st.sampled_from(
        [dt.timedelta(), dt.timedelta(microseconds=1), -dt.timedelta(microseconds=1), dt.timedelta(hours=12)]
    ),
)
leaf_queries = st.one_of(
    attribute_leaves(),
    st.builds(HasTag, tag=st.sampled_from([*TAGS, "outra", 'com "aspas"'])),
    st.just(OnList(list=LIST)),
    st.builds(Consents, purpose=st.sampled_from(["marketing", "sms"])),
    st.builds(Speaks, language=st.sampled_from(Language)),
    st.builds(FlagIs, flag=st.sampled_from(FlagName)),
    st.builds(Happened, what=st.sampled_from(Activity), before=st.booleans(), days=st.sampled_from(AGO)),
    st.builds(Happened, what=st.sampled_from(Activity), before=st.booleans(), at=moments),
    st.builds(
        OfCampaign,
        what=st.sampled_from(CampaignResult),
        campaign=st.none() | st.sampled_from(CAMPAIGNS),
        days=st.none() | st.sampled_from(AGO),
    ),
    erp_leaves(),
)
queries: st.SearchStrategy[Query] = st.recursive(
    leaf_queries,
    lambda inner: st.one_of(
        st.builds(AllOf, of=st.lists(inner, max_size=3).map(tuple)),
        st.builds(AnyOf, of=st.lists(inner, max_size=3).map(tuple)),
        st.builds(Negation, of=inner),
    ),
    max_leaves=8,
)
stored = st.one_of(texts, numbers, days, st.booleans(), st.none())
"""Also of another type than the attribute has by now."""
consents = st.none() | moments
people: st.SearchStrategy[dict[str, Any]] = st.builds(
    dict,
    tags=st.sets(st.sampled_from(TAGS)).map(sorted).map(tuple),
    vip=st.booleans(),
    blocked=st.booleans(),
    language=st.none() | st.sampled_from(Language),
    opted_in_at=consents,
    opted_out_at=consents,
    attributes=st.dictionaries(st.sampled_from(sorted(KINDS)), stored, max_size=5),
    purposes=st.booleans().map(lambda yes: {"sms": Consent(given=yes, at=AT, source="site")}) | st.just({}),
    created_at=moments,
)
due = st.none() | st.sampled_from(
    [NOW.today + dt.timedelta(days=n) for n in (-400, -31, -30, -2, -1, 0, 1, 2, 30, 36_500)]
)
served: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "contract_status": st.sampled_from(ContractStatus),
        "plan": st.none() | texts,
        "city": st.none() | texts,
        "district": st.none() | texts,
        "region": st.none() | texts,
        "owed_amount": st.sampled_from([Decimal(0), Decimal("0.50"), Decimal("2.25"), Decimal("99.90"), Decimal(5)]),
        "owed_count": st.integers(0, 5),
        "oldest_due_on": due,
        "next_due_on": due,
        "online": st.none() | st.booleans(),
    }
)
"""What an ERP told of somebody."""
