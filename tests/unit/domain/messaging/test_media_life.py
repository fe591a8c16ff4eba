"""Files of messages from the first job to the last try, and from an upload to a send."""

import hashlib

import msgspec
import pytest
from msgspec.structs import replace
from tests.unit.domain.messaging.talking import give, messages_of, names

from pytake_domain.kernel.actor import Permission
from pytake_domain.kernel.errors import Forbidden, Invalid, TooLarge
from pytake_domain.kernel.ids import MediaId
from pytake_domain.messaging import (
    FETCH,
    Direction,
    FetchJob,
    MediaKey,
    MediaMissing,
    MediaNotFound,
    MediaNotReady,
    MediaRefused,
    MediaState,
    MediaVariant,
    Message,
    MessageState,
    StoredMedia,
    VoiceToolMissing,
)
from pytake_domain.messaging.incoming_media import PAUSES
from pytake_domain.messaging.media import MOST_BYTES
from pytake_domain.messaging.use_cases.prepare_media import LINK_LASTS
from pytake_domain.testing.memory.house import Company, Customer, MemoryHouse
from pytake_domain.testing.memory.media import VOICE_NOTE, Bytes, MemoryFile
from pytake_domain.whatsapp import (
    ApiType,
    Button,
    Buttons,
    Card,
    Carousel,
    EchoedMessage,
    Media,
    MediaLimit,
    MediaTransport,
    MessageType,
    PastMessage,
    SendFailure,
    Unsupported,
)

JPEG = b"\xff\xd8\xff\xe0" + b"pixels" * 1000
WAV = b"RIFF\0\0\0\0WAVEfmt " + bytes(500)
PICTURE = Media(type=MessageType.IMAGE, provider_media_id="p1", mime_type="image/jpeg", caption="a conta")
BUSY = SendFailure(code="PROVIDER_BUSY", retryable=True)
GONE = SendFailure(code="MEDIA_UNUSABLE")


@pytest.fixture(autouse=True)
def held(memory: MemoryHouse) -> dict[str, bytes]:
    """What the provider has."""
    held = memory.providers.of(ApiType.OFFICIAL).media.held
    held["p1"] = JPEG
    return held


def the_message(company: Company) -> Message:
    (message,) = messages_of(company, Direction.INBOUND)
    return message


def the_file(company: Company) -> StoredMedia:
    (stored,) = company.rows.media.values()
    return stored


async def stored(
    company: Company, content: bytes = JPEG, mime_type: str = "image/jpeg", name: str = "foto.jpg"
) -> StoredMedia:
    return await company.house.storing.upload(company.boss, Bytes(content).pieces(), filename=name, mime_type=mime_type)


async def test_what_a_customer_sends_is_copied_and_told(memory: MemoryHouse, company: Company, maria: Customer) -> None:
    await maria.sends(replace(PICTURE, sha256=hashlib.sha256(JPEG).hexdigest()))

    file, content = the_file(company), the_message(company).content
    assert isinstance(content, Media)
    assert (file.state, file.size, file.width, file.has_thumbnail) == (MediaState.STORED, len(JPEG), 640, True)
    assert (content.media_id, content.size, content.caption) == (str(file.id), len(JPEG), "a conta")
    assert memory.media_store.objects[MediaKey(tenant_id=company.id, media_id=file.id)] == JPEG
    assert names(company).count("MessageMediaReady") == 1


async def test_what_was_typed_on_the_phone_itself_is_copied_too(company: Company, maria: Customer) -> None:
    event = EchoedMessage(
        route=maria.line.route, at=company.house.clock.now(), id="w1", recipient=maria.addresses, content=PICTURE
    )
    await maria.line.tell(event, event)
    await company.house.settle()

    assert the_file(company).state is MediaState.STORED


async def test_a_file_of_the_history_fills_the_place_that_was_kept_for_it(company: Company, maria: Customer) -> None:
    past = PastMessage(
        route=maria.line.route,
        at=company.house.clock.now(),
        id="w1",
        customer=maria.addresses,
        inbound=True,
        content=Unsupported(what="media_placeholder"),
    )
    for event in (past, replace(past, content=PICTURE), replace(past, content=PICTURE)):
        await maria.line.tell(event)
        await company.house.settle()

    content = the_message(company).content
    assert isinstance(content, Media)
    assert content.media_id == str(the_file(company).id)
    assert the_file(company).state is MediaState.STORED


