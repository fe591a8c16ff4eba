"""Who people are and what is known of them."""

import base64
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import asyncpg
import msgspec

from pytake_adapters.postgres.holdings import HOLDINGS, LINKED, NOT_SHOWN, STAFF, Holding, bound
from pytake_adapters.postgres.sealing import CUSTOMER, DOCUMENT, Fields
from pytake_domain.contacts import Address, AddressKind
from pytake_domain.kernel.ids import ContactId, MediaId, TenantId
from pytake_domain.privacy import Traces, words_of

WHO = """
WITH RECURSIVE up AS (
  SELECT id, merged_into FROM contacts WHERE tenant_id = $1 AND id = $2
  UNION SELECT c.id, c.merged_into FROM up u JOIN contacts c ON c.tenant_id = $1 AND c.id = u.merged_into),
who AS (SELECT id FROM up UNION SELECT m.merged_id FROM who w JOIN contact_merges m ON m.tenant_id = $1 AND m.kept_id = w.id)
SELECT id FROM who"""
PEOPLE = (
    "SELECT email, attributes, opted_out_at, opted_in_at FROM contacts WHERE tenant_id = $1 AND id = ANY($2::uuid[])"
)
ADDRESSES = "SELECT kind, value FROM contact_addresses WHERE tenant_id = $1 AND contact_id = ANY($2::uuid[])"
CONVERSATIONS = "SELECT id FROM conversations WHERE tenant_id = $1 AND contact_id = ANY($2::uuid[])"
DOCUMENTS = f"""
SELECT document, sealed_document FROM erp_facts WHERE tenant_id = $1 AND contact_id = ANY({{who}})
UNION SELECT document, sealed_document FROM erp_customers WHERE tenant_id = $1 AND (erp_type, id) IN ({LINKED})"""  # noqa: S608
BROUGHT = """
SELECT f.id FROM media f WHERE f.tenant_id = $1 AND f.message_id = ANY(ARRAY(
  SELECT m.id FROM messages m WHERE m.tenant_id = $1 AND m.conversation_id = ANY($2::uuid[])))"""
SENT = """
SELECT DISTINCT (j #>> '{}')::uuid AS id FROM messages m, jsonb_path_query(m.content, '$.**.media_id') j
WHERE m.tenant_id = $1 AND m.conversation_id = ANY($2::uuid[]) AND jsonb_typeof(j) = 'string'"""
SHARED = """
SELECT w.id FROM unnest($3::uuid[]) AS w(id) WHERE
  EXISTS (SELECT 1 FROM canned_replies r WHERE r.tenant_id = $1 AND r.media_id = w.id)
  OR EXISTS (SELECT 1 FROM templates t WHERE t.tenant_id = $1 AND position(w.id::text IN t.components::text) > 0)
  OR EXISTS (SELECT 1 FROM flows f WHERE f.tenant_id = $1 AND position(w.id::text IN f.graph::text) > 0)
  OR EXISTS (SELECT 1 FROM flow_versions f WHERE f.tenant_id = $1 AND position(w.id::text IN f.graph::text) > 0)
  OR EXISTS (SELECT 1 FROM campaigns c WHERE c.tenant_id = $1 AND position(w.id::text IN c.plan::text) > 0)
  OR EXISTS (SELECT 1 FROM messages m WHERE m.tenant_id = $1 AND m.conversation_id <> ALL($2::uuid[])
    AND m.id > w.id AND m.type <> 'text' AND position(w.id::text IN m.content::text) > 0)"""
VOICES = "SELECT id FROM media WHERE tenant_id = $1 AND voice_of = ANY($2::uuid[])"
ARCHIVES = """
SELECT (data ->> 'media_id')::uuid AS id FROM privacy_requests
WHERE tenant_id = $1 AND subject = ANY($2::uuid[]) AND data ->> 'media_id' IS NOT NULL"""

SEALED = {"sealed_document": ("document", DOCUMENT), "record": ("record", CUSTOMER)}
"""Columns that are sealed, what they are shown as, and what for."""
_json = msgspec.json.Encoder()


