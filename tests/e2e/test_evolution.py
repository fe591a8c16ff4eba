"""A number that is linked like a phone, from its QR code to the day it is logged out, beside an official one."""

import asyncio
import time
from typing import Any

import pytest
from tests.e2e.company import Company, House, until
from tests.e2e.flows import echo, reception
from tests.e2e.linked import Linked
from tests.e2e.test_real_time import watching
from tests.support.files import picture

from pytake_app.twin import EvolutionFault, EvolutionFaultKind, File
from pytake_app.twin.faults import Match


@pytest.fixture
async def line(company: Company) -> Linked:
    """Connected, and linked by a scan."""
    made = await Linked.made(company)
    await made.link()
    return made


async def test_a_code_is_shown_renewed_live_and_scanned(house: House, company: Company) -> None:
    line = await Linked.made(company)
    house.twin.evolution.behave(qr_every=0.4)
    agent = await company.person()
    async with watching(house, company.headers) as watcher, watching(house, agent.headers) as other:
        assert (await watcher.watch("numbers", "pairing"))["type"] == "subscribed"
        assert (await other.watch("pairing"))["data"]["code"] == "FORBIDDEN"
        offer = await line.offer()
        assert (offer["connected"], offer["pairing_code"]) == (False, None)
        assert offer["code"].startswith("2@")
        assert offer["qr_png"].startswith("data:image/png;base64,")
        renewed = await watcher.hear("pairing")
        while renewed["data"]["code"] == offer["code"]:
            renewed = await watcher.hear("pairing")
        assert renewed["data"]["whatsapp_config_id"] == line.config_id
        assert (await line.shown())["status"] == "pending"

        line.far.scan(line.instance)
        told = await watcher.hear("number_updated")
        while told["data"]["connection"] != "connected":
            told = await watcher.hear("number_updated")
    assert (told["data"]["status"], told["data"]["whatsapp_config_id"]) == ("connected", line.config_id)
    shown = await line.is_now("connected")
    assert shown["phone_number"] == "+5511988887777"
    assert (await line.offer())["connected"] is True
    admin = await house.admin()
    kept = await admin.fetch("SELECT type, data::text AS data FROM event_log WHERE tenant_id = $1", company.tenant_id)
    assert "NumberStateChanged" in {row["type"] for row in kept}
    assert not [row for row in kept if row["type"] == "PairingRenewed" or "2@" in row["data"]]


async def test_a_code_to_type_is_offered_to_a_telephone(company: Company) -> None:
    line = await Linked.made(company)

    offer = await line.offer(phone="+55 11 98888-7777")

    assert len(offer["pairing_code"]) == 8
    bad = await company.call("GET", f"whatsapp-configs/{line.config_id}/qrcode", params={"phone": "nobody"})
    assert bad.json()["error"]["code"] == "VALIDATION_ERROR"


async def test_a_menu_goes_out_as_numbered_text_and_its_number_is_the_answer(company: Company, line: Linked) -> None:
    await company.flow(reception())
    customer = line.customer()

    customer.does("oi")
    menu = "O que deseja?\n\n1. Vendas\n2. Ajuda"
    await customer.reads(menu)
    customer.does(option="Vendas")
    plans = "Qual plano?\n\n" + "\n".join(f"{i}. Plano {i} ({i}00 mega)" for i in range(1, 5))
    await customer.reads(menu, plans)
    customer.does("2")
    await customer.reads(menu, plans, "Seu nome?")
    customer.does("Rui")
    await customer.reads(menu, plans, "Seu nome?", "Rui: venda, p2.")

    async def all_read() -> bool:
        sent = [m for m in await customer.messages() if m["direction"] == "outbound"]
        return len(sent) == 4 and all(m["status"] == "read" for m in sent)

    await until(all_read, 20)


