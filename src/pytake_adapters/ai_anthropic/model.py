"""Anthropic's models."""

from collections.abc import Mapping

from pytake_adapters.ai_anthropic.errors import failure_of, words_of
from pytake_adapters.ai_anthropic.wire import body_of, reply_of
from pytake_adapters.net.http import HttpAnswer
from pytake_adapters.net.model_server import ModelConnections, base_of, is_good, object_of
from pytake_domain.ai import ModelAccess, ModelReply, ModelRequest

BASE = "https://api.anthropic.com"
VERSION = "2023-06-01"
_MALFORMED = 400
MOST_KNOWN = 1_000


class Anthropic:
    """See AiProvider. It has no embeddings. Models that take no temperature are remembered."""

    name = "anthropic"

    def __init__(self, connections: ModelConnections) -> None:
        self._connections = connections
        self._plain: set[str] = set()

    def address(self, given: str) -> str:
        """See the port."""
        return base_of(given).removesuffix("/v1")

    def chat(self, access: ModelAccess) -> "AnthropicModel":
        """See the port."""
        return AnthropicModel(self._connections, access, self._plain)

    def embedder(self, access: ModelAccess) -> None:
        """See the port."""
        del access

    async def aclose(self) -> None:
        """Close what is open."""
        await self._connections.aclose()


class AnthropicModel:
    """See ChatModel."""

    def __init__(self, connections: ModelConnections, access: ModelAccess, plain: set[str]) -> None:
        self._connections = connections
        self._access = access
        self._plain = plain
        self._url = f"{(access.base_url or BASE).rstrip('/')}/v1/messages"

    async def complete(self, request: ModelRequest) -> ModelReply:
        """See the port."""
        answer = await self._post(body_of(request, temperature=request.model not in self._plain))
        if answer.status == _MALFORMED and "temperature" in " ".join(words_of(answer)):
            if len(self._plain) >= MOST_KNOWN:
                self._plain.clear()
            self._plain.add(request.model)
            answer = await self._post(body_of(request, temperature=False))
        if not is_good(answer):
            raise failure_of(answer, self._access.key.reveal())
        return reply_of(object_of(answer), request)

    async def _post(self, body: object) -> HttpAnswer:
        headers = {"x-api-key": self._access.key.reveal(), "anthropic-version": VERSION}
        return await self._connections.post(self._url, headers=headers, body=body, seconds=self._access.timeout)


def build(options: Mapping[str, str]) -> Anthropic:
    """`private`: `true` allows servers in the operator's own network."""
    return Anthropic(ModelConnections(private=options.get("private") == "true"))
