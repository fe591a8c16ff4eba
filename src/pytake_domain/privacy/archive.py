"""A ZIP that is written while it leaves: no more of it is held than a piece."""

import io
import zipfile
from collections.abc import AsyncIterator

LEVEL = 6


class _Outflow(io.RawIOBase):
    """Where the library writes; taken away piece by piece."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: object) -> int:
        """Keep until it is taken."""
        piece = bytes(data)  # type: ignore[call-overload]
        self._pieces.append(piece)
        return len(piece)

    def take(self) -> bytes:
        """What came since."""
        taken, self._pieces = b"".join(self._pieces), []
        return taken


class Archive:
    """Files one behind the other; each call yields what can leave by then."""

    def __init__(self) -> None:
        self._out = _Outflow()
        self._zip = zipfile.ZipFile(self._out, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL)

    async def add(self, name: str, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """A file of this name."""
        with self._zip.open(name, "w", force_zip64=True) as file:
            async for piece in pieces:
                file.write(piece)
                if ready := self._out.take():
                    yield ready
        yield self._out.take()

    def end(self) -> bytes:
        """The list of its files, behind them."""
        self._zip.close()
        return self._out.take()
