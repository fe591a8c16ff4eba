"""Filters, typed comparisons and answers, example by example."""

import datetime as dt
from typing import Any

import pytest
from tests.unit.domain.flows.drawing import draw

from pytake_domain.flows import Facts, compile_graph
from pytake_domain.flows.expressions import ConditionWrong, Names, RenderFailed, condition, template
from pytake_domain.flows.expressions.values import moment, number
from pytake_domain.flows.nodes import answers
from pytake_domain.flows.nodes.answers import Refused
from pytake_domain.kernel.time import BusinessHours, Span, SpecialDay

NOW = dt.datetime(2026, 11, 18, 14, 30, tzinfo=dt.UTC)
TODAY = NOW.date()


def names_of(language: str = "pt-BR", **values: Any) -> Names:
    names = Names(values)
    names.update({"vars": values, "now": NOW, "today": TODAY, "language": language})
    names["company"] = {"name": "Rede Sol", "holidays": ["2026-11-20"]}
    return names


@pytest.mark.parametrize(
    ("source", "language", "wanted"),
    [
        ("{{ 1234.5 | money }}", "pt-BR", "R$ 1.234,50"),
        ("{{ '1.234,50' | money }}", "en", "R$1,234.50"),
        ("{{ -3 | money: 'USD' }}", "es", "-US$ 3,00"),
        ("{{ 'muito' | money }}", "pt-BR", "muito"),
        ("{{ 1234567.891 | number }}", "pt-BR", "1.234.567,891"),
        ("{{ 0.5 | number: 2 }}", "en", "0.50"),
        ("{{ 1000 | number }}", "pt-BR", "1.000"),
        ("{{ '2026-12-05' | date }}", "pt-BR", "05/12/2026"),
        ("{{ '2026-12-05' | date: 'long' }}", "en", "December 5, 2026"),
        ("{{ '2026-12-05' | date: '%A, %d de %B' }}", "pt-BR", "sábado, 05 de dezembro"),
        ("{{ now | date: 'time' }}", "pt-BR", "14:30"),
        ("{{ 'now' | date: '%Y' }}", "pt-BR", "2026"),
        ("{{ today | date: 'long' }}", "es", "18 de noviembre de 2026"),
        ("{{ 'amanhã' | date }}", "pt-BR", "amanhã"),
        ("{{ '+5511987654321' | phone }}", "pt-BR", "(11) 98765-4321"),
        ("{{ '+551133334444' | phone }}", "pt-BR", "(11) 3333-4444"),
        ("{{ '+14155550100' | phone }}", "pt-BR", "+14155550100"),
        ("{{ '52998224725' | cpf }}", "pt-BR", "529.982.247-25"),
        ("{{ '52998224725' | cpf_mask }}", "pt-BR", "***.982.***-25"),
        ("{{ '123' | cpf }}", "pt-BR", "123"),
        ("{{ 'ana maria' | first_name }}", "pt-BR", "Ana"),
        ("{{ '2026-12-05' | date: 'weekday' }}", "es", "sábado"),
        ("{{ '2026-12-05' | date: 'long_weekday' }}", "pt-BR", "sábado, 5 de dezembro de 2026"),
        ("{{ '2026-12-05' | date: 'long_weekday' }}", "en", "Saturday, December 5, 2026"),
        ("{{ '2026-12-05' | date: 'month' }}", "pt-BR", "dezembro"),
        ("{{ '2026-11-18' | date: 'relative' }}", "pt-BR", "hoje"),
        ("{{ '2026-11-19' | date: 'relative' }}", "es", "mañana"),
        ("{{ '2026-11-17' | date: 'relative' }}", "en", "yesterday"),
        ("{{ '2026-11-25' | date: 'relative' }}", "pt-BR", "em 7 dias"),
        ("{{ '2026-11-15T23:00:00+00:00' | date: 'relative' }}", "en", "3 days ago"),
        ("{{ '2026-11-30' | days_until }} {{ 'x' | days_until }}", "pt-BR", "12 "),
        ("{{ '2026-01-31' | add_months: 1 }} {{ 'today' | add_days: -18 }}", "pt-BR", "2026-02-28 2026-10-31"),
        ("{{ '2026-11-18T10:00:00' | add_days: 1 | date: 'full' }}", "pt-BR", "19/11/2026 10:00"),
        # A Wednesday; the 20th is a holiday.
        ("{{ today | add_business_days: 1 }} {{ today | add_business_days: 2 }}", "pt-BR", "2026-11-19 2026-11-23"),
        ("{{ '2026-11-23' | add_business_days: -1 }}", "pt-BR", "2026-11-19"),
        ("{{ '2026-11-20' | add_business_days: 0 | date: 'weekday' }}", "en", "Monday"),
        ("{{ '2026-11-20' | is_business_day }} {{ '2026-11-19' | is_business_day }}", "pt-BR", "false true"),
        ("{{ '2026-11-23' | business_days_until }} {{ '2026-11-01' | business_days_until }}", "pt-BR", "2 0"),
        ("{{ 'x' | add_business_days: 1 }} {{ today | add_business_days: 9999 }}", "pt-BR", "x 2026-11-18"),
        ("{{ '9999-12-31' | add_days: 1 }}", "pt-BR", "9999-12-31"),
        ("{{ company | json }}", "pt-BR", '{"name":"Rede Sol","holidays":["2026-11-20"]}'),
        ("{{ 'a b&ç' | url_encode }}", "pt-BR", "a+b%26%C3%A7"),
        ("{{ missing | money }}{{ missing | phone }}{{ missing | date }}", "pt-BR", ""),
    ],
)
def test_filters_write_as_the_contact_reads(source: str, language: str, wanted: str) -> None:
    assert template(source).render(names_of(language)) == wanted


