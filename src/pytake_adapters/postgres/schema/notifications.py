"""What people should know."""

from sqlalchemy import Column, Index, Table, Text, Uuid, text

from pytake_adapters.postgres.schema.columns import METADATA, moment, own_id, tenant

notifications = Table(
    "notifications",
    METADATA,
    tenant(),
    Column("user_id", Uuid, primary_key=True),
    own_id(),
    Column("kind", Text, nullable=False),
    moment("at"),
    Column("detail", Text, nullable=False),
    Column("conversation_id", Uuid),
    Column("number_id", Uuid),
    Column("campaign_id", Uuid),
    moment("read_at", nullable=True),
    Index("ix_notifications_unread", "tenant_id", "user_id", "id", postgresql_where=text("read_at IS NULL")),
    Index("ix_notifications_old", "at"),
)
