"""What the domain relies on from whoever stores files: their bytes (`store`), and what is known of them (`ground`)."""

import asyncio
import datetime as dt

import pytest
from msgspec.structs import replace

from pytake_domain.kernel.ids import MediaId, MessageId, TenantId
from pytake_domain.messaging import (
    MediaKey,
    MediaNotFound,
    MediaState,
    MediaStore,
    MediaVariant,
    StoredMedia,
    StoredObject,
)
from pytake_domain.testing.builders import AT, fresh
from pytake_domain.testing.contracts.ground import OnGround, Place
from pytake_domain.whatsapp import MessageType, Uploaded

MONTH = dt.timedelta(days=29)


class _Stopped(Exception):
    pass


class MediaStoreContract:
    """Objects are there whole or not at all."""

    LARGE = 20 * 1024 * 1024

    @pytest.fixture
    def store(self) -> MediaStore:
        """The store under test."""
        pytest.fail("the subclass supplies `store`")

    def a_key(self, variant: MediaVariant = MediaVariant.ORIGINAL) -> MediaKey:
        """A place where nothing lies."""
        return MediaKey(tenant_id=TenantId(fresh()), media_id=MediaId(fresh()), variant=variant)

    async def put(self, store: MediaStore, key: MediaKey, *pieces: bytes) -> None:
        """Write an object."""
        async with store.writing(key) as out:
            for piece in pieces:
                await out.write(piece)

    async def whole(self, store: MediaStore, key: MediaKey, start: int = 0, end: int | None = None) -> bytes:
        """Its bytes, or a part of them."""
        return b"".join([piece async for piece in store.read(key, start=start, end=end)])

    async def test_what_was_written_is_read(self, store: MediaStore) -> None:
        key = self.a_key()
        await self.put(store, key, b"one ", b"", b"two")

        assert await store.size(key) == 7
        assert await self.whole(store, key) == b"one two"

    async def test_parts_are_read(self, store: MediaStore) -> None:
        key = self.a_key()
        await self.put(store, key, b"0123456789")

        for start, end in ((0, None), (3, 7), (9, 10), (4, None), (0, 99), (5, 5)):
            assert await self.whole(store, key, start, end) == b"0123456789"[start:end], (start, end)

    async def test_nothing_is_there_before_the_end_and_after_a_failure(self, store: MediaStore) -> None:
        key = self.a_key()

        async def stopped() -> None:
            async with store.writing(key) as out:
                await out.write(b"half")
                assert await store.size(key) is None
                raise _Stopped

        with pytest.raises(_Stopped):
            await stopped()

        assert await store.size(key) is None
        with pytest.raises(MediaNotFound):
            await self.whole(store, key)

    async def test_a_large_object_is_there_whole_or_not_at_all(self, store: MediaStore) -> None:
        key, piece = self.a_key(), bytes(range(256)) * 1024
        count = self.LARGE // len(piece)

        async def stopped() -> None:
            async with store.writing(key) as out:
                for _ in range(count):
                    await out.write(piece)
                raise _Stopped

        with pytest.raises(_Stopped):
            await stopped()
        assert await store.size(key) is None
        await self.put(store, key, *[piece] * count)
        assert await store.size(key) == self.LARGE
        assert await self.whole(store, key, self.LARGE - 256) == bytes(range(256))

    async def test_writing_again_replaces_it_at_once(self, store: MediaStore) -> None:
        key = self.a_key()
        await self.put(store, key, b"first")
        await self.put(store, key, b"second one")

        assert await self.whole(store, key) == b"second one"

    async def test_variants_and_tenants_do_not_meet(self, store: MediaStore) -> None:
        key = self.a_key()
        small = replace(key, variant=MediaVariant.THUMBNAIL)
        theirs = replace(key, tenant_id=TenantId(fresh()))
        await self.put(store, key, b"large")
        await self.put(store, small, b"small")

        assert await self.whole(store, small) == b"small"
        assert await store.size(theirs) is None

    async def test_deleting_is_idempotent(self, store: MediaStore) -> None:
        key = self.a_key()
        await self.put(store, key, b"gone soon")
        await store.delete(key)
        await store.delete(key)

        assert await store.size(key) is None

    async def test_a_listing_goes_through_everything_page_by_page(self, store: MediaStore) -> None:
        began = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=5)  # noqa: TID251  the store's own clock is looked at
        keys = {self.a_key() for _ in range(5)} | {self.a_key(MediaVariant.THUMBNAIL)}
        for key in keys:
            await self.put(store, key, b"x")
        found: list[StoredObject] = []
        place, pages = "", 0
        while pages == 0 or place:
            page, place = await store.listed(place, limit=4)
            assert len(page) <= 4
            found += page
            pages += 1

        listed = [each.key for each in found]
        assert keys <= set(listed)
        assert len(listed) == len(set(listed)), "nothing twice"
        assert pages >= 2
        written = [each.written_at for each in found if each.key in keys]
        assert all(at > began or at.year == 1 for at in written), "a store without a clock says the beginning of time"

    async def test_what_is_still_being_written_is_not_unfinished(self, store: MediaStore) -> None:
        key = self.a_key()
        async with store.writing(key) as out:
            await out.write(b"half")
            await store.drop_unfinished(dt.datetime.now(dt.UTC) - dt.timedelta(hours=1))  # noqa: TID251  see above
            await out.write(b" whole")

        assert await self.whole(store, key) == b"half whole"

    async def test_several_are_written_at_once(self, store: MediaStore) -> None:
        keys = [self.a_key() for _ in range(8)]
        await asyncio.gather(*(self.put(store, key, str(n).encode() * 1000) for n, key in enumerate(keys)))

        assert [await self.whole(store, key) for key in keys] == [str(n).encode() * 1000 for n in range(8)]


