"""What asks a language model on behalf of a company, and what the models of each provider are to us."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

import msgspec

from pytake_domain.ai.passage import Passage
from pytake_domain.ai.prompt import PromptRepository
from pytake_domain.ai.settings import AiSettings
from pytake_domain.ai.talk import ModelReply, ModelRequest, Vectors
from pytake_domain.ai.task import Task
from pytake_domain.ai.use import AiCall, MonthUse
from pytake_domain.kernel.ids import ContactId, TenantId
from pytake_domain.kernel.outcome import Outcome
from pytake_domain.kernel.secrets import Secret
from pytake_domain.kernel.time import Month
from pytake_domain.messaging import MessagingWork


class AiDesk(Protocol):
    """Asks the model that a company has chosen, within its budget and guard rails."""

    async def ask(self, tenant_id: TenantId, task: Task, *, key: str, contact_id: ContactId | None = None) -> Outcome:
        """Ask once; `key` is the same when the same request is repeated after a crash. Never raises for what a model does: its
        failures are outcomes with an error of `ERRORS`, and a doubtful answer is `unsure`. `contact_id`: who wrote the text;
        without one no ERP is asked.
        """
        ...


class ModelAccess(msgspec.Struct, frozen=True, kw_only=True):
    """How a provider is reached: `base_url` for a server of its protocol elsewhere, `timeout` in seconds for one request."""

    key: Secret
    base_url: str | None = None
    timeout: float = 60.0


class ChatModel(Protocol):
    """Answers requests. Whatever it does, it raises nothing but ModelFailed."""

    async def complete(self, request: ModelRequest) -> ModelReply:
        """Ask and wait for all of it. What is not understood is UNEXPECTED_RESPONSE, never an empty answer."""
        ...


class Embedder(Protocol):
    """Gives texts their places. Raises nothing but ModelFailed."""

    async def embed(self, model: str, texts: Sequence[str]) -> Vectors:
        """In the order of `texts`, cut into as many requests as the provider wants."""
        ...


class AiProvider(Protocol):
    """One protocol: OpenAI's, Anthropic's, or an installed package's."""

    @property
    def name(self) -> str:
        """As settings name it."""
        ...

    def address(self, given: str) -> str:
        """The base address of a server elsewhere, as people paste it made whole. Raises Invalid."""
        ...

    def chat(self, access: ModelAccess) -> ChatModel:
        """Connects to nothing yet; cheap."""
        ...

    def embedder(self, access: ModelAccess) -> Embedder | None:
        """None where the provider has none."""
        ...


class AiDirectory(Protocol):
    """The providers installed here."""

    def names(self) -> Sequence[str]:
        """All of them."""
        ...

    def of(self, name: str) -> AiProvider:
        """Raises AiProviderUnknown."""
        ...


class Passages(Protocol):
    """Finds what the company has taught."""

    async def search(
        self, tenant_id: TenantId, question: str, *, limit: int = 6, trial: bool = False
    ) -> Sequence[Passage]:
        """The best first; nothing when nothing fits or nothing was taught; in a trial also of what is held. Works without an
        embedder by full text alone.
        """
        ...


class AiSettingsRepository(Protocol):
    """How the company uses language models, inside a work."""

    async def get(self) -> AiSettings | None:
        """None: it uses none."""
        ...

    async def put(self, settings: AiSettings) -> None:
        """In place of the version it names (0: of none). Raises StaleVersion."""
        ...


class AiUseRepository(Protocol):
    """What was asked of models, and what it cost, inside a work. Works of one tenant that hold or settle wait for each other."""

    async def hold(self, call: AiCall, amount: Decimal, *, month: Month, currency: str, budget: Decimal | None) -> bool:
        """Begin a call that costs so much at most; False, and nothing is begun, when that is more than the budget has left of
        what is spent and of what others hold. One of the same key is begun again.
        """
        ...

    async def settle(self, call: AiCall, *, month: Month, currency: str) -> MonthUse:
        """The call ended: nothing is held for it any more, and what it cost is spent. The month as it is then."""
        ...

    async def month(self, month: Month, currency: str, now: dt.datetime) -> MonthUse:
        """As it is now."""
        ...

    async def mark(self, month: Month, currency: str, percent: int) -> bool:
        """So many per cent are spent; False when that, or more, was marked before."""
        ...

    async def calls(self, *, limit: int = 100) -> Sequence[AiCall]:
        """Those that ended, the newest first."""
        ...


class AiWork(MessagingWork, Protocol):
    """The part of a work that language models use."""

    @property
    def ai_settings(self) -> AiSettingsRepository:
        """How the company uses them."""
        ...

    @property
    def ai_use(self) -> AiUseRepository:
        """What for."""
        ...

    @property
    def ai_prompts(self) -> PromptRepository:
        """Instructions written once."""
        ...
