"""Anthropic's models."""

from collections.abc import Mapping

from pytake_adapters.ai_anthropic.errors import failure_of, words_of
from pytake_adapters.ai_anthropic.wire import Dialect, body_of, reply_of
from pytake_adapters.net.http import HttpAnswer
from pytake_adapters.net.model_server import ModelConnections, base_of, is_good, object_of
from pytake_domain.ai import ModelAccess, ModelReply, ModelRequest

BASE = "https://api.anthropic.com"
VERSION = "2023-06-01"
_MALFORMED = 400
MOST_KNOWN = 1_000


class Anthropic:
    """See AiProvider. It has no embeddings. What a model refused to take is remembered."""

    name = "anthropic"

    def __init__(self, connections: ModelConnections) -> None:
        self._connections = connections
        self._dialects: dict[str, Dialect] = {}

    def address(self, given: str) -> str:
        """See the port."""
        return base_of(given).removesuffix("/v1")

    def chat(self, access: ModelAccess) -> "AnthropicModel":
        """See the port."""
        return AnthropicModel(self._connections, access, self._dialects)

    def embedder(self, access: ModelAccess) -> None:
        """See the port."""
        del access

    async def aclose(self) -> None:
        """Close what is open."""
        await self._connections.aclose()


class AnthropicModel:
    """See ChatModel."""

    def __init__(self, connections: ModelConnections, access: ModelAccess, dialects: dict[str, Dialect]) -> None:
        self._connections = connections
        self._access = access
        self._dialects = dialects
        self._url = f"{(access.base_url or BASE).rstrip('/')}/v1/messages"

    async def complete(self, request: ModelRequest) -> ModelReply:
        """See the port."""
        dialect = self._dialects.get(request.model, Dialect())
        answer = await self._post(body_of(request, dialect))
        while answer.status == _MALFORMED and (other := dialect.without(" ".join(words_of(answer)))) is not None:
            dialect = other
            answer = await self._post(body_of(request, dialect))
            if is_good(answer):
                if len(self._dialects) >= MOST_KNOWN:
                    self._dialects.clear()
                self._dialects[request.model] = dialect
        if not is_good(answer):
            raise failure_of(answer, self._access.key.reveal())
        return reply_of(object_of(answer), request)

    async def _post(self, body: object) -> HttpAnswer:
        headers = {"x-api-key": self._access.key.reveal(), "anthropic-version": VERSION}
        return await self._connections.post(self._url, headers=headers, body=body, seconds=self._access.timeout)


def build(options: Mapping[str, str]) -> Anthropic:
    """`private`: `true` allows servers in the operator's own network."""
    return Anthropic(ModelConnections(private=options.get("private") == "true"))
