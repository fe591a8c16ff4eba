"""What an Evolution server keeps: instances, their messages and acknowledgements."""

import asyncio
import itertools
import os
import random
import secrets
from collections.abc import Callable
from uuid import UUID

from pytake_app.twin.evolution.errors import missing
from pytake_app.twin.evolution.people import People
from pytake_app.twin.evolution.settings import EvolutionSettings
from pytake_app.twin.wire import JSON

SETTINGS = ("rejectCall", "groupsIgnore", "alwaysOnline", "readMessages", "readStatus", "syncFullHistory")
EVENTS = frozenset(
    {
        "APPLICATION_STARTUP",
        "QRCODE_UPDATED",
        "MESSAGES_SET",
        "MESSAGES_UPSERT",
        "MESSAGES_EDITED",
        "MESSAGES_UPDATE",
        "MESSAGES_DELETE",
        "SEND_MESSAGE",
        "SEND_MESSAGE_UPDATE",
        "CONTACTS_SET",
        "CONTACTS_UPSERT",
        "CONTACTS_UPDATE",
        "PRESENCE_UPDATE",
        "CHATS_SET",
        "CHATS_UPSERT",
        "CHATS_UPDATE",
        "CHATS_DELETE",
        "GROUPS_UPSERT",
        "GROUP_UPDATE",
        "GROUP_PARTICIPANTS_UPDATE",
        "CONNECTION_UPDATE",
        "LABELS_EDIT",
        "LABELS_ASSOCIATION",
        "CALL",
        "TYPEBOT_START",
        "TYPEBOT_CHANGE_STATUS",
        "REMOVE_INSTANCE",
        "LOGOUT_INSTANCE",
        "INSTANCE_CREATE",
        "INSTANCE_DELETE",
        "STATUS_INSTANCE",
    }
)
_turn = itertools.count(1)


class Stored:
    """A message in the server's database, its acknowledgements, and the file in it."""

    def __init__(self, row: JSON, *, media: bytes | None = None) -> None:
        self.row = row
        self.media = media
        self.updates: list[str] = []

    @property
    def id(self) -> str:
        """WhatsApp's id of it."""
        return str(self.row["key"]["id"])

    @property
    def found(self) -> JSON:
        """As searches show it."""
        return {**self.row, "MessageUpdate": [{"status": status} for status in self.updates]}


class Instance:
    """One number's. `began`: it has had a socket in this process; `fails`: WhatsApp can't be reached just now."""

    def __init__(self, name: str, integration: str, token: str) -> None:
        self.name = name
        self.integration = integration
        self.token = token
        self.id = str(UUID(bytes=os.urandom(16), version=4))
        self.state = "close"
        self.began = False
        self.fails = False
        self.owner: str | None = None
        self.profile_name: str | None = None
        self.reason_code: int | None = None
        self.settings: JSON = {**dict.fromkeys(SETTINGS, False), "msgCall": "", "wavoipToken": ""}
        self.webhook: JSON | None = None
        self.qr: JSON = {"count": 0}
        self.rotation: asyncio.TimerHandle | None = None
        self.messages: dict[str, Stored] = {}
        self.sends: list[JSON] = []
        self.held: list[Callable[[], None]] = []

    def stop_rotating(self) -> None:
        """No more codes."""
        if self.rotation is not None:
            self.rotation.cancel()
        self.rotation, self.qr = None, {"count": 0}

    @property
    def listed(self) -> JSON:
        """As the list of instances shows it."""
        return {
            "id": self.id,
            "name": self.name,
            "connectionStatus": self.state,
            "ownerJid": self.owner,
            "profileName": self.profile_name,
            "integration": self.integration,
            "number": None,
            "token": self.token,
            "disconnectionReasonCode": self.reason_code,
            "Setting": self.settings,
            "_count": {"Message": len(self.messages), "Contact": 0, "Chat": 0},
        }


class EvolutionState:
    """The whole server."""

    def __init__(self, settings: EvolutionSettings, clock: Callable[[], float], chance: random.Random) -> None:
        self.settings = settings
        self.behaviour = settings.behaviour
        self.clock = clock
        self.chance = chance
        self.instances: dict[str, Instance] = {}
        self.people = People()

    def instance(self, name: str) -> Instance:
        """Raises Refusal when there is none of that name."""
        found = self.instances.get(name)
        if found is None:
            raise missing(name)
        return found


def own_id() -> str:
    """A new id of a message that this server sends."""
    return "3EB0" + secrets.token_hex(9).upper()


def phone_id() -> str:
    """A new id of a message that a phone sends."""
    return "AC" + secrets.token_hex(15).upper()


def row_id() -> str:
    """A new id of the database's own."""
    return f"cm{next(_turn):08d}{secrets.token_hex(6)}"


def new_token() -> str:
    """A token that the server makes itself."""
    return secrets.token_hex(16).upper()
