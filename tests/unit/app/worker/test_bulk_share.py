"""Bulk gives way to somebody who writes, and to nobody else."""

import asyncio
from collections.abc import Iterable, Sequence
from uuid import UUID

import pytest

from pytake_app.worker.sending import BULK_BATCH, BULK_MOST, DENIED, IN_THE_WAY, SLOW, DrainBulk
from pytake_app.worker.wake import Wakeups
from pytake_domain.kernel.giving_way import LEAST
from pytake_domain.kernel.ids import MessageId, TenantId
from pytake_domain.messaging import LeasedSend
from pytake_domain.testing.builders import fresh
from pytake_domain.testing.memory.system import MemoryIds


class Lease:
    """One message a turn; `wait` is how long somebody waits to be read."""

    def __init__(self) -> None:
        self.wait = 0.0
        self.asked: list[int] = []
        self.full = False

    async def take(self, limit: int, token: UUID, *, without: Iterable[TenantId] = ()) -> Sequence[LeasedSend]:
        assert not list(without)
        self.asked.append(limit)
        tenant_id = TenantId(fresh())
        return [
            LeasedSend(tenant_id=tenant_id, id=id_, message_id=id_, token=token, tries=0)
            for id_ in (MessageId(fresh()) for _ in range(limit if self.full else 1))
        ]

    async def waited(self) -> float:
        return self.wait


class Deliver:
    def __init__(self) -> None:
        self.takes = 0.0

    async def deliver(self, _tenant_id: TenantId, sends: Sequence[LeasedSend], *, spread: bool = False) -> int:
        assert spread
        await asyncio.sleep(self.takes)
        return len(sends)


class Processor:
    def __init__(self) -> None:
        self.share = 0.0

    def denied(self) -> float:
        return self.share


class Scene:
    """Bulk with nobody around."""

    def __init__(self) -> None:
        self.lease, self.wakeups, self.processor = Lease(), Wakeups(), Processor()
        self.deliver = Deliver()
        self.bulk = DrainBulk(
            lease=self.lease,  # type: ignore[arg-type]
            above=self.lease,  # type: ignore[arg-type]
            wakeups=self.wakeups,
            processor=self.processor,  # type: ignore[arg-type]
            deliver=self.deliver,  # type: ignore[arg-type]
            ids=MemoryIds(),
        )

    async def share(self, turns: int = 1) -> float:
        for _ in range(turns):
            assert await self.bulk.turn() >= 1
        return self.bulk._share.now


@pytest.fixture
def scene() -> Scene:
    return Scene()


async def test_on_a_busy_machine_it_gives_way_while_somebody_writes(scene: Scene) -> None:
    scene.processor.share = DENIED + 0.01
    scene.wakeups.wake("inbox")
    assert await scene.share() == 0.5
    assert await scene.share(10) == LEAST, "it never stands still"
    assert scene.lease.asked[:4] == [16, 8, 4, 4]


async def test_it_gives_way_when_somebody_waits_to_be_read(scene: Scene) -> None:
    scene.lease.wait = IN_THE_WAY + 0.01
    assert await scene.share() == 0.5


async def test_while_there_is_a_processor_for_both_it_goes_on(scene: Scene) -> None:
    scene.processor.share = DENIED - 0.01
    scene.wakeups.wake("inbox")
    assert await scene.share(3) == 1.0


async def test_when_nobody_writes_it_takes_what_is_there(scene: Scene) -> None:
    scene.processor.share = 0.9
    scene.wakeups.wake("statuses")
    assert await scene.share(3) == 1.0


async def test_while_nobody_writes_more_is_taken_at_once(scene: Scene) -> None:
    scene.lease.full = True
    await scene.share(5)
    assert scene.lease.asked == [16, 32, 64, 64, 64]

    scene.wakeups.wake("inbox")
    await scene.share(2)
    assert scene.lease.asked[5:] == [BULK_MOST, BULK_BATCH]


async def test_batches_stay_small_where_numbers_are_slow(scene: Scene) -> None:
    scene.lease.full = True
    await scene.share(2)
    scene.deliver.takes = SLOW + 0.01
    await scene.share(2)
    assert scene.lease.asked == [16, 32, 64, 32]


async def test_batches_do_not_grow_while_little_waits(scene: Scene) -> None:
    await scene.share(3)
    assert scene.lease.asked == [16, 16, 16]
