"""Looking back: what one session did, what real sessions would do on the draft, and who went where."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import msgspec

from pytake_domain.flows.compiled import CompiledFlow, compile_graph
from pytake_domain.flows.errors import FlowNotFound, FlowSessionNotFound, VersionUnreadable
from pytake_domain.flows.flow import FlowVersion
from pytake_domain.flows.measure import FlowFigures, figures
from pytake_domain.flows.replay import Comparison, Walked, compare, walk
from pytake_domain.flows.session import FlowSession
from pytake_domain.flows.trace import Trace
from pytake_domain.flows.use_cases.others import reachable
from pytake_domain.flows.use_cases.work import RunWork
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import FlowId, FlowSessionId, FlowVersionId
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging import may_see
from pytake_domain.whatsapp import Content, RateBook, Template

MOST_REPLAYED = 200


_NO_RATES = RateBook()


class SessionTrace(msgspec.Struct, frozen=True, kw_only=True):
    """A session and every step of it."""

    session: FlowSession
    steps: tuple[Walked, ...]


class VersionFigures(msgspec.Struct, frozen=True, kw_only=True):
    """Figures of one version."""

    version: FlowVersion
    figures: FlowFigures


class LookBack:
    """Reads what was kept; changes nothing."""

    def __init__(self, *, open_work: OpenWork[RunWork], rates: RateBook = _NO_RATES) -> None:
        self._open_work = open_work
        self._rates = rates

    async def trace(self, actor: Actor, session_id: FlowSessionId) -> SessionTrace:
        """Every step of one session, computed again from its inputs. Raises FlowSessionNotFound, also for who may not see its
        conversation.
        """
        actor.require(Permission.READ_FLOWS)
        async with self._open_work(actor.tenant_id) as work:
            session = await work.flow_sessions.get(session_id)
            if not await may_see(work, actor, await work.conversations.get(session.conversation_id)):
                raise FlowSessionNotFound
            traces = await work.flow_traces.of(session_id)
            versions = await _compiled(work, traces)
        return SessionTrace(session=session, steps=walk(session, traces, versions))

    async def replay(self, actor: Actor, flow_id: FlowId, *, last: int) -> tuple[Comparison, ...]:
        """The last real sessions that began with this flow, against its draft, personal data masked. Raises FlowNotFound."""
        actor.require(Permission.READ_FLOWS)
        if not 1 <= last <= MOST_REPLAYED:
            raise Invalid(Problem(field="last", code="out_of_range", params={"least": 1, "most": MOST_REPLAYED}))
        async with self._open_work(actor.tenant_id) as work:
            flow = await work.flows.get(flow_id)
            others = await reachable(work, flow.graph, flow_id)
            pasts: list[tuple[Walked, ...]] = []
            for session_id in await work.flow_traces.recent(flow_id, last):
                session = await work.flow_sessions.get(session_id)
                traces = await work.flow_traces.of(session_id)
                pasts.append(walk(session, traces, await _compiled(work, traces)))
        draft = compile_graph(flow.graph, flow_id=flow_id)
        compiled = {o.flow_id: compile_graph(o.graph, flow_id=o.flow_id, version_id=o.version_id) for o in others}
        compared = (compare(past, draft, flow_id=flow_id, others=compiled, charge=self._charge) for past in pasts)
        return tuple(found for found in compared if found is not None)

    def currency_at(self, at: dt.datetime) -> str | None:
        """In which currency costs of that time are told."""
        table = self._rates.table_at(at)
        return table.currency if table is not None else None

    def _charge(self, content: Content, phone: str, at: dt.datetime) -> Decimal | None:
        category = (content.category or "utility").lower() if isinstance(content, Template) else "service"
        return self._rates.estimate(category, phone.lstrip("+"), at, window_open=True).amount if phone else None

    async def analytics(
        self,
        actor: Actor,
        flow_id: FlowId,
        *,
        version: int | None = None,
        since: dt.date | None = None,
        until: dt.date | None = None,
    ) -> VersionFigures:
        """Figures of a version, by default the published one. Raises FlowNotFound."""
        actor.require(Permission.READ_FLOWS)
        async with self._open_work(actor.tenant_id) as work:
            flow = await work.flows.get(flow_id)
            found = await work.flow_versions.numbered(flow_id, flow.version if version is None else version)
            counts = await work.flow_traces.counts(found.id, since=since, until=until)
        return VersionFigures(version=found, figures=figures(counts))


async def _compiled(work: RunWork, traces: Sequence[Trace]) -> dict[FlowVersionId, CompiledFlow]:
    """The versions a session was on; those of removed flows and those that can't be read are missing."""
    found = {}
    for version_id in dict.fromkeys(trace.version_id for trace in traces):
        try:
            found[version_id] = (await work.flow_versions.get(version_id)).compiled()
        except (FlowNotFound, VersionUnreadable):
            continue
    return found
