"""Whose data an answer shows."""

import datetime as dt
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec

from pytake_app.http.edge.subjects import MOST, subjects_in
from pytake_app.wire.contacts import ContactShort
from pytake_app.wire.paging import Listed, Pagination
from pytake_domain.testing.builders import fresh

T = TypeVar("T")


class Inner(msgspec.Struct):
    contact_id: UUID | None
    id: UUID


class Outer(msgspec.Struct):
    id: UUID
    one: Inner | None
    many: dict[str, list[Inner]]
    when: dt.datetime | None = None
    anything: Any = None


class Node(msgspec.Struct):
    merged_id: UUID
    next: "Node | None" = None


class Boxed(msgspec.Struct, Generic[T]):
    content: T


def test_people_are_found_however_deep_and_nothing_else() -> None:
    first, second, third = fresh(), fresh(), fresh()
    inner = Inner(contact_id=second, id=fresh())
    answer = Outer(
        id=fresh(),
        one=Inner(contact_id=first, id=fresh()),
        many={"a": [inner, Inner(contact_id=None, id=fresh())]},
        anything=[Boxed(content=ContactShort(id=third, name="Ana", phone=None))],
    )
    assert subjects_in(answer) == {first, second, third}


def test_lists_of_the_contract_are_looked_into() -> None:
    people = [ContactShort(id=fresh(), name=None, phone=None) for _ in range(3)]
    assert subjects_in(Listed(people, Pagination(1, 3, 3, 1, None))) == {person.id for person in people}


def test_what_holds_itself_ends() -> None:
    last = Node(merged_id=fresh())
    assert subjects_in(Node(merged_id=fresh(), next=last)) >= {last.merged_id}


def test_texts_and_nothing_name_nobody() -> None:
    assert subjects_in(None) == subjects_in("text") == subjects_in(b"bytes") == subjects_in({"id": fresh()}) == set()


def test_it_is_bounded() -> None:
    many = [ContactShort(id=fresh(), name=None, phone=None) for _ in range(MOST + 100)]
    assert len(subjects_in(many)) == MOST
