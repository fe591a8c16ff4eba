"""`ai`. Made by generate.py out of the OpenAPI document: change that, not this."""

from pytake_client.calls import Call, Id, Upload, path_of
from pytake_client.types import (
    AiSettingsIn,
    AiSettingsOut,
    ChatIn,
    ChatOut,
    ClassifyIn,
    EntitiesOut,
    EvaluationIn,
    EvaluationOut,
    ExtractIn,
    FlowDrawnOut,
    FlowWishIn,
    IntentOut,
    KnowledgeOut,
    KnowledgeReleasedOut,
    KnowledgeReleaseIn,
    KnowledgeSearchIn,
    Listed,
    PassagesOut,
    PromptIn,
    PromptOut,
    SentimentOut,
    ShortenedOut,
    SuggestIn,
    SuggestionOut,
    SummarizeIn,
    SummaryOut,
    TemplateDraftOut,
    TemplateWishIn,
    TextIn,
    TranslateIn,
    TranslationOut,
)


def prompts(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[PromptOut]]:
    """List custom prompts.

    By name.
    """
    return Call(
        "GET",
        "/api/v1/ai/prompts",
        returns=Listed[PromptOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def prompts_add(body: PromptIn) -> Call[PromptOut]:
    """Create a prompt.

    `chat` and `suggest-response` use it by its id.
    """
    return Call("POST", "/api/v1/ai/prompts", returns=PromptOut, body=body)


def settings_of() -> Call[AiSettingsOut]:
    """Provider, model, limits.

    And what this month was used.
    """
    return Call("GET", "/api/v1/ai/settings", returns=AiSettingsOut)


def settings_change(body: AiSettingsIn) -> Call[AiSettingsOut]:
    """Change them.

    People who manage models are told when 80 and 100 per cent of the budget are spent; then nobody asks any more.
    """
    return Call("PUT", "/api/v1/ai/settings", returns=AiSettingsOut, body=body)


def change_prompt(prompt_id: Id, body: PromptIn) -> Call[PromptOut]:
    """Change a prompt.

    All of it; with `version` only as it was read.
    """
    return Call("PUT", path_of("/api/v1/ai/prompts/{prompt_id}", prompt_id=prompt_id), returns=PromptOut, body=body)


def prompts_remove(prompt_id: Id) -> Call[None]:
    """Delete a prompt.

    For good.
    """
    return Call("DELETE", path_of("/api/v1/ai/prompts/{prompt_id}", prompt_id=prompt_id), returns=None)


def chat(body: ChatIn) -> Call[ChatOut]:
    """Chat with a model, with context.

    With a conversation that the asker may read, with a prompt, with what the company has taught.
    """
    return Call("POST", "/api/v1/ai/chat", returns=ChatOut, body=body)


def classify(body: ClassifyIn) -> Call[IntentOut]:
    """Intent of a message.

    The one of the labels that fits best.
    """
    return Call("POST", "/api/v1/ai/classify-intent", returns=IntentOut, body=body)


def extract(body: ExtractIn) -> Call[EntitiesOut]:
    """Entities such as CPF, e-mail, dates.

    Those asked for, or the usual ones.
    """
    return Call("POST", "/api/v1/ai/extract-entities", returns=EntitiesOut, body=body)


def sentiment(body: TextIn) -> Call[SentimentOut]:
    """Sentiment of a text.

    And how much so.
    """
    return Call("POST", "/api/v1/ai/analyze-sentiment", returns=SentimentOut, body=body)


def shorten(body: TextIn) -> Call[ShortenedOut]:
    """The same in fewer words.

    In the language that it is in; it is never sent by itself.
    """
    return Call("POST", "/api/v1/ai/shorten", returns=ShortenedOut, body=body)


def suggest(body: SuggestIn) -> Call[SuggestionOut]:
    """A reply for the agent to edit.

    It is never sent by itself.
    """
    return Call("POST", "/api/v1/ai/suggest-response", returns=SuggestionOut, body=body)


def summarize(body: SummarizeIn) -> Call[SummaryOut]:
    """Summary of a conversation.

    Of its newest hundred messages; one that the asker may not read is not there.
    """
    return Call("POST", "/api/v1/ai/summarize", returns=SummaryOut, body=body)


def template(body: TemplateWishIn) -> Call[TemplateDraftOut]:
    """Draft of a message template.

    Checked by the provider's rules, and kept nowhere.
    """
    return Call("POST", "/api/v1/ai/generate-template", returns=TemplateDraftOut, body=body)


def translate(body: TranslateIn) -> Call[TranslationOut]:
    """Translate a text.

    Into one of our languages.
    """
    return Call("POST", "/api/v1/ai/translate", returns=TranslationOut, body=body)


def knowledge_all(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[KnowledgeOut]]:
    """What was taught.

    The newest first, each with its state, its pieces and its size.
    """
    return Call(
        "GET",
        "/api/v1/ai/knowledge",
        returns=Listed[KnowledgeOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def teach(*, title: str | None = None, held: bool | None = None, file: Upload) -> Call[KnowledgeOut]:
    """Teach a document, a page or a text.

    A form with a `file` of at most 20 MB, or JSON of at most 1 MB with a `url` or a `text`. It is read beside everything
    else: `state` says how far it is. The same bytes again answer the document that there is (200), a page that is known is
    read again.
    """
    return Call("POST", "/api/v1/ai/knowledge", returns=KnowledgeOut, form={"title": title, "held": held, "file": file})


def knowledge_one(document_id: Id) -> Call[KnowledgeOut]:
    """One document.

    How far it is, and why it could not be read where that is so.
    """
    return Call("GET", path_of("/api/v1/ai/knowledge/{document_id}", document_id=document_id), returns=KnowledgeOut)


def knowledge_remove(document_id: Id) -> Call[None]:
    """Take a document away.

    Nothing of it is found from now on.
    """
    return Call("DELETE", path_of("/api/v1/ai/knowledge/{document_id}", document_id=document_id), returns=None)


def knowledge_release(body: KnowledgeReleaseIn) -> Call[KnowledgeReleasedOut]:
    """Let go what is held.

    Everybody finds it from now on. With an `evaluation_id`, only when that was a `trial` that passed with what is taught
    and held now (409 `EVALUATION_NOT_PASSED`).
    """
    return Call("POST", "/api/v1/ai/knowledge/release", returns=KnowledgeReleasedOut, body=body)


def knowledge_search(body: KnowledgeSearchIn) -> Call[PassagesOut]:
    """Passages for a question.

    By words, whatever their language, accents and endings, and by meaning where an embedding model is set up.
    """
    return Call("POST", "/api/v1/ai/knowledge/search", returns=PassagesOut, body=body)


def evaluations_all(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[EvaluationOut]]:
    """Evaluations, the newest first.

    With their results.
    """
    return Call(
        "GET",
        "/api/v1/ai/evaluations",
        returns=Listed[EvaluationOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def evaluations_start(body: EvaluationIn) -> Call[EvaluationOut]:
    """Put questions with known answers.

    Each is answered as a flow's `ai` node would answer it, beside everything else, and the results are kept with the
    versions of settings, prompt and knowledge that they hold for. Give the text of a change as `instructions` to try it
    before it goes live.
    """
    return Call("POST", "/api/v1/ai/evaluations", returns=EvaluationOut, body=body)


def evaluations_one(evaluation_id: Id) -> Call[EvaluationOut]:
    """One evaluation.

    How far it is, and per question what was wrong.
    """
    return Call(
        "GET", path_of("/api/v1/ai/evaluations/{evaluation_id}", evaluation_id=evaluation_id), returns=EvaluationOut
    )


def draw(body: FlowWishIn) -> Call[FlowDrawnOut]:
    """A flow from a description.

    The company's model draws it, the checker looks at it, and what is wrong goes back to the model, twice at most. What
    comes out is a draft that nobody has yet: import it, look at it, publish it.
    """
    return Call("POST", "/api/v1/ai/generate-flow", returns=FlowDrawnOut, body=body)
