"""What people ask of models: within what they may read, with errors of their own, never sent to anybody."""

from typing import Any
from uuid import UUID

import pytest
from tests.support.ai_desk import AiHouse, left

from pytake_domain.ai import (
    AiBudgetSpent,
    AiNotConnected,
    AiRateLimited,
    AiRefused,
    AiTimedOut,
    AiTooLong,
    AiUnavailable,
    AiUnexpectedResponse,
    Field,
    Label,
    ModelFailed,
    ModelFailure,
    ModelReply,
    Passage,
    PromptDraft,
    PromptNameTaken,
    PromptNotFound,
    Speaker,
    Stopped,
    Told,
)
from pytake_domain.kernel.actor import Permission
from pytake_domain.kernel.errors import Forbidden, Invalid, PytakeError, StaleVersion
from pytake_domain.kernel.ids import ConversationId, KnowledgeId, PromptId
from pytake_domain.messaging import ConversationNotFound

LABELS = [Label(name="fatura"), Label(name="suporte")]


async def conversation(ai: AiHouse) -> ConversationId:
    await ai.contact("Maria Exemplo")
    return next(iter(ai.company.rows.conversations))


async def test_a_chat_keeps_its_turns(ai: AiHouse) -> None:
    ai.model.tell("Claro, [EMAIL_1].")
    turns = [Told(by_model=False, text="oi"), Told(by_model=True, text="olá"), Told(by_model=False, text="sou a@b.co")]
    said = await ai.assist.chat(ai.admin, turns)
    assert said.value == {"text": "Claro, a@b.co.", "passages": []}
    (asked,) = ai.model.asked
    assert [t.speaker for t in asked.turns] == [Speaker.USER, Speaker.MODEL, Speaker.USER]
    assert "a@b.co" not in left(ai.model)
    for wrong in ([], turns[:2], turns * 20):
        with pytest.raises(Invalid):
            await ai.assist.chat(ai.admin, wrong)


async def test_instructions_are_tried_out_before_they_are_a_prompt(ai: AiHouse) -> None:
    ai.model.tell("Claro.")
    turns = [Told(by_model=False, text="oi")]
    await ai.assist.chat(ai.admin, turns, instructions="Fale de {{ produto }}.", variables={"produto": "fibra"})
    assert "Fale de fibra." in ai.model.asked[-1].turns[-1].text
    assert "Fale de fibra." not in ai.model.asked[-1].system
    for wrong in ("Fale de {{ preco }}.", "{{", "a" * 8_001):
        with pytest.raises(Invalid) as refused:
            await ai.assist.chat(ai.admin, turns, instructions=wrong)
        assert refused.value.problems[0].field == "instructions"
    assert len(ai.model.asked) == 1


async def test_a_conversation_is_shown_to_who_may_read_it(ai: AiHouse) -> None:
    where = await conversation(ai)
    ai.model.tell({"summary": "[NAME_1] disse oi.", "points": []})
    said = await ai.assist.summarize(ai.admin, where)
    assert said.value["summary"] == "Maria Exemplo disse oi."
    assert "Cliente: oi" in left(ai.model)
    assert "Maria" not in left(ai.model)
    with pytest.raises(ConversationNotFound):
        await ai.assist.summarize(ai.admin, ConversationId(UUID(int=9)))
    stranger = ai.company.person("Rui", [Permission.USE_AI])
    with pytest.raises(Forbidden):
        await ai.assist.summarize(stranger, where)


async def test_a_suggestion_is_never_sent(ai: AiHouse) -> None:
    where = await conversation(ai)
    known = Passage(document_id=KnowledgeId(UUID(int=5)), title="T", place=0, text="texto sobre oi", score=1.0)
    ai.passages.known = [known]
    before = len(ai.company.rows.messages)
    ai.model.tell({"text": "Olá, [NAME_1]!", "confidence": 0.2, "citations": []})
    said = await ai.assist.suggest(ai.admin, where)
    assert said.value == {"text": "Olá, Maria Exemplo!", "confidence": 0.2, "confident": False, "citations": []}
    await ai.house.settle()
    assert len(ai.company.rows.messages) == before


