"""Asks models for flows: the task goes out guarded, and what comes back is read before it is believed."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec

from pytake_domain.ai.asking import ANSWER_SCHEMA, GIVE, LONGEST_TEXT, as_json, request_of
from pytake_domain.ai.errors import AiBudgetSpent, AiNotConnected
from pytake_domain.ai.failure import ModelFailed, ModelFailure
from pytake_domain.ai.guard import Guard
from pytake_domain.ai.passage import Passage
from pytake_domain.ai.ports import AiWork, Passages
from pytake_domain.ai.settings import TAG, TRANSFER, AiSettings
from pytake_domain.ai.shape import fits
from pytake_domain.ai.talk import ModelReply, Speaker, Stopped, Tool, ToolCall, Turn
from pytake_domain.ai.task import Task, TaskKind
from pytake_domain.ai.tools import offered
from pytake_domain.ai.use_cases.ask_models import AskModels, Errand
from pytake_domain.erp import Capability, ErpDesk
from pytake_domain.kernel.chance import Chance
from pytake_domain.kernel.errors import NotFound
from pytake_domain.kernel.ids import ContactId, TenantId
from pytake_domain.kernel.outcome import Outcome
from pytake_domain.kernel.work import OpenWork

LONGEST_RESULT = 6_000
STRIKES = 1
"""How often a model may call what was not offered, or say nothing by the tool it has to end by."""
UNSURE = Outcome(error="unsure")
_UNEXPECTED = Outcome(error="unexpected_response")
_ERRORS = {ModelFailure.KEY_REFUSED: "not_connected", ModelFailure.TOO_LONG: "refused"}


class CompanyAi:
    """See AiDesk: the models that each company has chosen."""

    def __init__(
        self,
        *,
        open_work: OpenWork[AiWork],
        models: AskModels,
        passages: Passages,
        erps: ErpDesk,
        chance: Chance,
    ) -> None:
        self._open_work = open_work
        self._models = models
        self._passages = passages
        self._erps = erps
        self._chance = chance

    async def ask(self, tenant_id: TenantId, task: Task, *, key: str, contact_id: ContactId | None = None) -> Outcome:
        """See the port."""
        if len(task.text) > LONGEST_TEXT:
            return Outcome(error="refused", detail="too_long")
        most = Decimal(str(task.most_cost)) if task.most_cost is not None else None
        try:
            purpose = f"flow.{task.kind.value}"
            errand = await self._models.errand(tenant_id, key=key, purpose=purpose, most_cost=most)
            return await self._asked(errand, task, contact_id)
        except AiNotConnected:
            return Outcome(error="not_connected")
        except AiBudgetSpent:
            return Outcome(error="budget")
        except ModelFailed as failed:
            # One that took too long is not waited for again: the customer has waited long enough.
            again = failed.retryable and not failed.timed_out
            return Outcome(error=_ERRORS.get(failed.kind, failed.kind.value), retryable=again)

    async def _asked(self, errand: Errand, task: Task, contact_id: ContactId | None) -> Outcome:
        settings = errand.settings
        names = await self._names(errand.tenant_id, contact_id) if settings.masking else ()
        guard = Guard(self._chance.token(16), masking=settings.masking, names=names)
        passages: Sequence[Passage] = ()
        if task.knowledge:
            passages = await self._passages.search(errand.tenant_id, task.text, trial=task.trial)
            if not passages and task.kind is TaskKind.ANSWER:
                return UNSURE
        if task.kind is TaskKind.AGENT:
            return await self._agent(errand, task, guard, passages, contact_id)
        reply = await self._models.complete(errand, request_of(task, guard, passages))
        value, refused = _value(reply)
        if refused is not None:
            return refused
        match task.kind:
            case TaskKind.CLASSIFY:
                return Outcome(value={"label": value["label"]}) if _sure(value, settings) else UNSURE
            case TaskKind.EXTRACT:
                return Outcome(value={"values": guard.show(value["values"])})
        return _answered(value, guard, passages, settings, knowledge=task.knowledge)

    async def _agent(
        self,
        errand: Errand,
        task: Task,
        guard: Guard,
        passages: Sequence[Passage],
        contact_id: ContactId | None,
    ) -> Outcome:
        erp = await self._erps.offers(errand.tenant_id) if contact_id is not None else None
        tools = offered(task, errand.settings.tools, erp, with_contact=contact_id is not None)
        request = request_of(task, guard, passages, tools=tuple(tools.values()))
        acting = _Acting(erps=self._erps, errand=errand, guard=guard, tools=tools, contact_id=contact_id)
        # One request more than it may use tools: the last one is for the answer.
        for turn in range(task.most_turns + 1):
            reply = await self._models.complete(errand, request)
            if reply.stopped is Stopped.REFUSED:
                return Outcome(error="refused")
            given = next((c for c in reply.calls if c.name == GIVE), None)
            if given is not None and fits(given.arguments, ANSWER_SCHEMA):
                answer = _answered(
                    given.arguments,
                    guard,
                    passages,
                    errand.settings,
                    # What the ERP told needs no passage.
                    knowledge=task.knowledge and not acting.learned,
                )
                if answer.value is not None and acting.tags:
                    return Outcome(value={**answer.value, "tags": acting.tags})
                return answer
            turns = await acting.on(reply, turn)
            if acting.handed_over:
                return Outcome(error="unsure", detail=TRANSFER)
            if acting.strikes > STRIKES:
                return _UNEXPECTED
            request = msgspec.structs.replace(request, turns=(*request.turns, *turns))
        return UNSURE

    async def _names(self, tenant_id: TenantId, contact_id: ContactId | None) -> Sequence[str]:
        if contact_id is None:
            return ()
        async with self._open_work(tenant_id) as work:
            try:
                name = (await work.contacts.get(contact_id)).name
            except NotFound:
                return ()
        return (name,) if name else ()


class _Acting:
    """What an agent does between its requests."""

    def __init__(
        self, *, erps: ErpDesk, errand: Errand, guard: Guard, tools: dict[str, Tool], contact_id: ContactId | None
    ) -> None:
        self._erps = erps
        self._errand = errand
        self._guard = guard
        self._tools = tools
        self._contact_id = contact_id
        self.tags: list[str] = []
        self.learned = False
        self.strikes = 0
        self.handed_over = False

    async def on(self, reply: ModelReply, turn: int) -> list[Turn]:
        """What the model said, and the answers of the tools that it called."""
        turns = [Turn(speaker=Speaker.MODEL, text=reply.text, calls=reply.calls)]
        if not reply.calls:
            self.strikes += 1
            return [*turns, Turn(speaker=Speaker.USER, text=f"Call `{GIVE}` with your answer.")]
        for place, call in enumerate(reply.calls):
            said = await self._done(call, f"{self._errand.key}:{turn}:{place}")
            turns.append(Turn(speaker=Speaker.TOOL, text=said, call_id=call.id))
        return turns

    async def _done(self, call: ToolCall, key: str) -> str:
        tool = self._tools.get(call.name)
        if tool is None or not fits(call.arguments, tool.parameters):
            self.strikes += 1
            return f"There is no such tool, or not with these arguments. There are: {', '.join((*self._tools, GIVE))}."
        if call.name == TRANSFER:
            self.handed_over = True
            return "done"
        if call.name == TAG:
            if call.arguments["tag"] not in self.tags:
                self.tags.append(call.arguments["tag"])
            return "done"
        asked = self._guard.show(call.arguments)
        outcome = await self._erps.ask(
            self._errand.tenant_id, Capability(call.name), asked, key=key, contact_id=self._contact_id
        )
        self.learned = self.learned or outcome.error is None
        told = {"error": outcome.error} if outcome.error else outcome.value
        return self._guard.block("result", as_json(told)[:LONGEST_RESULT])


def _value(reply: ModelReply) -> tuple[dict[str, Any], Outcome | None]:
    """The object that was asked for, or why there is none."""
    if reply.stopped is Stopped.REFUSED:
        return {}, Outcome(error="refused")
    if reply.stopped is not Stopped.DONE or reply.calls:
        return {}, _UNEXPECTED
    try:
        return msgspec.json.decode(reply.text, type=dict[str, Any]), None
    except msgspec.MsgspecError:
        return {}, _UNEXPECTED


def _sure(value: dict[str, Any], settings: AiSettings) -> bool:
    return float(value["confidence"]) >= settings.threshold


def _answered(
    value: dict[str, Any], guard: Guard, passages: Sequence[Passage], settings: AiSettings, *, knowledge: bool
) -> Outcome:
    text = guard.show(value["text"]).strip()
    cited = [passages[n - 1] for n in dict.fromkeys(value["citations"]) if 1 <= n <= len(passages)]
    if not text or not _sure(value, settings) or (knowledge and not cited):
        return UNSURE
    citations = [{"document_id": str(p.document_id), "title": p.title, "source": p.source} for p in cited]
    return Outcome(value={"text": text, "confident": True, "citations": citations})
