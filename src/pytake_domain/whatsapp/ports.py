"""What the domain needs of WhatsApp's providers and of the stores of numbers and raw webhooks."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from pytake_domain.contacts import Address
from pytake_domain.kernel.ids import NumberId, TenantId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.secrets import Secret
from pytake_domain.kernel.work import Leased
from pytake_domain.whatsapp.content import Content
from pytake_domain.whatsapp.number import ApiType, WhatsAppNumber
from pytake_domain.whatsapp.provider_event import Reading, Route
from pytake_domain.whatsapp.send_failure import Accepted, SendFailure


class OpenNumber(msgspec.Struct, frozen=True, kw_only=True):
    """A number with its secrets opened, for the adapters alone; it prints none of them."""

    number: WhatsAppNumber
    access_token: Secret | None = None
    app_secret: Secret | None = None
    evolution_api_key: Secret | None = None


class WebhookReader(Protocol):
    """One provider's webhooks. Everything here is pure."""

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

    async def mark_read(self, via: OpenNumber, provider_message_id: str) -> SendFailure | None:
        """Tell the customer that it was read; None when the provider took it."""
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

    async def count(self) -> int:
        """How many there are, for the plan's limit."""
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
