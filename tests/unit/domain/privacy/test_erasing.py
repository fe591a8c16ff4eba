"""Subjects are erased, exported and watched over, on memory; the job is cut off at every step."""

import datetime as dt
import io
import json
import zipfile
from collections.abc import Sequence
from uuid import UUID

import pytest

from pytake_domain.analytics import Sheet
from pytake_domain.contacts import Address, AddressKind, Contact, KnownAddress
from pytake_domain.identity import LastAdministrator
from pytake_domain.kernel.actor import Actor, ActorKind, Permission
from pytake_domain.kernel.audit import AuditAction, AuditFilter
from pytake_domain.kernel.errors import Forbidden, Invalid, Unavailable
from pytake_domain.kernel.ids import ContactId, MediaId, TenantId, UserId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.messaging import MediaKey, MediaState, StoredMedia
from pytake_domain.privacy import (
    ERASE_AGAIN,
    ERASE_SUBJECT,
    EXPORT_SUBJECT,
    FORGET_EXPORT,
    AskForSubjects,
    DataKind,
    EraseSubjects,
    ExportSubjects,
    Kept,
    KeyAge,
    PrivacyFileGone,
    RequestFilter,
    RequestKind,
    RequestState,
    RetainData,
    RetentionRules,
    SubjectKind,
    SubjectNotFound,
    SubjectRequest,
    WatchPrivacy,
    Way,
)
from pytake_domain.testing.builders import AT, a_conversation, a_message, fresh
from pytake_domain.testing.contracts.identity import a_tenant, a_user
from pytake_domain.testing.memory.house import MemoryHouse
from pytake_domain.testing.memory.privacy import MemoryPersonalData, MemoryRetained, PlainSigner
from pytake_domain.whatsapp import Media, MessageType

NUMBER = "+5511987654321"


class Printer:
    async def sheet(self, sheet: Sheet) -> bytes:
        return sheet.title.encode()


class Leaving:
    def __init__(self) -> None:
        self.left: list[UserId] = []
        self.last = False

    async def remove(self, actor: Actor, user_id: UserId) -> None:  # noqa: ARG002  as the port has it
        if self.last:
            raise LastAdministrator
        self.left.append(user_id)


class Keys:
    async def of(self, tenant_id: TenantId) -> KeyAge:  # noqa: ARG002  as the port has it
        return KeyAge(version=3, since=AT)


class Office:
    """A company with a contact, and every use case of privacy."""

    def __init__(self, stores: Sequence[MemoryPersonalData]) -> None:
        self.house = house = MemoryHouse()
        self.tenant_id = TenantId(fresh())
        self.contact_id = ContactId(fresh())
        self.stores, self.signer, self.leaving = list(stores), PlainSigner(), Leaving()
        self.retained, self.audit = MemoryRetained(), house.open_work.audit
        work, clock, ids = house.open_work, house.clock, house.ids
        self.asking = AskForSubjects(open_work=work, leaving=self.leaving, clock=clock, ids=ids)
        self.erasing = EraseSubjects(
            open_work=work,
            stores=self.stores,
            signer=self.signer,
            audit=self.audit,
            vault=house.vault,
            clock=clock,
            ids=ids,
        )
        self.exporting = ExportSubjects(
            open_work=work, store=house.media_store, printer=Printer(), clock=clock, ids=ids
        )
        self.retaining = RetainData(open_work=work, data=self.retained, audit=self.audit, clock=clock, ids=ids)
        self.watching = WatchPrivacy(open_work=work, keys=Keys(), clock=clock)

    def actor(self, *permissions: Permission) -> Actor:
        may = frozenset(permissions or (Permission.MANAGE_PRIVACY, Permission.READ_AUDIT))
        return Actor(kind=ActorKind.USER, id=fresh(), tenant_id=self.tenant_id, permissions=may)

    async def settle(self, *, opted_out: bool = False) -> "Office":
        address = Address(kind=AddressKind.PHONE, value=NUMBER)
        person = Contact(
            id=self.contact_id,
            tenant_id=self.tenant_id,
            created_at=AT,
            updated_at=AT,
            addresses=(KnownAddress(address=address),),
            name="Zuleica",
            opted_out_at=AT if opted_out else None,
        )
        async with self.house.open_work(self.tenant_id) as work:
            await work.contacts.add(person)
        return self

    async def ask(self, kind: RequestKind, subject: UUID | None = None) -> SubjectRequest:
        return await self.asking.ask(self.actor(), subject or self.contact_id, kind)

    def job(self, kind: str) -> bytes:
        waiting = self.house.store.tenants[self.tenant_id].jobs
        (payload,) = [stored.job.payload for stored in waiting if stored.job.kind == kind]
        return payload

    async def request(self, request: SubjectRequest) -> SubjectRequest:
        return await self.asking.one(self.actor(), request.id)


