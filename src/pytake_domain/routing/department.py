"""Departments: queues that belong together."""

import datetime as dt

import msgspec

from pytake_domain.kernel.ids import CalendarId, DepartmentId, TenantId
from pytake_domain.routing.calendar import check_name


class Department(msgspec.Struct, frozen=True, kw_only=True):
    """Part of a company; its calendar holds for queues that name none."""

    id: DepartmentId
    tenant_id: TenantId
    name: str
    created_at: dt.datetime
    updated_at: dt.datetime
    calendar_id: CalendarId | None = None

    def __post_init__(self) -> None:
        check_name(self.name)
