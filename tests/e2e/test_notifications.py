"""Notifications of the running application: stored, told live to one person, read."""

from typing import Any

from tests.e2e.company import Company, House, Person, until
from tests.e2e.test_real_time import watching


async def heard(person: Person, **query: Any) -> dict[str, Any]:
    """Their notifications, once there are any."""

    async def so() -> dict[str, Any] | None:
        found: dict[str, Any] = await person.get("notifications", **query)
        return found if found["data"] else None

    found: dict[str, Any] = await until(so)
    return found


async def test_an_assignment_is_told_to_whom_it_concerns_alone(house: House, company: Company) -> None:
    bia, cid = await company.person(), await company.person()
    customer = company.customer()
    customer.says("oi")
    conversation = await customer.conversation()
    async with watching(house, bia.headers) as bias, watching(house, cid.headers) as cids:
        for watcher in (bias, cids):
            assert (await watcher.watch("notifications"))["type"] == "subscribed"
        body = {"user_id": bia.user["id"]}
        await company.post(f"conversations/{conversation['id']}/assign", body, status=200)
        event = await bias.hear("notification")
        assert event["data"]["kind"] == "assignment"
        assert event["data"]["conversation_id"] == conversation["id"]
        assert await cids.silent()
    found = await heard(bia)
    (notification,) = found["data"]
    assert (notification["id"], found["unread"]) == (event["data"]["id"], 1)
    assert (await cid.get("notifications"))["data"] == []
    assert await cid.post("notifications/read", {"ids": [notification["id"]]}, status=200) == {"unread": 0}
    assert (await bia.get("notifications", unread=True))["unread"] == 1
    assert await bia.post("notifications/read", {"ids": [notification["id"]]}, status=200) == {"unread": 0}
    assert (await bia.get("notifications", unread=True))["data"] == []
    assert (await bia.get("notifications"))["data"][0]["read_at"] is not None


async def test_a_mention_names_who_wrote_it(company: Company) -> None:
    bia = await company.person()
    customer = company.customer()
    customer.says("oi")
    conversation = await customer.conversation()
    note = {"body": f"veja isto @[{bia.user['id']}]"}
    await company.post(f"conversations/{conversation['id']}/notes", note, status=201)
    found = await heard(bia)
    assert [(n["kind"], n["detail"]) for n in found["data"]] == [("mention", "Ana")]
    assert await bia.post("notifications/read", {}, status=200) == {"unread": 0}
