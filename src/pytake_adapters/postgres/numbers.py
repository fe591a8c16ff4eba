"""WhatsApp numbers: rows to aggregates and back."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, delete, exists, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from pytake_adapters.postgres.errors import broken_constraint
from pytake_adapters.postgres.schema.messaging import conversations
from pytake_adapters.postgres.schema.whatsapp import whatsapp_numbers as table
from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import NumberId, TenantId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.secrets import Sealed
from pytake_domain.whatsapp import (
    ApiType,
    LinkState,
    NumberInUse,
    NumberNotFound,
    NumberStatus,
    NumberTaken,
    WhatsAppNumber,
)

_packed = msgspec.msgpack.Encoder()
_sealed = msgspec.msgpack.Decoder(Sealed)
SECRETS = ("access_token", "app_secret", "evolution_api_key")


class PostgresNumbers:
    """Numbers of one tenant in one transaction."""

    def __init__(self, tenant_id: TenantId, sql: AsyncConnection) -> None:
        self._tenant_id = tenant_id
        self._sql = sql

    async def add(self, number: WhatsAppNumber) -> None:
        """See the port."""
        try:
            await self._sql.execute(insert(table).values(**_row(number)))
        except IntegrityError as error:
            raise _taken(error) from error

    async def get(self, number_id: NumberId) -> WhatsAppNumber:
        """See the port."""
        row = (await self._sql.execute(select(table).where(*self._own(number_id)))).mappings().first()
        if row is None:
            raise NumberNotFound
        return number_of(row)

    async def save(self, number: WhatsAppNumber) -> None:
        """See the port."""
        values = _row(number) | {"version": number.version + 1}
        query = update(table).where(*self._own(number.id), table.c.version == number.version).values(**values)
        try:
            done = await self._sql.execute(query)
        except IntegrityError as error:
            raise _taken(error) from error
        if done.rowcount != 1:
            raise StaleVersion

    async def remove(self, number_id: NumberId) -> None:
        """See the port."""
        held = select(
            exists().where(conversations.c.tenant_id == self._tenant_id, conversations.c.number_id == number_id)
        )
        if (await self._sql.execute(held)).scalar():
            raise NumberInUse
        done = await self._sql.execute(delete(table).where(*self._own(number_id)))
        if done.rowcount != 1:
            raise NumberNotFound

    async def all(self) -> Sequence[WhatsAppNumber]:
        """See the port."""
        query = select(table).where(table.c.tenant_id == self._tenant_id).order_by(table.c.id)
        return [number_of(r) for r in (await self._sql.execute(query)).mappings()]

    async def page(self, request: PageRequest, *, status: str | None = None) -> Page[WhatsAppNumber]:
        """See the port."""
        narrowed: list[ColumnElement[bool]] = [table.c.tenant_id == self._tenant_id]
        if status in ("active", "inactive"):
            narrowed.append(table.c.is_active == (status == "active"))
        elif status is not None:
            narrowed.append(table.c.status == status)
        total = (await self._sql.execute(select(func.count()).select_from(table).where(*narrowed))).scalar_one()
        order = {"name": table.c.name, "updated_at": table.c.updated_at}.get(request.sort or "", table.c.id)
        query = select(table).where(*narrowed).order_by(order.desc() if request.descending else order.asc(), table.c.id)
        rows = await self._sql.execute(query.limit(request.limit).offset(request.offset))
        return Page(items=tuple(number_of(r) for r in rows.mappings()), total=total)

    async def count(self, *, lock: bool = False) -> int:
        """See the port."""
        if lock:
            key = func.hashtextextended(f"{self._tenant_id}:numbers", 0)
            await self._sql.execute(select(func.pg_advisory_xact_lock(key)))
        query = select(func.count()).select_from(table).where(table.c.tenant_id == self._tenant_id)
        return int((await self._sql.execute(query)).scalar_one())

    def _own(self, number_id: NumberId) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return table.c.tenant_id == self._tenant_id, table.c.id == number_id


def _taken(error: IntegrityError) -> Exception:
    return NumberTaken() if broken_constraint(error) == "uq_whatsapp_numbers_phone_number_id" else error


def _row(number: WhatsAppNumber) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(number, name) for name in number.__struct_fields__}
    for name in SECRETS:
        sealed = row[name]
        row[name] = _packed.encode(sealed) if sealed is not None else None
    link_state = number.link_state.value if number.link_state is not None else None
    return row | {"api_type": number.api_type.value, "status": number.status.value, "link_state": link_state}


def number_of(row: Mapping[Any, Any]) -> WhatsAppNumber:
    """A row as the aggregate."""
    values = {name: row[name] for name in WhatsAppNumber.__struct_fields__}
    for name in SECRETS:
        values[name] = _sealed.decode(values[name]) if values[name] is not None else None
    values |= {"api_type": ApiType(values["api_type"]), "status": NumberStatus(values["status"])}
    values["link_state"] = LinkState(values["link_state"]) if values["link_state"] is not None else None
    return WhatsAppNumber(**values)
