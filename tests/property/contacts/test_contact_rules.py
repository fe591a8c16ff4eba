"""Merging and parting, learning addresses, consent and opt-out words."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pytake_domain.contacts import FINDING, Address, Contact, MergeRefused, Wish, match_opt_out, merge, part
from pytake_domain.contacts.opt_out_words import RESUME_WORDS, STOP_WORDS
from pytake_domain.kernel.ids import TenantId
from pytake_domain.testing.builders import AT, fresh
from pytake_domain.testing.strategies import addresses, contacts, moments, words

TENANT = TenantId(fresh())
LATER = AT + dt.timedelta(days=400)
STOP = [word for words in STOP_WORDS.values() for word in words]
RESUME = [word for words in RESUME_WORDS.values() for word in words]


def own(contact: Contact) -> set[Address]:
    return {known.address for known in contact.addresses}


def apart(one: Contact, two: Contact) -> Contact:
    """The second without the first's addresses: each belongs to one."""
    return replace(two, addresses=tuple(k for k in two.addresses if k.address not in own(one)))


pairs = st.tuples(contacts(TENANT), contacts(TENANT)).map(lambda pair: (pair[0], apart(*pair)))


@given(pairs)
def test_a_merge_loses_nothing_that_was_known(pair: tuple[Contact, Contact]) -> None:
    into, other = pair
    kept, gone = merge(into, other, LATER)

    assert own(kept) == own(into) | own(other)
    assert gone.addresses == ()
    assert gone.merged_into == kept.id
    assert set(kept.tags) == {*into.tags, *other.tags}
    assert kept.attributes.keys() == into.attributes.keys() | other.attributes.keys()
    assert kept.name == (into.name or other.name)
    assert kept.vip == (into.vip or other.vip)


@given(pairs)
def test_the_stricter_answer_holds_for_consent(pair: tuple[Contact, Contact]) -> None:
    into, other = pair
    kept, _ = merge(into, other, LATER)

    assert kept.opted_out == (into.opted_out or other.opted_out)
    assert not kept.opted_in or into.opted_in
    assert kept.blocked == (into.blocked or other.blocked)


@given(pairs)
def test_of_each_kind_the_first_contacts_address_stays_in_use(pair: tuple[Contact, Contact]) -> None:
    into, other = pair
    kept, _ = merge(into, other, LATER)

    before = {k.address for k in into.addresses if k.current}
    after = {k.address for k in kept.addresses if k.current}
    assert before <= after
    assert {a.kind for a in before}.isdisjoint(a.kind for a in after - before)


@given(pairs)
def test_parting_after_a_merge_gives_both_back_as_they_were(pair: tuple[Contact, Contact]) -> None:
    into, other = pair
    kept, gone = merge(into, other, LATER)

    first, second = part(kept, gone, before=pair, at=LATER)

    assert replace(first, updated_at=into.updated_at) == into
    assert replace(second, updated_at=other.updated_at) == other


@given(pairs, addresses().filter(lambda a: a.finds), words(), moments(LATER, reach=dt.timedelta(days=10)))
def test_what_happened_since_a_merge_stays(
    pair: tuple[Contact, Contact], learnt: Address, tag: str, at: dt.datetime
) -> None:
    into, other = pair
    kept, gone = merge(into, other, LATER)
    learns = learnt not in own(kept)
    since = kept.know([learnt], at).tag(tag, at=at).opt_out(at)

    first, second = part(since, gone, before=pair, at=at)

    assert own(second) == own(other)
    assert own(first) == own(into) | ({learnt} if learns else set())
    assert tag in first.tags
    assert (first.opted_out_at, second.opted_out_at) == (at, at)


@given(contacts(TENANT), contacts(TENANT))
def test_merges_that_make_no_sense_are_refused(one: Contact, two: Contact) -> None:
    gone = replace(two, merged_into=one.id)
    for into, other in ((one, one), (one, gone), (gone, one)):
        with pytest.raises(MergeRefused):
            merge(into, other, AT)
    with pytest.raises(MergeRefused):
        part(one, two, before=(one, two), at=AT)
    with pytest.raises(MergeRefused):
        part(replace(one, merged_into=two.id), gone, before=(one, two), at=AT)


@given(contacts(TENANT), st.lists(addresses(), max_size=4))
def test_learnt_addresses_are_in_use_and_nothing_is_forgotten(contact: Contact, seen: list[Address]) -> None:
    after = contact.know(seen, LATER)

    assert own(after) == own(contact) | set(seen)
    assert set(seen) <= {k.address for k in after.addresses if k.current}
    assert len(after.addresses) == len(own(after))
    assert after.know(seen, LATER) is after


@given(contacts(TENANT), moments(), moments())
def test_consent_is_what_was_said_last(contact: Contact, out: dt.datetime, back: dt.datetime) -> None:
    said = contact.opt_out(out).opt_in("site", back)

    assert said.opted_in == (back > out)
    assert said.opted_out != said.opted_in
    assert contact.opt_out(max(out, back)).opt_in("site", min(out, back)).opted_out or out == back


@given(addresses())
def test_alike_addresses_are_alike_for_each_other(address: Address) -> None:
    assert address in address.alike()
    for other in address.alike():
        assert set(other.alike()) == set(address.alike())
        assert address.finds == (address.kind in FINDING)


@given(st.sampled_from(STOP + RESUME), st.sampled_from(("{}", "{}!", "  {} ", "*{}*", '"{}."', "¡{}!")), st.booleans())
def test_a_word_is_heard_in_any_case_and_dress(word: str, dress: str, upper: bool) -> None:  # noqa: FBT001  drawn
    said = dress.format(word.upper() if upper else word)

    assert match_opt_out(said) is (Wish.STOP if word in STOP else Wish.RESUME)


@given(st.sampled_from(STOP), st.sampled_from(("não quero {}", "{} o plano", "como faço para {}?")))
def test_a_sentence_around_a_word_asks_for_nothing(word: str, sentence: str) -> None:
    assert match_opt_out(sentence.format(word)) is None


def test_a_company_has_words_of_its_own() -> None:
    assert match_opt_out("CHEGA!") is None
    assert match_opt_out("CHEGA!", extra=("chega",)) is Wish.STOP
    assert match_opt_out("x" * 41, extra=("x" * 41,)) is None
    assert match_opt_out("") is None
