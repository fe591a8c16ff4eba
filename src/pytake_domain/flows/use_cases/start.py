"""Flows that begin without a message: by hand, by the clock, by something that happened, or on somebody's phone to be tried."""

from collections.abc import Mapping
from typing import Any

import msgspec

from pytake_domain.contacts import ContactNotFound, Sighting, phone_address
from pytake_domain.flows.errors import ContactBusy, FlowInvalid, FlowNotPublished, VersionUnreadable
from pytake_domain.flows.flow import Flow, FlowVersion, fingerprint
from pytake_domain.flows.use_cases.run import RunFlows
from pytake_domain.flows.use_cases.work import RunWork
from pytake_domain.flows.validation import errors_of, validate
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import ContactId, FlowId, FlowSessionId, FlowVersionId, Ids, NumberId, TenantId
from pytake_domain.kernel.text import Phone
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import Job, OpenWork
from pytake_domain.messaging import may_see

START = "flow.start"
"""The kind of job that begins a flow with one contact."""


class Beginning(msgspec.Struct, frozen=True, kw_only=True):
    """Payload of such a job: the session's id is known beforehand, so that it begins once however often the job runs."""

    session_id: FlowSessionId
    flow_id: FlowId
    contact_id: ContactId
    number_id: NumberId | None = None
    because: str
    variables: dict[str, Any] = {}
    hops: int = 0


_beginning = msgspec.json.Decoder(Beginning)


def start_job(tenant_id: TenantId, beginning: Beginning) -> Job:
    """The job; it is stored once."""
    return Job(
        kind=START,
        tenant_id=tenant_id,
        payload=msgspec.json.encode(beginning),
        key=f"{START}:{beginning.session_id}",
    )


class StartFlows:
    """Begins flows with contacts who did not ask for them."""

    def __init__(self, *, open_work: OpenWork[RunWork], run_flows: RunFlows, clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._run_flows = run_flows
        self._clock = clock
        self._ids = ids

    async def run(self, tenant_id: TenantId, payload: bytes) -> None:
        """The job: a contact who is busy, or a flow that is not published or can't be read any more, is left alone."""
        beginning = _beginning.decode(payload)
        async with self._open_work(tenant_id) as work:
            try:
                version = await work.flow_versions.published_version(beginning.flow_id)
            except VersionUnreadable:
                return
            if version is None:
                return
            await self._run_flows.begin(
                work,
                version,
                session_id=beginning.session_id,
                contact_id=beginning.contact_id,
                number_id=beginning.number_id,
                variables=beginning.variables,
                hops=beginning.hops,
            )

    async def by_hand(
        self,
        actor: Actor,
        flow_id: FlowId,
        *,
        contact_id: ContactId,
        number_id: NumberId | None = None,
        variables: Mapping[str, Any] | None = None,
    ) -> FlowSessionId:
        """The published version with this contact, now. Raises FlowNotFound, FlowNotPublished, ContactNotFound, NumberNotFound,
        Invalid, ContactBusy when a person or another flow has the conversation.
        """
        actor.require(Permission.WRITE_CONVERSATIONS)
        async with self._open_work(actor.tenant_id) as work:
            flow = await work.flows.get(flow_id)
            version = await work.flow_versions.published_version(flow_id)
            if version is None:
                raise FlowNotPublished(status=flow.status.value)
            return await self._begin(work, actor, version, contact_id, number_id, variables)

    async def on_phone(
        self, actor: Actor, flow_id: FlowId, *, phone: str, number_id: NumberId | None = None
    ) -> FlowSessionId:
        """The draft with a real phone, as a version that nobody else gets. Raises as `by_hand` does, and FlowInvalid."""
        actor.require(Permission.PUBLISH_FLOWS)
        now = self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            flow = await work.flows.get(flow_id)
            version = self._trial(flow)
            await work.flow_versions.add(version)
            sighting = Sighting(addresses=(phone_address(Phone.parse(phone)),), at=now)
            contact = (await work.contacts.find_or_add([sighting]))[0]
            return await self._begin(work, actor, version, contact.id, number_id, None)

    async def _begin(
        self,
        work: RunWork,
        actor: Actor,
        version: FlowVersion,
        contact_id: ContactId,
        number_id: NumberId | None,
        variables: Mapping[str, Any] | None,
    ) -> FlowSessionId:
        if contact_id not in await work.contacts.get_all([contact_id]):
            raise ContactNotFound
        if number_id is not None:
            await work.numbers.get(number_id)
        begun = await self._run_flows.begin(
            work,
            version,
            session_id=FlowSessionId(self._ids.new()),
            contact_id=contact_id,
            number_id=number_id,
            variables=variables or {},
        )
        if begun.reason == "number_needed":
            raise Invalid(Problem(field="whatsapp_config_id", code="needed_with_several_numbers"))
        if begun.conversation is None or not await may_see(work, actor, begun.conversation):
            raise ContactNotFound
        if begun.reason:
            raise ContactBusy(owner=begun.reason)
        return begun.session_id

    def _trial(self, flow: Flow) -> FlowVersion:
        """Raises FlowInvalid. Its number is none that a publication ever gets, and differs from trial to trial."""
        errors = errors_of(validate(flow.graph, trigger=flow.trigger))
        if errors:
            raise FlowInvalid(*(error.as_problem() for error in errors))
        version_id = FlowVersionId(self._ids.new())
        return FlowVersion(
            id=version_id,
            tenant_id=flow.tenant_id,
            flow_id=flow.id,
            number=-1 - version_id.int % 2_000_000_000,
            graph=flow.graph,
            trigger=flow.trigger,
            published_at=self._clock.now(),
            published_by=None,
            hash=fingerprint(flow.graph, flow.trigger),
        )
