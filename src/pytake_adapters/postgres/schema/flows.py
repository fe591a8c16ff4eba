"""Flows, their versions and sessions."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Double,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from pytake_adapters.postgres.schema.columns import METADATA, moment, own_id, tenant

flows = Table(
    "flows",
    METADATA,
    tenant(),
    own_id(),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("trigger", JSONB, nullable=False),
    Column("graph", JSONB, nullable=False),
    Column("is_default", Boolean, nullable=False),
    Column("is_fallback", Boolean, nullable=False),
    Column("draft_version", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("published_version_id", Uuid),
    Column("updated_by", Uuid),
    Column("folder", Text, nullable=False, server_default=text("''")),
    moment("created_at"),
    moment("updated_at"),
    Index("uq_flows_default", "tenant_id", unique=True, postgresql_where=text("is_default")),
    Index("uq_flows_fallback", "tenant_id", unique=True, postgresql_where=text("is_fallback")),
)

flow_versions = Table(
    "flow_versions",
    METADATA,
    tenant(),
    own_id(),
    Column("flow_id", Uuid, nullable=False),
    Column("number", Integer, nullable=False),
    Column("graph", JSONB, nullable=False),
    Column("trigger", JSONB, nullable=False),
    moment("published_at"),
    Column("published_by", Uuid),
    Column("hash", Text, nullable=False),
    Column("note", Text, nullable=False, server_default=text("''")),
    Index("uq_flow_versions_number", "tenant_id", "flow_id", "number", unique=True),
)

flow_sessions = Table(
    "flow_sessions",
    METADATA,
    tenant(),
    own_id(),
    Column("flow_id", Uuid, nullable=False),
    Column("version_id", Uuid, nullable=False),
    Column("contact_id", Uuid, nullable=False),
    Column("number_id", Uuid, nullable=False),
    Column("conversation_id", Uuid, nullable=False),
    Column("status", Text, nullable=False),
    Column("node", Text),
    moment("expires_at", nullable=True),
    Column("state", LargeBinary, nullable=False),
    moment("started_at"),
    moment("updated_at"),
    Column("version", Integer, nullable=False),
    Index(
        "uq_flow_sessions_running",
        "tenant_id",
        "contact_id",
        "number_id",
        unique=True,
        postgresql_where=text("status = 'running'"),
    ),
    Index("ix_flow_sessions_contact", "tenant_id", "contact_id", "number_id", "id"),
    Index("ix_flow_sessions_flow", "tenant_id", "flow_id", "id"),
    Index(
        "ix_flow_sessions_expiry",
        "tenant_id",
        "expires_at",
        postgresql_where=text("status = 'running' AND expires_at IS NOT NULL"),
    ),
)

flow_traces = Table(
    "flow_traces",
    METADATA,
    tenant(),
    own_id("session_id"),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("flow_id", Uuid, nullable=False),
    moment("at"),
    Column("data", LargeBinary, nullable=False),
    Index("ix_flow_traces_began", "tenant_id", "flow_id", "session_id", postgresql_where=text("number = 1")),
)

flow_counts = Table(
    "flow_counts",
    METADATA,
    tenant(),
    own_id("version_id"),
    Column("day", Date, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("node", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("count", BigInteger, nullable=False),
    Column("seconds", Double, nullable=False),
)

flow_counted = Table(
    "flow_counted",
    METADATA,
    tenant(),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("version_id", Uuid, nullable=False),
    Column("day", Date, nullable=False),
    Column("kind", Text, nullable=False),
    Column("node", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("count", BigInteger, nullable=False),
    Column("seconds", Double, nullable=False),
)

flow_cases = Table(
    "flow_cases",
    METADATA,
    tenant(),
    own_id(),
    Column("flow_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("data", JSONB, nullable=False),
    Column("created_by", Uuid),
    moment("created_at"),
    Index("ix_flow_cases_flow", "tenant_id", "flow_id", "id"),
)

flow_simulations = Table(
    "flow_simulations",
    METADATA,
    tenant(),
    own_id(),
    Column("flow_id", Uuid, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("created_by", Uuid),
    moment("updated_at"),
    Index("ix_flow_simulations_old", "updated_at"),
)
