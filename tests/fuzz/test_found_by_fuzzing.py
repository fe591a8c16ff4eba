"""What fuzzing found, each as short as it can be said."""

import base64
import zipfile
from ipaddress import ip_network
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fuzz.application import application
from tests.fuzz.files_of_people import contacts, xlsx
from tests.fuzz.outside_services import NOW
from tests.unit.domain.templates.test_lint import template as a_template

from pytake_adapters.evolution.codings import number
from pytake_adapters.evolution.webhook import EvolutionReader
from pytake_adapters.mail.message import message_of
from pytake_adapters.net.body import DEEPEST, is_deep, is_plain, parse
from pytake_adapters.net.http import LONGEST_WAIT, HttpAnswer
from pytake_adapters.postgres.queries import cursor
from pytake_app.graphql.execute import Asked
from pytake_app.http.edge.body import problem_of
from pytake_app.http.edge.rate_limit import client_address
from pytake_app.wire.flow_documents import in_form, text_of
from pytake_domain.contacts import FileUnreadable
from pytake_domain.contacts.importing.rows import check_corrections
from pytake_domain.flows import FlowInvalid, read_graph
from pytake_domain.flows.expressions import Names, TemplateWrong, predicate, template
from pytake_domain.identity import Mail, MailRefused
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.messaging.retry import next_try
from pytake_domain.templates.lint import lint
from pytake_domain.whatsapp import SendFailure, Text


@pytest.mark.parametrize("depth", [DEEPEST + 1, 700, 950, 990, 100_000])
def test_abysmal_nesting_is_cut_out_however_deep_the_stack_would_bear_it(depth: int) -> None:
    reading = EvolutionReader().read(b'{"event":"call","data":' + b"[" * depth + b"]" * depth + b"}", NOW)
    assert [parked.reason for parked in reading.parked] == ["nested_too_deeply", "not_an_object"]


def test_many_brackets_beside_each_other_or_in_texts_are_no_nesting() -> None:
    values: tuple[object, ...] = ([[]] * 500, ["[" * 100] * 3, {"a": [{"b": [1]}] * 100})
    for value in values:
        assert parse(msgspec.json.encode(value)) == (value, ())


@pytest.mark.parametrize("digits", ["18446744073709551616", "-9223372036854775809", "1" + "0" * 40])
def test_numbers_of_more_than_64_bits_are_text(digits: str) -> None:
    value, _ = parse(f'{{"id": {digits}, "small": 7, "wide": 18446744073709551615}}'.encode())
    assert value == {"id": digits, "small": 7, "wide": 18446744073709551615}
    msgspec.msgpack.encode(value)


def test_what_liquid_counts_beyond_64_bits_can_be_kept() -> None:
    found = template("{{ 9999999999999999999 | times: 99 }}").evaluate(Names({}))
    assert found == str(9999999999999999999 * 99)
    assert template("{{ 6 | times: 7 }}").evaluate(Names({})) == 42


@pytest.mark.parametrize("value", [2**64, [{"deep": -(2**63) - 1}]])
def test_a_node_with_what_no_session_can_keep_is_unreadable(value: object) -> None:
    graph, problems = read_graph([{"id": "a", "type": "message", "data": {"x": value}}])
    assert graph.nodes == ()
    assert [(problem.code, problem.field) for problem in problems] == [("unreadable", "nodes.0")]


@pytest.mark.parametrize("source", ["[" * 900 + "a", "(" * 300 + "a", "a" + "[b" * 500])
def test_conditions_nested_without_end_are_wrong(source: str) -> None:
    with pytest.raises(TemplateWrong):
        predicate(source)


@pytest.mark.parametrize("said", ["fe80::1%" + "x" * 5_000, "fe80::1%<script>", "1.2.3.4%x", "x"])
def test_an_address_with_more_behind_it_is_none(said: str) -> None:
    scope = {"client": ("10.0.0.1", 1), "headers": [(b"x-forwarded-for", said.encode())]}
    assert client_address(scope, [ip_network("10.0.0.0/8")]) == "10.0.0.1"


@pytest.mark.parametrize("said", ["!!int ''", "!!float ''", "!!bool x", "!!timestamp x", "a: !!int ''"])
def test_tags_with_nothing_behind_them_are_refused(said: str) -> None:
    with pytest.raises(FlowInvalid) as refused:
        text_of(said)
    assert refused.value.problems[0].code == "bad_value"


@pytest.mark.parametrize("said", ["9" * 20, "9" * 400, "Fri, 31 Dec 9999 23:59:59 -2359"])
def test_whoever_asks_us_to_wait_for_ever_waits_a_day(said: str) -> None:
    date = "Fri, 27 Nov 2026 12:00:00 GMT"
    wait = HttpAnswer(status=429, headers={"retry-after": said, "date": date}, body=b"").retry_after
    assert wait in (LONGEST_WAIT, None)
    failure = SendFailure(code="rate_limited", retryable=True, retry_after=wait)
    next_try(failure, tries=1, content=Text(body="x"), queued_at=NOW, now=NOW, fraction=0.5)


@pytest.mark.parametrize("to", ["ana@ x@y.z", "ana@: x@y.z"])
def test_what_the_library_takes_for_no_address_is_refused_by_us(to: str) -> None:
    with pytest.raises(MailRefused):
        message_of(Mail(id="m", to=to, subject="s", text="t", sender_name="n"), "pytake@example.com")


def test_a_table_that_is_packed_wrong_is_refused() -> None:
    packed = bytearray(xlsx(zipfile.ZIP_LZMA))
    start = packed.index(b"docProps/app.xml") + len("docProps/app.xml") + 9
    for place in range(start + 8, start + 60):
        packed[place] ^= 0x5A
    with pytest.raises(FileUnreadable):
        contacts(bytes(packed))


