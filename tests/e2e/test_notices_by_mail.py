"""Notifications by mail on the running application: sent by a job when nobody read them, ended by a link without signing in."""

import email
from email.message import EmailMessage
from email.policy import default
from typing import Any

from tests.e2e.company import Company, House, Person, until
from tests.e2e.test_mail import ask, mail_to
from tests.e2e.test_notifications import heard

STOP = "/api/v1/notifications/unsubscribe"


async def mails_to(house: House, address: str, word: str) -> list[EmailMessage]:
    found = []
    for file in sorted((house.stack.place.data / "mail").glob("*.eml")):
        message = email.message_from_bytes(file.read_bytes(), policy=default)
        assert isinstance(message, EmailMessage)
        if address in message["To"] and word in message["Subject"]:
            found.append(message)
    return found


async def hurry(house: House, company: Company) -> int:
    """The five minutes are over; how many jobs wait."""
    admin = await house.admin()
    key = f"{company.tenant_id}:notice:%"
    done = await admin.execute(
        "UPDATE pgqueuer SET execute_after = now() WHERE status = 'queued' AND dedupe_key LIKE $1", key
    )
    await admin.execute("SELECT pg_notify('ch_pgqueuer', '')")
    return int(done.rpartition(" ")[2])


async def wants(person: Person, **mail: Any) -> None:
    await person.put(f"users/{person.user['id']}", {"preferences": {"notifications": {"mail": mail}}})


async def mentioned(company: Company, person: Person, text: str) -> None:
    customer = company.customer()
    customer.says(text)
    conversation = await customer.conversation()
    await company.post(
        f"conversations/{conversation['id']}/notes", {"body": f"{text} @[{person.user['id']}]"}, status=201
    )


async def test_a_mention_is_mailed_to_who_is_away_until_they_want_no_more(house: House, company: Company) -> None:
    bia = await company.person()
    address = bia.user["email"]
    token = await mail_to(house, address, "Confirme")
    assert (await ask(house, "verify-email", {"token": token})).status_code == 204
    await wants(bia, mentions=True)
    await mentioned(company, bia, "assunto-secreto")
    await heard(bia)
    assert await hurry(house, company) == 1

    async def came() -> list[EmailMessage]:
        return await mails_to(house, address, "notifica")

    (mail,) = await until(came)
    body = mail.get_body()
    assert body is not None
    text = body.get_content()
    assert "alguém mencionou você em uma nota" in text
    assert "secreto" not in mail.as_string() + text
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address_of_it = mail["List-Unsubscribe"].strip("<>")
    assert STOP in address_of_it
    token = address_of_it.partition("token=")[2]

    form = {"Content-Type": "application/x-www-form-urlencoded"}
    refused = await house.http.post(
        STOP, params={"token": "x.1.y"}, content=b"List-Unsubscribe=One-Click", headers=form
    )
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "MAIL_TOKEN_REFUSED")
    for _ in range(2):
        answer = await house.http.post(
            STOP, params={"token": token}, content=b"List-Unsubscribe=One-Click", headers=form
        )
        assert (answer.status_code, answer.json()) == (200, {"topics": ["mentions"]}), answer.text
    told = (await bia.get("auth/me"))["user"]["preferences"]["notifications"]
    assert (told["mentions"], told["mail"]["mentions"]) == (True, False)
    await mentioned(company, bia, "outra vez")
    await heard(bia)
    assert await hurry(house, company) == 0


async def test_what_was_read_is_not_mailed(house: House, company: Company) -> None:
    token = await mail_to(house, company.email, "Confirme")
    assert (await ask(house, "verify-email", {"token": token})).status_code == 204
    await wants(company, mentions=True)
    bia = await company.person()
    customer = company.customer()
    customer.says("oi")
    conversation = await customer.conversation()
    note = {"body": f"veja @[{company.user['id']}]"}
    await bia.post(f"conversations/{conversation['id']}/notes", note, status=201)
    await heard(company)
    await company.post("notifications/read", {}, status=200)
    assert await hurry(house, company) == 1
    admin = await house.admin()

    async def done() -> bool:
        query = "SELECT count(*) FROM pgqueuer WHERE dedupe_key LIKE $1"
        return not await admin.fetchval(query, f"{company.tenant_id}:notice:%")

    await until(done)
    assert await mails_to(house, company.email, "notifica") == []
