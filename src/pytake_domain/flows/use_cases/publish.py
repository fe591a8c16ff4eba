"""A draft becomes an immutable version, or stops answering anybody."""

import asyncio

from pytake_domain.flows.case import check
from pytake_domain.flows.errors import FlowCaseFailed
from pytake_domain.flows.flow import Flow
from pytake_domain.flows.use_cases.others import reachable
from pytake_domain.flows.use_cases.set_off import schedule_next
from pytake_domain.flows.use_cases.surroundings import surroundings
from pytake_domain.flows.use_cases.work import RunWork
from pytake_domain.flows.validation import errors_of, validate
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Problem
from pytake_domain.kernel.ids import EventId, FlowId, FlowVersionId, Ids
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.whatsapp import ProviderDirectory


class PublishFlows:
    """Publishing and taking back."""

    def __init__(self, *, open_work: OpenWork[RunWork], providers: ProviderDirectory, clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._providers = providers
        self._clock = clock
        self._ids = ids

    async def publish(self, actor: Actor, flow_id: FlowId, *, note: str = "") -> Flow:
        """The draft as the next version; running sessions stay on theirs. `note` says what is new in it.

        Raises FlowNotFound, FlowInvalid, FlowCaseFailed, Invalid.
        """
        actor.require(Permission.PUBLISH_FLOWS)
        async with self._open_work(actor.tenant_id) as work:
            flow = await work.flows.get(flow_id)
            await _hold(work, flow)
            around = await surroundings(work, flow.graph, flow_id, self._providers)
            published, version, event = flow.publish(
                version_id=FlowVersionId(self._ids.new()),
                event_id=EventId(self._ids.new()),
                actor=actor,
                now=self._clock.now(),
                note=note,
                queues=around.queues,
                flows=around.flows,
                graphs=around.graphs,
                capabilities=around.capabilities,
                templates=around.templates,
            )
            await work.flow_versions.add(version)
            await work.flows.save(published, read_at=flow.draft_version)
            work.events.add(event)
            await schedule_next(work, version, self._clock.now())
        return published

    async def unpublish(self, actor: Actor, flow_id: FlowId) -> Flow:
        """No new sessions. Raises FlowNotFound, FlowNotPublished."""
        actor.require(Permission.PUBLISH_FLOWS)
        async with self._open_work(actor.tenant_id) as work:
            flow = await work.flows.get(flow_id)
            stopped, event = flow.unpublish(event_id=EventId(self._ids.new()), actor=actor, now=self._clock.now())
            await work.flows.save(stopped, read_at=flow.draft_version)
            work.events.add(event)
        return stopped


async def _hold(work: RunWork, flow: Flow) -> None:
    """Play every test case on the draft. Raises FlowCaseFailed, naming each that comes to something else."""
    cases = await work.flow_cases.of(flow.id)
    if not cases or errors_of(validate(flow.graph)):
        return  # what is wrong with the graph itself is told first
    others = await reachable(work, flow.graph, flow.id)
    failed: list[Problem] = []
    for case in cases:
        if (found := check(case, flow.graph, others)) is not None:
            params: dict[str, str | int] = {
                "name": case.name,
                "move": found.move,
                "expected": found.expected[:200],
                "found": found.found[:200],
            }
            failed.append(Problem(field=f"test_cases.{case.id}", code="case_differs", params=params))
        await asyncio.sleep(0)  # others are served between two of them
    if failed:
        raise FlowCaseFailed(*failed)
