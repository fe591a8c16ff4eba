"""A code after the password, on the running application."""

import json
import time

from tests.e2e.company import PASSWORD, Company, House
from tests.e2e.test_signing_in import ME, bearer, login

from pytake_app.wire.qr import qr_picture
from pytake_domain.identity import code_at

VERIFY = "/api/v1/auth/mfa/verify"
TOTP = "auth/mfa/totp"
STEP = 30


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
