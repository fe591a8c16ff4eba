"""Editing, publishing, unpublishing."""

import datetime as dt
from typing import Any
from uuid import UUID

import msgspec
import pytest
from tests.unit.domain.flows.drawing import FLOW, NOW, draw

from pytake_domain.flows import (
    Draft,
    DraftChanged,
    Flow,
    FlowInvalid,
    FlowNotPublished,
    FlowStatus,
    Graph,
    PublishedFlow,
    Trigger,
    TriggerKind,
)
from pytake_domain.flows.flow import fingerprint
from pytake_domain.kernel.actor import Actor, ActorKind
from pytake_domain.kernel.errors import Invalid
from pytake_domain.kernel.ids import EventId, FlowVersionId, TenantId, UserId

TENANT = TenantId(UUID(int=3))
USER = UserId(UUID(int=9))
ACTOR = Actor(kind=ActorKind.USER, id=USER, tenant_id=TENANT, name="Ana")
LATER = NOW + dt.timedelta(hours=1)
RIGHT = draw({"e": ("end", {"text": "oi"})})


def flow(**more: Any) -> Flow:
    given = {"id": FLOW, "tenant_id": TENANT, "name": "Recepção", "created_at": NOW, "updated_at": NOW, "graph": RIGHT}
    return Flow(**{**given, **more})


def publish(flow_: Flow, number: int = 1, **known: Any) -> Any:
    return flow_.publish(
        version_id=FlowVersionId(UUID(int=number)), event_id=EventId(UUID(int=50)), actor=ACTOR, now=LATER, **known
    )


def test_an_edit_changes_what_it_names_and_counts_the_draft() -> None:
    edited = flow(description="antes").edit(Draft(name="Novo"), read_at=1, actor=ACTOR, now=LATER)
    assert (edited.name, edited.description, edited.draft_version) == ("Novo", "antes", 2)
    assert (edited.updated_by, edited.updated_at) == (USER, LATER)


def test_an_edit_of_an_old_draft_says_who_changed_it_and_when() -> None:
    edited = flow().edit(Draft(name="Novo"), read_at=1, actor=ACTOR, now=LATER)
    with pytest.raises(DraftChanged) as caught:
        edited.edit(Draft(name="Outro"), read_at=1, actor=ACTOR, now=LATER)
    assert caught.value.params == {"by": str(USER), "at": LATER.isoformat(), "draft_version": 2}


@pytest.mark.parametrize("name", ["", "  ", "x" * 121])
def test_a_flow_has_a_name(name: str) -> None:
    with pytest.raises(Invalid):
        flow(name=name)


def test_publishing_makes_a_version_that_later_edits_do_not_touch() -> None:
    published, version, event = publish(flow())
    assert (published.status, published.version, published.published_version_id) == (
        FlowStatus.PUBLISHED,
        1,
        version.id,
    )
    assert (version.number, version.graph, version.published_by, event.version_id) == (1, RIGHT, USER, version.id)
    edited = published.edit(Draft(graph=Graph()), read_at=1, actor=ACTOR, now=LATER)
    assert version.graph == RIGHT
    assert edited.published
    again = publish(edited.edit(Draft(graph=RIGHT), read_at=2, actor=ACTOR, now=LATER), 2)[1]
    assert (again.number, again.hash) == (2, version.hash)


def test_publishing_names_every_error_with_its_node() -> None:
    wrong = draw({"q": ("question", {"text": ""}), "lost": ("end", {})})
    with pytest.raises(FlowInvalid) as caught:
        publish(flow(graph=wrong, trigger=Trigger(kind=TriggerKind.KEYWORD)))
    assert {(p.field, p.code) for p in caught.value.problems} == {
        ("trigger.keywords", "required"),
        ("nodes.q.data.text", "required"),
        ("nodes.q", "dead_end"),
        ("nodes.lost", "unreachable"),
    }


def test_publishing_checks_queues_that_are_known() -> None:
    graph = draw({"t": ("transfer", {"queue_id": "suporte"})})
    with pytest.raises(FlowInvalid):
        publish(flow(graph=graph), queues=["vendas"])
    assert publish(flow(graph=graph), queues=["suporte"])[0].published


def test_unpublishing_stops_new_sessions_and_is_not_done_twice() -> None:
    published = publish(flow())[0]
    off, _ = published.unpublish(event_id=EventId(UUID(int=51)), actor=ACTOR, now=LATER)
    assert off.status is FlowStatus.UNPUBLISHED
    with pytest.raises(FlowNotPublished):
        off.unpublish(event_id=EventId(UUID(int=52)), actor=ACTOR, now=LATER)


def test_a_version_compiles_to_what_runs() -> None:
    version = publish(flow())[1]
    compiled = version.compiled()
    assert (compiled.flow_id, compiled.version_id, set(compiled.nodes)) == (FLOW, version.id, {"start", "e"})


def test_the_hash_is_of_what_the_graph_says() -> None:
    trigger = Trigger()
    moved = msgspec.structs.replace(RIGHT, nodes=RIGHT.nodes[::-1])
    assert fingerprint(RIGHT, trigger) == fingerprint(
        msgspec.json.decode(msgspec.json.encode(RIGHT), type=Graph), trigger
    )
    assert fingerprint(RIGHT, trigger) != fingerprint(moved, trigger)


def test_default_and_fallback_are_flags_or_triggers() -> None:
    version_id = FlowVersionId(UUID(int=1))
    assert PublishedFlow(flow_id=FLOW, version_id=version_id, trigger=Trigger(), is_default=True).default
    assert PublishedFlow(flow_id=FLOW, version_id=version_id, trigger=Trigger(kind=TriggerKind.FALLBACK)).fallback
    assert not PublishedFlow(flow_id=FLOW, version_id=version_id, trigger=Trigger()).default


def test_a_flow_comes_back_from_json_as_it_went_in() -> None:
    published, version, event = publish(flow())
    for thing in (published, version, event):
        assert msgspec.json.decode(msgspec.json.encode(thing), type=type(thing)) == thing