async def test_a_repeated_webhook_makes_no_second_file(company: Company, maria: Customer) -> None:
    message = maria.message(PICTURE)
    for _ in range(2):
        await maria.line.tell(message)
        await company.house.settle()

    assert len(company.rows.media) == 1
    assert names(company).count("MessageMediaReady") == 1


async def test_a_file_is_tried_again_until_it_comes(memory: MemoryHouse, company: Company, maria: Customer) -> None:
    memory.providers.of(ApiType.OFFICIAL).media.script.extend([BUSY, BUSY])
    await maria.sends(PICTURE)
    assert the_file(company).state is MediaState.FETCHING
    with pytest.raises(MediaNotReady):
        await memory.reading.open(company.boss, the_file(company).id)

    await memory.wait(seconds=PAUSES[0])
    await memory.wait(seconds=PAUSES[1])

    assert the_file(company).state is MediaState.STORED


async def test_a_file_that_does_not_come_for_half_an_hour_is_missing(
    memory: MemoryHouse, company: Company, maria: Customer
) -> None:
    memory.providers.of(ApiType.OFFICIAL).media.script.extend([BUSY] * 50)
    await maria.sends(PICTURE)
    for pause in PAUSES:
        assert the_file(company).state is MediaState.FETCHING
        await memory.wait(seconds=pause)

    content = the_message(company).content
    assert isinstance(content, Media)
    assert (the_file(company).state, content.missing) == (MediaState.MISSING, "PROVIDER_BUSY")
    assert company.rows.jobs == []
    with pytest.raises(MediaMissing):
        await memory.reading.open(company.boss, the_file(company).id)


@pytest.mark.parametrize(
    ("content", "told", "reason"),
    [
        (None, {}, "MEDIA_UNUSABLE"),
        (b"MZ\0" + bytes(100), {}, "FORBIDDEN_TYPE"),
        (WAV, {}, "LYING_TYPE"),
        (JPEG + b"broken", {}, "MEDIA_BROKEN"),
        (JPEG, {"mime_type": "text/html"}, "FORBIDDEN_TYPE"),
    ],
)
async def test_what_can_not_be_kept_is_missing_at_once(
    company: Company, maria: Customer, held: dict[str, bytes], content: bytes | None, told: dict[str, str], reason: str
) -> None:
    held.pop("p1")
    if content is not None:
        held["p1"] = content
    await maria.sends(replace(PICTURE, **told))

    assert (the_file(company).state, the_file(company).reason) == (MediaState.MISSING, reason)
    assert company.house.media_store.objects == {}


async def test_bytes_that_do_not_match_their_checksum_are_fetched_again(company: Company, maria: Customer) -> None:
    await maria.sends(replace(PICTURE, sha256="0" * 64))
    assert the_file(company).state is MediaState.FETCHING
    assert company.house.media_store.objects == {}
    assert [job.job.kind for job in company.rows.jobs] == [FETCH]


async def test_a_job_that_runs_twice_changes_nothing(memory: MemoryHouse, company: Company, maria: Customer) -> None:
    await maria.sends(PICTURE)
    before, told = the_file(company), names(company)
    await memory.fetching.run(company.id, msgspec.json.encode(FetchJob(media_id=before.id)))
    await memory.fetching.fetch(company.id, MediaId(memory.ids.new()))

    assert the_file(company) == before
    assert names(company) == told


async def test_an_upload_is_sent_by_the_id_the_provider_gave_it_once(
    memory: MemoryHouse, company: Company, maria: Customer
) -> None:
    await maria.says("oi")
    file = await stored(company)
    for _ in range(3):
        content = Media(type=MessageType.IMAGE, media_id=str(file.id), caption="olhe")
        await memory.sending.send(company.boss, to="+5511987654321", content=content)
    await memory.settle()

    gateway = memory.providers.of(ApiType.OFFICIAL).media
    assert gateway.uploads == ["uploaded.1"]
    assert gateway.held["uploaded.1"] == JPEG
    sent = [s.content for s in maria.heard]
    assert [s.provider_media_id for s in sent if isinstance(s, Media)] == ["uploaded.1"] * 3
    kept = messages_of(company, Direction.OUTBOUND)[0].content
    assert isinstance(kept, Media)
    assert (kept.provider_media_id, kept.size) == (None, len(JPEG))