async def test_what_is_lost_in_an_outage_is_waited_out_and_fetched(
    house: House, company: Company, line: Linked
) -> None:
    customer = line.customer()
    customer.does("bom dia")
    conversation = await customer.conversation()
    async with watching(house, company.headers) as watcher:
        await watcher.watch("numbers")
        line.far.outage(line.instance, storms=25)
        told = await watcher.hear("number_updated")
        assert (told["data"]["connection"], told["data"]["status"]) == ("unstable", "connected")
        sent = await company.post("whatsapp/send", {**line.to(customer), "message": "já volto"}, status=202)
        customer.does("esta chega depois")
        line.far.instance(line.instance).held.clear()
        customer.does("esta ninguém conta", lost=True)
        line.far.recover(line.instance)
        told = await watcher.hear("number_updated")
        assert told["data"]["connection"] == "connected"
    await customer.reads("já volto")

    async def gone() -> bool:
        return (await company.status_of(sent["id"]))["status"] in ("sent", "delivered", "read")

    await until(gone)

    async def fetched() -> bool:
        said = [m["content"].get("body") for m in await company.messages(conversation["id"])]
        return "esta ninguém conta" in said

    await until(fetched)
    storm = await house.admin()
    changes = await storm.fetchval(
        "SELECT count(*) FROM event_log WHERE tenant_id = $1 AND data->>'connection' = 'unstable'",
        company.tenant_id,
    )
    assert changes == 1


@pytest.mark.parametrize(("code", "reason", "status"), [(401, "logged_out", "disconnected"), (403, "banned", "banned")])
async def test_a_link_that_is_over_is_told_and_nothing_leaves(
    house: House, company: Company, line: Linked, code: int, reason: str, status: str
) -> None:
    customer = line.customer()
    customer.does("oi")
    await customer.conversation()
    async with watching(house, company.headers) as watcher:
        await watcher.watch("numbers")
        line.far.disconnect(line.instance, code)
        told = await watcher.hear("number_updated")
        while told["data"]["reason"] == "link_lost":  # the news that says why came last
            told = await watcher.hear("number_updated")
    assert (told["data"]["connection"], told["data"]["reason"]) == ("disconnected", reason)
    assert told["data"]["status"] == status

    refused = await company.call("POST", "whatsapp/send", json={**line.to(customer), "message": "alô"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "NUMBER_INACTIVE")

    await line.link()
    await company.post("whatsapp/send", {**line.to(customer), "message": "voltamos"}, status=202)
    await customer.reads("voltamos")


async def test_a_number_is_restarted_unlinked_and_deleted_with_its_instance(company: Company, line: Linked) -> None:
    assert (await company.post(f"whatsapp-configs/{line.config_id}/restart"))["id"] == line.config_id
    await line.is_now("connected")
    shown = await company.post(f"whatsapp-configs/{line.config_id}/disconnect")
    assert (shown["connection"], shown["status_reason"]) == ("disconnected", "disconnected_here")
    assert line.far.instance(line.instance).state == "close"
    official = await company.call("POST", f"whatsapp-configs/{company.config_id}/restart")
    assert official.json()["error"]["code"] == "NOT_SUPPORTED"

    assert line.far.has(line.instance)
    answer = await company.call("DELETE", f"whatsapp-configs/{line.config_id}")
    assert answer.status_code == 204

    async def gone() -> bool:
        return not line.far.has(line.instance)

    await until(gone)


async def test_servers_that_lose_messages_are_refused(company: Company) -> None:
    line = await Linked.made(company)
    line.far.pretend("2.3.6")
    try:
        refused = await company.call("GET", f"whatsapp-configs/{line.config_id}/qrcode")
    finally:
        line.far.pretend("2.3.7")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "SERVER_TOO_OLD")
    assert "2.3.6" in refused.json()["error"]["message"]


