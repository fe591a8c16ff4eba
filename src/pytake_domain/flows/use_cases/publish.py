"""A draft becomes an immutable version, or stops answering anybody."""

from pytake_domain.flows.flow import Flow
from pytake_domain.flows.use_cases.work import RunWork
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.ids import EventId, FlowId, FlowVersionId, Ids
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork


class PublishFlows:
    """Publishing and taking back."""

    def __init__(self, *, open_work: OpenWork[RunWork], clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._clock = clock
        self._ids = ids

    async def publish(self, actor: Actor, flow_id: FlowId) -> Flow:
        """The draft as the next version; running sessions stay on theirs. Raises FlowNotFound, FlowInvalid."""
        actor.require(Permission.PUBLISH_FLOWS)
        async with self._open_work(actor.tenant_id) as work:
            flow = await work.flows.get(flow_id)
            published, version, event = flow.publish(
                version_id=FlowVersionId(self._ids.new()),
                event_id=EventId(self._ids.new()),
                actor=actor,
                now=self._clock.now(),
                flows=[str(known) for known in await work.flows.ids()],
            )
            await work.flow_versions.add(version)
            await work.flows.save(published, read_at=flow.draft_version)
            work.events.add(event)
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
