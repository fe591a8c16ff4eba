"""Files, and the ids by which providers hold them."""

from sqlalchemy import BigInteger, Boolean, Column, Double, Index, Integer, Table, Text, Uuid, text

from pytake_adapters.postgres.schema.columns import METADATA, moment, own_id, tenant

media = Table(
    "media",
    METADATA,
    tenant(),
    own_id(),
    Column("type", Text, nullable=False),
    Column("mime_type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("filename", Text),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("width", Integer),
    Column("height", Integer),
    Column("seconds", Double),
    Column("has_thumbnail", Boolean, nullable=False),
    Column("message_id", Uuid),
    Column("voice_of", Uuid),
    moment("created_at"),
    Index(
        "uq_media_voice",
        "tenant_id",
        "voice_of",
        unique=True,
        postgresql_where=text("voice_of IS NOT NULL"),
    ),
)

media_uploads = Table(
    "media_uploads",
    METADATA,
    tenant(),
    own_id("media_id"),
    Column("account", Text, primary_key=True),
    Column("provider_media_id", Text, nullable=False),
    moment("expires_at"),
)
