"""WhatsApp's addresses on the wire ("JIDs"): whose they are, and how we write to one."""

import re
from collections.abc import Sequence

import msgspec

from pytake_adapters.net.body import JSON, word
from pytake_domain.contacts import Address, AddressKind, wa_id_addresses

PHONE_SERVER = "s.whatsapp.net"
LID_SERVER = "lid"
GROUP_SERVER = "g.us"

_PHONE_SERVERS = frozenset({PHONE_SERVER, "c.us", "hosted"})
_LID_SERVERS = frozenset({LID_SERVER, "hosted.lid"})
_JID = re.compile(r"(?P<user>[0-9A-Za-z.-]{1,128})(?:_\d+)?(?::\d+)?@(?P<server>[a-z.]{1,32})", re.ASCII)
_DIGITS = re.compile(r"[1-9]\d{6,14}", re.ASCII)
_ALTERNATIVES = ("remoteJidAlt", "senderPn", "senderLid", "previousRemoteJid")
_GROUP_MEMBER = ("participant", "participantAlt", "participantPn", "participantLid")


class Jid(msgspec.Struct, frozen=True):
    """A user and a server; the device number is gone. A bare telephone number counts as one with a phone server."""

    user: str
    server: str

    @classmethod
    def read(cls, value: object) -> "Jid | None":
        """None when it is no JID."""
        text = word(value) or ""
        if _DIGITS.fullmatch(text):
            return cls(text, PHONE_SERVER)
        found = _JID.fullmatch(text)
        return cls(found["user"], found["server"]) if found else None

    @property
    def is_group(self) -> bool:
        """Many people's."""
        return self.server == GROUP_SERVER

    @property
    def is_person(self) -> bool:
        """One person's: neither a group nor status posts, broadcasts and channels."""
        return bool(self.addresses())

    def addresses(self) -> tuple[Address, ...]:
        """Whom it reaches. A hidden identity has digits too, and they are never a telephone number."""
        if self.server in _PHONE_SERVERS and _DIGITS.fullmatch(self.user):
            return wa_id_addresses(self.user)
        if self.server in _LID_SERVERS and self.user.isdigit():
            return (Address(kind=AddressKind.LID, value=self.user),)
        return ()

    def __str__(self) -> str:
        return f"{self.user}@{self.server}"


def people(*values: object) -> tuple[Address, ...]:
    """Every address of the one person whom all these JIDs mean; the telephone first, the hidden identity last."""
    found: dict[Address, None] = {}
    for value in values:
        if (jid := Jid.read(value)) is not None:
            found.update(dict.fromkeys(jid.addresses()))
    return tuple(sorted(found, key=lambda address: address.kind is AddressKind.LID))


def of_key(key: JSON) -> tuple[Address, ...]:
    """Whose chat a message's key names; in a group, who wrote."""
    chat = Jid.read(key.get("remoteJid"))
    if chat is not None and chat.is_group:
        return people(*(key.get(name) for name in _GROUP_MEMBER))
    return people(key.get("remoteJid"), *(key.get(name) for name in _ALTERNATIVES))


def group_of(key: JSON) -> str | None:
    """The group a message was written in."""
    chat = Jid.read(key.get("remoteJid"))
    return str(chat) if chat is not None and chat.is_group else None


def linked(addresses: Sequence[Address]) -> bool:
    """Do they tell which telephone a hidden identity is?"""
    kinds = {address.kind for address in addresses}
    return AddressKind.LID in kinds and AddressKind.PHONE in kinds


def destination(addresses: Sequence[Address]) -> Jid | str | None:
    """Whom to write to: the first telephone, as WhatsApp itself wrote it where it did; a hidden identity for want of one.

    A number that only people wrote goes out as bare digits: the server asks WhatsApp for its right form then, such as
    Brazil's ninth digit.
    """
    for address in addresses:
        digits = address.value.removeprefix("+")
        if not _DIGITS.fullmatch(digits):
            continue
        if address.kind is AddressKind.WA_ID:
            return Jid(digits, PHONE_SERVER)
        if address.kind is AddressKind.PHONE:
            return digits
    for address in addresses:
        if address.kind is AddressKind.LID and address.value.isascii() and address.value.isdigit():
            return Jid(address.value, LID_SERVER)
    return None


def chat_of(addresses: Sequence[Address]) -> str | None:
    """The JID of the chat with somebody, for calls that name a message by it."""
    where = destination(addresses)
    return str(where if isinstance(where, Jid) else Jid(where, PHONE_SERVER)) if where else None
