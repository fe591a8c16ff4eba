"""Counts by the hour, the hours to be counted anew, and widgets."""

from sqlalchemy import BigInteger, Column, Identity, Index, Table, Text, Uuid
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
