import pytest

from pytake_app.wire.tenants import LimitsIO, TenantChangeIn, draft_of, tenant_whole_out
from pytake_domain.identity import OwnLimits
from pytake_domain.kernel.errors import Invalid
from pytake_domain.testing.contracts.identity import a_tenant


def test_limits_out_of_range_name_their_field() -> None:
    with pytest.raises(Invalid) as wrong:
        draft_of(TenantChangeIn(limits=LimitsIO(users=-1)))
    assert [problem.field for problem in wrong.value.problems] == ["limits.users"]


def test_limits_go_there_and_back() -> None:
    given = LimitsIO(users=None, flows=3, requests_per_second=7)
    draft = draft_of(TenantChangeIn(limits=given))
    assert draft.limits == OwnLimits(users=None, flows=3, requests_per_second=7)
    shown = tenant_whole_out(a_tenant(limits=draft.limits))
    assert shown.limits == given
    assert (shown.allowance.users, shown.allowance.flows, shown.allowance.numbers) == (None, 3, 3)
