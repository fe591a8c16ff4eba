"""Tenants, people, sessions, API keys, wrapped data keys, and failed sign-ins."""

from alembic import op

revision = "0002"
down_revision = "0001"

TABLES = [
    """CREATE TABLE tenants (
      tenant_id uuid NOT NULL, name text NOT NULL, slug text NOT NULL, plan text NOT NULL, status text NOT NULL,
      status_reason text NOT NULL, time_zone text NOT NULL, language text NOT NULL, currency text NOT NULL,
      branding jsonb NOT NULL, settings jsonb NOT NULL, created_at timestamptz NOT NULL,
      updated_at timestamptz NOT NULL, version integer NOT NULL DEFAULT 1,
      CONSTRAINT pk_tenants PRIMARY KEY (tenant_id))""",
    "CREATE UNIQUE INDEX uq_tenants_slug ON tenants (slug)",
    """CREATE TABLE users (
      tenant_id uuid NOT NULL, id uuid NOT NULL, email text NOT NULL, name text NOT NULL, password_hash text NOT NULL,
      role text NOT NULL, active boolean NOT NULL, email_verified boolean NOT NULL,
      platform_admin boolean NOT NULL DEFAULT false, grants text[] NOT NULL, denials text[] NOT NULL,
      created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL, version integer NOT NULL DEFAULT 1,
      CONSTRAINT pk_users PRIMARY KEY (tenant_id, id))""",
    "CREATE UNIQUE INDEX uq_users_email ON users (email)",
    """CREATE TABLE user_sessions (
      tenant_id uuid NOT NULL, id uuid NOT NULL, user_id uuid NOT NULL, family_hash bytea NOT NULL,
      token_hash bytea NOT NULL, address text NOT NULL, user_agent text NOT NULL, created_at timestamptz NOT NULL,
      used_at timestamptz NOT NULL, expires_at timestamptz NOT NULL, revoked_at timestamptz,
      revoked_reason text NOT NULL,
      CONSTRAINT pk_user_sessions PRIMARY KEY (tenant_id, id))""",
    "CREATE UNIQUE INDEX uq_user_sessions_family_hash ON user_sessions (family_hash)",
    "CREATE INDEX ix_user_sessions_user ON user_sessions (tenant_id, user_id) WHERE revoked_at IS NULL",
    """CREATE TABLE api_keys (
      tenant_id uuid NOT NULL, id uuid NOT NULL, name text NOT NULL, key_hash bytea NOT NULL, last_four text NOT NULL,
      permissions text[] NOT NULL, created_by uuid, created_at timestamptz NOT NULL, expires_at timestamptz,
      revoked_at timestamptz,
      CONSTRAINT pk_api_keys PRIMARY KEY (tenant_id, id))""",
    "CREATE UNIQUE INDEX uq_api_keys_key_hash ON api_keys (key_hash)",
    """CREATE TABLE tenant_keys (
      tenant_id uuid NOT NULL, version integer NOT NULL, wrapped bytea NOT NULL, master_version integer NOT NULL,
      created_at timestamptz NOT NULL,
      CONSTRAINT pk_tenant_keys PRIMARY KEY (tenant_id, version))""",
    "CREATE INDEX ix_tenant_keys_master ON tenant_keys (master_version)",
    """CREATE TABLE lock_outs (
      pair bytea NOT NULL, failures integer NOT NULL, last_at timestamptz, locked_until timestamptz,
      forget_at timestamptz NOT NULL,
      CONSTRAINT pk_lock_outs PRIMARY KEY (pair))""",
    "CREATE INDEX ix_lock_outs_forget_at ON lock_outs (forget_at)",
]
PROTECTED = ("tenants", "users", "user_sessions", "api_keys", "tenant_keys")
# What the worker's role has to find before a tenant is known; it changes none of them but wrapped keys.
SHARED = {
    "tenants": "SELECT",
    "users": "SELECT",
    "user_sessions": "SELECT",
    "api_keys": "SELECT",
    "tenant_keys": "SELECT, INSERT, UPDATE",
}


def upgrade() -> None:
    """Make tables, row security and rights."""
    for statement in TABLES:
        op.execute(statement)
    for name in PROTECTED:
        op.execute(f"SELECT pytake_protect('{name}')")
    for name, privileges in SHARED.items():
        op.execute(f"SELECT pytake_share('{name}', '{privileges}')")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON lock_outs TO pytake_worker")


def downgrade() -> None:
    """Drop them, with what they hold."""
    for name in ("lock_outs", *reversed(PROTECTED)):
        op.execute(f"DROP TABLE {name}")