def a_file(place: Place, **changes: object) -> StoredMedia:
    """A stored picture."""
    made = StoredMedia(
        id=MediaId(fresh()),
        tenant_id=place.tenant.id,
        type=MessageType.IMAGE,
        mime_type="image/jpeg",
        size=123_456_789_012,
        sha256="ab" * 32,
        filename="foto.jpg",
        width=640,
        height=480,
        has_thumbnail=True,
        created_at=AT,
    )
    return replace(made, **changes)


class MediaRepositoryContract(OnGround):
    """What is known of files, and the ids by which providers hold them."""

    async def test_what_was_added_is_found_whole(self, place: Place) -> None:
        stored = a_file(place)
        expected = a_file(place, state=MediaState.FETCHING, message_id=MessageId(fresh()), filename=None, size=0)
        async with place.work() as work:
            await work.media.add(stored, expected)

        async with place.work() as work:
            assert await work.media.get(stored.id) == stored
            unknown = MediaId(fresh())
            found = await work.media.get_all([stored.id, expected.id, unknown])
            assert found == {stored.id: stored, expected.id: expected}
            with pytest.raises(MediaNotFound):
                await work.media.get(unknown)

    async def test_another_tenants_file_is_not_there(self, place: Place, neighbour: Place) -> None:
        stored = a_file(place)
        async with place.work() as work:
            await work.media.add(stored)

        async with neighbour.work() as work:
            with pytest.raises(MediaNotFound):
                await work.media.get(stored.id)

    async def test_what_was_found_out_is_saved(self, place: Place) -> None:
        expected = a_file(place, state=MediaState.FETCHING)
        missing = replace(expected, state=MediaState.MISSING, reason="TOO_LARGE", seconds=1.5)
        async with place.work() as work:
            await work.media.add(expected)
        async with place.work() as work:
            await work.media.save(missing)

        async with place.work() as work:
            assert await work.media.get(expected.id) == missing

    async def test_ids_that_are_no_file_of_the_tenant_are_orphans(self, place: Place, neighbour: Place) -> None:
        mine, theirs, unknown = a_file(place), a_file(neighbour), MediaId(fresh())
        for of, stored in ((place, mine), (neighbour, theirs)):
            async with of.work() as work:
                await work.media.add(stored)

        async with place.work() as work:
            assert await work.media.orphans([mine.id, theirs.id, unknown]) == {theirs.id, unknown}
            assert await work.media.orphans([]) == set()

    async def test_a_file_has_one_voice_note(self, place: Place) -> None:
        sound = a_file(place, type=MessageType.AUDIO, mime_type="audio/mpeg")
        notes = [a_file(place, mime_type="audio/ogg", voice_of=sound.id) for _ in range(2)]
        async with place.work() as work:
            await work.media.add(sound)
            assert await work.media.voice_of(sound.id) is None
        for note in notes:
            async with place.work() as work:
                await work.media.add(note)

        async with place.work() as work:
            assert await work.media.voice_of(sound.id) == notes[0]

    async def test_uploads_are_remembered_for_their_account_until_they_expire(self, place: Place) -> None:
        stored = a_file(place)
        uploaded = Uploaded(provider_media_id="111", expires_at=AT + MONTH)
        async with place.work() as work:
            await work.media.add(stored)
            await work.media.remember_upload(stored.id, "official:1", uploaded)

        async with place.work() as work:
            assert await work.media.uploaded(stored.id, "official:1", until=AT + MONTH) == uploaded
            late = AT + MONTH + dt.timedelta(seconds=1)
            assert await work.media.uploaded(stored.id, "official:1", until=late) is None
            assert await work.media.uploaded(stored.id, "official:2", until=AT) is None

    async def test_what_is_removed_is_gone_with_its_uploads(self, place: Place) -> None:
        gone, stays = a_file(place), a_file(place)
        uploaded = Uploaded(provider_media_id="111", expires_at=AT + MONTH)
        async with place.work() as work:
            await work.media.add(gone, stays)
            for each in (gone, stays):
                await work.media.remember_upload(each.id, "a", uploaded)

        async with place.work() as work:
            await work.media.remove([])
            await work.media.remove([gone.id])

        async with place.work() as work:
            assert set(await work.media.get_all([gone.id, stays.id])) == {stays.id}
            assert await work.media.uploaded(gone.id, "a", until=AT) is None
            assert await work.media.uploaded(stays.id, "a", until=AT) == uploaded

    async def test_of_two_uploads_the_one_that_lasts_is_kept_and_can_be_forgotten(self, place: Place) -> None:
        stored = a_file(place)
        early = Uploaded(provider_media_id="early", expires_at=AT + MONTH)
        late = Uploaded(provider_media_id="late", expires_at=AT + 2 * MONTH)
        async with place.work() as work:
            await work.media.add(stored)
        for uploaded in (early, late, early):
            async with place.work() as work:
                await work.media.remember_upload(stored.id, "a", uploaded)

        async with place.work() as work:
            assert await work.media.uploaded(stored.id, "a", until=AT) == late
            await work.media.forget_uploads([stored.id], "a")
            assert await work.media.uploaded(stored.id, "a", until=AT) is None
