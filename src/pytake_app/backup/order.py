"""What stands in a backup, and in which order: what it is, keys, the database in parts, files; each once."""

import re
from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2b
from uuid import UUID

from pytake_app.backup.archive import ABOUT, PART, SMALL, Member, Reader
from pytake_app.backup.errors import Damaged
from pytake_app.backup.keys import SIGNING, VAULT
from pytake_domain.kernel.ids import MediaId, TenantId
from pytake_domain.messaging import MediaKey, MediaVariant

DATABASE, MEDIA = "database/", "media/"
ABOUTS, KEYS, PARTS, FILES = range(4)
_SIGNING_KEY = re.compile(rf"{SIGNING}[^/\0]{{1,200}}\.pem")
"""A company names its signing keys as it likes; what is no name of a file in one folder is no key."""


def members(reader: Reader) -> Iterator[Member]:
    """Each of a stream, when its name and size are what they may be there. Raises Damaged."""
    order = Order()
    for member in reader.members():
        order.check(member.name, member.size)
        yield member
    order.finish()


class Order:
    """Looks at one name after the other. Raises Damaged; nothing of it is written anywhere by then."""

    def __init__(self) -> None:
        self._at = -1
        self._parts = self._signing = 0
        self._vault = False
        # Eight bytes of each: a backup may hold millions of files.
        self._seen: set[bytes] = set()

    def check(self, name: str, size: int) -> None:
        """May this one come next?"""
        kind = _kind(name)
        if self._at < ABOUTS and kind != ABOUTS:
            raise Damaged("it does not begin as a backup of PyTake does")
        digest = blake2b(name.encode(), digest_size=8).digest()
        if digest in self._seen:
            raise Damaged(f"{name} is in it twice")
        if kind < self._at:
            raise Damaged(f"{name} stands where it does not belong")
        self._seen.add(digest)
        self._at = kind
        if kind == PARTS:
            self._parts += 1
            if name != f"{DATABASE}{self._parts:06d}":
                raise Damaged(f"{name} stands where part {self._parts} of the database belongs")
        self._signing += name.startswith(SIGNING)
        self._vault = self._vault or name == VAULT
        most = {PARTS: PART, FILES: None}.get(kind, SMALL)
        if most is not None and size > most:
            raise Damaged(f"{name} has {size} bytes, and {most} at most are its due")

    def finish(self) -> None:
        """Was all there that an installation needs?"""
        if not self._parts:
            raise Damaged("it holds no database")
        if not self._signing or not self._vault:
            raise Damaged("it holds no keys")


def _kind(name: str) -> int:
    if name == ABOUT:
        return ABOUTS
    if name == VAULT or _SIGNING_KEY.fullmatch(name):
        return KEYS
    if name.startswith(DATABASE):
        return PARTS
    if name.startswith(MEDIA):
        media_key(name)
        return FILES
    raise Damaged(f"{name} is nothing that a backup holds")


def media_key(name: str) -> MediaKey:
    """Where a file of a message lies. Raises Damaged when the name says so in any other way than ours."""
    with suppress(ValueError):
        _, tenant, file = name.split("/")
        media, _, variant = file.partition(".")
        key = MediaKey(tenant_id=TenantId(UUID(tenant)), media_id=MediaId(UUID(media)), variant=MediaVariant(variant))
        if media_name(key) == name:
            return key
    raise Damaged(f"{name} is no file of a message")


def media_name(key: MediaKey) -> str:
    """Of the member that holds this file."""
    return f"{MEDIA}{key.tenant_id}/{key.media_id}.{key.variant.value}"
