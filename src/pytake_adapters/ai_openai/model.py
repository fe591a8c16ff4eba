"""OpenAI's models, and those of any server that speaks its protocol."""

from collections.abc import Mapping, Sequence

from pytake_adapters.ai_openai.errors import failure_of, words_of
from pytake_adapters.ai_openai.wire import Dialect, body_of, reply_of, vectors_of
from pytake_adapters.net.http import HttpAnswer
from pytake_adapters.net.model_server import ModelConnections, base_of, is_good, object_of
from pytake_domain.ai import ModelAccess, ModelFailed, ModelReply, ModelRequest, Usage, Vectors

BASE = "https://api.openai.com/v1"
ADAPTED = 4
"""How often a request is written otherwise after a server refused the way it was written."""
TEXTS, CHARACTERS = 96, 200_000
"""Of one request of embeddings."""
MOST_KNOWN = 1_000
_MALFORMED = frozenset({400, 404, 422})


class OpenAi:
    """See AiProvider. What servers refused to understand is remembered, so that they are not asked so again."""

    name = "openai"

    def __init__(self, connections: ModelConnections) -> None:
        self._connections = connections
        self._dialects: dict[tuple[str, str], Dialect] = {}

    def address(self, given: str) -> str:
        """See the port."""
        return base_of(given)

    def chat(self, access: ModelAccess) -> "OpenAiModel":
        """See the port."""
        return OpenAiModel(self._connections, access, self._dialects)

    def embedder(self, access: ModelAccess) -> "OpenAiModel":
        """See the port."""
        return OpenAiModel(self._connections, access, self._dialects)

    async def aclose(self) -> None:
        """Close what is open."""
        await self._connections.aclose()


class OpenAiModel:
    """See ChatModel and Embedder."""

    def __init__(
        self, connections: ModelConnections, access: ModelAccess, dialects: dict[tuple[str, str], Dialect]
    ) -> None:
        self._connections = connections
        self._access = access
        self._dialects = dialects
        self._base = (access.base_url or BASE).rstrip("/")

    async def complete(self, request: ModelRequest) -> ModelReply:
        """See the port."""
        known = (self._base, request.model)
        own = "max_completion_tokens" if self._base == BASE else "max_tokens"
        dialect = self._dialects.get(known, Dialect(bound=own))
        answer = await self._post("/chat/completions", body := body_of(request, dialect))
        for _ in range(ADAPTED):
            if answer.status not in _MALFORMED or (other := dialect.without(body, *words_of(answer))) is None:
                break
            dialect = other
            answer = await self._post("/chat/completions", body := body_of(request, dialect))
            if is_good(answer):
                self._remember(known, dialect)
        return reply_of(self._good(answer), request)

    async def embed(self, model: str, texts: Sequence[str]) -> Vectors:
        """See the port."""
        found: list[tuple[float, ...]] = []
        usage = Usage()
        try:
            for batch in _batches(texts):
                answer = await self._post("/embeddings", {"model": model, "input": batch})
                part = vectors_of(self._good(answer), model, batch)
                found += part.vectors
                usage += part.usage
        except ModelFailed as failed:
            failed.usage += usage
            raise
        return Vectors(model=model, vectors=tuple(found), usage=usage)

    async def _post(self, path: str, body: object) -> HttpAnswer:
        headers = {"Authorization": f"Bearer {self._access.key.reveal()}"}
        return await self._connections.post(self._base + path, headers=headers, body=body, seconds=self._access.timeout)

    def _good(self, answer: HttpAnswer) -> dict[str, object]:
        if not is_good(answer):
            raise failure_of(answer, self._access.key.reveal())
        return object_of(answer)

    def _remember(self, known: tuple[str, str], dialect: Dialect) -> None:
        if len(self._dialects) >= MOST_KNOWN:
            self._dialects.clear()
        self._dialects[known] = dialect


def _batches(texts: Sequence[str]) -> list[list[str]]:
    batches: list[list[str]] = []
    size = CHARACTERS
    for text in texts:
        if not batches or len(batches[-1]) == TEXTS or size + len(text) > CHARACTERS:
            batches.append([])
            size = 0
        batches[-1].append(text)
        size += len(text)
    return batches


def build(options: Mapping[str, str]) -> OpenAi:
    """`private`: `true` allows servers in the operator's own network."""
    return OpenAi(ModelConnections(private=options.get("private") == "true"))
