"""By what somebody is found, and documents without the parts that speak of them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytake_domain.contacts import Address, AddressKind
from pytake_domain.privacy import GONE, pruned, words_of

MINE, YOURS = "11987654321", "21976543210"


def test_numbers_are_looked_for_with_and_without_their_ninth_digit() -> None:
    found = words_of([Address(kind=AddressKind.PHONE, value="+5511987654321")], [], [])
    assert set(found) == {"11987654321", "1187654321"}
    assert words_of([Address(kind=AddressKind.WA_ID, value="551187654321")], [], []) == ("1187654321", "11987654321")


def test_ids_of_providers_mails_and_documents_are_words() -> None:
    bsuid = Address(kind=AddressKind.BSUID, value="US.13491208655302741918")
    found = words_of([bsuid], ["Ana@Exemplo.com.br"], ["529.982.247-25", "gosta de azul"])
    assert {bsuid.value, "ana@exemplo.com.br", "52998224725", "529.982.247-25"} <= set(found)


def test_short_words_name_anybody() -> None:
    username = Address(kind=AddressKind.USERNAME, value="ana")
    assert words_of([username], [], ["12"]) == ()


def test_a_webhook_of_two_people_keeps_the_others_part() -> None:
    body = {
        "entry": [
            {
                "changes": [
                    {
                        "value": {
                            "metadata": {"phone_number_id": "99"},
                            "contacts": [
                                {"wa_id": f"55{MINE}", "profile": {"name": "A"}},
                                {"wa_id": f"55{YOURS}", "profile": {"name": "B"}},
                            ],
                            "messages": [
                                {"from": f"55{MINE}", "text": {"body": "oi"}},
                                {"from": f"55{YOURS}", "text": {"body": "olá"}},
                            ],
                        }
                    }
                ]
            }
        ]
    }
    left = pruned(body, [MINE])
    value = left["entry"][0]["changes"][0]["value"]
    assert value["contacts"] == [{"wa_id": f"55{YOURS}", "profile": {"name": "B"}}]
    assert value["messages"] == [{"from": f"55{YOURS}", "text": {"body": "olá"}}]
    assert pruned(left, [YOURS]) is GONE


def test_a_body_of_one_person_is_gone() -> None:
    assert (
        pruned({"event": "messages.upsert", "data": {"key": {"remoteJid": f"55{MINE}@s.whatsapp.net"}}}, [MINE]) is GONE
    )
    assert pruned({MINE: 1}, [MINE]) is GONE
    assert pruned({"number": int(MINE)}, [MINE]) is GONE
    assert pruned({"empty": [], "none": None, "yes": True}, [MINE]) == {"empty": [], "none": None, "yes": True}


def texts() -> st.SearchStrategy[Any]:
    leaves = st.one_of(
        st.none(), st.booleans(), st.sampled_from([MINE, f"55{MINE}@x", YOURS, "a", ""]), st.integers(0, 9)
    )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["a", "b", "c"]), inner, max_size=3)
        ),
        max_leaves=20,
    )


@given(texts())
def test_nothing_of_them_is_left_whatever_it_was(document: Any) -> None:
    left = pruned(document, [MINE])
    assert left is GONE or MINE not in repr(left)
    if MINE not in repr(document):
        assert left == document


@pytest.mark.parametrize("words", [(), ("zzzzzzzz",)])
def test_what_speaks_of_nobody_stays(words: tuple[str, ...]) -> None:
    assert pruned({"a": [1, {"b": MINE}]}, words) == {"a": [1, {"b": MINE}]}
