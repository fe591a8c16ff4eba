"""A code after the password, on the running application."""

import json
import re
import time
from typing import Any

from tests.e2e.company import PASSWORD, Company, House, Person
from tests.e2e.passkey_door import Door
from tests.e2e.test_graphql_live import reading
from tests.e2e.test_real_time import watching
from tests.e2e.test_signing_in import ME, bearer, login
from tests.e2e.walk import NOBODY, routes
from tests.support.soft_passkey import SoftPasskey

from pytake_app.http.edge.owing import GRAPHQL, MAY_OWING
from pytake_app.wire.qr import qr_picture
from pytake_domain.identity import Role, code_at

VERIFY = "/api/v1/auth/mfa/verify"
TOTP = "auth/mfa/totp"
STEP = 30
RULES = "sign-in-rules"
DEMANDED = {"second_factor_demanded": True}


def code_of(secret: str, steps: int = 0) -> str:
    return code_at(secret, int(time.time()) // STEP + steps)


async def test_a_second_factor_from_beginning_to_end(house: House, company: Company) -> None:
    begun = await company.post(TOTP, {})
    assert begun["otpauth_uri"].startswith("otpauth://totp/PyTake:")
    assert begun["enabled"] is False
    assert begun["otpauth_qr"] == qr_picture(begun["otpauth_uri"])
    wrong = await company.call("POST", TOTP, json={"code": "12345"})
    assert (wrong.status_code, wrong.json()["error"]["details"][0]["code"]) == (422, "wrong_code")
    confirmed = await company.post(TOTP, {"code": code_of(begun["secret"], -1)})
    assert len(confirmed["recovery_codes"]) == 10
    assert confirmed["otpauth_qr"] is None
    assert (await company.get("auth/me"))["mfa_enabled"] is True
    assert (await company.call("POST", TOTP, json={})).status_code == 409

    owed = (await login(house, company.email)).json()
    assert set(owed) == {"mfa_required", "mfa_token", "expires_in", "means"}
    assert (await house.http.get(ME, headers=bearer(owed["mfa_token"]))).status_code == 401
    refused = await house.http.post(VERIFY, json={"mfa_token": owed["mfa_token"], "code": "000000"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "CODE_WRONG")
    body = {"mfa_token": owed["mfa_token"], "code": code_of(begun["secret"]), "cookie": True}
    answer = await house.http.post(VERIFY, json=body)
    house.http.cookies.clear()
    assert answer.status_code == 200, answer.text
    assert "pytake_refresh" in answer.headers["set-cookie"]
    assert (await house.http.get(ME, headers=bearer(answer.json()["token"]))).status_code == 200
    assert (await house.http.post(VERIFY, json=body)).status_code == 401, "the code was used"
    recovered = {"mfa_token": owed["mfa_token"], "code": confirmed["recovery_codes"][0]}
    assert (await house.http.post(VERIFY, json=recovered)).status_code == 200
    assert (await house.http.post(VERIFY, json=recovered)).status_code == 401

    admin = await house.admin()
    (row,) = await admin.fetch("SELECT * FROM second_factors WHERE tenant_id = $1", company.tenant_id)
    stored = dict(row)
    assert begun["secret"].encode() not in stored["secret"]
    assert begun["secret"] not in json.dumps(stored, default=str)
    wrong = await company.call("DELETE", TOTP, json={"password": "errada-demais"})
    assert wrong.status_code == 422
    assert (await company.call("DELETE", TOTP, json={"password": PASSWORD})).status_code == 204
    assert "token" in (await login(house, company.email)).json()


async def test_an_administrator_helps_who_lost_their_phone(house: House, company: Company) -> None:
    bia = await company.person()
    secret = (await bia.post(TOTP, {}))["secret"]
    await bia.post(TOTP, {"code": code_of(secret)})
    assert (await login(house, bia.user["email"])).json()["mfa_required"] is True
    path = f"users/{bia.user['id']}/mfa"
    assert (await bia.call("DELETE", path)).status_code == 403
    assert (await company.call("DELETE", path)).status_code == 204
    assert "token" in (await login(house, bia.user["email"])).json()


async def with_codes(person: Person) -> str:
    secret: str = (await person.post(TOTP, {}))["secret"]
    await person.post(TOTP, {"code": code_of(secret)})
    return secret


async def demanded_of(company: Company, role: Role = Role.ADMIN) -> Person:
    """Somebody who was signed in before, and owes it now."""
    bia = await company.person(role)
    await bia.get("users")
    await with_codes(company)
    await company.put(RULES, DEMANDED)
    return bia


def code(answer: Any) -> str:
    return str(answer.json()["error"]["code"]) if answer.status_code >= 400 else ""


async def test_a_second_factor_is_demanded_of_everybody(house: House, company: Company) -> None:
    assert await company.get(RULES) == {"second_factor_demanded": False}
    refused = await company.call("PUT", RULES, json=DEMANDED)
    assert (refused.status_code, code(refused)) == (409, "OWN_SECOND_FACTOR_FIRST")
    bia = await demanded_of(company)
    assert await company.get(RULES) == DEMANDED
    off = await company.call("DELETE", TOTP, json={"password": PASSWORD})
    assert (off.status_code, code(off)) == (409, "LAST_SECOND_FACTOR")

    me = await bia.get("auth/me")
    assert (me["owes_second_factor"], me["mfa_enabled"]) == (True, False)
    signed = (await login(house, bia.user["email"])).json()
    assert code(await house.http.get("/api/v1/users", headers=bearer(signed["token"]))) == "SECOND_FACTOR_DEMANDED"
    for other in (f"auth/sessions?user_id={company.user['id']}", f"auth/sessions?user_id={NOBODY}"):
        assert (await bia.call("GET", other)).status_code == 403
    await with_codes(bia)
    assert (await bia.get("auth/me"))["owes_second_factor"] is False
    await bia.get("users")
    await bia.put(RULES, {"second_factor_demanded": False})
    admin = await house.admin()
    rows = await admin.fetch(
        "SELECT actor_id FROM event_log WHERE tenant_id = $1 AND type = 'SignInRulesChanged' ORDER BY id",
        company.tenant_id,
    )
    assert [str(row["actor_id"]) for row in rows] == [company.user["id"], bia.user["id"]]


async def test_who_owes_a_second_factor_is_refused_every_other_route(company: Company) -> None:
    bia = await demanded_of(company)
    walked = [route for route in routes() if not route.public]
    named = {(route.method, route.path) for route in walked}
    assert named >= MAY_OWING
    for route in walked:
        ids = {name: "1" if name == "version" else NOBODY for name in re.findall(r"{(\w+)}", route.path)}
        options: dict[str, Any] = {"json": {}} if route.body is not None else {}
        if (route.method, route.path) in {*MAY_OWING, GRAPHQL}:
            continue
        answer = await bia.call(route.method, route.to(**ids), **options)
        assert (answer.status_code, code(answer)) == (403, "SECOND_FACTOR_DEMANDED"), (route.name, answer.text)
    # With a key as well: nothing is kept of what was refused.
    keyed = await bia.call("POST", "tags", json={"name": "vip"}, headers={"Idempotency-Key": "uma-vez"})
    assert code(keyed) == "SECOND_FACTOR_DEMANDED"
    for method, path, body, status in (
        ("GET", "auth/me", None, 200),
        ("GET", "auth/passkeys", None, 200),
        ("POST", "auth/passkeys/begin", {"password": PASSWORD}, 409),
        ("POST", "auth/passkeys", {"attempt": "nada", "credential": {}, "name": "Telefone"}, 409),
        ("GET", "auth/sessions", None, 200),
        ("DELETE", f"auth/sessions/{NOBODY}", None, 404),
        (
            "POST",
            f"users/{bia.user['id']}/change-password",
            {"password": "uma-outra-senha", "current_password": PASSWORD},
            204,
        ),
        ("POST", TOTP, {}, 200),
        ("POST", "auth/logout", None, 204),
    ):
        answer = await bia.call(method, path, **({} if body is None else {"json": body}))
        assert answer.status_code == status, (method, path, answer.text)


async def test_a_passkey_is_a_second_factor_as_well(house: House, company: Company) -> None:
    bia = await demanded_of(company)
    assert (await Door(house).add(bia, SoftPasskey())).status_code == 201
    assert (await bia.get("auth/me"))["owes_second_factor"] is False
    await bia.get("users")


async def test_graphql_shows_who_owes_a_second_factor_themselves_alone(company: Company) -> None:
    bia = await demanded_of(company)
    shown = await bia.post("/graphql", {"query": "{ me { owesSecondFactor user { id } } tags { totalCount } }"})
    assert shown["data"] == {"me": {"owesSecondFactor": True, "user": {"id": bia.user["id"]}}, "tags": None}
    assert [each["extensions"]["code"] for each in shown["errors"]] == ["SECOND_FACTOR_DEMANDED"]
    done = await bia.post("/graphql", {"query": 'mutation { addTag(input: {name: "vip"}) { id } }'})
    assert done["errors"][0]["extensions"]["code"] == "SECOND_FACTOR_DEMANDED"


async def test_sockets_are_closed_to_who_owes_a_second_factor(house: House, company: Company) -> None:
    bia = await demanded_of(company)
    async with watching(house, bia.headers) as watcher:
        assert (await watcher.hear())["data"]["code"] == "SECOND_FACTOR_DEMANDED"
        assert await watcher.closed() == 4403
    async with watching(house) as watcher:
        await watcher.say(type="auth", token=bia.headers["Authorization"].removeprefix("Bearer "))
        assert (await watcher.hear())["data"]["code"] == "SECOND_FACTOR_DEMANDED"
        assert await watcher.closed() == 4403
    async with reading(house) as reader:
        await reader.say(type="connection_init", payload={"token": bia.headers["Authorization"]})
        assert await reader.closed() == 4403
