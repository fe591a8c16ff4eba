"""People ask models: about a text, about a conversation they may read, or for something to look over."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from pytake_domain import templates
from pytake_domain.ai import assisting, checks
from pytake_domain.ai.asking import ANSWER_SCHEMA, LONGEST_TEXT, MOST_TOKENS, as_json, house, passages_block, request_of
from pytake_domain.ai.errors import AiRateLimited, AiRefused, AiUnexpectedResponse, told
from pytake_domain.ai.failure import ModelFailed
from pytake_domain.ai.guard import Guard
from pytake_domain.ai.passage import Passage
from pytake_domain.ai.ports import AiWork, Passages
from pytake_domain.ai.prompt import GIVEN, TEXT_MOST, PromptTexts
from pytake_domain.ai.talk import ModelReply, ModelRequest, Speaker, Stopped, Turn, Usage
from pytake_domain.ai.task import Field, Label, Task, TaskKind
from pytake_domain.ai.use_cases.ask_models import AskModels, Errand
from pytake_domain.ai.use_cases.shown import Shown, conversation_block, shown
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.chance import Chance
from pytake_domain.kernel.errors import Invalid, Problem, TenantSuspended
from pytake_domain.kernel.ids import ConversationId, Ids, NumberId, PromptId, TemplateId
from pytake_domain.kernel.limits import Rate, RateLimiter
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging import BrowseMessaging
from pytake_domain.templates import MessageTemplate, TemplateCategory

ASKS = Rate(per_second=0.5, burst=20)
"""How often one person may ask."""


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What came back: the value by the shape of its question, who said it, and what that used."""

    value: dict[str, Any]
    model: str = ""
    usage: Usage = Usage()


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One turn of a chat with a person."""

    by_model: bool
    text: str


class Drafted(msgspec.Struct, frozen=True, kw_only=True):
    """A template that was drafted, kept nowhere, and what the provider would refuse of it."""

    template: MessageTemplate
    problems: Sequence[Problem]
    said: Said


class AssistPeople:
    """See the module. Nothing is ever sent to a customer from here."""

    def __init__(
        self,
        *,
        open_work: OpenWork[AiWork],
        models: AskModels,
        passages: Passages,
        browse: BrowseMessaging,
        texts: PromptTexts,
        limiter: RateLimiter,
        chance: Chance,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._open_work = open_work
        self._models = models
        self._passages = passages
        self._browse = browse
        self._texts = texts
        self._limiter = limiter
        self._chance = chance
        self._clock = clock
        self._ids = ids

    async def chat(
        self,
        actor: Actor,
        turns: Sequence[Told],
        *,
        conversation_id: ConversationId | None = None,
        prompt_id: PromptId | None = None,
        instructions: str = "",
        variables: Mapping[str, str] | None = None,
        knowledge: bool = False,
    ) -> Said:
        """The next turn. `instructions` are tried out in place of a prompt's, with these variables. Raises what `_errand` raises,
        Invalid, PromptNotFound, ConversationNotFound.
        """
        actor.require(Permission.USE_AI)
        given = variables or {}
        if len(instructions) > TEXT_MOST:
            raise Invalid(Problem(field="instructions", code="too_long", params={"most": TEXT_MOST}))
        if instructions:
            self._texts.check("instructions", instructions, (*GIVEN, *given))
        if not turns or turns[-1].by_model:
            raise Invalid(Problem(field="messages", code="required"))
        if len(turns) > assisting.TURNS_MOST:
            raise Invalid(Problem(field="messages", code="too_many", params={"most": assisting.TURNS_MOST}))
        for place, turn in enumerate(turns):
            checks.checked(f"messages.{place}.text", turn.text)
        errand = await self._errand(actor, "chat")
        here = await shown(self._browse, actor, conversation_id) if conversation_id is not None else None
        guard = self._guard(errand, here)
        passages = await self._passages.search(actor.tenant_id, turns[-1].text) if knowledge else ()
        tried = await self._filled(actor, here, "instructions", instructions, given) if instructions else ""
        blocks = await self._blocks(actor, guard, here, passages, None if tried else prompt_id, given)
        if tried:
            blocks.insert(0, guard.block("instructions", tried))
        spoken = [
            Turn(speaker=Speaker.MODEL if turn.by_model else Speaker.USER, text=guard.hide(turn.text)) for turn in turns
        ]
        last = msgspec.structs.replace(spoken[-1], text="\n".join([*blocks, spoken[-1].text]))
        language = await self._language(actor)
        request = ModelRequest(
            model="",
            system=house(guard, language, assisting.CHAT),
            turns=(*spoken[:-1], last),
            most_tokens=MOST_TOKENS,
        )
        reply = await self._asked(errand, request)
        cited = [{"document_id": str(p.document_id), "title": p.title, "source": p.source} for p in passages]
        return _said({"text": guard.show(reply.text), "passages": cited}, reply)

    async def sentiment(self, actor: Actor, text: str) -> Said:
        """`sentiment` and `score`."""
        return await self._about(actor, "analyze-sentiment", assisting.SENTIMENT, assisting.SENTIMENT_SHAPE, text)

    async def classify(self, actor: Actor, text: str, labels: Sequence[Label], *, instructions: str = "") -> Said:
        """`label` and `confidence`; `confident` says whether that is enough."""
        actor.require(Permission.USE_AI)
        checks.check_labels(labels)
        task = Task(kind=TaskKind.CLASSIFY, text=text, labels=tuple(labels), instructions=instructions)
        said, errand = await self._task(actor, "classify-intent", task)
        confident = float(said.value["confidence"]) >= errand.settings.threshold
        return msgspec.structs.replace(said, value={**said.value, "confident": confident})

    async def extract(self, actor: Actor, text: str, fields: Sequence[Field] = ()) -> Said:
        """`values`, each null that the text does not say."""
        actor.require(Permission.USE_AI)
        checks.check_fields(fields)
        task = Task(kind=TaskKind.EXTRACT, text=text, fields=tuple(fields) or assisting.USUAL_FIELDS)
        said, _ = await self._task(actor, "extract-entities", task)
        return said

    async def translate(self, actor: Actor, text: str, language: str) -> Said:
        """`translation`, and the `language` it was in."""
        actor.require(Permission.USE_AI)
        if language not in assisting.LANGUAGES:
            choices = ", ".join(assisting.LANGUAGES)
            raise Invalid(Problem(field="language", code="not_a_choice", params={"choices": choices}))
        ours, shape = assisting.TRANSLATION, assisting.TRANSLATION_SHAPE
        return await self._about(actor, "translate", ours, shape, text, language=language)

    async def shorten(self, actor: Actor, text: str) -> Said:
        """`shortened`: the same in fewer words."""
        ours, shape = assisting.SHORTENING, assisting.SHORTENING_SHAPE
        return await self._about(actor, "shorten", ours, shape, text)

    async def summarize(self, actor: Actor, conversation_id: ConversationId) -> Said:
        """`summary` and `points`. Raises ConversationNotFound."""
        errand = await self._errand(actor, "summarize")
        here = await shown(self._browse, actor, conversation_id)
        if not here.talk.strip():
            raise Invalid(Problem(field="conversation_id", code="nothing_said"))
        guard = self._guard(errand, here)
        request = self._request(
            guard,
            await self._language(actor),
            assisting.SUMMARY,
            assisting.SUMMARY_SHAPE,
            [guard.block("context", as_json(here.about())), conversation_block(guard, here, most=LONGEST_TEXT)],
        )
        reply = await self._asked(errand, request)
        return _said(guard.show(_read(reply)), reply)

    async def suggest(
        self,
        actor: Actor,
        conversation_id: ConversationId,
        *,
        prompt_id: PromptId | None = None,
        variables: Mapping[str, str] | None = None,
    ) -> Said:
        """`text`, `confident`, `citations`: to be looked over. Raises ConversationNotFound, PromptNotFound."""
        errand = await self._errand(actor, "suggest-response")
        here = await shown(self._browse, actor, conversation_id)
        if not here.last_said:
            raise Invalid(Problem(field="conversation_id", code="nothing_said"))
        guard = self._guard(errand, here)
        passages = await self._passages.search(actor.tenant_id, here.last_said[:LONGEST_TEXT])
        blocks = await self._blocks(actor, guard, here, passages, prompt_id, variables or {})
        request = self._request(guard, await self._language(actor), assisting.SUGGESTION, ANSWER_SCHEMA, blocks)
        reply = await self._asked(errand, request)
        value = _read(reply)
        cited = [passages[n - 1] for n in dict.fromkeys(value["citations"]) if 1 <= n <= len(passages)]
        citations = [{"document_id": str(p.document_id), "title": p.title, "source": p.source} for p in cited]
        confident = float(value["confidence"]) >= errand.settings.threshold
        return _said(
            {
                "text": guard.show(value["text"]),
                "confidence": value["confidence"],
                "confident": confident,
                "citations": citations,
            },
            reply,
        )

    async def template(self, actor: Actor, text: str, *, language: str = "pt_BR") -> Drafted:
        """Drafted, kept nowhere. Raises Forbidden: it is for who may write templates."""
        actor.require(Permission.WRITE_TEMPLATES)
        said = await self._about(actor, "generate-template", assisting.TEMPLATE, assisting.TEMPLATE_SHAPE, text)
        now = self._clock.now()
        drafted = MessageTemplate(
            id=TemplateId(self._ids.new()),
            tenant_id=actor.tenant_id,
            number_id=NumberId(self._ids.new()),
            business_account_id="",
            name=said.value["name"],
            language=language,
            category=TemplateCategory(said.value["category"]),
            components=tuple(assisting.components_of(said.value)),
            created_at=now,
            updated_at=now,
        )
        return Drafted(template=drafted, problems=templates.lint(drafted), said=said)

    async def _errand(self, actor: Actor, purpose: str) -> Errand:
        """Raises Forbidden, TenantSuspended, AiRateLimited, AiNotConnected."""
        actor.require(Permission.USE_AI)
        verdict = await self._limiter.take(f"ai:{actor.tenant_id}:{actor.id}", ASKS)
        if not verdict.allowed:
            raise AiRateLimited(retry_after=max(1, int(verdict.retry_after + 0.999)))
        async with self._open_work(actor.tenant_id) as work:
            if (await work.tenants.get()).is_suspended:
                raise TenantSuspended
        return await self._models.errand(actor.tenant_id, key=f"api:{self._ids.new()}", purpose=purpose)

    async def _asked(self, errand: Errand, request: ModelRequest) -> ModelReply:
        """Raises what `told` makes of a failure, AiRefused, AiUnexpectedResponse, AiBudgetSpent."""
        try:
            reply = await self._models.complete(errand, request)
        except ModelFailed as failed:
            raise told(failed) from failed
        if reply.stopped is Stopped.REFUSED:
            raise AiRefused
        if reply.calls or (request.schema is not None and reply.stopped is not Stopped.DONE):
            raise AiUnexpectedResponse
        return reply

    async def _about(
        self, actor: Actor, purpose: str, ours: str, shape: dict[str, Any], text: str, *, language: str = ""
    ) -> Said:
        actor.require(Permission.USE_AI)
        checks.checked("text", text)
        errand = await self._errand(actor, purpose)
        guard = self._guard(errand, None)
        blocks = [guard.block("language", language)] if language else []
        request = self._request(guard, await self._language(actor), ours, shape, [*blocks, guard.block("text", text)])
        reply = await self._asked(errand, request)
        return _said(guard.show(_read(reply)), reply)

    async def _task(self, actor: Actor, purpose: str, task: Task) -> tuple[Said, Errand]:
        checks.checked("text", task.text)
        errand = await self._errand(actor, purpose)
        guard = self._guard(errand, None)
        task = msgspec.structs.replace(task, language=await self._language(actor))
        reply = await self._asked(errand, request_of(task, guard, ()))
        return _said(guard.show(_read(reply)), reply), errand

    def _guard(self, errand: Errand, here: Shown | None) -> Guard:
        names = here.names if here is not None else ()
        return Guard(self._chance.token(16), masking=errand.settings.masking, names=names)

    def _request(
        self, guard: Guard, language: str, ours: str, shape: dict[str, Any], blocks: Sequence[str]
    ) -> ModelRequest:
        return ModelRequest(
            model="",
            system=house(guard, language, ours),
            turns=(Turn(speaker=Speaker.USER, text="\n".join(blocks)),),
            schema=shape,
            most_tokens=MOST_TOKENS,
        )

    async def _language(self, actor: Actor) -> str:
        async with self._open_work(actor.tenant_id) as work:
            return (await work.tenants.get()).language.value

    async def _blocks(
        self,
        actor: Actor,
        guard: Guard,
        here: Shown | None,
        passages: Sequence[Passage],
        prompt_id: PromptId | None,
        variables: Mapping[str, str],
    ) -> list[str]:
        found = []
        if prompt_id is not None:
            found.append(guard.block("instructions", await self._prompt(actor, here, prompt_id, variables)))
        if here is not None:
            found.append(guard.block("context", as_json(here.about())))
            found.append(conversation_block(guard, here, most=LONGEST_TEXT))
        if passages:
            found.append(passages_block(guard, passages))
        return found

    async def _prompt(self, actor: Actor, here: Shown | None, prompt_id: PromptId, variables: Mapping[str, str]) -> str:
        async with self._open_work(actor.tenant_id) as work:
            prompt = await work.ai_prompts.get(prompt_id)
        prompt.taken(variables)
        return await self._filled(actor, here, "text", prompt.text, variables)

    async def _filled(
        self, actor: Actor, here: Shown | None, field: str, text: str, variables: Mapping[str, str]
    ) -> str:
        async with self._open_work(actor.tenant_id) as work:
            tenant = await work.tenants.get()
        # A contact chooses their own name: here it is a name, and no more than that.
        name = " ".join((here.view.contact_name or "").split())[: assisting.LABEL_LONGEST] if here is not None else ""
        values = {
            **variables,
            "company": {"name": tenant.name},
            "contact": {"name": name},
            "agent": {"name": actor.name},
        }
        return self._texts.fill(field, text, values, language=tenant.language.value)


def _read(reply: ModelReply) -> dict[str, Any]:
    """The adapter has seen to the shape. Raises AiUnexpectedResponse all the same."""
    try:
        return msgspec.json.decode(reply.text, type=dict[str, Any])
    except msgspec.MsgspecError:
        raise AiUnexpectedResponse from None


def _said(value: dict[str, Any], reply: ModelReply) -> Said:
    return Said(value=value, model=reply.model, usage=reply.usage)
