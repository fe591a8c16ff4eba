"""Departments, calendars, queues, agents, assignments and service level clocks."""

from sqlalchemy import Boolean, Column, Index, Integer, SmallInteger, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from pytake_adapters.postgres.schema.columns import METADATA, moment, own_id, tenant

departments = Table(
    "departments",
    METADATA,
    tenant(),
    own_id(),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),
    Column("calendar_id", Uuid),
    moment("created_at"),
    moment("updated_at"),
    Index("uq_departments_name", "tenant_id", "name_key", unique=True),
)

calendars = Table(
    "calendars",
    METADATA,
    tenant(),
    own_id(),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),
    Column("hours", JSONB, nullable=False),
    Column("closed_message", Text, nullable=False),
    Column("is_default", Boolean, nullable=False),
    moment("created_at"),
    moment("updated_at"),
    Index("uq_calendars_name", "tenant_id", "name_key", unique=True),
    Index("uq_calendars_default", "tenant_id", unique=True, postgresql_where=text("is_default")),
)

queues = Table(
    "queues",
    METADATA,
    tenant(),
    own_id(),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),
    Column("department_id", Uuid),
    Column("calendar_id", Uuid),
    Column("strategy", Text, nullable=False),
    Column("priority", SmallInteger, nullable=False),
    Column("is_default", Boolean, nullable=False),
    Column("rules", JSONB, nullable=False),
    Column("watches_silence", Boolean, nullable=False),
    moment("created_at"),
    moment("updated_at"),
    Index("uq_queues_name", "tenant_id", "name_key", unique=True),
    Index("uq_queues_default", "tenant_id", unique=True, postgresql_where=text("is_default")),
    Index("ix_queues_silence", "tenant_id", postgresql_where=text("watches_silence")),
)

queue_members = Table(
    "queue_members",
    METADATA,
    tenant(),
    own_id("queue_id"),
    own_id("user_id"),
    Column("place", Integer, nullable=False),
    Index("ix_queue_members_user", "tenant_id", "user_id"),
)

agents = Table(
    "agents",
    METADATA,
    tenant(),
    own_id("user_id"),
    Column("presence", Text, nullable=False),
    moment("since"),
    Column("capacity", Integer, nullable=False),
    Column("skills", JSONB, nullable=False),
    moment("last_assigned_at", nullable=True),
    moment("wrap_up_until", nullable=True),
    moment("last_seen", nullable=True),
    Index("ix_agents_seen", "last_seen", postgresql_where=text("presence IN ('available', 'busy')")),
)

assignments = Table(
    "assignments",
    METADATA,
    tenant(),
    own_id(),
    Column("conversation_id", Uuid, nullable=False),
    Column("queue_id", Uuid),
    Column("user_id", Uuid),
    Column("reason", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("actor_kind", Text, nullable=False),
    Column("actor_id", Uuid),
    moment("at"),
    Column("waited_seconds", Integer, nullable=False),
    Index("ix_assignments_conversation", "tenant_id", "conversation_id", "id"),
)

sla_clocks = Table(
    "sla_clocks",
    METADATA,
    tenant(),
    own_id("conversation_id"),
    Column("kind", Text, primary_key=True),
    Column("queue_id", Uuid, nullable=False),
    moment("started_at"),
    moment("warn_at"),
    moment("due_at"),
    moment("warned_at", nullable=True),
    moment("breached_at", nullable=True),
    moment("stopped_at", nullable=True),
    Column("ended", Boolean, nullable=False),
    moment("next_at", nullable=True),
    Index("ix_sla_clocks_next", "next_at", "tenant_id", postgresql_where=text("next_at IS NOT NULL")),
    Index(
        "ix_sla_clocks_broken",
        "tenant_id",
        postgresql_where=text("breached_at IS NOT NULL AND stopped_at IS NULL"),
    ),
)

silence_warnings = Table(
    "silence_warnings",
    METADATA,
    tenant(),
    own_id("conversation_id"),
    moment("last_message_at"),
    moment("warned_at"),
)
