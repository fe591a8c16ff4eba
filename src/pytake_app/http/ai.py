"""Asking language models, and how the company uses them."""

from uuid import UUID

from litestar import Controller, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from pytake_app.http.edge.paging import Listed, whole
from pytake_app.phrases import problem
from pytake_app.wire.ai import (
    AiSettingsIn,
    AiSettingsOut,
    ChatIn,
    ChatOut,
    ClassifyIn,
    EntitiesOut,
    ExtractIn,
    IntentOut,
    PromptIn,
    PromptOut,
    SentimentOut,
    ShortenedOut,
    SuggestIn,
    SuggestionOut,
    SummarizeIn,
    SummaryOut,
    TemplateDraftOut,
    TemplateProblemOut,
    TemplateWishIn,
    TextIn,
    TranslateIn,
    TranslationOut,
    asked,
    citations,
    draft_of,
    prompt_draft,
    prompt_out,
    settings_out,
    template_out,
)
from pytake_domain.ai import AssistPeople, Field, Label, ManageAi, ManagePrompts, Told
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import ConversationId, PromptId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.kernel.text import Language

ROLES = {"user": False, "assistant": True}


class AiController(Controller):
    """`/api/v1/ai`: nothing that a model says here reaches a customer by itself."""

    path = "/api/v1/ai"
    tags = ("ai",)

    @post("/chat", summary="Chat with a model, with context", status_code=200)
    async def chat(
        self, data: JSONBody[ChatIn], actor: NamedDependency[Actor], assist_people: NamedDependency[AssistPeople]
    ) -> ChatOut:
        """With a conversation that the asker may read, with a prompt, with what the company has taught."""
        wrong = [n for n, turn in enumerate(data.messages) if turn.role not in ROLES]
        if wrong:
            raise Invalid(*(Problem(field=f"messages.{n}.role", code="not_one_of") for n in wrong))
        said = await assist_people.chat(
            actor,
            [Told(by_model=ROLES[turn.role], text=turn.text) for turn in data.messages],
            conversation_id=ConversationId(data.conversation_id) if data.conversation_id else None,
            prompt_id=PromptId(data.prompt_id) if data.prompt_id else None,
            instructions=data.instructions,
            variables=data.variables,
            knowledge=data.knowledge,
        )
        return ChatOut(text=said.value["text"], passages=citations(said.value["passages"]), **asked(said))

    @post("/analyze-sentiment", summary="Sentiment of a text", status_code=200)
    async def sentiment(
        self, data: JSONBody[TextIn], actor: NamedDependency[Actor], assist_people: NamedDependency[AssistPeople]
    ) -> SentimentOut:
        """And how much so."""
        said = await assist_people.sentiment(actor, data.text)
        return SentimentOut(**said.value, **asked(said))

    @post("/classify-intent", summary="Intent of a message", status_code=200)
    async def classify(
        self, data: JSONBody[ClassifyIn], actor: NamedDependency[Actor], assist_people: NamedDependency[AssistPeople]
    ) -> IntentOut:
        """The one of the labels that fits best."""
        labels = [Label(name=each.name, description=each.description) for each in data.labels]
        said = await assist_people.classify(actor, data.text, labels, instructions=data.instructions)
        return IntentOut(**said.value, **asked(said))

    @post("/summarize", summary="Summary of a conversation", status_code=200)
    async def summarize(
        self, data: JSONBody[SummarizeIn], actor: NamedDependency[Actor], assist_people: NamedDependency[AssistPeople]
    ) -> SummaryOut:
        """Of its newest hundred messages; one that the asker may not read is not there."""
        said = await assist_people.summarize(actor, ConversationId(data.conversation_id))
        return SummaryOut(**said.value, **asked(said))

    @post("/suggest-response", summary="A reply for the agent to edit", status_code=200)
    async def suggest(
        self, data: JSONBody[SuggestIn], actor: NamedDependency[Actor], assist_people: NamedDependency[AssistPeople]
    ) -> SuggestionOut:
        """It is never sent by itself."""
        said = await assist_people.suggest(
            actor,
            ConversationId(data.conversation_id),
            prompt_id=PromptId(data.prompt_id) if data.prompt_id else None,
            variables=data.variables,
        )
        value = {**said.value, "citations": citations(said.value["citations"])}
        return SuggestionOut(**value, **asked(said))

    @post("/translate", summary="Translate a text", status_code=200)
    async def translate(
        self, data: JSONBody[TranslateIn], actor: NamedDependency[Actor], assist_people: NamedDependency[AssistPeople]
    ) -> TranslationOut:
        """Into one of our languages."""
        said = await assist_people.translate(actor, data.text, data.language.value)
        return TranslationOut(**said.value, **asked(said))

    @post("/shorten", summary="The same in fewer words", status_code=200)
    async def shorten(
        self, data: JSONBody[TextIn], actor: NamedDependency[Actor], assist_people: NamedDependency[AssistPeople]
    ) -> ShortenedOut:
        """In the language that it is in; it is never sent by itself."""
        said = await assist_people.shorten(actor, data.text)
        return ShortenedOut(**said.value, **asked(said))

    @post("/extract-entities", summary="Entities such as CPF, e-mail, dates", status_code=200)
    async def extract(
        self, data: JSONBody[ExtractIn], actor: NamedDependency[Actor], assist_people: NamedDependency[AssistPeople]
    ) -> EntitiesOut:
        """Those asked for, or the usual ones."""
        fields = [Field(name=each.name, kind=each.kind, description=each.description) for each in data.fields]
        said = await assist_people.extract(actor, data.text, fields)
        return EntitiesOut(values=said.value["values"], **asked(said))

    @post("/generate-template", summary="Draft of a message template", status_code=200)
    async def template(
        self,
        data: JSONBody[TemplateWishIn],
        actor: NamedDependency[Actor],
        assist_people: NamedDependency[AssistPeople],
        reader_language: NamedDependency[Language],
    ) -> TemplateDraftOut:
        """Checked by the provider's rules, and kept nowhere."""
        drafted = await assist_people.template(actor, data.text, language=data.language)
        problems = [
            TemplateProblemOut(field=p.field, code=p.code, message=problem(p.code, reader_language, p.params))
            for p in drafted.problems
        ]
        return template_out(drafted, problems)

    @get("/settings", summary="Provider, model, limits")
    async def settings_of(self, actor: NamedDependency[Actor], manage_ai: NamedDependency[ManageAi]) -> AiSettingsOut:
        """And what this month was used."""
        return settings_out(await manage_ai.get(actor))

    @put("/settings", summary="Change them")
    async def change(
        self, data: JSONBody[AiSettingsIn], actor: NamedDependency[Actor], manage_ai: NamedDependency[ManageAi]
    ) -> AiSettingsOut:
        """People who manage models are told when 80 and 100 per cent of the budget are spent; then nobody asks any more."""
        return settings_out(await manage_ai.put(actor, draft_of(data), check=data.check))

    @get("/prompts", summary="List custom prompts")
    async def prompts(
        self,
        actor: NamedDependency[Actor],
        manage_prompts: NamedDependency[ManagePrompts],
        page_request: NamedDependency[PageRequest],
    ) -> Listed[PromptOut]:
        """By name."""
        return whole([prompt_out(each) for each in await manage_prompts.list(actor)], page_request)

    @post("/prompts", summary="Create a prompt")
    async def add(
        self, data: JSONBody[PromptIn], actor: NamedDependency[Actor], manage_prompts: NamedDependency[ManagePrompts]
    ) -> PromptOut:
        """`chat` and `suggest-response` use it by its id."""
        return prompt_out(await manage_prompts.add(actor, prompt_draft(data)))

    @put("/prompts/{prompt_id:uuid}", summary="Change a prompt")
    async def change_prompt(
        self,
        prompt_id: FromPath[UUID],
        data: JSONBody[PromptIn],
        actor: NamedDependency[Actor],
        manage_prompts: NamedDependency[ManagePrompts],
    ) -> PromptOut:
        """All of it; with `version` only as it was read."""
        return prompt_out(await manage_prompts.change(actor, PromptId(prompt_id), prompt_draft(data)))

    @delete("/prompts/{prompt_id:uuid}", summary="Delete a prompt")
    async def remove(
        self, prompt_id: FromPath[UUID], actor: NamedDependency[Actor], manage_prompts: NamedDependency[ManagePrompts]
    ) -> None:
        """For good."""
        await manage_prompts.remove(actor, PromptId(prompt_id))
