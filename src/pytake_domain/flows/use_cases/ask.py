"""What a flow asks outside is asked outside any transaction, and its outcome given back to the session."""

import msgspec

from pytake_domain.ai import AiDesk
from pytake_domain.erp import SIGNATURES, ErpDesk
from pytake_domain.flows import limits
from pytake_domain.flows.effect import Asked, AskErp, CallApi
from pytake_domain.flows.input import EffectDone
from pytake_domain.flows.ports import ApiCaller
from pytake_domain.flows.use_cases.perform import Question, ask_job
from pytake_domain.flows.use_cases.run import RunFlows
from pytake_domain.flows.use_cases.work import RunWork
from pytake_domain.kernel.errors import NotFound
from pytake_domain.kernel.ids import ContactId, TenantId
from pytake_domain.kernel.outcome import Outcome
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork

_question = msgspec.json.Decoder(Question)


class AskOutside:
    """The job of a question. Killed between the question and its outcome, it asks again with the same key."""

    def __init__(
        self,
        *,
        open_work: OpenWork[RunWork],
        run_flows: RunFlows,
        apis: ApiCaller,
        erps: ErpDesk,
        models: AiDesk,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._run_flows = run_flows
        self._apis = apis
        self._erps = erps
        self._models = models
        self._clock = clock

    async def run(self, tenant_id: TenantId, payload: bytes) -> None:
        """Ask, and hand the outcome to the session; nobody is asked for a session that went on without it."""
        question = _question.decode(payload)
        refused = await self._refused(tenant_id, question)
        if refused is None:
            return
        outcome = refused if refused.error else await self._ask(tenant_id, question.effect, question.contact_id)
        if outcome.error and outcome.retryable and question.tries < _tries(question.effect):
            again = msgspec.structs.replace(question, tries=question.tries + 1)
            pause = limits.CALL_PAUSE * 2**question.tries
            async with self._open_work(tenant_id) as work:
                await work.jobs.add(ask_job(tenant_id, again, not_before=self._clock.now() + pause))
            return
        done = EffectDone(effect_id=question.effect.id, value=outcome.value, error=outcome.error)
        await self._run_flows.on_outcome(tenant_id, question.session_id, done)

    async def _refused(self, tenant_id: TenantId, question: Question) -> Outcome | None:
        """None when nobody waits for it any more; an error when nothing may leave."""
        async with self._open_work(tenant_id) as work:
            try:
                session = await work.flow_sessions.get(question.session_id)
            except NotFound:
                return None
            wait = session.waiting
            if not session.running or wait is None or wait.effect != question.effect.id:
                return None
            tenant = await work.tenants.get()
        return Outcome(error="suspended") if tenant.is_suspended else Outcome()

    async def _ask(self, tenant_id: TenantId, effect: Asked, contact_id: ContactId | None) -> Outcome:
        if isinstance(effect, CallApi):
            return await self._apis.call(effect)
        if isinstance(effect, AskErp):
            return await self._erps.ask(
                tenant_id, effect.capability, effect.arguments, key=effect.id, contact_id=contact_id
            )
        return await self._models.ask(tenant_id, effect.task, key=effect.id, contact_id=contact_id)


def _tries(effect: Asked) -> int:
    """How often it may be repeated: what changes something at an ERP never is."""
    if isinstance(effect, CallApi):
        return effect.retries
    if isinstance(effect, AskErp):
        return 0 if SIGNATURES[effect.capability].changes else limits.CALL_RETRIES
    return limits.CALL_RETRIES
