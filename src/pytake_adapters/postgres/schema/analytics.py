"""Counts and costs by the hour, the hours to be counted anew, budgets, and widgets."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Identity,
    Index,
    Integer,
    Numeric,
    SmallInteger,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from pytake_adapters.postgres.schema.columns import METADATA, moment, own_id, tenant

hourly_counts = Table(
    "hourly_counts",
    METADATA,
    tenant(),
    Column("hour", moment("hour").type, primary_key=True),
    Column("number_id", Uuid, primary_key=True),
    Column("counter", Text, primary_key=True),
    Column("count", BigInteger, nullable=False),
)

hourly_costs = Table(
    "hourly_costs",
    METADATA,
    tenant(),
    Column("hour", moment("hour").type, primary_key=True),
    Column("number_id", Uuid, primary_key=True),
    Column("category", Text, primary_key=True),
    Column("country", Text, primary_key=True),
    Column("currency", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("source_id", Uuid, primary_key=True),
    Column("messages", BigInteger, nullable=False),
    Column("amount", Numeric, nullable=False),
    Column("estimated", Numeric, nullable=False),
)

budgets = Table(
    "budgets", METADATA, tenant(), Column("budget", JSONB, nullable=False), Column("version", Integer, nullable=False)
)

budget_marks = Table(
    "budget_marks",
    METADATA,
    tenant(),
    Column("month", Date, primary_key=True),
    Column("percent", SmallInteger, primary_key=True),
    Column("campaign_id", Uuid, primary_key=True),
    Column("amount", Numeric, primary_key=True),
)

touched_hours = Table(
    "touched_hours",
    METADATA,
    tenant(),
    Column("id", BigInteger, Identity(), primary_key=True),
    moment("hour"),
)

dashboard_widgets = Table(
    "dashboard_widgets",
    METADATA,
    tenant(),
    own_id(),
    Column("user_id", Uuid, nullable=False),
    Column("data", JSONB, nullable=False),
    moment("created_at"),
    moment("updated_at"),
    Index("ix_dashboard_widgets_user", "tenant_id", "user_id", "id"),
)