def lines() -> list[MemoryPersonalData]:
    return [
        MemoryPersonalData("files", [f"foto de {NUMBER[3:]}", "de outra"]),
        MemoryPersonalData("queues", ["11987654321 oi", "1187654321 sem nove", "21900000000"]),
        MemoryPersonalData("database"),
    ]


async def test_every_store_is_asked_and_what_went_is_certified() -> None:
    office = await Office(lines()).settle()
    request = await office.ask(RequestKind.ERASURE)
    assert request.state is RequestState.RUNNING

    await office.erasing.run(office.tenant_id, office.job(ERASE_SUBJECT))

    done = await office.request(request)
    assert (done.state, done.counts) == (RequestState.DONE, {"files.lines": 1, "queues.lines": 2})
    assert done.certificate == f"signed:{request.id}"
    (certificate,) = office.signer.signed
    assert certificate.removed == done.counts
    assert Kept.REFUSAL not in certificate.kept
    assert office.stores[0].lines == ["de outra"]
    (record,) = office.audit.records[office.tenant_id]
    assert (record.action, record.subjects, record.counts) == (AuditAction.ERASE, (office.contact_id,), done.counts)
    assert NUMBER[3:] not in office.job(ERASE_AGAIN).decode()


@pytest.mark.parametrize("cut", [0, 1, 2])
async def test_cut_off_anywhere_it_goes_on_and_counts_once(cut: int) -> None:
    office = await Office(lines()).settle(opted_out=True)
    request = await office.ask(RequestKind.ERASURE)
    office.stores[cut].fails = 1
    payload = office.job(ERASE_SUBJECT)
    with pytest.raises(Unavailable):
        await office.erasing.run(office.tenant_id, payload)
    assert not (await office.request(request)).ended

    await office.erasing.run(office.tenant_id, payload)
    await office.erasing.run(office.tenant_id, payload)

    done = await office.request(request)
    assert done.counts == {"files.lines": 1, "queues.lines": 2}
    assert len(office.signer.signed) == 1
    assert Kept.REFUSAL in office.signer.signed[0].kept
    async with office.house.open_work(office.tenant_id) as work:
        assert await work.refusals.refused([Address(kind=AddressKind.WA_ID, value="551187654321")])


async def test_what_was_under_way_goes_with_the_second_look() -> None:
    office = await Office(lines()).settle()
    await office.ask(RequestKind.ANONYMISATION)
    await office.erasing.run(office.tenant_id, office.job(ERASE_SUBJECT))
    office.stores[1].lines += [f"was under way: {office.contact_id}", "somebody new: 5511987654321"]

    await office.erasing.look_again(office.tenant_id, office.job(ERASE_AGAIN))

    assert office.stores[1].lines == ["21900000000", "somebody new: 5511987654321"]
    assert {way for store in office.stores for way in store.asked} == {Way.ANONYMISE}
    last = office.audit.records[office.tenant_id][-1]
    assert (last.action, last.counts) == (AuditAction.ANONYMISE, {"queues.lines": 1})


