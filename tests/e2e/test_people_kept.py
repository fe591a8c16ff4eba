"""Contacts of the running application: added, kept with types and proofs, put on lists, asked for, merged, deleted."""

import csv
import io
import json
from typing import Any

from openpyxl import load_workbook
from tests.e2e.company import Company, until

from pytake_domain.identity import Role
from pytake_domain.testing.builders import a_phone


async def refused(company: Company, method: str, path: str, body: Any = None, status: int = 409) -> dict[str, Any]:
    answer = await company.call(method, path, json=body)
    assert answer.status_code == status, answer.text
    error: dict[str, Any] = answer.json()["error"]
    return error


async def test_a_contact_comes_and_goes(company: Company) -> None:
    phone = a_phone()[:6] + "8" + a_phone()[7:]
    made = await company.post("contacts", {"phone": phone, "name": "Ana", "tags": ["a"], "opted_in": True}, status=201)
    assert (made["phone"], made["tags"], made["opted_in"]) == (phone, ["a"], True)
    error = await refused(company, "POST", "contacts", {"phone": phone[:5] + phone[6:]})
    assert (error["code"], made["id"] in error["message"]) == ("CONTACT_EXISTS", True)
    (proof,) = (await company.get(f"contacts/{made['id']}/consents"))["data"]
    assert (proof["purpose"], proof["given"], proof["recorded_by"]) == ("marketing", True, "user")
    assert [c["id"] for c in (await company.get("contacts", tags="a"))["data"]] == [made["id"]]
    moments = (await company.get(f"contacts/{made['id']}/timeline"))["data"]
    assert {moment["type"] for moment in moments} == {"ContactCreated", "MarketingOptedIn"}
    assert (await company.call("DELETE", f"contacts/{made['id']}")).status_code == 204
    assert (await company.call("GET", f"contacts/{made['id']}")).status_code == 404
    assert (await company.get("contacts", tags="a"))["data"] == []


async def test_who_talks_is_not_deleted_and_a_no_is_kept(company: Company) -> None:
    customer = company.customer()
    customer.says("oi", name="Ana")
    conversation = await customer.conversation()
    mine = f"contacts/{conversation['contact']['id']}"
    assert (await refused(company, "DELETE", mine))["code"] == "CONTACT_IN_CONVERSATION"
    await company.put(mine, {"opted_in": False})
    await company.put(f"conversations/{conversation['id']}", {"status": "resolved"})
    assert (await company.call("DELETE", mine)).status_code == 204
    again = await company.post("contacts", {"phone": customer.phone, "name": "Ana", "opted_in": True}, status=201)
    assert again["opted_in"] is False, "a no is not forgotten by deleting"


async def test_attributes_are_checked_by_their_type(company: Company) -> None:
    wanted = {"name": "plano", "label": "Plano", "type": "choice", "options": ["Fibra", "Rádio"]}
    made = await company.post("contact-attributes", wanted, status=201)
    await company.post("contact-attributes", {"name": "saldo", "type": "number"}, status=201)
    assert (await refused(company, "POST", "contact-attributes", wanted))["code"] == "ATTRIBUTE_NAME_TAKEN"
    body = {"phone": a_phone(), "attributes": {"plano": "radio", "saldo": "1.234,50"}}
    contact = await company.post("contacts", body, status=201)
    assert contact["attributes"] == {"plano": "Rádio", "saldo": 1234.5}
    wrong = {"attributes": {"plano": "cabo", "saldo": "muito", "cor": "azul"}}
    error = await refused(company, "PUT", f"contacts/{contact['id']}", wrong, 422)
    assert [d["code"] for d in error["details"]] == ["not_a_choice", "not_a_number", "unknown_attribute"]
    assert "plano, saldo" in error["details"][2]["message"]
    changed = await company.put(f"contact-attributes/{made['id']}", {"label": "Plano", "options": ["Fibra"]})
    assert changed["options"] == ["Fibra"]
    kept = await company.put(f"contacts/{contact['id']}", {"attributes": {"plano": "Rádio", "saldo": 1}})
    assert kept["attributes"] == {"plano": "Rádio", "saldo": 1}
    await company.post("segments", {"name": "Fibra", "text": "attr.plano = fibra"}, status=201)
    error = await refused(company, "DELETE", f"contact-attributes/{made['id']}")
    assert (error["code"], "Fibra" in error["message"]) == ("ATTRIBUTE_IN_USE", True)


