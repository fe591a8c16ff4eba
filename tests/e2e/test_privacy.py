"""Somebody leaves something everywhere and is erased: the database, the files, Valkey and the logs know nothing of them."""

import asyncio
import datetime as dt
import io
import json
import secrets
import zipfile
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import jwt
import pytest
from aiohttp import web
from tests.e2e.company import Company, Customer, House, until
from tests.e2e.flows import edges, node
from tests.e2e.test_real_time import watching
from tests.support.files import picture
from tests.support.receiver import Receiver

from pytake_app.twin import SaidMedia
from pytake_domain.kernel.ids import ContactId, TenantId
from pytake_domain.privacy import Way

CPF = "39053344705"
ASKING = {
    "name": "Pergunta",
    "trigger": {"kind": "keyword", "keywords": ["cadastro"], "match": "exact"},
    "nodes": [
        node("start", "start"),
        node("q", "question", kind="text", text="Seu nome?", variable="nome"),
        node("r", "question", kind="text", text="{{ nome }}, e o bairro?", variable="bairro"),
        node("end", "end"),
    ],
    "edges": edges(("start", "q"), ("q", "r"), ("r", "end")),
}


class Planted:
    """What somebody left, and by what they are looked for."""

    def __init__(self, customer: Customer) -> None:
        self.customer = customer
        mark = secrets.token_hex(5)
        self.name = f"Zuleica{mark} Quintanilha"
        self.email = f"zuleica{mark}@pessoa.example"
        self.secret = f"segredo-{mark}"
        self.contact_id = ""
        self.conversation_id = ""

    @property
    def needles(self) -> list[str]:
        digits = self.customer.digits
        without_nine = digits[:4] + digits[5:]
        local = digits[2:]
        shown = f"({local[:2]}) {local[2:7]}-{local[7:]}"
        cpf = f"{CPF[:3]}.{CPF[3:6]}.{CPF[6:9]}-{CPF[9:]}"
        return [self.name, self.name.lower(), self.email, self.secret, digits, without_nine, local, shown, CPF, cpf]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made = await Receiver().start()
    yield made
    await made.stop()


async def said(company: Company, planted: Planted) -> None:
    """By traffic: texts, a picture, a flow's questions, an opt-out."""
    customer = planted.customer
    customer.says(f"Meu segredo é {planted.secret}, telefone {planted.needles[7]}")
    place = await customer.conversation()
    planted.conversation_id, planted.contact_id = place["id"], place["contact"]["id"]
    known = {"name": planted.name, "email": planted.email, "attributes": {"cpf": CPF}}
    await company.put(f"contacts/{planted.contact_id}", known)
    customer.says(media=SaidMedia(type="image", content=picture(), mime_type="image/jpeg", caption=planted.secret))

    async def fetched() -> bool:
        found = await company.messages(planted.conversation_id)
        return any(m["content"].get("size") for m in found if m["type"] == "image")

    await until(fetched)
    customer.says("cadastro")
    await until(lambda: _asked(customer, "Seu nome?"))
    customer.says(planted.name)
    await until(lambda: _asked(customer, "e o bairro?"))


async def _asked(customer: Customer, text: str) -> bool:
    return any(text in line for line in customer.lines())


async def done(company: Company, planted: Planted) -> None:
    """By people: notes, sent files, planned messages, consents, a merge, a refused row, stored answers."""
    at, contact = f"conversations/{planted.conversation_id}", planted.contact_id
    await company.post(f"{at}/notes", {"body": f"{planted.name} ligou, {planted.secret}"})
    kept = await company.upload(f"boleto de {planted.name}, {planted.secret}".encode(), "boleto.txt", "text/plain")
    sent = {"conversation_id": planted.conversation_id, "media_id": kept["id"], "filename": f"{planted.secret}.txt"}
    answer = await company.call("POST", "whatsapp/send-document", json=sent)
    assert answer.status_code == 202, answer.text
    text = {"conversation_id": planted.conversation_id, "message": f"Oi {planted.name}"}
    await company.post("whatsapp/send", text, status=202, headers={"Idempotency-Key": secrets.token_hex(8)})
    later = (dt.datetime.now(dt.UTC) + dt.timedelta(hours=3)).isoformat()  # noqa: TID251  the real clock
    await company.post("whatsapp/scheduled", {**text, "send_at": later}, status=202)
    agreed = {"user_id": contact, "purpose": "pesquisa", "given": True, "source": planted.secret, "text": "Aceita?"}
    await company.post("privacy/consent", agreed, status=201)
    second = {
        "phone": "+5521977" + secrets.token_hex(3).translate(str.maketrans("abcdef", "123456")),
        "name": planted.name,
    }
    other = await company.post("contacts", second, status=201, headers={"Idempotency-Key": secrets.token_hex(8)})
    await company.post(
        "contacts/merge", {"contact_id": contact, "other_id": other["id"], "reason": planted.secret}, status=200
    )
    rows = f"Nome;Telefone;E-mail\n{planted.name};{planted.customer.digits};sem arroba {planted.secret}\n"
    file = {"file": ("a.csv", rows.encode(), "text/csv")}
    assert (await company.call("POST", "contacts/import", files=file)).status_code == 202


