"""What the domain needs of WhatsApp's providers and of the stores of numbers and raw webhooks."""

import datetime as dt
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Protocol

import msgspec

from pytake_domain.contacts import Address
from pytake_domain.kernel.ids import NumberId, TenantId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.secrets import Secret
from pytake_domain.kernel.work import Leased
from pytake_domain.whatsapp.capability import Capabilities
from pytake_domain.whatsapp.content import Content
from pytake_domain.whatsapp.content_base import Media
from pytake_domain.whatsapp.number import ApiType, WhatsAppNumber
from pytake_domain.whatsapp.provider_event import MessageStatus, Reading, Route
from pytake_domain.whatsapp.send_failure import Accepted, SendFailure


class OpenNumber(msgspec.Struct, frozen=True, kw_only=True):
    """A number with its secrets opened, for the adapters alone; it prints none of them."""

    number: WhatsAppNumber
    access_token: Secret | None = None
    app_secret: Secret | None = None
    evolution_api_key: Secret | None = None


class WebhookReader(Protocol):
    """One provider's webhooks. Everything here is pure.

    One whose bodies carry secrets of the provider's may have a `clean(body) -> bytes` too: what is stored is what it gives.
    """

    def names(self, body: bytes) -> Sequence[Route]:
        """Which numbers and accounts a body names, only to know whose secret to verify it with.

        Never raises: a body that names nothing readable gives nothing.
        """
        ...

    def verify(self, headers: Mapping[str, str], body: bytes, secret: Secret) -> bool:
        """Was this very body signed with this secret? Header names are lower case; compares in constant time."""
        ...

    def read(self, body: bytes, received_at: dt.datetime) -> Reading:
        """Everything the body says. An element that can't be read is parked, the others go on; never raises."""
        ...


