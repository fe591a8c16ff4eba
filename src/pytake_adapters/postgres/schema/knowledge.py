"""What companies teach, and questions with known answers about it."""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, BIT, JSONB, REAL, TSVECTOR

from pytake_adapters.postgres.schema.columns import METADATA, moment, own_id, tenant

knowledge_documents = Table(
    "knowledge_documents",
    METADATA,
    tenant(),
    own_id(),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("characters", Integer, nullable=False),
    Column("pieces", Integer, nullable=False),
    Column("edition", Integer, nullable=False),
    Column("data", JSONB, nullable=False),
    moment("updated_at"),
    Column("held", Boolean, nullable=False, server_default=text("false")),
    Index("ix_knowledge_documents_digest", "tenant_id", "digest"),
    Index(
        "uq_knowledge_documents_page",
        "tenant_id",
        text("md5(source)"),
        unique=True,
        postgresql_where=text("kind = 'page'"),
    ),
)

knowledge_files = Table(
    "knowledge_files",
    METADATA,
    tenant(),
    Column("document_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("piece", LargeBinary, nullable=False),
)

knowledge_pieces = Table(
    "knowledge_pieces",
    METADATA,
    tenant(),
    Column("document_id", Uuid, primary_key=True),
    Column("edition", Integer, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("heading", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("words", TSVECTOR, nullable=False),
    Index("ix_knowledge_pieces_words", "words", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
)

knowledge_places = Table(
    "knowledge_places",
    METADATA,
    tenant(),
    Column("document_id", Uuid, primary_key=True),
    Column("edition", Integer, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("model", Text, nullable=False),
    Column("signs", BIT(varying=True), nullable=False),
    Column("vector", ARRAY(REAL), nullable=False),
)

ai_evaluations = Table(
    "ai_evaluations",
    METADATA,
    tenant(),
    own_id(),
    Column("data", JSONB, nullable=False),
    moment("updated_at"),
)
