"""Tenants, people, sessions and keys."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from pytake_adapters.postgres.schema.columns import METADATA, moment, own_id, tenant, version

tenants = Table(
    "tenants",
    METADATA,
    tenant(),
    Column("name", Text, nullable=False),
    Column("slug", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("status_reason", Text, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("branding", JSONB, nullable=False),
    Column("settings", JSONB, nullable=False),
    Column("limits", JSONB, nullable=False, server_default=text("'{}'")),
    Column("second_factor_demanded", Boolean, nullable=False, server_default=text("false")),
    moment("created_at"),
    moment("updated_at"),
    version(),
    Index("uq_tenants_slug", "slug", unique=True),
    Index("uq_tenants_domain", text("(branding ->> 'domain')"), unique=True),
)

users = Table(
    "users",
    METADATA,
    tenant(),
    own_id(),
    Column("email", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("email_verified", Boolean, nullable=False),
    Column("platform_admin", Boolean, nullable=False, server_default=text("false")),
    Column("grants", ARRAY(Text), nullable=False),
    Column("denials", ARRAY(Text), nullable=False),
    Column("preferences", JSONB, nullable=False, server_default=text("'{}'")),
    Column("invitation_hash", LargeBinary),
    moment("invited_until", nullable=True),
    Column("custom_role", JSONB(none_as_null=True)),
    moment("created_at"),
    moment("updated_at"),
    version(),
    Index("uq_users_email", "email", unique=True),
    Index("ix_users_invitation", "tenant_id", "invitation_hash", postgresql_where=text("invitation_hash IS NOT NULL")),
)

roles = Table(
    "roles",
    METADATA,
    tenant(),
    own_id(),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("permissions", ARRAY(Text), nullable=False),
    moment("created_at"),
    moment("updated_at"),
    version(),
    Index("uq_roles_name", "tenant_id", text("lower(name)"), unique=True),
)

erasures = Table(
    "erasures",
    METADATA,
    Column("company_id", Uuid, primary_key=True),
    Column("asked_by", Uuid),
    moment("asked_at"),
    moment("finished_at", nullable=True),
    Column("removed", JSONB, nullable=False, server_default=text("'{}'")),
)
"""Of no tenant: what is left of those that were deleted."""

second_factors = Table(
    "second_factors",
    METADATA,
    tenant(),
    Column("user_id", Uuid, primary_key=True),
    Column("secret", LargeBinary, nullable=False),
    Column("key_version", Integer, nullable=False),
    moment("created_at"),
    moment("confirmed_at", nullable=True),
    Column("last_step", BigInteger, nullable=False),
    Column("recovery", ARRAY(LargeBinary), nullable=False),
)

passkeys = Table(
    "passkeys",
    METADATA,
    tenant(),
    own_id(),
    Column("user_id", Uuid, nullable=False),
    Column("credential_id", LargeBinary, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("host", Text, nullable=False),
    Column("name", Text, nullable=False),
    moment("created_at"),
    Column("sign_count", BigInteger, nullable=False),
    Column("transports", ARRAY(Text), nullable=False),
    Column("synced", Boolean, nullable=False),
    Column("backed_up", Boolean, nullable=False),
    moment("used_at", nullable=True),
    Index("uq_passkeys_credential_id", "credential_id", unique=True),
    Index("ix_passkeys_user", "tenant_id", "user_id"),
)

sign_ons = Table(
    "sign_ons",
    METADATA,
    tenant(),
    Column("issuer", Text, nullable=False),
    Column("client_id", Text, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("key_version", Integer, nullable=False),
    Column("domains", ARRAY(Text), nullable=False),
    Column("role", Text, nullable=False),
    Column("creates", Boolean, nullable=False),
    Column("enforced", Boolean, nullable=False),
    moment("updated_at"),
)

sign_on_links = Table(
    "sign_on_links",
    METADATA,
    tenant(),
    Column("issuer", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("user_id", Uuid, nullable=False),
    moment("linked_at"),
    Index("ix_sign_on_links_user", "tenant_id", "user_id"),
)

ceremonies = Table(
    "ceremonies",
    METADATA,
    Column("key", LargeBinary, primary_key=True),
    Column("data", LargeBinary, nullable=False),
    moment("until"),
    Index("ix_ceremonies_until", "until"),
)
"""Of no tenant: what was begun before anybody is known. The key is a hash."""

user_sessions = Table(
    "user_sessions",
    METADATA,
    tenant(),
    own_id(),
    Column("user_id", Uuid, nullable=False),
    Column("family_hash", LargeBinary, nullable=False),
    Column("token_hash", LargeBinary, nullable=False),
    Column("address", Text, nullable=False),
    Column("user_agent", Text, nullable=False),
    moment("created_at"),
    moment("used_at"),
    moment("expires_at"),
    moment("revoked_at", nullable=True),
    Column("revoked_reason", Text, nullable=False),
    Column("by_provider", Boolean, nullable=False, server_default=text("false")),
    Index("uq_user_sessions_family_hash", "family_hash", unique=True),
    Index("ix_user_sessions_user", "tenant_id", "user_id", postgresql_where=text("revoked_at IS NULL")),
)

api_keys = Table(
    "api_keys",
    METADATA,
    tenant(),
    own_id(),
    Column("name", Text, nullable=False),
    Column("key_hash", LargeBinary, nullable=False),
    Column("last_four", Text, nullable=False),
    Column("permissions", ARRAY(Text), nullable=False),
    Column("created_by", Uuid),
    moment("created_at"),
    moment("expires_at", nullable=True),
    moment("revoked_at", nullable=True),
    Index("uq_api_keys_key_hash", "key_hash", unique=True),
)

tenant_keys = Table(
    "tenant_keys",
    METADATA,
    tenant(),
    Column("version", Integer, primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
    Column("master_version", Integer, nullable=False),
    moment("created_at"),
    Index("ix_tenant_keys_master", "master_version"),
)

lock_outs = Table(
    "lock_outs",
    METADATA,
    Column("pair", LargeBinary, primary_key=True),
    Column("failures", Integer, nullable=False),
    moment("last_at", nullable=True),
    moment("locked_until", nullable=True),
    moment("forget_at"),
    Index("ix_lock_outs_forget_at", "forget_at"),
)
"""Of no tenant: failures are counted before anybody is known. The pair is a hash."""