class Probe(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a connection test: what was asked, whether it holds, and what to do when it does not."""

    step: str
    ok: bool
    detail: str = ""


class NumberReport(msgspec.Struct, frozen=True, kw_only=True):
    """How the provider says a number is doing."""

    status: str
    quality: str | None = None
    display_phone_number: str | None = None
    verified_name: str | None = None
    daily_limit: int | None = None
    messages_per_second: int | None = None


class MessageSender(Protocol):
    """Sends by one provider. Refusals are values; nothing but a bug raises."""

    def check(self, content: Content) -> None:
        """Raises ContentRefused or NotSupported with every problem; pure, called before anything is queued."""
        ...

    async def send(
        self,
        via: OpenNumber,
        to: Sequence[Address],
        content: Content,
        *,
        correlation: str,
        reply_to: str | None = None,
    ) -> Accepted | SendFailure:
        """Send one message; `correlation` comes back in its statuses."""
        ...

    async def mark_read(
        self, via: OpenNumber, provider_message_id: str, *, sender: Sequence[Address] = (), typing: bool = False
    ) -> SendFailure | None:
        """Tell the customer that it was read, and with `typing` that an answer is being written; None when it was taken.

        `sender` is who wrote the message, for providers that name a message by its chat.
        """
        ...


class ByteSource(Protocol):
    """Bytes of known length, read in pieces, again from the start each time it is opened."""

    @property
    def size(self) -> int:
        """How many bytes there are."""
        ...

    def pieces(self) -> AsyncIterator[bytes]:
        """From the first byte on."""
        ...


class ByteSink(Protocol):
    """Takes bytes piece by piece; raises what stops the transfer (too many, wrong kind)."""

    async def write(self, piece: bytes) -> None:
        """The next bytes."""
        ...


class Uploaded(msgspec.Struct, frozen=True, kw_only=True):
    """Media the provider holds for us: its id, and until when it may be sent by it."""

    provider_media_id: str
    expires_at: dt.datetime


class MediaGateway(Protocol):
    """Carries media between us and a provider, in pieces: a large video is never in memory whole."""

    async def upload(
        self, via: OpenNumber, source: ByteSource, *, mime_type: str, filename: str
    ) -> Uploaded | SendFailure:
        """Hand our bytes over, to be sent by id. A provider that reads links refuses (MESSAGE_NOT_SUPPORTED)."""
        ...

    async def fetch(
        self, via: OpenNumber, content: Media, provider_message_id: str, into: ByteSink
    ) -> SendFailure | None:
        """Write what a customer sent into `into`; None when all of it came. MEDIA_UNUSABLE: the provider has it no more."""
        ...


class BusinessProfile(msgspec.Struct, frozen=True, kw_only=True):
    """What customers see of a number: None is unknown or unchanged."""

    about: str | None = None
    address: str | None = None
    description: str | None = None
    email: str | None = None
    websites: tuple[str, ...] | None = None
    vertical: str | None = None
    picture_url: str | None = None


class ProfileGateway(Protocol):
    """Reads and changes a number's business profile."""

    async def read(self, via: OpenNumber) -> BusinessProfile | SendFailure:
        """As the provider has it."""
        ...

    async def write(self, via: OpenNumber, profile: BusinessProfile) -> SendFailure | None:
        """Change what is not None."""
        ...


class PairingOffer(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer to a pairing call brought at once; the rest comes as PairingOffered and ConnectionChanged."""

    connected: bool = False
    text: str | None = None
    picture: str | None = None
    pairing_code: str | None = None


class Pairing(Protocol):
    """Links a number by QR code or pairing code, where the provider works that way."""

    async def create(self, via: OpenNumber, *, callback_url: str, callback_secret: Secret) -> SendFailure | None:
        """Make the far side ready (idempotent): its instance exists and calls us back with this secret."""
        ...

    async def begin(self, via: OpenNumber, *, phone: str | None = None) -> PairingOffer | SendFailure:
        """Start linking, or say that it is linked; with `phone` (E.164) a code to type is asked for."""
        ...

    async def state(self, via: OpenNumber) -> str | SendFailure:
        """open, connecting or closed, as the far side says now."""
        ...

    async def alive(self, via: OpenNumber) -> bool | None:
        """Does WhatsApp itself answer a question that is put through the number's connection? None when that can't be told."""
        ...

    async def restart(self, via: OpenNumber) -> SendFailure | None:
        """Make it connect anew without linking again."""
        ...

    async def leave(self, via: OpenNumber, *, remove: bool = False) -> SendFailure | None:
        """Unlink; with `remove` the far side forgets it. Idempotent."""
        ...


class Reconciler(Protocol):
    """What a provider without an idempotency key remembers, for finding out what became of sends and what was missed."""

    async def status(self, via: OpenNumber, provider_message_id: str) -> MessageStatus | SendFailure | None:
        """How far a message of ours has come; None when it knows no more than that it took it."""
        ...

    async def alike(
        self, via: OpenNumber, to: Sequence[Address], content: Content, *, since: dt.datetime
    ) -> Sequence[str] | SendFailure:
        """Ids of messages of ours to this person that say the same, sent at or after `since`, oldest first."""
        ...

    async def missed(self, via: OpenNumber, *, since: dt.datetime, until: dt.datetime) -> Sequence[bytes] | SendFailure:
        """Messages of customers between these moments, each as a body that the provider's reader reads."""
        ...


class NumberInspector(Protocol):
    """Asks a provider about a number."""

    async def probe(self, via: OpenNumber) -> Sequence[Probe]:
        """Every step of the connection test, in order, until one that makes the rest pointless."""
        ...

    async def report(self, via: OpenNumber) -> NumberReport:
        """Raises UpstreamFailed or UpstreamTimedOut."""
        ...


class Provider(Protocol):
    """A WhatsApp provider: what an adapter registers under its name."""

    @property
    def reader(self) -> WebhookReader:
        """Reads its webhooks."""
        ...

    @property
    def sender(self) -> MessageSender:
        """Sends its messages."""
        ...

    @property
    def inspector(self) -> NumberInspector:
        """Asks about its numbers."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""
        ...

    @property
    def media(self) -> MediaGateway | None:
        """Carries its media; None when it has none."""
        ...

    @property
    def profiles(self) -> ProfileGateway | None:
        """Its business profiles; None when it has none."""
        ...

    @property
    def pairing(self) -> Pairing | None:
        """Links its numbers; None when they need no linking."""
        ...


def reconciler_of(provider: Provider) -> Reconciler | None:
    """A provider that remembers offers it as `reconciler`; most need none, and have none."""
    found: Reconciler | None = getattr(provider, "reconciler", None)
    return found


class ProviderDirectory(Protocol):
    """Which adapter carries which kind of number."""

    def of(self, api_type: ApiType) -> Provider:
        """Raises NotSupported when no adapter of that name is installed."""
        ...


class NumberRepository(Protocol):
    """Numbers of one tenant, inside a work."""

    async def add(self, number: WhatsAppNumber) -> None:
        """Raises NumberTaken when its provider id is connected already, here or elsewhere."""
        ...

    async def get(self, number_id: NumberId) -> WhatsAppNumber:
        """Raises NumberNotFound."""
        ...

    async def save(self, number: WhatsAppNumber) -> None:
        """Raises StaleVersion when somebody saved it since, NumberTaken as `add` does."""
        ...

    async def remove(self, number_id: NumberId) -> None:
        """Raises NumberNotFound; Conflict (NUMBER_IN_USE) while conversations hold on to it: deactivate instead."""
        ...

    async def all(self) -> Sequence[WhatsAppNumber]:
        """Every number of the tenant, oldest first."""
        ...

    async def page(self, request: PageRequest, *, status: str | None = None) -> Page[WhatsAppNumber]:
        """A page of them; `status` filters."""
        ...

    async def count(self, *, lock: bool = False) -> int:
        """How many there are, for the plan's limit; with `lock` nobody else counts so until the work ends."""
        ...


class Owner(msgspec.Struct, frozen=True, kw_only=True):
    """Whose a provider's number is."""

    tenant_id: TenantId
    number: WhatsAppNumber


class NumberLookup(Protocol):
    """Finds numbers across tenants, for webhooks and senders; answers come from a cache that is seconds old at most."""

    async def by_route(self, routes: Sequence[Route]) -> Sequence[Owner]:
        """The numbers that these routes name, each once. Raises Unavailable."""
        ...

    async def by_id(self, number_id: NumberId) -> Owner | None:
        """The number of a callback address; None when there is none."""
        ...

    async def opened(self, owner: Owner) -> OpenNumber:
        """The number with its secrets. Raises SecretUnreadable."""
        ...


class RawWebhook(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook's body as it came, for one tenant; `numbers` are those whose secret it was signed with."""

    tenant_id: TenantId
    number_id: NumberId
    api_type: ApiType
    body: bytes
    received_at: dt.datetime


class LeasedWebhook(Leased, frozen=True, kw_only=True):
    """A raw webhook taken for reading; `tries` counts earlier attempts."""

    number_id: NumberId
    api_type: ApiType
    body: bytes
    received_at: dt.datetime
    tries: int = 0


class Inbox(Protocol):
    """Where raw webhooks wait: durable before the provider hears 200."""

    async def put(self, *webhooks: RawWebhook) -> None:
        """Returns when they are on durable storage. Raises Unavailable when that can't be promised."""
        ...