@pytest.mark.parametrize(
    "odd", ["\x85", "\u2028", "\u2029", "\n\u2028", "a\u2028\nb", "\ufeff", "\r\n", "\t", " \n ", "\n\n"]
)
def test_yaml_gives_every_line_end_back(odd: str) -> None:
    document = {"name": f"x{odd}", f"a{odd}b": [f"{odd}y", odd]}
    assert text_of(in_form(document, "yaml").decode()) == document


@pytest.mark.parametrize(
    "said",
    [
        '{"name": "a\\u0000b"}',
        'name: "a\\0b"',
        'name: "a\\ud800b"',
        '"\\0": {}',
        '- [{x: {y: "\\udc00"}}]',
        "name: \ud800",
    ],
)
def test_what_a_text_spells_once_more_is_looked_at_too(said: str) -> None:
    with pytest.raises(FlowInvalid) as refused:
        text_of(said)
    assert refused.value.problems[0].code in {"not_text", "bad_value"}


def test_ids_of_many_digits_and_brackets_in_texts_are_decoded_as_they_stand() -> None:
    for plain in (b'{"id":"wamid.000000000000000000000000"}', b"[1.5, 123456789012345678]", b'["' + b"[" * 62 + b'"]'):
        assert is_plain(plain)
    for long in (
        b"1234567890123456789",
        b" 1234567890123456789",
        b"[-1234567890123456789]",
        b'{"a":1234567890123456789}',
    ):
        assert not is_plain(long)


@given(st.binary(max_size=300) | st.text('[]{}\\"a ', max_size=300).map(str.encode), st.integers(1, 80))
def test_brackets_are_counted_as_one_by_one(body: bytes, most: int) -> None:
    depth = deepest = 0
    for letter in body:
        depth += (letter in b"[{") - (letter in b"]}")
        deepest = max(deepest, depth)
    assert is_deep(body, most) == (deepest >= most)


@pytest.mark.parametrize("leaf", [b"1", b'"\\u0000"'])
@pytest.mark.parametrize("depth", [150, 199, 200, 940, *range(960, 975)])
def test_a_request_is_refused_however_deep_the_stack_would_bear_it(depth: int, leaf: bytes) -> None:
    body = b'{"document":' + b"[" * depth + leaf + b"]" * depth + b"}"
    ((status, _),) = application().ask([{"method": "POST", "path": "/api/v1/flows/import", "body": body.decode()}])
    assert status == 422


@pytest.mark.parametrize(
    "place",
    [
        [str(UUID(int=1)), "2026-11-27T12:00:00"],
        [str(UUID(int=1)), None, 2**15],
        [str(UUID(int=1)), None, -1],
        [str(UUID(int=1)), None, 0, 2**63],
        [str(UUID(int=1)), None, 0, -(2**15) - 1],
        [str(UUID(int=1)), None, 0, 1, "2026-11-27T12:00:00"],
    ],
)
def test_a_cursor_that_no_column_compares_with_is_none_of_ours(place: list[object]) -> None:
    written = base64.urlsafe_b64encode(msgspec.msgpack.encode(place)).decode()
    with pytest.raises(Invalid) as refused:
        cursor.read(written)
    assert [problem.code for problem in refused.value.problems] == ["not_a_cursor"]


def test_a_cursor_comes_back_as_it_was() -> None:
    place = cursor.Place(UUID(int=1), NOW, 2**15 - 1, -(2**15), NOW)
    assert cursor.read(cursor.write(place)) == place


def test_a_field_without_a_name_is_refused_by_a_name() -> None:
    with pytest.raises(msgspec.ValidationError) as refused:
        msgspec.json.decode(b'{"": null}', type=Asked)
    assert problem_of(str(refused.value)) == Problem(field="body", code="unknown_field")


@pytest.mark.parametrize(
    "beyond",
    ["18446744073709551616", str(2**63), -(2**63) - 1, {"low": 0, "high": 2**31}, {"low": -1, "high": 2**62}, True],
)
def test_a_number_that_no_column_holds_is_none(beyond: object) -> None:
    assert number(beyond) is None
    assert number(str(2**63 - 1)) == number({"low": -1, "high": 2**31 - 1}) == 2**63 - 1


def test_a_button_of_no_kind_at_all_is_a_problem_of_the_template() -> None:
    buttons = {"type": "buttons", "buttons": [{"type": {"quick": "reply"}}]}
    card = {"components": [{"type": "header", "format": "image"}, {"type": "body", "text": "a"}, buttons]}
    found = lint(a_template({"type": "body", "text": "a"}, {"type": "carousel", "cards": [card, card]}))
    assert "components.1.cards.0.components.2.buttons.0.type" in {problem.field for problem in found}


@pytest.mark.parametrize("row", [-1, 2**31, 10**40])
def test_a_row_that_no_file_has_is_not_corrected(row: int) -> None:
    with pytest.raises(Invalid) as refused:
        check_corrections({row: {0: "x"}})
    assert [problem.code for problem in refused.value.problems] == ["out_of_range"]


@pytest.mark.parametrize(("query", "status"), [("\xb2", 400), ("token=\xff", 400), ("%B2", 422), ("", 422)])
def test_a_query_of_bytes_that_are_no_text_is_malformed(query: str, status: int) -> None:
    request = {"method": "POST", "path": "/api/v1/notifications/unsubscribe", "query": query}
    assert application().ask([request])[0][0] == status


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00", "x"])
def test_a_moment_that_utc_does_not_know_is_the_one_it_was_told_at(at: str) -> None:
    told = {"event": "status.instance", "instance": "a", "data": {"instance": "a", "disconnectionAt": at}}
    (event,) = EvolutionReader().read(msgspec.json.encode(told), NOW).events
    assert event.at == NOW
