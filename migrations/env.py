"""Alembic's entry: runs the migrations as the owner of the tables, on a connection handed in."""

from alembic import context

from pytake_adapters.postgres.schema import METADATA

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    transactional_ddl=True,
    transaction_per_migration=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