async def plant(company: Company, receiver: Receiver) -> Planted:
    planted = Planted(company.customer())
    await company.post("contact-attributes", {"name": "cpf", "type": "text"}, status=201)
    await company.post("webhooks", {"url": f"{receiver.url}/away", "events": ["*"]}, status=201)
    receiver.answers["/away"] = lambda _: web.Response(status=500)
    await company.flow(ASKING)
    await said(company, planted)
    await done(company, planted)
    planted.customer.says("SAIR")
    await until(lambda: _opted_out(company, planted.contact_id))
    return planted


async def _opted_out(company: Company, contact_id: str) -> bool:
    found = await company.get(f"contacts/{contact_id}")
    return any(not said["given"] for said in found["consents"] if said["purpose"] == "marketing")


async def found_in(company: Company, planted: Planted) -> dict[str, set[str]]:
    """Where something of them is still, and what: every table whatever its owner, every file, key and log."""
    house = company.house
    found: dict[str, set[str]] = {}
    admin = await house.admin()
    tables = await admin.fetch(
        "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"
    )
    for (table,) in tables:
        for needle in planted.needles:
            as_hex = needle.encode().hex()
            query = f"SELECT count(*) FROM {table} t WHERE position($1 IN t::text) > 0 OR position($2 IN t::text) > 0"  # noqa: S608
            if await admin.fetchval(query, needle, as_hex):
                found.setdefault(f"table {table}", set()).add(needle)
    folder = house.stack.place.data
    for path in (each for each in folder.rglob("*") if each.is_file() and "pg" not in each.parts):
        content = path.read_bytes()
        hit = {needle for needle in planted.needles if needle.encode() in content}
        if hit:
            found[f"file {path.relative_to(folder)}"] = hit
    redis = house.container.adapters().redis()
    async for key in redis.scan_iter(count=1000):
        value = await _value(redis, key)
        hit = {needle for needle in planted.needles if needle.encode() in key + value}
        if hit:
            found[f"key {key.decode()}"] = hit
    return found


async def _value(redis: Any, key: bytes) -> bytes:
    kind = (await redis.type(key)).decode()
    reads = {
        "string": lambda: redis.get(key),
        "hash": lambda: redis.hgetall(key),
        "zset": lambda: redis.zrange(key, 0, -1),
        "set": lambda: redis.smembers(key),
        "list": lambda: redis.lrange(key, 0, -1),
        "stream": lambda: redis.xrange(key),
    }
    if kind == "none":  # its time was over meanwhile
        return b""
    value = await reads[kind]()
    if kind == "stream":
        return b"\0".join(part for _, fields in value for pair in fields.items() for part in pair)
    if isinstance(value, bytes):
        return value
    parts = [*value.keys(), *value.values()] if isinstance(value, dict) else list(value)
    return b"\0".join(parts)


async def carried_out(company: Company, asked: dict[str, Any]) -> dict[str, Any]:
    async def ended() -> dict[str, Any] | None:
        found = await company.get(f"privacy/requests/{asked['id']}")
        return found if found["status"] == "done" else None

    request: dict[str, Any] = await until(ended, patience=60)
    return request


async def files_of(house: House, company: Company) -> int:
    store = house.container.adapters().media_store()
    objects, _ = await store.listed(str(company.tenant_id), limit=500)
    return sum(str(each.key.tenant_id) == str(company.tenant_id) for each in objects)


