"""Flows taken out and brought in."""

from collections.abc import Callable
from typing import Any

from pytake_domain.flows.errors import FlowInvalid
from pytake_domain.flows.flow import Flow
from pytake_domain.flows.portable import DocumentWrong, Imported, document
from pytake_domain.flows.use_cases.edit import EditFlows
from pytake_domain.flows.use_cases.work import RunWork
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.ids import FlowId
from pytake_domain.kernel.work import OpenWork

Read = Callable[[object], Imported]
"""Reads a document of one format. Raises DocumentWrong."""


class CarryFlows:
    """Documents out and in."""

    def __init__(self, *, open_work: OpenWork[RunWork], edit_flows: EditFlows, read: Read) -> None:
        self._open_work = open_work
        self._edit_flows = edit_flows
        self._read = read

    async def take_out(self, actor: Actor, flow_id: FlowId, *, version: int | None = None) -> dict[str, Any]:
        """The draft or a version as a document. Raises FlowNotFound."""
        actor.require(Permission.READ_FLOWS)
        async with self._open_work(actor.tenant_id) as work:
            flow = await work.flows.get(flow_id)
            graph, trigger = flow.graph, flow.trigger
            if version is not None:
                found = await work.flow_versions.numbered(flow_id, version)
                graph, trigger = found.graph, found.trigger
        return document(name=flow.name, description=flow.description, trigger=trigger, graph=graph)

    async def bring_in(self, actor: Actor, given: object, *, name: str | None = None) -> tuple[Flow, Imported]:
        """A document as a new draft, and what of it could not be carried over. Raises FlowInvalid, Invalid, LimitReached."""
        actor.require(Permission.WRITE_FLOWS)
        try:
            read = self._read(given)
        except DocumentWrong as wrong:
            raise FlowInvalid(*(problem.as_problem() for problem in wrong.problems)) from wrong
        flow = await self._edit_flows.create(
            actor,
            name=name if name is not None else read.name,
            description=read.description,
            trigger=read.trigger,
            graph=read.graph,
        )
        return flow, read
