"""A form with one file, read piece by piece: nothing of it is ever in memory whole."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import multipart
from litestar import Request
from litestar.exceptions.http_exceptions import RequestEntityTooLarge

from pytake_app.http.edge.body import WrongMediaType
from pytake_domain.kernel.errors import Invalid, Malformed, Problem, TooLarge
from pytake_domain.messaging import MOST_BYTES

MOST_PARTS = 16
LARGEST_FIELD = 64 * 1024


class FormFile:
    """The part named `file`: its name, its type, and its bytes, which can be read once; `fields` came before it."""

    def __init__(
        self, part: multipart.MultipartSegment, events: AsyncIterator[Any], fields: Mapping[str, bytes]
    ) -> None:
        self.filename = part.filename
        self.mime_type = part.content_type
        self.fields = fields
        self._events = events

    async def pieces(self) -> AsyncIterator[bytes]:
        """Its bytes. Raises Malformed when the form ends before it."""
        async for event in self._events:
            if event is None:
                return
            yield bytes(event)
        raise Malformed


async def form_file(request: Request[Any, Any, Any], name: str = "file") -> FormFile:
    """The file of a form. Raises WrongMediaType, Malformed, Invalid when there is none or a field before it is too
    long, and what is too large for the route.
    """
    kind, options = multipart.parse_options_header(request.headers.get("content-type", ""))
    if kind != "multipart/form-data" or not options.get("boundary"):
        raise WrongMediaType
    events = _events(request, options["boundary"])
    fields: dict[str, bytes] = {}
    field = ""
    async for event in events:
        if isinstance(event, multipart.MultipartSegment):
            if event.name == name:
                return FormFile(event, events, fields)
            field = event.name
            fields[field] = b""
        elif event is not None:
            fields[field] += event
            if len(fields[field]) > LARGEST_FIELD:
                raise Invalid(Problem(field=field[:100], code="too_long", params={"most": LARGEST_FIELD}))
    raise Invalid(Problem(field=name, code="required"))


async def _events(request: Request[Any, Any, Any], boundary: str) -> AsyncIterator[Any]:
    try:
        parser = multipart.PushMultipartParser(boundary, max_segment_count=MOST_PARTS)
        async for chunk in request.stream():
            for event in parser.parse(chunk):
                yield event
            if parser.closed:
                return
        parser.close()
    except multipart.MultipartError as error:
        raise Malformed from error
    except RequestEntityTooLarge as error:
        raise TooLarge(allowed=MOST_BYTES) from error
