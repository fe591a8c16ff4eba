"""Reminder rules and their ledger; outages and who was told of them."""

from sqlalchemy import Boolean, Column, Date, Index, Integer, Numeric, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from pytake_adapters.postgres.schema.columns import METADATA, moment, own_id, tenant, version

reminder_rules = Table(
    "reminder_rules",
    METADATA,
    tenant(),
    own_id(),
    Column("days", Integer, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("rule", JSONB, nullable=False),
    version(),
    Index("ix_reminder_rules_active", "tenant_id", postgresql_where=text("active")),
)

reminders = Table(
    "reminders",
    METADATA,
    tenant(),
    own_id("rule_id"),
    Column("erp_type", Text, primary_key=True),
    Column("invoice_id", Text, primary_key=True),
    Column("due_on", Date, primary_key=True),
    moment("at"),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("customer_id", Text, nullable=False),
    Column("amount", Numeric, nullable=False),
    Column("contact_id", Uuid),
    Column("message_id", Uuid),
    Index("ix_reminders_contact", "tenant_id", "contact_id", "at", postgresql_where=text("state = 'queued'")),
)

outages = Table(
    "outages",
    METADATA,
    tenant(),
    own_id(),
    Column("outage", JSONB, nullable=False),
    moment("started_at"),
    moment("ended_at", nullable=True),
    version(),
    Index("ix_outages_on", "tenant_id", "started_at", postgresql_where=text("ended_at IS NULL")),
)

outage_told = Table(
    "outage_told",
    METADATA,
    tenant(),
    own_id("outage_id"),
    own_id("contact_id"),
    moment("at"),
    Column("ended", Boolean, nullable=False, server_default=text("false")),
)
