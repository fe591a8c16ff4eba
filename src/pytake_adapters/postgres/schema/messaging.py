"""Conversations, messages, notes, early statuses and the months' counts."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from pytake_adapters.postgres.schema.columns import METADATA, moment, own_id, tenant, version

conversations = Table(
    "conversations",
    METADATA,
    tenant(),
    own_id(),
    Column("contact_id", Uuid, nullable=False),
    Column("number_id", Uuid, nullable=False),
    Column("status", Text, nullable=False),
    Column("assigned_to", Uuid),
    Column("queue_id", Uuid),
    Column("queue_name", Text),
    Column("flow_session_id", Uuid),
    Column("handed_over", Boolean, nullable=False),
    Column("tags", ARRAY(Text), nullable=False),
    Column("priority", SmallInteger, nullable=False),
    moment("window_expires_at", nullable=True),
    Column("unread_count", Integer, nullable=False),
    Column("last_message", Text),
    moment("last_message_at", nullable=True),
    moment("created_at"),
    moment("updated_at"),
    version(),
    Index(
        "uq_conversations_open",
        "tenant_id",
        "contact_id",
        "number_id",
        unique=True,
        postgresql_where=text("status <> 'archived'"),
    ),
    Index("ix_conversations_recent", "tenant_id", "last_message_at", "id"),
)

messages = Table(
    "messages",
    METADATA,
    tenant(),
    own_id(),
    Column("conversation_id", Uuid, nullable=False),
    Column("contact_id", Uuid, nullable=False),
    Column("number_id", Uuid, nullable=False),
    Column("direction", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("sent_by", Text, nullable=False),
    Column("sent_by_id", Uuid),
    Column("content", JSONB, nullable=False),
    Column("status_history", JSONB, nullable=False),
    Column("error", JSONB),
    Column("price", JSONB),
    Column("provider_id", Text),
    Column("provider_key", Uuid),
    Column("reply_to", Text),
    Column("client_key", Text),
    moment("provider_at", nullable=True),
    moment("created_at"),
    moment("read_at", nullable=True),
    Index("ix_messages_conversation", "tenant_id", "conversation_id", "id"),
    Index(
        "uq_messages_provider",
        "tenant_id",
        "number_id",
        "provider_key",
        unique=True,
        postgresql_where=text("provider_key IS NOT NULL"),
    ),
    Index(
        "uq_messages_client_key",
        "tenant_id",
        "client_key",
        unique=True,
        postgresql_where=text("client_key IS NOT NULL"),
    ),
)

early_statuses = Table(
    "early_statuses",
    METADATA,
    tenant(),
    Column("number_id", Uuid, primary_key=True),
    Column("provider_id", Text, primary_key=True),
    Column("status", Text, primary_key=True),
    Column("at", moment("at").type, primary_key=True),
    Column("correlation", Text),
    Column("data", LargeBinary, nullable=False),
    Index("ix_early_statuses_age", "at"),
)

conversation_notes = Table(
    "conversation_notes",
    METADATA,
    tenant(),
    own_id(),
    Column("conversation_id", Uuid, nullable=False),
    Column("author_id", Uuid),
    Column("author_name", Text, nullable=False),
    Column("body", Text, nullable=False),
    moment("created_at"),
    Index("ix_conversation_notes_conversation", "tenant_id", "conversation_id", "id"),
)

message_months = Table(
    "message_months",
    METADATA,
    tenant(),
    Column("month", Date, primary_key=True),
    Column("used", BigInteger, nullable=False),
)
