"""Models below /models/openai/v1 and /models/anthropic, their trouble, and what they were asked below /twin/models."""

import asyncio
from collections.abc import Mapping
from types import ModuleType
from typing import Annotated, Any

import msgspec

from pytake_app.twin.http import Answer, Request, json
from pytake_app.twin.models import anthropic, openai
from pytake_app.twin.models.brain import Thought, think

KEY = "twin-model-key-2026"
"""The one that it takes."""
PROTOCOLS = ("openai", "anthropic")
MODELS = "twin-"
"""How the names of its models begin."""
HTML = b"<!DOCTYPE html><html><body><h1>Bad gateway</h1></body></html>"
MOST_KEPT = 500
MOST_CHARACTERS = 400_000
"""What its window holds."""
STREAM = b"text/event-stream; charset=utf-8"


class ModelTrouble(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a protocol's server misbehaves until it is told otherwise.

    `slow`: seconds before each answer. `times`: for so many requests only. `kind`: `half` breaks the JSON off in its middle,
    `html` answers a page with 200, `nonsense` says something else than was asked for, `wrong_tool` calls a tool that nobody
    offered, `empty` says nothing, `refusal` declines, `unauthorized` 401, `rate_limited` 429 with `retry_after`, `down` 500,
    `overloaded` 529, `no_schema` knows no JSON Schema, `no_format` no response_format at all, `no_temperature` takes none,
    `no_forcing` lets no tool be forced on it.
    """

    kind: str = "none"
    slow: Annotated[float, msgspec.Meta(ge=0, le=120)] = 0.0
    retry_after: int = 7
    times: Annotated[int, msgspec.Meta(ge=1)] | None = None


class ModelTwin:
    """See the module. `asked` are the bodies it was sent, the newest last."""

    def __init__(self) -> None:
        self.trouble: dict[str, ModelTrouble] = {}
        self.asked: list[dict[str, Any]] = []
        self._count = 0

    def forget(self) -> None:
        """As at first."""
        self.trouble.clear()
        self.asked.clear()

    async def answer(self, request: Request) -> Answer:
        """What a protocol's server says."""
        protocol, *path = request.steps[1:]
        if protocol not in PROTOCOLS or request.method != "POST":
            return json({"error": "not_found"}, status=404)
        speech = openai if protocol == "openai" else anthropic
        if not _knows(protocol, request):
            return json(_refusal(speech, "invalid_api_key", "authentication_error", "Incorrect key"), status=401)
        try:
            body = msgspec.json.decode(request.body, type=dict[str, Any])
            self.asked = [*self.asked[1 - MOST_KEPT :], {"protocol": protocol, "path": "/".join(path), **body}]
            return await self._answered(protocol, speech, path, body)
        except (msgspec.MsgspecError, KeyError, TypeError, AttributeError, IndexError) as error:
            words = f"{type(error).__name__}: {error}"
            return json(_refusal(speech, "invalid_request", "invalid_request_error", words), status=400)

    async def _answered(self, protocol: str, speech: ModuleType, path: list[str], body: dict[str, Any]) -> Answer:
        trouble = self._trouble(protocol)
        if trouble.slow:
            await asyncio.sleep(trouble.slow)
        if (troubled := _status(trouble, speech, body)) is not None:
            return troubled
        if not str(body["model"]).startswith(MODELS):
            return json(_refusal(speech, "model_not_found", "not_found_error", "The model does not exist"), status=404)
        if protocol == "openai" and path[-1:] == ["embeddings"]:
            return _whole(openai.embeddings_of(body), trouble)
        if path[-1:] != [{"openai": "completions", "anthropic": "messages"}[protocol]]:
            raise KeyError("/".join(path))
        heard = speech.heard_of(body)
        if len(heard.user) > MOST_CHARACTERS:
            return json(
                _refusal(speech, "context_length_exceeded", "invalid_request_error", "prompt is too long"), status=400
            )
        self._count += 1
        thought = _spoilt(think(heard), trouble)
        answer = speech.answer_of(body, thought, number=self._count, refused=trouble.kind == "refusal")
        if body.get("stream"):
            return Answer(b"".join(speech.pieces_of(answer)), content_type=STREAM)
        return _whole(answer, trouble)

    def _trouble(self, protocol: str) -> ModelTrouble:
        trouble = self.trouble.get(protocol)
        if trouble is None:
            return ModelTrouble()
        if trouble.times is not None:
            left = trouble.times - 1
            if left:
                self.trouble[protocol] = msgspec.structs.replace(trouble, times=left)
            else:
                del self.trouble[protocol]
        return trouble

    def admin(self, request: Request) -> Answer:
        """`/twin/models/<protocol>/trouble`, and `/twin/models/requests`."""
        try:
            match request.method, request.steps[2:]:
                case "POST", [protocol, "trouble"] if protocol in PROTOCOLS:
                    self.trouble[protocol] = msgspec.json.decode(request.body, type=ModelTrouble)
                case "DELETE", [protocol, "trouble"] if protocol in PROTOCOLS:
                    self.trouble.pop(protocol, None)
                case "GET", ["requests"]:
                    return json({"requests": self.asked})
                case "DELETE", ["requests"]:
                    self.asked.clear()
                case _:
                    return json({"error": "not_found"}, status=404)
        except msgspec.MsgspecError as error:
            return json({"error": str(error)}, status=400)
        return json({"trouble": self.trouble})


def _knows(protocol: str, request: Request) -> bool:
    given = request.header(b"x-api-key") if protocol == "anthropic" else request.header(b"authorization")
    return given == (KEY if protocol == "anthropic" else f"Bearer {KEY}").encode()


def _refusal(speech: ModuleType, code: str, kind: str, words: str, *, param: str | None = None) -> Mapping[str, Any]:
    refused: Mapping[str, Any] = (
        openai.error(code, words, param=param) if speech is openai else anthropic.error(kind, words)
    )
    return refused


def _status(trouble: ModelTrouble, speech: ModuleType, body: Mapping[str, Any]) -> Answer | None:  # noqa: PLR0911  one case a kind
    """Trouble that is told by a status or by a page, without a thought."""
    form = (body.get("response_format") or {}).get("type")
    match trouble.kind:
        case "html":
            return Answer(HTML, content_type=b"text/html; charset=utf-8")
        case "unauthorized":
            return json(
                _refusal(speech, "invalid_api_key", "authentication_error", f"Incorrect key: {KEY}"), status=401
            )
        case "rate_limited":
            answer = json(_refusal(speech, "rate_limit_exceeded", "rate_limit_error", "Slow down"), status=429)
            answer.headers.append((b"retry-after", b"%d" % trouble.retry_after))
            return answer
        case "down":
            return json(_refusal(speech, "server_error", "api_error", "Something broke"), status=500)
        case "overloaded":
            return json(_refusal(speech, "overloaded", "overloaded_error", "Overloaded"), status=529)
        case "no_schema" | "no_format" if form == "json_schema" or (form and trouble.kind == "no_format"):
            words = f"response_format type {form} is not supported"
            return json(
                _refusal(speech, "unsupported", "invalid_request_error", words, param="response_format"), status=400
            )
        case "no_temperature" if "temperature" in body:
            words = "temperature is not supported with this model"
            return json(
                _refusal(speech, "unsupported", "invalid_request_error", words, param="temperature"), status=400
            )
        case "no_forcing" if body.get("tool_choice"):
            words = "Thinking may not be enabled when tool_choice forces tool use."
            return json(_refusal(speech, "unsupported", "invalid_request_error", words), status=400)
    return None


def _spoilt(thought: Thought, trouble: ModelTrouble) -> Thought:
    match trouble.kind:
        case "nonsense":
            return Thought(text="Claro! Aqui está: {not JSON", value={"unexpected": True} if thought.value else None)
        case "wrong_tool":
            return Thought(call=("delete_everything", {"sure": True}))
        case "empty":
            return Thought(text="")
    return thought


def _whole(answer: Mapping[str, Any], trouble: ModelTrouble) -> Answer:
    made = json(answer)
    if trouble.kind == "half":
        return Answer(made.body[: len(made.body) // 2])
    return made