async def test_who_asks_twice_gets_the_same_request_while_it_runs() -> None:
    office = await Office(lines()).settle()
    first, second = await office.ask(RequestKind.ERASURE), await office.ask(RequestKind.ERASURE)
    assert first.id == second.id
    assert (await office.ask(RequestKind.EXPORT)).id != first.id
    page = await office.asking.page(office.actor(), RequestFilter(), PageRequest())
    assert page.total == 2


async def test_before_an_erasure_it_is_said_what_would_go() -> None:
    office = await Office(lines()).settle()
    known = await office.asking.known(office.actor(), office.contact_id)
    assert (known.subject, known.subject_kind) == (office.contact_id, SubjectKind.CONTACT)
    assert known.counts["contacts"] == 1
    with pytest.raises(Forbidden):
        await office.asking.known(office.actor(Permission.READ_CONTACTS), office.contact_id)
    with pytest.raises(SubjectNotFound):
        await office.asking.known(office.actor(), fresh())


async def test_nobody_is_asked_for_by_a_foreign_id_or_without_permission() -> None:
    office = await Office(lines()).settle()
    with pytest.raises(SubjectNotFound):
        await office.ask(RequestKind.ERASURE, fresh())
    reader = office.actor(Permission.READ_CONTACTS)
    with pytest.raises(Forbidden):
        await office.asking.ask(reader, office.contact_id, RequestKind.ERASURE)
    for call in (
        office.asking.page(reader, RequestFilter(), PageRequest()),
        office.retaining.rules(reader),
        office.watching.status(reader),
        office.watching.audit(reader, AuditFilter(), PageRequest()),
    ):
        with pytest.raises(Forbidden):
            await call


async def test_who_works_here_leaves_first() -> None:
    office = await Office(lines()).settle()
    user = a_user(a_tenant(id=office.tenant_id))
    async with office.house.open_work(office.tenant_id) as work:
        await work.users.add(user)
    request = await office.ask(RequestKind.ERASURE, user.id)
    assert office.leaving.left == [user.id]
    await office.erasing.run(office.tenant_id, office.job(ERASE_SUBJECT))
    assert (await office.request(request)).state is RequestState.DONE


async def test_who_may_not_leave_is_refused() -> None:
    office = await Office(lines()).settle()
    user = a_user(a_tenant(id=office.tenant_id))
    async with office.house.open_work(office.tenant_id) as work:
        await work.users.add(user)
    office.leaving.last = True
    with pytest.raises(LastAdministrator):
        await office.ask(RequestKind.ERASURE, user.id)
    page = await office.asking.page(office.actor(), RequestFilter(), PageRequest())
    assert [(each.state, each.reason) for each in page.items] == [(RequestState.REFUSED, LastAdministrator.code)]


async def test_an_export_is_there_for_a_week() -> None:
    office = await Office(lines()).settle()
    request = await office.ask(RequestKind.EXPORT)
    with pytest.raises(PrivacyFileGone):
        await office.exporting.take(office.actor(), request.id)

    await office.exporting.run(office.tenant_id, office.job(EXPORT_SUBJECT))

    taken = await office.exporting.take(office.actor(), request.id)
    content = b"".join([piece async for piece in taken.pieces])
    assert len(content) == taken.size
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert json.loads(archive.read("contacts.json")) == [{"id": str(office.contact_id)}]
    assert archive.namelist() == ["contacts.json", "dados.pdf"]
    assert (await office.request(request)).counts == {"contacts": 1}
    office.house.clock.move(seconds=8 * 86_400)
    with pytest.raises(PrivacyFileGone):
        await office.exporting.take(office.actor(), request.id)
    await office.exporting.forget(office.tenant_id, office.job(FORGET_EXPORT))
    assert office.house.media_store.objects == {}
    with pytest.raises(PrivacyFileGone):
        await office.exporting.certificate(office.actor(), request.id)


