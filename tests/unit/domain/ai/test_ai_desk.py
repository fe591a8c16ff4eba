"""The desk: what leaves, what comes back, what is done on the way, and what it costs."""

import asyncio
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.support.ai_desk import DRAFT, INJECTIONS, AiHouse, left

from pytake_domain.ai import (
    AiBudgetReached,
    ChoiceDraft,
    Field,
    Label,
    ModelFailed,
    ModelFailure,
    ModelReply,
    Passage,
    Stopped,
    Task,
    TaskKind,
    ToolCall,
    Usage,
)
from pytake_domain.erp import Capability
from pytake_domain.identity import Role
from pytake_domain.kernel.ids import ContactId, KnowledgeId
from pytake_domain.kernel.outcome import Outcome
from pytake_domain.kernel.secrets import Secret
from pytake_domain.notifications import NotificationKind

ASK = Task(kind=TaskKind.ANSWER, text="Como reinicio o roteador?")
SURE: dict[str, Any] = {"text": "Tire da tomada.", "confidence": 0.9, "citations": []}
PASSAGE = Passage(
    document_id=KnowledgeId(UUID(int=5)),
    title="Roteador",
    place=0,
    text="Para reiniciar o roteador, tire da tomada.",
    score=0.9,
)
OTHER = ChoiceDraft(provider="other", model="m-2", key=Secret("other-key-0000000"))
LABELS = (Label(name="fatura", description="boleto"), Label(name="suporte"))


async def asked(ai: AiHouse, task: Task = ASK, key: str = "k", contact: ContactId | None = None) -> Outcome:
    return await ai.desk.ask(ai.company.id, task, key=key, contact_id=contact)


async def test_an_answer_comes_back(ai: AiHouse) -> None:
    ai.model.tell(SURE)
    assert await asked(ai) == Outcome(value={"text": "Tire da tomada.", "confident": True, "citations": []})
    (call,) = await ai.calls()
    assert (call.purpose, call.provider, call.model, call.outcome) == ("flow.answer", "memory", "m-1", "ok")
    assert call.cost == Decimal("0.0006")
    assert (await ai.use()).spent == Decimal("0.0006")


async def test_who_has_connected_nothing_is_told_so(ai: AiHouse) -> None:
    other = AiHouse(ai.house, await ai.house.company("Outra"))
    assert (await asked(other)).error == "not_connected"


async def test_knowledge_is_cited_or_it_is_no_answer(ai: AiHouse) -> None:
    task = replace(ASK, knowledge=True)
    assert (await asked(ai, task)).error == "unsure"
    assert ai.model.asked == []
    ai.passages.known = [PASSAGE]
    ai.model.tell({**SURE, "citations": [1, 7, 1]})
    told = await asked(ai, task)
    assert told.value["citations"] == [{"document_id": str(UUID(int=5)), "title": "Roteador", "source": ""}]
    assert "[1] Roteador" in left(ai.model)
    ai.model.tell(SURE)
    assert (await asked(ai, task)).error == "unsure"


async def test_a_doubtful_answer_is_unsure(ai: AiHouse) -> None:
    ai.model.tell({**SURE, "confidence": 0.5})
    assert (await asked(ai)).error == "unsure"
    await ai.connect(threshold=0.4)
    ai.model.tell({**SURE, "confidence": 0.5})
    assert (await asked(ai)).value["confident"]


async def test_a_label_is_chosen(ai: AiHouse) -> None:
    task = Task(kind=TaskKind.CLASSIFY, text="meu boleto", labels=LABELS)
    ai.model.tell({"label": "fatura", "confidence": 0.8})
    assert (await asked(ai, task)).value == {"label": "fatura"}
    ai.model.tell({"label": "suporte", "confidence": 0.1})
    assert (await asked(ai, task)).error == "unsure"


async def test_values_come_back_as_they_were_said(ai: AiHouse) -> None:
    fields = (Field(name="cpf"), Field(name="dia", kind="date"))
    task = Task(kind=TaskKind.EXTRACT, text="CPF 529.982.247-25, dia 10", fields=fields)
    ai.model.tell({"values": {"cpf": "[CPF_1]", "dia": None}})
    assert (await asked(ai, task)).value == {"values": {"cpf": "529.982.247-25", "dia": None}}
    assert "529" not in left(ai.model)


