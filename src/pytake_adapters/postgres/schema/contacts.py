"""People, their addresses, and merges that can be undone."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from pytake_adapters.postgres.schema.columns import METADATA, moment, own_id, tenant, version

contacts = Table(
    "contacts",
    METADATA,
    tenant(),
    own_id(),
    Column("name", Text),
    Column("email", Text),
    Column("language", Text),
    Column("time_zone", Text),
    Column("vip", Boolean, nullable=False, server_default=text("false")),
    Column("tags", ARRAY(Text), nullable=False, server_default=text("'{}'::text[]")),
    Column("attributes", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    moment("opted_out_at", nullable=True),
    moment("opted_in_at", nullable=True),
    Column("opted_in_source", Text),
    Column("blocked", Boolean, nullable=False, server_default=text("false")),
    Column("purposes", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Column("merged_into", Uuid),
    moment("deleted_at", nullable=True),
    moment("created_at"),
    moment("updated_at"),
    version(),
)

contact_addresses = Table(
    "contact_addresses",
    METADATA,
    tenant(),
    Column("kind", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("contact_id", Uuid, nullable=False),
    Column("current", Boolean, nullable=False, server_default=text("true")),
    moment("unreachable_at", nullable=True),
    Column("unreachable_by", Text),
    Index("ix_contact_addresses_contact", "tenant_id", "contact_id"),
    Index(
        "ix_contact_addresses_unreachable",
        "tenant_id",
        "contact_id",
        postgresql_where=text("unreachable_at IS NOT NULL"),
    ),
)

contact_merges = Table(
    "contact_merges",
    METADATA,
    tenant(),
    own_id("merged_id"),
    Column("kept_id", Uuid, nullable=False),
    Column("record", LargeBinary, nullable=False),
    Column("conversations", ARRAY(Uuid), nullable=False, server_default=text("'{}'::uuid[]")),
    Column("closed", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Column("lists", ARRAY(Uuid), nullable=False, server_default=text("'{}'::uuid[]")),
    Column("gained", ARRAY(Uuid), nullable=False, server_default=text("'{}'::uuid[]")),
    Column("said", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Column("recipients", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
    Index("ix_contact_merges_kept", "tenant_id", "kept_id"),
)

contact_words = Table(
    "contact_words",
    METADATA,
    tenant(),
    Column("word", Text(collation="C"), primary_key=True),
    own_id("contact_id"),
    Index("ix_contact_words_contact", "tenant_id", "contact_id"),
)
"""What contacts are found by, kept up by triggers; see queries/contact_search.py."""

tags = Table(
    "tags",
    METADATA,
    tenant(),
    Column("name", Text, primary_key=True),
    moment("created_at"),
)

contact_attributes = Table(
    "contact_attributes",
    METADATA,
    tenant(),
    own_id(),
    Column("name", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("options", ARRAY(Text), nullable=False),
    Column("storage", Text, nullable=False),
    Column("place", Integer, nullable=False),
    moment("created_at"),
    moment("updated_at"),
    moment("removed_at", nullable=True),
    version(),
    Index("uq_contact_attributes_name", "tenant_id", "name", unique=True, postgresql_where=text("removed_at IS NULL")),
    Index("uq_contact_attributes_place", "tenant_id", "storage", "place", unique=True),
)
"""`place`: where facets keep its values, among those of its storage; one that was removed keeps its place."""

contact_consents = Table(
    "contact_consents",
    METADATA,
    tenant(),
    own_id(),
    Column("contact_id", Uuid, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("given", Boolean, nullable=False),
    moment("at"),
    Column("source", Text, nullable=False),
    Column("text", Text, nullable=False),
    moment("recorded_at"),
    Column("actor_kind", Text, nullable=False),
    Column("actor_id", Uuid),
    Index("ix_contact_consents_contact", "tenant_id", "contact_id", "id"),
)

contact_lists = Table(
    "contact_lists",
    METADATA,
    tenant(),
    own_id(),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),
    moment("created_at"),
    moment("updated_at"),
    Column("campaign_id", Uuid),
    Column("import_id", Uuid),
    Index("uq_contact_lists_name", "tenant_id", "name_key", unique=True),
)

contact_list_members = Table(
    "contact_list_members",
    METADATA,
    tenant(),
    own_id("list_id"),
    own_id("contact_id"),
    moment("added_at"),
    Column("fields", JSONB),
    Index("ix_contact_list_members_contact", "tenant_id", "contact_id"),
)

segments = Table(
    "segments",
    METADATA,
    tenant(),
    own_id(),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("query", JSONB, nullable=False),
    moment("created_at"),
    moment("updated_at"),
    version(),
    Index("uq_segments_name", "tenant_id", "name_key", unique=True),
)

contact_facets = Table(
    "contact_facets",
    METADATA,
    tenant(),
    own_id("contact_id"),
    Column("tag_marks", BigInteger, nullable=False),
    Column("flags", Integer, nullable=False),
    Column("open_talks", Integer, nullable=False),
    Column("seen_on", Date, nullable=False),
    Column("replied_on", Date, nullable=False),
    *(Column(name, Date, nullable=False) for name in ("got_on", "read_on", "answered_on", "failed_on")),
    *(Column(name, Date, nullable=False) for name in ("oldest_due_on", "next_due_on")),
    Column("erp_marks", Integer, nullable=False),
    Column("owed_count", Integer, nullable=False),
    moment("created_at"),
    *(Column(f"text_{place}", BigInteger, nullable=False) for place in range(1, 5)),
    *(Column(f"number_{place}", Double, nullable=False) for place in range(1, 7)),
    Column("owed", Double, nullable=False),
    *(Column(f"{name}_key", BigInteger, nullable=False) for name in ("plan", "city", "district", "region")),
    Column("tags", ARRAY(Text), nullable=False),
    Column("purposes", ARRAY(Text)),
    Column("texts", ARRAY(Text)),
    Column("numbers", ARRAY(Double)),
)
"""What questions about people are answered from, kept up by triggers; see queries/people.py."""

contact_imports = Table(
    "contact_imports",
    METADATA,
    tenant(),
    own_id(),
    Column("state", Text, nullable=False),
    Column("data", JSONB, nullable=False),
    moment("updated_at"),
)

contact_import_pieces = Table(
    "contact_import_pieces",
    METADATA,
    tenant(),
    own_id("import_id"),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("piece", LargeBinary, nullable=False),
)

contact_import_refusals = Table(
    "contact_import_refusals",
    METADATA,
    tenant(),
    own_id("import_id"),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("problem", JSONB, nullable=False),
    Column("cells", ARRAY(Text), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Index("ix_contact_import_refusals_old", "at"),
)
