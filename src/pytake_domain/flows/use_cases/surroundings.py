"""What a flow is checked against: the company's other flows, its queues, and what its numbers can do."""

from collections.abc import Mapping, Sequence

import msgspec

from pytake_domain.flows.graph import Graph
from pytake_domain.flows.nodes.template import TemplateNode
from pytake_domain.flows.use_cases.others import reachable
from pytake_domain.flows.use_cases.work import RunWork
from pytake_domain.kernel.ids import FlowId
from pytake_domain.templates import MessageTemplate
from pytake_domain.whatsapp import Capabilities, NotSupported, ProviderDirectory, WhatsAppNumber

TEMPLATE = TemplateNode.type


class Surroundings(msgspec.Struct, frozen=True, kw_only=True):
    """As `validate` takes them. Without an active number nobody knows what will be possible: `capabilities` is None."""

    flows: tuple[str, ...]
    queues: tuple[str, ...]
    graphs: Mapping[str, Graph]
    capabilities: Mapping[str, Capabilities] | None
    templates: tuple[MessageTemplate, ...] | None


async def surroundings(work: RunWork, graph: Graph, own: FlowId | None, providers: ProviderDirectory) -> Surroundings:
    """Of a graph; flows it leads to as they are published, queues by id and by name."""
    queues = await work.queues.all()
    ids = await work.flows.ids()
    others = await reachable(work, graph, own) if ids else ()
    capabilities: dict[str, Capabilities] = {}
    active = [number for number in await work.numbers.all() if number.is_active]
    for number in active:
        try:
            capabilities[number.api_type.value] = providers.of(number.api_type).capabilities
        except NotSupported:
            continue  # its adapter is not installed here: nothing leaves by it anyway
    return Surroundings(
        flows=tuple(str(flow_id) for flow_id in ids),
        queues=tuple(name for queue in queues for name in (str(queue.id), queue.name)),
        graphs={str(other.flow_id): other.graph for other in others},
        capabilities=capabilities or None,
        templates=await _templates(work, active) if any(node.type == TEMPLATE for node in graph.nodes) else None,
    )


async def _templates(work: RunWork, active: Sequence[WhatsAppNumber]) -> tuple[MessageTemplate, ...] | None:
    """Those of the active numbers' accounts; None where an account was never read, so that a missing one proves nothing."""
    found: list[MessageTemplate] = []
    accounts = {number.business_account_id for number in active if number.business_account_id}
    for account in sorted(accounts):
        if not await work.templates.knows_account(account):
            return None
        found += await work.templates.of_account(account)
    return tuple(found) if accounts else None
