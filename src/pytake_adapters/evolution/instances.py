"""What the server says of a number's instance."""

import re

from pytake_adapters.evolution.api import EvolutionApi
from pytake_adapters.evolution.errors import INSTANCE_MISSING
from pytake_adapters.net.body import JSON, part, word
from pytake_domain.whatsapp import FailureCode, OpenNumber, SendFailure

INTEGRATION = "WHATSAPP-BAILEYS"
BUSINESS = "WHATSAPP-BUSINESS"
VERSION_TOO_OLD = "version_too_old"
BUSINESS_REFUSED = "business_channel_refused"
OLDEST = (2, 3, 7)
"""Servers before lose messages after linking anew, and of batches that hold a hidden identity."""
_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")

EVENTS = (
    "MESSAGES_UPSERT",
    "MESSAGES_EDITED",
    "MESSAGES_UPDATE",
    "MESSAGES_DELETE",
    "SEND_MESSAGE",
    "CONNECTION_UPDATE",
    "QRCODE_UPDATED",
    "STATUS_INSTANCE",
    "LOGOUT_INSTANCE",
    "REMOVE_INSTANCE",
    "CALL",
)
"""What we listen to; news of chats and contacts triple the traffic and say little."""


async def instance_of(api: EvolutionApi, via: OpenNumber) -> JSON | SendFailure | None:
    """The server's record of it, secrets included: never kept or shown. None: there is none."""
    name = via.number.evolution_instance or ""
    rows = await api.rows(via, "instance/fetchInstances", {"instanceName": name})
    if isinstance(rows, SendFailure):
        return None if rows.provider_code == INSTANCE_MISSING else rows
    return next((row for row in rows if row.get("name") == name), None)


async def webhook_of(api: EvolutionApi, via: OpenNumber) -> JSON | SendFailure:
    """Where its news goes; empty when it goes nowhere."""
    return await api.get(via, "webhook/find/{instance}")


async def connection_of(api: EvolutionApi, via: OpenNumber) -> str | SendFailure:
    """The word for its connection at this moment: open, connecting or close."""
    answer = await api.get(via, "instance/connectionState/{instance}")
    if isinstance(answer, SendFailure):
        return answer
    return word(part(answer, "instance").get("state")) or "close"


async def unfit_server(api: EvolutionApi, via: OpenNumber) -> SendFailure | None:
    """Why the server is none that may be used; None when it is."""
    said = await api.get(via, "")
    if isinstance(said, SendFailure):
        return said
    version = word(said.get("version")) or ""
    if is_recent(version):
        return None
    return SendFailure(code=FailureCode.NUMBER_UNUSABLE.value, provider_code=VERSION_TOO_OLD, detail=version)


def is_recent(version: str) -> bool:
    """Is a server of this version fit for use?"""
    found = _VERSION.match(version)
    return found is not None and tuple(int(part) for part in found.groups()) >= OLDEST


def is_version(version: str) -> bool:
    """Is that a version at all?"""
    return _VERSION.match(version) is not None
