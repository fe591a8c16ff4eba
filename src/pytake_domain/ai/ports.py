"""What asks a language model on behalf of a company."""

from typing import Protocol

from pytake_domain.ai.task import Task
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.outcome import Outcome


class AiDesk(Protocol):
    """Asks the model that a company has chosen, within its budget and guard rails."""

    async def ask(self, tenant_id: TenantId, task: Task, *, key: str) -> Outcome:
        """Ask once; `key` is the same when the same request is repeated after a crash. Never raises for what a model does: its
        failures are outcomes with an error of `ERRORS`, and a doubtful answer is `unsure`.
        """
        ...
