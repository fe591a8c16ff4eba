"""The flows that a graph leads to, for playing it without the store."""

from uuid import UUID

from pytake_domain.flows.errors import VersionUnreadable
from pytake_domain.flows.graph import Graph
from pytake_domain.flows.scene import Played
from pytake_domain.flows.use_cases.work import RunWork
from pytake_domain.kernel.ids import FlowId

MOST = 20
"""Flows that are loaded for one play."""


async def reachable(work: RunWork, graph: Graph, own: FlowId | None) -> tuple[Played, ...]:
    """The published versions of all flows it jumps to or calls, and of those that they do."""
    found: dict[FlowId, Played] = {}
    waiting = [graph]
    while waiting and len(found) < MOST:
        for flow_id in _named(waiting.pop()):
            if flow_id == own or flow_id in found or len(found) >= MOST:
                continue
            try:
                version = await work.flow_versions.published_version(flow_id)
            except VersionUnreadable:
                continue
            if version is not None:
                found[flow_id] = Played(flow_id=flow_id, graph=version.graph, version_id=version.id)
                waiting.append(version.graph)
    return tuple(found.values())


def _named(graph: Graph) -> list[FlowId]:
    named = []
    for node in graph.nodes:
        try:
            named.append(FlowId(UUID(str(node.data.get("flow_id")))))
        except ValueError:
            continue
    return named
