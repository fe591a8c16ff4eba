"""Which use case hears of which event: one table."""

from collections.abc import Sequence

import msgspec

from pytake_adapters.postgres.leases import LeasedDelivery
from pytake_app.worker.deliveries import Subscriber
from pytake_app.worker.routing import TOPICS, routing_subscriptions
from pytake_domain.flows import RunFlows
from pytake_domain.kernel.ids import TenantId
from pytake_domain.messaging import MessageReceived
from pytake_domain.routing import FollowConversations

DELIVERED = TOPICS | frozenset({"MessageReceived"})
"""Events that somebody waits for; others go to the live feed and, when they are kept, into the log."""

_received = msgspec.msgpack.Decoder(MessageReceived)


def subscriptions(run_flows: RunFlows, following: FollowConversations) -> dict[str, Subscriber]:
    """The table."""

    async def on_received(tenant_id: TenantId, deliveries: Sequence[LeasedDelivery]) -> None:
        await run_flows.on_received(tenant_id, [_received.decode(d.data) for d in deliveries])

    return {**routing_subscriptions(following), "MessageReceived": on_received}
