"""Flows and their versions: rows to aggregates and back."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Text, and_, cast, delete, exists, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from pytake_adapters.postgres.errors import broken_constraint
from pytake_adapters.postgres.schema.flows import flow_sessions, flow_versions, flows
from pytake_domain.flows import (
    DraftChanged,
    Flow,
    FlowInUse,
    FlowNotFound,
    FlowStatus,
    FlowVersion,
    Folder,
    Graph,
    PublishedFlow,
    Trigger,
    VersionUnreadable,
)
from pytake_domain.kernel.errors import Conflict
from pytake_domain.kernel.ids import FlowId, FlowVersionId, TenantId
from pytake_domain.kernel.page import Page, PageRequest

_graph = msgspec.json.Decoder(Graph)
_trigger = msgspec.json.Decoder(Trigger)
_MOST = 2**31


def _as_text(*columns: Any) -> list[Any]:
    """JSON columns as text: decoded into types once, not twice."""
    return [cast(c, Text).label(c.name) if c.name in ("graph", "trigger") else c for c in columns]


_FLOW = _as_text(*flows.c)
_VERSION = _as_text(*flow_versions.c)


class PostgresFlows:
    """Flows of one tenant in one transaction."""

    def __init__(self, tenant_id: TenantId, sql: AsyncConnection) -> None:
        self._tenant_id = tenant_id
        self._sql = sql

    async def add(self, flow: Flow) -> None:
        """See the port."""
        await self._make_room(flow)
        await self._sql.execute(insert(flows).values(**_flow_row(flow)))

    async def get(self, flow_id: FlowId) -> Flow:
        """See the port."""
        row = (await self._sql.execute(select(*_FLOW).where(*self._own(flow_id)))).mappings().first()
        if row is None:
            raise FlowNotFound
        return _flow(row)

    async def save(self, flow: Flow, *, read_at: int) -> None:
        """See the port."""
        await self._make_room(flow)
        row = _flow_row(flow)
        del row["folder"]  # whoever moves it meanwhile changes no draft, and is not overruled by one
        query = update(flows).where(*self._own(flow.id), flows.c.draft_version == read_at).values(**row)
        if (await self._sql.execute(query)).rowcount == 1:
            return
        now = await self.get(flow.id)
        raise DraftChanged(by=str(now.updated_by or ""), at=now.updated_at.isoformat(), draft_version=now.draft_version)

    async def _make_room(self, flow: Flow) -> None:
        """Default and fallback are one each: the one that was hands over."""
        others = and_(flows.c.tenant_id == self._tenant_id, flows.c.id != flow.id)
        if flow.is_default:
            await self._sql.execute(update(flows).where(others, flows.c.is_default).values(is_default=False))
        if flow.is_fallback:
            await self._sql.execute(update(flows).where(others, flows.c.is_fallback).values(is_fallback=False))

    async def remove(self, flow_id: FlowId) -> None:
        """See the port."""
        running = exists().where(
            flow_sessions.c.tenant_id == self._tenant_id,
            flow_sessions.c.flow_id == flow_id,
            flow_sessions.c.status == "running",
        )
        if (await self._sql.execute(select(running))).scalar():
            raise FlowInUse
        if (await self._sql.execute(delete(flows).where(*self._own(flow_id)))).rowcount != 1:
            raise FlowNotFound
        await self._sql.execute(
            delete(flow_versions).where(
                flow_versions.c.tenant_id == self._tenant_id, flow_versions.c.flow_id == flow_id
            )
        )

    async def page(
        self,
        request: PageRequest,
        *,
        status: FlowStatus | None = None,
        search: str | None = None,
        folder: str | None = None,
    ) -> Page[Flow]:
        """See the port."""
        narrowed: list[ColumnElement[bool]] = [flows.c.tenant_id == self._tenant_id]
        if status is not None:
            narrowed.append(flows.c.status == status.value)
        if search:
            narrowed.append(func.strpos(func.lower(flows.c.name), search.lower()) > 0)
        if folder is not None:
            narrowed.append(flows.c.folder == folder)
        total = (await self._sql.execute(select(func.count()).select_from(flows).where(*narrowed))).scalar_one()
        column = {"name": flows.c.name, "created_at": flows.c.created_at}.get(request.sort or "", flows.c.updated_at)
        query = select(*_FLOW).where(*narrowed)
        query = query.order_by(column.desc() if request.descending else column.asc(), flows.c.id)
        rows = await self._sql.execute(query.limit(request.limit).offset(request.offset))
        return Page(items=tuple(_flow(r) for r in rows.mappings()), total=total)

    async def folders(self) -> Sequence[Folder]:
        """See the port."""
        query = (
            select(flows.c.folder, func.count().label("count"))
            .where(flows.c.tenant_id == self._tenant_id, flows.c.folder != "")
            .group_by(flows.c.folder)
        )
        found = [Folder(name=row.folder, count=row[1]) for row in await self._sql.execute(query)]
        return sorted(found, key=lambda one: (one.name.lower(), one.name))

    async def move(self, flow_ids: Sequence[FlowId], folder: str) -> int:
        """See the port."""
        meant = update(flows).where(flows.c.tenant_id == self._tenant_id, flows.c.id.in_(flow_ids))
        return (await self._sql.execute(meant.values(folder=folder))).rowcount

    async def ids(self) -> frozenset[FlowId]:
        """See the port."""
        rows = await self._sql.execute(select(flows.c.id).where(flows.c.tenant_id == self._tenant_id))
        return frozenset(FlowId(r.id) for r in rows)

    async def count(self) -> int:
        """See the port."""
        query = select(func.count()).select_from(flows).where(flows.c.tenant_id == self._tenant_id)
        return int((await self._sql.execute(query)).scalar_one())

    def _own(self, flow_id: FlowId) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return flows.c.tenant_id == self._tenant_id, flows.c.id == flow_id


class PostgresFlowVersions:
    """Versions of one tenant in one transaction."""

    def __init__(self, tenant_id: TenantId, sql: AsyncConnection) -> None:
        self._tenant_id = tenant_id
        self._sql = sql

    async def add(self, version: FlowVersion) -> None:
        """See the port."""
        row = {name: getattr(version, name) for name in FlowVersion.__struct_fields__}
        row |= {name: msgspec.to_builtins(row[name]) for name in ("graph", "trigger")}
        try:
            await self._sql.execute(insert(flow_versions).values(**row))
        except IntegrityError as error:
            if broken_constraint(error) == "uq_flow_versions_number":
                raise Conflict(number=version.number) from error
            raise

    async def get(self, version_id: FlowVersionId) -> FlowVersion:
        """See the port."""
        return await self._one(flow_versions.c.id == version_id)

    async def numbered(self, flow_id: FlowId, number: int) -> FlowVersion:
        """See the port."""
        if not 0 <= number < _MOST:
            raise FlowNotFound
        return await self._one(and_(flow_versions.c.flow_id == flow_id, flow_versions.c.number == number))

    async def page(self, flow_id: FlowId, request: PageRequest) -> Page[FlowVersion]:
        """See the port."""
        own = and_(
            flow_versions.c.tenant_id == self._tenant_id,
            flow_versions.c.flow_id == flow_id,
            flow_versions.c.number > 0,
        )
        total = (await self._sql.execute(select(func.count()).select_from(flow_versions).where(own))).scalar_one()
        query = select(*_VERSION).where(own).order_by(flow_versions.c.number.desc())
        rows = await self._sql.execute(query.limit(request.limit).offset(request.offset))
        return Page(items=tuple(_version(row) for row in rows.mappings()), total=total)

    async def published_version(self, flow_id: FlowId) -> FlowVersion | None:
        """See the port."""
        published = (
            select(flows.c.published_version_id)
            .where(flows.c.tenant_id == self._tenant_id, flows.c.id == flow_id, flows.c.status == "published")
            .scalar_subquery()
        )
        try:
            return await self._one(flow_versions.c.id == published)
        except FlowNotFound:
            return None

    async def _one(self, condition: ColumnElement[bool]) -> FlowVersion:
        query = select(*_VERSION).where(flow_versions.c.tenant_id == self._tenant_id, condition)
        row = (await self._sql.execute(query)).mappings().first()
        if row is None:
            raise FlowNotFound
        return _version(row)

    async def published(self) -> Sequence[PublishedFlow]:
        """See the port."""
        query = (
            select(
                flows.c.id,
                flow_versions.c.id.label("version_id"),
                cast(flow_versions.c.trigger, Text).label("trigger"),
                flows.c.is_default,
                flows.c.is_fallback,
            )
            .join(
                flow_versions,
                and_(
                    flow_versions.c.tenant_id == flows.c.tenant_id,
                    flow_versions.c.id == flows.c.published_version_id,
                ),
            )
            .where(flows.c.tenant_id == self._tenant_id, flows.c.status == "published")
            .order_by(flows.c.id)
        )
        return [
            PublishedFlow(
                flow_id=r.id,
                version_id=r.version_id,
                trigger=trigger,
                is_default=r.is_default,
                is_fallback=r.is_fallback,
            )
            for r in await self._sql.execute(query)
            if (trigger := _readable(r.trigger)) is not None
        ]


def _readable(stored: str) -> Trigger | None:
    """None for a trigger that can't be read: it sets off nothing, and keeps nobody else's from it."""
    try:
        return _trigger.decode(stored)
    except msgspec.DecodeError:
        return None


def _version(row: Mapping[Any, Any]) -> FlowVersion:
    values = {str(name): value for name, value in row.items()}
    try:
        drawn = {"graph": _graph.decode(row["graph"]), "trigger": _trigger.decode(row["trigger"])}
    except msgspec.DecodeError as error:
        raise VersionUnreadable(version=row["number"]) from error
    return FlowVersion(**values | drawn)


def _flow_row(flow: Flow) -> dict[str, Any]:
    row = {name: getattr(flow, name) for name in Flow.__struct_fields__}
    return row | {
        "status": flow.status.value,
        "graph": msgspec.to_builtins(flow.graph),
        "trigger": msgspec.to_builtins(flow.trigger),
    }


def _flow(row: Mapping[Any, Any]) -> Flow:
    values = dict(row) | {
        "status": FlowStatus(row["status"]),
        "graph": _graph.decode(row["graph"]),
        "trigger": _trigger.decode(row["trigger"]),
    }
    return Flow(**values)
