"""Proofs of who somebody is: tokens, refreshing, sessions, locks, keys."""

import base64
import datetime as dt
import json
from typing import Any

import jwt
from tests.e2e.company import PASSWORD, WEBHOOK, Company, House, until

from pytake_adapters.security.jwt import KeyRing, generate_key

LOGIN = "/api/v1/auth/login"
REFRESH = "/api/v1/auth/refresh"
ME = "/api/v1/auth/me"


async def login(house: House, email: str, password: str = PASSWORD, **headers: str) -> Any:
    return await house.http.post(LOGIN, json={"email": email, "password": password}, headers=headers)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def test_a_login_answers_with_tokens_and_the_person(house: House, company: Company) -> None:
    answer = await login(house, company.email.upper())
    assert answer.status_code == 200
    issued = answer.json()
    assert issued["expires_in"] == 24 * 3600
    assert issued["user"]["role"] == "admin"
    me = await house.http.get(ME, headers=bearer(issued["token"]))
    assert me.json()["user"]["email"] == company.email
    assert "manage:users" in me.json()["permissions"]


async def test_a_refresh_token_is_used_once_and_reuse_ends_the_session(house: House, company: Company) -> None:
    first = (await login(house, company.email)).json()
    second = (await house.http.post(REFRESH, json={"refresh_token": first["refresh_token"]})).json()
    assert (await house.http.get(ME, headers=bearer(second["token"]))).status_code == 200
    stolen = await house.http.post(REFRESH, json={"refresh_token": first["refresh_token"]})
    assert (stolen.status_code, stolen.json()["error"]["code"]) == (401, "REFRESH_REFUSED")
    after = await house.http.post(REFRESH, json={"refresh_token": second["refresh_token"]})
    assert after.status_code == 401
    assert (await house.http.get(ME, headers=bearer(second["token"]))).status_code == 401
    assert (await house.http.get(ME, headers=company.headers)).status_code == 200, "other sessions go on"


async def test_a_refresh_whose_answer_got_lost_is_repeated_by_its_key(house: House, company: Company) -> None:
    first = (await login(house, company.email)).json()["refresh_token"]
    key = {"Idempotency-Key": "4be8e0b8-2e7d-4b39-9fd1-5b1f7f6a9c10"}
    lost = await house.http.post(REFRESH, json={"refresh_token": first}, headers=key)
    again = await house.http.post(REFRESH, json={"refresh_token": first}, headers=key)
    assert again.status_code == 200
    assert again.json()["refresh_token"] == lost.json()["refresh_token"]
    assert (await house.http.get(ME, headers=bearer(again.json()["token"]))).status_code == 200
    # A key that could be guessed would be worth nothing.
    short = await house.http.post(REFRESH, json={"refresh_token": first}, headers={"Idempotency-Key": "1"})
    assert short.status_code == 422


async def test_browsers_keep_their_refresh_token_in_a_cookie(house: House, company: Company) -> None:
    answer = await house.http.post(LOGIN, json={"email": company.email, "password": PASSWORD, "cookie": True})
    house.http.cookies.clear()
    assert answer.json()["refresh_token"] is None
    cookie = answer.headers["set-cookie"]
    for part in ("HttpOnly", "Secure", "SameSite=strict", "Path=/api/v1/auth/refresh"):
        assert part.lower() in cookie.lower()
    value = cookie.partition("=")[2].partition(";")[0].strip('"')
    refreshed = await house.http.post(REFRESH, json={}, headers={"Cookie": f"pytake_refresh={value}"})
    house.http.cookies.clear()
    assert refreshed.status_code == 200
    assert refreshed.json()["refresh_token"] is None
    assert (await house.http.post(REFRESH, json={})).status_code == 401


async def test_five_failures_lock_and_say_nothing_of_who_exists(house: House, company: Company) -> None:
    unknown = f"nobody.{company.email}"
    answers = {}
    for email in (company.email, unknown):
        answers[email] = [await login(house, email, "wrong-password") for _ in range(6)]
    for known, other in zip(answers[company.email], answers[unknown], strict=True):
        assert known.status_code == other.status_code
        assert known.json()["error"]["code"] == other.json()["error"]["code"]
    assert [a.status_code for a in answers[company.email]][:4] == [401] * 4
    locked = answers[company.email][-1]
    assert (locked.status_code, locked.json()["error"]["code"]) == (429, "SIGN_IN_LOCKED")
    assert int(locked.headers["Retry-After"]) >= 1
    assert (await login(house, company.email)).status_code == 429, "the right password does not help while it is locked"


async def test_signing_out_ends_that_session_alone(house: House, company: Company) -> None:
    issued = (await login(house, company.email)).json()
    done = await house.http.post("/api/v1/auth/logout", headers=bearer(issued["token"]))
    assert done.status_code == 204
    assert (await house.http.get(ME, headers=bearer(issued["token"]))).status_code == 401
    assert (await house.http.post(REFRESH, json={"refresh_token": issued["refresh_token"]})).status_code == 401
    assert (await house.http.get(ME, headers=company.headers)).status_code == 200


async def test_sessions_are_listed_and_one_can_be_ended(house: House, company: Company) -> None:
    other = (await login(house, company.email, **{"User-Agent": "Firefox"})).json()
    sessions = (await company.get("auth/sessions"))["data"]
    assert sum(s["current"] for s in sessions) == 1
    (chosen,) = [s for s in sessions if s["user_agent"] == "Firefox"]
    gone = await company.call("DELETE", f"auth/sessions/{chosen['id']}")
    assert gone.status_code == 204
    assert (await house.http.get(ME, headers=bearer(other["token"]))).status_code == 401


