"""A WhatsApp provider in memory: what is sent is kept, what goes wrong is scripted, webhooks are its own JSON."""

import datetime as dt
import hashlib
import hmac
from collections import deque
from collections.abc import Mapping, Sequence

import msgspec

from pytake_domain.contacts import Address
from pytake_domain.kernel.errors import UpstreamFailed
from pytake_domain.kernel.secrets import Secret
from pytake_domain.testing.memory.media import MemoryMediaGateway
from pytake_domain.whatsapp import (
    Accepted,
    ApiType,
    Can,
    Capabilities,
    Content,
    ContentRefused,
    FailureCode,
    NotSupported,
    NumberReport,
    NumberStatus,
    OpenNumber,
    Pairing,
    Parked,
    Probe,
    ProfileGateway,
    ProviderEvent,
    Reading,
    Route,
    SendFailure,
    check_official,
)

SIGNATURE_HEADER = "x-memory-signature"


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """A message that was handed in: by which number, to whom, and what was accepted or answered instead."""

    via: OpenNumber
    to: tuple[Address, ...]
    content: Content
    correlation: str
    reply_to: str | None
    outcome: Accepted | SendFailure


class _Routed(msgspec.Struct):
    route: Route = Route()


class _Post(msgspec.Struct):
    events: list[msgspec.Raw]


def webhook(*events: ProviderEvent) -> bytes:
    """The body by which this provider would tell these events."""
    return msgspec.json.encode({"events": events})


def signed(body: bytes, secret: Secret) -> dict[str, str]:
    """The headers that make the body genuine."""
    return {SIGNATURE_HEADER: hmac.digest(secret.reveal().encode(), body, hashlib.sha256).hex()}


class MemoryReader:
    """Reads what `webhook` writes; see WebhookReader."""

    def names(self, body: bytes) -> Sequence[Route]:
        """The route of every event that has one."""
        found: dict[Route, None] = {}
        for element in _elements(body) or ():
            try:
                found[msgspec.json.decode(element, type=_Routed).route] = None
            except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
                continue
        return [route for route in found if route != Route()]

    def verify(self, headers: Mapping[str, str], body: bytes, secret: Secret) -> bool:
        """Was it signed with this secret? An empty one signs nothing."""
        given = headers.get(SIGNATURE_HEADER, "").encode(errors="replace")
        return bool(secret.reveal()) and hmac.compare_digest(given, signed(body, secret)[SIGNATURE_HEADER].encode())

    def read(self, body: bytes, received_at: dt.datetime) -> Reading:  # noqa: ARG002  events bring their own time
        """Every event; what is none is parked."""
        elements = _elements(body)
        if elements is None:
            return Reading(parked=(Parked(reason="not_readable", raw=body),))
        events: list[ProviderEvent] = []
        parked: list[Parked] = []
        for element in elements:
            try:
                events.append(msgspec.json.decode(element, type=ProviderEvent))
            except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError, ValueError) as error:
                parked.append(Parked(reason=str(error), raw=bytes(element)))
        return Reading(events=tuple(events), parked=tuple(parked))


def _elements(body: bytes) -> list[msgspec.Raw] | None:
    try:
        return msgspec.json.decode(body, type=_Post).events
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return None