async def test_nothing_personal_leaves(ai: AiHouse) -> None:
    contact = await ai.contact("Maria Exemplo")
    text = "Sou a Maria, CPF 529.982.247-25, maria@exemplo.com, (11) 98888-7777, cartão 4111 1111 1111 1111"
    task = replace(ASK, text=text, instructions="Fale com {x} 529.982.247-25", context={"mail": "maria@exemplo.com"})
    ai.model.tell({**SURE, "text": "Olá, [NAME_1]! Vi o [CPF_1]."})
    told = await asked(ai, task, contact=contact)
    sent = left(ai.model)
    assert not any(secret in sent for secret in ("529", "exemplo.com", "98888", "4111", "Maria"))
    assert told.value["text"] in {"Olá, Maria! Vi o 529.982.247-25.", "Olá, Maria Exemplo! Vi o 529.982.247-25."}
    await ai.connect(masking=False)
    ai.model.tell(SURE)
    await asked(ai, task, contact=contact)
    assert "529.982.247-25" in left(ai.model)


@pytest.mark.parametrize(
    ("failed", "error", "again"),
    [
        (ModelFailed(ModelFailure.RATE_LIMITED), "rate_limited", True),
        (ModelFailed(ModelFailure.UNAVAILABLE), "unavailable", True),
        (ModelFailed(ModelFailure.UNAVAILABLE, timed_out=True), "unavailable", False),
        (ModelFailed(ModelFailure.KEY_REFUSED), "not_connected", False),
        (ModelFailed(ModelFailure.TOO_LONG), "refused", False),
        (ModelFailed(ModelFailure.REFUSED), "refused", False),
        (ModelFailed(ModelFailure.UNEXPECTED_RESPONSE), "unexpected_response", False),
    ],
)
async def test_failures_are_outcomes(ai: AiHouse, failed: ModelFailed, error: str, again: object) -> None:
    ai.model.says.append(failed)
    told = await asked(ai)
    assert (told.error, told.retryable) == (error, again)
    (call,) = await ai.calls()
    assert call.outcome == failed.kind.value
    assert (await ai.use()).failed == 1
    assert (await ai.use()).held == 0


async def test_what_could_not_be_used_is_paid_all_the_same(ai: AiHouse) -> None:
    ai.model.says.append(ModelFailed(ModelFailure.UNEXPECTED_RESPONSE, usage=Usage(read=100, written=10)))
    assert (await asked(ai)).error == "unexpected_response"
    assert (await ai.use()).spent == Decimal("0.002")


@pytest.mark.parametrize("stopped", [Stopped.LENGTH, Stopped.TOOLS])
async def test_half_an_answer_is_none(ai: AiHouse, stopped: Stopped) -> None:
    ai.model.says.append(ModelReply(text='{"te', model="m", stopped=stopped))
    assert (await asked(ai)).error == "unexpected_response"


async def test_who_declines_is_refused(ai: AiHouse) -> None:
    ai.model.says.append(ModelReply(text="", model="m", stopped=Stopped.REFUSED))
    assert (await asked(ai)).error == "refused"
    assert (await ai.calls())[0].outcome == "refused"


async def test_a_text_beyond_all_bounds_is_refused_unasked(ai: AiHouse) -> None:
    assert await asked(ai, replace(ASK, text="a" * 20_001)) == Outcome(error="refused", detail="too_long")
    assert ai.model.asked == []


async def test_the_other_one_is_asked_when_the_first_is_away(ai: AiHouse) -> None:
    await ai.connect(fallback=OTHER)
    for kind in (ModelFailure.UNAVAILABLE, ModelFailure.RATE_LIMITED, ModelFailure.KEY_REFUSED):
        ai.model.says.append(ModelFailed(kind))
        ai.other.tell(SURE)
        assert (await asked(ai, key=kind.value)).value["text"] == "Tire da tomada."
    calls = await ai.calls()
    assert [call.provider for call in calls].count("other") == 3
    assert [a.key.reveal() for a in ai.other.accesses] == ["other-key-0000000"] * 3
    ai.model.says.append(ModelFailed(ModelFailure.REFUSED))
    assert (await asked(ai)).error == "refused"
    assert len(ai.other.asked) == 3
    ai.model.says.append(ModelFailed(ModelFailure.RATE_LIMITED))
    ai.other.says.append(ModelFailed(ModelFailure.KEY_REFUSED))
    assert (await asked(ai)).error == "rate_limited"


