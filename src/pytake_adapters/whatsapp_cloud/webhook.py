"""The Cloud API's webhooks: whose they are, whether they are genuine, what they say."""

import datetime as dt
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence

import msgspec

from pytake_adapters.whatsapp_cloud.reading import BodyReading
from pytake_adapters.whatsapp_cloud.scope import route_id
from pytake_domain.kernel.secrets import Secret
from pytake_domain.whatsapp import Reading, Route

SIGNATURE_HEADER = "x-hub-signature-256"
SIGNATURE_PREFIX = "sha256="
SIGNATURE_LENGTH = 71
MOST_ROUTES = 1000
"""A post carries at most a thousand updates, so it names no more."""


class _Named(msgspec.Struct):
    phone_number_id: str | int | None = None


class _Shared(msgspec.Struct):
    waba_id: str | int | None = None


class _Value(msgspec.Struct):
    metadata: _Named | None = None
    recipient: _Named | None = None
    waba_info: _Shared | None = None


class _Change(msgspec.Struct):
    value: _Value | None = None


class _Entry(msgspec.Struct):
    id: str | int | None = None
    changes: list[_Change] | None = None


class _Envelope(msgspec.Struct):
    entry: list[_Entry] | None = None


_envelope = msgspec.json.Decoder(_Envelope).decode
_ID = rb'\s*:\s*(?:"([0-9A-Za-z_.-]{1,64})"|(\d{1,64})(?![0-9.eE]))'
_NUMBER_ID = re.compile(rb'"phone_number_id"' + _ID)
_ACCOUNT_ID = re.compile(rb'"(?:id|waba_id)"' + _ID)


class CloudReader:
    """Reads the Cloud API's webhooks; see WebhookReader."""

    def names(self, body: bytes) -> Sequence[Route]:
        """The numbers and accounts named; of a body that can't be read, whatever looks like one."""
        try:
            envelope = _envelope(body)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return _spotted(body)
        found: dict[Route, None] = {}
        for entry in envelope.entry or ():
            for change in entry.changes or ():
                if (route := _named(entry, change.value)) is not None:
                    found[route] = None
                    if len(found) == MOST_ROUTES:
                        return tuple(found)
        return tuple(found)

    def verify(self, headers: Mapping[str, str], body: bytes, secret: Secret) -> bool:
        """Is the body signed with this app secret? An empty secret signs nothing."""
        given, key = headers.get(SIGNATURE_HEADER, ""), secret.reveal().encode()
        if not key or len(given) != SIGNATURE_LENGTH or not given.startswith(SIGNATURE_PREFIX):
            return False
        right = SIGNATURE_PREFIX + hmac.digest(key, body, hashlib.sha256).hex()
        return hmac.compare_digest(given.encode(errors="replace"), right.encode())

    def read(self, body: bytes, received_at: dt.datetime) -> Reading:
        """Everything the body says; changed addresses and identities come first, for the messages that need them."""
        return BodyReading(received_at).read(body)


def _named(entry: _Entry, value: _Value | None) -> Route | None:
    if value is not None:
        for named in (value.metadata, value.recipient):
            if named is not None and (number := route_id(named.phone_number_id)):
                return Route(phone_number_id=number)
        if value.waba_info is not None and (owner := route_id(value.waba_info.waba_id)):
            return Route(account_id=owner)
    account_id = route_id(entry.id)
    return Route(account_id=account_id) if account_id else None


def _spotted(body: bytes) -> tuple[Route, ...]:
    found: dict[Route, None] = {}
    for match in _NUMBER_ID.finditer(body):
        found[Route(phone_number_id=(match[1] or match[2]).decode())] = None
        if len(found) == MOST_ROUTES:
            return tuple(found)
    for match in _ACCOUNT_ID.finditer(body):
        found[Route(account_id=(match[1] or match[2]).decode())] = None
        if len(found) == MOST_ROUTES:
            break
    return tuple(found)
