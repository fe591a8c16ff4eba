"""Language models: settings, prompts, calls, months."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    Numeric,
    SmallInteger,
    Table,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from pytake_adapters.postgres.schema.columns import METADATA, moment, own_id, tenant, version


def _count(name: str) -> "Column[object]":
    """A number that grows."""
    return Column(name, BigInteger, nullable=False, server_default="0")


def _word(name: str, *, key: bool = False) -> "Column[object]":
    """A text that is there."""
    return Column(name, Text, primary_key=key, nullable=False)


ai_settings = Table(
    "ai_settings",
    METADATA,
    tenant(),
    Column("settings", JSONB, nullable=False),
    Column("keys", LargeBinary, nullable=False),
    Column("version", Integer, nullable=False),
)

ai_prompts = Table(
    "ai_prompts",
    METADATA,
    tenant(),
    own_id(),
    _word("name"),
    _word("description"),
    _word("text"),
    Column("variables", ARRAY(Text), nullable=False),
    moment("created_at"),
    moment("updated_at"),
    version(),
)
Index("uq_ai_prompts_name", ai_prompts.c.tenant_id, func.lower(ai_prompts.c.name), unique=True)

ai_calls = Table(
    "ai_calls",
    METADATA,
    tenant(),
    _word("key", key=True),
    moment("at"),
    _word("purpose"),
    _word("provider"),
    _word("model"),
    _word("outcome"),
    _count("tokens_read"),
    _count("tokens_written"),
    Column("cost", Numeric),
    Column("held", Numeric, nullable=False, server_default="0"),
    Column("ms", Integer, nullable=False, server_default="0"),
    _word("currency"),
    Index("ix_ai_calls_at", "tenant_id", "at"),
    Index("ix_ai_calls_old", "at"),
    Index("ix_ai_calls_open", "tenant_id", "at", postgresql_where=text("outcome = 'open'")),
)

ai_months = Table(
    "ai_months",
    METADATA,
    tenant(),
    Column("month", Date, primary_key=True),
    _word("currency", key=True),
    _count("calls"),
    _count("failed"),
    _count("tokens_read"),
    _count("tokens_written"),
    Column("spent", Numeric, nullable=False, server_default="0"),
    _count("unpriced"),
    Column("marked", SmallInteger, nullable=False, server_default="0"),
)
