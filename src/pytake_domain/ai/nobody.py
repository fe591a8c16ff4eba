"""Of companies that have connected no language model."""

from pytake_domain.ai.ports import Embedder
from pytake_domain.ai.task import Task
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.outcome import Outcome


class NoAi:
    """See AiDesk: there is nobody to ask."""

    async def ask(self, tenant_id: TenantId, task: Task, *, key: str) -> Outcome:
        """See the port."""
        del tenant_id, task, key
        return Outcome(error="not_connected")


class NoEmbeddings:
    """See Embeddings: full text alone."""

    async def of(self, tenant_id: TenantId) -> tuple[Embedder, str] | None:
        """See the port."""
        del tenant_id
        return None