async def test_segments_are_saved_counted_and_explained(company: Company) -> None:
    listed = await company.post("contact-lists", {"name": "Feira"}, status=201)
    people = [
        await company.post("contacts", {"phone": a_phone(), "vip": vip, "tags": tags}, status=201)
        for vip, tags in ((True, ["norte"]), (False, ["norte"]), (True, []))
    ]
    put = await company.post(f"contact-lists/{listed['id']}/contacts", {"contact_ids": [people[1]["id"]]}, status=200)
    assert put["members"] == 1
    saved = await company.post(
        "segments", {"name": "Norte", "text": "tag = norte and (vip or list = feira)"}, status=201
    )
    assert saved["text"] == 'tag = "norte" and (vip or list = "Feira")'
    other = await company.post("segments", {"name": "Fora", "text": "not segment = norte"}, status=201)
    counted = await company.post("segments/count", {"text": "segment = Norte"}, status=200)
    assert (counted["count"], len(counted["examples"])) == (2, 2)
    assert (await company.post("segments/count", {"query": other["query"]}, status=200))["count"] == 1
    asked = await company.get("contacts", segment_id=other["id"])
    assert [c["id"] for c in asked["data"]] == [people[2]["id"]]
    why = await company.post("segments/explain", {"contact_id": people[1]["id"], "text": "segment = Norte"}, status=200)
    tag, either = why["of"][0]["of"]
    assert (why["holds"], tag["holds"], tag["seen"]) == (True, True, ["norte"])
    assert [part["holds"] for part in either["of"]] == [False, True]
    error = await refused(company, "DELETE", f"segments/{saved['id']}")
    assert (error["code"], "Fora" in error["message"]) == ("SEGMENT_IN_USE", True)
    circle = {"name": "Norte", "text": "segment = Fora"}
    error = await refused(company, "PUT", f"segments/{saved['id']}", circle, 422)
    assert error["details"][0]["code"] == "segments_go_round"
    error = await refused(company, "POST", "segments/count", {"text": "vip and tag ="}, 422)
    assert "14" in error["details"][0]["message"]
    viewer = await company.person(Role.VIEWER)
    shown = await viewer.post("segments/count", {"text": "vip"}, status=200)
    assert people[0]["phone"] not in str(shown)


async def test_two_are_one_and_two_again(company: Company) -> None:
    one = await company.post("contacts", {"phone": a_phone(), "name": "Ana"}, status=201)
    other = await company.post("contacts", {"phone": a_phone(), "tags": ["b"]}, status=201)
    body = {"contact_id": one["id"], "other_id": other["id"], "reason": "mesmo CPF"}
    merged = await company.post("contacts/merge", body, status=200)
    assert (merged["id"], merged["tags"], len(merged["addresses"])) == (one["id"], ["b"], 2)
    moments = (await company.get(f"contacts/{one['id']}/timeline"))["data"]
    assert (moments[0]["type"], moments[0]["reason"]) == ("ContactsMerged", "mesmo CPF")
    assert len([m for m in moments if m["type"] == "ContactCreated"]) == 2
    own = await company.post(f"contacts/merge/{other['id']}/undo", {}, status=200)
    assert (own["id"], own["phone"], own["tags"]) == (other["id"], other["phone"], ["b"])


