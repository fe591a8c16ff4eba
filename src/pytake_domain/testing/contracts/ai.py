"""What every provider of language models does, whichever protocol it speaks."""

from typing import Any, Protocol

import msgspec
import pytest

from pytake_domain.ai import (
    ChatModel,
    Embedder,
    ModelFailed,
    ModelFailure,
    ModelRequest,
    Speaker,
    Stopped,
    Tool,
    Turn,
    fits,
)

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "label": {"type": "string", "enum": ["fatura", "suporte"]},
        "confidence": {"type": "number"},
    },
    "required": ["label", "confidence"],
    "additionalProperties": False,
}
PLANS = Tool(
    name="list_plans",
    description="Lista os planos à venda.",
    parameters={"type": "object", "properties": {}, "required": []},
)


class ModelHouse(Protocol):
    """A provider with its model, fresh for each test."""

    @property
    def chat(self) -> ChatModel:
        """As the adapter opens it; a request takes two seconds at most."""
        ...

    @property
    def embedder(self) -> Embedder | None:
        """None where the provider has none."""
        ...

    @property
    def model(self) -> str:
        """A model that it has; it has none called `unknown`."""
        ...

    @property
    def secret(self) -> str:
        """The key."""
        ...

    async def trouble(self, kind: str) -> None:
        """The server misbehaves so from now on, by the twin's words: `slow` is longer than two seconds."""
        ...


class ModelContract:
    """Subclass with a fixture `house`."""

    def request(self, house: ModelHouse, text: str = "Minha fatura não chegou.", **more: Any) -> ModelRequest:
        turns = (Turn(speaker=Speaker.USER, text=text),)
        return ModelRequest(**{"model": house.model, "system": "You help customers.", "turns": turns, **more})

    async def failure(self, house: ModelHouse, **more: Any) -> ModelFailed:
        with pytest.raises(ModelFailed) as failed:
            await house.chat.complete(self.request(house, **more))
        return failed.value

    async def test_it_answers_and_counts_what_it_read_and_wrote(self, house: ModelHouse) -> None:
        reply = await house.chat.complete(self.request(house))
        assert reply.text.strip()
        assert reply.stopped is Stopped.DONE
        assert reply.calls == ()
        assert reply.usage.read > 0
        assert reply.usage.written > 0
        assert reply.model

    async def test_a_shape_that_is_asked_for_is_kept(self, house: ModelHouse) -> None:
        reply = await house.chat.complete(self.request(house, schema=SCHEMA))
        assert fits(msgspec.json.decode(reply.text), SCHEMA)
        assert reply.stopped is Stopped.DONE
        assert reply.calls == ()

    async def test_a_tool_is_called_and_its_answer_read(self, house: ModelHouse) -> None:
        asked = self.request(house, "Quais planos vocês têm?", tools=(PLANS,))
        reply = await house.chat.complete(asked)
        (call,) = reply.calls
        assert (call.name, call.arguments, reply.stopped) == ("list_plans", {}, Stopped.TOOLS)
        turns = (
            *asked.turns,
            Turn(speaker=Speaker.MODEL, text=reply.text, calls=reply.calls),
            Turn(speaker=Speaker.TOOL, text='[{"name": "FIBRA 500"}]', call_id=call.id),
        )
        then = await house.chat.complete(msgspec.structs.replace(asked, turns=turns))
        assert then.stopped is Stopped.DONE
        assert then.text.strip()

    async def test_a_tool_that_was_not_offered_is_told_as_it_is(self, house: ModelHouse) -> None:
        await house.trouble("wrong_tool")
        reply = await house.chat.complete(self.request(house, tools=(PLANS,)))
        assert [call.name for call in reply.calls] == ["delete_everything"]

    async def test_who_declines_says_so(self, house: ModelHouse) -> None:
        await house.trouble("refusal")
        assert (await house.chat.complete(self.request(house))).stopped is Stopped.REFUSED
        shaped = await house.chat.complete(self.request(house, schema=SCHEMA))
        assert shaped.stopped is Stopped.REFUSED

    async def test_too_many_requests_say_when_to_come_back(self, house: ModelHouse) -> None:
        await house.trouble("rate_limited")
        failed = await self.failure(house)
        assert (failed.kind, failed.retry_after, failed.retryable) == (ModelFailure.RATE_LIMITED, 7.0, True)

    async def test_who_takes_too_long_is_left(self, house: ModelHouse) -> None:
        await house.trouble("slow")
        failed = await self.failure(house)
        assert (failed.kind, failed.timed_out) == (ModelFailure.UNAVAILABLE, True)

    @pytest.mark.parametrize("kind", ["half", "html", "empty"])
    async def test_what_is_not_understood_is_no_answer(self, house: ModelHouse, kind: str) -> None:
        await house.trouble(kind)
        assert (await self.failure(house)).kind is ModelFailure.UNEXPECTED_RESPONSE

    async def test_another_shape_is_no_answer_but_has_its_price(self, house: ModelHouse) -> None:
        await house.trouble("nonsense")
        failed = await self.failure(house, schema=SCHEMA)
        assert failed.kind is ModelFailure.UNEXPECTED_RESPONSE
        assert failed.usage.read > 0

    @pytest.mark.parametrize("kind", ["down", "overloaded"])
    async def test_a_server_that_is_away_may_be_asked_again(self, house: ModelHouse, kind: str) -> None:
        await house.trouble(kind)
        failed = await self.failure(house)
        assert (failed.kind, failed.retryable, failed.timed_out) == (ModelFailure.UNAVAILABLE, True, False)

    async def test_a_wrong_key_is_told_without_the_key(self, house: ModelHouse) -> None:
        await house.trouble("unauthorized")
        failed = await self.failure(house)
        assert (failed.kind, failed.retryable) == (ModelFailure.KEY_REFUSED, False)
        assert house.secret not in failed.detail

    async def test_what_is_too_long_is_told_as_that(self, house: ModelHouse) -> None:
        assert (await self.failure(house, text="palavra " * 60_000)).kind is ModelFailure.TOO_LONG

    async def test_a_model_that_is_not_there_is_refused(self, house: ModelHouse) -> None:
        assert (await self.failure(house, model="unknown")).kind is ModelFailure.REFUSED

    async def test_texts_have_places_in_their_order(self, house: ModelHouse) -> None:
        if house.embedder is None:
            pytest.skip("it has no embeddings")
        texts = [f"texto número {n}" for n in range(120)]
        found = await house.embedder.embed(house.model, texts)
        assert len(found.vectors) == len(texts)
        assert len({len(vector) for vector in found.vectors}) == 1
        assert found.usage.read > 0
        (last,) = (await house.embedder.embed(house.model, texts[-1:])).vectors
        assert last == found.vectors[-1]
        await house.trouble("down")
        with pytest.raises(ModelFailed):
            await house.embedder.embed(house.model, texts)
