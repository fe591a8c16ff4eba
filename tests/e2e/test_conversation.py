"""A customer and a company talk: webhook, flow, reply, statuses, people."""

from tests.e2e.company import Company, until
from tests.e2e.flows import echo, reception


async def test_a_flow_answers_with_buttons_a_list_and_questions(company: Company) -> None:
    await company.flow(reception())
    customer = company.customer()
    customer.says("Oi!", name="Maria")
    await customer.reads("O que deseja?")
    customer.says(button="venda")
    await customer.reads("O que deseja?", "Qual plano?")
    customer.says(row="p3")
    await customer.reads("O que deseja?", "Qual plano?", "Seu nome?")
    customer.says("Maria da Silva")
    await customer.reads("O que deseja?", "Qual plano?", "Seu nome?", "Maria da Silva: venda, p3.")

    conversation = await customer.conversation()
    assert conversation["contact"]["name"] == "Maria"
    assert conversation["status"] == "bot"
    assert conversation["window_expires_at"] is not None
    messages = await company.messages(conversation["id"])
    assert [m["direction"] for m in messages] == ["inbound", "outbound"] * 4
    assert [m["type"] for m in messages] == [
        "text",
        "interactive",
        "interactive",
        "interactive",
        "interactive",
        "text",
        "text",
        "text",
    ]
    assert messages[2]["content"]["kind"] == "button_reply"
    assert messages[4]["content"]["kind"] == "list_reply"
    assert {m["sent_by"]["kind"] for m in messages} == {"contact", "flow"}


async def test_bubbles_arrive_in_their_order(company: Company) -> None:
    await company.flow(echo())
    customers = [company.customer() for _ in range(5)]
    for customer in customers:
        customer.says("olá")
    for customer in customers:
        await customer.reads("Você disse: olá", "segunda", "terceira")


async def test_statuses_climb_to_read_however_they_come(company: Company) -> None:
    company.twin.behave(shuffle=True, duplicates=0.5)
    await company.flow(echo())
    customer = company.customer()
    customer.says("olá")
    await customer.reads("Você disse: olá", "segunda", "terceira")
    conversation = await customer.conversation()

    async def all_read() -> bool:
        sent = [m for m in await company.messages(conversation["id"]) if m["direction"] == "outbound"]
        told = [{step["status"] for step in m["status_history"]} for m in sent]
        return len(sent) == 3 and all({"sent", "delivered", "read"} <= words for words in told)

    await until(all_read)
    for message in await company.messages(conversation["id"]):
        if message["direction"] == "outbound":
            assert message["status"] == "read"
            steps = [(s["status"], s["at"]) for s in message["status_history"]]
            assert len(steps) == len(set(steps))


async def test_an_agent_who_answers_silences_the_flow(company: Company) -> None:
    await company.flow(reception())
    customer = company.customer()
    customer.says("oi")
    await customer.reads("O que deseja?")
    conversation = await customer.conversation()
    await company.post("whatsapp/send", {"to": customer.phone, "message": "Sou a Ana."}, status=202)
    await customer.reads("O que deseja?", "Sou a Ana.")
    customer.says("oi")

    async def heard() -> bool:
        return len(await company.messages(conversation["id"])) == 4

    await until(heard)
    now = await company.get(f"conversations/{conversation['id']}")
    assert (now["status"], now["assigned_to"]) == ("active", company.user["id"])
    assert now["flow_session_id"] is None
    # Resolved, it is the automation's again.
    await company.put(f"conversations/{conversation['id']}", {"status": "resolved"})
    customer.says("oi")
    await customer.reads("O que deseja?", "Sou a Ana.", "O que deseja?")


async def test_a_transfer_waits_for_a_person(company: Company) -> None:
    await company.flow(reception())
    customer = company.customer()
    customer.says("oi")
    await customer.reads("O que deseja?")
    customer.says(button="ajuda")
    await customer.reads("O que deseja?", "Um momento.")

    async def queued() -> bool:
        return bool((await customer.conversation())["status"] == "queued")

    await until(queued)
    conversation = await customer.conversation()
    agent = await company.person()
    taken = await agent.post(f"conversations/{conversation['id']}/assign", {}, status=200)
    assert (taken["status"], taken["assigned_to"]) == ("active", agent.user["id"])


async def test_the_opt_out_word_takes_effect_and_service_goes_on(company: Company) -> None:
    await company.flow(echo())
    customer = company.customer()
    customer.says("SAIR")
    conversation = await customer.conversation()
    admin = await company.house.admin()

    async def opted_out() -> bool:
        row = "SELECT opted_out_at FROM contacts WHERE id = $1"
        return bool(await admin.fetchval(row, conversation["contact"]["id"]))

    await until(opted_out)
    refused = await company.call(
        "POST",
        "whatsapp/send",
        json={"to": customer.phone, "message": "Resposta de serviço"},
    )
    assert refused.status_code == 202, "service messages are still possible inside the window"


async def test_ten_first_messages_at_once_make_one_conversation(company: Company) -> None:
    customer = company.customer()
    for place in range(10):
        customer.says(f"mensagem {place}")
    conversation = await customer.conversation()

    async def all_there() -> bool:
        return len(await company.messages(conversation["id"])) == 10

    await until(all_there)
    assert len(await company.conversations()) == 1
    assert (await company.get(f"conversations/{conversation['id']}"))["unread_count"] == 10


async def test_the_same_webhook_twice_is_one_message(company: Company) -> None:
    customer = company.customer()
    post = company.post_of(customer.message("uma vez", "wamid.same"))
    for _ in range(3):
        assert (await company.webhook(post)).status_code == 200
    conversation = await customer.conversation()

    async def drained() -> bool:
        return await company.inbox_rows() == 0

    await until(drained)
    assert [m["text"] for m in await company.messages(conversation["id"])] == ["uma vez"]


async def test_what_we_do_not_know_is_kept_as_unsupported(company: Company) -> None:
    customer = company.customer()
    customer.says(message={"type": "hologram", "hologram": {"depth": 3}})
    conversation = await customer.conversation()
    (message,) = await company.messages(conversation["id"])
    assert message["type"] == "unsupported"
    assert message["text"]


async def test_a_poisoned_element_is_parked_and_the_others_go_on(company: Company) -> None:
    customer = company.customer()
    broken = {"from": {"no": "number"}, "id": 7, "type": ["text"]}
    post = company.post_of(customer.message("antes", "wamid.before"), broken, customer.message("depois", "wamid.after"))
    assert (await company.webhook(post)).status_code == 200
    conversation = await customer.conversation()

    async def both() -> bool:
        return [m["text"] for m in await company.messages(conversation["id"])] == ["antes", "depois"]

    await until(both)
    admin = await company.house.admin()
    parked = await admin.fetch("SELECT reason FROM parked_elements WHERE tenant_id = $1", company.tenant_id)
    assert len(parked) == 1
    assert parked[0]["reason"]


async def test_reading_back_tells_the_customer(company: Company) -> None:
    customer = company.customer()
    customer.says("leu?")
    conversation = await customer.conversation()
    (message,) = await company.messages(conversation["id"])
    await company.put(f"whatsapp/messages/{message['id']}/read", status=204)
    seen = company.twin.conversation(customer.phone, company.phone_number_id)
    assert [event.kind for event in seen][-1] == "read"
    assert (await company.get(f"conversations/{conversation['id']}"))["unread_count"] == 0
