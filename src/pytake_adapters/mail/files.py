"""A folder that mail is put into instead of being sent: to be read by whoever develops or tries things."""

import asyncio
import os
import secrets
from pathlib import Path

from pytake_adapters.mail.message import message_of
from pytake_domain.identity import Mail
from pytake_domain.kernel.errors import Unavailable


class FileMailer:
    """See Mailer. One `.eml` a mail; the same errand run again replaces its own."""

    is_set_up = True

    def __init__(self, folder: Path, sender: str) -> None:
        self.folder = folder
        self._sender = sender

    async def send(self, mail: Mail) -> None:
        """See the port."""
        data = message_of(mail, self._sender).as_bytes()
        try:
            await asyncio.to_thread(self._put, f"{mail.id}.eml", data)
        except OSError as error:
            raise Unavailable(dependency="mail", detail=error.strerror or type(error).__name__) from error

    def _put(self, name: str, data: bytes) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = self.folder / f".{os.getpid()}-{secrets.token_hex(4)}"
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(data)
        beside.replace(self.folder / name)


class NoMailer:
    """See Mailer: none is set up."""

    is_set_up = False

    async def send(self, mail: Mail) -> None:  # noqa: ARG002  of nobody
        """Nothing leaves. Raises Unavailable."""
        raise Unavailable(dependency="mail")
