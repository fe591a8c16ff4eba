"""People of a company: added, invited, changed, told what they may do, removed."""

from typing import Any

from tests.e2e.company import PASSWORD, Company, House, Person, until
from tests.e2e.test_routing import be, queue_of
from tests.e2e.test_signing_in import ME, bearer, login

RESET = "/api/v1/auth/reset-password"


async def hired(company: Company, **given: Any) -> dict[str, Any]:
    body = {"email": f"rui.{company.email}", "name": "Rui", "role": "agent", **given}
    made: dict[str, Any] = await company.post("users", body, status=201)
    return made


async def test_somebody_with_a_first_password_signs_in(house: House, company: Company) -> None:
    made = await hired(company, password=PASSWORD, denials=["write:contacts"])
    assert (made["role"], made["invitation"], made["invited"]) == ("agent", None, False)
    assert (await login(house, made["email"])).status_code == 200
    listed = await company.get("users", sort="name", order="asc")
    assert [u["name"] for u in listed["data"]] == ["Ana", "Rui"]
    again = await company.call("POST", "users", json={"email": made["email"], "name": "x", "role": "agent"})
    assert (again.status_code, again.json()["error"]["code"]) == (409, "EMAIL_TAKEN")
    shown = await company.get(f"users/{made['id']}/permissions")
    found = {p["permission"]: (p["allowed"], p["source"]) for p in shown["permissions"]}
    assert found["write:contacts"] == (False, "denied")
    assert found["read:messages"] == (True, "role")
    changed = await company.put(f"users/{made['id']}/permissions", {"grants": ["write:flows"], "denials": []})
    found = {p["permission"]: (p["allowed"], p["source"]) for p in changed["permissions"]}
    assert (found["write:flows"], found["write:contacts"]) == ((True, "granted"), (True, "role"))
    roles = {role["name"]: role["permissions"] for role in (await company.get("roles"))["data"]}
    assert set(roles) == {"admin", "user", "agent", "viewer"}
    assert "manage:users" in roles["admin"]


async def test_an_invitation_is_used_once(house: House, company: Company) -> None:
    made = await hired(company)
    token = made["invitation"]["token"]
    assert made["invited"]
    assert "invitation" not in await company.get(f"users/{made['id']}")
    for _ in range(2):
        done = await house.http.post(RESET, json={"token": token, "password": "minha-senha-nova"})
    assert done.status_code == 401, "the second time it is refused"
    assert done.json()["error"]["code"] == "INVITATION_REFUSED"
    assert (await login(house, made["email"], "minha-senha-nova")).json()["user"]["invited"] is False
    renewed = await company.post(f"users/{made['id']}/invitation", status=201)
    assert renewed["token"] != token


async def test_ones_own_profile_and_password(house: House, company: Company) -> None:
    bia = await company.person()
    wishes = {
        "language": "es",
        "shortcuts": False,
        "notifications": {
            "mentions": True,
            "assignments": False,
            "number_alerts": True,
            "budget_alerts": True,
            "sound": False,
            "mail": {"mentions": True, "assignments": False, "number_alerts": None, "budget_alerts": False},
        },
    }
    mine = f"users/{bia.user['id']}"
    await bia.put(mine, {"name": "Beatriz", "preferences": wishes})
    me = (await bia.get("auth/me"))["user"]
    assert (me["name"], me["preferences"]) == ("Beatriz", wishes)
    for path, body in ((mine, {"role": "admin"}), (f"users/{company.user['id']}", {"name": "x"})):
        assert (await bia.call("PUT", path, json=body)).status_code == 403
    other = (await login(house, bia.user["email"])).json()
    wrong = await bia.call("POST", f"{mine}/change-password", json={"password": "outra-senha", "current_password": "x"})
    assert wrong.status_code == 422
    assert wrong.json()["error"]["details"][0] == {
        "field": "current_password",
        "message": "The password is not the present one.",
        "code": "wrong_password",
    }
    await bia.post(f"{mine}/change-password", {"password": "outra-senha", "current_password": PASSWORD}, status=204)
    assert (await house.http.get(ME, headers=bearer(other["token"]))).status_code == 401
    await bia.get("auth/me")
    assert (await login(house, bia.user["email"], "outra-senha")).status_code == 200


