"""Anthropic's protocol: /v1/messages, also in pieces by server-sent events."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from pytake_app.twin.models.brain import Heard, Thought
from pytake_app.twin.models.openai import tokens_in

JSON = dict[str, Any]


def heard_of(body: Mapping[str, Any]) -> Heard:
    """A request of /v1/messages. Raises KeyError and TypeError for what is none."""
    messages = body["messages"]
    spoken = [n for n, m in enumerate(messages) if m["role"] == "user" and _texts(m)]
    last = spoken[-1] if spoken else -1
    asked = "`give_answer`" in str(body.get("system", "")) and len(body.get("tools") or ()) == 1
    forced = (body.get("tool_choice") or {}).get("name") or ("give_answer" if asked else None)
    tools = [
        {"name": t["name"], "description": t.get("description", ""), "parameters": t["input_schema"]}
        for t in body.get("tools") or ()
    ]
    later = [block for m in messages[last + 1 :] if not isinstance(m["content"], str) for block in m["content"]]
    return Heard(
        system=str(body.get("system", "")),
        user="\n".join(_texts(messages[last])) if last >= 0 else "",
        schema=next((t["parameters"] for t in tools if t["name"] == forced), None),
        tools=[] if forced else tools,
        results=[str(b["content"]) for b in later if b["type"] == "tool_result"],
        called=[b["name"] for b in later if b["type"] == "tool_use"],
    )


def _texts(message: Mapping[str, Any]) -> list[str]:
    content = message["content"]
    if isinstance(content, str):
        return [content]
    return [block["text"] for block in content if block["type"] == "text"]


def answer_of(body: Mapping[str, Any], thought: Thought, *, number: int, refused: bool = False) -> JSON:
    """As it stands in the whole answer."""
    tools: Sequence[JSON] = body.get("tools") or []
    forced = (body.get("tool_choice") or {}).get("name") or (tools[0]["name"] if len(tools) == 1 else None)
    content: list[JSON] = []
    call = (forced, thought.value) if forced and thought.value is not None else thought.call
    if refused:
        pass
    elif call:
        content.append({"type": "tool_use", "id": f"toolu_{number}", "name": call[0], "input": call[1]})
    else:
        text = thought.text if thought.value is None else msgspec.json.encode(thought.value).decode()
        content.append({"type": "text", "text": text})
    read = tokens_in(str(body.get("system", ""))) + tokens_in(msgspec.json.encode(body["messages"]).decode())
    return {
        "id": f"msg_twin_{number}",
        "type": "message",
        "role": "assistant",
        "model": body["model"],
        "content": content,
        "stop_reason": "refusal" if refused else "tool_use" if call else "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": read, "output_tokens": tokens_in(msgspec.json.encode(content).decode())},
    }


def pieces_of(answer: Mapping[str, Any]) -> Iterator[bytes]:
    """The same as server-sent events."""
    blocks: Sequence[JSON] = answer["content"]
    yield _event("message_start", {"message": {**answer, "content": [], "stop_reason": None}})
    for n, block in enumerate(blocks):
        empty = {**block, "text": ""} if block["type"] == "text" else {**block, "input": {}}
        yield _event("content_block_start", {"index": n, "content_block": empty})
        if block["type"] == "text":
            for at in range(0, len(block["text"]), 12):
                part = {"type": "text_delta", "text": block["text"][at : at + 12]}
                yield _event("content_block_delta", {"index": n, "delta": part})
        else:
            whole = msgspec.json.encode(block["input"]).decode()
            yield _event(
                "content_block_delta", {"index": n, "delta": {"type": "input_json_delta", "partial_json": whole}}
            )
        yield _event("content_block_stop", {"index": n})
    yield _event("message_delta", {"delta": {"stop_reason": answer["stop_reason"]}, "usage": answer["usage"]})
    yield _event("message_stop", {})


def error(kind: str, message: str) -> JSON:
    """As it tells what it refuses."""
    return {"type": "error", "error": {"type": kind, "message": message}}


def _event(name: str, data: JSON) -> bytes:
    return f"event: {name}\n".encode() + b"data: " + msgspec.json.encode({"type": name, **data}) + b"\n\n"
