"""Work in flight: raw webhooks in, events to deliver, messages to send; and the log of events that are kept."""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, SmallInteger, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from pytake_adapters.postgres.schema.columns import METADATA, moment, own_id, tenant


def _lease() -> "list[Column[object]]":
    """Who holds a row until when; a lapsed lease returns it. `trace`: what it belongs to, for the few of which that is kept."""
    return [
        moment("leased_until", nullable=True),
        Column("token", Uuid),
        Column("tries", Integer, nullable=False, server_default="0"),
        Column("trace", Text),
    ]


inbox = Table(
    "inbox",
    METADATA,
    tenant(),
    own_id(),
    Column("lane", SmallInteger, nullable=False),
    Column("number_id", Uuid, nullable=False),
    Column("api_type", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    moment("received_at"),
    *_lease(),
    Index("ix_inbox_turn", "lane", "tenant_id", "id"),
    Index("ix_inbox_held", "number_id", "lane", postgresql_where=text("leased_until IS NOT NULL")),
)

deliveries = Table(
    "deliveries",
    METADATA,
    tenant(),
    own_id(),
    Column("lane", SmallInteger, nullable=False),
    Column("subject", Uuid, nullable=False),
    Column("type", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    moment("not_before", nullable=True),
    *_lease(),
    Index("ix_deliveries_turn", "lane", "tenant_id", "id"),
    Index("ix_deliveries_held", "subject", postgresql_where=text("leased_until IS NOT NULL")),
)

outgoing = Table(
    "outgoing",
    METADATA,
    tenant(),
    own_id("message_id"),
    Column("lane", SmallInteger, nullable=False),
    Column("conversation_id", Uuid, nullable=False),
    moment("not_before", nullable=True),
    moment("unknown_until", nullable=True),
    *_lease(),
    Column("begun", Boolean, nullable=False, server_default="false"),
    Index("ix_outgoing_turn", "lane", "tenant_id", "message_id"),
    Index(
        "ix_outgoing_order",
        "tenant_id",
        "conversation_id",
        "message_id",
        postgresql_where=text("unknown_until IS NULL"),
    ),
)

event_log = Table(
    "event_log",
    METADATA,
    tenant(),
    own_id(),
    Column("subject", Uuid, nullable=False),
    Column("type", Text, nullable=False),
    moment("at"),
    Column("actor_kind", Text, nullable=False),
    Column("actor_id", Uuid),
    Column("reason", Text, nullable=False),
    Column("data", JSONB, nullable=False),
    Index("ix_event_log_subject", "tenant_id", "subject", "id"),
    Index("ix_event_log_actor", "tenant_id", "actor_id", "id", postgresql_where=text("actor_kind = 'user'")),
)

idempotency_keys = Table(
    "idempotency_keys",
    METADATA,
    tenant(),
    Column("key", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("status", Integer),
    Column("body", LargeBinary),
    Column("content_type", Text),
    moment("created_at"),
    Index("ix_idempotency_keys_age", "created_at"),
)
