"""The mark before the request: late, so that little is in doubt after a crash, and after everything that may be repeated."""

import asyncio
from typing import Any

from pytake_domain.kernel.ids import MessageId
from pytake_domain.messaging.use_cases.send_off import TOGETHER
from pytake_domain.testing.memory.house import Company, Line
from pytake_domain.testing.memory.media import Bytes
from pytake_domain.whatsapp import ApiType, Content, Media, MessageType, Text

JPEG = b"\xff\xd8\xff\xe0" + b"pixels" * 1000


async def queued(company: Company, line: Line, *contents: Content) -> list[MessageId]:
    """One message to each of as many customers who have just written."""
    phones = [f"+5511987654{index:03d}" for index in range(len(contents))]
    for phone in phones:
        await line.tell(line.customer(phone).message(Text(body="oi")))
    await company.house.settle()
    sending = company.house.sending
    sent = [await sending.send(company.boss, to=to, content=what) for to, what in zip(phones, contents, strict=True)]
    return [message.id for message in sent]


def begun(company: Company) -> set[MessageId]:
    """Who would be in doubt if the sender were lost now."""
    return {MessageId(row.id) for row in company.house.store.outgoing.rows.values() if row.begun}


async def test_of_a_batch_that_leaves_evenly_little_is_in_doubt_at_any_time(company: Company, line: Line) -> None:
    house = company.house
    async with house.open_work(company.id) as work:
        number = await work.numbers.get(line.id)
    await queued(company, line, *[Text(body="oferta")] * 12)
    doubtful: list[int] = []
    send = house.sender().send

    async def asked(*given: Any, **named: Any) -> Any:
        doubtful.append(len(begun(company)) - len(house.sender().sent))
        return await send(*given, **named)

    house.sender().send = asked  # type: ignore[method-assign]
    taken = await house.outgoing_lease.take(20, house.ids.new())

    assert await house.delivering.deliver(company.id, taken, spread=True) == 12

    assert max(doubtful) <= 1 + TOGETHER * number.messages_per_second
    assert begun(company) == set()


async def test_a_file_is_uploaded_before_the_mark_and_nobody_waits_for_it(company: Company, line: Line) -> None:
    house = company.house
    file = await house.storing.upload(company.boss, Bytes(JPEG).pieces(), filename="a.jpg", mime_type="image/jpeg")
    picture = Media(type=MessageType.IMAGE, media_id=str(file.id))
    slow, quick = await queued(company, line, picture, Text(body="olá"))
    gateway, uploading, go_on = house.providers.of(ApiType.OFFICIAL).media, asyncio.Event(), asyncio.Event()
    upload = gateway.upload

    async def uploaded(*given: Any, **named: Any) -> Any:
        uploading.set()
        await go_on.wait()
        return await upload(*given, **named)

    gateway.upload = uploaded  # type: ignore[method-assign]
    turn = asyncio.create_task(house.send_outgoing())
    await uploading.wait()
    for _ in range(20):
        await asyncio.sleep(0)

    assert [sent.correlation for sent in house.sender().sent] == [str(quick)]
    assert begun(company) == {quick}
    go_on.set()
    await turn
    assert [sent.correlation for sent in house.sender().sent] == [str(quick), str(slow)]
