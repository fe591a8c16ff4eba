"""A subject is erased or made nobody's, store by store, by a job that can be cut off anywhere."""

import base64
import datetime as dt
from collections.abc import Mapping, Sequence

import msgspec
from msgspec.structs import replace

from pytake_domain.kernel.actor import ActorKind
from pytake_domain.kernel.audit import AuditAction, AuditLog, AuditRecord
from pytake_domain.kernel.ids import AuditId, ContactId, Ids, SubjectRequestId, TenantId, UserId
from pytake_domain.kernel.secrets import Sealed, Secret, Vault
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import Job, OpenWork
from pytake_domain.privacy.certificate import certificate_of
from pytake_domain.privacy.ports import CertificateSigner, PersonalData, PrivacyWork, Way
from pytake_domain.privacy.request import RequestKind, RequestState, SubjectKind, SubjectRequest
from pytake_domain.privacy.traces import Traces
from pytake_domain.privacy.use_cases.asking import ToDo

ERASE_AGAIN = "erase_subject_again"
LOOK_AGAIN = dt.timedelta(minutes=5)
"""What was under way for them when they went is over by then; whatever it left goes as well."""
PURPOSE = "privacy.traces"
PASSES = 3


class Again(msgspec.Struct, frozen=True, kw_only=True):
    """The job that looks once more; by what they were found is sealed."""

    request_id: SubjectRequestId
    key_version: int
    sealed: str


class EraseSubjects:
    """The stores are asked in their order; the one by whose rows people are found is the last."""

    def __init__(
        self,
        *,
        open_work: OpenWork[PrivacyWork],
        stores: Sequence[PersonalData],
        signer: CertificateSigner,
        audit: AuditLog,
        vault: Vault,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._open_work = open_work
        self._stores = stores
        self._signer = signer
        self._audit = audit
        self._vault = vault
        self._clock = clock
        self._ids = ids

    async def run(self, tenant_id: TenantId, payload: bytes) -> None:
        """The job. It can be repeated: what is gone already is passed over."""
        request_id = msgspec.json.decode(payload, type=ToDo).request_id
        async with self._open_work(tenant_id) as work:
            request = await work.subject_requests.get(request_id)
            if request.ended:
                return
            traces = await self._traces(work, request)
            if traces.refused_marketing:
                await work.refusals.keep(traces.addresses, self._clock.now())
                await work.subject_requests.save(replace(request, refusal_kept=True))
            # Before anything goes: cut off, the second look must still know for whom.
            await work.jobs.add(await self._again(request, traces))
        way = Way.ERASE if request.kind is RequestKind.ERASURE else Way.ANONYMISE
        for _ in range(PASSES):
            if not await self._pass(tenant_id, request_id, traces, way):
                break
        await self._finish(tenant_id, request_id)

    async def look_again(self, tenant_id: TenantId, payload: bytes) -> None:
        """The second job: whatever was under way has left its traces by now."""
        again = msgspec.json.decode(payload, type=Again)
        sealed = Sealed(key_version=again.key_version, data=base64.b64decode(again.sealed))
        told = (await self._vault.open(tenant_id, PURPOSE, sealed)).reveal()
        traces = replace(msgspec.json.decode(told, type=Traces), again=True)
        async with self._open_work(tenant_id) as work:
            request = await work.subject_requests.get(again.request_id)
        way = Way.ERASE if request.kind is RequestKind.ERASURE else Way.ANONYMISE
        counts: dict[str, int] = {}
        for store in self._stores:
            for name, count in (await store.erase(traces, way)).items():
                counts[f"{store.name}.{name}"] = count
        if counts:
            await self._record(request, counts)

    async def _pass(self, tenant_id: TenantId, request_id: SubjectRequestId, traces: Traces, way: Way) -> bool:
        """Every store once; did any of them hold something? What each removed is kept before the next is asked."""
        held = False
        for store in self._stores:
            removed = {name: count for name, count in (await store.erase(traces, way)).items() if count}
            if not removed:
                continue
            held = True
            async with self._open_work(tenant_id) as work:
                request = await work.subject_requests.get(request_id)
                counted = {f"{store.name}.{name}": count for name, count in removed.items()}
                await work.subject_requests.save(request.found(counted))
        return held

    async def _finish(self, tenant_id: TenantId, request_id: SubjectRequestId) -> None:
        now = self._clock.now()
        async with self._open_work(tenant_id) as work:
            request = await work.subject_requests.get(request_id)
            signed = self._signer.certify(certificate_of(request, now, refusal=request.refusal_kept))
            ended = replace(request.end(RequestState.DONE, now), certificate=signed)
            await work.subject_requests.save(ended)
        await self._record(ended, ended.counts)

    async def _traces(self, work: PrivacyWork, request: SubjectRequest) -> Traces:
        """Of who is gone already by an earlier try, the id is left."""
        if request.subject_kind is SubjectKind.USER:
            return Traces(tenant_id=request.tenant_id, users=(UserId(request.subject),))
        contact_id = ContactId(request.subject)
        found = await work.subjects.traces(contact_id)
        return found or Traces(tenant_id=request.tenant_id, contacts=(contact_id,))

    async def _again(self, request: SubjectRequest, traces: Traces) -> Job:
        told = Secret(msgspec.json.encode(traces).decode())
        sealed = await self._vault.seal(request.tenant_id, PURPOSE, told)
        again = Again(
            request_id=request.id, key_version=sealed.key_version, sealed=base64.b64encode(sealed.data).decode()
        )
        return Job(
            kind=ERASE_AGAIN,
            tenant_id=request.tenant_id,
            payload=msgspec.json.encode(again),
            not_before=self._clock.now() + LOOK_AGAIN,
            key=f"privacy:{request.id}:again",
        )

    async def _record(self, request: SubjectRequest, counts: Mapping[str, int]) -> None:
        await self._audit.put(
            AuditRecord(
                id=AuditId(self._ids.new()),
                tenant_id=request.tenant_id,
                at=self._clock.now(),
                actor_kind=ActorKind.SYSTEM,
                actor_id=request.actor_id,
                action=AuditAction.ERASE if request.kind is RequestKind.ERASURE else AuditAction.ANONYMISE,
                kind="privacy",
                route="job",
                subjects=(request.subject,),
                counts=counts,
            )
        )
