"""What raw webhooks say, and which of the tenant's numbers it is about."""

import datetime as dt
from collections.abc import Sequence

import msgspec

from pytake_domain.kernel.ids import NumberId, TenantId
from pytake_domain.whatsapp import (
    InboundMessage,
    LeasedWebhook,
    NumberLookup,
    Parked,
    ProviderDirectory,
    ProviderEvent,
    Route,
    WhatsAppNumber,
)

TOO_LATE_TO_ANSWER = dt.timedelta(minutes=10)
"""A phone that was offline brings what came meanwhile as if it were new."""
GROUP_MESSAGE = "group_message"


class News(msgspec.Struct, frozen=True, kw_only=True):
    """One provider event and the number of ours that it is for."""

    number: WhatsAppNumber
    event: ProviderEvent
    received_at: dt.datetime

    @property
    def late(self) -> bool:
        """Did a linked phone's message wait so long before it came that an automatic answer would puzzle its writer?"""
        return self.number.link_state is not None and self.received_at - self.event.at > TOO_LATE_TO_ANSWER


class ReadNews:
    """Bodies into provider events, each with its number; what can't be used is named, to be put aside."""

    def __init__(self, *, providers: ProviderDirectory, lookup: NumberLookup) -> None:
        self._providers = providers
        self._lookup = lookup

    async def read(
        self, tenant_id: TenantId, webhooks: Sequence[LeasedWebhook]
    ) -> tuple[list[News], dict[NumberId, list[Parked]]]:
        """A tenant's share of a batch, in its order; and what is put aside, by number."""
        news: list[News] = []
        parked: dict[NumberId, list[Parked]] = {}
        # News without a route are of the number they were signed for: another one in each webhook.
        owners: dict[tuple[Route, NumberId], WhatsAppNumber | None] = {}
        for webhook in webhooks:
            reading = self._providers.of(webhook.api_type).reader.read(webhook.body, webhook.received_at)
            if reading.parked:
                parked.setdefault(webhook.number_id, []).extend(reading.parked)
            for event in reading.events:
                key = event.route, webhook.number_id
                if key not in owners:
                    owners[key] = await self._number(tenant_id, event.route, webhook.number_id)
                number = owners[key]
                if number is None:
                    continue
                if isinstance(event, InboundMessage) and event.group_id is not None:
                    # Groups are never mixed into private conversations; what was written there is kept all the same.
                    element = Parked(reason=GROUP_MESSAGE, raw=msgspec.json.encode(event), route=event.route)
                    parked.setdefault(number.id, []).append(element)
                else:
                    news.append(News(number=number, event=event, received_at=webhook.received_at))
        return news, parked

    async def _number(self, tenant_id: TenantId, route: Route, signed_for: NumberId) -> WhatsAppNumber | None:
        """The tenant's number that this news is for; another tenant's share comes with a webhook of their own."""
        if route.phone_number_id is None and route.account_id is None:
            owner = await self._lookup.by_id(signed_for)
            return owner.number if owner and owner.tenant_id == tenant_id else None
        owners = await self._lookup.by_route([route])
        return next((o.number for o in owners if o.tenant_id == tenant_id), None)
