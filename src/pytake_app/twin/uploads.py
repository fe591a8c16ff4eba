"""Resumable uploads of the twin: the examples of templates' media headers."""

from collections.abc import Mapping

from pytake_app.twin.errors import GraphError, missing
from pytake_app.twin.wire import JSON, graph_id

MOST = 100 * 1024 * 1024


class Uploads:
    """Sessions that wait for their bytes; a handle names what came."""

    def __init__(self) -> None:
        self._waiting: dict[str, int] = {}

    def begin(self, query: Mapping[str, str]) -> JSON:
        """Raises GraphError without length and type."""
        try:
            length = int(query.get("file_length", ""))
        except ValueError:
            raise missing("file_length") from None
        if not query.get("file_type"):
            raise missing("file_type")
        if not 0 < length <= MOST:
            raise GraphError(100, message="Param file_length is out of range")
        session = f"upload:{graph_id()}"
        self._waiting[session] = length
        return {"id": session}

    def finish(self, session: str, body: bytes) -> JSON:
        """The handle, when as many bytes came as were announced."""
        length = self._waiting.pop(session, None)
        if length is None:
            raise GraphError(100, message="Upload session not found")
        if len(body) != length:
            raise GraphError(100, message=f"Expected {length} bytes, received {len(body)}")
        return {"h": f"4::{session.removeprefix('upload:')}"}
