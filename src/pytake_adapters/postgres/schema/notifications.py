"""What people should know."""

from sqlalchemy import Boolean, Column, Index, Table, Text, Uuid, text

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
    Column("by_mail", Boolean, nullable=False, server_default=text("false")),
    Column("mail_id", Uuid),
    moment("mailed_at", nullable=True),
    Index("ix_notifications_unread", "tenant_id", "user_id", "id", postgresql_where=text("read_at IS NULL")),
    Index("ix_notifications_mail", "tenant_id", "user_id", "mail_id", postgresql_where=text("mail_id IS NOT NULL")),
    Index("ix_notifications_old", "at"),
)
