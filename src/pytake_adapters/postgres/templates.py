"""Templates: rows to aggregates and back."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Text, cast, delete, exists, func, insert, select, update
from sqlalchemy import text as raw_sql
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from pytake_adapters.postgres.errors import broken_constraint
from pytake_adapters.postgres.schema.templates import templates as table
from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import TemplateId, TenantId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.templates import (
    MessageTemplate,
    ParameterFormat,
    TemplateCategory,
    TemplateFilter,
    TemplateNameTaken,
    TemplateNotFound,
    TemplateStatus,
    TemplateStep,
    TemplateUse,
)
from pytake_domain.whatsapp import Template

_components = msgspec.json.Decoder(tuple[dict[str, Any], ...])
_history = msgspec.json.Decoder(tuple[TemplateStep, ...])
_COLUMNS = [cast(c, Text).label(c.name) if c.name in ("components", "history") else c for c in table.c]
_USES = raw_sql(
    """(SELECT 'flow' AS kind, id, name FROM flows WHERE tenant_id = :tenant AND status = 'published' AND jsonb_path_exists(
    graph, '$.nodes[*] ? (@.type == "template" && @.data.name == $name)', jsonb_build_object('name', CAST(:name AS text)))
    ORDER BY name LIMIT 100) UNION ALL
    (SELECT 'campaign', id, name FROM campaigns WHERE tenant_id = :tenant AND deleted_at IS NULL
    AND status IN ('scheduled', 'running', 'paused') AND jsonb_path_exists(
    plan, '$.**.template_id ? (@ == $id)', jsonb_build_object('id', CAST(:id AS text))) ORDER BY id LIMIT 100) UNION ALL
    (SELECT 'scheduled_message', id, planned_by_name FROM scheduled_messages
    WHERE tenant_id = :tenant AND state = 'waiting' AND (content @> CAST(:sent AS jsonb) OR fallback @> CAST(:sent AS jsonb))
    ORDER BY send_at, id LIMIT 100)"""
)


class PostgresTemplates:
    """Templates of one tenant in one transaction."""

    def __init__(self, tenant_id: TenantId, sql: AsyncConnection) -> None:
        self._tenant_id = tenant_id
        self._sql = sql

    async def add(self, template: MessageTemplate) -> None:
        """See the port."""
        try:
            await self._sql.execute(insert(table).values(**_row(template)))
        except IntegrityError as error:
            if broken_constraint(error) == "uq_templates_name":
                raise TemplateNameTaken from error
            raise

    async def get(self, template_id: TemplateId) -> MessageTemplate:
        """See the port."""
        row = (await self._sql.execute(select(*_COLUMNS).where(*self._own(template_id)))).mappings().first()
        if row is None:
            raise TemplateNotFound
        return _template(row)

    async def save(self, template: MessageTemplate) -> None:
        """See the port."""
        values = _row(template) | {"version": template.version + 1}
        query = update(table).where(*self._own(template.id), table.c.version == template.version).values(**values)
        if (await self._sql.execute(query)).rowcount != 1:
            raise StaleVersion

    async def remove(self, template_id: TemplateId) -> None:
        """See the port."""
        if (await self._sql.execute(delete(table).where(*self._own(template_id)))).rowcount != 1:
            raise TemplateNotFound

    async def by_name(self, account: str, name: str, language: str) -> MessageTemplate | None:
        """See the port."""
        named = (table.c.name == name, table.c.language == language)
        row = (await self._sql.execute(select(*_COLUMNS).where(*self._alive(account), *named))).mappings().first()
        return _template(row) if row is not None else None

    async def of_account(self, account: str) -> Sequence[MessageTemplate]:
        """See the port."""
        query = select(*_COLUMNS).where(*self._alive(account)).order_by(table.c.name, table.c.language)
        return [_template(row) for row in (await self._sql.execute(query)).mappings()]

    async def knows_account(self, account: str) -> bool:
        """See the port."""
        query = select(exists().where(*self._alive(account), table.c.provider_id.is_not(None)))
        return bool((await self._sql.execute(query)).scalar())

    async def page(self, wanted: TemplateFilter, request: PageRequest) -> Page[MessageTemplate]:
        """See the port."""
        narrowed = self._narrowed(wanted)
        total = (await self._sql.execute(select(func.count()).select_from(table).where(*narrowed))).scalar_one()
        order = {"updated_at": table.c.updated_at, "status": table.c.status}.get(request.sort or "", table.c.name)
        downwards = request.sort is not None and request.descending
        query = select(*_COLUMNS).where(*narrowed).order_by(order.desc() if downwards else order, table.c.id)
        rows = await self._sql.execute(query.limit(request.limit).offset(request.offset))
        return Page(items=tuple(_template(row) for row in rows.mappings()), total=total)

    async def uses(self, template: MessageTemplate) -> Sequence[TemplateUse]:
        """See the port."""
        sent = msgspec.json.encode(Template(name=template.name, language=template.language)).decode()
        values = {"tenant": self._tenant_id, "name": template.name, "sent": sent, "id": str(template.id)}
        rows = await self._sql.execute(_USES, values)
        return [TemplateUse(kind=row.kind, id=row.id, name=row.name) for row in rows]

    def _narrowed(self, wanted: TemplateFilter) -> list[ColumnElement[bool]]:
        narrowed: list[ColumnElement[bool]] = [table.c.tenant_id == self._tenant_id]
        plain = ("status", "category", "language", "number_id", "business_account_id")
        narrowed += [table.c[n] == value for n in plain if (value := getattr(wanted, n)) is not None]
        if wanted.status is None:
            narrowed.append(table.c.status != TemplateStatus.DELETED.value)
        if wanted.text:
            narrowed.append(table.c.name.contains(wanted.text.lower(), autoescape=True))
        return narrowed

    def _own(self, template_id: TemplateId) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return table.c.tenant_id == self._tenant_id, table.c.id == template_id

    def _alive(self, account: str) -> tuple[ColumnElement[bool], ...]:
        alive = table.c.status != TemplateStatus.DELETED.value
        return table.c.tenant_id == self._tenant_id, table.c.business_account_id == account, alive


def _row(template: MessageTemplate) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(template, name) for name in template.__struct_fields__}
    row["components"] = msgspec.to_builtins(template.components)
    row["history"] = msgspec.to_builtins(template.history)
    for name in ("category", "parameter_format", "status", "coming_category"):
        row[name] = row[name].value if row[name] is not None else None
    return row


def _template(row: Mapping[Any, Any]) -> MessageTemplate:
    values = {name: row[name] for name in MessageTemplate.__struct_fields__}
    values["components"] = _components.decode(values["components"])
    values["history"] = _history.decode(values["history"])
    values["category"] = TemplateCategory(values["category"])
    values["parameter_format"] = ParameterFormat(values["parameter_format"])
    values["status"] = TemplateStatus(values["status"])
    coming = values["coming_category"]
    values["coming_category"] = TemplateCategory(coming) if coming is not None else None
    return MessageTemplate(**values)
