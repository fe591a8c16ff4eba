"""Flows, their versions and sessions, in memory."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from pytake_domain.flows import (
    DraftChanged,
    Flow,
    FlowInUse,
    FlowNotFound,
    FlowSession,
    FlowSessionNotFound,
    FlowStatus,
    FlowVersion,
    Folder,
    PublishedFlow,
    SessionStatus,
)
from pytake_domain.kernel.errors import Conflict, StaleVersion
from pytake_domain.kernel.ids import ContactId, FlowId, FlowSessionId, FlowVersionId, NumberId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.testing.memory.store import TenantRows

Pair = tuple[ContactId, NumberId]


class MemoryFlows:
    """See FlowRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def add(self, flow: Flow) -> None:
        """See the port."""
        self._make_room(flow)
        self._rows.flows[flow.id] = flow

    async def get(self, flow_id: FlowId) -> Flow:
        """See the port."""
        if flow_id not in self._rows.flows:
            raise FlowNotFound
        return self._rows.flows[flow_id]

    async def save(self, flow: Flow, *, read_at: int) -> None:
        """See the port."""
        now = await self.get(flow.id)
        if now.draft_version != read_at:
            by, at = str(now.updated_by or ""), now.updated_at.isoformat()
            raise DraftChanged(by=by, at=at, draft_version=now.draft_version)
        self._make_room(flow)
        self._rows.flows[flow.id] = msgspec.structs.replace(flow, folder=now.folder)

    def _make_room(self, flow: Flow) -> None:
        for other in [f for f in self._rows.flows.values() if f.id != flow.id]:
            self._rows.flows[other.id] = msgspec.structs.replace(
                other,
                is_default=other.is_default and not flow.is_default,
                is_fallback=other.is_fallback and not flow.is_fallback,
            )

    async def remove(self, flow_id: FlowId) -> None:
        """See the port."""
        if any(s.flow_id == flow_id and s.running for s in self._rows.flow_sessions.values()):
            raise FlowInUse
        if self._rows.flows.pop(flow_id, None) is None:
            raise FlowNotFound
        for version in [v for v in self._rows.flow_versions.values() if v.flow_id == flow_id]:
            del self._rows.flow_versions[version.id]

    async def page(
        self,
        request: PageRequest,
        *,
        status: FlowStatus | None = None,
        search: str | None = None,
        folder: str | None = None,
    ) -> Page[Flow]:
        """See the port."""
        found = [
            flow
            for flow in self._rows.flows.values()
            if status in (None, flow.status)
            and (search or "").lower() in flow.name.lower()
            and folder in (None, flow.folder)
        ]
        field = request.sort if request.sort in ("name", "created_at") else "updated_at"
        found.sort(key=lambda f: f.id)
        found.sort(key=lambda f: getattr(f, field), reverse=request.descending)
        return Page(items=tuple(found[request.offset : request.offset + request.limit]), total=len(found))

    async def folders(self) -> Sequence[Folder]:
        """See the port."""
        counts = Counter(flow.folder for flow in self._rows.flows.values() if flow.folder)
        return [Folder(name=name, count=counts[name]) for name in sorted(counts, key=lambda name: (name.lower(), name))]

    async def move(self, flow_ids: Sequence[FlowId], folder: str) -> int:
        """See the port."""
        found = [flow_id for flow_id in dict.fromkeys(flow_ids) if flow_id in self._rows.flows]
        for flow_id in found:
            self._rows.flows[flow_id] = msgspec.structs.replace(self._rows.flows[flow_id], folder=folder)
        return len(found)

    async def ids(self) -> frozenset[FlowId]:
        """See the port."""
        return frozenset(self._rows.flows)

    async def count(self) -> int:
        """See the port."""
        return len(self._rows.flows)