async def test_consents_are_kept_with_their_proof(company: Company) -> None:
    contact = await company.post("contacts", {"phone": a_phone()}, status=201)
    mine = f"contacts/{contact['id']}/consents"
    said = {"purpose": "sms", "given": True, "source": "balcão", "at": "2026-02-01T10:00:00Z", "text": "Aceito SMS."}
    assert (await company.post(mine, said, status=201))["consents"][0]["purpose"] == "sms"
    older = {**said, "given": False, "at": "2026-01-01T10:00:00Z"}
    assert (await company.post(mine, older, status=201))["consents"][0]["given"] is True
    proofs = (await company.get(mine))["data"]
    assert [(p["given"], p["text"]) for p in proofs] == [(False, "Aceito SMS."), (True, "Aceito SMS.")]
    assert (await company.post("segments/count", {"text": "consent.sms"}, status=200))["count"] == 1
    assert (await refused(company, "POST", mine, {**said, "at": "2999-01-01T00:00:00Z"}, 422))["details"]


async def test_people_come_from_a_file(company: Company) -> None:
    text = "Nome;Telefone;Cidade\nAna;11 98765-4321;Recife\nBia;nenhum;Olinda\nAna de novo;+55 11 8765-4321;\n"
    file = {"file": ("pessoas.csv", text.encode("cp1252"), "text/csv")}
    tried = (await company.call("POST", "contacts/import/preview", files=file)).json()
    assert (tried["columns"], tried["new"], tried["refused"]) == (["name", "phone", None], 1, 2)
    assert [row["code"] for row in tried["first_refused"]] == ["not_a_phone", "twice_in_file"]
    options = {"columns": ["name", "phone", None], "tags": ["feira"]}
    form = {"options": (None, json.dumps(options)), **file}
    answer = await company.call("POST", "contacts/import", files=form)
    assert answer.status_code == 202, answer.text
    mine = f"contacts/imports/{answer.json()['id']}"

    async def done() -> bool:
        return bool((await company.get(mine))["state"] == "done")

    await until(done)
    report = await company.get(mine)
    assert (report["seen"], report["created"], report["refused"]) == (3, 1, 2)
    (ana,) = (await company.get("contacts", tags="feira"))["data"]
    assert (ana["name"], ana["phone"]) == ("Ana", "+5511987654321")
    wrong = await company.call("GET", f"{mine}/refused", headers={"Accept-Language": "pt-BR"})
    head, bia, ana_again = csv.reader(io.StringIO(wrong.content.decode("utf-8-sig")), delimiter=";")
    assert head == ["Nome", "Telefone", "Cidade", "Motivo"]
    assert bia[:3] == ["Bia", "nenhum", "Olinda"]
    assert bia[3].startswith("phone: ")
    assert ana_again[0] == "Ana de novo"
    english = await company.call("GET", f"{mine}/refused", headers={"Accept-Language": "en"})
    assert english.text.splitlines()[0] == "\ufeffNome;Telefone;Cidade;Reason"
    mended = {"file": ("de-novo.csv", wrong.text.replace("nenhum", "21 98765-4321").encode(), "text/csv")}
    tried = (await company.call("POST", "contacts/import/preview", files=mended)).json()
    assert tried["columns"] == ["name", "phone", None, None]
    assert (tried["new"], tried["known"], tried["refused"]) == (1, 1, 0)
    viewer = await company.person(Role.VIEWER)
    assert [row["cells"] for row in (await viewer.get(mine))["first_refused"]] == [[], []]
    broken = {"file": ("a.xlsx", b"PK\x03\x04nichts", "application/zip")}
    error = (await company.call("POST", "contacts/import", files=broken)).json()["error"]
    assert (error["code"], error["details"][0]["code"]) == ("FILE_UNREADABLE", "xlsx_broken")


