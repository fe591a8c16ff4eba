"""A flow out of a description: a model draws it, the checker looks at it, and what is wrong goes back to it, twice at most."""

from collections.abc import Sequence
from typing import Any

import msgspec

from pytake_domain.ai import (
    AiRateLimited,
    AiRefused,
    AiUnexpectedResponse,
    AskModels,
    Errand,
    Guard,
    ModelFailed,
    ModelReply,
    ModelRequest,
    Speaker,
    Stopped,
    Turn,
    Usage,
    fits,
    house,
    told,
)
from pytake_domain.flows.portable import Imported, document
from pytake_domain.flows.problem import FlowProblem
from pytake_domain.flows.sketch import SKETCH, SKETCH_SHAPE, drawn, without_unknown_queues
from pytake_domain.flows.use_cases.surroundings import surroundings
from pytake_domain.flows.use_cases.work import RunWork
from pytake_domain.flows.validation import errors_of, validate
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.chance import Chance
from pytake_domain.kernel.errors import Invalid, Problem, TenantSuspended
from pytake_domain.kernel.ids import Ids
from pytake_domain.kernel.limits import Rate, RateLimiter
from pytake_domain.kernel.work import OpenWork
from pytake_domain.whatsapp import ProviderDirectory

LONGEST_WISH = 4_000
SHORTEST_WISH = 10
CORRECTIONS = 2
"""How often what is wrong goes back to the model."""
PROBLEMS_TOLD = 30
QUEUES_TOLD = 50
SKETCH_TOKENS = 8_000
DRAWS = Rate(per_second=0.1, burst=5)


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """A draft that is kept nowhere, what the checker still says of it, and how often it was drawn, by which model."""

    document: dict[str, Any]
    problems: tuple[FlowProblem, ...]
    drawings: int
    model: str
    usage: Usage


class DescribeFlows:
    """Drafts by description."""

    def __init__(
        self,
        *,
        open_work: OpenWork[RunWork],
        models: AskModels,
        providers: ProviderDirectory,
        limiter: RateLimiter,
        chance: Chance,
        ids: Ids,
    ) -> None:
        self._open_work = open_work
        self._models = models
        self._providers = providers
        self._limiter = limiter
        self._chance = chance
        self._ids = ids

    async def draw(self, actor: Actor, description: str) -> Drawn:
        """It names no queue that there is not, and asks nobody outside. Raises Forbidden, Invalid, AiNotConnected,
        AiBudgetSpent, AiRefused, AiUnexpectedResponse, and what `told` makes of failures.
        """
        actor.require(Permission.WRITE_FLOWS)
        actor.require(Permission.USE_AI)
        wish = _checked(description)
        errand, queues, language = await self._errand(actor)
        guard = Guard(self._chance.token(16), masking=errand.settings.masking)
        blocks = [guard.block("queues", "\n".join(queues[:QUEUES_TOLD]))] if queues else []
        blocks.append(guard.block("text", wish))
        turns = [_user(*blocks)]
        usage = Usage()
        for drawing in range(1, CORRECTIONS + 2):
            request = ModelRequest(
                model="",
                system=house(guard, language, SKETCH),
                turns=tuple(turns),
                schema=SKETCH_SHAPE,
                most_tokens=SKETCH_TOKENS,
            )
            reply = await self._asked(errand, request)
            usage += reply.usage
            flow = drawn(guard.show(_read(reply)), wish, queues)
            problems = await self._checked(actor, flow)
            if not errors_of(problems) or drawing > CORRECTIONS:
                break
            said = guard.block("problems", "\n".join(map(_line, errors_of(problems)[:PROBLEMS_TOLD])))
            turns = [*turns[:1], Turn(speaker=Speaker.MODEL, text=reply.text), _user(*blocks, said)]
        flow = msgspec.structs.replace(flow, graph=without_unknown_queues(flow.graph, problems))
        return Drawn(
            document=document(name=flow.name, description=flow.description, trigger=flow.trigger, graph=flow.graph),
            problems=await self._checked(actor, flow),
            drawings=drawing,
            model=reply.model,
            usage=usage,
        )

    async def _errand(self, actor: Actor) -> tuple[Errand, Sequence[str], str]:
        verdict = await self._limiter.take(f"ai:flow:{actor.tenant_id}:{actor.id}", DRAWS)
        if not verdict.allowed:
            raise AiRateLimited(retry_after=max(1, int(verdict.retry_after + 0.999)))
        async with self._open_work(actor.tenant_id) as work:
            tenant = await work.tenants.get()
            queues = [queue.name for queue in await work.queues.all()]
        if tenant.is_suspended:
            raise TenantSuspended
        errand = await self._models.errand(actor.tenant_id, key=f"api:{self._ids.new()}", purpose="generate-flow")
        return errand, queues, tenant.language.value

    async def _asked(self, errand: Errand, request: ModelRequest) -> ModelReply:
        try:
            reply = await self._models.complete(errand, request)
        except ModelFailed as failed:
            raise told(failed) from failed
        if reply.stopped is Stopped.REFUSED:
            raise AiRefused
        return reply

    async def _checked(self, actor: Actor, flow: Imported) -> tuple[FlowProblem, ...]:
        async with self._open_work(actor.tenant_id) as work:
            around = await surroundings(work, flow.graph, None, self._providers)
        return validate(
            flow.graph,
            trigger=flow.trigger,
            queues=around.queues,
            flows=around.flows,
            graphs=around.graphs,
            capabilities=around.capabilities,
            templates=around.templates,
        )


def _checked(description: str) -> str:
    wish = description.strip()
    if not SHORTEST_WISH <= len(wish) <= LONGEST_WISH:
        params: dict[str, str | int] = {"least": SHORTEST_WISH, "most": LONGEST_WISH}
        raise Invalid(Problem(field="description", code="length", params=params))
    return wish


def _user(*blocks: str) -> Turn:
    return Turn(speaker=Speaker.USER, text="\n".join(blocks))


def _read(reply: ModelReply) -> dict[str, Any]:
    """Raises AiUnexpectedResponse for what is no sketch."""
    try:
        value = msgspec.json.decode(reply.text, type=dict[str, Any])
    except msgspec.MsgspecError as error:
        raise AiUnexpectedResponse from error
    if reply.stopped is not Stopped.DONE or not fits(value, SKETCH_SHAPE):
        raise AiUnexpectedResponse
    return value


def _line(problem: FlowProblem) -> str:
    """As the model can read it: where, which rule, its numbers."""
    numbers = ", ".join(f"{name}: {value}" for name, value in problem.params.items())
    place = " ".join(part for part in (problem.node_id or "flow", problem.field) if part)
    return f"- {place}: {problem.code}{f' ({numbers})' if numbers else ''}"
