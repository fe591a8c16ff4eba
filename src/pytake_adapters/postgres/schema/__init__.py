"""The tables, by feature, in one MetaData; migrations write row security, roles and functions."""

from pytake_adapters.postgres.schema import (
    analytics,
    billing,
    campaigns,
    contacts,
    desk,
    erp,
    flows,
    identity,
    knowledge,
    media,
    messaging,
    notifications,
    queues,
    routing,
    templates,
    webhooks,
    whatsapp,
)
from pytake_adapters.postgres.schema.columns import METADATA

__all__ = [
    "METADATA",
    "analytics",
    "billing",
    "campaigns",
    "contacts",
    "desk",
    "erp",
    "flows",
    "identity",
    "knowledge",
    "media",
    "messaging",
    "notifications",
    "queues",
    "routing",
    "templates",
    "webhooks",
    "whatsapp",
]