async def test_each_customer_is_answered_by_the_number_they_wrote_to(company: Company, line: Linked) -> None:
    await company.flow(echo())
    official, linked = company.customer(), line.customer()

    official.says("pela oficial")
    linked.does("pela outra")

    await official.reads("Você disse: pela oficial", "segunda", "terceira")
    await linked.reads("Você disse: pela outra", "segunda", "terceira")
    assert {c["whatsapp_config_id"] for c in await company.conversations()} == {company.config_id, line.config_id}
    assert company.twin.conversation(linked.phone) == []


async def test_files_go_both_ways(company: Company, line: Linked) -> None:
    customer = line.customer()
    shot = picture()
    customer.does(file=File(type="image", mime_type="image/jpeg", content=shot, caption="o defeito"))

    (message,) = await customer.messages()
    assert (message["type"], message["content"]["caption"]) == ("image", "o defeito")

    async def stored() -> bytes | None:
        answer = await company.call("GET", f"whatsapp/media/{message['content']['media_id']}")
        return answer.content if answer.status_code == 200 else None

    assert await until(stored) == shot

    upload = await company.upload(picture(kind="PNG"), "planta.png", "image/png")
    sent = {**line.to(customer), "media_id": upload["id"], "type": "image", "caption": "veja"}
    await company.post("whatsapp/send-media", sent, status=202)
    await customer.reads("veja")
    assert line.far.person(customer.phone).screens[-1].media == picture(kind="PNG")


async def test_sends_whose_answers_are_lost_are_found_and_sent_once(house: House, company: Company) -> None:
    # Side by side: each waits for a minute until it is looked for.
    kinds = (EvolutionFaultKind.TIMEOUT_AFTER, EvolutionFaultKind.RESET_AFTER, EvolutionFaultKind.HALF_BODY)
    lines = [await Linked.made(each) for each in (company, await house.company(), await house.company())]
    for line in lines:
        await line.link()
    await asyncio.gather(*(_lost_and_found(line, kind) for line, kind in zip(lines, kinds, strict=True)))


async def _lost_and_found(line: Linked, kind: EvolutionFaultKind) -> None:
    company, customer = line.company, line.customer()
    customer.does("oi")
    await customer.conversation()
    line.far.fault(EvolutionFault(kind=kind, match=Match(path="/message/sendText")))
    line.far.behave(server_ack=None, delivered=None, read=None)

    sent = await company.post("whatsapp/send", {**line.to(customer), "message": "uma vez"}, status=202)
    await customer.reads("uma vez")

    async def settled() -> bool:
        return bool((await company.status_of(sent["id"]))["status"] == "sent")

    await until(settled, 120)
    assert customer.lines() == ["uma vez"]


async def test_who_is_not_on_whatsapp_is_refused_until_somebody_insists(company: Company, line: Linked) -> None:
    stranger = line.customer()
    line.far.behave(absent=(stranger.phone.removeprefix("+"),))
    send = {**line.to(stranger), "message": "olá"}
    first = await company.post("whatsapp/send", send, status=202)

    async def failed() -> bool:
        return bool((await company.status_of(first["id"]))["status"] == "failed")

    await until(failed)
    refused = await company.call("POST", "whatsapp/send", json=send)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "RECIPIENT_UNREACHABLE")
    line.far.behave(absent=())
    await company.post("whatsapp/send", {**send, "force": True}, status=202)
    await stranger.reads("olá")


async def test_what_the_company_does_on_its_own_phone_is_seen(line: Linked) -> None:
    customer = line.customer()
    first = customer.does("tem alguém?")
    conversation = await customer.conversation()
    assert conversation["unread_count"] == 1
    line.far.read(line.instance, first)

    async def nothing_unread() -> bool:
        return bool((await customer.conversation())["unread_count"] == 0)

    await until(nothing_unread)
    second = customer.does("apago esta")
    line.far.revoke(line.instance, second)

    async def taken_back() -> bool:
        found = await customer.messages()
        steps = [step["status"] for step in found[-1]["status_history"]]
        return found[-1]["content"].get("body") == "apago esta" and "revoked" in steps

    await until(taken_back)
    line.far.write(line.instance, customer.phone, "respondo daqui")

    async def shown() -> bool:
        last = (await customer.messages())[-1]
        return (last["content"].get("body"), last["sent_by"]["kind"]) == ("respondo daqui", "phone")

    await until(shown)


