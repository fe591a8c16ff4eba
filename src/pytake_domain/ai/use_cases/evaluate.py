"""Questions with known answers are put to the company's model as a flow would, one by one, and what came of them is kept."""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from pytake_domain.ai.errors import EvaluationNotPassed
from pytake_domain.ai.evaluation import (
    EVALUATE,
    TRIES,
    Against,
    Evaluation,
    EvaluationState,
    Expectation,
    checked,
    judge,
)
from pytake_domain.ai.knowledge.ports import KnowledgeWork
from pytake_domain.ai.ports import AiDesk, AiSettingsRepository
from pytake_domain.ai.prompt import PromptRepository
from pytake_domain.ai.task import Task, TaskKind
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Problem, Unavailable
from pytake_domain.kernel.ids import EvaluationId, Ids, PromptId, TenantId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import Job, OpenWork


class EvaluationRepository(Protocol):
    """Evaluations of one tenant, inside a work."""

    async def add(self, evaluation: Evaluation) -> None:
        """Begin."""
        ...

    async def get(self, evaluation_id: EvaluationId, *, lock: bool = False) -> Evaluation:
        """Raises EvaluationNotFound."""
        ...

    async def save(self, evaluation: Evaluation) -> None:
        """As it is now."""
        ...

    async def latest(self, *, before: EvaluationId | None, limit: int) -> Sequence[Evaluation]:
        """The newest first, from behind `before` on."""
        ...


class EvaluationWork(KnowledgeWork, Protocol):
    """What of a work an evaluation needs."""

    @property
    def evaluations(self) -> EvaluationRepository:
        """Those that ran."""
        ...

    @property
    def ai_settings(self) -> AiSettingsRepository:
        """What they ran against."""
        ...

    @property
    def ai_prompts(self) -> PromptRepository:
        """Instructions written once."""
        ...


FIELD = "evaluation_id"


async def prove(work: EvaluationWork, evaluation_id: EvaluationId, text: str) -> None:
    """Did every question get the answer that was expected, with this very text and with what is taught now? Raises
    EvaluationNotFound, EvaluationNotPassed.
    """
    one = await _passed(work, evaluation_id)
    if one.instructions.strip() != text.strip():
        raise EvaluationNotPassed(Problem(field=FIELD, code="evaluation_of_another_text"))
    if one.knowledge and one.against.knowledge != await work.knowledge.version():
        raise EvaluationNotPassed(Problem(field=FIELD, code="evaluation_before_knowledge"))


async def prove_held(work: EvaluationWork, evaluation_id: EvaluationId) -> None:
    """Did every question get the answer that was expected, with all that is taught and held now? Raises EvaluationNotFound,
    EvaluationNotPassed.
    """
    one = await _passed(work, evaluation_id)
    if not one.knowledge or one.against.knowledge != await work.knowledge.version(trial=True):
        raise EvaluationNotPassed(Problem(field=FIELD, code="evaluation_before_knowledge"))


async def _passed(work: EvaluationWork, evaluation_id: EvaluationId) -> Evaluation:
    one = await work.evaluations.get(evaluation_id)
    if one.state is not EvaluationState.DONE:
        raise EvaluationNotPassed(Problem(field=FIELD, code="evaluation_running"))
    if not one.passed:
        raise EvaluationNotPassed(Problem(field=FIELD, code="evaluation_failed"))
    return one


class EvaluationDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be asked. `prompt_id`: its text is put before the instructions."""

    name: str
    questions: tuple[Expectation, ...]
    instructions: str = ""
    prompt_id: PromptId | None = None
    language: str = "pt-BR"
    knowledge: bool = True
    trial: bool = False
    most_cost: float | None = None


class EvaluateAnswers:
    """Evaluations of a company."""

    def __init__(self, *, open_work: OpenWork[EvaluationWork], desk: AiDesk, clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._desk = desk
        self._clock = clock
        self._ids = ids

    async def start(self, actor: Actor, draft: EvaluationDraft) -> Evaluation:
        """Put the questions, beside everything else. Raises Invalid, PromptNotFound."""
        actor.require(Permission.MANAGE_AI)
        async with self._open_work(actor.tenant_id) as work:
            return await self._begin(work, actor, draft)

    async def repeat(self, actor: Actor, evaluation_id: EvaluationId) -> Evaluation:
        """The same questions once more, against what holds now. Raises EvaluationNotFound, PromptNotFound."""
        actor.require(Permission.MANAGE_AI)
        async with self._open_work(actor.tenant_id) as work:
            one = await work.evaluations.get(evaluation_id)
            names = {
                name: getattr(one, name)
                for name in ("name", "questions", "language", "knowledge", "trial", "most_cost")
            }
            # With the prompt as it is now, and not as it was.
            draft = EvaluationDraft(**names, instructions=one.given, prompt_id=one.against.prompt_id)
            return await self._begin(work, actor, draft)

    async def get(self, actor: Actor, evaluation_id: EvaluationId) -> Evaluation:
        """How far it is. Raises EvaluationNotFound."""
        actor.require(Permission.USE_AI)
        async with self._open_work(actor.tenant_id) as work:
            return await work.evaluations.get(evaluation_id)

    async def latest(self, actor: Actor, *, before: EvaluationId | None, limit: int) -> Sequence[Evaluation]:
        """The newest first."""
        actor.require(Permission.USE_AI)
        async with self._open_work(actor.tenant_id) as work:
            return await work.evaluations.latest(before=before, limit=limit)

    async def _begin(self, work: EvaluationWork, actor: Actor, draft: EvaluationDraft) -> Evaluation:
        now = self._clock.now()
        settings = await work.ai_settings.get()
        prompt = await work.ai_prompts.get(draft.prompt_id) if draft.prompt_id is not None else None
        one = checked(
            Evaluation(
                id=EvaluationId(self._ids.new()),
                name=draft.name.strip(),
                questions=draft.questions,
                created_at=now,
                updated_at=now,
                created_by=actor.user_id,
                given=draft.instructions,
                instructions="\n".join(filter(None, (prompt.text if prompt else "", draft.instructions))),
                language=draft.language,
                knowledge=draft.knowledge,
                trial=draft.trial,
                most_cost=draft.most_cost,
                against=Against(
                    settings=settings.version if settings else 0,
                    knowledge=await work.knowledge.version(trial=draft.trial),
                    prompt_id=draft.prompt_id,
                    prompt=prompt.version if prompt else 0,
                ),
            )
        )
        await work.evaluations.add(one)
        payload = msgspec.json.encode({"evaluation_id": one.id})
        await work.jobs.add(Job(kind=EVALUATE, tenant_id=actor.tenant_id, payload=payload, key=f"{EVALUATE}:{one.id}"))
        return one

    async def run(self, tenant_id: TenantId, payload: bytes) -> None:
        """Go on behind the last question that was judged. Raises Unavailable when the provider is away for now."""
        evaluation_id = msgspec.json.decode(payload, type=_Payload).evaluation_id
        while True:
            async with self._open_work(tenant_id) as work:
                one = await work.evaluations.get(evaluation_id)
            if one.state is EvaluationState.DONE:
                return
            await self._next(tenant_id, one)

    async def _next(self, tenant_id: TenantId, one: Evaluation) -> None:
        place = len(one.results)
        expected = one.questions[place]
        task = Task(
            kind=TaskKind.ANSWER,
            text=expected.text,
            instructions=one.instructions,
            language=one.language,
            knowledge=one.knowledge,
            trial=one.trial,
            most_cost=one.most_cost / len(one.questions) if one.most_cost is not None else None,
        )
        outcome = await self._desk.ask(tenant_id, task, key=f"evaluation:{one.id}:{place}:{one.tries}")
        again = outcome.error is not None and outcome.retryable and one.tries + 1 < TRIES
        async with self._open_work(tenant_id) as work:
            locked = await work.evaluations.get(one.id, lock=True)
            if len(locked.results) != place:
                return  # somebody else judged it meanwhile
            now = self._clock.now()
            judged = judge(expected, outcome, f"questions.{place}")
            await work.evaluations.save(locked.tried(now) if again else locked.judged(judged, now))
        if again:
            raise Unavailable(dependency="ai")


class _Payload(msgspec.Struct, frozen=True):
    evaluation_id: EvaluationId