async def test_who_was_everywhere_is_nowhere(company: Company, receiver: Receiver) -> None:
    planted = await plant(company, receiver)
    before = await found_in(company, planted)
    for place in ("messages", "contacts", "conversation_notes", "contact_merges", "webhook_deliveries", "flow_traces"):
        assert f"table {place}" in before, before.keys()
    assert {place.partition(" ")[0] for place in before} >= {"table", "file", "key"}
    assert await files_of(company.house, company) >= 3

    answer = await company.call("DELETE", f"privacy/data/{planted.contact_id}")
    assert answer.status_code == 202, answer.text
    request = await carried_out(company, answer.json())

    await asyncio.sleep(1)
    assert await found_in(company, planted) == {}
    assert await files_of(company.house, company) == 0
    assert (await company.call("GET", f"contacts/{planted.contact_id}")).status_code == 404
    assert request["counts"]["database.messages"] >= 5
    assert request["counts"]["files.media"] >= 3
    keys = {key["kid"]: key for key in (await company.http.get("/.well-known/jwks.json")).json()["keys"]}
    head = jwt.get_unverified_header(request["certificate"])
    told = jwt.decode(request["certificate"], jwt.PyJWK(keys[head["kid"]]).key, algorithms=["RS256"])
    assert told["request_id"] == request["id"]
    assert told["removed"] == request["counts"]
    assert {"refusal", "audit"} <= set(told["kept"])
    as_token = {"Authorization": f"Bearer {request['certificate']}"}
    assert (await company.http.get("/api/v1/auth/me", headers=as_token)).status_code == 401
    paper = await company.call("GET", f"privacy/requests/{request['id']}/certificate")
    assert paper.content.startswith(b"%PDF")


async def test_who_said_no_and_was_erased_is_not_reached_by_an_import(company: Company, receiver: Receiver) -> None:
    planted = await plant(company, receiver)
    await carried_out(company, (await company.call("DELETE", f"privacy/data/{planted.contact_id}")).json())
    consent = {"purpose": "marketing", "given": True, "source": "planilha comprada"}
    form = {
        "options": (None, json.dumps({"columns": ["phone"], "consent": consent})),
        "file": ("a.csv", f"Telefone\n{planted.customer.digits}\n".encode(), "text/csv"),
    }
    answer = await company.call("POST", "contacts/import", files=form)
    assert answer.status_code == 202, answer.text

    async def there() -> dict[str, Any] | None:
        people = (await company.get("contacts", q=planted.customer.phone))["data"]
        return people[0] if people else None

    person = await until(there)
    assert person["id"] != planted.contact_id
    assert not person["opted_in"]
    assert [said["given"] for said in person["consents"] if said["purpose"] == "marketing"] == [False]
    planted.customer.says("Oi de novo")
    place = await planted.customer.conversation()
    assert place["contact"]["id"] == person["id"]


async def test_nothing_of_who_became_nobodys_but_what_happened(company: Company, receiver: Receiver) -> None:
    planted = await plant(company, receiver)
    admin = await company.house.admin()
    count = "SELECT count(*) FROM messages WHERE tenant_id = $1"
    messages = await admin.fetchval(count, company.tenant_id)

    asked = await company.post(f"privacy/data/{planted.contact_id}/anonymize", status=202)
    await carried_out(company, asked)

    await asyncio.sleep(1)
    assert await found_in(company, planted) == {}
    assert await admin.fetchval(count, company.tenant_id) == messages
    shown = await company.messages(planted.conversation_id)
    assert len(shown) == messages
    planted.customer.says("Oi")
    again = await planted.customer.conversation()
    assert again["contact"]["id"] != planted.contact_id


async def statuses_came(company: Company) -> None:
    """One that comes after its message is gone is kept for a while, as it may be of a message that is to come."""
    admin = await company.house.admin()
    query = """SELECT count(*) = 0 FROM messages
      WHERE tenant_id = $1 AND direction = 'outbound' AND status NOT IN ('read', 'failed')"""

    async def all_of_them() -> bool:
        return bool(await admin.fetchval(query, company.tenant_id))

    await until(all_of_them)


@pytest.mark.parametrize("left_out", ["files", "queues", "cache", "database"])
async def test_it_is_seen_when_a_store_is_left_out(company: Company, receiver: Receiver, left_out: str) -> None:
    planted = await plant(company, receiver)
    await statuses_came(company)
    adapters = company.house.container.adapters()
    async with adapters.open_work()(TenantId(company.tenant_id)) as work:
        traces = await work.subjects.traces(ContactId(UUID(planted.contact_id)))
    stores = {store.name: store for store in adapters.personal_data()}
    for _ in range(2):
        for name, store in stores.items():
            if name != left_out:
                await store.erase(traces, Way.ERASE)
    assert await found_in(company, planted) != {}
    if left_out != "files":  # by its rows a file is found: this store can't be the last
        await stores[left_out].erase(traces, Way.ERASE)
        assert await found_in(company, planted) == {}


