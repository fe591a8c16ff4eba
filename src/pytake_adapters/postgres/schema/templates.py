"""Templates of the provider's accounts."""

from sqlalchemy import Column, Index, Integer, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from pytake_adapters.postgres.schema.columns import METADATA, moment, own_id, tenant, version

templates = Table(
    "templates",
    METADATA,
    tenant(),
    own_id(),
    Column("number_id", Uuid, nullable=False),
    Column("business_account_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("components", JSONB, nullable=False),
    Column("parameter_format", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("provider_id", Text),
    Column("quality", Text),
    Column("reason", Text, nullable=False),
    Column("coming_category", Text),
    moment("category_change_at", nullable=True),
    Column("ttl_seconds", Integer),
    Column("history", JSONB, nullable=False),
    moment("created_at"),
    moment("updated_at"),
    version(),
    Index(
        "uq_templates_name",
        "tenant_id",
        "business_account_id",
        "name",
        "language",
        unique=True,
        postgresql_where=text("status <> 'deleted'"),
    ),
)