async def test_a_text_is_shortened(ai: AiHouse) -> None:
    ai.model.tell({"shortened": "Sem internet, [EMAIL_1]."})
    said = await ai.assist.shorten(ai.admin, "Estou sem internet desde ontem, a@b.co.")
    assert said.value == {"shortened": "Sem internet, a@b.co."}
    assert "a@b.co" not in left(ai.model)
    with pytest.raises(Forbidden):
        await ai.assist.shorten(ai.company.person("Rui", []), "oi")


async def test_texts_are_read(ai: AiHouse) -> None:
    ai.model.tell({"sentiment": "negative", "score": 0.8})
    assert (await ai.assist.sentiment(ai.admin, "péssimo")).value["sentiment"] == "negative"
    ai.model.tell({"label": "fatura", "confidence": 0.7})
    assert (await ai.assist.classify(ai.admin, "boleto", LABELS)).value["confident"]
    ai.model.tell({"values": {"cpf": "[CPF_1]"}})
    said = await ai.assist.extract(ai.admin, "cpf 529.982.247-25", [Field(name="cpf")])
    assert said.value["values"] == {"cpf": "529.982.247-25"}
    ai.model.tell({"translation": "Hello", "language": "pt-BR"})
    assert (await ai.assist.translate(ai.admin, "Olá", "en")).value["translation"] == "Hello"
    assert {call.purpose for call in await ai.calls()} == {
        "analyze-sentiment",
        "classify-intent",
        "extract-entities",
        "translate",
    }


async def test_a_template_is_checked_by_its_rules(ai: AiHouse) -> None:
    good: dict[str, Any] = {
        "name": "lembrete_de_fatura",
        "category": "UTILITY",
        "body": "Olá, {{1}}! A fatura vence amanhã.",
        "footer": "",
        "examples": ["Maria"],
    }
    ai.model.tell(good)
    drafted = await ai.assist.template(ai.admin, "lembrar da fatura")
    assert list(drafted.problems) == []
    assert drafted.template.components[0]["example"] == {"body_text": [["Maria"]]}
    ai.model.tell({**good, "name": "Lembrete de Fatura", "body": "{{1}}"})
    assert {p.field for p in (await ai.assist.template(ai.admin, "x")).problems} >= {"name"}
    assert ai.company.rows.templates == {}
    with pytest.raises(Forbidden):
        await ai.assist.template(ai.company.person("Bia", [Permission.USE_AI]), "x")


@pytest.mark.parametrize(
    ("failed", "error"),
    [
        (ModelFailed(ModelFailure.KEY_REFUSED), AiNotConnected),
        (ModelFailed(ModelFailure.REFUSED), AiRefused),
        (ModelFailed(ModelFailure.TOO_LONG), AiTooLong),
        (ModelFailed(ModelFailure.UNAVAILABLE), AiUnavailable),
        (ModelFailed(ModelFailure.UNAVAILABLE, timed_out=True), AiTimedOut),
        (ModelFailed(ModelFailure.UNEXPECTED_RESPONSE), AiUnexpectedResponse),
        (ModelFailed(ModelFailure.RATE_LIMITED, retry_after=7.2), AiRateLimited),
        (ModelReply(text="", model="m", stopped=Stopped.REFUSED), AiRefused),
        (ModelReply(text="{", model="m", stopped=Stopped.LENGTH), AiUnexpectedResponse),
        (ModelReply(text="nada", model="m"), AiUnexpectedResponse),
    ],
)
async def test_failures_have_codes(ai: AiHouse, failed: ModelFailed | ModelReply, error: type[PytakeError]) -> None:
    ai.model.says.append(failed)
    with pytest.raises(error) as told:
        await ai.assist.sentiment(ai.admin, "texto")
    if error is AiRateLimited:
        assert told.value.params["retry_after"] == 7