async def test_people_are_taken_away_as_a_file(company: Company) -> None:
    await company.post("contact-attributes", {"name": "nota", "type": "text"}, status=201)
    for name, note, tags in (("Ana", '=HYPERLINK("http://x")', ["sai"]), ("@Bia; a 2ª", "", ["sai"]), ("Caio", "", [])):
        body = {"phone": a_phone(), "name": name, "tags": tags, "attributes": {"nota": note}}
        await company.post("contacts", body, status=201)
    phones = {c["name"]: c["phone"] for c in (await company.get("contacts"))["data"]}
    answer = await company.call("GET", "contacts/export", params={"tags": "sai"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    head, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    assert (head[1:3], head[-1]) == (["name", "phone"], "attr.nota")
    assert {(row[1], row[2], row[-1]) for row in rows} == {
        ("Ana", phones["Ana"], '\'=HYPERLINK("http://x")'),
        ("'@Bia; a 2ª", phones["@Bia; a 2ª"], ""),
    }
    viewer = await company.person(Role.VIEWER)
    masked = await viewer.call("GET", "contacts/export", params={"format": "xlsx", "text": "tag = sai"})
    sheet = load_workbook(io.BytesIO(masked.content)).worksheets[0]
    seen = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert len(seen) == 3
    assert all("•" in row[2] for row in seen[1:])
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert (await company.call("GET", "contacts/export", params={"text": "tag ="})).status_code == 422
    assert (await company.call("GET", "contacts/export", params={"format": "pdf"})).status_code == 422
    again = {"file": ("de-volta.csv", answer.content, "text/csv")}
    tried = (await company.call("POST", "contacts/import/preview", files=again)).json()
    assert (tried["known"], tried["new"], tried["refused"]) == (2, 0, 0)


async def test_many_are_changed_at_once_and_where_they_are_is_told(company: Company) -> None:
    made = await company.post("contact-lists", {"name": "Feira"}, status=201)
    people = [await company.post("contacts", {"phone": a_phone(), "name": f"Nome {n}"}, status=201) for n in range(3)]
    ids = [person["id"] for person in people]
    tagged = await company.post("contacts/bulk", {"action": "tag", "ids": ids, "tags": ["lote"]})
    assert (tagged["changed"], tagged["unchanged"], tagged["after"]) == (3, 0, None)
    chosen = {"action": "list", "filter": {"tags": ["lote"]}, "list_id": made["id"]}
    assert (await company.post("contacts/bulk", chosen))["changed"] == 3
    (on,) = (await company.get(f"contacts/{ids[0]}/lists"))["data"]
    assert (on["name"], on["members"]) == ("Feira", 3)
    said = {"purpose": "marketing", "given": False, "source": "a pedido"}
    file = await company.call("POST", "contacts/export", json={"ids": ids[:2], "format": "csv"})
    assert len(file.text.splitlines()) == 3
    out = await company.post("contacts/bulk", {"action": "consent", "ids": ids[:1], "consent": said})
    assert out["changed"] == 1
    again = {**said, "given": True}
    kept = await company.post("contacts/bulk", {"action": "consent", "ids": ids, "consent": again})
    assert (kept["changed"], kept["left"]) == (2, [{"reason": "said_no", "count": 1}])
    gone = await company.post("contacts/bulk", {"action": "delete", "filter": {"text": 'tag = "lote"'}})
    assert gone["changed"] == 3
    assert (await company.get("contacts", tags="lote"))["data"] == []


async def test_imports_are_listed(company: Company) -> None:
    for name in ("a.csv", "b.csv"):
        file = {"file": (name, f"Telefone\n{a_phone()}\n".encode(), "text/csv")}
        assert (await company.call("POST", "contacts/import", files=file)).status_code == 202
    page = await company.get("contacts/imports", limit=1)
    assert [one["filename"] for one in page["data"]] == ["b.csv"]
    rest = await company.get("contacts/imports", limit=1, cursor=page["pagination"]["next_cursor"])
    assert [one["filename"] for one in rest["data"]] == ["a.csv"]
