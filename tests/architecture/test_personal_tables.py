"""Every table is one that people are erased from and exported by, or is named here with why it is not."""

import pytest

from pytake_adapters.postgres.holdings import HOLDINGS, STAFF, Holding, bound
from pytake_adapters.postgres.personal_data import SPEAKING
from pytake_adapters.postgres.schema import METADATA

BY_TRIGGER = "follows the contacts' rows by triggers"
SET_UP = "what the company set up"
FIGURES = "figures without a person"
LEFT_OUT = {
    "agents": "staff's presence; goes when they leave",
    "api_keys": SET_UP,
    "audit_heads": "hashes",
    "audit_links": "hashes",
    "audit_records": "ids alone: that somebody was seen and erased has to stay",
    "audit_waiting": "ids alone",
    "budget_marks": FIGURES,
    "budgets": SET_UP,
    "calendars": SET_UP,
    "campaign_cells": FIGURES,
    "campaign_minutes": FIGURES,
    "campaign_paces": FIGURES,
    "campaign_policies": SET_UP,
    "campaigns": SET_UP,
    "canned_replies": SET_UP,
    "contact_attributes": SET_UP,
    "contact_facets": BY_TRIGGER,
    "contact_import_pieces": "pieces of files, gone when the import ends",
    "contact_imports": "names of files and counts",
    "contact_lists": SET_UP,
    "contact_words": BY_TRIGGER,
    "conversation_tags": "follows the conversations' rows by triggers",
    "departments": SET_UP,
    "erp_calls": "operations and times, no content",
    "erp_connections": SET_UP,
    "erp_syncs": FIGURES,
    "flow_counted": FIGURES,
    "flow_counts": FIGURES,
    "flow_versions": SET_UP,
    "flows": SET_UP,
    "hourly_costs": FIGURES,
    "hourly_counts": FIGURES,
    "idempotency_keys": "stored answers are emptied where they speak of somebody; gone after a day",
    "inbox": "webhooks are pruned of who is erased",
    "knowledge_documents": "what the company teaches its model",
    "knowledge_files": "what the company teaches its model",
    "knowledge_places": "what the company teaches its model",
    "knowledge_pieces": "what the company teaches its model",
    "media": "by the store of files, bytes before rows",
    "media_uploads": "by the store of files",
    "message_months": FIGURES,
    "number_slowdowns": FIGURES,
    "outages": SET_UP,
    "portfolio_minutes": FIGURES,
    "privacy_refusals": "keyed hashes of who said no, kept on purpose",
    "ai_calls": "tokens, cost and times, no texts",
    "ai_evaluations": "questions the company tests its model with",
    "ai_months": FIGURES,
    "ai_prompts": SET_UP,
    "ai_settings": SET_UP,
    "privacy_requests": "that somebody asked: an id, counts and the certificate",
    "queue_members": "staff; goes when they leave",
    "queues": SET_UP,
    "reminder_rules": SET_UP,
    "retention_rules": SET_UP,
    "roles": SET_UP,
    "segments": SET_UP,
    "sign_ons": SET_UP,
    "survey_rules": SET_UP,
    "tags": SET_UP,
    "templates": SET_UP,
    "tenant_keys": "keys",
    "tenants": SET_UP,
    "touched_hours": FIGURES,
    "webhooks": SET_UP,
    "whatsapp_numbers": SET_UP,
}
PERSONS = {"contact_id", "conversation_id", "message_id"}
NOT_EXPORTED = {
    "conversation_mutes": "of whom colleagues hear nothing",
    "contact_merges": "the contacts are exported themselves",
    "erp_actions": "outcomes of what was done at the ERP, thirty days",
    "erp_phones": "numbers again, those of the customer's record",
    "marketing_rests": "how long nothing is sent",
    "notifications": "what colleagues were told",
    "outgoing": "messages on their way, exported as messages",
    "silence_warnings": "clocks of the desk",
    "sla_clocks": "clocks of the desk",
}


def test_every_table_is_erased_from_or_left_out_for_a_reason() -> None:
    tables = {table.name for table in METADATA.sorted_tables if "tenant_id" in table.columns}
    held = {each.table for each in (*HOLDINGS, *STAFF)} | {name for name, _, _ in SPEAKING}
    assert tables - held - set(LEFT_OUT) == set()
    assert set(LEFT_OUT) - tables == set()
    assert set(LEFT_OUT) & held == set()


def test_what_is_not_exported_has_its_reason() -> None:
    exported = {each.table for each in HOLDINGS if each.export}
    silent = {each.table for each in HOLDINGS} - exported
    assert silent == set(NOT_EXPORTED)
    with_person = {t.name for t in METADATA.sorted_tables if "contact_id" in t.columns}
    spoken_for = exported | set(NOT_EXPORTED) | set(LEFT_OUT)
    assert with_person - spoken_for == set()


def test_columns_that_lead_to_people_are_in_what_is_asked() -> None:
    """A table with such a column that is left out has to have its reason in being one of these."""
    fine = {"contact_facets", "contact_words", "conversation_tags", "media", "audit_records"}
    lead = {t.name for t in METADATA.sorted_tables if PERSONS & set(t.columns.keys())}
    assert lead & set(LEFT_OUT) <= fine


@pytest.mark.parametrize("holding", [*HOLDINGS, *STAFF], ids=lambda each: each.table)
def test_statements_name_only_what_is_given(holding: Holding) -> None:
    given: dict[str, object] = {"who": [], "talks": [], "users": []}
    for part in (holding.where, holding.erase, holding.anonymise, holding.left):
        statement, arguments = bound(f"SELECT {part}", given)
        assert "{who}" not in statement
        assert len(arguments) <= len(given)
