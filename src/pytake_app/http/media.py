"""Files: uploaded to be sent, and shown."""

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIFormat, OpenAPIType
from litestar.params import FromPath, FromQuery, HeaderParameter, SkipValidation
from litestar.response import Stream

from pytake_app.http.edge.multipart import form_file
from pytake_app.http.ranges import NotSatisfiable, Slice, slice_of
from pytake_app.wire.media import MediaOut, media_out
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.ids import MediaId
from pytake_domain.messaging import MOST_BYTES, MediaVariant, Readable, ReadMedia, StoreMedia, shown_inline

SLACK = 64 * 1024
"""What a form has around its file."""
PATH = "/api/v1/whatsapp/media"
LONGEST_TOKEN = 200
Wanted = Annotated[str | None, HeaderParameter(name="Range")]
Known = Annotated[str | None, HeaderParameter(name="If-None-Match")]
If = Annotated[str | None, HeaderParameter(name="If-Range")]


@dataclass
class UploadOperation(Operation):
    """The form, which the framework can't see: it is read piece by piece."""

    def __post_init__(self) -> None:
        file = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)
        form = Schema(type=OpenAPIType.OBJECT, properties={"file": file}, required=["file"])
        self.request_body = RequestBody(content={"multipart/form-data": OpenAPIMediaType(schema=form)}, required=True)


class MediaController(Controller):
    """`/api/v1/whatsapp/media`."""

    path = PATH
    tags = ("messages",)

    @post(
        summary="Upload a file",
        operation_class=UploadOperation,
        request_max_body_size=MOST_BYTES + SLACK,
    )
    async def upload(
        self,
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        store_media: NamedDependency[SkipValidation[StoreMedia]],
    ) -> MediaOut:
        """A form with the field `file`, of at most 100 MB. It is kept, and sent by its id."""
        file = await form_file(request)
        stored = await store_media.upload(actor, file.pieces(), filename=file.filename, mime_type=file.mime_type)
        return media_out(stored)

    @get("/{media_id:uuid}", summary="A stored file")
    async def read(
        self,
        media_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        read_media: NamedDependency[SkipValidation[ReadMedia]],
        variant: FromQuery[MediaVariant] = MediaVariant.ORIGINAL,
        wanted: Wanted = None,
        known: Known = None,
        unchanged: If = None,
    ) -> Response[Any]:
        """Its bytes, or the part that `Range` asks for; `variant=thumbnail` is a small JPEG of a picture."""
        found = await read_media.open(actor, MediaId(media_id), variant)
        return answer_of(found, wanted=wanted, known=known, unchanged=unchanged)


@get("/api/v1/media/{token:str}", summary="A file by a link of ours", tags=("messages",))
async def linked_media(
    token: FromPath[str],
    read_media: NamedDependency[SkipValidation[ReadMedia]],
    wanted: Wanted = None,
    known: Known = None,
    unchanged: If = None,
) -> Response[Any]:
    """For providers that fetch what we send: whoever has the link may read this one file until its time is over."""
    found = await read_media.by_token(token[:LONGEST_TOKEN])
    return answer_of(found, wanted=wanted, known=known, unchanged=unchanged)


def answer_of(
    found: Readable, *, wanted: str | None = None, known: str | None = None, unchanged: str | None = None
) -> Response[Any]:
    """The whole file, a part of it, or that the client has it already."""
    etag = f'"{found.etag}"'
    headers = {
        "ETag": etag,
        "Cache-Control": "private, max-age=31536000, immutable",
        "Accept-Ranges": "bytes",
        "Content-Disposition": _disposition(found),
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    if known is not None and (
        known.strip() == "*" or etag in [tag.strip().removeprefix("W/") for tag in known.split(",")]
    ):
        return Response(None, status_code=304, headers=headers)
    try:
        part = slice_of(wanted, found.size) if unchanged is None or unchanged.strip() == etag else None
    except NotSatisfiable:
        return Response(None, status_code=416, headers={"Content-Range": f"bytes */{found.size}"})
    if part is not None:
        headers["Content-Range"] = f"bytes {part.start}-{part.end - 1}/{found.size}"
    given = part or Slice(0, found.size)
    headers["Content-Length"] = str(given.end - given.start)
    return Stream(
        found.pieces(given.start, given.end),
        status_code=200 if part is None else 206,
        headers=headers,
        media_type=found.mime_type,
    )


def _disposition(found: Readable) -> str:
    kind = "inline" if shown_inline(found.mime_type) else "attachment"
    name = found.stored.filename
    if not name:
        return kind
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%' else "_" for c in name)
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
