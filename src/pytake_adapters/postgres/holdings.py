"""Which tables hold what of somebody, and what becomes of it: the one list by which people are exported and erased.

A test names every table with people's ids that is not here, with its reason.
"""

from collections.abc import Mapping

import msgspec

KEEP = "keep"
"""As a way: the rows stay as they are."""
DELETE = "delete"
MINE = "contact_id = ANY({who})"
TALKS = "conversation_id = ANY({talks})"
LINKED = """
  SELECT l.erp_type, l.customer_id FROM erp_links l WHERE l.tenant_id = $1 AND l.contact_id = ANY({who})
    AND NOT EXISTS (SELECT 1 FROM erp_links o WHERE o.tenant_id = $1 AND o.erp_type = l.erp_type
      AND o.customer_id = l.customer_id AND o.contact_id <> ALL({who}))"""
"""Customers of ERPs that nobody else is linked to."""
CUSTOMER = f"(erp_type, customer_id) IN ({LINKED})"
FACTUAL = (
    "type",
    "id",
    "tenant_id",
    "at",
    "actor_kind",
    "actor_id",
    "conversation_id",
    "change",
    "assigned_to",
    "queue_id",
    "number_id",
)
"""What of an event's data is about nobody's person; figures of the desk are made of it."""
_KEYS = ", ".join(map(repr, FACTUAL))
_FACTS = (
    "reason = '', data = (SELECT coalesce(jsonb_object_agg(e.key, e.value), '{{}}') FROM jsonb_each(data) e"  # noqa: S608
    f" WHERE e.key IN ({_KEYS}))"
)
_TELLING = f"(reason <> '' OR EXISTS (SELECT 1 FROM jsonb_object_keys(data) k WHERE k NOT IN ({_KEYS})))"  # noqa: S608
BLANK = '{{"kind": "unsupported", "what": "anonymised"}}'
SUBJECTS = "subject = ANY({who} || {talks} || {users})"


