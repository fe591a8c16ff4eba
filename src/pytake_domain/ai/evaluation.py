"""Questions with known answers, and whether the company's model gives them."""

import datetime as dt
from collections.abc import Iterator, Sequence
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from pytake_domain.ai.knowledge.document import LONGEST_QUESTION
from pytake_domain.ai.prompt import TEXT_MOST
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import EvaluationId, KnowledgeId, PromptId, UserId
from pytake_domain.kernel.outcome import Outcome
from pytake_domain.kernel.text import fold

EVALUATE = "ai.evaluate"
"""The kind of job."""
QUESTIONS_MOST = 50
EXPECTED_MOST = 10
LONGEST_EXPECTED = 200
LONGEST_EVALUATION_NAME = 120
COST_MOST = 1_000.0
TRIES = 3
"""How often a question is put while its provider is away."""
UNSURE = "unsure"
"""The desk's word for an answer that goes to a person."""


class Expectation(msgspec.Struct, frozen=True, kw_only=True):
    """A question, and what its answer has to be: everything that is named holds at once. `hands_over`: it is none of the
    model's business, and a person gets it.
    """

    text: str
    contains: tuple[str, ...] = ()
    not_contains: tuple[str, ...] = ()
    cites: tuple[KnowledgeId, ...] = ()
    hands_over: bool = False


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one question: `wrong` is empty when the answer is as expected."""

    answer: str = ""
    cited: tuple[str, ...] = ()
    error: str = ""
    wrong: tuple[Problem, ...] = ()

    @property
    def passed(self) -> bool:
        """Is it as expected?"""
        return not self.wrong


class EvaluationState(StrEnum):
    """Some questions are still to be put, or all were."""

    RUNNING = "running"
    DONE = "done"


class Against(msgspec.Struct, frozen=True, kw_only=True):
    """What it ran against: the versions of settings (0: none) and prompt, and a word for the state of what was taught."""

    settings: int = 0
    knowledge: str = ""
    prompt_id: PromptId | None = None
    prompt: int = 0


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """A set of questions and what came of them, in their order. `most_cost` bounds all of it, in the settings' currency.
    `instructions` are the prompt's text as it was, and behind it those that were `given`. A `trial` looks into what is held too.
    """

    id: EvaluationId
    name: str
    questions: tuple[Expectation, ...]
    created_at: dt.datetime
    updated_at: dt.datetime
    created_by: UserId | None = None
    instructions: str = ""
    given: str = ""
    language: str = "pt-BR"
    knowledge: bool = True
    trial: bool = False
    most_cost: float | None = None
    against: Against = Against()
    state: EvaluationState = EvaluationState.RUNNING
    results: tuple[Judged, ...] = ()
    tries: int = 0

    @property
    def passed(self) -> bool:
        """Did every question get the answer that was expected?"""
        return self.state is EvaluationState.DONE and all(one.passed for one in self.results)

    def judged(self, one: Judged, at: dt.datetime) -> "Evaluation":
        """The next question got its answer."""
        results = (*self.results, one)
        done = len(results) == len(self.questions)
        state = EvaluationState.DONE if done else EvaluationState.RUNNING
        return replace(self, results=results, state=state, tries=0, updated_at=at)

    def tried(self, at: dt.datetime) -> "Evaluation":
        """Nobody answered, and it is asked once more."""
        return replace(self, tries=self.tries + 1, updated_at=at)

    def problems(self) -> Iterator[Problem]:
        """What is out of range."""
        if not 1 <= len(self.name.strip()) <= LONGEST_EVALUATION_NAME:
            yield Problem(field="name", code="length", params={"least": 1, "most": LONGEST_EVALUATION_NAME})
        if not 1 <= len(self.questions) <= QUESTIONS_MOST:
            yield Problem(field="questions", code="length", params={"least": 1, "most": QUESTIONS_MOST})
        if len(self.given) > TEXT_MOST:
            yield Problem(field="instructions", code="too_long", params={"most": TEXT_MOST})
        if self.most_cost is not None and not 0 < self.most_cost <= COST_MOST:
            yield Problem(field="most_cost", code="out_of_range", params={"least": 0, "most": int(COST_MOST)})
        for place, one in enumerate(self.questions[:QUESTIONS_MOST]):
            yield from _wrong_question(one, f"questions.{place}")


def _wrong_question(one: Expectation, field: str) -> Iterator[Problem]:
    if not one.text.strip():
        yield Problem(field=f"{field}.text", code="required")
    if len(one.text) > LONGEST_QUESTION:
        yield Problem(field=f"{field}.text", code="too_long", params={"most": LONGEST_QUESTION})
    said: Sequence[tuple[str, Sequence[object]]]
    said = (("contains", one.contains), ("not_contains", one.not_contains), ("cites", one.cites))
    for name, expected in said:
        if len(expected) > EXPECTED_MOST:
            yield Problem(field=f"{field}.{name}", code="too_many", params={"most": EXPECTED_MOST})
    for name, texts in (("contains", one.contains), ("not_contains", one.not_contains)):
        for text in texts[:EXPECTED_MOST]:
            if not fold(text) or len(text) > LONGEST_EXPECTED:
                params: dict[str, str | int] = {"least": 1, "most": LONGEST_EXPECTED}
                yield Problem(field=f"{field}.{name}", code="length", params=params)
    if not (one.contains or one.not_contains or one.cites or one.hands_over):
        yield Problem(field=field, code="nothing_expected")
    if one.hands_over and (one.contains or one.cites):
        yield Problem(field=f"{field}.hands_over", code="expects_both")


def checked(evaluation: Evaluation) -> Evaluation:
    """Raises Invalid."""
    if problems := [*evaluation.problems()]:
        raise Invalid(*problems)
    return evaluation


def judge(expected: Expectation, outcome: Outcome, field: str) -> Judged:
    """Compares without case, accents and the spaces between words."""
    if outcome.error is not None:
        handed = outcome.error == UNSURE
        if handed and expected.hands_over:
            return Judged(error=outcome.error)
        code, params = ("answer_handed_over", {}) if handed else ("answer_failed", {"error": outcome.error})
        return Judged(error=outcome.error, wrong=(Problem(field=field, code=code, params=dict(params)),))
    value = outcome.value if isinstance(outcome.value, dict) else {}
    answer = str(value.get("text", ""))
    cited = tuple(str(one.get("document_id", "")) for one in value.get("citations", ()) if isinstance(one, dict))
    return Judged(answer=answer, cited=cited, wrong=tuple(_wrong(expected, answer, cited, field)))


def _wrong(expected: Expectation, answer: str, cited: Sequence[str], field: str) -> Iterator[Problem]:
    if expected.hands_over:
        yield Problem(field=field, code="answer_not_handed_over")
    folded = fold(answer)
    for text in expected.contains:
        if fold(text) not in folded:
            yield Problem(field=field, code="answer_lacks", params={"text": text})
    for text in expected.not_contains:
        if fold(text) in folded:
            yield Problem(field=field, code="answer_says", params={"text": text})
    for document_id in expected.cites:
        if str(document_id) not in cited:
            yield Problem(field=field, code="answer_does_not_cite", params={"document": str(document_id)})
