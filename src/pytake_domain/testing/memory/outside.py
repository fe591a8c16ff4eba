"""Services, ERPs and models that answer as they are told, and remember what they were asked."""

from collections.abc import Mapping
from typing import Any

from pytake_domain.ai import Task
from pytake_domain.erp import Capability
from pytake_domain.flows import CallApi
from pytake_domain.kernel.ids import ContactId, TenantId
from pytake_domain.kernel.outcome import Outcome


class MemoryApis:
    """See ApiCaller. Answers by address, else by what is queued in `next`, else 404."""

    def __init__(self) -> None:
        self.asked: list[CallApi] = []
        self.answers: dict[str, Outcome] = {}
        self.next: list[Outcome] = []

    async def call(self, request: CallApi) -> Outcome:
        """See the port."""
        self.asked.append(request)
        if request.url in self.answers:
            return self.answers[request.url]
        return self.next.pop(0) if self.next else Outcome(value={"status": 404, "headers": {}, "body": None})


class MemoryErp:
    """See ErpDesk. Answers what is put under the capability; what is not put there is not supported."""

    def __init__(self) -> None:
        self.asked: list[tuple[Capability, dict[str, Any], str]] = []
        self.answers: dict[Capability, Outcome] = {}
        self.connected = True

    async def offers(self, tenant_id: TenantId) -> frozenset[Capability] | None:
        """See the port."""
        del tenant_id
        return frozenset(self.answers) if self.connected else None

    async def ask(
        self,
        tenant_id: TenantId,
        capability: Capability,
        arguments: Mapping[str, Any],
        *,
        key: str,
        contact_id: ContactId | None = None,
    ) -> Outcome:
        """See the port."""
        del tenant_id, contact_id
        self.asked.append((capability, dict(arguments), key))
        if not self.connected:
            return Outcome(error="not_connected")
        return self.answers.get(capability, Outcome(error="not_supported"))


class MemoryAi:
    """See AiDesk. Answers what is queued; when nothing is, nobody is connected."""

    def __init__(self) -> None:
        self.asked: list[tuple[Task, str]] = []
        self.next: list[Outcome] = []

    async def ask(self, tenant_id: TenantId, task: Task, *, key: str, contact_id: ContactId | None = None) -> Outcome:
        """See the port."""
        del tenant_id, contact_id
        self.asked.append((task, key))
        return self.next.pop(0) if self.next else Outcome(error="not_connected")
