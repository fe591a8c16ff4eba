"""Requests and answers of Anthropic's protocol; pure.

POST /v1/messages with `anthropic-version: 2023-06-01`, as https://docs.anthropic.com/en/api/messages describes it. A shape is
asked for by a tool that has to be called.
"""

from collections.abc import Iterable, Mapping
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
)

SHAPE = "give_answer"
"""The tool whose arguments are the answer."""
_ROLES = {Speaker.USER: "user", Speaker.MODEL: "assistant", Speaker.TOOL: "user"}
_STOPPED = {
    "end_turn": Stopped.DONE,
    "stop_sequence": Stopped.DONE,
    "max_tokens": Stopped.LENGTH,
    "model_context_window_exceeded": Stopped.LENGTH,
    "tool_use": Stopped.TOOLS,
    "refusal": Stopped.REFUSED,
}


class Dialect(msgspec.Struct, frozen=True, kw_only=True):
    """What one model takes, as far as it has said: those that always think take no temperature and no forced tool."""

    temperature: bool = True
    forced: bool = True

    def without(self, words: str) -> "Dialect | None":
        """What to try after this refusal; None when it was for another reason."""
        if self.temperature and "temperature" in words:
            return msgspec.structs.replace(self, temperature=False)
        if self.forced and "tool_choice" in words:
            return msgspec.structs.replace(self, forced=False)
        return None


def body_of(request: ModelRequest, dialect: Dialect) -> dict[str, Any]:
    """A request of /v1/messages."""
    body: dict[str, Any] = {
        "model": request.model,
        "max_tokens": request.most_tokens,
        "system": request.system,
        "messages": _messages(request.turns),
    }
    if dialect.temperature:
        body["temperature"] = request.temperature
    tools = [{"name": t.name, "description": t.description, "input_schema": t.parameters} for t in request.tools]
    if request.schema is not None:
        tools.append({"name": SHAPE, "description": "Gives the answer.", "input_schema": request.schema})
        if dialect.forced:
            body["tool_choice"] = {"type": "any"} if request.tools else {"type": "tool", "name": SHAPE}
        else:
            body["system"] += f"\n\nGive the answer by calling the tool `{SHAPE}`."
    if tools:
        body["tools"] = tools
    return body


def _messages(turns: Iterable[Turn]) -> list[dict[str, Any]]:
    """Turns of one role that follow each other are one message: answers of tools must come together."""
    found: list[dict[str, Any]] = []
    for turn in turns:
        role = _ROLES[turn.speaker]
        if not found or found[-1]["role"] != role:
            found.append({"role": role, "content": []})
        found[-1]["content"] += _blocks(turn)
    return found


def _blocks(turn: Turn) -> list[dict[str, Any]]:
    if turn.speaker is Speaker.TOOL:
        return [{"type": "tool_result", "tool_use_id": turn.call_id or "", "content": turn.text}]
    said = [{"type": "text", "text": turn.text}] if turn.text.strip() else []
    return said + [{"type": "tool_use", "id": c.id, "name": c.name, "input": c.arguments} for c in turn.calls]


def reply_of(answer: dict[str, Any], request: ModelRequest) -> ModelReply:
    """What came back. Raises ModelFailed."""
    given = answer.get("usage")
    counts: Mapping[str, Any] = given if isinstance(given, dict) else {}
    cached = counted(counts.get("cache_read_input_tokens")) + counted(counts.get("cache_creation_input_tokens"))
    usage = Usage(read=counted(counts.get("input_tokens")) + cached, written=counted(counts.get("output_tokens")))
    content = answer.get("content")
    if not isinstance(content, list):
        raise ModelFailed(ModelFailure.UNEXPECTED_RESPONSE, "no content", usage=usage)
    blocks = [block for block in content if isinstance(block, dict)]
    text = "".join(b["text"] for b in blocks if b.get("type") == "text" and isinstance(b.get("text"), str))
    calls = tuple(_call(b, usage) for b in blocks if b.get("type") == "tool_use")
    stopped = _STOPPED.get(str(answer.get("stop_reason")), Stopped.DONE)
    if request.schema is not None and stopped is not Stopped.REFUSED:
        text, calls, stopped = _shaped(text, calls, stopped, request.schema, usage)
    elif calls and stopped is not Stopped.LENGTH:
        stopped = Stopped.TOOLS
    if not text.strip() and not calls and stopped is not Stopped.REFUSED:
        raise ModelFailed(ModelFailure.UNEXPECTED_RESPONSE, "nothing said", usage=usage)
    model = answer.get("model")
    return ModelReply(
        text=text,
        model=model if isinstance(model, str) and model else request.model,
        stopped=stopped,
        calls=calls,
        usage=usage,
    )


def _shaped(
    text: str, calls: tuple[ToolCall, ...], stopped: Stopped, schema: Mapping[str, Any], usage: Usage
) -> tuple[str, tuple[ToolCall, ...], Stopped]:
    given = next((call for call in calls if call.name == SHAPE), None)
    if given is not None:
        return shaped(msgspec.json.encode(given.arguments).decode(), schema, usage), (), Stopped.DONE
    if calls or stopped is Stopped.LENGTH:
        return text, calls, Stopped.TOOLS if calls else stopped
    return shaped(text, schema, usage), (), Stopped.DONE


def _call(block: Mapping[str, Any], usage: Usage) -> ToolCall:
    name, arguments = block.get("name"), block.get("input")
    if not isinstance(name, str) or not isinstance(arguments, dict):
        raise ModelFailed(ModelFailure.UNEXPECTED_RESPONSE, "tool_use", usage=usage)
    return ToolCall(id=str(block.get("id") or name), name=name, arguments=arguments)