class MemoryFlowVersions:
    """See FlowVersionRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def add(self, version: FlowVersion) -> None:
        """See the port."""
        if any((v.flow_id, v.number) == (version.flow_id, version.number) for v in self._rows.flow_versions.values()):
            raise Conflict(number=version.number)
        self._rows.flow_versions[version.id] = version

    async def get(self, version_id: FlowVersionId) -> FlowVersion:
        """See the port."""
        if version_id not in self._rows.flow_versions:
            raise FlowNotFound
        return self._rows.flow_versions[version_id]

    async def numbered(self, flow_id: FlowId, number: int) -> FlowVersion:
        """See the port."""
        for version in self._rows.flow_versions.values():
            if (version.flow_id, version.number) == (flow_id, number):
                return version
        raise FlowNotFound

    async def page(self, flow_id: FlowId, request: PageRequest) -> Page[FlowVersion]:
        """See the port."""
        found = [
            version
            for version in self._rows.flow_versions.values()
            if version.flow_id == flow_id and version.number > 0
        ]
        found.sort(key=lambda version: version.number, reverse=True)
        return Page(items=tuple(found[request.offset : request.offset + request.limit]), total=len(found))

    async def published_version(self, flow_id: FlowId) -> FlowVersion | None:
        """See the port."""
        flow = self._rows.flows.get(flow_id)
        if flow is None or not flow.published or flow.published_version_id is None:
            return None
        return self._rows.flow_versions.get(flow.published_version_id)

    async def published(self) -> Sequence[PublishedFlow]:
        """See the port."""
        found = []
        for flow in sorted(self._rows.flows.values(), key=lambda f: f.id):
            version = await self.published_version(flow.id)
            if version is not None:
                found.append(
                    PublishedFlow(
                        flow_id=flow.id,
                        version_id=version.id,
                        trigger=version.trigger,
                        is_default=flow.is_default,
                        is_fallback=flow.is_fallback,
                    )
                )
        return found


class MemoryFlowSessions:
    """See FlowSessionRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def running_for(self, pairs: Sequence[Pair]) -> Mapping[Pair, FlowSession]:
        """See the port."""
        wanted = set(pairs)
        found: dict[Pair, FlowSession] = {}
        alive = (SessionStatus.RUNNING, SessionStatus.EXPIRED)
        for session in sorted(self._rows.flow_sessions.values(), key=lambda s: (s.running, s.id)):
            pair = session.contact_id, session.number_id
            if pair in wanted and session.status in alive:
                found[pair] = session
        return found

    async def get(self, session_id: FlowSessionId) -> FlowSession:
        """See the port."""
        if session_id not in self._rows.flow_sessions:
            raise FlowSessionNotFound
        return self._rows.flow_sessions[session_id]

    async def add_all(self, sessions: Sequence[FlowSession]) -> None:
        """See the port."""
        for session in sessions:
            self._require_one_running(session)
            self._rows.flow_sessions[session.id] = session

    def _require_one_running(self, session: FlowSession) -> None:
        pair = session.contact_id, session.number_id
        others = [s for s in self._rows.flow_sessions.values() if s.running and s.id != session.id]
        if session.running and any((s.contact_id, s.number_id) == pair for s in others):
            raise Conflict(what="running_session")

    async def save_all(self, sessions: Sequence[FlowSession]) -> None:
        """See the port."""
        for session in sessions:
            known = self._rows.flow_sessions.get(session.id)
            if known is None or known.version != session.version:
                raise StaleVersion
            self._rows.flow_sessions[session.id] = msgspec.structs.replace(session, version=session.version + 1)

    async def page(
        self,
        request: PageRequest,
        *,
        flow_id: FlowId | None = None,
        status: SessionStatus | None = None,
        node: str | None = None,
    ) -> Page[FlowSession]:
        """See the port. A cursor is the id of the last row that was seen."""
        began = {t.session_id for t in self._rows.flow_traces if t.number == 1 and t.flow_id == flow_id}
        found = [
            s
            for s in self._rows.flow_sessions.values()
            if (flow_id in (None, s.flow_id) or (node is None and s.id in began))
            and status in (None, s.status)
            and node in (None, s.node)
        ]
        found.sort(key=lambda s: s.id, reverse=True)
        total = len(found)
        if request.cursor is not None:
            found = [s for s in found if str(s.id) < request.cursor]
        start = 0 if request.cursor is not None else request.offset
        items = tuple(found[start : start + request.limit])
        more = len(items) == request.limit
        return Page(
            items=items,
            total=None if request.cursor is not None else total,
            next_cursor=str(items[-1].id) if more else None,
        )

    async def overdue(self, now: dt.datetime, limit: int) -> Sequence[FlowSession]:
        """See the port."""
        found = [s for s in self._rows.flow_sessions.values() if s.overdue(now)]
        found.sort(key=lambda s: (s.waiting.expires if s.waiting and s.waiting.expires else now, s.id))
        return found[:limit]