async def test_headers_and_cards_are_prepared_too(memory: MemoryHouse, company: Company, maria: Customer) -> None:
    await maria.says("oi")
    file = await stored(company)
    media = Media(type=MessageType.IMAGE, media_id=str(file.id))
    buttons = (Button(id="a", title="Sim"),)
    card = Card(header_media=media, body="x", display_text="Ver", url="https://example.com")
    for content in (
        Buttons(body="?", header_media=media, buttons=buttons),
        Carousel(body="?", cards=(card, card)),
    ):
        await memory.sending.send(company.boss, to="+5511987654321", content=content)
    await memory.settle()

    first, second = (s.content for s in maria.heard)
    assert isinstance(first, Buttons)
    assert first.header_media is not None
    assert first.header_media.provider_media_id == "uploaded.1"
    assert isinstance(second, Carousel)
    assert [c.header_media.provider_media_id for c in second.cards if c.header_media] == ["uploaded.1"] * 2


async def test_a_failed_upload_fails_the_send_with_its_reason(
    memory: MemoryHouse, company: Company, maria: Customer
) -> None:
    await maria.says("oi")
    file = await stored(company)
    script = memory.providers.of(ApiType.OFFICIAL).media.script
    script.extend([SendFailure(code="PROVIDER_SILENT", ambiguous=True), GONE])
    content = Media(type=MessageType.IMAGE, media_id=str(file.id))
    sent = await memory.sending.send(company.boss, to="+5511987654321", content=content)
    await memory.settle()
    assert company.rows.messages[sent.id].status is MessageState.QUEUED, "an upload that may have worked is made again"
    await memory.wait(seconds=2)

    failed = company.rows.messages[sent.id]
    assert failed.error is not None
    assert (failed.status, failed.error.code) == (MessageState.FAILED, "MEDIA_UNUSABLE")
    assert maria.heard == []


async def test_an_id_the_provider_does_not_take_any_more_is_uploaded_anew(
    memory: MemoryHouse, company: Company, maria: Customer
) -> None:
    await maria.says("oi")
    file = await stored(company)
    memory.sender().script.append(SendFailure(code="MEDIA_UNUSABLE", retryable=True, most_tries=3))
    content = Media(type=MessageType.IMAGE, media_id=str(file.id))
    await memory.sending.send(company.boss, to="+5511987654321", content=content)
    await memory.settle()
    await memory.wait(seconds=2)

    (sent,) = maria.heard
    assert isinstance(sent.content, Media)
    assert sent.content.provider_media_id == "uploaded.2"


async def test_a_provider_that_reads_links_gets_one_of_ours(
    memory: MemoryHouse, company: Company, maria: Customer
) -> None:
    await maria.says("oi")
    provider = memory.providers.of(ApiType.OFFICIAL)
    provider.capabilities = replace(provider.capabilities, media_transport=MediaTransport.LINK)
    file = await stored(company)
    await memory.sending.send(
        company.boss, to="+5511987654321", content=Media(type=MessageType.IMAGE, media_id=str(file.id))
    )
    await memory.settle()

    (sent,) = maria.heard
    assert isinstance(sent.content, Media)
    assert sent.content.url is not None
    token = sent.content.url.rpartition("/")[2]
    readable = await memory.reading.by_token(token)
    assert b"".join([piece async for piece in readable.pieces()]) == JPEG
    memory.clock.move(seconds=LINK_LASTS.total_seconds() + 1)
    with pytest.raises(MediaNotFound):
        await memory.reading.by_token(token)


