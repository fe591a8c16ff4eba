"""A supervisor decides where customers are asked how they liked being served."""

from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, NotFound, Problem
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging import SurveyRules
from pytake_domain.routing.ports import RoutingWork


class SetSurveys:
    """For the company, or for one queue, whose own rules hold instead."""

    def __init__(self, *, open_work: OpenWork[RoutingWork]) -> None:
        self._open_work = open_work

    async def put(self, actor: Actor, rules: SurveyRules) -> SurveyRules:
        """Raises Invalid for a queue that is not there."""
        actor.require(Permission.MANAGE_ROUTING)
        async with self._open_work(actor.tenant_id) as work:
            if rules.queue_id is not None:
                try:
                    await work.queues.get(rules.queue_id)
                except NotFound as error:
                    raise Invalid(Problem(field="queue_id", code="unknown")) from error
            await work.surveys.put_rules(rules)
        return rules
