"""Questions with known answers are put one by one, judged, and kept with what they ran against, on memory."""

import msgspec
import pytest

from pytake_domain.ai import (
    EVALUATE,
    EvaluateAnswers,
    Evaluation,
    EvaluationDraft,
    EvaluationNotFound,
    EvaluationNotPassed,
    EvaluationState,
    Expectation,
    ManagePrompts,
    Prompt,
    PromptDraft,
    ReleaseKnowledge,
    TaskKind,
    judge,
)
from pytake_domain.flows import LiquidTexts
from pytake_domain.kernel.actor import Permission
from pytake_domain.kernel.errors import Forbidden, Invalid, Unavailable
from pytake_domain.kernel.ids import EvaluationId, KnowledgeId, PromptId
from pytake_domain.kernel.outcome import Outcome
from pytake_domain.testing.builders import AT, fresh
from pytake_domain.testing.contracts.knowledge import a_document
from pytake_domain.testing.memory.house import Company
from pytake_domain.testing.memory.jobs import MemoryJobRunner
from pytake_domain.testing.memory.outside import MemoryAi

MANUAL = KnowledgeId(fresh())
PRICE = Expectation(text="Quanto custa?", contains=("99,90",), not_contains=("grátis",), cites=(MANUAL,))
PERSON = Expectation(text="Quero processar vocês", hands_over=True)


def said(text: str, *cited: KnowledgeId) -> Outcome:
    citations = [{"document_id": str(each), "title": "Manual", "source": ""} for each in cited]
    return Outcome(value={"text": text, "confident": True, "citations": citations})


UNSURE = Outcome(error="unsure")


@pytest.mark.parametrize(
    ("expected", "outcome", "codes"),
    [
        (PRICE, said("Custa  R$ 99,90.", MANUAL), []),
        (PRICE, said("É GRATIS", MANUAL), ["answer_lacks", "answer_says"]),
        (PRICE, said("R$ 99,90"), ["answer_does_not_cite"]),
        (PRICE, UNSURE, ["answer_handed_over"]),
        (PRICE, Outcome(error="budget"), ["answer_failed"]),
        (PERSON, UNSURE, []),
        (PERSON, said("Claro!"), ["answer_not_handed_over"]),
        (PERSON, Outcome(error="not_connected"), ["answer_failed"]),
    ],
)
def test_an_answer_is_judged_by_all_that_is_expected(expected: Expectation, outcome: Outcome, codes: list[str]) -> None:
    judged = judge(expected, outcome, "questions.0")
    assert [problem.code for problem in judged.wrong] == codes
    assert judged.passed is (not codes)


class Exam:
    def __init__(self, company: Company) -> None:
        house = company.house
        self.company, self.boss, self.desk = company, company.boss, MemoryAi()
        self.use = EvaluateAnswers(open_work=house.open_work, desk=self.desk, clock=house.clock, ids=house.ids)

    async def run(self) -> None:
        house = self.company.house
        await MemoryJobRunner(house.store, house.clock, {EVALUATE: self.use.run}).run_due()

    async def start(self, *questions: Expectation, **more: object) -> Evaluation:
        return await self.use.start(self.boss, EvaluationDraft(name="Preços", questions=questions, **more))  # type: ignore[arg-type]

    async def get(self, one: Evaluation) -> Evaluation:
        return await self.use.get(self.boss, one.id)


@pytest.fixture
def exam(company: Company) -> Exam:
    return Exam(company)


async def test_questions_are_put_as_a_flow_would_and_totals_kept(exam: Exam) -> None:
    exam.desk.next = [said("R$ 99,90", MANUAL), said("Claro!")]
    one = await exam.start(PRICE, PERSON, instructions="Seja breve", most_cost=1.0)
    assert (one.state, one.results, one.passed) == (EvaluationState.RUNNING, (), False)
    await exam.run()
    done = await exam.get(one)
    assert (done.state, done.passed, [r.passed for r in done.results]) == (EvaluationState.DONE, False, [True, False])
    task, key = exam.desk.asked[0]
    assert (task.kind, task.text, task.instructions, task.knowledge) == (
        TaskKind.ANSWER,
        PRICE.text,
        "Seja breve",
        True,
    )
    assert (task.most_cost, key) == (0.5, f"evaluation:{one.id}:0:0")
    exam.desk.next = [said("R$ 99,90", MANUAL), UNSURE]
    again = await exam.use.repeat(exam.boss, one.id)
    await exam.run()
    assert (await exam.get(again)).passed
    assert [each.id for each in await exam.use.latest(exam.boss, before=None, limit=5)] == [again.id, one.id]


