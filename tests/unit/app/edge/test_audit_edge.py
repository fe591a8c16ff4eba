"""No answer leaves before its record is stored."""

from typing import Any

import pytest

from pytake_app.http.edge.audit import AuditEdge, AuditTrail, shown
from pytake_domain.identity import SignedIn
from pytake_domain.kernel.actor import Actor, ActorKind
from pytake_domain.kernel.audit import AuditAction, AuditRecord
from pytake_domain.kernel.errors import Unavailable
from pytake_domain.testing.builders import fresh
from pytake_domain.testing.contracts.identity import a_tenant
from pytake_domain.testing.memory.system import MemoryClock, MemoryIds

TENANT = a_tenant()
ACTOR = Actor(kind=ActorKind.USER, id=fresh(), tenant_id=TENANT.id)
CONTACT, PERSON = fresh(), fresh()


class Log:
    def __init__(self, sent: list[Any]) -> None:
        self.records: list[AuditRecord] = []
        self.sent_before: list[int] = []
        self.away = False
        self._sent = sent

    async def put(self, record: AuditRecord) -> None:
        if self.away:
            raise Unavailable(dependency="postgresql")
        self.sent_before.append(len(self._sent))
        self.records.append(record)


class Edge:
    def __init__(self) -> None:
        self.sent: list[Any] = []
        self.log = Log(self.sent)
        self.status = 200

    async def ask(self, template: str, *, method: str = "GET", signed: bool = True) -> None:
        async def app(_scope: Any, _receive: Any, send: Any) -> None:
            shown(PERSON)
            await send({"type": "http.response.start", "status": self.status, "headers": []})
            await send({"type": "http.response.body", "body": b"x"})

        async def send(message: Any) -> None:
            self.sent.append(message)

        state: dict[str, Any] = {"request_id": "req_1", "address": "203.0.113.7"}
        if signed:
            state["signed_in"] = SignedIn(actor=ACTOR, tenant=TENANT)
        scope: Any = {
            "type": "http",
            "method": method,
            "path_template": template,
            "path_params": {"contact_id": CONTACT, "document": "52998224725"},
            "state": state,
        }
        trail = AuditTrail(self.log, lambda _tenant, address: f"hash of {len(address)}", MemoryClock(), MemoryIds())
        edge = AuditEdge(app, trail)
        await edge(scope, None, send)  # type: ignore[arg-type]


async def test_the_record_is_stored_before_anything_is_sent() -> None:
    edge = Edge()
    await edge.ask("/api/v1/contacts/{contact_id}")
    (record,) = edge.log.records
    assert edge.log.sent_before == [0]
    assert (record.action, record.kind, record.actor_id) == (AuditAction.READ, "contacts", ACTOR.id)
    assert set(record.subjects) == {CONTACT, PERSON}
    assert (record.request_id, record.address) == ("req_1", "hash of 11")
    assert "52998224725" not in repr(record)
    assert [message["type"] for message in edge.sent] == ["http.response.start", "http.response.body"]


async def test_without_a_record_there_is_no_answer() -> None:
    edge = Edge()
    edge.log.away = True
    with pytest.raises(Unavailable):
        await edge.ask("/api/v1/contacts/{contact_id}")
    assert edge.sent == []


@pytest.mark.parametrize(
    ("template", "method", "status", "signed"),
    [
        ("/api/v1/contacts/{contact_id}", "GET", 404, True),
        ("/api/v1/contacts/{contact_id}", "PUT", 422, True),
        ("/api/v1/contacts/{contact_id}", "GET", 200, False),
        ("/api/v1/flows", "GET", 200, True),
        ("/observability/health", "GET", 200, False),
    ],
)
async def test_what_shows_nothing_of_anybody_is_not_recorded(
    template: str, method: str, status: int, *, signed: bool
) -> None:
    edge = Edge()
    edge.status = status
    await edge.ask(template, method=method, signed=signed)
    assert edge.log.records == []
    assert len(edge.sent) == 2


async def test_a_change_is_recorded_as_one() -> None:
    edge = Edge()
    edge.status = 204
    await edge.ask("/api/v1/flows/{flow_id}", method="DELETE")
    assert [record.action for record in edge.log.records] == [AuditAction.CHANGE]
