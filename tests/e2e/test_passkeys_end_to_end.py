"""Passkeys on the running application, with a device made of software."""

import httpx
from tests.e2e.company import PASSWORD, Company, House
from tests.e2e.passkey_door import BEGIN, FINISH, Door
from tests.e2e.test_companies import admin_command
from tests.e2e.test_signing_in import ME, bearer, login
from tests.support.soft_passkey import SoftPasskey


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


async def test_a_passkey_from_adding_it_to_removing_it(house: House, company: Company) -> None:
    door, device = Door(house), SoftPasskey()
    made = await door.add(company, device)
    assert made.status_code == 201, made.text
    assert set(made.json()) == {"id", "name", "host", "synced", "backed_up", "created_at", "last_used_at"}
    assert made.json()["host"] == "localhost"
    assert code(await door.add(company, device)) == (409, "PASSKEY_TAKEN")

    told = await door.asked()
    assert told["options"]["allowCredentials"] == []
    body = {"attempt": told["attempt"], "credential": device.get(told["options"], door.origin), "cookie": True}
    answer = await door.post(FINISH, body)
    house.http.cookies.clear()
    assert answer.status_code == 200, answer.text
    assert "pytake_refresh" in answer.headers["set-cookie"]
    assert (await house.http.get(ME, headers=bearer(answer.json()["token"]))).status_code == 200
    assert code(await door.post(FINISH, body)) == (401, "PASSKEY_ATTEMPT_OVER")

    fresh = await door.asked()
    replayed = {"attempt": fresh["attempt"], "credential": body["credential"]}
    assert code(await door.post(FINISH, replayed)) == (401, "PASSKEY_REFUSED")
    back = await door.asked()
    device.count = 0
    copied = {"attempt": back["attempt"], "credential": device.get(back["options"], door.origin)}
    assert code(await door.post(FINISH, copied)) == (401, "PASSKEY_COPIED")
    device.count = 10

    owed = (await login(house, company.email)).json()
    assert (owed["mfa_required"], owed["means"]) == (True, ["passkey"])
    second = await door.asked(mfa_token=owed["mfa_token"])
    assert len(second["options"]["allowCredentials"]) == 1
    body = {"attempt": second["attempt"], "credential": device.get(second["options"], door.origin)}
    assert (await door.post(FINISH, body)).status_code == 200

    done = [each["action"] for each in (await company.get(f"users/{company.user['id']}/activity"))["data"]]
    assert done.count("passkey_changed") == 2
    path = f"auth/passkeys/{made.json()['id']}"
    assert (await company.call("PUT", path, json={"name": "Azul"})).json()["name"] == "Azul"
    assert (await company.call("DELETE", path, json={"password": "errada"})).status_code == 422
    assert (await company.call("DELETE", path, json={"password": PASSWORD})).status_code == 204
    assert (await company.get("auth/passkeys"))["data"] == []
    assert "token" in (await login(house, company.email)).json()


async def test_somebody_else_s_are_nobody_s_business(house: House, company: Company) -> None:
    door, device, bia = Door(house), SoftPasskey(), await company.person()
    made = (await door.add(bia, device)).json()
    path = f"auth/passkeys/{made['id']}"
    assert (await company.call("PUT", path, json={"name": "Minha"})).status_code == 404
    assert (await company.call("DELETE", path, json={"password": PASSWORD})).status_code == 404
    assert (await company.call("DELETE", f"users/{bia.user['id']}/mfa")).status_code == 204
    told = await door.asked()
    body = {"attempt": told["attempt"], "credential": device.get(told["options"], door.origin)}
    assert code(await door.post(FINISH, body)) == (401, "PASSKEY_REFUSED")
    assert (await door.add(company, device)).status_code == 201
    done = admin_command(house, "reset-second-factors", "--email", company.email)
    assert done.returncode == 0, done.stderr
    assert "token" in (await login(house, company.email)).json()


async def test_no_passkey_at_an_address_that_is_not_the_installation_s(house: House) -> None:
    for host in ("127.0.0.1:8080", "evil.example", "[::1]:8080"):
        answer = await house.http.post(BEGIN, json={}, headers={"Host": host})
        assert code(answer) == (409, "PASSKEY_PLACE_REFUSED"), host
