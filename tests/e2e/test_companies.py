"""Companies by the platform's administrators, on the running application."""

import base64
import os
import subprocess
import sys
from typing import Any

import pytest
from tests.contract.identity.test_tenants import rows_of
from tests.e2e.company import PASSWORD, Company, House, Person, until
from tests.e2e.walk import PIXEL


def admin_command(house: House, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """`pytake admin …` on the server."""
    environment = {**os.environ, **house.stack.environment}
    return subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-m", "pytake_app.cli", "admin", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture(scope="session")
async def operator(house: House) -> Company:
    """Of a company of their own, appointed by the command."""
    company = await house.company(number=False)
    done = admin_command(house, "platform-admin", "--email", company.email)
    assert done.returncode == 0, done.stderr

    async def may() -> bool:
        return (await company.call("GET", "tenants")).status_code == 200

    await until(may)
    return company


def told(answer: Any) -> str:
    return str(answer.json()["error"]["code"])


async def new_company(operator: Company, **given: Any) -> dict[str, Any]:
    serial = os.urandom(4).hex()
    body = {"company": f"Provedor {serial}", "name": "Dona", "email": f"dona{serial}@provedor.example", **given}
    made: dict[str, Any] = await operator.post("tenants", body, status=201)
    return {**made, "email": body["email"]}


async def signed_in(house: House, email: str, password: str = PASSWORD) -> Person:
    answer = await house.http.post("/api/v1/auth/login", json={"email": email, "password": password})
    assert answer.status_code == 200, answer.text
    return Person(house.http, {"Authorization": f"Bearer {answer.json()['token']}"})


async def test_others_see_nothing_of_it(house: House, company: Company, operator: Company) -> None:
    made = await operator.post(
        "api-keys", {"name": "chave", "permissions": ["read:messages", "manage:tenant"]}, status=201
    )
    machine = Person(house.http, {"X-API-Key": made["key"]})
    for who, other in ((company, operator), (machine, company)):
        for method, path, body in (
            ("GET", "tenants", None),
            ("POST", "tenants", {"company": "x", "name": "x", "email": "x@x.example"}),
            ("GET", f"tenants/{company.tenant_id}", None),
            ("PUT", f"tenants/{company.tenant_id}", {"name": "x"}),
            ("POST", f"tenants/{company.tenant_id}/upgrade", {"plan": "enterprise"}),
            ("POST", f"tenants/{company.tenant_id}/suspend", {"reason": "x"}),
            ("POST", f"tenants/{company.tenant_id}/reactivate", None),
            ("DELETE", f"tenants/{company.tenant_id}", {"slug": "x"}),
            ("GET", f"tenants/{other.tenant_id}/usage", None),
        ):
            answer = await who.call(method, path, **({"json": body} if body is not None else {}))
            assert answer.status_code == 403, (method, path, answer.text)
    own = await company.get(f"tenants/{company.tenant_id}/usage")
    assert {"limit": "users", "used": 1, "allowed": None, "agreed": False} in own["limits"]
    asked = {"name": "x", "permissions": ["manage:platform"]}
    assert (await operator.call("POST", "api-keys", json=asked)).status_code == 422


async def test_a_company_is_made_found_and_changed(house: House, operator: Company) -> None:
    made = await new_company(operator, plan="growth", limits={"users": 2})
    assert made["administrator"]["email"] == made["email"]
    assert (made["allowance"]["users"], made["allowance"]["flows"]) == (2, 500)
    chosen = {"token": made["invitation"]["token"], "password": PASSWORD}
    assert (await house.http.post("/api/v1/auth/reset-password", json=chosen)).status_code == 204
    boss = await signed_in(house, made["email"])
    found = await operator.get("tenants", search=made["slug"], status="active", plan="growth")
    assert [each["id"] for each in found["data"]] == [made["id"]]
    assert (await operator.get(f"tenants/{made['id']}"))["name"] == made["name"]

    colleague = {"email": f"c.{made['email']}", "name": "Colega", "role": "agent", "password": PASSWORD}
    await boss.post("users", colleague, status=201)
    refused = await boss.call("POST", "users", json={**colleague, "email": f"d.{made['email']}"})
    assert (refused.status_code, told(refused)) == (409, "LIMIT_REACHED")
    assert "users: 2 of 2" in refused.json()["error"]["message"]
    tight = await operator.call("PUT", f"tenants/{made['id']}", json={"limits": {"users": 1}})
    assert (tight.status_code, told(tight)) == (409, "PLAN_TOO_SMALL")
    assert [d["field"] for d in tight.json()["error"]["details"]] == ["users"]
    wider = await operator.put(f"tenants/{made['id']}", {"name": "Outro nome", "limits": {"users": None}})
    assert (wider["name"], wider["allowance"]["users"]) == ("Outro nome", None)
    usage = {each["limit"]: each for each in (await operator.get(f"tenants/{made['id']}/usage"))["limits"]}
    assert (usage["users"]["used"], usage["users"]["allowed"], usage["users"]["agreed"]) == (2, None, True)
    assert usage["requests_per_second"]["allowed"] == 200
    assert (await operator.post(f"tenants/{made['id']}/upgrade", {"plan": "starter"}))["plan"] == "starter"


async def test_every_limit_bites_by_name_and_use(operator: Company, company: Company) -> None:
    place = f"tenants/{company.tenant_id}"
    customer = company.customer()
    customer.says("oi")
    conversation = await customer.conversation()
    await company.post(f"conversations/{conversation['id']}/assign", {"user_id": company.user["id"]})
    now = {each["limit"]: each["used"] for each in (await operator.get(f"{place}/usage"))["limits"]}
    full = {limit: used for limit, used in now.items() if used is not None}
    await operator.put(place, {"limits": {**full, "requests_per_second": 500}})
    number = {"name": "n", "api_type": "official", "phone_number_id": "1", "business_account_id": "1"}
    secrets = {"access_token": "t", "app_secret": "s", "phone_number": "+5511999990000"}
    asked = {
        "users": ("users", {"email": f"z.{company.email}", "name": "Z", "role": "agent"}),
        "numbers": ("whatsapp-configs", {**number, **secrets}),
        "flows": ("flows", {"name": "f"}),
        "campaigns": ("campaigns", {"name": "c", "type": "broadcast"}),
        "messages_per_month": ("whatsapp/send", {"to": customer.phone, "message": "olá"}),
    }
    for limit, (path, body) in asked.items():

        async def refused(path: str = path, body: dict[str, Any] = body) -> Any:
            answer = await company.call("POST", path, json=body)
            return answer if answer.status_code == 409 else None

        answer = await until(refused)
        assert told(answer) in ("LIMIT_REACHED", "MESSAGE_QUOTA_REACHED"), (limit, answer.text)
        assert f"{limit}: {full[limit]} of {full[limit]}" in answer.json()["error"]["message"], answer.text


async def test_the_rate_bites_by_name(house: House, operator: Company) -> None:
    made = await new_company(operator, password=PASSWORD, limits={"requests_per_second": 1})
    boss = await signed_in(house, made["email"])
    answers = [await boss.call("GET", "auth/me") for _ in range(12)]
    slow = [answer for answer in answers if answer.status_code == 429]
    assert slow
    assert told(slow[0]) == "REQUEST_RATE_REACHED"
    assert "requests_per_second: 1" in slow[0].json()["error"]["message"]
    assert int(slow[0].headers["Retry-After"]) >= 1


async def test_suspended_nothing_leaves_and_reactivated_it_goes_on(operator: Company, company: Company) -> None:
    place = f"tenants/{company.tenant_id}"
    customer = company.customer()
    customer.says("oi")
    conversation = await customer.conversation()
    assert told(await operator.call("POST", f"{place}/suspend", json={"reason": " "})) == "VALIDATION_ERROR"

    suspended = await operator.post(f"{place}/suspend", {"reason": "fatura em aberto"})
    assert (suspended["status"], suspended["status_reason"]) == ("suspended", "fatura em aberto")

    async def refused() -> Any:
        answer = await company.call("POST", "flows", json={"name": "f"})
        return answer if answer.status_code == 409 else None

    assert told(await until(refused)) == "TENANT_SUSPENDED"
    sent = await company.call("POST", "whatsapp/send", json={"to": customer.phone, "message": "olá"})
    assert (sent.status_code, told(sent)) == (409, "TENANT_SUSPENDED")
    customer.says("ainda aí?")

    async def stored() -> bool:
        return len(await company.messages(conversation["id"])) == 2

    await until(stored)
    again = await signed_in(company.house, company.email)
    assert (await again.get("auth/me"))["tenant"]["status"] == "suspended"
    assert told(await operator.call("POST", f"{place}/suspend", json={"reason": "x"})) == "TENANT_STATUS_REFUSED"

    assert (await operator.post(f"{place}/reactivate"))["status"] == "active"

    async def goes_on() -> bool:
        return (
            await company.call("POST", "whatsapp/send", json={"to": customer.phone, "message": "voltamos"})
        ).is_success

    await until(goes_on)
    await customer.reads("voltamos")


async def test_an_operator_stays(operator: Company) -> None:
    place = f"tenants/{operator.tenant_id}"
    assert told(await operator.call("POST", f"{place}/suspend", json={"reason": "x"})) == "OWN_TENANT"
    slug = (await operator.get(place))["slug"]
    assert told(await operator.call("DELETE", place, json={"slug": slug})) == "OWN_TENANT"


async def test_deleted_nothing_of_it_is_left(house: House, operator: Company, other_company: Company) -> None:
    company = await house.company()
    customer = company.customer()
    customer.says("segredo", name="Cliente Secreto")
    conversation = await customer.conversation()
    await company.post(f"conversations/{conversation['id']}/notes", {"body": "nota"}, status=201)
    await company.post("api-keys", {"name": "chave", "permissions": ["read:messages"]}, status=201)
    admin = await house.admin()
    assert len(await rows_of(admin, company.tenant_id)) > 10
    before = await rows_of(admin, other_company.tenant_id)
    # What waits to be chained becomes less by itself.
    before.pop("audit_waiting", None)
    place = f"tenants/{company.tenant_id}"
    slug = (await operator.get(place))["slug"]
    wrong = await operator.call("DELETE", place, json={"slug": "outra"})
    assert (wrong.status_code, wrong.json()["error"]["details"][0]["code"]) == (422, "not_the_slug")
    assert (await operator.call("DELETE", place)).status_code in (400, 422)

    asked = await operator.call("DELETE", place, json={"slug": slug})

    assert (asked.status_code, asked.json()["status"]) == (202, "deleting")
    login = {"email": company.email, "password": PASSWORD}
    assert (await house.http.post("/api/v1/auth/login", json=login)).status_code == 401

    async def finished() -> Any:
        return await admin.fetchval(
            "SELECT finished_at FROM erasures WHERE company_id = $1 AND finished_at IS NOT NULL", company.tenant_id
        )

    await until(finished, patience=60)

    async def gone() -> bool:
        # The job that looks again is all that still names it.
        return await rows_of(admin, company.tenant_id) == {"pgqueuer": 1}

    await until(gone)
    redis = house.container.adapters().redis()
    assert [key async for key in redis.scan_iter(match=f"*{company.tenant_id}*")] == []
    assert (await operator.call("GET", place)).status_code == 404
    (row,) = await admin.fetch("SELECT * FROM erasures WHERE company_id = $1", company.tenant_id)
    kept = dict(row)
    assert str(kept["asked_by"]) == operator.user["id"]
    assert company.email not in str(kept)
    after = await rows_of(admin, other_company.tenant_id)
    assert {name: after.get(name, 0) >= count for name, count in before.items()} == dict.fromkeys(before, True)
    assert (await company.call("GET", "auth/me")).status_code == 401


async def test_nobody_is_appointed_who_is_not_there(house: House) -> None:
    done = admin_command(house, "platform-admin", "--email", "nobody@nowhere.example")
    assert (done.returncode, "USER_NOT_FOUND" in done.stderr) == (1, True)


async def test_a_brand_is_shown_before_anybody_signs_in(house: House, operator: Company, company: Company) -> None:
    place, domain = f"tenants/{company.tenant_id}", f"chat{os.urandom(4).hex()}.provedor.example"
    pale = await operator.call("PUT", place, json={"branding": {"primary_color": "#ffcc00"}})
    assert (pale.status_code, pale.json()["error"]["details"][0]["code"]) == (422, "low_contrast")
    looks = {"name": "Provedor Azul", "primary_color": "#0a5fcc", "domain": domain}
    svg = base64.b64encode(b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>").decode()
    for wrong in (svg, base64.b64encode(b"\x89PNG\r\n\x1a\nbroken").decode(), "%%%"):
        answer = await operator.call("PUT", place, json={"branding": {**looks, "logo": wrong}})
        assert (answer.status_code, answer.json()["error"]["details"][0]["code"]) == (422, "not_a_logo")

    picture = base64.b64encode(PIXEL).decode()
    set_ = await operator.put(place, {"branding": {**looks, "logo": picture}})
    assert set_["branding"]["has_logo"]

    shown = (await house.http.get("/api/v1/branding", headers={"Host": f"{domain}:443"})).json()
    assert (shown["own"], shown["name"], shown["primary_color"]) == (True, "Provedor Azul", "#0a5fcc")
    logo = await house.http.get(shown["logo_url"], headers={"Host": domain})
    assert (logo.status_code, logo.headers["content-type"], logo.content) == (200, "image/png", PIXEL)
    assert "sandbox" in logo.headers["content-security-policy"]
    assert logo.headers["x-content-type-options"] == "nosniff"
    plain = (await house.http.get("/api/v1/branding")).json()
    nothing = dict.fromkeys(("primary_color", "secondary_color", "logo_url", "sign_on"))
    assert plain == {"own": False, "name": "PyTake", **nothing}
    assert (await house.http.get("/api/v1/branding/logo")).status_code == 404
    other = f"tenants/{operator.tenant_id}"
    assert told(await operator.call("PUT", other, json={"branding": {"domain": domain}})) == "DOMAIN_TAKEN"