async def test_all_that_is_known_of_somebody_is_taken_away(company: Company, receiver: Receiver) -> None:
    planted = await plant(company, receiver)
    asked = await company.post(f"privacy/data/{planted.contact_id}/export", status=202)
    request = await carried_out(company, asked)
    known = await company.get(f"privacy/data/{planted.contact_id}")
    assert (known["user_id"], known["subject_kind"], known["name"]) == (planted.contact_id, "contact", planted.name)
    for kind in ("contacts", "messages", "conversation_notes", "contact_consents", "files"):
        assert known["counts"][kind] == request["counts"][kind], kind
    answer = await company.call("GET", f"privacy/requests/{request['id']}/file")
    assert answer.status_code == 200
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    names = archive.namelist()
    assert {"contacts.json", "messages.json", "conversation_notes.json", "contact_consents.json", "dados.pdf"} <= set(
        names
    )
    (contact,) = [row for row in json.loads(archive.read("contacts.json")) if row["name"] and row["email"]]
    assert (contact["name"], contact["attributes"]["cpf"]) == (planted.name, CPF)
    everything = b"".join(archive.read(name) for name in names if name.endswith(".json")).decode()
    assert planted.secret in everything
    assert planted.customer.digits in everything
    assert sum(name.startswith("files/") for name in names) == 2
    assert archive.read("dados.pdf").startswith(b"%PDF")
    bia = await company.person()
    assert (await bia.call("GET", f"privacy/requests/{request['id']}/file")).status_code == 403


async def test_who_saw_somebody_is_told(company: Company) -> None:
    customer = company.customer()
    customer.says("Oi")
    place = await customer.conversation()
    contact = place["contact"]["id"]
    bia = await company.person()
    await bia.get(f"contacts/{contact}")
    await company.get("whatsapp/messages", conversation_id=place["id"])
    await company.get(f"conversations/{place['id']}/notes")
    await company.put(f"contacts/{contact}", {"name": "Rita"})
    await company.get("flows")
    assert (await company.call("GET", f"contacts/{company.tenant_id}")).status_code == 404

    async with watching(company.house, company.headers) as watcher:
        await watcher.watch(f"conversation:{place['id']}")

    told = await company.get(f"privacy/audit/{contact}", limit=100)
    routes = [(each["action"], each["route"]) for each in told["data"]]
    assert ("change", "PUT /api/v1/contacts/{contact_id}") in routes
    assert ("read", "GET /api/v1/contacts/{contact_id}") in routes
    assert ("read", "GET /api/v1/whatsapp/messages") in routes
    assert ("read", "GET /api/v1/conversations/{conversation_id}/notes") in routes
    assert ("read", "GET /api/v1/conversations") in routes
    assert ("read", "WS /ws") in routes
    by_bia = await company.get("privacy/audit", actor_id=bia.user["id"])
    assert [each["route"] for each in by_bia["data"]] == ["GET /api/v1/contacts/{contact_id}"]
    assert by_bia["data"][0]["subjects"] == [contact]
    everything = await company.get("privacy/audit", limit=100)
    assert not any("/flows" in each["route"] for each in everything["data"])
    assert (await bia.call("GET", "privacy/audit")).status_code == 403
    chain = company.house.container.adapters().audit_chain()

    async def linked() -> bool:
        return bool((await chain.verify(TenantId(company.tenant_id))).waiting == 0)

    await until(linked)
    state = (await company.get("privacy/audit"))["verified"]
    assert state["holds"]
    assert state["linked"] > 5


async def test_consents_are_recorded_shown_and_withdrawn(company: Company) -> None:
    person = await company.post("contacts", {"phone": "+5511955554444", "name": "Rui"}, status=201)
    given = {
        "user_id": person["id"],
        "purpose": "marketing",
        "given": True,
        "source": "balcão",
        "text": "Aceita ofertas?",
    }
    made = await company.post("privacy/consent", given, status=201)
    assert (made["given"], made["text"], made["actor_id"]) == (True, "Aceita ofertas?", company.user["id"])
    withdrawn = await company.call("DELETE", f"privacy/consent/{made['id']}", params={"reason": "pediu"})
    assert withdrawn.status_code == 200, withdrawn.text
    listed = (await company.get(f"privacy/consent/{person['id']}"))["data"]
    assert [(each["given"], each["source"]) for each in listed] == [(False, "pediu"), (True, "balcão")]
    assert not (await company.get(f"contacts/{person['id']}"))["opted_in"]
    assert (await company.call("DELETE", f"privacy/consent/{person['id']}")).status_code == 404


