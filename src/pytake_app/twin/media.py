"""Media of the Graph API: uploaded, looked up, downloaded, deleted."""

import hashlib
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import HTTP

from pytake_app.twin.errors import GraphError, missing, no_such_object
from pytake_app.twin.http import Answer, Request, json
from pytake_app.twin.state import Media, Number, State
from pytake_app.twin.wire import graph_id

MB = 1 << 20
MOST: dict[str, int] = {
    "audio/aac": 16 * MB,
    "audio/amr": 16 * MB,
    "audio/mpeg": 16 * MB,
    "audio/mp4": 16 * MB,
    "audio/ogg": 16 * MB,
    "image/jpeg": 5 * MB,
    "image/png": 5 * MB,
    "image/webp": 500 * 1024,
    "video/mp4": 16 * MB,
    "video/3gpp": 16 * MB,
    "text/plain": 100 * MB,
    "application/pdf": 100 * MB,
    "application/msword": 100 * MB,
    "application/vnd.ms-excel": 100 * MB,
    "application/vnd.ms-powerpoint": 100 * MB,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": 100 * MB,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": 100 * MB,
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": 100 * MB,
}
DOWNLOADS = "/twin/media/"


def upload(state: State, number: Number, request: Request) -> Answer:
    """Keep a file for the number's account. Raises GraphError where the provider refuses."""
    fields, content, mime_type = _parts(request)
    if fields.get("messaging_product") != "whatsapp":
        raise missing("messaging_product")
    if content is None:
        raise missing("file")
    plain = (fields.get("type") or mime_type).split(";")[0].strip().lower()
    if plain not in MOST:
        raise GraphError(100, message=f"Param file must be a file with one of the following types: {', '.join(MOST)}.")
    if len(content) > MOST[plain]:
        raise GraphError(131053, f"File size is too big, at most {MOST[plain]} bytes")
    media = Media(id=graph_id(), waba_id=number.told.waba_id, mime_type=plain, content=content)
    state.media[media.id] = media
    return json({"id": media.id})


def look_up(media: Media, request: Request) -> Answer:
    """Where its bytes are, and what they are."""
    host = request.header(b"host").decode("latin-1") or request.host
    return json(
        {
            "messaging_product": "whatsapp",
            "url": f"http://{host}{DOWNLOADS}{media.id}",
            "mime_type": media.mime_type,
            "sha256": hashlib.sha256(media.content).hexdigest(),
            "file_size": len(media.content),
            "id": media.id,
        }
    )


def find(state: State, media_id: str, token: str, query: dict[str, str], method: str = "get") -> Media:
    """The file, for those who may have it: a token of its account, and the number in the query when one is named."""
    granted, media = state.granted(token), state.media.get(media_id)
    number = state.numbers.get(query.get("phone_number_id", ""))
    foreign = "phone_number_id" in query and (media is None or number is None or number.told.waba_id != media.waba_id)
    if media is None or media.waba_id not in granted or foreign:
        raise no_such_object(media_id, method)
    return media


def download(media: Media) -> Answer:
    """Its bytes."""
    return Answer(media.content, content_type=media.mime_type.encode())


def _parts(request: Request) -> tuple[dict[str, str], bytes | None, str]:
    """The fields of a form, the bytes of its file, and the type these were said to have."""
    form = EmailMessage()
    form["content-type"] = request.header(b"content-type").decode("latin-1")
    boundary = form.get_boundary()
    if form.get_content_type() != "multipart/form-data" or not boundary:
        raise GraphError(100, details="multipart/form-data is required")
    fields: dict[str, str] = {}
    content: bytes | None = None
    mime_type = ""
    # Each part ends with the line break before the next boundary; what follows the last one begins with two dashes.
    for piece in (b"\r\n" + request.body).split(b"\r\n--" + boundary.encode())[1:]:
        head, separator, value = piece.partition(b"\r\n\r\n")
        if not separator:
            continue
        headers = message_from_bytes(head.lstrip() + b"\r\n\r\n", policy=HTTP)
        name = headers.get_param("name", header="content-disposition")
        if name == "file":
            content, mime_type = value, headers.get_content_type()
        elif isinstance(name, str):
            fields[name] = value.decode(errors="replace")
    return fields, content, mime_type