async def test_too_old_data_goes_and_that_is_recorded() -> None:
    office = await Office(lines()).settle()
    now = office.house.clock.now()
    for days in (10, 40, 50):
        key = (office.tenant_id, DataKind.NOTES)
        office.retained.moments.setdefault(key, []).append(now - dt.timedelta(days=days))
    rules = RetentionRules(days={DataKind.NOTES: 30, DataKind.MEDIA: 5})
    assert await office.retaining.would_go(office.actor(), rules) == {DataKind.NOTES: 2, DataKind.MEDIA: 0}
    assert await office.retaining.sweep(office.tenant_id) == {}
    assert (await office.retaining.put(office.actor(), rules)).version == 1

    assert await office.retaining.sweep(office.tenant_id) == {DataKind.NOTES: 2}
    assert await office.retaining.sweep(office.tenant_id) == {}

    (record,) = office.audit.records[office.tenant_id]
    assert (record.action, record.counts) == (AuditAction.RETENTION, {"notes": 2})
    status = await office.watching.status(office.actor())
    assert (status.retention, status.key.version) == (rules.days, 3)
    page, state = await office.watching.audit(office.actor(), AuditFilter(), PageRequest(), subject=fresh())
    assert (page.items, state) == ((), None)


async def test_an_export_holds_the_files_that_are_there_and_is_made_once() -> None:
    office = await Office(lines()).settle()
    house, now = office.house, office.house.clock.now()
    kept, missing, lost = (MediaId(fresh()) for _ in range(3))
    place = a_conversation(office.tenant_id, contact_id=office.contact_id)
    rows = house.store.tenants[office.tenant_id]
    rows.conversations[place.id] = place
    for media_id, state in ((kept, MediaState.STORED), (missing, MediaState.MISSING), (lost, MediaState.STORED)):
        message = a_message(place, content=Media(type=MessageType.IMAGE, media_id=str(media_id)))
        rows.messages[message.id] = message
        rows.media[media_id] = StoredMedia(
            id=media_id,
            tenant_id=office.tenant_id,
            type=MessageType.IMAGE,
            mime_type="image/jpeg",
            created_at=now,
            state=state,
            filename="conta.jpg",
            message_id=message.id,
        )
    house.media_store.objects[MediaKey(tenant_id=office.tenant_id, media_id=kept)] = b"a picture"
    request = await office.ask(RequestKind.EXPORT)
    job = office.job(EXPORT_SUBJECT)
    for _ in range(2):
        await office.exporting.run(office.tenant_id, job)
    taken = await office.exporting.take(office.actor(), request.id)
    archive = zipfile.ZipFile(io.BytesIO(b"".join([piece async for piece in taken.pieces])))
    files = [name for name in archive.namelist() if name.startswith("files/")]
    assert files == [f"files/{kept}-conta.jpg"]
    assert archive.read(files[0]) == b"a picture"
    assert (await office.request(request)).counts["files"] == 1
    # Whoever cleans the store takes the file, and it is told so.
    house.media_store.objects.clear()
    with pytest.raises(PrivacyFileGone):
        await office.exporting.take(office.actor(), request.id)
    for _ in range(2):
        await office.exporting.forget(office.tenant_id, office.job(FORGET_EXPORT))
    assert (await office.request(request)).media_id is None


async def test_an_export_of_somebody_who_is_gone_says_so() -> None:
    office = await Office(lines()).settle()
    await office.ask(RequestKind.EXPORT)
    office.house.store.tenants[office.tenant_id].contacts.clear()
    with pytest.raises(SubjectNotFound):
        await office.exporting.run(office.tenant_id, office.job(EXPORT_SUBJECT))


async def test_an_answer_says_why_or_that_it_is_done() -> None:
    office = await Office(lines()).settle()
    request = await office.ask(RequestKind.CORRECTION)
    assert office.house.store.tenants[office.tenant_id].jobs == []
    for done_so, reason in ((False, " "), (True, "x" * 10_000)):
        with pytest.raises(Invalid):
            await office.asking.answer(office.actor(), request.id, done=done_so, reason=reason)
    done = await office.asking.answer(office.actor(), request.id, done=True, reason="")
    assert done.state is RequestState.DONE
