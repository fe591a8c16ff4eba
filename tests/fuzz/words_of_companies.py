"""What companies write: flows of every format, texts with names in them, conditions, patterns, templates, segments."""

import json
from functools import cache
from typing import Any

import msgspec
from tests.fuzz.table import Parser, files, text, texts
from tests.unit.domain.templates.test_lint import template as a_template

from pytake_app.wire.flow_documents import FlowImportIn, in_form, text_of, unwrapped
from pytake_domain.contacts.attribute import AttributeType, read_value
from pytake_domain.contacts.search import terms_of
from pytake_domain.contacts.segments.language import parse as parse_segment
from pytake_domain.contacts.segments.query import check_size
from pytake_domain.contacts.segments.written import write
from pytake_domain.flows import (
    DocumentWrong,
    FlowInvalid,
    document,
    errors_of,
    read_any,
    read_graph,
    validate,
)
from pytake_domain.flows.cron import CronWrong, read_cron
from pytake_domain.flows.expressions import (
    ConditionWrong,
    Names,
    RenderFailed,
    TemplateWrong,
    condition,
    predicate,
    template,
)
from pytake_domain.flows.json_path import PathWrong, follow, read_path
from pytake_domain.flows.safe_regex import PatternRefused, matches, safe_pattern
from pytake_domain.flows.trigger import read_trigger
from pytake_domain.kernel.errors import Invalid
from pytake_domain.kernel.text import Document, Phone, fold
from pytake_domain.messaging.mention import mentioned
from pytake_domain.templates.lint import lint
from pytake_domain.templates.parameters import parameter_problems
from pytake_domain.templates.render import render

