"""Audit records and their chains, requests of subjects, noes of people who were erased, and how long data is kept."""

from sqlalchemy import ARRAY, BigInteger, Column, Index, Integer, LargeBinary, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from pytake_adapters.postgres.schema.columns import METADATA, moment, own_id, tenant, version

audit_records = Table(
    "audit_records",
    METADATA,
    tenant(),
    own_id(),
    moment("at"),
    Column("actor_kind", Text, nullable=False),
    Column("actor_id", Uuid),
    Column("action", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("route", Text, nullable=False),
    Column("subjects", ARRAY(Uuid), nullable=False),
    Column("request_id", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("counts", JSONB, nullable=False),
    Index("ix_audit_records_actor", "tenant_id", "actor_id", "id"),
    Index("ix_audit_records_subjects", "subjects", postgresql_using="gin"),
)

audit_waiting = Table(
    "audit_waiting",
    METADATA,
    tenant(),
    own_id("record_id"),
    Index("ix_audit_waiting_order", "record_id"),
)

audit_links = Table(
    "audit_links",
    METADATA,
    tenant(),
    Column("place", BigInteger, primary_key=True),
    Column("record_id", Uuid, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Index("uq_audit_links_record", "tenant_id", "record_id", unique=True),
)

audit_heads = Table(
    "audit_heads",
    METADATA,
    tenant(),
    Column("place", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("first_place", BigInteger, nullable=False),
    Column("before_first", LargeBinary, nullable=False),
    Column("mac", LargeBinary, nullable=False),
    Column("key_version", Integer, nullable=False),
    Column("checked", JSONB),
)

privacy_requests = Table(
    "privacy_requests",
    METADATA,
    tenant(),
    own_id(),
    Column("subject", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    moment("due_at"),
    Column("data", JSONB, nullable=False),
    version(),
    Index("ix_privacy_requests_open", "tenant_id", "due_at", postgresql_where=text("state IN ('open', 'running')")),
    Index("ix_privacy_requests_subject", "tenant_id", "subject", "id"),
)

privacy_refusals = Table(
    "privacy_refusals", METADATA, tenant(), Column("mark", LargeBinary, primary_key=True), moment("at")
)

retention_rules = Table("retention_rules", METADATA, tenant(), Column("rules", JSONB, nullable=False), version())
