"""Campaigns, their ledger, what is counted of it, and how fast they go."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    Index,
    Integer,
    Numeric,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from pytake_adapters.postgres.schema.columns import METADATA, moment, own_id, tenant, version


def _small(name: str, *, key: bool = False, default: str | None = None) -> "Column[object]":
    """A number of a few."""
    return Column(name, SmallInteger, primary_key=key, nullable=False, server_default=default)


def _counts(*names: str) -> "list[Column[object]]":
    """How many of each."""
    return [Column(name, BigInteger, nullable=False) for name in names]


campaigns = Table(
    "campaigns",
    METADATA,
    tenant(),
    own_id(),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("status_code", Text),
    Column("status_reason", Text, nullable=False),
    Column("plan", JSONB, nullable=False),
    Column("winner", Text),
    moment("starts_at", nullable=True),
    Column("created_by", Uuid),
    moment("created_at"),
    moment("updated_at"),
    moment("started_at", nullable=True),
    moment("filled_at", nullable=True),
    moment("ended_at", nullable=True),
    moment("deleted_at", nullable=True),
    version(),
    Index("uq_campaigns_name", "tenant_id", "name_key", unique=True, postgresql_where=text("deleted_at IS NULL")),
    Index(
        "ix_campaigns_active",
        "status",
        "tenant_id",
        "id",
        postgresql_where=text("status IN ('scheduled', 'running', 'stopping')"),
    ),
)

campaign_policies = Table(
    "campaign_policies",
    METADATA,
    tenant(),
    Column("policy", JSONB, nullable=False),
    Column("version", Integer, nullable=False),
)

campaign_recipients = Table(
    "campaign_recipients",
    METADATA,
    tenant(),
    own_id("campaign_id"),
    own_id("contact_id"),
    _small("step", key=True),
    _small("round", key=True),
    _small("outcome"),
    _small("tries", default="0"),
    moment("due_at"),
    moment("queued_at", nullable=True),
    moment("sent_at", nullable=True),
    moment("delivered_at", nullable=True),
    moment("read_at", nullable=True),
    moment("failed_at", nullable=True),
    moment("replied_at", nullable=True),
    moment("clicked_at", nullable=True),
    moment("converted_at", nullable=True),
    moment("opted_out_at", nullable=True),
    Column("number_id", Uuid),
    Column("message_id", Uuid),
    Column("zone", Text, nullable=False),
    Column("reason", Text),
    Column("variant", Text),
    Column("category", Text),
    Column("country", Text),
    Column("currency", Text),
    Column("amount", Numeric),
    Column("priced", Boolean, nullable=False, server_default=text("false")),
    Index(
        "ix_campaign_recipients_pending",
        *("tenant_id", "campaign_id", "zone", "due_at", "contact_id"),
        postgresql_where=text("outcome = 0"),
    ),
    Index(
        "ix_campaign_recipients_queued",
        *("tenant_id", "campaign_id", "number_id"),
        postgresql_where=text("outcome = 1"),
    ),
    Index(
        "ix_campaign_recipients_contact",
        *("tenant_id", "contact_id", "queued_at"),
        postgresql_where=text("queued_at IS NOT NULL"),
    ),
)

campaign_cells = Table(
    "campaign_cells",
    METADATA,
    tenant(),
    own_id("campaign_id"),
    _small("slot", key=True),
    _small("step", key=True),
    Column("variant", Text, primary_key=True),
    _small("outcome", key=True),
    *(Column(name, Text, primary_key=True) for name in ("reason", "category", "country", "currency")),
    *_counts("count", "replied", "clicked", "converted", "opted_out"),
    Column("amount", Numeric, nullable=False),
    Column("estimated", Numeric, nullable=False),
)

campaign_minutes = Table(
    "campaign_minutes",
    METADATA,
    tenant(),
    own_id("campaign_id"),
    Column("minute", moment("minute").type, primary_key=True),
    _small("slot", key=True),
    *_counts("queued", "results", "failed", "refused"),
)

portfolio_minutes = Table(
    "portfolio_minutes",
    METADATA,
    tenant(),
    Column("portfolio", Text, primary_key=True),
    Column("minute", moment("minute").type, primary_key=True),
    *_counts("begun"),
)

campaign_paces = Table(
    "campaign_paces",
    METADATA,
    tenant(),
    own_id("campaign_id"),
    moment("at"),
    Column("per_second", Double, nullable=False),
    Column("waiting", Integer, nullable=False),
    Column("tokens", Double, nullable=False),
)

number_slowdowns = Table(
    "number_slowdowns",
    METADATA,
    tenant(),
    own_id("number_id"),
    Column("factor", Double, nullable=False),
    moment("at"),
)

marketing_rests = Table(
    "marketing_rests",
    METADATA,
    tenant(),
    own_id("contact_id"),
    Column("times", Integer, nullable=False),
    moment("since"),
    moment("until"),
)
