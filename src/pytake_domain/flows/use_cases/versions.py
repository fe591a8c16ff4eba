"""Versions: looked at, compared, brought back as the draft; and a flow as the beginning of another."""

from pytake_domain.flows.diff import FlowDiff, diff
from pytake_domain.flows.errors import FlowNotFound
from pytake_domain.flows.flow import LONGEST_NAME, Draft, Flow, FlowVersion
from pytake_domain.flows.graph import Graph
from pytake_domain.flows.trigger import Trigger
from pytake_domain.flows.use_cases.work import RunWork
from pytake_domain.identity import Limit
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.ids import FlowId, Ids
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork


class LookAtVersions:
    """What was published, beside what is drawn now."""

    def __init__(self, *, open_work: OpenWork[RunWork], clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._clock = clock
        self._ids = ids

    async def list(self, actor: Actor, flow_id: FlowId, page: PageRequest) -> Page[FlowVersion]:
        """Newest first. Raises FlowNotFound."""
        actor.require(Permission.READ_FLOWS)
        async with self._open_work(actor.tenant_id) as work:
            await work.flows.get(flow_id)
            return await work.flow_versions.page(flow_id, page)

    async def one(self, actor: Actor, flow_id: FlowId, number: int) -> FlowVersion:
        """Raises FlowNotFound."""
        actor.require(Permission.READ_FLOWS)
        async with self._open_work(actor.tenant_id) as work:
            return await work.flow_versions.numbered(flow_id, number)

    async def diff(self, actor: Actor, flow_id: FlowId, before: int | None, after: int | None) -> FlowDiff:
        """From one version to another; None means the draft. Raises FlowNotFound."""
        actor.require(Permission.READ_FLOWS)
        async with self._open_work(actor.tenant_id) as work:
            flow = await work.flows.get(flow_id)
            (old, old_trigger), (new, new_trigger) = [await _drawn(work, flow, number) for number in (before, after)]
        return diff(old, new, triggers=(old_trigger, new_trigger))

    async def restore(self, actor: Actor, flow_id: FlowId, number: int, *, read_at: int | None) -> Flow:
        """A version as the next draft. Raises FlowNotFound, DraftChanged."""
        actor.require(Permission.WRITE_FLOWS)
        async with self._open_work(actor.tenant_id) as work:
            flow = await work.flows.get(flow_id)
            version = await work.flow_versions.numbered(flow_id, number)
            change = Draft(graph=version.graph, trigger=version.trigger)
            changed = flow.edit(change, read_at=read_at, actor=actor, now=self._clock.now())
            await work.flows.save(changed, read_at=flow.draft_version)
        return changed

    async def duplicate(self, actor: Actor, flow_id: FlowId, name: str | None = None) -> Flow:
        """The draft as a flow of its own, which nothing starts by default. Raises FlowNotFound, Invalid, LimitReached."""
        actor.require(Permission.WRITE_FLOWS)
        now = self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            like = await work.flows.get(flow_id)
            tenant = await work.tenants.get(lock=True)
            tenant.allowance.check(Limit.FLOWS, await work.flows.count())
            copy = Flow(
                id=FlowId(self._ids.new()),
                tenant_id=actor.tenant_id,
                name=name if name is not None else f"{like.name[: LONGEST_NAME - 4]} (2)",
                description=like.description,
                trigger=like.trigger,
                graph=like.graph,
                folder=like.folder,
                created_at=now,
                updated_at=now,
                updated_by=actor.user_id,
            )
            await work.flows.add(copy)
        return copy


async def _drawn(work: RunWork, flow: Flow, number: int | None) -> tuple[Graph, Trigger]:
    if number is None:
        return flow.graph, flow.trigger
    version = await work.flow_versions.numbered(flow.id, number)
    if version.flow_id != flow.id:
        raise FlowNotFound
    return version.graph, version.trigger
