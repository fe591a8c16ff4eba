"""Work for later: the kinds of jobs of routing, and what each carries."""

import datetime as dt

import msgspec

from pytake_domain.kernel.ids import ConversationId, QueueId, UserId

OVERFLOW = "routing.overflow"
"""The kind of job that looks whether somebody still waits in a queue."""
FILL = "routing.fill"
"""The kind of job that gives out what waits when a queue opens."""
DRAIN = "routing.drain"
"""The kind of job that gives an agent something to do when their pause is over."""


class Overflowing(msgspec.Struct, frozen=True):
    """Payload of OVERFLOW: it holds if the conversation has waited in this queue since then."""

    conversation_id: ConversationId
    queue_id: QueueId
    queued_at: dt.datetime


class Filling(msgspec.Struct, frozen=True):
    """Payload of FILL."""

    queue_id: QueueId


class Draining(msgspec.Struct, frozen=True):
    """Payload of DRAIN."""

    user_id: UserId