async def test_what_somebody_did_is_read_page_by_page(company: Company) -> None:
    await hired(company)
    await hired(company, email=f"outra.{company.email}")
    path = f"users/{company.user['id']}/activity"
    first = await company.get(path, limit=2)
    assert [deed["action"] for deed in first["data"]] == ["user_added"] * 2
    rest = await company.get(path, limit=100, cursor=first["pagination"]["next_cursor"])
    assert {"tenant_registered", "session_started"} <= {deed["action"] for deed in rest["data"]}
    bia = await company.person()
    assert (await bia.call("GET", path)).status_code == 403
    assert (await bia.get(f"users/{bia.user['id']}/activity"))["data"][0]["action"] == "session_started"
    sessions = await company.get("auth/sessions", user_id=bia.user["id"])
    assert len(sessions["data"]) == 1
    assert (await bia.call("GET", "auth/sessions", params={"user_id": company.user["id"]})).status_code == 403


async def test_who_is_removed_is_signed_out_and_their_customers_go_to_others(house: House, company: Company) -> None:
    bia, cid = await company.person(), await company.person()
    queue = await queue_of(company, bia, cid)
    await be(bia, "available")
    customer = company.customer()
    customer.says("bom dia")
    conversation = await customer.conversation()
    await company.post(f"conversations/{conversation['id']}/transfer", {"queue_id": queue["id"]}, status=200)
    held = await _assigned(company, conversation["id"], bia)
    assert held["status"] == "active"
    gone = await company.call("DELETE", f"users/{bia.user['id']}")
    assert gone.status_code == 204, gone.text
    assert (await house.http.get(ME, headers=bia.headers)).status_code == 401
    now = await company.get(f"conversations/{conversation['id']}")
    assert (now["status"], now["queue_id"], now["assigned_to"]) == ("queued", queue["id"], None)
    await be(cid, "available")
    await _assigned(company, conversation["id"], cid)
    assert (await company.call("GET", f"users/{bia.user['id']}")).status_code == 404
    last = await company.call("DELETE", f"users/{company.user['id']}")
    assert (last.status_code, last.json()["error"]["code"]) == (409, "LAST_ADMINISTRATOR")


async def _assigned(company: Company, conversation_id: str, person: Person) -> dict[str, Any]:
    async def so() -> dict[str, Any] | None:
        found: dict[str, Any] = await company.get(f"conversations/{conversation_id}")
        return found if found["assigned_to"] == person.user["id"] else None

    found: dict[str, Any] = await until(so)
    return found


async def test_a_role_of_the_companys_own(house: House, company: Company, other_company: Company) -> None:
    body = {"name": "Cobrança", "permissions": ["read:users", "read:billing"], "description": "Só vê"}
    role = await company.post("roles", body, status=201)
    assert (role["custom"], role["users"]) == (True, 0)
    again = await company.call("POST", "roles", json={**body, "name": "cobrança"})
    assert (again.status_code, again.json()["error"]["code"]) == (409, "ROLE_NAME_TAKEN")
    wrong = await company.call("POST", "roles", json={**body, "name": "X", "permissions": ["manage:platform"]})
    assert wrong.status_code == 422

    given = {"email": f"caio.{company.email}", "name": "Caio", "role": role["id"], "password": PASSWORD}
    caio = await company.post("users", given, status=201)
    assert (caio["role"], caio["custom_role"]) == ("custom", {"id": role["id"], "name": "Cobrança"})
    issued = (await house.http.post("/api/v1/auth/login", json={"email": given["email"], "password": PASSWORD})).json()
    person = Person(house.http, {"Authorization": f"Bearer {issued['token']}"})
    assert (await person.get("auth/me"))["permissions"] == ["read:billing", "read:users"]
    assert (await person.call("POST", "roles", json=body)).status_code == 403
    explained = await company.get(f"users/{caio['id']}/permissions")
    assert [p["permission"] for p in explained["permissions"] if p["source"] == "role"] == [
        "read:billing",
        "read:users",
    ]

    changed = await company.put(f"roles/{role['id']}", {"permissions": ["read:users"]})
    assert (changed["permissions"], changed["users"]) == (["read:users"], 1)
    assert (await person.get("auth/me"))["permissions"] == ["read:users"]
    for method in ("PUT", "DELETE"):
        foreign = await other_company.call(method, f"roles/{role['id']}", **({"json": {}} if method == "PUT" else {}))
        assert foreign.status_code == 404
    used = await company.call("DELETE", f"roles/{role['id']}")
    assert (used.status_code, used.json()["error"]["code"]) == (409, "ROLE_IN_USE")
    assert (await company.call("DELETE", f"roles/{role['id']}", params={"instead": "viewer"})).status_code == 204
    assert (await company.get(f"users/{caio['id']}"))["role"] == "viewer"
    shown = (await company.get("roles"))["data"]
    assert [(r["name"], r["users"]) for r in shown] == [("admin", 1), ("user", 0), ("agent", 0), ("viewer", 1)]
