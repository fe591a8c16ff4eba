"""Contacts of the running application: found, read, changed, tagged, masked."""

from typing import Any

from tests.e2e.company import Company, House

from pytake_domain.identity import Role


async def known(company: Company, name: str = "João Conceição") -> dict[str, Any]:
    customer = company.customer()
    customer.says("oi", name=name)
    conversation = await customer.conversation()
    found: dict[str, Any] = await company.get(f"contacts/{conversation['contact']['id']}")
    return found


async def found(company: Company, text: str) -> list[str]:
    return [contact["id"] for contact in (await company.get("contacts/search", q=text))["data"]]


async def test_a_contact_is_found_changed_and_tagged(company: Company) -> None:
    contact = await known(company)
    mine = f"contacts/{contact['id']}"
    await company.post("contact-attributes", {"name": "plano", "type": "number"}, status=201)
    for text in ("joao", "conc JOÃO", contact["phone"], contact["phone"][-6:]):
        assert await found(company, text) == [contact["id"]], text
    assert await found(company, "outra pessoa") == []
    assert await found(company, "") == []
    changed = await company.put(
        mine,
        {"email": "Joao@Exemplo.com", "language": "pt-BR", "vip": True, "attributes": {"plano": 300}, "opted_in": True},
    )
    assert (changed["name"], changed["email"], changed["vip"]) == ("João Conceição", "joao@exemplo.com", True)
    assert (changed["attributes"], changed["opted_in"]) == ({"plano": 300}, True)
    assert changed["consents"][0]["source"] == "console"
    assert await found(company, "joao@exemplo") == [contact["id"]]
    tagged = await company.post(f"{mine}/tags", {"tags": ["fibra", "atraso"]}, status=200)
    assert tagged["tags"] == ["fibra", "atraso"]
    answer = await company.call("DELETE", f"{mine}/tags", json={"tags": ["atraso"]})
    assert (answer.status_code, answer.json()["tags"]) == (200, ["fibra"])
    tags = {tag["name"]: tag for tag in (await company.get("tags"))["data"]}
    assert {name: tag["used"] for name, tag in tags.items()} == {"atraso": 0, "fibra": 1}
    in_use = await company.call("DELETE", f"tags/{tags['fibra']['id']}")
    assert (in_use.status_code, in_use.json()["error"]["code"]) == (409, "TAG_IN_USE")
    assert (await company.call("DELETE", f"tags/{tags['atraso']['id']}")).status_code == 204
    blocked = await company.put(mine, {"blocked": True})
    assert blocked["blocked"] is True
    refused = await company.call("POST", "whatsapp/send", json={"to": contact["phone"], "message": "x"})
    assert refused.json()["error"]["code"] == "CONTACT_BLOCKED"


async def test_who_may_not_see_numbers_gets_them_masked_and_cannot_find_them_out(company: Company) -> None:
    contact = await known(company)
    viewer = await company.person(Role.VIEWER)
    seen = await viewer.get(f"contacts/{contact['id']}")
    assert "•" in seen["phone"]
    assert contact["phone"] not in str(seen)
    for text, expected in (
        (contact["phone"][-4:], []),
        (contact["phone"][:9], []),
        (contact["phone"], [contact["id"]]),
    ):
        answer = await viewer.get("contacts/search", q=text)
        assert [c["id"] for c in answer["data"]] == expected
        assert contact["phone"] not in str(answer["data"])
    assert (await viewer.call("PUT", f"contacts/{contact['id']}", json={"vip": True})).status_code == 403


async def test_the_search_walks_an_index(house: House, company: Company) -> None:
    """Under row security an operator that may not be evaluated early would cost the search its index."""
    await known(company)
    admin = await house.admin()
    trying = admin.transaction()
    await trying.start()
    try:
        # On a table of a few rows both indexes look alike; without the other one it shows whether this one can serve.
        await admin.execute("DROP INDEX ix_contact_words_contact")
        await admin.execute("SET LOCAL ROLE pytake_app")
        await admin.execute(f"SET LOCAL app.tenant_id = '{company.tenant_id}'")
        await admin.execute("SET LOCAL enable_seqscan = off")
        rows = await admin.fetch(
            "EXPLAIN SELECT contact_id FROM contact_words WHERE tenant_id = $1 AND word >= 'joa' AND word < 'job'",
            company.tenant_id,
        )
    finally:
        await trying.rollback()
    plan = "\n".join(row[0] for row in rows)
    assert "pk_contact_words" in plan, plan
    condition = next(line for line in plan.splitlines() if "Index Cond" in line)
    assert "word >=" in condition, plan