async def test_bad_input_is_refused_before_anybody_is_asked(ai: AiHouse) -> None:
    with pytest.raises(AiTooLong):
        await ai.assist.sentiment(ai.admin, "a" * 20_001)
    for wrong in (LABELS[:1], LABELS * 2, [Label(name=f"l{n}") for n in range(31)], [Label(name=" "), Label(name="b")]):
        with pytest.raises(Invalid):
            await ai.assist.classify(ai.admin, "x", wrong)
    for fields in ([Field(name="a b")], [Field(name="a", kind="money")], [Field(name="a"), Field(name="a")]):
        with pytest.raises(Invalid):
            await ai.assist.extract(ai.admin, "x", fields)
    with pytest.raises(Invalid):
        await ai.assist.translate(ai.admin, "x", "tlh")
    with pytest.raises(Invalid):
        await ai.assist.sentiment(ai.admin, " ")
    nobody = ai.company.person("Rui", [])
    for refused in (
        ai.assist.sentiment(nobody, ""),
        ai.assist.chat(nobody, []),
        ai.assist.classify(nobody, "", []),
        ai.assist.extract(nobody, "", [Field(name="a b")]),
        ai.assist.translate(nobody, "", "tlh"),
    ):
        with pytest.raises(Forbidden):
            await refused
    assert ai.model.asked == []


async def test_one_person_may_not_ask_without_end(ai: AiHouse) -> None:
    for _ in range(20):
        await ai.assist.sentiment(ai.admin, "x")
    with pytest.raises(AiRateLimited):
        await ai.assist.sentiment(ai.admin, "x")
    await ai.assist.sentiment(ai.company.person("Bia"), "x")


async def test_the_budget_holds_for_people_too(ai: AiHouse) -> None:
    from decimal import Decimal

    await ai.connect(budget=Decimal("0.01"))
    with pytest.raises(AiBudgetSpent):
        await ai.assist.sentiment(ai.admin, "x")
    other = AiHouse(ai.house, await ai.house.company("Outra"))
    with pytest.raises(AiNotConnected):
        await other.assist.sentiment(other.admin, "x")


async def test_prompts_are_instructions_with_variables(ai: AiHouse) -> None:
    draft = PromptDraft(name="Cobrança", text="Fale de {{ produto }} com {{ contact.name }}.", variables=("produto",))
    made = await ai.prompts.add(ai.admin, draft)
    where = await conversation(ai)
    await ai.assist.suggest(ai.admin, where, prompt_id=made.id, variables={"produto": "fibra"})
    assert 'name="instructions">\nFale de fibra com [NAME_1].\n' in left(ai.model)
    for wrong in ({}, {"produto": "x", "outro": "y"}, {"produto": "x" * 2_001}):
        with pytest.raises(Invalid):
            await ai.assist.suggest(ai.admin, where, prompt_id=made.id, variables=wrong)
    with pytest.raises(PromptNotFound):
        await ai.assist.suggest(ai.admin, where, prompt_id=PromptId(UUID(int=1)))
    with pytest.raises(PromptNameTaken):
        await ai.prompts.add(ai.admin, PromptDraft(name="cobrança", text="x"))
    changed = await ai.prompts.change(ai.admin, made.id, PromptDraft(name="Outra", text="x", version=1))
    assert (changed.version, changed.name) == (2, "Outra")
    with pytest.raises(StaleVersion):
        await ai.prompts.change(ai.admin, made.id, PromptDraft(name="Outra", text="x", version=1))
    for refused in (
        PromptDraft(name="a", text="{{ desconhecida }}"),
        PromptDraft(name="a", text="{% if %}"),
        PromptDraft(name=" ", text="x"),
        PromptDraft(name="a", text=""),
        PromptDraft(name="a", text="x", variables=("a b",)),
        PromptDraft(name="a", text="x", variables=("contact",)),
        PromptDraft(name="a", text="x", variables=("a", "a")),
        PromptDraft(name="a", text="x" * 8_001),
    ):
        with pytest.raises(Invalid):
            await ai.prompts.add(ai.admin, refused)
    agent = ai.company.person("Bia", [Permission.USE_AI])
    assert [p.name for p in await ai.prompts.list(agent)] == ["Outra"]
    with pytest.raises(Forbidden):
        await ai.prompts.remove(agent, made.id)
    await ai.prompts.remove(ai.admin, made.id)
    assert list(await ai.prompts.list(agent)) == []
