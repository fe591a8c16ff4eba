"""What stores of privacy promise. Subclass `PrivacyContract` with `open_work`."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest
from msgspec.structs import replace

from pytake_domain.contacts import Address, AddressKind
from pytake_domain.kernel.actor import system
from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import SubjectRequestId, TenantId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.privacy import (
    DataKind,
    PrivacyRequestNotFound,
    PrivacyWork,
    RequestFilter,
    RequestKind,
    RequestState,
    RetentionRules,
    Standing,
    SubjectKind,
    SubjectRequest,
    asked,
)
from pytake_domain.testing.builders import AT, fresh

OpenPrivacy = Callable[[TenantId], AbstractAsyncContextManager[PrivacyWork]]


def a_request(tenant_id: TenantId, kind: RequestKind = RequestKind.ACCESS, *, days: int = 15) -> SubjectRequest:
    """Of somebody."""
    return asked(
        system(tenant_id),
        SubjectRequestId(fresh()),
        subject=fresh(),
        subject_kind=SubjectKind.CONTACT,
        kind=kind,
        language="pt-BR",
        now=AT,
        days=days,
    )


def phone(number: str) -> Address:
    """A telephone number's."""
    return Address(kind=AddressKind.PHONE, value=number)


class PrivacyContract:
    """Fixture to fill in: `open_work`."""

    @pytest.fixture
    def open_work(self) -> OpenPrivacy:
        """Works of any tenant."""
        pytest.fail("the subclass supplies `open_work`")

    async def test_what_is_to_be_answered_comes_first_by_its_deadline(self, open_work: OpenPrivacy) -> None:
        tenant_id = TenantId(fresh())
        late, soon = a_request(tenant_id, days=30), a_request(tenant_id, RequestKind.EXPORT, days=1)
        done = a_request(tenant_id, days=1).end(RequestState.DONE, AT)
        async with open_work(tenant_id) as work:
            for request in (late, done, soon):
                await work.subject_requests.add(request)
        async with open_work(tenant_id) as work:
            page = await work.subject_requests.page(RequestFilter(), PageRequest(limit=2))
            rest = await work.subject_requests.page(RequestFilter(), PageRequest(limit=2, page=2))
            exports = await work.subject_requests.page(RequestFilter(kind=RequestKind.EXPORT), PageRequest())
            ended = await work.subject_requests.page(RequestFilter(state=RequestState.DONE), PageRequest())
            of_one = await work.subject_requests.page(RequestFilter(subject=late.subject), PageRequest())
            standing = await work.subject_requests.standing(AT + dt.timedelta(days=2))
        assert (page.items, page.total) == ((soon, late), 3)
        assert rest.items == ended.items == (done,)
        assert exports.items == (soon,)
        assert of_one.items == (late,)
        assert standing == Standing(open=2, overdue=1)
        async with open_work(TenantId(fresh())) as work:
            assert (await work.subject_requests.page(RequestFilter(), PageRequest())).items == ()
            with pytest.raises(PrivacyRequestNotFound):
                await work.subject_requests.get(late.id)

    async def test_of_two_who_save_a_request_one_is_told(self, open_work: OpenPrivacy) -> None:
        tenant_id = TenantId(fresh())
        request = a_request(tenant_id)
        async with open_work(tenant_id) as work:
            await work.subject_requests.add(request)
        async with open_work(tenant_id) as work:
            await work.subject_requests.save(request.found({"a": 1}))
        with pytest.raises(StaleVersion):
            async with open_work(tenant_id) as work:
                await work.subject_requests.save(request.found({"a": 5}))
        async with open_work(tenant_id) as work:
            stored = await work.subject_requests.get(request.id)
        assert stored == replace(request, counts={"a": 1}, version=2)

    async def test_rules_are_kept_by_their_version(self, open_work: OpenPrivacy) -> None:
        tenant_id = TenantId(fresh())
        async with open_work(tenant_id) as work:
            assert await work.retention.get() == RetentionRules()
            await work.retention.put(RetentionRules(days={DataKind.NOTES: 30}))
        async with open_work(tenant_id) as work:
            first = await work.retention.get()
            await work.retention.put(replace(first, days={DataKind.AUDIT: 400}))
        assert first == RetentionRules(days={DataKind.NOTES: 30}, version=1)
        for stale in (first, RetentionRules()):
            with pytest.raises(StaleVersion):
                async with open_work(tenant_id) as work:
                    await work.retention.put(stale)
        async with open_work(tenant_id) as work:
            assert await work.retention.get() == RetentionRules(days={DataKind.AUDIT: 400}, version=2)
        async with open_work(TenantId(fresh())) as work:
            assert await work.retention.get() == RetentionRules()

    async def test_a_no_is_known_however_the_number_is_written(self, open_work: OpenPrivacy) -> None:
        tenant_id = TenantId(fresh())
        username = Address(kind=AddressKind.USERNAME, value="zuleica")
        async with open_work(tenant_id) as work:
            assert await work.refusals.keep([phone("+5511987654321"), username], AT) > 0
            assert await work.refusals.keep([phone("+5511987654321")], AT) == 0
        async with open_work(tenant_id) as work:
            for same in (
                phone("+5511987654321"),
                phone("+551187654321"),
                Address(kind=AddressKind.WA_ID, value="551187654321"),
            ):
                assert await work.refusals.refused([phone("+5511900000000"), same])
            assert not await work.refusals.refused([phone("+5511987654322")])
            assert not await work.refusals.refused([username])
        async with open_work(TenantId(fresh())) as work:
            assert not await work.refusals.refused([phone("+5511987654321")])
