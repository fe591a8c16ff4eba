"""Whatever is done to a chain of records is found, at the first place where it was done."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pytake_domain.kernel.audit import GENESIS, AuditLink, AuditRecord, ChainCheck, ChainHead, canonical, link
from pytake_domain.kernel.ids import TenantId
from pytake_domain.testing.builders import fresh
from pytake_domain.testing.contracts.audit import a_record

TENANT = TenantId(fresh())


def chained(records: list[AuditRecord]) -> tuple[ChainHead, list[AuditLink]]:
    links, before = [], GENESIS
    for place, record in enumerate(records, 1):
        before = link(before, record)
        links.append(AuditLink(place=place, hash=before, record=record))
    return ChainHead(place=len(records), hash=before), links


def found(head: ChainHead, links: list[AuditLink]) -> int | None:
    check = ChainCheck(head)
    broken = check.go_on(links) or check.end()
    return None if broken is None else broken.place


@given(st.integers(1, 12), st.data())
def test_a_change_anywhere_is_found_where_it_is(count: int, data: st.DataObject) -> None:
    head, links = chained([a_record(TENANT) for _ in range(count)])
    assert found(head, links) is None
    place = data.draw(st.integers(1, count))
    record = links[place - 1].record
    assert record is not None
    changes = {
        "request_id": record.request_id + "x",
        "subjects": (),
        "actor_id": fresh(),
        "at": record.at + dt.timedelta(microseconds=1),
        "counts": {"a": 1},
    }
    name = data.draw(st.sampled_from(sorted(changes)))
    changed = [*links]
    changed[place - 1] = replace(links[place - 1], record=replace(record, **{name: changes[name]}))
    assert found(head, changed) == place
    assert found(head, links[: place - 1] + links[place:]) == place
    if count > 1 and place < count:
        swapped = [*links]
        first, second = links[place - 1], links[place]
        swapped[place - 1] = replace(first, record=second.record)
        swapped[place] = replace(second, record=first.record)
        assert found(head, swapped) == place


@given(st.integers(-720, 720))
def test_a_record_has_the_same_bytes_in_every_time_zone(minutes: int) -> None:
    record = a_record(TENANT)
    elsewhere = replace(record, at=record.at.astimezone(dt.timezone(dt.timedelta(minutes=minutes))))
    assert canonical(elsewhere) == canonical(record)
