"""What lies in the store and nobody names is cleared away, and nothing else."""

from pytake_domain.kernel.ids import MediaId
from pytake_domain.messaging import MediaKey, MediaVariant
from pytake_domain.messaging.use_cases import sweep_media
from pytake_domain.testing.memory.house import Company, MemoryHouse
from pytake_domain.testing.memory.media import Bytes

JPEG = b"\xff\xd8\xff\xe0" + b"pixels" * 1000
DAY = 24 * 3600.0


async def orphan(company: Company, variant: MediaVariant = MediaVariant.ORIGINAL) -> MediaKey:
    """As a process leaves it that dies between the store and the database."""
    key = MediaKey(tenant_id=company.id, media_id=MediaId(company.house.ids.new()), variant=variant)
    async with company.house.media_store.writing(key) as out:
        await out.write(b"left behind")
    return key


async def test_only_what_is_old_and_has_no_row_goes(memory: MemoryHouse, company: Company) -> None:
    kept = await memory.storing.upload(company.boss, Bytes(JPEG).pieces(), mime_type="image/jpeg")
    old = {await orphan(company), await orphan(company, MediaVariant.THUMBNAIL)}
    memory.clock.move(seconds=DAY + 1)
    fresh = await orphan(company)

    assert await memory.sweeping.turn() == 2

    left = set(memory.media_store.objects)
    assert not left & old
    assert {key.media_id for key in left} == {kept.id, fresh.media_id}
    assert len(left) == 3, "the file, its small picture, and what may still be coming in"


async def test_a_large_store_is_walked_in_pages_and_then_rests(memory: MemoryHouse, company: Company) -> None:
    count = sweep_media.PAGE * 2 + 10
    for _ in range(count):
        await orphan(company)
    memory.clock.move(seconds=DAY + 1)

    assert [await memory.sweeping.turn() for _ in range(3)] == [sweep_media.PAGE, sweep_media.PAGE, 10]

    await orphan(company)
    memory.clock.move(seconds=sweep_media.REST.total_seconds() - 1)
    assert await memory.sweeping.turn() == 0, "it rests"
    memory.clock.move(seconds=DAY)
    assert await memory.sweeping.turn() == 1