NAMES = Names(
    {
        "contact": {"name": "Ana", "phone": "+5511987654321", "plan": 500, "tags": ["a", "b"]},
        "invoice": {"amount": "99.90", "due_on": "2026-11-30"},
        "answer": "sim",
        "language": "pt-BR",
        "now": "2026-11-27T12:00:00-03:00",
    }
)
BAD_BODY = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What the edge answers with before it reads a field."""


def flow(given: bytes) -> Any:
    """A flow brought in as a request does it, shown again in both forms, and checked."""
    body = msgspec.json.decode(given, type=FlowImportIn)
    read = read_any(unwrapped(body))
    shown = document(name=read.name, description=read.description, trigger=read.trigger, graph=read.graph)
    written = [in_form(shown, form) for form in ("json", "yaml")]
    for each in written:
        assert shown_of(each.decode()) == shown, "what is exported is brought in as another flow"
    msgspec.json.encode(read.graph), msgspec.json.encode(read.trigger)
    found = validate(read.graph)
    return [len(each) for each in written], [problem.code for problem in errors_of(found)], [n.code for n in read.notes]


def shown_of(said: str) -> Any:
    again = read_any(text_of(said))
    return document(name=again.name, description=again.description, trigger=again.trigger, graph=again.graph)


def flow_text(given: bytes) -> Any:
    found = text_of(text(given))
    try:
        read = read_any(found)
    except DocumentWrong as wrong:
        return [problem.code for problem in wrong.problems]
    return in_form(
        document(name=read.name, description=read.description, trigger=read.trigger, graph=read.graph), "json"
    )


def graph(given: bytes) -> Any:
    value = msgspec.json.decode(given)
    drawn = value if isinstance(value, dict) else {"nodes": value}
    found, problems = read_graph(drawn.get("nodes"), drawn.get("edges", []))
    trigger, wrong = read_trigger(drawn.get("trigger"), drawn.get("trigger_value"))
    checked = validate(found)
    return [p.code for p in (*problems, *wrong, *checked)], trigger


def liquid(given: bytes) -> Any:
    source = text(given)
    compiled = template(source)
    return compiled.render(NAMES), repr(compiled.evaluate(NAMES)), [use.path for use in compiled.uses]


def expression(given: bytes) -> Any:
    source = text(given)
    return predicate(source)(NAMES)


def drawn_condition(given: bytes) -> Any:
    return condition(msgspec.json.decode(given)).__call__(NAMES)


def pattern(given: bytes) -> Any:
    return matches(safe_pattern(text(given)), "Oi, 2ª via do boleto 123 por favor " * 20)


def path(given: bytes) -> Any:
    steps = read_path(text(given))
    return repr(follow({"a": [{"b": 1}, {"b": [1, 2]}], "": {"c": None}}, steps))


def cron(given: bytes) -> Any:
    return repr(read_cron(text(given)))


def segment(given: bytes) -> Any:
    query = parse_segment(text(given))
    check_size(query)
    again = parse_segment(write(query))
    assert again == query, "what is written of it asks something else"
    return query


def template_of_provider(given: bytes) -> Any:
    value = msgspec.json.decode(given, type=dict[str, Any])
    body = value.get("body", value)
    drawn = msgspec.convert(body.get("components") if isinstance(body, dict) else None, tuple[dict[str, Any], ...])
    made = a_template(*drawn)
    parameters = msgspec.convert(value.get("parameters", []), tuple[dict[str, Any], ...])
    problems = [p.code for p in (*lint(made), *parameter_problems(made, parameters))]
    return problems, render(made, parameters)


def phone(given: bytes) -> Any:
    found = Phone.parse(text(given))
    assert Phone.parse(found.value) == found, "what is shown of it is another number"
    return found.digits, found.masked(), [each.value for each in found.variants()]


def papers(given: bytes) -> Any:
    found = Document.parse(text(given))
    assert Document.parse(found.formatted()) == found, "what is shown of it is another document"
    return found.formatted(), found.masked()


def words(given: bytes) -> Any:
    said = text(given)
    found = terms_of(said, numbers_shown=True), terms_of(said, numbers_shown=False)
    return found, fold(said), len(mentioned(said))


def attributes(given: bytes) -> Any:
    value = msgspec.json.decode(given, type=str | float | bool | None)
    found = []
    for kind in AttributeType:
        try:
            found.append(msgspec.json.encode(read_value("x", kind, ("sim", "não"), value)))
        except Invalid as error:
            found.append(error.problems[0].code.encode())
    return found


@cache
def flow_seeds() -> list[bytes]:
    ours = json.loads((files("flow_formats")()[1]).decode())
    flows = ours if isinstance(ours, list) else list(ours.values()) if isinstance(ours, dict) else []
    wrapped = [json.dumps({"document": json.loads(each)}).encode() for each in files("foreign")()]
    own = [json.dumps(each).encode() for each in flows if isinstance(each, dict)][:5]
    plain = {"format": "pytake-flow", "format_version": 1, "name": "x", "nodes": NODES, "edges": EDGES}
    texts_ = [
        "name: x\nnodes:\n- id: start\n  type: start\n  data: {a: .inf, b: !!int '', c: 2020-01-01}\n",
        json.dumps(plain),
    ]
    return [*wrapped, *own, json.dumps(plain).encode(), *(json.dumps({"document": each}).encode() for each in texts_)]


NODES = [
    {"id": "start", "type": "start", "position": {"x": 0, "y": 0}, "data": {}},
    {"id": "a", "type": "message", "position": {"x": 1.5, "y": -2}, "data": {"text": "Oi {{ contact.name }}"}},
]
EDGES = [{"id": "e", "source": "start", "target": "a", "source_handle": None}]
YAML = (
    "name: x\nnodes:\n- id: start\n  type: start\n",
    "!!int ''",
    "!!float ''",
    "!!bool x",
    "!!timestamp x",
    "!!binary 'a'",
    "{a: .nan, b: -.inf, ? [1, 2] : 3}",
    "a: &x [1]\nb: *x",
    "- !!set {a, b}\n- !!omap [a: 1]\n- !!pairs [a: 1]",
    "nodes: 99999999999999999999999\n",
    "- 190:20:30\n- 0b1\n- 0o7\n- 1e400\n- ~\n",
    json.dumps({"nodes": NODES, "edges": EDGES}),
)


@cache
def graph_seeds() -> list[bytes]:
    drawn = [json.dumps({"nodes": NODES, "edges": EDGES, "trigger": {"kind": "keyword", "keywords": ["oi"]}}).encode()]
    for each in files("nodes")():
        for scene in json.loads(each):
            nodes = [{"id": n[0], "type": n[1], "data": n[2]} for n in scene.get("nodes", ())]
            edges = [
                {"source": e[0], "target": e[1], "source_handle": e[2]} for e in scene.get("edges", ()) if len(e) > 2
            ]
            drawn.append(json.dumps({"nodes": nodes, "edges": edges}).encode())
    return drawn


LIQUID = (
    "Oi {{ contact.name | first_name }}!",
    "{% if contact.plan > 100 and answer == 'sim' %}a{% elsif true %}b{% else %}c{% endif %}",
    "{% for tag in contact.tags %}{{ tag | upcase }}{% endfor %}",
    "{{ invoice.amount | money: 'BRL' }} {{ invoice.due_on | date: 'long' }} {{ now | plus_days: 3 }}",
    "{% assign a = 'x' | append: 'y' %}{{ a | replace: 'x', 'zz' | json }}",
    "{{ 'a' | append: 'a' | append: 'a' | split: '' | join: ',' }}{% raw %}{{ x }}{% endraw %}",
    "{{ 9999999999999999999 | times: 9999999999999999999 | number: 2 }}",
)
EXPRESSIONS = (
    "contact.plan > 100 and answer == 'sim'",
    "not (contact.tags contains 'a')",
    "true",
    "a.b[0]['c'] != nil",
)
CONDITIONS = (
    '{"all": [{"field": "contact.plan", "op": "greater", "value": 1}, {"any": [{"field": "answer", "op": "is_set"}]}]}',
    '"contact.plan > 1"',
    '{"not": {"field": "answer", "op": "matches", "value": "s.m"}}',
    '{"variable": "answer", "operator": "contains", "value": ["a"]}',
)
SEGMENTS = (
    'tag = "vip" and (plan >= 500 or not city = "Rio")',
    "name is set and due_on < today-30d",
    "received 'message' within 30 days",
    "((((((((((a = 1))))))))))",
)

PARSERS = [
    Parser(
        name="flow_import",
        run=flow,
        seeds=flow_seeds,
        reads=(
            "pytake_app/wire/flow_documents.py",
            "pytake_domain/flows/foreign/given.py",
            "pytake_domain/flows/foreign/names.py",
            "pytake_domain/flows/foreign/rapidpro_actions.py",
            "pytake_domain/flows/foreign/typebot_services.py",
        ),
        refuses=(DocumentWrong, FlowInvalid, Invalid, *BAD_BODY),
        tries=120,
    ),
    Parser(
        name="flow_text",
        run=flow_text,
        seeds=texts(*YAML),
        reads=("pytake_app/wire/flow_documents.py",),
        refuses=(FlowInvalid,),
        largest=200_000,
        tries=120,
    ),
    Parser(
        name="flow_graph",
        run=graph,
        seeds=graph_seeds,
        reads=("pytake_domain/flows/graph.py",),
        refuses=BAD_BODY,
        tries=120,
    ),
    Parser(
        name="liquid",
        run=liquid,
        seeds=texts(*LIQUID),
        reads=("pytake_domain/flows/expressions/template.py",),
        refuses=(TemplateWrong, RenderFailed),
        tries=100,
    ),
    Parser(
        name="expression",
        run=expression,
        seeds=texts(*EXPRESSIONS),
        reads=("pytake_domain/flows/expressions/language.py",),
        refuses=(TemplateWrong,),
    ),
    Parser(
        name="condition",
        run=drawn_condition,
        seeds=texts(*CONDITIONS),
        reads=("pytake_domain/flows/expressions/condition.py",),
        refuses=(ConditionWrong, *BAD_BODY),
    ),
    Parser(
        name="pattern",
        run=pattern,
        seeds=texts(r"\b\d{3}[.-]?\d{3}\b", "(a|b)*c", "(?i:boleto|2ª via)", "(?P<x>a)(?P=x)", "[[:alpha:]&&x]"),
        reads=("pytake_domain/flows/safe_regex.py",),
        refuses=(PatternRefused,),
    ),
    Parser(
        name="json_path",
        run=path,
        seeds=texts("$.a[*].b", "a[0]['b'][-1]", '$[""].c'),
        reads=("pytake_domain/flows/json_path.py",),
        refuses=(PathWrong,),
    ),
    Parser(
        name="cron",
        run=cron,
        seeds=texts("*/15 8-18 * * 1-5", "0 9 1,15 * *", "0 0 31 2 *"),
        reads=("pytake_domain/flows/cron.py",),
        refuses=(CronWrong,),
    ),
    Parser(
        name="segment",
        run=segment,
        seeds=texts(*SEGMENTS),
        reads=("pytake_domain/contacts/segments/language.py",),
        refuses=(Invalid,),
        tries=80,
    ),
    Parser(
        name="message_template",
        run=template_of_provider,
        seeds=files("whatsapp_cloud/templates"),
        reads=("pytake_domain/templates/lint.py",),
        refuses=BAD_BODY,
        tries=80,
    ),
    Parser(
        name="phone",
        run=phone,
        seeds=texts("+55 (11) 98765-4321", "0055 11 3333-4444", "11987654321"),
        reads=("pytake_domain/kernel/text.py",),
        refuses=(Invalid,),
    ),
    Parser(
        name="papers",
        run=papers,
        seeds=texts("529.982.247-25", "11.222.333/0001-81"),
        reads=("pytake_domain/kernel/text.py",),
        refuses=(Invalid,),
    ),
    Parser(
        name="search_words",
        run=words,
        seeds=texts("ana souza", "+55 11 98765", "a@b.com", "@[0198c0de-0000-7000-8000-000000000000] oi"),
        reads=("pytake_domain/contacts/search.py",),
        refuses=(Invalid,),
    ),
    Parser(
        name="attribute",
        run=attributes,
        seeds=texts('"1.234,56"', '"30/11/2026"', '"sim"', "1e15", "true", "null", '"NaN"'),
        reads=("pytake_domain/contacts/attribute.py",),
        refuses=BAD_BODY,
    ),
]