async def test_a_prompt_is_tried_with_its_version(exam: Exam) -> None:
    prompt = Prompt(
        id=PromptId(fresh()),
        tenant_id=exam.company.id,
        name="Tom",
        text="Fale como amigo.",
        created_at=AT,
        updated_at=AT,
    )
    async with exam.company.house.open_work(exam.company.id) as work:
        await work.ai_prompts.add(prompt)
    one = await exam.start(PRICE, prompt_id=prompt.id, instructions="E seja breve.")
    assert one.instructions == "Fale como amigo.\nE seja breve."
    assert (one.against.prompt_id, one.against.prompt, one.against.settings) == (prompt.id, 1, 0)
    assert one.against.knowledge
    assert (await exam.use.repeat(exam.boss, one.id)).instructions == one.instructions


async def test_a_provider_that_is_away_is_asked_again_and_given_up(exam: Exam) -> None:
    away = Outcome(error="unavailable", retryable=True)
    exam.desk.next = [said("R$ 99,90", MANUAL), away, UNSURE]
    one = await exam.start(PRICE, PERSON)
    with pytest.raises(Unavailable):
        await exam.run()
    assert len((await exam.get(one)).results) == 1
    await exam.run()
    assert (await exam.get(one)).passed
    assert [key for _, key in exam.desk.asked] == [f"evaluation:{one.id}:{n}:{t}" for n, t in ((0, 0), (1, 0), (1, 1))]
    exam.desk.next = [away] * 3
    lost = await exam.start(PRICE)
    for _ in range(2):
        with pytest.raises(Unavailable):
            await exam.run()
    await exam.run()
    assert [p.code for p in (await exam.get(lost)).results[0].wrong] == ["answer_failed"]
    await exam.use.run(exam.company.id, msgspec.json.encode({"evaluation_id": lost.id}))
    assert len(exam.desk.asked) == 6, "what is done is not asked again"


@pytest.mark.parametrize(
    ("draft", "field", "code"),
    [
        (EvaluationDraft(name=" ", questions=(PRICE,)), "name", "length"),
        (EvaluationDraft(name="a", questions=()), "questions", "length"),
        (EvaluationDraft(name="a", questions=(PRICE,) * 51), "questions", "length"),
        (EvaluationDraft(name="a", questions=(Expectation(text="x"),)), "questions.0", "nothing_expected"),
        (
            EvaluationDraft(name="a", questions=(Expectation(text=" ", hands_over=True),)),
            "questions.0.text",
            "required",
        ),
        (
            EvaluationDraft(name="a", questions=(Expectation(text="x" * 2001, hands_over=True),)),
            "questions.0.text",
            "too_long",
        ),
        (
            EvaluationDraft(name="a", questions=(Expectation(text="x", contains=("a",) * 11),)),
            "questions.0.contains",
            "too_many",
        ),
        (
            EvaluationDraft(name="a", questions=(Expectation(text="x", contains=("!",)),)),
            "questions.0.contains",
            "length",
        ),
        (
            EvaluationDraft(name="a", questions=(Expectation(text="x", contains=("a",), hands_over=True),)),
            "questions.0.hands_over",
            "expects_both",
        ),
        (EvaluationDraft(name="a", questions=(PRICE,), most_cost=0), "most_cost", "out_of_range"),
        (EvaluationDraft(name="a", questions=(PRICE,), instructions="x" * 8001), "instructions", "too_long"),
    ],
)
async def test_what_can_not_be_evaluated_is_refused(exam: Exam, draft: EvaluationDraft, field: str, code: str) -> None:
    with pytest.raises(Invalid) as wrong:
        await exam.use.start(exam.boss, draft)
    assert (wrong.value.problems[0].field, wrong.value.problems[0].code) == (field, code)
    assert exam.company.rows.evaluations == {}


