"""What all tables share: one MetaData, and columns that every feature spells alike."""

from sqlalchemy import Column, DateTime, Integer, MetaData, Uuid

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def tenant() -> "Column[object]":
    """First in every key, so that a tenant's rows lie together and row security finds them by index."""
    return Column("tenant_id", Uuid, primary_key=True)


def own_id(name: str = "id") -> "Column[object]":
    """The row's own identifier; version 7, so that new rows are neighbours."""
    return Column(name, Uuid, primary_key=True)


def moment(name: str, *, nullable: bool = False) -> "Column[object]":
    """A point in time with its zone."""
    return Column(name, DateTime(timezone=True), nullable=nullable)


def version() -> "Column[object]":
    """Compared on save: who saves an older one is told."""
    return Column("version", Integer, nullable=False, server_default="1")