async def test_a_token_is_verified_by_the_published_keys_and_nothing_else(house: House, company: Company) -> None:
    published = (await house.http.get("/.well-known/jwks.json")).json()
    token = company.issued["token"]
    kid = jwt.get_unverified_header(token)["kid"]
    (own,) = [key for key in published["keys"] if key["kid"] == kid]
    assert {"d", "p", "q"}.isdisjoint(own)
    claims = jwt.decode(token, jwt.PyJWK(own).key, algorithms=["RS256"], options={"verify_aud": False})
    assert {"sub", "email", "role", "tenant_id", "iat", "exp", "jti", "sid"} <= set(claims)
    assert claims["tenant_id"] == str(company.tenant_id)
    head, body, signature = token.split(".")
    payload = json.loads(base64.urlsafe_b64decode(body + "=="))
    forged = base64.urlsafe_b64encode(json.dumps({**payload, "role": "platform"}).encode()).rstrip(b"=").decode()
    none = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()
    hmac_head = base64.urlsafe_b64encode(json.dumps({"alg": "HS256", "kid": kid}).encode()).rstrip(b"=").decode()
    for bad in (
        f"{head}.{forged}.{signature}",
        f"{none}.{body}.",
        f"{hmac_head}.{body}.{signature}",
        "x" * 9000,
        "a.b.c",
        "é",
    ):
        answer = await house.http.get(ME, headers=[(b"Authorization", f"Bearer {bad}".encode())])
        assert answer.status_code == 401, bad
        assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_rotating_the_keys_signs_nobody_out(house: House, company: Company) -> None:
    """A process that knows the new key already may sign by it: the others find it when a token names it."""
    folder = house.stack.place.data / "keys" / "signing"
    claims = KeyRing.load(folder).verify(company.issued["token"])
    kid = generate_key(folder, dt.datetime(2040, 1, 1, tzinfo=dt.UTC))
    try:
        signed_anew = KeyRing.load(folder).sign(claims)
        assert jwt.get_unverified_header(signed_anew)["kid"] == kid

        async def accepted() -> bool:
            return (await house.http.get(ME, headers=bearer(signed_anew))).status_code == 200

        await until(accepted)
        assert (await house.http.get(ME, headers=company.headers)).status_code == 200, "the old token goes on"
        published = {key["kid"] for key in (await house.http.get("/.well-known/jwks.json")).json()["keys"]}
        assert {kid, jwt.get_unverified_header(company.issued["token"])["kid"]} <= published
    finally:
        (folder / f"{kid}.pem").unlink()


async def test_an_api_key_may_do_what_it_was_made_for(house: House, company: Company) -> None:
    made = await company.post(
        "api-keys", {"name": "loja", "permissions": ["read:conversations", "write:messages"]}, status=201
    )
    assert made["key"].startswith("pk_")
    proof = {"X-API-Key": made["key"], "Accept-Language": "en"}
    assert (await house.http.get("/api/v1/conversations", headers=proof)).status_code == 200
    refused = await house.http.get("/api/v1/flows", headers=proof)
    assert refused.status_code == 403
    assert "read:flows" in refused.json()["error"]["message"]
    (listed,) = (await company.get("api-keys"))["data"]
    assert listed["last4"] == made["key"][-4:]
    assert "key" not in listed
    assert (await company.call("DELETE", f"api-keys/{made['id']}")).status_code == 204
    gone = await house.http.get("/api/v1/conversations", headers=proof)
    assert (gone.status_code, gone.json()["error"]["code"]) == (401, "API_KEY_REFUSED")
    assert (await house.http.get("/api/v1/conversations", headers={"X-API-Key": "pk_none"})).status_code == 401


async def test_an_agent_may_not_manage(house: House, company: Company) -> None:
    agent = await company.person()
    for method, path, body in (
        ("POST", "api-keys", {"name": "x", "permissions": ["read:messages"]}),
        ("GET", "api-keys", None),
        ("POST", "whatsapp-configs", {"name": "x"}),
        ("DELETE", f"whatsapp-configs/{company.config_id}", None),
        ("POST", "flows", {"name": "x"}),
    ):
        answer = await agent.call(method, path, json=body)
        assert answer.status_code == 403, (method, path, answer.text)
    (number,) = (await company.get("whatsapp-configs"))["data"]
    assert number["webhook_verify_token"]
    handshake = {"hub.mode": "subscribe", "hub.challenge": "42"}
    path = f"{WEBHOOK}/{company.config_id}"
    right = await house.http.get(path, params={**handshake, "hub.verify_token": number["webhook_verify_token"]})
    assert (right.status_code, right.text) == (200, "42")
    assert right.headers["content-type"].startswith("text/plain")
    assert (await house.http.get(path, params={**handshake, "hub.verify_token": "wrong"})).status_code == 403
    common = await house.http.get(WEBHOOK, params={**handshake, "hub.verify_token": "the-common-token"})
    assert common.text == "42"
    assert (await house.http.get(WEBHOOK)).status_code == 403


async def test_secrets_never_come_back(company: Company) -> None:
    (number,) = (await company.get("whatsapp-configs"))["data"]
    assert number["has_access_token"]
    assert number["has_app_secret"]
    shown = json.dumps([number, await company.get(f"whatsapp-configs/{company.config_id}")])
    assert company.app_secret not in shown
    assert number["app_secret_last4"] == company.app_secret[-4:]
