"""Prompts are kept by who manages models, and used by who uses them."""

from collections.abc import Sequence
from typing import Protocol

import msgspec
from msgspec.structs import replace

from pytake_domain.ai.ports import AiWork
from pytake_domain.ai.prompt import GIVEN, PROMPTS_MOST, Prompt, PromptTexts
from pytake_domain.ai.use_cases.evaluate import EvaluationWork, prove
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, Problem, StaleVersion
from pytake_domain.kernel.ids import EvaluationId, Ids, PromptId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork


class PromptDraft(msgspec.Struct, frozen=True, kw_only=True):
    """All that is said of a prompt; `version` as it was read, and the evaluation that has to prove it, when it is changed."""

    name: str
    text: str
    description: str = ""
    variables: tuple[str, ...] = ()
    version: int | None = None
    evaluation_id: EvaluationId | None = None


class PromptWork(AiWork, EvaluationWork, Protocol):
    """What of a work prompts need."""


class ManagePrompts:
    """See the module."""

    def __init__(self, *, open_work: OpenWork[PromptWork], texts: PromptTexts, clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._texts = texts
        self._clock = clock
        self._ids = ids

    async def list(self, actor: Actor) -> Sequence[Prompt]:
        """By name."""
        actor.require(Permission.USE_AI)
        async with self._open_work(actor.tenant_id) as work:
            return await work.ai_prompts.all()

    async def add(self, actor: Actor, draft: PromptDraft) -> Prompt:
        """Raises Forbidden, Invalid, PromptNameTaken."""
        actor.require(Permission.MANAGE_AI)
        now = self._clock.now()
        prompt = Prompt(
            id=PromptId(self._ids.new()),
            tenant_id=actor.tenant_id,
            name=draft.name.strip(),
            text=draft.text,
            description=draft.description.strip(),
            variables=draft.variables,
            created_at=now,
            updated_at=now,
        )
        self._check(prompt)
        async with self._open_work(actor.tenant_id) as work:
            if len(await work.ai_prompts.all()) >= PROMPTS_MOST:
                raise Invalid(Problem(field="prompts", code="too_many", params={"most": PROMPTS_MOST}))
            await work.ai_prompts.add(prompt)
        return prompt

    async def change(self, actor: Actor, prompt_id: PromptId, draft: PromptDraft) -> Prompt:
        """With an evaluation named, only when that proves the text. Raises Forbidden, Invalid, PromptNotFound, PromptNameTaken,
        StaleVersion, EvaluationNotFound, EvaluationNotPassed.
        """
        actor.require(Permission.MANAGE_AI)
        async with self._open_work(actor.tenant_id) as work:
            known = await work.ai_prompts.get(prompt_id)
            if draft.version is not None and draft.version != known.version:
                raise StaleVersion
            prompt = replace(
                known,
                name=draft.name.strip(),
                text=draft.text,
                description=draft.description.strip(),
                variables=draft.variables,
                updated_at=self._clock.now(),
            )
            self._check(prompt)
            if draft.evaluation_id is not None:
                await prove(work, draft.evaluation_id, draft.text)
            await work.ai_prompts.save(prompt)
            return replace(prompt, version=known.version + 1)

    async def remove(self, actor: Actor, prompt_id: PromptId) -> None:
        """Raises Forbidden, PromptNotFound."""
        actor.require(Permission.MANAGE_AI)
        async with self._open_work(actor.tenant_id) as work:
            await work.ai_prompts.remove(prompt_id)

    def _check(self, prompt: Prompt) -> None:
        self._texts.check("text", prompt.text, (*GIVEN, *prompt.variables))