async def test_a_hidden_identity_turns_out_to_be_a_known_customer(company: Company, line: Linked) -> None:
    known = line.customer()
    hidden = "21" + str(int(time.time() * 1000))
    known.does("sou eu")
    await known.conversation()
    line.far.act(line.instance, f"{hidden}@lid", text="também sou eu")

    async def two() -> bool:
        return len(await company.conversations()) == 2

    await until(two)
    line.far.link(hidden, known.phone)
    known.does("viu?")

    async def one() -> bool:
        found = await company.conversations()
        said = {m["content"].get("body") for c in found for m in await company.messages(c["id"])}
        same = {c["contact"]["id"] for c in found}
        return len(same) == 1 and said == {"sou eu", "também sou eu", "viu?"}

    await until(one)
    admin = await company.house.admin()
    reason = await admin.fetchval(
        "SELECT reason FROM event_log WHERE tenant_id = $1 AND type = 'ContactsMerged'", company.tenant_id
    )
    assert reason == "lid_linked"


async def test_what_came_too_late_is_stored_and_not_answered(company: Company, line: Linked) -> None:
    await company.flow(echo())
    customer = line.customer()
    customer.does("de madrugada", ago=3600)
    await customer.conversation()
    customer.does("agora")

    await customer.reads("Você disse: agora", "segunda", "terceira")


async def test_no_webhook_is_stored_with_the_servers_token_or_taken_unsigned(company: Company, line: Linked) -> None:
    path = f"/api/v1/whatsapp/webhook/{line.config_id}"
    unsigned = await company.http.post(path, content=b'{"event":"messages.upsert","data":{}}')
    assert unsigned.status_code == 401
    hook = line.far.instance(line.instance).webhook
    assert hook is not None
    token = line.far.instance(line.instance).token
    body = b'{"event":"messages.upsert","data":{"key":{}},"apikey":"' + token.encode() + b'"}'
    assert (await company.http.post(path, content=body, headers=dict(hook["headers"]))).status_code == 200
    admin = await company.house.admin()

    async def parked() -> Any:
        return await admin.fetch("SELECT raw FROM parked_elements WHERE tenant_id = $1", company.tenant_id)

    rows = await until(parked)
    assert all(token.encode() not in row["raw"] for row in rows)


async def test_the_notice_says_what_a_company_relies_on(company: Company) -> None:
    line = await Linked.made(company)
    shown = await company.get(f"whatsapp-configs/{line.config_id}/capabilities")
    assert shown["notice"] == "evolution_unofficial"
    assert "unofficial" in shown["notice_text"]
    assert (await company.get(f"whatsapp-configs/{company.config_id}/capabilities"))["notice_text"] == ""


async def test_strangers_who_refuse_pause_all_first_contacts(company: Company, line: Linked) -> None:
    people = [line.customer() for _ in range(4)]
    line.far.behave(refused=tuple(p.phone.removeprefix("+") for p in people))
    for person in people[:3]:
        given = {**line.to(person), "message": "conheça"}
        await company.post("whatsapp/send", given, status=202)

    async def restricted() -> bool:
        shown = await line.shown()
        return (shown["status"], shown["status_reason"]) == ("restricted", "first_contacts_failing")

    await until(restricted, 30)

    async def held_back() -> bool:
        """Whoever sends knows of it within seconds: a number is not read anew for every message."""
        given = {**line.to(people[3]), "message": "conheça"}
        sent = await company.post("whatsapp/send", given, status=202)

        async def failed() -> Any:
            shown = await company.status_of(sent["id"])
            return shown["error"] if shown["status"] == "failed" else None

        return bool((await until(failed, 45))["code"] == "FIRST_CONTACTS_PAUSED")

    await until(held_back, 60)
