"""Questions about people: text and tree are one, and what is asked is checked and explained."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.support.questions import ATTRIBUTES, LIST, NOW, people, queries, served

from pytake_domain.contacts import (
    CONTRACTS,
    LETTERS_FROM,
    LETTERS_TO,
    Activity,
    AllOf,
    AnyOf,
    AttributeIs,
    Comparison,
    Contact,
    ErpFact,
    FlagIs,
    FlagName,
    Happened,
    HasTag,
    InSegment,
    Negation,
    OfErp,
    OnList,
    Person,
    Query,
    QueryGround,
    Served,
    Setting,
    checked_query,
    explain_query,
    folded,
    holds,
    inlined_query,
    parse_query,
    write_query,
)
from pytake_domain.erp import ContractStatus, ErpFacts
from pytake_domain.kernel.errors import Invalid
from pytake_domain.kernel.ids import ContactId, TenantId
from pytake_domain.testing.builders import AT, fresh

PIECES = ["not", "(", ")", "and", "or", "tag", "=", '"a"', "attr.x", "<", "30d"]


@given(queries)
def test_what_is_written_is_read_back(query: Query) -> None:
    assert parse_query(write_query(query)) == query


@given(st.text(max_size=60) | st.lists(st.sampled_from(PIECES)).map(" ".join))
def test_any_text_is_a_question_or_a_mistake_with_its_place(text: str) -> None:
    try:
        query = parse_query(text)
    except Invalid as refused:
        (problem,) = refused.problems
        assert problem.code in {"query_mistake", "too_deep", "too_many_conditions"}
        if problem.code == "query_mistake":
            assert 1 <= int(problem.params["at"]) <= len(text) + 1
    else:
        assert parse_query(write_query(query)) == query


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("", 1, "tag"),
        ("tag", 4, "="),
        ('tag = "a', 7, '"'),
        ('tag = "a" vip', 11, "and, or"),
        ("(vip", 5, '")"'),
        ("cor = azul", 1, "attr.name"),
        ("last_seen since ontem", 17, "30d"),
        ("language = fr", 12, "pt-BR"),
        ("vip = talvez", 7, "yes, no"),
        ("attr.saldo > ", 14, "text"),
        ("erp.owed", 9, "is set"),
        ("erp.cor = azul", 1, "erp.plan"),
    ],
)
def test_a_mistake_says_where_it_is_and_what_was_expected(text: str, at: int, expected: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_query(text)
    (problem,) = refused.value.problems
    assert (problem.code, problem.params["at"]) == ("query_mistake", at)
    assert expected in str(problem.params["expected"])


def test_short_forms_are_read() -> None:
    assert parse_query("tag in (a, b)") == AnyOf(of=(HasTag(tag="a"), HasTag(tag="b")))
    assert parse_query("attr.x != 3") == Negation(of=AttributeIs(name="x", value=3))
    assert parse_query("attr.x is not set") == Negation(of=AttributeIs(name="x", op=Comparison.SET))
    assert parse_query("VIP = no OR tag = a AND blocked") == AnyOf(
        of=(
            Negation(of=FlagIs(flag=FlagName.VIP)),
            AllOf(of=(HasTag(tag="a"), FlagIs(flag=FlagName.BLOCKED))),
        )
    )
    assert parse_query("(erp.online) and not erp.blocked") == AllOf(
        of=(OfErp(what=ErpFact.ONLINE, value=True), Negation(of=OfErp(what=ErpFact.BLOCKED, value=True)))
    )
    assert parse_query("erp.plan is not set or erp.owed > 10") == AnyOf(
        of=(
            Negation(of=OfErp(what=ErpFact.PLAN, op=Comparison.SET)),
            OfErp(what=ErpFact.OWED, op=Comparison.MORE, value=10),
        )
    )
    assert parse_query("last_seen within 30d") == Happened(what=Activity.LAST_SEEN, days=30)


def ground() -> QueryGround:
    return QueryGround(attributes=ATTRIBUTES, lists={LIST: "Feira"}, segments={}, queries={}, erp=True)


@given(queries)
def test_what_makes_sense_stays_as_it_is(query: Query) -> None:
    clean = checked_query(query, ground())
    assert checked_query(clean, ground()) == clean


def test_values_and_names_are_brought_into_form() -> None:
    asked = parse_query('attr.plano = RADIO and attr.vence < "31/12/2026" and attr.saldo >= "1.234,5" and list = FEIRA')
    assert checked_query(asked, ground()) == AllOf(
        of=(
            AttributeIs(name="plano", value="rádio"),
            AttributeIs(name="vence", op=Comparison.LESS, value="2026-12-31"),
            AttributeIs(name="saldo", op=Comparison.AT_LEAST, value=1234.5),
            OnList(list=LIST),
        )
    )


def test_every_wrong_part_is_told() -> None:
    asked = parse_query("attr.cor = azul or attr.saldo ~ 3 or list = nenhuma or attr.ativo = 7")
    with pytest.raises(Invalid) as refused:
        checked_query(asked, ground())
    told = [(p.field, p.code) for p in refused.value.problems]
    assert told == [
        ("query.attr.cor", "unknown_attribute"),
        ("query.attr.saldo", "not_compared_so"),
        ("query.list", "unknown_name"),
        ("query.attr.ativo", "not_yes_or_no"),
    ]
    assert "saldo" in str(refused.value.problems[0].params["known"])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("erp.contract = suspenso", "not_a_choice"),
        ("erp.plan > a", "not_compared_so"),
        ("erp.owed >= muito", "not_a_number"),
        ("erp.overdue_days > 1.5", "out_of_range"),
        ("erp.overdue_days > 36501", "out_of_range"),
        ('erp.city = ""', "required"),
        ("erp.online = talvez", "not_yes_or_no"),
    ],
)
def test_what_an_erp_is_asked_has_its_types(text: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_query(parse_query(text), ground())
    assert [p.code for p in refused.value.problems] == [code]


def test_without_an_erp_nothing_is_asked_of_it() -> None:
    with pytest.raises(Invalid) as refused:
        checked_query(parse_query("vip or erp.blocked"), replace(ground(), erp=False))
    assert [(p.field, p.code) for p in refused.value.problems] == [("query.erp.blocked", "no_erp")]


def test_contracts_are_told_as_erps_tell_them() -> None:
    assert set(CONTRACTS) == {status.value for status in ContractStatus} - {"unknown"}


@given(served)
def test_facts_follow_as_they_do_where_erps_are(told: dict[str, Any]) -> None:
    facts = ErpFacts(erp_type="memory", customer_id="1", as_of=AT, **told)
    same = Served(
        oldest_due_on=facts.oldest_due_on, next_due_on=facts.next_due_on, contract=facts.contract_status.value
    )
    assert same.told(ErpFact.OVERDUE_DAYS, NOW.today) == facts.overdue_days(NOW.today)
    assert same.told(ErpFact.DUE_IN_DAYS, NOW.today) == facts.due_in_days(NOW.today)
    assert same.told(ErpFact.BLOCKED, NOW.today) is facts.blocked


def test_segments_may_not_go_round() -> None:
    one, two = str(fresh()), str(fresh())
    circle = QueryGround(
        attributes={},
        lists={},
        segments={one: "Um", two: "Dois"},
        queries={one: InSegment(segment=two), two: Negation(of=InSegment(segment=one))},
    )
    with pytest.raises(Invalid):
        inlined_query(InSegment(segment=one), circle)
    straight = replace(circle, queries={one: InSegment(segment=two), two: HasTag(tag="a")})
    assert inlined_query(InSegment(segment=one), straight) == HasTag(tag="a")


@given(queries, people)
def test_an_explanation_agrees_with_the_answer(query: Query, known: dict[str, Any]) -> None:
    contact = replace(
        Contact(id=ContactId(fresh()), tenant_id=TenantId(fresh()), created_at=AT, updated_at=AT), **known
    )
    person, setting = Person(contact=contact), Setting(now=NOW, attributes=ATTRIBUTES)
    why = explain_query(query, person, setting)
    assert why.holds is holds(query, person, setting)
    if isinstance(query, AllOf):
        assert why.holds is all(part.holds for part in why.of)
    assert holds(Negation(of=query), person, setting) is not why.holds


@pytest.mark.parametrize(
    ("op", "expected"),
    [
        (Comparison.IS, [False, True, False]),
        (Comparison.LESS, [True, False, False]),
        (Comparison.AT_MOST, [True, True, False]),
        (Comparison.MORE, [False, False, True]),
        (Comparison.AT_LEAST, [False, True, True]),
    ],
)
def test_comparisons_part_at_the_value_itself(op: Comparison, expected: list[bool]) -> None:
    """Of numbers and of days: just below, the same, just above."""
    setting = Setting(now=NOW, attributes=ATTRIBUTES)
    for name, value, stored in (
        ("saldo", 100, (99.99, 100, 100.01)),
        ("vence", "2026-03-31", ("2026-03-30", "2026-03-31", "2026-04-01")),
        ("vence", "today", ("2026-03-30", "2026-03-31", "2026-04-01")),
    ):
        query = AttributeIs(name=name, op=op, value=value)
        assert [holds(query, somebody(attributes={name: each}), setting) for each in stored] == expected, name


def test_what_is_not_of_its_type_is_never_compared() -> None:
    setting = Setting(now=NOW, attributes=ATTRIBUTES)
    for name, stored in (("saldo", True), ("saldo", "100"), ("saldo", 2e15), ("vence", "31/03/2026"), ("ativo", 1)):
        assert not holds(AttributeIs(name=name, op=Comparison.SET), somebody(attributes={name: stored}), setting), name
    older = AttributeIs(name="saldo", op=Comparison.LESS, value="2026-03-31")
    assert not holds(older, somebody(attributes={"saldo": 1}), setting)


@given(st.text())
def test_folding_twice_is_folding_once_and_keeps_what_is_outside_the_table(text: str) -> None:
    once = folded(text)
    assert folded(once) == once
    assert [c for c in once if c not in LETTERS_TO] == [c for c in text if c not in LETTERS_FROM + LETTERS_TO]


def test_letters_are_taken_for_their_plain_ones() -> None:
    assert folded("São Paulo, ÀÉÎÕÜÇÑ, Łódź, ǾRSTED") == "sao paulo, aeioucn, lodz, orsted"
    assert folded("Sa\u0303o") == "sao"
    assert folded("ΑΘΗΝΑ Straße") == "ΑΘΗΝΑ straße"
    assert len(LETTERS_FROM) == len(set(LETTERS_FROM))


def somebody(**known: Any) -> Person:
    contact = Contact(id=ContactId(fresh()), tenant_id=TenantId(fresh()), created_at=AT, updated_at=AT)
    return Person(contact=replace(contact, **known))
