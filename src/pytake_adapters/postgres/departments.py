"""Departments and calendars."""

from collections.abc import Sequence
from typing import Any

import asyncpg
import msgspec

from pytake_adapters.postgres.errors import broken_constraint
from pytake_domain.kernel.ids import CalendarId, DepartmentId, TenantId
from pytake_domain.kernel.time import BusinessHours
from pytake_domain.routing import Calendar, Department, DepartmentNotFound, RoutingNameTaken

_json = msgspec.json.Encoder()
_hours = msgspec.json.Decoder(BusinessHours)

PUT_CALENDAR = """
INSERT INTO calendars (tenant_id, id, name, name_key, hours, closed_message, is_default, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5::jsonb, $6, $7, $8, $9)
ON CONFLICT (tenant_id, id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key, hours = excluded.hours,
  closed_message = excluded.closed_message, is_default = excluded.is_default, updated_at = excluded.updated_at"""


async def execute_named(raw: asyncpg.Connection, query: str, *values: Any) -> str:
    """Run it. Raises RoutingNameTaken when the name is another's."""
    try:
        done: str = await raw.execute(query, *values)
    except asyncpg.UniqueViolationError as error:
        if (broken_constraint(error) or "").endswith("_name"):
            raise RoutingNameTaken from error
        raise
    return done


class PostgresDepartments:
    """Departments of one tenant in one transaction."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def add(self, department: Department) -> None:
        """See the port."""
        await execute_named(
            self._raw,
            "INSERT INTO departments (tenant_id, id, name, name_key, calendar_id, created_at, updated_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7)",
            self._tenant_id,
            department.id,
            department.name,
            department.name.casefold(),
            department.calendar_id,
            department.created_at,
            department.updated_at,
        )

    async def get(self, department_id: DepartmentId) -> Department:
        """See the port."""
        row = await self._raw.fetchrow(
            "SELECT * FROM departments WHERE tenant_id = $1 AND id = $2", self._tenant_id, department_id
        )
        if row is None:
            raise DepartmentNotFound
        return _department(row)

    async def save(self, department: Department) -> None:
        """See the port."""
        done = await execute_named(
            self._raw,
            "UPDATE departments SET name = $3, name_key = $4, calendar_id = $5, updated_at = $6"
            " WHERE tenant_id = $1 AND id = $2",
            self._tenant_id,
            department.id,
            department.name,
            department.name.casefold(),
            department.calendar_id,
            department.updated_at,
        )
        if done != "UPDATE 1":
            raise DepartmentNotFound

    async def remove(self, department_id: DepartmentId) -> None:
        """See the port."""
        done = await self._raw.execute(
            "DELETE FROM departments WHERE tenant_id = $1 AND id = $2", self._tenant_id, department_id
        )
        if done != "DELETE 1":
            raise DepartmentNotFound

    async def all(self) -> Sequence[Department]:
        """See the port."""
        rows = await self._raw.fetch(
            "SELECT * FROM departments WHERE tenant_id = $1 ORDER BY name_key", self._tenant_id
        )
        return [_department(row) for row in rows]


class PostgresCalendars:
    """Calendars of one tenant in one transaction."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def put(self, calendar: Calendar) -> None:
        """See the port."""
        if calendar.is_default:
            await self._raw.execute(
                "UPDATE calendars SET is_default = false WHERE tenant_id = $1 AND is_default AND id <> $2",
                self._tenant_id,
                calendar.id,
            )
        await execute_named(
            self._raw,
            PUT_CALENDAR,
            self._tenant_id,
            calendar.id,
            calendar.name,
            calendar.name.casefold(),
            _json.encode(calendar.hours).decode(),
            calendar.closed_message,
            calendar.is_default,
            calendar.created_at,
            calendar.updated_at,
        )

    async def get_all(self, ids: Sequence[CalendarId]) -> dict[CalendarId, Calendar]:
        """See the port."""
        rows = await self._raw.fetch(
            "SELECT * FROM calendars WHERE tenant_id = $1 AND id = ANY($2::uuid[])", self._tenant_id, list(ids)
        )
        return {calendar.id: calendar for calendar in map(_calendar, rows)}

    async def default(self) -> Calendar | None:
        """See the port."""
        row = await self._raw.fetchrow("SELECT * FROM calendars WHERE tenant_id = $1 AND is_default", self._tenant_id)
        return None if row is None else _calendar(row)

    async def all(self) -> Sequence[Calendar]:
        """See the port."""
        rows = await self._raw.fetch("SELECT * FROM calendars WHERE tenant_id = $1 ORDER BY name_key", self._tenant_id)
        return [_calendar(row) for row in rows]


def _department(row: asyncpg.Record) -> Department:
    return Department(
        id=row["id"],
        tenant_id=row["tenant_id"],
        name=row["name"],
        calendar_id=row["calendar_id"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def _calendar(row: asyncpg.Record) -> Calendar:
    return Calendar(
        id=row["id"],
        tenant_id=row["tenant_id"],
        name=row["name"],
        hours=_hours.decode(row["hours"]),
        closed_message=row["closed_message"],
        is_default=row["is_default"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )
