"""Departments, queues, calendars, agents' skills, assignments and service levels."""

from alembic import op

revision = "0010"
down_revision = "0009"

TABLES = [
    """CREATE TABLE departments (
      tenant_id uuid NOT NULL, id uuid NOT NULL, name text NOT NULL, name_key text NOT NULL, calendar_id uuid,
      created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
      CONSTRAINT pk_departments PRIMARY KEY (tenant_id, id))""",
    "CREATE UNIQUE INDEX uq_departments_name ON departments (tenant_id, name_key)",
    """CREATE TABLE calendars (
      tenant_id uuid NOT NULL, id uuid NOT NULL, name text NOT NULL, name_key text NOT NULL, hours jsonb NOT NULL,
      closed_message text NOT NULL, is_default boolean NOT NULL,
      created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
      CONSTRAINT pk_calendars PRIMARY KEY (tenant_id, id))""",
    "CREATE UNIQUE INDEX uq_calendars_name ON calendars (tenant_id, name_key)",
    "CREATE UNIQUE INDEX uq_calendars_default ON calendars (tenant_id) WHERE is_default",
    """CREATE TABLE queues (
      tenant_id uuid NOT NULL, id uuid NOT NULL, name text NOT NULL, name_key text NOT NULL, department_id uuid,
      calendar_id uuid, strategy text NOT NULL, priority smallint NOT NULL, is_default boolean NOT NULL,
      rules jsonb NOT NULL, watches_silence boolean NOT NULL,
      created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
      CONSTRAINT pk_queues PRIMARY KEY (tenant_id, id))""",
    "CREATE UNIQUE INDEX uq_queues_name ON queues (tenant_id, name_key)",
    "CREATE UNIQUE INDEX uq_queues_default ON queues (tenant_id) WHERE is_default",
    "CREATE INDEX ix_queues_silence ON queues (tenant_id) WHERE watches_silence",
    """CREATE TABLE queue_members (
      tenant_id uuid NOT NULL, queue_id uuid NOT NULL, user_id uuid NOT NULL, place integer NOT NULL,
      CONSTRAINT pk_queue_members PRIMARY KEY (tenant_id, queue_id, user_id))""",
    "CREATE INDEX ix_queue_members_user ON queue_members (tenant_id, user_id)",
    """CREATE TABLE agents (
      tenant_id uuid NOT NULL, user_id uuid NOT NULL, presence text NOT NULL, since timestamptz NOT NULL,
      capacity integer NOT NULL, skills jsonb NOT NULL, last_assigned_at timestamptz, wrap_up_until timestamptz,
      last_seen timestamptz,
      CONSTRAINT pk_agents PRIMARY KEY (tenant_id, user_id)) WITH (fillfactor = 70)""",
    """CREATE INDEX ix_agents_seen ON agents (last_seen) WHERE presence IN ('available', 'busy')""",
    """CREATE TABLE assignments (
      tenant_id uuid NOT NULL, id uuid NOT NULL, conversation_id uuid NOT NULL, queue_id uuid, user_id uuid,
      reason text NOT NULL, note text NOT NULL, actor_kind text NOT NULL, actor_id uuid, at timestamptz NOT NULL,
      waited_seconds integer NOT NULL,
      CONSTRAINT pk_assignments PRIMARY KEY (tenant_id, id))""",
    "CREATE INDEX ix_assignments_conversation ON assignments (tenant_id, conversation_id, id)",
    """CREATE TABLE sla_clocks (
      tenant_id uuid NOT NULL, conversation_id uuid NOT NULL, kind text NOT NULL, queue_id uuid NOT NULL,
      started_at timestamptz NOT NULL, warn_at timestamptz NOT NULL, due_at timestamptz NOT NULL,
      warned_at timestamptz, breached_at timestamptz, stopped_at timestamptz, ended boolean NOT NULL,
      next_at timestamptz,
      CONSTRAINT pk_sla_clocks PRIMARY KEY (tenant_id, conversation_id, kind)) WITH (fillfactor = 70)""",
    "CREATE INDEX ix_sla_clocks_next ON sla_clocks (next_at, tenant_id) WHERE next_at IS NOT NULL",
    """CREATE TABLE silence_warnings (
      tenant_id uuid NOT NULL, conversation_id uuid NOT NULL, last_message_at timestamptz NOT NULL,
      warned_at timestamptz NOT NULL,
      CONSTRAINT pk_silence_warnings PRIMARY KEY (tenant_id, conversation_id))""",
]
NAMES = (
    "departments",
    "calendars",
    "queues",
    "queue_members",
    "agents",
    "assignments",
    "sla_clocks",
    "silence_warnings",
)
COLUMNS = ("queued_at timestamptz", "wanted_skill text", "wanted_agent uuid")
INDEXES = [
    """CREATE INDEX ix_conversations_waiting ON conversations (tenant_id, queue_id, priority DESC, queued_at, id)
      WHERE status = 'queued'""",
    """CREATE INDEX ix_conversations_load ON conversations (tenant_id, assigned_to)
      WHERE status IN ('active', 'waiting')""",
    """CREATE INDEX ix_conversations_served ON conversations (tenant_id, queue_id, last_message_at)
      WHERE status IN ('active', 'waiting')""",
    """CREATE INDEX ix_conversations_agent ON conversations (tenant_id, assigned_to, last_message_at, id)
      WHERE assigned_to IS NOT NULL""",
    """CREATE INDEX ix_conversations_queue ON conversations (tenant_id, queue_id, last_message_at, id)
      WHERE queue_id IS NOT NULL""",
]


def upgrade() -> None:
    """Make the tables, all under row security; conversations know since when they wait, and for whom; the worker sees where
    something is due.
    """
    for statement in TABLES:
        op.execute(statement)
    for name in NAMES:
        op.execute(f"SELECT pytake_protect('{name}')")
    for column in COLUMNS:
        op.execute(f"ALTER TABLE conversations ADD COLUMN {column}")
    # Row security is forced on the owner too, who would find no rows.
    op.execute("CREATE POLICY queued ON conversations TO pytake_owner USING (true)")
    op.execute("UPDATE conversations SET queued_at = updated_at WHERE status = 'queued'")
    op.execute("DROP POLICY queued ON conversations")
    for statement in INDEXES:
        op.execute(statement)
    op.execute("GRANT SELECT (tenant_id, next_at) ON sla_clocks TO pytake_worker")
    op.execute("GRANT SELECT (tenant_id, presence, last_seen) ON agents TO pytake_worker")
    op.execute("GRANT SELECT (tenant_id, watches_silence) ON queues TO pytake_worker")
    for name in ("sla_clocks", "agents", "queues"):
        op.execute(f"CREATE POLICY worker ON {name} FOR SELECT TO pytake_worker USING (true)")


def downgrade() -> None:
    """Drop the tables with their policies, and what conversations were given."""
    for index in ("waiting", "load", "served", "agent", "queue"):
        op.execute(f"DROP INDEX ix_conversations_{index}")
    for column in reversed(COLUMNS):
        op.execute(f"ALTER TABLE conversations DROP COLUMN {column.split()[0]}")
    for name in reversed(NAMES):
        op.execute(f"DROP TABLE {name}")
