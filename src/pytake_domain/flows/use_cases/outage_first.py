"""Whoever is cut off hears of it before a flow says anything else, once an outage."""

from pytake_domain.erp import OutageAt
from pytake_domain.flows.use_cases.advance import Batch
from pytake_domain.flows.use_cases.perform import Stage
from pytake_domain.flows.use_cases.work import RunWork
from pytake_domain.kernel.actor import system
from pytake_domain.kernel.ids import Ids
from pytake_domain.messaging import SenderKind, queue_message
from pytake_domain.whatsapp import Text


async def outage_first(work: RunWork, batch: Batch, stage: Stage, *, ids: Ids) -> None:
    """Part of the work that begins the session. Somebody whose place nobody knows hears of outages of everything alone."""
    facts = (await work.erp_records.facts([stage.contact.id])).get(stage.contact.id)
    where = OutageAt.of_facts(facts) if facts is not None else OutageAt()
    outage = next((each for each in batch.outages if each.affects(where)), None)
    if outage is None or not await work.outages.tell(outage.id, stage.contact.id, batch.now):
        return
    _, stage.conversation = await queue_message(
        work,
        number=stage.number,
        conversation=stage.conversation,
        contact=stage.contact,
        content=Text(body=outage.message),
        actor=system(stage.conversation.tenant_id),
        sent_by=SenderKind.SYSTEM,
        ids=ids,
        at=batch.now,
        client_key=f"outage:{outage.id}:{stage.contact.id}",
    )
