"""Drafts: make, read, change, remove, check."""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from pytake_domain.flows.cost import FlowCost, cost
from pytake_domain.flows.errors import FlowNotFound
from pytake_domain.flows.flow import Draft, Flow, FlowStatus, Folder, folder_name
from pytake_domain.flows.graph import Graph
from pytake_domain.flows.problem import FlowProblem
from pytake_domain.flows.session import FlowSession, SessionStatus
from pytake_domain.flows.trigger import Trigger
from pytake_domain.flows.use_cases.surroundings import surroundings
from pytake_domain.flows.use_cases.work import RunWork
from pytake_domain.flows.validation import validate
from pytake_domain.identity import Limit
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import FlowId, Ids
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging import may_see, sees_all
from pytake_domain.whatsapp import ProviderDirectory, RateBook

_NO_RATES = RateBook()
MOST_MOVED = 500
_HOME = "55"
"""Where the customers of a company without a number are taken to be."""


class EditFlows:
    """Everything a person does with the list of flows short of publishing."""

    def __init__(
        self,
        *,
        open_work: OpenWork[RunWork],
        providers: ProviderDirectory,
        clock: Clock,
        ids: Ids,
        rates: RateBook = _NO_RATES,
    ) -> None:
        self._open_work = open_work
        self._rates = rates
        self._providers = providers
        self._clock = clock
        self._ids = ids

    async def list(
        self,
        actor: Actor,
        page: PageRequest,
        *,
        status: FlowStatus | None = None,
        search: str | None = None,
        folder: str | None = None,
    ) -> Page[Flow]:
        """A page of flows; `folder` empty: those that are in none."""
        actor.require(Permission.READ_FLOWS)
        async with self._open_work(actor.tenant_id) as work:
            return await work.flows.page(page, status=status, search=search, folder=folder)

    async def folders(self, actor: Actor) -> Sequence[Folder]:
        """All there are, by name."""
        actor.require(Permission.READ_FLOWS)
        async with self._open_work(actor.tenant_id) as work:
            return await work.flows.folders()

    async def move(self, actor: Actor, flow_ids: Sequence[FlowId], folder: str) -> int:
        """Into a folder, or out of all of them. It is no change of the draft. How many were moved. Raises Invalid."""
        actor.require(Permission.WRITE_FLOWS)
        name = folder_name(folder)
        if len(flow_ids) > MOST_MOVED:
            params: dict[str, str | int] = {"most": MOST_MOVED, "count": len(flow_ids)}
            raise Invalid(Problem(field="flow_ids", code="too_many", params=params))
        async with self._open_work(actor.tenant_id) as work:
            return await work.flows.move(flow_ids, name)

    async def get(self, actor: Actor, flow_id: FlowId) -> Flow:
        """One. Raises FlowNotFound."""
        actor.require(Permission.READ_FLOWS)
        async with self._open_work(actor.tenant_id) as work:
            return await work.flows.get(flow_id)

    async def create(
        self,
        actor: Actor,
        *,
        name: str,
        description: str = "",
        trigger: Trigger | None = None,
        graph: Graph | None = None,
        folder: str = "",
    ) -> Flow:
        """A new draft. Raises Invalid, LimitReached."""
        actor.require(Permission.WRITE_FLOWS)
        now = self._clock.now()
        flow = Flow(
            id=FlowId(self._ids.new()),
            tenant_id=actor.tenant_id,
            name=name,
            description=description,
            trigger=trigger or Trigger(),
            graph=graph or Graph(),
            folder=folder_name(folder),
            created_at=now,
            updated_at=now,
            updated_by=actor.user_id,
        )
        async with self._open_work(actor.tenant_id) as work:
            tenant = await work.tenants.get(lock=True)
            tenant.allowance.check(Limit.FLOWS, await work.flows.count())
            await work.flows.add(flow)
        return flow

    async def change(self, actor: Actor, flow_id: FlowId, change: Draft, *, read_at: int | None) -> Flow:
        """The next draft. Raises FlowNotFound, Invalid, DraftChanged when it was saved since `read_at`."""
        actor.require(Permission.WRITE_FLOWS)
        async with self._open_work(actor.tenant_id) as work:
            flow = await work.flows.get(flow_id)
            changed = flow.edit(change, read_at=read_at, actor=actor, now=self._clock.now())
            await work.flows.save(changed, read_at=flow.draft_version)
        return changed

    async def remove(self, actor: Actor, flow_id: FlowId) -> None:
        """With its versions. Raises FlowNotFound, FlowInUse while sessions run on it."""
        actor.require(Permission.WRITE_FLOWS)
        async with self._open_work(actor.tenant_id) as work:
            await work.flows.remove(flow_id)

    async def check(self, actor: Actor, graph: Graph, trigger: Trigger | None) -> tuple[FlowProblem, ...]:
        """Every problem of a graph, each with its node; nothing is stored."""
        actor.require(Permission.READ_FLOWS)
        async with self._open_work(actor.tenant_id) as work:
            around = await surroundings(work, graph, None, self._providers)
        return validate(
            graph,
            trigger=trigger,
            queues=around.queues,
            flows=around.flows,
            graphs=around.graphs,
            capabilities=around.capabilities,
            templates=around.templates,
        )

    async def cost(self, actor: Actor, graph: Graph) -> tuple[FlowCost, str | None]:
        """What one run would cost today to customers of the country of the company's numbers, and in which currency."""
        actor.require(Permission.READ_FLOWS)
        async with self._open_work(actor.tenant_id) as work:
            numbers = [number for number in await work.numbers.all() if number.is_active and number.phone_number]
            around = await surroundings(work, graph, None, self._providers)
        digits = (numbers[0].phone_number or "").lstrip("+") if numbers else _HOME
        at = self._clock.now()

        def charge(category: str) -> tuple[Decimal, Decimal] | None:
            inside = self._rates.estimate(category, digits, at, window_open=True).amount
            outside = self._rates.estimate(category, digits, at, window_open=False).amount
            return (inside, outside) if inside is not None and outside is not None else None

        table = self._rates.table_at(at)
        categories = {template.name: template.category.value for template in around.templates or ()}
        return cost(graph, charge, categories), table.currency if table is not None else None

    async def sessions(
        self,
        actor: Actor,
        flow_id: FlowId,
        page: PageRequest,
        *,
        status: SessionStatus | None = None,
        node: str | None = None,
    ) -> Page[FlowSession]:
        """Who went through it, or stands at one of its nodes, latest first; of a page, those whose conversations the actor may
        see. Raises FlowNotFound.
        """
        actor.require(Permission.READ_FLOWS)
        async with self._open_work(actor.tenant_id) as work:
            if flow_id not in await work.flows.ids():
                raise FlowNotFound
            found = await work.flow_sessions.page(page, flow_id=flow_id, status=status, node=node)
            if sees_all(actor):
                return found
            places = await work.conversations.get_all([session.conversation_id for session in found.items])
            mine = {place.id for place in places.values() if await may_see(work, actor, place)}
            return msgspec.structs.replace(found, items=tuple(s for s in found.items if s.conversation_id in mine))