class PostgresSubjects:
    """See Subjects."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection, fields: Fields) -> None:
        self._tenant_id = tenant_id
        self._raw = raw
        self._fields = fields

    async def traces(self, contact_id: ContactId) -> Traces | None:
        """See the port."""
        who = [row["id"] for row in await self._raw.fetch(WHO, self._tenant_id, contact_id)]
        if not who:
            return None
        people = await self._raw.fetch(PEOPLE, self._tenant_id, who)
        rows = await self._raw.fetch(ADDRESSES, self._tenant_id, who)
        addresses = {Address(kind=AddressKind(r["kind"]), value=r["value"]) for r in rows}
        statement, arguments = bound(DOCUMENTS, {"who": who})
        told = await self._raw.fetch(statement, self._tenant_id, *arguments)
        opened = await self._fields.open(self._tenant_id, DOCUMENT, [row["sealed_document"] for row in told])
        documents = [row["document"] for row in told if row["document"]] + [d.decode() for d in opened if d]
        documents += [text for person in people for text in _documents(person["attributes"])]
        talks = [row["id"] for row in await self._raw.fetch(CONVERSATIONS, self._tenant_id, who)]
        emails = [person["email"] for person in people if person["email"]]
        return Traces(
            tenant_id=self._tenant_id,
            contacts=tuple(ContactId(each) for each in who),
            conversations=tuple(talks),
            words=words_of(sorted(addresses), emails, documents),
            addresses=tuple(sorted(addresses)),
            refused_marketing=any(_refused(person) for person in people),
        )

    async def kinds(self) -> Sequence[str]:
        """See the port."""
        return tuple(dict.fromkeys(each.table for each in (*HOLDINGS, *STAFF) if each.export))

    async def records(self, traces: Traces, kind: str) -> AsyncIterator[bytes]:
        """See the port."""
        for holding in _shown_of(traces):
            if holding.table != kind:
                continue
            query = f"SELECT * FROM {holding.table} WHERE tenant_id = $1 AND {holding.where}"  # noqa: S608  ours
            statement, arguments = bound(query, _given(traces))
            async for row in self._raw.cursor(statement, self._tenant_id, *arguments, prefetch=100):
                shown = {name: _shown(value) for name, value in row.items() if name not in (*NOT_SHOWN, *SEALED)}
                yield _json.encode(shown | await self._opened(row))

    async def _opened(self, row: asyncpg.Record) -> dict[str, object]:
        """What lies sealed in it, under the names it has elsewhere."""
        shown: dict[str, object] = {}
        for column, (name, purpose) in SEALED.items():
            if row.get(column) is not None:
                (told,) = await self._fields.open(self._tenant_id, purpose, [row[column]])
                shown[name] = told.decode() if told is not None and column != "record" else _shown(told)
        return shown

    async def counts(self, traces: Traces) -> Mapping[str, int]:
        """See the port."""
        found: dict[str, int] = {}
        for holding in _shown_of(traces):
            query = f"SELECT count(*) FROM {holding.table} WHERE tenant_id = $1 AND {holding.where}"  # noqa: S608  ours
            statement, arguments = bound(query, _given(traces))
            if many := await self._raw.fetchval(statement, self._tenant_id, *arguments):
                found[holding.table] = found.get(holding.table, 0) + many
        return found

    async def files(self, traces: Traces) -> Sequence[MediaId]:
        """See the port."""
        talks = list(traces.conversations)
        ids = {row["id"] for row in await self._raw.fetch(BROUGHT, self._tenant_id, talks)}
        sent = {row["id"] for row in await self._raw.fetch(SENT, self._tenant_id, talks)} - ids
        shared = (
            {row["id"] for row in await self._raw.fetch(SHARED, self._tenant_id, talks, list(sent))} if sent else set()
        )
        theirs = ids | (sent - shared)
        voices = await self._raw.fetch(VOICES, self._tenant_id, list(theirs))
        return sorted(MediaId(each) for each in theirs | {row["id"] for row in voices})

    async def archives(self, traces: Traces) -> Sequence[MediaId]:
        """See the port."""
        who = [*traces.contacts, *traces.users]
        return [MediaId(row["id"]) for row in await self._raw.fetch(ARCHIVES, self._tenant_id, who)]


def _shown_of(traces: Traces) -> list[Holding]:
    return [each for each in (STAFF if traces.users else HOLDINGS) if each.export]


def _given(traces: Traces) -> dict[str, list[Any]]:
    return {"who": list(traces.contacts), "talks": list(traces.conversations), "users": list(traces.users)}


def _refused(person: Any) -> bool:
    out, agreed = person["opted_out_at"], person["opted_in_at"]
    return out is not None and (agreed is None or agreed <= out)


def _documents(attributes: str) -> list[str]:
    return [str(value) for value in msgspec.json.decode(attributes, type=dict[str, Any]).values() if value is not None]


def _shown(value: object) -> object:
    """What was packed is shown as what it says."""
    if isinstance(value, bytes):
        try:
            return msgspec.msgpack.decode(value)
        except (msgspec.DecodeError, ValueError):
            return base64.b64encode(value).decode()
    if isinstance(value, str) and value[:1] in ("{", "["):
        return msgspec.Raw(value.encode()) if _is_json(value) else value
    return value


def _is_json(text: str) -> bool:
    try:
        msgspec.json.decode(text)
    except (msgspec.DecodeError, ValueError):
        return False
    return True
