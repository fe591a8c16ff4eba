"""Outgoing webhooks: who is told, what they have to be told of, and what became of it."""

from sqlalchemy import BigInteger, Boolean, Column, Identity, Index, Integer, LargeBinary, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from pytake_adapters.postgres.schema.columns import METADATA, moment, own_id, tenant, version

webhooks = Table(
    "webhooks",
    METADATA,
    tenant(),
    own_id(),
    Column("webhook", JSONB, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("health", JSONB, nullable=False),
    Column("failing", Boolean, nullable=False, server_default=text("false")),
    Column("paused", Boolean, nullable=False, server_default=text("false")),
    version(),
)

webhook_outbox = Table(
    "webhook_outbox",
    METADATA,
    tenant(),
    own_id(),
    Column("place", BigInteger, Identity(), nullable=False),
    Column("data", LargeBinary, nullable=False),
    Index("ix_webhook_outbox_place", "tenant_id", "place"),
)

webhook_deliveries = Table(
    "webhook_deliveries",
    METADATA,
    tenant(),
    own_id(),
    Column("webhook_id", Uuid, nullable=False),
    Column("place", BigInteger, Identity(), nullable=False),
    Column("event_id", Uuid, nullable=False),
    Column("event", Text, nullable=False),
    Column("subject", Uuid, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    moment("created_at"),
    moment("since"),
    moment("due_at", nullable=True),
    moment("ended_at", nullable=True),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("attempts", JSONB, nullable=False),
    Column("answer", Text, nullable=False),
    moment("leased_until", nullable=True),
    Column("token", Uuid),
    Index("uq_webhook_deliveries_event", "tenant_id", "webhook_id", "event_id", "event", unique=True),
    Index("ix_webhook_deliveries_log", "tenant_id", "webhook_id", "id"),
    Index(
        "ix_webhook_deliveries_line",
        "tenant_id",
        "webhook_id",
        "subject",
        "place",
        postgresql_where=text("state = 'pending'"),
    ),
    Index(
        "ix_webhook_deliveries_due",
        "tenant_id",
        "webhook_id",
        "due_at",
        postgresql_where=text("due_at IS NOT NULL"),
    ),
    Index(
        "ix_webhook_deliveries_ahead",
        "tenant_id",
        "webhook_id",
        "subject",
        postgresql_where=text("due_at IS NOT NULL"),
    ),
    Index(
        "ix_webhook_deliveries_leased",
        "tenant_id",
        "webhook_id",
        postgresql_where=text("leased_until IS NOT NULL"),
    ),
    Index("ix_webhook_deliveries_old", "created_at"),
)
