"""Language models, prompts and what they say as the API shows them."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from pytake_domain.ai import (
    AiSettings,
    AiState,
    ChoiceDraft,
    Drafted,
    ModelChoice,
    Price,
    Prompt,
    PromptDraft,
    Said,
    SettingsDraft,
)
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import EvaluationId
from pytake_domain.kernel.secrets import Secret
from pytake_domain.kernel.text import Language

AMOUNT = re.compile(r"[0-9]{1,7}(\.[0-9]{1,6})?")


class ModelChoiceIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A provider (`openai`, `anthropic`) and its model. `base_url`: a server of that protocol elsewhere. A `key` that is left
    out stays as it was, as long as provider and address do.
    """

    provider: str
    model: str
    base_url: str | None = None
    key: str | None = None


class PriceIO(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of a million tokens read and written."""

    read: str
    written: str = "0"


class AiSettingsIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the company uses language models; `version`: the one it was read at, 0 before the first.

    `fallback` is asked when the first is away. `budget` is for a month, in `currency`. `masking` hides personal data before it
    leaves. `threshold` (0 to 1) is how sure an answer has to be before a customer gets it. `tools` are those that flows may let
    a model use: capabilities of the ERP, `tag`, `transfer`. `prices` by model, where a model has none of its own or another one.
    `seconds` are what one request may take. `check`: ask each model for a word now.
    """

    primary: ModelChoiceIn
    version: int
    fallback: ModelChoiceIn | None = None
    embedding_model: str = ""
    currency: str = "USD"
    budget: str | None = None
    masking: bool = True
    threshold: float = 0.6
    tools: list[str] = msgspec.field(default_factory=list)
    prices: dict[str, PriceIO] = msgspec.field(default_factory=dict)
    seconds: int = 30
    check: bool = False


class ModelChoiceOut(msgspec.Struct, frozen=True, kw_only=True):
    """A provider's model; of the key only whether there is one, and its last four characters."""

    provider: str
    model: str
    base_url: str | None
    has_key: bool
    key_tail: str


class AiUseOut(msgspec.Struct, frozen=True, kw_only=True):
    """What this month (its first day, in the company's time zone) was used. `held` is what requests that run now may cost at
    most, `left` what the budget has beside all of it (null: there is none). `unpriced`: calls whose cost is not known.
    """

    month: dt.date
    calls: int
    failed: int
    tokens_read: int
    tokens_written: int
    cost: Decimal
    held: Decimal
    left: Decimal | None
    unpriced: int


class TriedOut(msgspec.Struct, frozen=True, kw_only=True):
    """One model that was asked for a word: `model` is `primary` or `fallback`, `error` a kind of failure, `detail` its words."""

    model: str
    ok: bool
    ms: int
    error: str
    detail: str


class AiSettingsOut(msgspec.Struct, frozen=True, kw_only=True):
    """The settings as they are; `connected` False, with version 0, before the first. `providers` are those that can be connected;
    `unpriced_models` those in use whose price nobody knows, so that no budget holds them back.
    """

    connected: bool
    primary: ModelChoiceOut | None
    fallback: ModelChoiceOut | None
    embedding_model: str
    currency: str
    budget: Decimal | None
    masking: bool
    threshold: float
    tools: list[str]
    prices: dict[str, PriceIO]
    seconds: int
    version: int
    providers: list[str]
    unpriced_models: list[str]
    use: AiUseOut
    checked: list[TriedOut]


class PromptIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Instructions with variables in the language of texts: those declared, and `company`, `contact`, `agent`. A change that
    names an `evaluation_id` holds only when that evaluation passed with this text and with what is taught now.
    """

    name: str
    text: str
    description: str = ""
    variables: list[str] = msgspec.field(default_factory=list)
    version: int | None = None
    evaluation_id: UUID | None = None


class PromptOut(msgspec.Struct, frozen=True, kw_only=True):
    """A prompt."""

    id: UUID
    name: str
    text: str
    description: str
    variables: list[str]
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime


class ChatTurnIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`role` is `user` or `assistant`."""

    text: str
    role: str = "user"


class ChatIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The talk so far, the newest last. `conversation_id`: the model is shown that conversation. `knowledge`: what the company
    has taught is searched. `instructions`: a text to be tried out in place of the prompt's, with the same `variables`.
    """

    messages: list[ChatTurnIn]
    conversation_id: UUID | None = None
    prompt_id: UUID | None = None
    instructions: str = ""
    variables: dict[str, str] = msgspec.field(default_factory=dict)
    knowledge: bool = False


class TextIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text to read."""

    text: str


class LabelIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A label, and when it fits."""

    name: str
    description: str = ""


class ClassifyIn(TextIn, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text, and the labels to choose from."""

    labels: list[LabelIn]
    instructions: str = ""


class FieldIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A value to look for; `kind` is text, number, boolean or date."""

    name: str
    kind: str = "text"
    description: str = ""


class ExtractIn(TextIn, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text, and what to look for in it: without `fields` name, CPF, CNPJ, e-mail, phone, date and amount."""

    fields: list[FieldIn] = msgspec.field(default_factory=list)


class TranslateIn(TextIn, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text, and the language it is wanted in."""

    language: Language


class SummarizeIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of which conversation."""

    conversation_id: UUID


class SuggestIn(SummarizeIn, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """In which conversation, by which prompt."""

    prompt_id: UUID | None = None
    variables: dict[str, str] = msgspec.field(default_factory=dict)


class TemplateWishIn(TextIn, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the template is for, and the provider's code of its language."""

    language: str = "pt_BR"


class AskedOut(msgspec.Struct, frozen=True, kw_only=True):
    """Who answered, and what that used."""

    model: str
    tokens_read: int
    tokens_written: int


class CitationOut(msgspec.Struct, frozen=True, kw_only=True):
    """A document of the company's that an answer rests on."""

    document_id: str
    title: str
    source: str


class ChatOut(AskedOut, frozen=True, kw_only=True):
    """The model's turn, and what it was given to read."""

    text: str
    passages: list[CitationOut]


class SentimentOut(AskedOut, frozen=True, kw_only=True):
    """`sentiment` is positive, neutral or negative; `score` from 0 to 1 how much so."""

    sentiment: str
    score: float


class IntentOut(AskedOut, frozen=True, kw_only=True):
    """The label, how sure the model is, and whether that is enough by the company's threshold."""

    label: str
    confidence: float
    confident: bool


class SummaryOut(AskedOut, frozen=True, kw_only=True):
    """What a conversation came to."""

    summary: str
    points: list[str]


class SuggestionOut(AskedOut, frozen=True, kw_only=True):
    """A reply to look over; it is not sent."""

    text: str
    confidence: float
    confident: bool
    citations: list[CitationOut]


class TranslationOut(AskedOut, frozen=True, kw_only=True):
    """The text in the language that was wanted; `language` is what it was in."""

    translation: str
    language: str


class ShortenedOut(AskedOut, frozen=True, kw_only=True):
    """The same in fewer words."""

    shortened: str


class EntitiesOut(AskedOut, frozen=True, kw_only=True):
    """What was found, null for what the text does not say."""

    values: dict[str, Any]


class TemplateProblemOut(msgspec.Struct, frozen=True, kw_only=True):
    """Something that the provider would refuse."""

    field: str
    code: str
    message: str


class TemplateDraftOut(AskedOut, frozen=True, kw_only=True):
    """A draft that is kept nowhere: what `POST /templates` takes, and what would be refused of it."""

    name: str
    language: str
    category: str
    components: list[dict[str, Any]]
    problems: list[TemplateProblemOut]


def draft_of(given: AiSettingsIn) -> SettingsDraft:
    """As the domain has it. Raises Invalid."""
    return SettingsDraft(
        primary=_choice(given.primary),
        fallback=_choice(given.fallback) if given.fallback else None,
        version=given.version,
        embedding_model=given.embedding_model,
        currency=given.currency,
        budget=_amount("budget", given.budget) if given.budget is not None else None,
        masking=given.masking,
        threshold=given.threshold,
        tools=tuple(given.tools),
        prices={
            name: Price(
                read=_amount(f"prices.{name[:40]}.read", price.read),
                written=_amount(f"prices.{name[:40]}.written", price.written),
            )
            for name, price in given.prices.items()
        },
        seconds=given.seconds,
    )


def settings_out(state: AiState) -> AiSettingsOut:
    """As the API shows it."""
    s, use = state.settings, state.use
    left = None if s is None or s.budget is None else max(Decimal(0), s.budget - use.spent - use.held)
    shown = AiUseOut(
        month=use.first,
        calls=use.calls,
        failed=use.failed,
        tokens_read=use.usage.read,
        tokens_written=use.usage.written,
        cost=use.spent,
        held=use.held,
        left=left,
        unpriced=use.unpriced,
    )
    tried = [TriedOut(model=t.part.value, ok=t.ok, ms=t.ms, error=t.error, detail=t.detail) for t in state.tried]
    return AiSettingsOut(
        connected=s is not None,
        primary=_choice_out(s.primary) if s else None,
        fallback=_choice_out(s.fallback) if s and s.fallback else None,
        **_plain(s),
        providers=list(state.providers),
        unpriced_models=list(state.unpriced),
        use=shown,
        checked=tried,
    )


def _plain(s: AiSettings | None) -> dict[str, Any]:
    prices = s.prices.items() if s else ()
    return {
        "embedding_model": s.embedding_model if s else "",
        "currency": s.currency if s else "USD",
        "budget": s.budget if s else None,
        "masking": s.masking if s else True,
        "threshold": s.threshold if s else 0.6,
        "tools": list(s.tools) if s else [],
        "prices": {n: PriceIO(read=format(p.read, "f"), written=format(p.written, "f")) for n, p in prices},
        "seconds": s.seconds if s else 30,
        "version": s.version if s else 0,
    }


def prompt_draft(given: PromptIn) -> PromptDraft:
    """As the domain has it."""
    return PromptDraft(
        name=given.name,
        text=given.text,
        description=given.description,
        variables=tuple(given.variables),
        version=given.version,
        evaluation_id=EvaluationId(given.evaluation_id) if given.evaluation_id else None,
    )


def prompt_out(prompt: Prompt) -> PromptOut:
    """As the API shows it."""
    return PromptOut(
        id=prompt.id,
        name=prompt.name,
        text=prompt.text,
        description=prompt.description,
        variables=list(prompt.variables),
        version=prompt.version,
        created_at=prompt.created_at,
        updated_at=prompt.updated_at,
    )


def asked(said: Said) -> dict[str, Any]:
    """What every answer tells beside its value."""
    return {"model": said.model, "tokens_read": said.usage.read, "tokens_written": said.usage.written}


def citations(found: list[dict[str, str]]) -> list[CitationOut]:
    """As the API shows them."""
    return [CitationOut(**each) for each in found]


def template_out(drafted: Drafted, problems: list[TemplateProblemOut]) -> TemplateDraftOut:
    """As the API shows it."""
    template = drafted.template
    return TemplateDraftOut(
        name=template.name,
        language=template.language,
        category=template.category.value,
        components=list(template.components),
        problems=problems,
        **asked(drafted.said),
    )


def _choice(given: ModelChoiceIn) -> ChoiceDraft:
    key = Secret(given.key) if given.key else None
    return ChoiceDraft(provider=given.provider, model=given.model, base_url=given.base_url or None, key=key)


def _choice_out(choice: ModelChoice) -> ModelChoiceOut:
    return ModelChoiceOut(
        provider=choice.provider,
        model=choice.model,
        base_url=choice.base_url,
        has_key=choice.key is not None,
        key_tail=choice.key.tail if choice.key else "",
    )


def _amount(field: str, text: str) -> Decimal:
    if not AMOUNT.fullmatch(text):
        raise Invalid(Problem(field=field, code="not_an_amount"))
    return Decimal(text)