async def test_the_same_key_asks_again_and_is_one_call(ai: AiHouse) -> None:
    for _ in range(2):
        ai.model.tell(SURE)
        assert (await asked(ai, key="same")).value
    (call,) = await ai.calls()
    assert call.usage == Usage(read=20, written=10)


async def test_nothing_is_asked_when_the_budget_is_spent(ai: AiHouse) -> None:
    await ai.connect(budget=Decimal("0.5"))
    ai.model.tell(SURE, usage=Usage(read=0, written=4_500))
    assert (await asked(ai)).value
    assert (await asked(ai)).error == "budget"
    assert len(ai.model.asked) == 1
    assert (await ai.use()).spent == Decimal("0.45")


async def test_a_hundred_at_once_do_not_overspend(ai: AiHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    await ai.connect(budget=Decimal(1))

    class Slow:
        name = "memory"

        async def complete(self, request: Any) -> ModelReply:
            await asyncio.sleep(0)
            worst = Usage(read=100, written=request.most_tokens)
            return ModelReply(text='{"text": "a", "confidence": 1, "citations": []}', model="m", usage=worst)

    monkeypatch.setattr(ai.model, "chat", lambda _: Slow())
    told = await asyncio.gather(*(asked(ai, key=f"k{n}") for n in range(100)))
    assert {outcome.error for outcome in told} == {None, "budget"}
    assert (await ai.use()).spent <= 1


async def test_people_are_told_at_shares_of_the_budget(ai: AiHouse) -> None:
    house = ai.house
    await ai.company.agent("Rui")
    boss = await ai.company.agent("Ana", role=Role.ADMIN)
    await ai.connect(budget=Decimal(1))
    for _ in range(3):
        ai.model.tell(SURE, usage=Usage(written=4_000))
        await asked(ai)
    await ai.connect(budget=Decimal("0.9"))
    told = [event for event in house.store.events if isinstance(event, AiBudgetReached)]
    assert [(event.percent, event.currency) for event in told] == [(80, "USD")]
    await house.settle()
    heard = [(n.user_id, n.kind, n.detail) for n in ai.company.rows.notifications.values()]
    assert heard == [(boss.id, NotificationKind.AI_BUDGET_ALERT, "80")]


async def test_a_request_is_bounded_by_what_it_may_cost(ai: AiHouse) -> None:
    ai.model.tell(SURE)
    assert (await asked(ai, replace(ASK, most_cost=0.02))).value
    assert ai.model.asked[0].most_tokens < 200
    assert (await asked(ai, replace(ASK, most_cost=0.001))).error == "budget"
    assert len(ai.model.asked) == 1


# Agents ------------------------------------------------------------------------------------------------------------------------

AGENT = Task(
    kind=TaskKind.AGENT,
    text="quais planos vocês têm? meu CPF é 529.982.247-25",
    tools=("identify", "list_plans", "trust_unlock", "transfer"),
    tags=("interessado",),
    most_turns=4,
)
ALLOWED = ("identify", "list_plans", "tag", "transfer")


def give(**more: Any) -> ToolCall:
    return ToolCall(id="g", name="give_answer", arguments={**SURE, **more})


@pytest.fixture
async def contact(ai: AiHouse) -> ContactId:
    await ai.connect(tools=ALLOWED)
    ai.house.erp.answers = {
        Capability.LIST_PLANS: Outcome(value=[{"name": "FIBRA 500", "external_id": "7"}]),
        Capability.IDENTIFY: Outcome(value={"name": "MARIA", "document": "52998224725"}),
        Capability.TRUST_UNLOCK: Outcome(value={"granted": True}),
    }
    return await ai.contact()


async def test_an_agent_uses_tools_and_answers(ai: AiHouse, contact: ContactId) -> None:
    ai.model.call(ToolCall(id="1", name="identify", arguments={"document": "[CPF_1]"}))
    ai.model.call(ToolCall(id="2", name="list_plans"), ToolCall(id="3", name="tag", arguments={"tag": "interessado"}))
    ai.model.call(give(text="Temos o FIBRA 500, [CPF_1]."))
    told = await asked(ai, AGENT, contact=contact)
    assert told.value["text"] == "Temos o FIBRA 500, 529.982.247-25."
    assert told.value["tags"] == ["interessado"]
    assert [(c, a) for c, a, _ in ai.house.erp.asked] == [
        (Capability.IDENTIFY, {"document": "529.982.247-25"}),
        (Capability.LIST_PLANS, {}),
    ]
    assert len({key for *_, key in ai.house.erp.asked}) == 2
    sent = left(ai.model)
    assert "FIBRA 500" in sent
    assert "52998224725" not in sent


async def test_only_what_task_and_settings_allow_is_offered(ai: AiHouse, contact: ContactId) -> None:
    ai.model.call(give())
    await asked(ai, AGENT, contact=contact)
    assert {tool.name for tool in ai.model.asked[-1].tools} == {
        "identify",
        "list_plans",
        "tag",
        "transfer",
        "give_answer",
    }
    ai.model.call(give())
    await asked(ai, AGENT)
    assert {tool.name for tool in ai.model.asked[-1].tools} == {"tag", "transfer", "give_answer"}
    await ai.connect(tools=())
    ai.model.call(give())
    await asked(ai, AGENT, contact=contact)
    assert {tool.name for tool in ai.model.asked[-1].tools} == {"give_answer"}


async def test_a_tool_that_was_not_offered_is_refused_once_and_then_no_more(ai: AiHouse, contact: ContactId) -> None:
    wrong = ToolCall(id="1", name="trust_unlock", arguments={"contract_id": "1"})
    ai.model.call(wrong)
    ai.model.call(give())
    assert (await asked(ai, AGENT, contact=contact)).value
    assert ai.house.erp.asked == []
    ai.model.call(wrong)
    ai.model.call(ToolCall(id="2", name="identify", arguments={"cpf": "1"}))
    assert (await asked(ai, AGENT, contact=contact)).error == "unexpected_response"
    assert ai.house.erp.asked == []


async def test_who_wants_a_person_gets_one(ai: AiHouse, contact: ContactId) -> None:
    ai.model.call(ToolCall(id="1", name="transfer", arguments={"reason": "pediu"}))
    assert (await asked(ai, AGENT, contact=contact)).error == "unsure"


async def test_an_agent_that_never_ends_is_ended(ai: AiHouse, contact: ContactId) -> None:
    for _ in range(10):
        ai.model.call(ToolCall(id="1", name="list_plans"))
    assert (await asked(ai, AGENT, contact=contact)).error == "unsure"
    assert len(ai.model.asked) == AGENT.most_turns + 1


async def test_an_agent_has_to_end_by_its_answer(ai: AiHouse, contact: ContactId) -> None:
    ai.model.tell("Olá!")
    ai.model.call(give())
    assert (await asked(ai, AGENT, contact=contact)).value
    ai.model.tell("Olá!")
    ai.model.tell("Olá!")
    assert (await asked(ai, AGENT, contact=contact)).error == "unexpected_response"


async def test_an_agent_keeps_to_what_it_may_cost(ai: AiHouse, contact: ContactId) -> None:
    for _ in range(5):
        ai.model.call(ToolCall(id="1", name="list_plans"))
    ai.model.says = [
        replace(said, usage=Usage(read=1_000, written=20)) for said in ai.model.says if isinstance(said, ModelReply)
    ]
    assert (await asked(ai, replace(AGENT, most_cost=0.05), contact=contact)).error == "budget"
    assert 1 < len(ai.model.asked) < 5
    assert (await ai.use()).spent <= Decimal("0.05")


# Injections --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", INJECTIONS)
async def test_what_customers_write_is_data(ai: AiHouse, contact: ContactId, text: str) -> None:
    """The system's turn is the same whoever writes what; whatever the model falls for, nothing is done that is not allowed."""
    systems = set()
    for words in ("bom dia", text):
        ai.house.chance.__init__()  # type: ignore[misc]
        ai.model.tell(SURE)
        await asked(ai, replace(ASK, text=words, context={"name": words}, instructions="Seja gentil."))
        systems.add(ai.model.asked[-1].system)
        turn = ai.model.asked[-1].turns[-1].text
        assert turn.count("<data-") == turn.count("</data-") == 3
    assert len(systems) == 1
    ai.house.erp.asked.clear()
    for name in ("trust_unlock", "change_plan", "delete_everything"):
        ai.model.says.clear()
        ai.model.call(ToolCall(id="1", name=name, arguments={"contract_id": "1", "plan_id": "2"}))
        ai.model.call(ToolCall(id="2", name=name, arguments={}))
        assert (await asked(ai, replace(AGENT, text=text), contact=contact)).error == "unexpected_response"
    assert ai.house.erp.asked == []


def test_there_are_enough_of_them() -> None:
    assert len(set(INJECTIONS)) == len(INJECTIONS) >= 30
    assert DRAFT.masking
