"""Mail on the running application: into the folder of its data, as in development."""

import email
import os
import re
from email.message import EmailMessage
from email.policy import default
from typing import Any

import httpx
from tests.e2e.company import PASSWORD, Company, House, until

TOKEN = re.compile(r"#(\S+)")


async def mail_to(house: House, address: str, word: str, *, but: tuple[str, ...] = ()) -> str:
    """The token of the mail that came to somebody, whose subject has the word."""

    async def came() -> Any:
        for file in sorted((house.stack.place.data / "mail").glob("*.eml")):
            message = email.message_from_bytes(file.read_bytes(), policy=default)
            assert isinstance(message, EmailMessage)
            body = message.get_body()
            if address in message["To"] and word in message["Subject"] and body is not None:
                found = TOKEN.search(body.get_content())
                if found and found[1] not in but:
                    return found[1]
        return None

    token: str = await until(came)
    return token


async def ask(house: House, path: str, body: dict[str, str]) -> httpx.Response:
    return await house.http.post(f"/api/v1/auth/{path}", json=body, headers={"Accept-Language": "en"})


async def may_sign_in(house: House, address: str, password: str) -> bool:
    return (await ask(house, "login", {"email": address, "password": password})).status_code == 200


async def test_a_forgotten_password_comes_back_by_mail(house: House, company: Company) -> None:
    nobody = f"nobody{os.urandom(4).hex()}@nowhere.example"
    known, unknown = [await ask(house, "forgot-password", {"email": each}) for each in (company.email, nobody)]
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content) == (204, b"")
    token = await mail_to(house, company.email, "senha")

    short = await ask(house, "reset-password", {"token": token, "password": "x"})
    assert short.status_code == 422
    assert (await ask(house, "reset-password", {"token": token, "password": "outra-senha-9"})).status_code == 204

    assert await may_sign_in(house, company.email, "outra-senha-9")
    assert not await may_sign_in(house, company.email, PASSWORD)
    again = await ask(house, "reset-password", {"token": token, "password": "outra-senha-8"})
    assert (again.status_code, again.json()["error"]["code"]) == (401, "MAIL_TOKEN_REFUSED")
    assert (await company.call("GET", "auth/me")).status_code == 401
    admin = await house.admin()
    assert not await admin.fetchval(
        "SELECT count(*) FROM pgqueuer WHERE position($1::bytea IN payload) > 0", nobody.encode()
    )
    for _ in range(3):
        slow = await ask(house, "forgot-password", {"email": nobody})
    assert (slow.status_code, slow.json()["error"]["code"]) == (429, "RATE_LIMITED")


async def test_who_is_invited_gets_it_by_mail(house: House, company: Company) -> None:
    address = f"bia.{company.email}"
    await company.post("users", {"email": address, "name": "Bia", "role": "agent"}, status=201)
    token = await mail_to(house, address, "Convite")
    assert (await ask(house, "reset-password", {"token": token, "password": "senha-da-bia"})).status_code == 204
    assert await may_sign_in(house, address, "senha-da-bia")


async def test_an_address_is_confirmed_by_mail_and_again_when_it_changes(house: House, company: Company) -> None:
    token = await mail_to(house, company.email, "Confirme")
    assert (await ask(house, "verify-email", {"token": token})).status_code == 204

    async def verified() -> bool:
        return bool((await company.get("auth/me"))["user"]["email_verified"])

    await until(verified)
    again = await ask(house, "verify-email", {"token": token})
    assert (again.status_code, again.json()["error"]["code"]) == (401, "MAIL_TOKEN_REFUSED")
    new = f"nova.{company.email}"
    for given, code in (({}, "required"), ({"current_password": "errada"}, "wrong_password")):
        refused = await company.call("PUT", f"users/{company.user['id']}", json={"email": new, **given})
        (problem,) = refused.json()["error"]["details"]
        assert (refused.status_code, problem["field"], problem["code"]) == (422, "current_password", code)
    changed = await company.put(f"users/{company.user['id']}", {"email": new, "current_password": PASSWORD})
    assert not changed["email_verified"]
    assert (await ask(house, "verify-email", {"token": await mail_to(house, new, "Confirme")})).status_code == 204