async def test_requests_wait_for_their_answer(company: Company) -> None:
    person = await company.post("contacts", {"phone": "+5511955554443"}, status=201)
    asked = await company.post("privacy/requests", {"user_id": person["id"], "kind": "correction"}, status=201)
    assert (asked["status"], asked["overdue"]) == ("open", False)
    status = await company.get("privacy/compliance/status")
    assert (status["requests_open"], status["requests_overdue"]) == (1, 0)
    admin = await company.house.admin()
    await admin.execute(
        "UPDATE privacy_requests SET due_at = now() - interval '1 day',"
        " data = data || jsonb_build_object('due_at', to_jsonb(now() - interval '1 day')) WHERE tenant_id = $1",
        company.tenant_id,
    )
    assert [each["overdue"] for each in (await company.get("privacy/requests"))["data"]] == [True]
    assert (await company.get("privacy/compliance/status"))["requests_overdue"] == 1
    refused = await company.call("PUT", f"privacy/requests/{asked['id']}", json={"done": False})
    assert refused.status_code == 422
    answered = await company.put(f"privacy/requests/{asked['id']}", {"done": True, "reason": "corrigido"})
    assert (answered["status"], answered["reason"]) == ("done", "corrigido")
    assert (await company.call("PUT", f"privacy/requests/{asked['id']}", json={"done": True})).status_code == 409
    assert (await company.call("POST", f"privacy/data/{company.tenant_id}/export")).status_code == 404


async def test_data_goes_when_its_time_is_over(company: Company) -> None:
    customer = company.customer()
    customer.says("mensagem antiga")
    place = await customer.conversation()
    admin = await company.house.admin()
    await admin.execute(
        "UPDATE messages SET created_at = now() - interval '40 days' WHERE tenant_id = $1", company.tenant_id
    )
    dry = await company.put("privacy/retention", {"days": {"messages": 30, "notes": 30}, "dry_run": True})
    assert dry["would_go"] == {"messages": 1, "notes": 0}
    assert (await company.get("privacy/retention"))["days"] == {}
    short = await company.call("PUT", "privacy/retention", json={"days": {"audit": 30}})
    assert short.status_code == 422
    saved = await company.put("privacy/retention", {"days": {"messages": 30}})
    assert saved == {"days": {"messages": 30}, "version": 1, "would_go": None}
    assert (await company.call("PUT", "privacy/retention", json={"days": {}})).status_code == 409
    assert await company.messages(place["id"]) != []

    retain = company.house.container.privacy().retain_data()
    assert await retain.sweep(TenantId(company.tenant_id)) == {"messages": 1}

    assert await company.messages(place["id"]) == []
    (told,) = (await company.get("privacy/audit", action="retention"))["data"]
    assert told["counts"] == {"messages": 1}
    assert (await company.get("privacy/compliance/status"))["retention"] == {"messages": 30}


async def test_who_works_here_is_erased_and_what_they_did_stays(company: Company) -> None:
    bia = await company.person()
    customer = company.customer()
    customer.says("Oi")
    place = await customer.conversation()
    admin = await company.house.admin()
    await admin.execute(
        "INSERT INTO conversation_notes (tenant_id, id, conversation_id, author_id, author_name, body, created_at)"
        " VALUES ($1, gen_random_uuid(), $2, $3, 'Beatriz Unica', 'nota', now())",
        company.tenant_id,
        place["id"],
        bia.user["id"],
    )
    last = await company.call("DELETE", f"privacy/data/{company.user['id']}")
    assert last.status_code == 409
    answer = await company.call("DELETE", f"privacy/data/{bia.user['id']}")
    assert answer.status_code == 202, answer.text
    await carried_out(company, answer.json())
    notes = (await company.get(f"conversations/{place['id']}/notes"))["data"]
    assert [(each["body"], each["author_name"]) for each in notes] == [("nota", "")]
    assert (await bia.call("GET", "auth/me")).status_code == 401
