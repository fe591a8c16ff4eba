"""Of companies that have connected no language model, or taught nothing."""

from collections.abc import Sequence

from pytake_domain.ai.passage import Passage
from pytake_domain.ai.task import Task
from pytake_domain.kernel.ids import ContactId, TenantId
from pytake_domain.kernel.outcome import Outcome


class NoAi:
    """See AiDesk: there is nobody to ask."""

    async def ask(self, tenant_id: TenantId, task: Task, *, key: str, contact_id: ContactId | None = None) -> Outcome:
        """See the port."""
        del tenant_id, task, key, contact_id
        return Outcome(error="not_connected")


class NothingTaught:
    """See Passages: there is nothing to find."""

    async def search(self, tenant_id: TenantId, question: str, *, limit: int = 6) -> Sequence[Passage]:
        """See the port."""
        del tenant_id, question, limit
        return ()
