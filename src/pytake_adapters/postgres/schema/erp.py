"""ERPs: connections, what they told, what was asked of them, how far sweeps are."""

from sqlalchemy import (
    Boolean,
    Column,
    Computed,
    Date,
    Double,
    Index,
    Integer,
    LargeBinary,
    Numeric,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from pytake_adapters.postgres.schema.columns import METADATA, moment, own_id, tenant, version


def _words(*names: str) -> "list[Column[object]]":
    """Texts that may be missing."""
    return [Column(name, Text) for name in names]


def _erp(name: str = "erp_type", *, key: bool = True) -> "Column[object]":
    """Which ERP."""
    return Column(name, Text, primary_key=key, nullable=False)


def _empty(name: str) -> "Column[object]":
    """A text that is empty at first."""
    return Column(name, Text, nullable=False, server_default=text("''::text"))


def _flag(name: str, *, on: bool) -> "Column[object]":
    """Yes or no."""
    return Column(name, Boolean, nullable=False, server_default=text("true" if on else "false"))


def _list(name: str) -> "Column[object]":
    """Texts."""
    return Column(name, ARRAY(Text), nullable=False, server_default=text("'{}'::text[]"))


def _folded(*names: str) -> "list[Column[object]]":
    """The same texts as questions compare them."""
    return [Column(f"{name}_key", Text, Computed(f"pytake_folded({name})", persisted=True)) for name in names]


erp_connections = Table(
    "erp_connections",
    METADATA,
    tenant(),
    _erp(),
    Column("base_url", Text, nullable=False),
    Column("settings", JSONB, nullable=False),
    Column("secrets", LargeBinary),
    Column("webhook_token", LargeBinary),
    Column("status", Text, nullable=False),
    _empty("status_kind"),
    _empty("status_detail"),
    _list("offers"),
    moment("checked_at", nullable=True),
    _flag("preferred", on=False),
    _flag("sync", on=True),
    moment("sync_at", nullable=True),
    version(),
    moment("created_at"),
    moment("updated_at"),
    Index("uq_erp_connections_preferred", "tenant_id", unique=True, postgresql_where=text("preferred")),
    Index("ix_erp_connections_due", "sync_at", postgresql_where=text("sync")),
)

erp_customers = Table(
    "erp_customers",
    METADATA,
    tenant(),
    _erp(),
    Column("id", Text, primary_key=True),
    *_words("document", "code", "name"),
    *_words("city", "district"),
    Column("sealed_document", LargeBinary),
    Column("record", LargeBinary, nullable=False),
    moment("seen_at"),
)

erp_phones = Table(
    "erp_phones",
    METADATA,
    tenant(),
    Column("address", Text, primary_key=True),
    _erp(),
    Column("customer_id", Text, primary_key=True),
    Index("ix_erp_phones_customer", "tenant_id", "erp_type", "customer_id"),
)

erp_contracts = Table(
    "erp_contracts",
    METADATA,
    tenant(),
    _erp(),
    Column("id", Text, primary_key=True),
    Column("customer_id", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("rank", SmallInteger, nullable=False),
    Column("plan", Text),
    Column("due_day", SmallInteger),
    *_words("city", "district", "region"),
    Column("record", LargeBinary, nullable=False),
    moment("seen_at"),
    Index("ix_erp_contracts_customer", "tenant_id", "erp_type", "customer_id"),
)

erp_invoices = Table(
    "erp_invoices",
    METADATA,
    tenant(),
    _erp(),
    Column("id", Text, primary_key=True),
    Column("customer_id", Text, nullable=False),
    Column("contract_id", Text),
    Column("status", Text, nullable=False),
    Column("owed", Boolean, nullable=False),
    Column("to_pay", Numeric, nullable=False),
    Column("due_on", Date),
    Column("paid_on", Date),
    Column("record", LargeBinary, nullable=False),
    moment("seen_at"),
    Index("ix_erp_invoices_customer", "tenant_id", "erp_type", "customer_id"),
    Index("ix_erp_invoices_due", "tenant_id", "due_on", "erp_type", "id", postgresql_where=text("owed")),
)

erp_links = Table(
    "erp_links",
    METADATA,
    tenant(),
    own_id("contact_id"),
    _erp(key=False),
    Column("customer_id", Text, nullable=False),
    Column("linked_by", Text, nullable=False),
    moment("linked_at"),
    moment("proven_at", nullable=True),
    Index("ix_erp_links_customer", "tenant_id", "erp_type", "customer_id"),
)

erp_denied = Table(
    "erp_denied",
    METADATA,
    tenant(),
    own_id("contact_id"),
    _erp(),
    Column("customer_id", Text, primary_key=True),
)

erp_facts = Table(
    "erp_facts",
    METADATA,
    tenant(),
    own_id("contact_id"),
    _erp(key=False),
    Column("customer_id", Text, nullable=False),
    moment("as_of"),
    *_words("name", "document", "contract_id"),
    Column("sealed_document", LargeBinary),
    Column("contract_status", Text, nullable=False),
    Column("contracts", Integer, nullable=False, server_default=text("0")),
    Column("plan", Text),
    Column("due_day", SmallInteger),
    *_words("city", "district", "region"),
    Column("owed_count", Integer, nullable=False, server_default=text("0")),
    Column("owed_amount", Numeric, nullable=False, server_default=text("0")),
    Column("oldest_due_on", Date),
    Column("next_due_on", Date),
    Column("last_paid_on", Date),
    Column("online", Boolean),
    moment("online_at", nullable=True),
    Column("owed", Double, Computed("(owed_amount)::double precision", persisted=True)),
    *_folded("plan", "city", "district", "region"),
)

erp_calls = Table(
    "erp_calls",
    METADATA,
    tenant(),
    own_id(),
    _erp(key=False),
    moment("at"),
    Column("operation", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("ms", Integer, nullable=False),
    Column("attempts", SmallInteger, nullable=False),
    Column("status", SmallInteger),
    Index("ix_erp_calls_old", "at"),
)

erp_syncs = Table(
    "erp_syncs",
    METADATA,
    tenant(),
    own_id(),
    _erp(key=False),
    Column("state", Text, nullable=False),
    Column("sync", JSONB, nullable=False),
    moment("started_at"),
    Index("ix_erp_syncs_newest", "tenant_id", "erp_type", text("started_at DESC")),
    Index("uq_erp_syncs_running", "tenant_id", "erp_type", unique=True, postgresql_where=text("state = 'running'")),
)

erp_actions = Table(
    "erp_actions",
    METADATA,
    tenant(),
    Column("key", Text, primary_key=True),
    Column("capability", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("outcome", LargeBinary, nullable=False),
    _empty("customer_id"),
    moment("at"),
    Index("ix_erp_actions_old", "at"),
    Index("ix_erp_actions_customer", "tenant_id", "customer_id", "at"),
)
