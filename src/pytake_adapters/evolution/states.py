"""WhatsApp's words for how far a message came."""

from collections.abc import Mapping
from types import MappingProxyType

from pytake_domain.whatsapp import DeliveryState

STATES: Mapping[str, DeliveryState] = MappingProxyType(
    {
        "ERROR": DeliveryState.FAILED,
        "SERVER_ACK": DeliveryState.SENT,
        "DELIVERY_ACK": DeliveryState.DELIVERED,
        "READ": DeliveryState.READ,
        "PLAYED": DeliveryState.PLAYED,
        "SENT": DeliveryState.SENT,
        "DELIVERED": DeliveryState.DELIVERED,
        "FAILED": DeliveryState.FAILED,
    }
)
"""The acknowledgements of WhatsApp Web, and the words that the server passes on from elsewhere."""

OURS_ONLY = frozenset({"ERROR", "SENT", "DELIVERED", "FAILED"})
"""Said only of messages that the company sent, whatever `fromMe` claims."""
