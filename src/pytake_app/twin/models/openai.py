"""OpenAI's protocol: /chat/completions (also in pieces, by server-sent events) and /embeddings."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from pytake_app.twin.models.brain import Heard, Thought
from pytake_app.twin.models.vectors import vector_of

JSON = dict[str, Any]


def heard_of(body: Mapping[str, Any]) -> Heard:
    """A request of /chat/completions. Raises KeyError and TypeError for what is none."""
    messages = body["messages"]
    last = max((n for n, m in enumerate(messages) if m["role"] == "user"), default=-1)
    system = "\n".join(str(m["content"]) for m in messages if m["role"] in ("system", "developer"))
    schema = (body.get("response_format") or {}).get("json_schema", {}).get("schema")
    if schema is None and "JSON Schema" in system:
        schema = _written(system)
    return Heard(
        system=system,
        user=str(messages[last]["content"]) if last >= 0 else "",
        schema=schema,
        tools=[tool["function"] for tool in body.get("tools") or ()],
        results=[str(m["content"]) for m in messages[last + 1 :] if m["role"] == "tool"],
        called=[c["function"]["name"] for m in messages[last + 1 :] for c in m.get("tool_calls") or ()],
    )


def _written(system: str) -> JSON | None:
    try:
        found: JSON = msgspec.json.decode(system.rpartition("\n")[2], type=dict[str, Any])
    except msgspec.MsgspecError:
        return None
    return found


def answer_of(body: Mapping[str, Any], thought: Thought, *, number: int, refused: bool = False) -> JSON:
    """As it stands in the whole answer."""
    text = _text(thought)
    message: JSON = {"role": "assistant", "content": None if thought.call or refused else text}
    if thought.call:
        arguments = msgspec.json.encode(thought.call[1]).decode()
        function = {"name": thought.call[0], "arguments": arguments}
        message["tool_calls"] = [{"id": f"call_{number}", "type": "function", "function": function}]
    if refused:
        message["refusal"] = "I can't help with that."
    return {
        "id": f"chatcmpl-twin-{number}",
        "object": "chat.completion",
        "created": 0,
        "model": body["model"],
        "choices": [
            {"index": 0, "message": message, "finish_reason": "tool_calls" if thought.call else "stop"},
        ],
        "usage": _usage(body, text),
    }


def pieces_of(answer: Mapping[str, Any]) -> Iterator[bytes]:
    """The same as server-sent events."""
    (choice,) = answer["choices"]
    message = choice["message"]
    head = {"id": answer["id"], "object": "chat.completion.chunk", "created": 0, "model": answer["model"]}
    parts: list[JSON] = [{"role": "assistant", "content": ""}]
    text = message.get("content") or ""
    parts += [{"content": text[n : n + 12]} for n in range(0, len(text), 12)]
    if message.get("tool_calls"):
        parts.append({"tool_calls": [{"index": 0, **message["tool_calls"][0]}]})
    for part in parts:
        yield _event({**head, "choices": [{"index": 0, "delta": part, "finish_reason": None}]})
    yield _event({**head, "choices": [{"index": 0, "delta": {}, "finish_reason": choice["finish_reason"]}]})
    yield b"data: [DONE]\n\n"


def embeddings_of(body: Mapping[str, Any]) -> JSON:
    """One a text."""
    given = body["input"]
    texts = [given] if isinstance(given, str) else list(given)
    size = body.get("dimensions") or 256
    tokens = sum(tokens_in(text) for text in texts)
    return {
        "object": "list",
        "model": body["model"],
        "data": [{"object": "embedding", "index": n, "embedding": vector_of(t, size)} for n, t in enumerate(texts)],
        "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
    }


def error(code: str, message: str, *, param: str | None = None) -> JSON:
    """As it tells what it refuses."""
    return {"error": {"message": message, "type": "invalid_request_error", "param": param, "code": code}}


def tokens_in(text: str) -> int:
    """Roughly as tokenisers count."""
    return len(text) // 4 + 1


def _text(thought: Thought) -> str:
    return thought.text if thought.value is None else msgspec.json.encode(thought.value).decode()


def _usage(body: Mapping[str, Any], text: str) -> JSON:
    read = sum(tokens_in(str(m.get("content") or "")) for m in body["messages"])
    written = tokens_in(text)
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}


def _event(data: JSON) -> bytes:
    return b"data: " + msgspec.json.encode(data) + b"\n\n"
