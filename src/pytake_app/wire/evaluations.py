"""Evaluations: questions with known answers, and what came of them."""

import datetime as dt
from uuid import UUID

import msgspec

from pytake_app.phrases import problem
from pytake_domain.ai import Evaluation, EvaluationDraft, EvaluationState, Expectation, Judged
from pytake_domain.kernel.ids import KnowledgeId, PromptId
from pytake_domain.kernel.text import Language


class ExpectationIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question and what its answer has to be. `cites` are ids of documents; `hands_over`: a person should get it."""

    text: str
    contains: list[str] = []
    not_contains: list[str] = []
    cites: list[UUID] = []
    hands_over: bool = False


class EvaluationIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """At most fifty questions; or `repeat_of`, an evaluation whose questions are put once more. A `trial` also looks into what is
    held.
    """

    name: str = ""
    questions: list[ExpectationIn] = []
    instructions: str = ""
    prompt_id: UUID | None = None
    language: Language = Language.PT_BR
    knowledge: bool = True
    trial: bool = False
    most_cost: float | None = None
    repeat_of: UUID | None = None


class WrongOut(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was not as expected."""

    code: str
    message: str


class JudgedOut(msgspec.Struct, frozen=True, kw_only=True):
    """A question and what its answer has to be; `passed` is null as long as it was not put. `error`: unsure means that a person
    gets it.
    """

    text: str
    contains: list[str]
    not_contains: list[str]
    cites: list[UUID]
    hands_over: bool
    passed: bool | None
    answer: str
    cited: list[str]
    error: str
    wrong: list[WrongOut]


class AgainstOut(msgspec.Struct, frozen=True, kw_only=True):
    """Versions of what it ran against: the settings, the prompt, and a word that changes with what was taught."""

    settings: int
    knowledge: str
    prompt_id: UUID | None
    prompt: int


class EvaluationOut(msgspec.Struct, frozen=True, kw_only=True):
    """How far it is; `ok` once all questions were put and all answers are as expected. `instructions` are those that the model
    got, the prompt's among them.
    """

    id: UUID
    name: str
    state: EvaluationState
    ok: bool
    total: int
    passed: int
    failed: int
    trial: bool
    instructions: str
    language: str
    knowledge: bool
    against: AgainstOut
    results: list[JudgedOut]
    created_at: dt.datetime
    updated_at: dt.datetime


def draft_of(given: EvaluationIn) -> EvaluationDraft:
    """As the domain takes it."""
    return EvaluationDraft(
        name=given.name,
        questions=tuple(
            Expectation(
                text=one.text,
                contains=tuple(one.contains),
                not_contains=tuple(one.not_contains),
                cites=tuple(KnowledgeId(each) for each in one.cites),
                hands_over=one.hands_over,
            )
            for one in given.questions
        ),
        instructions=given.instructions,
        prompt_id=PromptId(given.prompt_id) if given.prompt_id else None,
        language=given.language.value,
        knowledge=given.knowledge,
        trial=given.trial,
        most_cost=given.most_cost,
    )


def evaluation_out(one: Evaluation, language: Language) -> EvaluationOut:
    """As the API shows it."""
    passed = sum(judged.passed for judged in one.results)
    return EvaluationOut(
        id=one.id,
        name=one.name,
        state=one.state,
        ok=one.passed,
        total=len(one.questions),
        passed=passed,
        failed=len(one.results) - passed,
        trial=one.trial,
        instructions=one.instructions,
        language=one.language,
        knowledge=one.knowledge,
        against=AgainstOut(
            settings=one.against.settings,
            knowledge=one.against.knowledge,
            prompt_id=one.against.prompt_id,
            prompt=one.against.prompt,
        ),
        results=[
            _judged(expected, one.results[place] if place < len(one.results) else None, language)
            for place, expected in enumerate(one.questions)
        ],
        created_at=one.created_at,
        updated_at=one.updated_at,
    )


def _judged(expected: Expectation, judged: Judged | None, language: Language) -> JudgedOut:
    said = judged or Judged()
    return JudgedOut(
        text=expected.text,
        contains=list(expected.contains),
        not_contains=list(expected.not_contains),
        cites=list(expected.cites),
        hands_over=expected.hands_over,
        passed=None if judged is None else judged.passed,
        answer=said.answer,
        cited=list(said.cited),
        error=said.error,
        wrong=[WrongOut(code=w.code, message=problem(w.code, language, w.params)) for w in said.wrong],
    )