async def test_a_voice_note_is_made_once_and_kept(memory: MemoryHouse, company: Company, maria: Customer) -> None:
    await maria.says("oi")
    file = await stored(company, WAV, "audio/wav", "recado.wav")
    content = Media(type=MessageType.AUDIO, media_id=str(file.id), voice=True)
    for _ in range(2):
        await memory.sending.send(company.boss, to="+5511987654321", content=content)
        await memory.settle()

    assert memory.inspector.voice_notes == 1
    assert memory.providers.of(ApiType.OFFICIAL).media.held["uploaded.1"] == VOICE_NOTE
    assert [s.content.provider_media_id for s in maria.heard if isinstance(s.content, Media)] == ["uploaded.1"] * 2


async def test_without_the_tool_a_voice_note_is_refused_before_it_is_queued(
    memory: MemoryHouse, company: Company, maria: Customer
) -> None:
    await maria.says("oi")
    memory.inspector.makes_voice_notes = False
    file = await stored(company, WAV, "audio/wav", "recado.wav")
    content = Media(type=MessageType.AUDIO, media_id=str(file.id), voice=True)
    with pytest.raises(VoiceToolMissing):
        await memory.sending.send(company.boss, to="+5511987654321", content=content)
    ready = await stored(company, VOICE_NOTE, "audio/ogg", "nota.ogg")
    await memory.sending.send(company.boss, to="+5511987654321", content=replace(content, media_id=str(ready.id)))


async def test_the_providers_limits_are_told_before_anything_is_queued(
    memory: MemoryHouse, company: Company, maria: Customer
) -> None:
    await maria.says("oi")
    provider = memory.providers.of(ApiType.OFFICIAL)
    limit = MediaLimit(most_bytes=100, mime_types=("image/jpeg",))
    provider.capabilities = replace(provider.capabilities, media={MessageType.IMAGE: limit})
    large, other = await stored(company), await stored(company, b"GIF89a", "image/gif", "a.gif")
    for media_id, code in (
        (str(large.id), "media_too_large"),
        (str(other.id), "media_type_not_taken"),
        (str(memory.ids.new()), "unknown"),
        ("x", "unknown"),
    ):
        with pytest.raises(Invalid) as refused:
            await memory.sending.send(
                company.boss, to="+5511987654321", content=Media(type=MessageType.IMAGE, media_id=media_id)
            )
        assert [(p.field, p.code) for p in refused.value.problems] == [("media_id", code)]
    assert messages_of(company, Direction.OUTBOUND) == []


async def test_uploads_need_the_permission_and_have_a_bound(memory: MemoryHouse, company: Company) -> None:
    viewer = company.person("Vi", [Permission.READ_MESSAGES])
    with pytest.raises(Forbidden):
        await memory.storing.upload(viewer, Bytes(JPEG).pieces(), mime_type="image/jpeg")
    with pytest.raises(TooLarge):
        await memory.storing.upload(company.boss, Bytes(JPEG + bytes(MOST_BYTES)).pieces(), mime_type="image/jpeg")
    with pytest.raises(MediaRefused):
        await stored(company, JPEG + b"broken")
    assert memory.media_store.objects == {}
    assert company.rows.media == {}


async def test_what_is_behind_an_address_is_kept_like_an_upload(memory: MemoryHouse, company: Company) -> None:
    memory.link_reader.files["https://loja.example/a"] = MemoryFile(
        content=JPEG, mime_type="image/jpeg", filename="a.jpg"
    )
    file = await memory.storing.from_link(company.boss, "https://loja.example/a")
    assert (file.mime_type, file.filename, file.size) == ("image/jpeg", "a.jpg", len(JPEG))


async def test_a_file_is_seen_by_who_sees_its_conversation(
    memory: MemoryHouse, company: Company, maria: Customer
) -> None:
    await maria.sends(PICTURE)
    theirs, ours = the_file(company), await stored(company)
    boss = company.boss
    await give(company, the_message(company).conversation_id, boss)
    agent = company.person("Rui", [Permission.READ_MESSAGES, Permission.READ_CONVERSATIONS, Permission.WRITE_MESSAGES])

    assert (await memory.reading.open(boss, theirs.id, MediaVariant.THUMBNAIL)).mime_type == "image/jpeg"
    assert (await memory.reading.open(agent, ours.id)).size == len(JPEG)
    with pytest.raises(MediaNotFound):
        await memory.reading.open(agent, theirs.id)
    with pytest.raises(MediaNotFound):
        await memory.reading.known(agent, theirs.id)