async def test_who_uses_models_reads_them_and_who_manages_them_runs_them(exam: Exam) -> None:
    reads = exam.company.person("Rui", [Permission.USE_AI])
    one = await exam.start(PRICE)
    assert await exam.use.get(reads, one.id) == one
    for forbidden in (
        exam.use.start(reads, EvaluationDraft(name="a", questions=(PRICE,))),
        exam.use.repeat(reads, one.id),
        exam.use.latest(exam.company.person("Ivo", [Permission.READ_FLOWS]), before=None, limit=1),
    ):
        with pytest.raises(Forbidden):
            await forbidden
    with pytest.raises(EvaluationNotFound):
        await exam.use.repeat(exam.boss, EvaluationId(fresh()))


async def test_a_prompt_changes_only_as_its_evaluation_proves(exam: Exam) -> None:
    house = exam.company.house
    prompts = ManagePrompts(open_work=house.open_work, texts=LiquidTexts(), clock=house.clock, ids=house.ids)
    made = await prompts.add(exam.boss, PromptDraft(name="Tom", text="Antes"))

    async def change(one: Evaluation, text: str = "Seja breve") -> str:
        draft = PromptDraft(name="Tom", text=text, evaluation_id=one.id)
        try:
            return (await prompts.change(exam.boss, made.id, draft)).text
        except EvaluationNotPassed as wrong:
            return wrong.problems[0].code

    exam.desk.next = [said("R$ 99,90", MANUAL), UNSURE]
    good = await exam.start(PRICE, instructions="Seja breve")
    assert await change(good) == "evaluation_running"
    await exam.run()
    bad = await exam.start(PRICE, instructions="Seja breve")
    await exam.run()
    assert await change(bad) == "evaluation_failed"
    assert await change(good, "Seja longo") == "evaluation_of_another_text"
    assert [prompt.text for prompt in await prompts.list(exam.boss)] == ["Antes"]
    assert await change(good) == "Seja breve"
    async with house.open_work(exam.company.id) as work:
        taught = a_document().learnt(title="", characters=1, pieces=1, at=AT)
        await work.knowledge.add(taught)
    assert await change(good) == "evaluation_before_knowledge"
    draft = PromptDraft(name="Tom", text="x", evaluation_id=EvaluationId(fresh()))
    with pytest.raises(EvaluationNotFound):
        await prompts.change(exam.boss, made.id, draft)


async def test_what_is_held_goes_live_only_as_a_trial_proves(exam: Exam) -> None:
    house = exam.company.house
    letting_go = ReleaseKnowledge(open_work=house.open_work, clock=house.clock, ids=house.ids)
    held = [a_document(held=True).learnt(title="", characters=1, pieces=1, at=AT) for _ in range(2)]
    async with house.open_work(exam.company.id) as work:
        for one in held:
            await work.knowledge.add(one)

    async def released(one: Evaluation) -> object:
        try:
            return {each.id for each in await letting_go.release(exam.boss, evaluation_id=one.id)}
        except EvaluationNotPassed as wrong:
            return wrong.problems[0].code

    exam.desk.next = [said("R$ 99,90", MANUAL), said("R$ 99,90", MANUAL), UNSURE]
    without = await exam.start(PRICE)
    good = await exam.start(PRICE, trial=True)
    bad = await exam.start(PRICE, trial=True)
    assert await released(good) == "evaluation_running"
    await exam.run()
    assert [task.trial for task, _ in exam.desk.asked] == [False, True, True]
    assert await released(without) == "evaluation_before_knowledge"
    assert await released(bad) == "evaluation_failed"
    with pytest.raises(Invalid):
        await letting_go.release(exam.boss, documents=[held[0].id], evaluation_id=good.id)
    with pytest.raises(Forbidden):
        await letting_go.release(await exam.company.agent(), documents=[held[0].id])

    assert await released(good) == {one.id for one in held}

    assert await released(good) == set()
    async with house.open_work(exam.company.id) as work:
        assert await work.knowledge.held() == []
        late = a_document(held=True).learnt(title="", characters=1, pieces=1, at=AT)
        await work.knowledge.add(late)
    assert await released(good) == "evaluation_before_knowledge"
    assert [each.id for each in await letting_go.release(exam.boss, documents=[late.id, held[0].id])] == [late.id]