class Holding(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of one table. `erase` and `anonymise` are DELETE, KEEP or what is set; `left`: of which rows that is not done yet."""

    table: str
    where: str
    erase: str = DELETE
    anonymise: str = DELETE
    left: str = "true"
    export: bool = True


HOLDINGS = (
    Holding(
        table="flow_traces",
        where=f"session_id = ANY(ARRAY(SELECT s.id FROM flow_sessions s WHERE s.tenant_id = $1 AND s.{MINE}))",  # noqa: S608
    ),
    Holding(table="flow_sessions", where=MINE),
    Holding(table="surveys", where=MINE, anonymise="comment = NULL", left="comment IS NOT NULL"),
    Holding(table="scheduled_messages", where=MINE),
    Holding(table="outgoing", where=TALKS, export=False),
    Holding(table="sla_clocks", where=TALKS, anonymise=KEEP, export=False),
    Holding(table="silence_warnings", where=TALKS, export=False),
    Holding(table="assignments", where=TALKS, anonymise="note = ''", left="note <> ''"),
    Holding(table="conversation_notes", where=TALKS),
    Holding(table="conversation_mutes", where=TALKS, export=False),
    Holding(table="notifications", where=TALKS, export=False),
    Holding(table="contact_consents", where=MINE),
    Holding(table="contact_list_members", where=MINE, anonymise="fields = NULL", left="fields IS NOT NULL"),
    Holding(
        table="campaign_recipients",
        where=MINE,
        erase="contact_id = gen_random_uuid(), message_id = NULL",
        anonymise=KEEP,
    ),
    Holding(table="marketing_rests", where=MINE, export=False),
    Holding(table="outage_told", where=MINE),
    Holding(
        table="reminders",
        where=MINE,
        erase="contact_id = NULL, message_id = NULL, customer_id = ''",
        anonymise="contact_id = NULL, message_id = NULL, customer_id = ''",
    ),
    Holding(table="erp_invoices", where=CUSTOMER),
    Holding(table="erp_contracts", where=CUSTOMER),
    Holding(table="erp_phones", where=CUSTOMER, export=False),
    Holding(table="erp_actions", where=f"customer_id IN (SELECT customer_id FROM ({LINKED}) k)", export=False),  # noqa: S608
    Holding(table="erp_customers", where=f"(erp_type, id) IN ({LINKED})"),
    Holding(table="erp_denied", where=MINE),
    Holding(table="erp_facts", where=MINE),
    Holding(table="erp_links", where=MINE),
    Holding(
        table="messages",
        where=TALKS,
        anonymise=f"content = '{BLANK}', error = NULL, provider_id = NULL, provider_key = NULL, client_key = NULL,"
        " reply_to = NULL",
        left="content ->> 'what' IS DISTINCT FROM 'anonymised'",
    ),
    Holding(
        table="conversations",
        where=MINE,
        anonymise="last_message = NULL, tags = '{{}}', status = 'archived', unread_count = 0",
        left="(last_message IS NOT NULL OR status <> 'archived' OR tags <> '{{}}')",
    ),
    Holding(table="event_log", where=f"{SUBJECTS} AND type <> 'ConversationChanged'", erase=DELETE, anonymise=DELETE),
    Holding(
        table="event_log",
        where=f"{SUBJECTS} AND type = 'ConversationChanged'",
        erase=_FACTS,
        anonymise=_FACTS,
        left=_TELLING,
        export=False,
    ),
    Holding(table="contact_merges", where="(kept_id = ANY({who}) OR merged_id = ANY({who}))", export=False),
    Holding(table="contact_addresses", where=MINE),
    Holding(
        table="contacts",
        where="id = ANY({who})",
        anonymise="name = NULL, email = NULL, attributes = '{{}}', purposes = '{{}}', tags = '{{}}', opted_in_source = NULL,"
        " time_zone = NULL, deleted_at = coalesce(deleted_at, now()), updated_at = now(), version = version + 1",
        left="(name IS NOT NULL OR email IS NOT NULL OR attributes <> '{{}}' OR purposes <> '{{}}' OR tags <> '{{}}'"
        " OR deleted_at IS NULL)",
    ),
)
"""In this order: what others are found by goes behind them."""

STAFF = (
    Holding(
        table="conversation_notes",
        where="author_id = ANY({users})",
        erase="author_name = ''",
        anonymise="author_name = ''",
        left="author_name <> ''",
    ),
    Holding(
        table="scheduled_messages",
        where="planned_by = ANY({users})",
        erase="planned_by_name = ''",
        anonymise="planned_by_name = ''",
        left="planned_by_name <> ''",
        export=False,
    ),
    Holding(table="notifications", where="user_id = ANY({users})"),
    Holding(table="saved_views", where="owner_id = ANY({users})"),
    Holding(table="dashboard_widgets", where="user_id = ANY({users})", export=False),
    Holding(table="user_sessions", where="user_id = ANY({users})"),
    Holding(table="second_factors", where="user_id = ANY({users})", export=False),
    Holding(table="passkeys", where="user_id = ANY({users})", export=False),
    Holding(table="sign_on_links", where="user_id = ANY({users})", export=False),
    Holding(
        table="event_log",
        where="subject = ANY({users})",
        erase=_FACTS,
        anonymise=_FACTS,
        left=_TELLING,
    ),
    Holding(table="users", where="id = ANY({users})"),
)
"""Of somebody who works here."""

NOT_SHOWN = ("tenant_id", "token_hash", "family_hash", "password_hash", "invitation_hash", "provider_key", "client_key")
"""Columns that are no data of the person."""


def bound(statement: str, given: Mapping[str, object], *, taken: int = 1) -> tuple[str, list[object]]:
    """A statement with the numbers of its arguments, and those arguments."""
    arguments: list[object] = []
    places: dict[str, str] = {}
    for name, value in given.items():
        if f"{{{name}}}" in statement:
            arguments.append(value)
            places[name] = f"${taken + len(arguments)}::uuid[]"
    return statement.format(**places), arguments