def test_no_filter_reads_a_clock() -> None:
    bare = Names(language="pt-BR")
    assert template("{{ 'now' | date }}{{ 'today' | date: '%Y' }}").render(bare) == "nowtoday"


def test_the_days_on_which_a_company_answers_are_its_business_days() -> None:
    names = names_of(company={})
    names["company"] = {"workdays": [6], "holidays": ["2026-11-21"]}
    assert template("{{ today | add_business_days: 1 }}").render(names) == "2026-11-28"
    names["company"] = {"workdays": [], "holidays": []}
    assert template("{{ today | add_business_days: 1 }}").render(names) == "2026-11-19"


def test_a_flow_that_counts_business_days_asks_for_the_calendar() -> None:
    def reads(text: str) -> tuple[bool, bool]:
        flow = compile_graph(draw({"m": ("message", {"text": text})}))
        return flow.reads_clock, flow.reads_hours

    assert reads("{{ contact.due | add_business_days: 2 }}") == (True, True)
    assert reads("{{ contact.due | date: 'relative' }}") == (True, False)
    assert reads("{{ company.holidays | size }}") == (False, True)
    assert reads("{{ contact.name | upcase }}") == (False, False)
    calendar = BusinessHours(
        time_zone="America/Sao_Paulo",
        week={"sat": (Span(start="08:00", end="12:00"),)},
        exceptions=(SpecialDay(date="2026-11-21"),),
    )
    facts = Facts(company={"name": "Rede Sol"}, hours=calendar)
    assert facts.about_company == {"name": "Rede Sol", "holidays": ["2026-11-21"], "workdays": [6]}


def test_one_output_keeps_the_type_of_its_value() -> None:
    assert template("{{ a }}").evaluate(names_of(a=[1, 2])) == [1, 2]
    assert template(" {{ a | plus: 1 }} ").evaluate(names_of(a=1)) == 2
    assert template("{{ now }}").evaluate(names_of()) == "2026-11-18T14:30:00+00:00"
    assert template("{{ missing }}").evaluate(names_of()) is None
    assert template("n = {{ a }}").evaluate(names_of(a=1)) == "n = 1"


def test_a_text_that_fails_says_so() -> None:
    with pytest.raises(RenderFailed):
        template("{{ 1 | divided_by: a }}").render(names_of(a=0))


@pytest.mark.parametrize(
    ("left", "op", "right", "kind", "holds"),
    [
        (18, ">=", 18, "", True),
        ("18", "greater", 17, "", True),
        ("1.234,50", "greater", "1.000", "", True),
        ("muito", "greater", 1, "", False),
        (None, "less", 1, "", False),
        (True, "greater", 0, "", False),
        ("SIM!", "equals", "sim", "", True),
        ("São Paulo", "equals", "sao paulo", "", True),
        ("007", "equals", "7", "", True),
        ("007", "equals", "7", "text", False),
        ("10", "less", "9", "text", True),
        (True, "equals", "sim", "", True),
        (False, "equals", False, "", True),
        (None, "equals", False, "", False),
        (None, "not_equals", "x", "", True),
        ("2026-12-01", "greater", "2026-11-30T23:59:00Z", "", True),
        ("2026-12-01", "at_most", "2026-12-01", "date", True),
        ("ontem", "less", "2026-12-01", "date", False),
        (["VIP", "fibra"], "contains", "vip", "", True),
        (["vip"], "not_contains", "vip", "", False),
        ("quero a 2ª via", "contains", "2ª VIA", "", True),
        ("qualquer", "contains", "", "", False),
        ({"a": 1}, "contains", "a", "", True),
        ("Olinda", "in", ["Recife", "olinda"], "", True),
        ("3", "in", "1, 2, 3", "", True),
        ("boleto 42", "starts_with", "Boleto", "", True),
        ("boleto 42", "ends_with", "42", "", True),
        ("  ", "is_set", None, "", False),
        (0, "is_set", None, "", True),
        ([], "is_not_set", None, "", True),
        ("sim", "is_true", None, "", True),
        ("não", "is_false", None, "", True),
        (7, "equals", "{{ other }}", "", True),
        (7, "less", "{{ other }}", "number", False),
    ],
)
def test_comparisons_are_typed(left: Any, op: str, right: Any, kind: str, holds: bool) -> None:  # noqa: FBT001  a parameter
    test = condition({"variable": "vars.x", "op": op, "value": right, "as": kind})
    assert test(names_of(x=left, other="7")) is holds


