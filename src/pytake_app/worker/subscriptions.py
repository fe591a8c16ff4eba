"""Which use case hears of which event: one table."""

from collections.abc import Sequence

import msgspec

from pytake_adapters.postgres.leases import LeasedDelivery
from pytake_app.worker.deliveries import Subscriber
from pytake_app.worker.routing import TOPICS, routing_subscriptions
from pytake_domain.ai import AiBudgetReached
from pytake_domain.campaigns import CampaignChanged, ControlCampaigns
from pytake_domain.contacts import MarketingOptedIn
from pytake_domain.costs import BudgetReached
from pytake_domain.flows import FlowSignalled, RunFlows, SetOffFlows
from pytake_domain.identity import MailPeople, UserAdded, UserChanged
from pytake_domain.kernel.ids import TenantId
from pytake_domain.messaging import MessageReceived, UserMentioned
from pytake_domain.notifications import NotifyPeople
from pytake_domain.routing import ConversationRouted, FollowConversations
from pytake_domain.webhooks import WebhookPaused
from pytake_domain.whatsapp import NumberStateChanged

NOTIFIED = (
    "UserMentioned",
    "ConversationRouted",
    "NumberStateChanged",
    "BudgetReached",
    "AiBudgetReached",
    "WebhookPaused",
)
ALERTS = ("CampaignChanged.paused.campaign", "CampaignChanged.failed.campaign")
MAILED = ("UserAdded", "UserChanged")
REACTIVATED = "TenantStatusChanged.active"
DELIVERED = TOPICS | frozenset(
    {*NOTIFIED, *ALERTS, *MAILED, REACTIVATED, "MessageReceived", "FlowSignalled", "MarketingOptedIn"}
)
"""Events that somebody waits for; others go to the live feed and, when they are kept, into the log."""

_people = msgspec.msgpack.Decoder(UserAdded | UserChanged)
_received = msgspec.msgpack.Decoder(MessageReceived)
_signalled = msgspec.msgpack.Decoder(FlowSignalled)
_opted_in = msgspec.msgpack.Decoder(MarketingOptedIn)
_notified = msgspec.msgpack.Decoder(
    UserMentioned
    | ConversationRouted
    | NumberStateChanged
    | BudgetReached
    | AiBudgetReached
    | CampaignChanged
    | WebhookPaused
)


def subscriptions(
    run_flows: RunFlows,
    set_off: SetOffFlows,
    following: FollowConversations,
    notifying: NotifyPeople,
    campaigns: ControlCampaigns,
    mailing: MailPeople,
) -> dict[str, Subscriber]:
    """The table."""

    async def on_received(tenant_id: TenantId, deliveries: Sequence[LeasedDelivery]) -> None:
        await run_flows.on_received(tenant_id, [_received.decode(d.data) for d in deliveries])

    async def on_signalled(tenant_id: TenantId, deliveries: Sequence[LeasedDelivery]) -> None:
        await set_off.on_signalled(tenant_id, [_signalled.decode(d.data) for d in deliveries])

    async def on_opted_in(tenant_id: TenantId, deliveries: Sequence[LeasedDelivery]) -> None:
        await set_off.on_opted_in(tenant_id, [_opted_in.decode(d.data) for d in deliveries])

    async def on_notified(tenant_id: TenantId, deliveries: Sequence[LeasedDelivery]) -> None:
        await notifying.on_events(tenant_id, [_notified.decode(d.data) for d in deliveries])

    async def on_reactivated(tenant_id: TenantId, _: Sequence[LeasedDelivery]) -> None:
        await campaigns.on_reactivated(tenant_id)

    async def on_people(tenant_id: TenantId, deliveries: Sequence[LeasedDelivery]) -> None:
        await mailing.on_events(tenant_id, [_people.decode(d.data) for d in deliveries])

    return {
        **dict.fromkeys(MAILED, on_people),
        REACTIVATED: on_reactivated,
        **dict.fromkeys((*NOTIFIED, *ALERTS), on_notified),
        **routing_subscriptions(following),
        "MessageReceived": on_received,
        "FlowSignalled": on_signalled,
        "MarketingOptedIn": on_opted_in,
    }
