"""A provider of language models in memory: it says what it is told to say, or something simple."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from pytake_domain.ai import (
    AiProviderUnknown,
    ModelAccess,
    ModelFailed,
    ModelFailure,
    ModelReply,
    ModelRequest,
    Passage,
    Speaker,
    Stopped,
    ToolCall,
    Usage,
    Vectors,
    fits,
)
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import TenantId

KEY = "memory-model-key"
LONGEST = 400_000
_FAILS = {
    "rate_limited": (ModelFailure.RATE_LIMITED, {"retry_after": 7.0}),
    "slow": (ModelFailure.UNAVAILABLE, {"timed_out": True}),
    "half": (ModelFailure.UNEXPECTED_RESPONSE, {}),
    "html": (ModelFailure.UNEXPECTED_RESPONSE, {}),
    "empty": (ModelFailure.UNEXPECTED_RESPONSE, {}),
    "unauthorized": (ModelFailure.KEY_REFUSED, {}),
    "down": (ModelFailure.UNAVAILABLE, {}),
    "overloaded": (ModelFailure.UNAVAILABLE, {}),
}


class MemoryModel:
    """See ChatModel and Embedder. `says` are its next replies or failures; without any it answers by the shape that is asked for.
    `trouble` is a word of the twin's.
    """

    def __init__(self, name: str = "memory") -> None:
        self.name = name
        self.says: list[ModelReply | ModelFailed] = []
        self.asked: list[ModelRequest] = []
        self.accesses: list[ModelAccess] = []
        self.trouble = "none"

    def address(self, given: str) -> str:
        """See AiProvider."""
        if not given.startswith(("http://", "https://")):
            raise Invalid(Problem(field="base_url", code="not_a_link"))
        return given.rstrip("/")

    def chat(self, access: ModelAccess) -> "MemoryModel":
        """See AiProvider."""
        self.accesses.append(access)
        return self

    def embedder(self, access: ModelAccess) -> "MemoryModel":
        """See AiProvider."""
        del access
        return self

    def tell(self, value: object, *, usage: Usage | None = None) -> None:
        """The next reply is this text, or this value as JSON."""
        text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
        self.says.append(ModelReply(text=text, model="memory-1", usage=usage or Usage(read=10, written=5)))

    def call(self, *calls: ToolCall) -> None:
        """The next reply calls these tools."""
        self.says.append(
            ModelReply(text="", model="memory-1", stopped=Stopped.TOOLS, calls=calls, usage=Usage(read=10, written=5))
        )

    async def complete(self, request: ModelRequest) -> ModelReply:
        """See the port."""
        self.asked.append(request)
        self._may_fail(request)
        if self.says:
            said = self.says.pop(0)
            if isinstance(said, ModelFailed):
                raise said
            return said
        return self._simple(request)

    async def embed(self, model: str, texts: Sequence[str]) -> Vectors:
        """See the port: by the letters of a text."""
        self._may_fail(None)
        letters = "abcdefghijklmnopqrstuvwxyz"
        vectors = tuple(tuple(float(text.lower().count(c)) for c in letters) for text in texts)
        return Vectors(model=model, vectors=vectors, usage=Usage(read=sum(len(t) for t in texts)))

    def _may_fail(self, request: ModelRequest | None) -> None:
        if self.trouble in _FAILS:
            kind, more = _FAILS[self.trouble]
            raise ModelFailed(kind, self.trouble, **more)  # type: ignore[arg-type]
        if request is None:
            return
        if request.model == "unknown":
            raise ModelFailed(ModelFailure.REFUSED, "no such model")
        if sum(len(turn.text) for turn in request.turns) > LONGEST:
            raise ModelFailed(ModelFailure.TOO_LONG)
        if self.trouble == "nonsense" and request.schema is not None:
            raise ModelFailed(ModelFailure.UNEXPECTED_RESPONSE, "another shape", usage=Usage(read=1, written=1))

    def _simple(self, request: ModelRequest) -> ModelReply:
        usage = Usage(read=10, written=5)
        if self.trouble == "refusal":
            return ModelReply(text="", model=request.model, stopped=Stopped.REFUSED, usage=usage)
        if self.trouble == "wrong_tool":
            call = ToolCall(id="1", name="delete_everything", arguments={"sure": True})
            return ModelReply(text="", model=request.model, stopped=Stopped.TOOLS, calls=(call,), usage=usage)
        if request.schema is not None:
            value = msgspec.json.encode(_value(request.schema)).decode()
            return ModelReply(text=value, model=request.model, usage=usage)
        last = request.turns[-1]
        if request.tools and last.speaker is not Speaker.TOOL:
            tool = request.tools[0]
            call = ToolCall(id="1", name=tool.name, arguments=_value(tool.parameters))
            return ModelReply(text="", model=request.model, stopped=Stopped.TOOLS, calls=(call,), usage=usage)
        return ModelReply(text=f"Entendi: {last.text[:100]}", model=request.model, usage=usage)


class MemoryAiProviders:
    """See AiDirectory: two of them, `memory` and `other`."""

    def __init__(self) -> None:
        self.memory, self.other = MemoryModel("memory"), MemoryModel("other")

    def names(self) -> Sequence[str]:
        """See the port."""
        return ["memory", "other"]

    def of(self, name: str) -> MemoryModel:
        """See the port."""
        if name not in self.names():
            raise AiProviderUnknown
        return self.memory if name == "memory" else self.other


class MemoryPassages:
    """See Passages: those that share a word with the question, the most first."""

    def __init__(self) -> None:
        self.known: list[Passage] = []

    async def search(
        self,
        tenant_id: TenantId,
        question: str,
        *,
        limit: int = 6,
        trial: bool = False,  # noqa: ARG002  nothing is held here
    ) -> Sequence[Passage]:
        """See the port."""
        del tenant_id
        asked = _words(question)
        shared = [(len(asked & _words(p.text)), p) for p in self.known]
        return [p for n, p in sorted(shared, key=lambda each: -each[0]) if n][:limit]


def _words(text: str) -> set[str]:
    """Those that say something."""
    return set(re.findall(r"\w{4,}", text.lower()))


def _value(schema: Mapping[str, Any]) -> Any:
    """The simplest that fits."""
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    named = kind if isinstance(kind, str) else (kind or ["string"])[0]
    if named == "object":
        value = {name: _value(each) for name, each in schema.get("properties", {}).items()}
        assert fits(value, schema)
        return value
    simple: dict[str, Any] = {
        "array": [],
        "string": "Certo.",
        "boolean": True,
        "number": 1.0,
        "integer": 1,
        "null": None,
    }
    return simple[named]
