"""A WhatsApp provider of somebody else's: a bridge that takes JSON over HTTP and posts what customers write."""

import datetime as dt
import hashlib
import hmac
from collections.abc import Mapping, Sequence

import httpx
import msgspec

from pytake_domain.contacts import Address, wa_id_addresses
from pytake_domain.kernel.secrets import Secret
from pytake_domain.whatsapp import (
    Accepted,
    Can,
    Capabilities,
    Content,
    DeliveryState,
    FailureCode,
    InboundMessage,
    MediaGateway,
    MessageStatus,
    NotSupported,
    NumberReport,
    OpenNumber,
    Pairing,
    Parked,
    Probe,
    ProfileGateway,
    ProviderEvent,
    Reading,
    Route,
    SendFailure,
    Text,
)

UNREADABLE = (msgspec.MsgspecError, RecursionError, UnicodeDecodeError, ValueError)


class Said(msgspec.Struct, tag="said"):
    """A customer wrote."""

    id: str
    sender: str
    text: str
    at: int


class Moved(msgspec.Struct, tag="moved"):
    """A message of ours moved."""

    id: str
    state: str
    at: int


class Post(msgspec.Struct):
    """What the bridge posts."""

    news: list[Said | Moved]


class BridgeReader:
    """Reads its posts; which number they are about is said by the address."""

    def names(self, body: bytes) -> Sequence[Route]:  # noqa: ARG002
        """Nothing."""
        return ()

    def verify(self, headers: Mapping[str, str], body: bytes, secret: Secret) -> bool:
        """Signed over the body."""
        given = headers.get("x-bridge-signature", "").encode(errors="replace")
        right = hmac.digest(secret.reveal().encode(), body, hashlib.sha256).hex().encode()
        return bool(secret.reveal()) and hmac.compare_digest(given, right)

    def read(self, body: bytes, received_at: dt.datetime) -> Reading:  # noqa: ARG002
        """Everything, or the whole body put aside."""
        try:
            news = msgspec.json.decode(body, type=Post).news
        except UNREADABLE as error:
            return Reading(parked=(Parked(reason=str(error), raw=body),))
        return Reading(events=tuple(map(_event, news)))


def _event(news: Said | Moved) -> ProviderEvent:
    at = dt.datetime.fromtimestamp(news.at, dt.UTC)
    if isinstance(news, Moved):
        return MessageStatus(route=Route(), at=at, id=news.id, state=DeliveryState(news.state), word=news.state)
    sender = wa_id_addresses(news.sender)
    return InboundMessage(route=Route(), at=at, id=news.id, sender=sender, content=Text(body=news.text))


class BridgeSender:
    """Posts texts."""

    def check(self, content: Content) -> None:
        """Texts only."""
        CAPABILITIES.require(content)
        if not isinstance(content, Text):
            raise NotSupported(what="content")

    async def send(
        self,
        via: OpenNumber,
        to: Sequence[Address],
        content: Content,
        *,
        correlation: str,
        reply_to: str | None = None,  # noqa: ARG002
    ) -> Accepted | SendFailure:
        """One message."""
        text = content.body if isinstance(content, Text) else ""
        said = {"to": to[0].value, "text": text, "id": correlation}
        try:
            async with httpx.AsyncClient() as http:
                answer = await http.post(f"{via.number.base_url}/messages", json=said)
        except httpx.ConnectError:
            return SendFailure(code=FailureCode.PROVIDER_UNREACHABLE.value, retryable=True)
        except httpx.HTTPError:
            return SendFailure(code=FailureCode.PROVIDER_SILENT.value, ambiguous=True)
        return Accepted(provider_message_id=answer.json()["id"])

    async def mark_read(
        self,
        via: OpenNumber,  # noqa: ARG002
        provider_message_id: str,  # noqa: ARG002
        *,
        sender: Sequence[Address] = (),  # noqa: ARG002
        typing: bool = False,  # noqa: ARG002
    ) -> SendFailure | None:
        """The bridge has no such thing."""
        return SendFailure(code=FailureCode.MESSAGE_NOT_SUPPORTED.value)


class BridgeInspector:
    """Every number is well."""

    async def probe(self, via: OpenNumber) -> Sequence[Probe]:  # noqa: ARG002
        """One step."""
        return [Probe(step="bridge", ok=True)]

    async def report(self, via: OpenNumber) -> NumberReport:  # noqa: ARG002
        """Connected."""
        return NumberReport(status="connected")


CAPABILITIES = Capabilities(
    contents={"text": Can()},
    features={"free_text_any_time": Can(), "delivery_statuses": Can()},
    settings=("name", "base_url", "app_secret"),
)


class Bridge:
    """The provider."""

    capabilities: Capabilities = CAPABILITIES
    media: MediaGateway | None = None
    profiles: ProfileGateway | None = None
    pairing: Pairing | None = None

    def __init__(self) -> None:
        self.reader = BridgeReader()
        self.sender = BridgeSender()
        self.inspector = BridgeInspector()


def build(options: Mapping[str, str]) -> Bridge:  # noqa: ARG001  it has none
    """What the entry point names."""
    return Bridge()