class MemorySender:
    """Keeps what is sent in `sent`; `script` holds the outcomes of the next sends, after which all are accepted."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self.read: list[str] = []
        self.typing: list[str] = []
        self.script: deque[Accepted | SendFailure] = deque()

    def check(self, content: Content) -> None:
        """Takes what the official provider takes."""
        EVERYTHING.require(content)
        if problems := check_official(content):
            raise ContentRefused(*problems)

    async def send(
        self,
        via: OpenNumber,
        to: Sequence[Address],
        content: Content,
        *,
        correlation: str,
        reply_to: str | None = None,
    ) -> Accepted | SendFailure:
        """The scripted outcome, or acceptance under a new id."""
        if not any(address.finds for address in to):
            return SendFailure(code=FailureCode.RECIPIENT_MISSING.value)
        accepted = Accepted(provider_message_id=f"memory.{len(self.sent) + 1}")
        outcome = self.script.popleft() if self.script else accepted
        self.sent.append(
            Sent(via=via, to=tuple(to), content=content, correlation=correlation, reply_to=reply_to, outcome=outcome)
        )
        return outcome

    async def mark_read(
        self,
        via: OpenNumber,  # noqa: ARG002  one list
        provider_message_id: str,
        *,
        sender: Sequence[Address] = (),  # noqa: ARG002
        typing: bool = False,
    ) -> SendFailure | None:
        """Keeps the id, unless a failure is scripted."""
        if self.script and isinstance(failure := self.script.popleft(), SendFailure):
            return failure
        self.read.append(provider_message_id)
        if typing:
            self.typing.append(provider_message_id)
        return None


class MemoryInspector:
    """Every number is well, until `failure` says otherwise."""

    def __init__(self) -> None:
        self.failure: str | None = None

    async def probe(self, via: OpenNumber) -> Sequence[Probe]:  # noqa: ARG002  all numbers are the same here
        """One step: is it there?"""
        return [Probe(step="number", ok=self.failure is None, detail=self.failure or "")]

    async def report(self, via: OpenNumber) -> NumberReport:
        """Raises UpstreamFailed when `failure` is set."""
        if self.failure is not None:
            raise UpstreamFailed(reason=self.failure)
        return NumberReport(
            status=NumberStatus.CONNECTED.value,
            quality="GREEN",
            display_phone_number=via.number.phone_number,
            messages_per_second=via.number.messages_per_second,
        )


EVERYTHING = Capabilities(
    contents=dict.fromkeys(
        (
            *(
                "text",
                "image",
                "video",
                "audio",
                "voice",
                "document",
                "sticker",
                "location",
                "contacts",
                "buttons",
                "list",
            ),
            *("template", "reaction", "cta_url", "location_request", "contact_request", "product", "product_list"),
            *("catalog", "flow", "carousel", "order_details", "order_status", "poll", "call_permission", "voice_call"),
        ),
        Can(),
    ),
    features=dict.fromkeys(("reply", "typing", "mark_read", "templates", "profile", "delivery_statuses"), Can()),
)


class MemoryProvider:
    """A provider whose far side is this object; see Provider."""

    capabilities: Capabilities
    media: MemoryMediaGateway
    profiles: ProfileGateway | None
    pairing: Pairing | None

    def __init__(self, capabilities: Capabilities = EVERYTHING) -> None:
        self.capabilities = capabilities
        self.media = MemoryMediaGateway()
        self.profiles = None
        self.pairing = None
        self.reader = MemoryReader()
        self.sender = MemorySender()
        self.inspector = MemoryInspector()


SETTINGS = {
    ApiType.OFFICIAL: ("name", "phone_number_id", "business_account_id", "access_token", "app_secret"),
    ApiType.EVOLUTION: ("name", "base_url", "evolution_instance", "evolution_api_key"),
}


def _table(kind: ApiType) -> Capabilities:
    """Everything can be sent; what a number needs is as at the real one."""
    return msgspec.structs.replace(EVERYTHING, settings=SETTINGS.get(kind, ("name",)))


class MemoryProviders:
    """Which provider carries which kind; see ProviderDirectory."""

    def __init__(self, providers: Mapping[ApiType, MemoryProvider] | None = None) -> None:
        self._providers = providers if providers is not None else {k: MemoryProvider(_table(k)) for k in ApiType}

    def of(self, api_type: ApiType) -> MemoryProvider:
        """Raises NotSupported when there is none of that name."""
        if api_type not in self._providers:
            raise NotSupported(what=api_type.value)
        return self._providers[api_type]
