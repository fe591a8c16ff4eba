"""Whether and how customers are asked how they liked being served."""

from collections.abc import Sequence

from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.ids import ConversationId
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging.errors import ConversationNotFound
from pytake_domain.messaging.ports import MessagingWork
from pytake_domain.messaging.sight import may_see
from pytake_domain.messaging.survey import Survey, SurveyRules


class ManageSurveys:
    """The rules, and what came of them."""

    def __init__(self, *, open_work: OpenWork[MessagingWork]) -> None:
        self._open_work = open_work

    async def rules(self, actor: Actor) -> Sequence[SurveyRules]:
        """Those of no queue first."""
        actor.require(Permission.READ_ROUTING)
        async with self._open_work(actor.tenant_id) as work:
            return await work.surveys.rules()

    async def of(self, actor: Actor, conversation_id: ConversationId) -> Survey | None:
        """The newest of a conversation. Raises ConversationNotFound."""
        actor.require(Permission.READ_CONVERSATIONS)
        async with self._open_work(actor.tenant_id) as work:
            view = await work.views.conversation(conversation_id)
            if not await may_see(work, actor, view.conversation):
                raise ConversationNotFound
            return next(iter(await work.surveys.of(conversation_id)), None)
