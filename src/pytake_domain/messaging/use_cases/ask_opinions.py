"""Whether and how customers are asked how they liked being served."""

from collections.abc import Sequence

from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging.ports import MessagingWork
from pytake_domain.messaging.survey import SurveyRules


class ManageSurveys:
    """The rules."""

    def __init__(self, *, open_work: OpenWork[MessagingWork]) -> None:
        self._open_work = open_work

    async def rules(self, actor: Actor) -> Sequence[SurveyRules]:
        """Those of no queue first."""
        actor.require(Permission.READ_ROUTING)
        async with self._open_work(actor.tenant_id) as work:
            return await work.surveys.rules()
