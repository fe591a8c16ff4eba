"""Requests and answers of OpenAI's protocol; pure.

POST /chat/completions (messages, tools, response_format) and POST /embeddings, as
https://platform.openai.com/docs/api-reference describes them.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from pytake_adapters.net.model_server import counted, shaped
from pytake_domain.ai import (
    ModelFailed,
    ModelFailure,
    ModelReply,
    ModelRequest,
    Speaker,
    Stopped,
    ToolCall,
    Turn,
    Usage,
    Vectors,
)

SHAPES = ("json_schema", "json_object", "words")
"""How a shape is asked for, the strictest first: many servers know only the second, some neither."""
_STOPPED = {
    "stop": Stopped.DONE,
    "length": Stopped.LENGTH,
    "tool_calls": Stopped.TOOLS,
    "function_call": Stopped.TOOLS,
    "content_filter": Stopped.REFUSED,
}


class Dialect(msgspec.Struct, frozen=True, kw_only=True):
    """What one model of one server takes, as far as it has said: how shapes are asked, how the answer is bounded, and whether a
    temperature may be named.
    """

    shape: int = 0
    bound: str = "max_tokens"
    temperature: bool = True

    def without(self, body: Mapping[str, Any], code: str, words: str) -> "Dialect | None":
        """What to try after the server refused this; None when it was for another reason."""
        about = f"{code} {words}".lower()
        if "response_format" in body and ("response_format" in about or "json_schema" in about):
            return msgspec.structs.replace(self, shape=min(self.shape + 1, len(SHAPES) - 1))
        if self.temperature and "temperature" in about:
            return msgspec.structs.replace(self, temperature=False)
        if self.bound in about:
            other = "max_completion_tokens" if self.bound == "max_tokens" else "max_tokens"
            return msgspec.structs.replace(self, bound=other)
        return None


def body_of(request: ModelRequest, dialect: Dialect) -> dict[str, Any]:
    """A request of /chat/completions."""
    how = SHAPES[dialect.shape] if request.schema is not None else ""
    system = request.system
    if how in ("json_object", "words"):
        system += "\n\nAnswer with one JSON object of this JSON Schema and nothing else:\n"
        system += msgspec.json.encode(request.schema).decode()
    body: dict[str, Any] = {
        "model": request.model,
        "messages": [{"role": "system", "content": system}, *(_message(turn) for turn in request.turns)],
        dialect.bound: request.most_tokens,
    }
    if dialect.temperature:
        body["temperature"] = request.temperature
    if request.tools:
        body["tools"] = [
            {
                "type": "function",
                "function": {"name": t.name, "description": t.description, "parameters": t.parameters},
            }
            for t in request.tools
        ]
    if how == "json_schema":
        body["response_format"] = {"type": how, "json_schema": {"name": "answer", "schema": request.schema}}
    elif how == "json_object":
        body["response_format"] = {"type": how}
    return body


def _message(turn: Turn) -> dict[str, Any]:
    if turn.speaker is Speaker.TOOL:
        return {"role": "tool", "tool_call_id": turn.call_id or "", "content": turn.text}
    if turn.speaker is Speaker.USER:
        return {"role": "user", "content": turn.text}
    message: dict[str, Any] = {"role": "assistant", "content": turn.text or None}
    if turn.calls:
        message["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": msgspec.json.encode(call.arguments).decode()},
            }
            for call in turn.calls
        ]
    return message


def reply_of(answer: dict[str, Any], request: ModelRequest) -> ModelReply:
    """What came back. Raises ModelFailed."""
    usage = _usage(answer)
    choices = answer.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    message = first.get("message") if isinstance(first, dict) else None
    if not isinstance(first, dict) or not isinstance(message, dict):
        raise ModelFailed(ModelFailure.UNEXPECTED_RESPONSE, "no message", usage=usage)
    text = message.get("content") or ""
    calls = tuple(_calls(message.get("tool_calls"), usage))
    stopped = Stopped.TOOLS if calls else _STOPPED.get(str(first.get("finish_reason")), Stopped.DONE)
    if message.get("refusal"):
        stopped = Stopped.REFUSED
    if not isinstance(text, str) or (not text.strip() and not calls and stopped is not Stopped.REFUSED):
        raise ModelFailed(ModelFailure.UNEXPECTED_RESPONSE, "nothing said", usage=usage)
    if request.schema is not None and stopped is Stopped.DONE:
        text = shaped(text, request.schema, usage)
    model = answer.get("model")
    return ModelReply(
        text=text,
        model=model if isinstance(model, str) and model else request.model,
        stopped=stopped,
        calls=calls,
        usage=usage,
    )


def _calls(given: object, usage: Usage) -> Iterator[ToolCall]:
    for place, each in enumerate(given if isinstance(given, list) else ()):
        function = each.get("function") if isinstance(each, dict) else None
        name = function.get("name") if isinstance(function, dict) else None
        if not isinstance(function, dict) or not isinstance(name, str):
            raise ModelFailed(ModelFailure.UNEXPECTED_RESPONSE, "no function", usage=usage)
        try:
            arguments = msgspec.json.decode(function.get("arguments") or "{}", type=dict[str, Any])
        except (msgspec.MsgspecError, TypeError, RecursionError):
            raise ModelFailed(ModelFailure.UNEXPECTED_RESPONSE, "arguments", usage=usage) from None
        yield ToolCall(id=str(each.get("id") or f"call_{place}"), name=name, arguments=arguments)


def _usage(answer: Mapping[str, Any]) -> Usage:
    given = answer.get("usage")
    found = given if isinstance(given, dict) else {}
    return Usage(read=counted(found.get("prompt_tokens")), written=counted(found.get("completion_tokens")))


def vectors_of(answer: dict[str, Any], model: str, texts: Sequence[str]) -> Vectors:
    """Of one request, in the order of the texts. Raises ModelFailed."""
    usage, data = _usage(answer), answer.get("data")
    found: dict[int, tuple[float, ...]] = {}
    for place, each in enumerate(data if isinstance(data, list) else ()):
        vector = each.get("embedding") if isinstance(each, dict) else None
        index = each.get("index", place) if isinstance(each, dict) else None
        if isinstance(vector, list) and isinstance(index, int) and all(type(n) in (int, float) for n in vector):
            found[index] = tuple(float(n) for n in vector)
    if set(found) != set(range(len(texts))) or len({len(v) for v in found.values()}) != 1 or not found[0]:
        raise ModelFailed(ModelFailure.UNEXPECTED_RESPONSE, "embeddings", usage=usage)
    return Vectors(model=model, vectors=tuple(found[n] for n in range(len(texts))), usage=usage)
