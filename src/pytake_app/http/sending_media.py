"""Sending pictures, videos, stickers, sounds and documents."""

from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, SkipValidation

from pytake_app.http.messages import Key, send
from pytake_app.wire.media import (
    SendAudioIn,
    SendDocumentIn,
    SendFileIn,
    SendMediaIn,
    content_of,
    require_one_source,
)
from pytake_app.wire.messages import MessageOut
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import MediaId
from pytake_domain.kernel.text import Language
from pytake_domain.messaging import MediaNotFound, ReadMedia, SendMessages, StoredMedia, StoreMedia


class SendingMediaController(Controller):
    """`/api/v1/whatsapp/send-media`, `send-audio` and `send-document`."""

    path = "/api/v1/whatsapp"
    tags = ("messages",)

    @post("/send-media", status_code=202, summary="Send a picture, video or sticker")
    async def send_media(
        self,
        data: JSONBody[SendMediaIn],
        actor: NamedDependency[Actor],
        send_messages: NamedDependency[SendMessages],
        store_media: NamedDependency[SkipValidation[StoreMedia]],
        read_media: NamedDependency[SkipValidation[ReadMedia]],
        reader_language: NamedDependency[Language],
        key: Key = None,
    ) -> MessageOut:
        """Queues an uploaded file, or what is behind a `url`, which is fetched and kept first."""
        content = content_of(data, await _file(data, actor, store_media, read_media))
        return await send(send_messages, actor, data, content, key, reader_language)

    @post("/send-audio", status_code=202, summary="Send a sound or voice note")
    async def send_audio(
        self,
        data: JSONBody[SendAudioIn],
        actor: NamedDependency[Actor],
        send_messages: NamedDependency[SendMessages],
        store_media: NamedDependency[SkipValidation[StoreMedia]],
        read_media: NamedDependency[SkipValidation[ReadMedia]],
        reader_language: NamedDependency[Language],
        key: Key = None,
    ) -> MessageOut:
        """With `voice` it is a voice note; a sound of another kind is converted to OGG with Opus before it leaves."""
        content = content_of(data, await _file(data, actor, store_media, read_media))
        return await send(send_messages, actor, data, content, key, reader_language)

    @post("/send-document", status_code=202, summary="Send a document")
    async def send_document(
        self,
        data: JSONBody[SendDocumentIn],
        actor: NamedDependency[Actor],
        send_messages: NamedDependency[SendMessages],
        store_media: NamedDependency[SkipValidation[StoreMedia]],
        read_media: NamedDependency[SkipValidation[ReadMedia]],
        reader_language: NamedDependency[Language],
        key: Key = None,
    ) -> MessageOut:
        """With the name the customer sees; without one, that of the file."""
        content = content_of(data, await _file(data, actor, store_media, read_media))
        return await send(send_messages, actor, data, content, key, reader_language)


async def _file(data: SendFileIn, actor: Actor, store_media: StoreMedia, read_media: ReadMedia) -> StoredMedia:
    """The file that a body names. Raises Invalid, and what fetching an address raises."""
    require_one_source(data)
    if data.url is not None:
        return await store_media.from_link(actor, data.url, filename=data.filename)
    assert data.media_id is not None  # noqa: S101  one of the two is there
    try:
        return await read_media.known(actor, MediaId(data.media_id))
    except MediaNotFound as error:
        raise Invalid(Problem(field="media_id", code="unknown")) from error
