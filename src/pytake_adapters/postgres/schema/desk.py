"""Planned messages, surveys, saved views, canned replies, and the tags of conversations as lists need them."""

from sqlalchemy import Boolean, Column, Index, SmallInteger, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from pytake_adapters.postgres.schema.columns import METADATA, moment, own_id, tenant

scheduled_messages = Table(
    "scheduled_messages",
    METADATA,
    tenant(),
    own_id(),
    Column("contact_id", Uuid, nullable=False),
    Column("number_id", Uuid, nullable=False),
    Column("conversation_id", Uuid),
    Column("content", JSONB, nullable=False),
    moment("send_at"),
    Column("planned_by", Uuid),
    Column("planned_by_kind", Text, nullable=False),
    Column("planned_by_name", Text, nullable=False),
    Column("reply_to", Text),
    Column("cancel_on_reply", Boolean, nullable=False),
    Column("outside_window", Text, nullable=False),
    Column("fallback", JSONB),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("message_id", Uuid),
    moment("created_at"),
    moment("updated_at"),
    Index(
        "ix_scheduled_messages_answer",
        "tenant_id",
        "contact_id",
        "number_id",
        postgresql_where=text("state = 'waiting' AND cancel_on_reply"),
    ),
    Index("ix_scheduled_messages_due", "send_at", "tenant_id", "id", postgresql_where=text("state = 'waiting'")),
    Index(
        "ix_scheduled_messages_conversation",
        "tenant_id",
        "conversation_id",
        "id",
        postgresql_where=text("conversation_id IS NOT NULL"),
    ),
)

surveys = Table(
    "surveys",
    METADATA,
    tenant(),
    own_id(),
    Column("conversation_id", Uuid, nullable=False),
    Column("contact_id", Uuid, nullable=False),
    Column("number_id", Uuid, nullable=False),
    Column("queue_id", Uuid),
    Column("user_id", Uuid),
    Column("message_id", Uuid),
    moment("asked_at"),
    Column("score", SmallInteger),
    Column("comment", Text, nullable=False),
    moment("answered_at", nullable=True),
    moment("comment_until", nullable=True),
    Index("ix_surveys_conversation", "tenant_id", "conversation_id", "id"),
    Index("ix_surveys_answered", "tenant_id", "answered_at", postgresql_where=text("answered_at IS NOT NULL")),
)

survey_rules = Table(
    "survey_rules",
    METADATA,
    tenant(),
    own_id("queue_id"),
    Column("enabled", Boolean, nullable=False),
    Column("question", Text, nullable=False),
    Column("thanks", Text, nullable=False),
    Column("comment_question", Text, nullable=False),
)

saved_views = Table(
    "saved_views",
    METADATA,
    tenant(),
    own_id(),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),
    Column("filters", JSONB, nullable=False),
    Column("owner_id", Uuid),
    Column("shared", Boolean, nullable=False),
    Column("place", SmallInteger, nullable=False, server_default="0"),
    moment("created_at"),
    Index(
        "uq_saved_views_own",
        "tenant_id",
        "owner_id",
        "name_key",
        unique=True,
        postgresql_where=text("NOT shared"),
    ),
    Index("uq_saved_views_shared", "tenant_id", "name_key", unique=True, postgresql_where=text("shared")),
)

canned_replies = Table(
    "canned_replies",
    METADATA,
    tenant(),
    own_id(),
    Column("shortcut", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("audience", Text, nullable=False),
    Column("audience_id", Uuid),
    Column("owner_id", Uuid),
    Column("media_id", Uuid),
    moment("created_at"),
    moment("updated_at"),
    Index(
        "uq_canned_replies_shared",
        "tenant_id",
        "shortcut",
        unique=True,
        postgresql_where=text("audience_id IS NULL"),
    ),
    Index(
        "uq_canned_replies_some",
        "tenant_id",
        "audience_id",
        "shortcut",
        unique=True,
        postgresql_where=text("audience_id IS NOT NULL"),
    ),
)

conversation_tags = Table(
    "conversation_tags",
    METADATA,
    tenant(),
    Column("tag", Text, primary_key=True),
    own_id("conversation_id"),
    moment("last_message_at", nullable=True),
    Index("ix_conversation_tags_recent", "tenant_id", "tag", "last_message_at", "conversation_id"),
)