def test_conditions_are_joined_by_all_any_and_not() -> None:
    both = condition(
        {"all": ["x > 1", {"variable": "x", "op": "<", "value": 5}, {"not": {"variable": "x", "value": 3}}]}
    )
    assert [both(names_of(x=x)) for x in (1, 2, 3, 4, 5)] == [False, True, False, True, False]
    either = condition({"any": [{"expression": "x == 1"}, {"variable": "x", "value": 3}]})
    assert [either(names_of(x=x)) for x in (1, 2, 3)] == [True, False, True]
    assert {use.path for use in both.uses} == {("x",)}


@pytest.mark.parametrize(
    ("drawn", "code", "field"),
    [
        (7, "not_a_condition", ""),
        ("", "not_a_condition", ""),
        ({"all": []}, "not_a_list_of_conditions", "all"),
        ({"any": ["x", {"variable": "x", "op": "~"}]}, "unknown_operator", "any.1.op"),
        ({"not": {"variable": "x y"}}, "not_a_variable", "not.variable"),
        ({"variable": "x", "as": "mood"}, "unknown_type", "as"),
        ({"variable": "x", "value": "{{ broken"}, "template_wrong", "value"),
        ({"all": ["x >"]}, "template_wrong", "all.0"),
    ],
)
def test_a_wrong_condition_says_where(drawn: Any, code: str, field: str) -> None:
    with pytest.raises(ConditionWrong) as caught:
        condition(drawn)
    assert (caught.value.code, caught.value.field) == (code, field)


def test_conditions_are_nested_only_so_deep() -> None:
    drawn: Any = "x"
    for _ in range(20):
        drawn = {"not": drawn}
    with pytest.raises(ConditionWrong, match="condition_too_deep"):
        condition(drawn)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("10", 10),
        ("10,5", 10.5),
        ("1.500", 1500),
        ("1.50", 1.5),
        ("1,234,567", 1234567),
        ("0.500", 0.5),
        ("-3", -3),
        (",5", 0.5),
    ],
)
def test_numbers_as_people_write_them(text: str, wanted: float) -> None:
    assert number(text) == wanted


@pytest.mark.parametrize("text", ["", "dez", "1.2.3", "1,23,456", "--1", "1e5", "٣", "1.234.56,7", "9" * 50])
def test_what_is_no_number(text: str) -> None:
    assert number(text) is None


def test_moments_compare_whatever_they_were_written_as() -> None:
    assert moment("2026-11-18") == moment(dt.date(2026, 11, 18))
    assert moment("2026-11-18T14:30:00-03:00") == NOW + dt.timedelta(hours=3)
    assert moment("18/11/2026") is None


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("25/12/2026", "pt-BR", "2026-12-25"),
        ("25.12.26", "pt-BR", "2026-12-25"),
        ("1/2", "pt-BR", "2026-02-01"),
        ("1/2", "en", "2026-01-02"),
        ("25/12/2026", "en", "2026-12-25"),
        ("03/05/85", "pt-BR", "1985-05-03"),
        ("2026-12-25", "pt-BR", "2026-12-25"),
        ("Hoje!", "pt-BR", "2026-11-18"),
        ("ayer", "es", "2026-11-17"),
        ("depois de amanhã", "pt-BR", "2026-11-20"),
    ],
)
def test_dates_as_people_write_them(text: str, language: str, wanted: str) -> None:
    assert answers.read_date(text, today=TODAY, language=language) == wanted


@pytest.mark.parametrize("text", ["31/02/2026", "00/01", "natal", "1/2/3/4", "٢٥/١٢/٢٠٢٦"])
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(Refused, match="not_a_date"):
        answers.read_date(text, today=TODAY, language="pt-BR")


@pytest.mark.parametrize(
    "text", ["ana@", "@exemplo.com", "ana@exemplo", "a..b@exemplo.com", "ana exemplo@x.com", "a" * 300 + "@x.com"]
)
def test_what_is_no_email(text: str) -> None:
    with pytest.raises(Refused, match="not_an_email"):
        answers.read_email(text)


def test_a_document_may_have_to_be_of_one_kind() -> None:
    assert answers.read_document("11.222.333/0001-81", only="cnpj") == "11222333000181"
    with pytest.raises(Refused):
        answers.read_document("11.222.333/0001-81", only="cpf")


def test_a_text_answer_has_its_lengths() -> None:
    assert answers.read_text(" Ana ", shortest=2) == "Ana"
    with pytest.raises(Refused, match="too_short"):
        answers.read_text("A", shortest=2)
    with pytest.raises(Refused, match="too_long"):
        answers.read_text("x" * 5000)
