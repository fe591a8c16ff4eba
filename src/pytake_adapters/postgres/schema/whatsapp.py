"""Numbers, and elements of webhooks that could not be read."""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Table, Text, Uuid, text

from pytake_adapters.postgres.schema.columns import METADATA, moment, own_id, tenant, version

whatsapp_numbers = Table(
    "whatsapp_numbers",
    METADATA,
    tenant(),
    own_id(),
    Column("name", Text, nullable=False),
    Column("api_type", Text, nullable=False),
    Column("phone_number", Text),
    Column("phone_number_id", Text),
    Column("business_account_id", Text),
    Column("base_url", Text),
    Column("evolution_instance", Text),
    Column("is_active", Boolean, nullable=False),
    Column("status", Text, nullable=False),
    Column("status_reason", Text, nullable=False),
    Column("quality", Text),
    Column("daily_limit", Integer),
    Column("rate_limit_per_minute", Integer),
    Column("messages_per_second", Integer, nullable=False),
    Column("webhook_verify_token", Text, nullable=False),
    Column("access_token", LargeBinary),
    Column("app_secret", LargeBinary),
    Column("evolution_api_key", LargeBinary),
    Column("link_state", Text),
    moment("link_since", nullable=True),
    Column("link_reason", Text, nullable=False, server_default=""),
    Column("link_claim", Text, nullable=False, server_default=""),
    moment("link_claimed_at", nullable=True),
    Column("link_claimed_reason", Text, nullable=False, server_default=""),
    moment("linked_at", nullable=True),
    Column("first_contacts_failed", Integer, nullable=False, server_default="0"),
    moment("first_contacts_paused_until", nullable=True),
    moment("created_at"),
    moment("updated_at"),
    version(),
    Index(
        "uq_whatsapp_numbers_phone_number_id",
        "phone_number_id",
        unique=True,
        postgresql_where=text("phone_number_id IS NOT NULL"),
    ),
    Index("ix_whatsapp_numbers_account", "business_account_id"),
)

parked_elements = Table(
    "parked_elements",
    METADATA,
    tenant(),
    own_id(),
    Column("number_id", Uuid),
    Column("reason", Text, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    moment("at"),
)
