import datetime as dt

import pytest
from tests.support.identity import House

from pytake_domain.identity import Branding, Limit, Plan, Role, TenantSettings, TenantStatus, TenantStatusRefused
from pytake_domain.identity.tenant import slug_of
from pytake_domain.identity.user import ROLE_PERMISSIONS
from pytake_domain.kernel.actor import Permission, system
from pytake_domain.kernel.errors import Invalid, LimitReached
from pytake_domain.kernel.ids import EventId
from pytake_domain.testing.contracts.identity import a_tenant

AT = dt.datetime(2026, 11, 3, tzinfo=dt.UTC)


def test_a_limit_names_itself_and_its_use() -> None:
    Plan.STARTER.limits.check(Limit.NUMBERS, 2)
    with pytest.raises(LimitReached) as reached:
        Plan.STARTER.limits.check(Limit.NUMBERS, 3)
    assert reached.value.params == {"limit": "numbers", "used": 3, "allowed": 3}
    with pytest.raises(LimitReached):
        Plan.STARTER.limits.check(Limit.NUMBERS, 2, adding=2)


def test_a_larger_plan_never_allows_less() -> None:
    for limit in Limit:
        sizes = [plan.limits.of(limit) for plan in (Plan.STARTER, Plan.GROWTH, Plan.ENTERPRISE)]
        assert sizes[2] is None
        Plan.ENTERPRISE.limits.check(limit, 10**12)
        assert sizes[0] is not None
        assert sizes[1] is not None
        assert 0 < sizes[0] < sizes[1]


def test_a_suspension_has_a_reason_and_an_end(house: House) -> None:
    tenant = a_tenant()
    boss = system(tenant.id)

    def new_id() -> EventId:
        return EventId(house.ids.new())

    suspended, event = tenant.suspend(boss, reason=" fatura em aberto ", at=AT, new_id=new_id)

    assert (suspended.status, suspended.status_reason) == (TenantStatus.SUSPENDED, "fatura em aberto")
    assert (event.status, event.reason, event.subject) == ("suspended", "fatura em aberto", tenant.id)
    with pytest.raises(TenantStatusRefused):
        suspended.suspend(boss, reason="again", at=AT, new_id=new_id)
    with pytest.raises(TenantStatusRefused):
        tenant.reactivate(boss, at=AT, new_id=new_id)
    with pytest.raises(Invalid):
        tenant.suspend(boss, reason=" ", at=AT, new_id=new_id)
    active, event = suspended.reactivate(boss, at=AT, new_id=new_id)
    assert (active.status, active.status_reason, event.status) == (TenantStatus.ACTIVE, "", "active")


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Conexão Rápida Ltda.", "conexao-rapida-ltda"),
        ("  --  ", "tenant"),
        ("日本", "tenant"),
        ("A" * 100, "a" * 48),
        ("x" * 47 + " y", "x" * 47),
    ],
)
def test_a_slug_is_made_of_a_name(name: str, slug: str) -> None:
    assert slug_of(name) == slug
    assert a_tenant(slug=slug).slug == slug


def test_broken_branding_and_settings_are_refused() -> None:
    with pytest.raises(Invalid):
        Branding(primary_color="red")
    with pytest.raises(Invalid):
        TenantSettings(opt_out_words=("",))
    with pytest.raises(Invalid):
        TenantSettings(opt_out_words=tuple(f"w{i}" for i in range(51)))


def test_roles_are_sets_within_each_other() -> None:
    agent, supervisor, admin, viewer = (ROLE_PERMISSIONS[r] for r in (Role.AGENT, Role.USER, Role.ADMIN, Role.VIEWER))

    assert agent < supervisor < admin
    assert Permission.READ_ALL_CONVERSATIONS not in agent
    assert Permission.PUBLISH_FLOWS not in supervisor
    assert Permission.PLATFORM not in admin
    assert all(permission.value.startswith("read:") for permission in viewer)
    assert Permission.READ_PHONE_NUMBERS not in viewer
