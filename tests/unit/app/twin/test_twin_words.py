"""Rates, ids, JSON as the provider writes it, and ordered trouble."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytake_app.twin import Behaviour, Fault, FaultKind, Match
from pytake_app.twin.faults import Faults
from pytake_app.twin.http import Request
from pytake_app.twin.rates import pair_bucket, throughput_bucket
from pytake_app.twin.wire import as_provider_writes, message_id, user_id_of, wa_id_of

CHANCE = random.Random(1)  # noqa: S311  repeatable trouble


def request(path: str = "/v25.0/1/messages", body: bytes = b"{}") -> Request:
    scope = {"method": "POST", "path": path, "query_string": b"", "headers": [], "server": ("127.0.0.1", 1)}
    return Request(scope, body)


def test_one_person_gets_45_messages_at_once_and_then_one_in_six_seconds() -> None:
    bucket = pair_bucket(0.0)
    for _ in range(45):
        assert bucket.has_one(0.0)
        bucket.take(0.0)
    assert not bucket.has_one(0.0)
    assert not bucket.has_one(5.9)
    assert bucket.has_one(6.1)
    bucket.take(6.1)
    assert not bucket.has_one(6.2)


def test_a_number_carries_so_many_a_second_and_what_comes_in_counts() -> None:
    bucket = throughput_bucket(80, 0.0)
    for _ in range(100):
        bucket.take(0.0)
    assert not bucket.has_one(0.2)
    assert bucket.has_one(0.3)


@pytest.mark.parametrize(
    ("written", "wa_id"),
    [
        ("+55 (11) 98765-4321", "5511987654321"),
        ("551187654321", "5511987654321"),
        ("5541987654321", "554187654321"),
        ("554187654321", "554187654321"),
        ("554132345678", "554132345678"),
        ("+1 650 555 1234", "16505551234"),
        ("wamid", None),
        ("", None),
        ("0123456789", None),
        ("1" * 16, None),
    ],
)
def test_a_phone_is_known_by_its_whatsapp_id(written: str, wa_id: str | None) -> None:
    assert wa_id_of(written) == wa_id


def test_message_ids_are_never_the_same_and_short_enough() -> None:
    made = {message_id("5511987654321") for _ in range(1000)}
    assert len(made) == 1000
    assert all(one.startswith("wamid.") and len(one) <= 128 for one in made)


def test_a_person_has_one_user_id_for_each_portfolio() -> None:
    assert user_id_of("5511987654321", "1") == user_id_of("5511987654321", "1")
    assert user_id_of("5511987654321", "1") != user_id_of("5511987654321", "2")
    assert user_id_of("5511987654321", "1").startswith("BR.")


@given(st.recursive(st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(), st.lists, max_leaves=5))
def test_json_is_written_in_ascii_with_escaped_slashes_and_means_the_same(value: object) -> None:
    if isinstance(value, str) and any("\ud800" <= character <= "\udfff" for character in value):
        return
    body = as_provider_writes(value)
    assert body.isascii()
    assert b"/" not in body.replace(b"\\/", b"")
    assert json.loads(body) == value


def test_json_is_written_as_the_provider_writes_it() -> None:
    assert as_provider_writes({"a": "olá 👋 https://x"}) == b'{"a":"ol\\u00e1 \\ud83d\\udc4b https:\\/\\/x"}'


def test_trouble_comes_in_its_order_and_as_often_as_ordered() -> None:
    faults = Faults(CHANCE)
    faults.order(Fault(kind=FaultKind.TOO_MANY, count=2), Fault(kind=FaultKind.SERVER_ERROR))
    kinds = [fault.kind if (fault := faults.next_for(request())) else None for _ in range(4)]
    assert kinds == [FaultKind.TOO_MANY, FaultKind.TOO_MANY, FaultKind.SERVER_ERROR, None]
    assert faults.met == 3


def test_trouble_waits_for_the_request_it_was_ordered_for() -> None:
    faults = Faults(CHANCE)
    faults.order(Fault(kind=FaultKind.TOO_MANY, match=Match(path="/2/messages", body="oi")))
    assert faults.next_for(request()) is None
    assert faults.next_for(request("/v25.0/2/messages")) is None
    assert faults.next_for(request("/v25.0/2/messages", b'{"body":"oi"}')) is not None
    assert not faults.waiting


def test_trouble_by_chance_meets_its_share() -> None:
    faults = Faults(CHANCE)
    faults.order(Fault(kind=FaultKind.TOO_MANY, count=10_000, share=0.3))
    met = sum(faults.next_for(request()) is not None for _ in range(1000))
    assert 250 < met < 350


def test_settings_are_changed_one_by_one_and_checked() -> None:
    changed = Behaviour().changed({"read": None, "batch": 5})
    assert (changed.sent, changed.read, changed.batch) == (0.05, None, 5)
    for wrong in ({"batch": 0}, {"drops": 2}, {"unknown": 1}, {"sent": "soon"}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            Behaviour().changed(wrong)
