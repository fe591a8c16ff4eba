import pytest
from msgspec.structs import replace
from tests.support.identity import House

from pytake_domain.identity import (
    ERASE,
    LOOK_AGAIN,
    CredentialsWrong,
    EmailTaken,
    Limit,
    OwnLimits,
    OwnTenant,
    Plan,
    PlanTooSmall,
    RefreshRefused,
    Role,
    SlugTaken,
    TenantDeleting,
    TenantDraft,
    TenantFilter,
    TenantNotFound,
    TenantSettings,
    TenantStatus,
    TenantStatusRefused,
    TokenRefused,
    UserNotFound,
)
from pytake_domain.kernel.actor import Actor, Permission, system
from pytake_domain.kernel.errors import Forbidden, Invalid, LimitReached, TenantSuspended
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.page import PageRequest


async def founded(house: House, operator: Actor, company: str = "Rápida", **given: object) -> TenantId:
    serial = len(house.state.tenants)
    made = await house.tenants.create(
        operator,
        company=company,
        email=f"dona{serial}@rapida.example",
        name="Dona",
        password="segredo-1",
        **given,  # type: ignore[arg-type]
    )
    return made.tenant.id


async def test_nobody_but_the_platforms_administrators_sees_tenants(house: House) -> None:
    issued = await house.register()
    admin = (await house.accept(issued)).actor
    own = issued.tenant.id
    asked = [
        house.tenants.page(admin, TenantFilter(), PageRequest()),
        house.tenants.get(admin, own),
        house.tenants.create(admin, company="X", email="x@x.example", name="X"),
        house.tenants.change(admin, own, TenantDraft(name="Y")),
        house.tenants.upgrade(admin, own, Plan.ENTERPRISE),
        house.tenants.suspend(admin, own, "x"),
        house.tenants.reactivate(admin, own),
        house.tenants.usage(admin, TenantId(house.ids.new())),
        house.erasing.ask(admin, own, slug=issued.tenant.slug),
    ]
    for each in asked:
        with pytest.raises(Forbidden) as refused:
            await each
        assert refused.value.params == {"permission": "manage:platform"}


async def test_a_key_never_administers_the_platform(house: House) -> None:
    operator = await house.platform()
    with pytest.raises(Invalid):
        await house.keys.create(operator, name="chave", permissions=[Permission.PLATFORM])


async def test_an_administrator_is_appointed_and_dismissed_on_the_server(house: House) -> None:
    await house.register("op@pytake.example")
    with pytest.raises(UserNotFound):
        await house.appointing.appoint("nobody@pytake.example")

    assert (await house.appointing.appoint("Op@PyTake.example")).platform_admin
    assert (await house.accept(await house.login("op@pytake.example"))).actor.may(Permission.PLATFORM)
    await house.appointing.appoint("op@pytake.example", appointed=False)
    house.clock.move(seconds=10)
    assert not (await house.accept(await house.login("op@pytake.example"))).actor.may(Permission.PLATFORM)


async def test_a_tenant_is_made_with_an_administrator_who_signs_in(house: House) -> None:
    operator = await house.platform()
    made = await house.tenants.create(
        operator,
        company="Conexão Nova",
        email="dona@nova.example",
        name="Dona",
        password="segredo-1",
        plan=Plan.GROWTH,
        draft=TenantDraft(limits=OwnLimits(users=2), currency="USD"),
    )

    assert (made.tenant.slug, made.tenant.plan, made.tenant.currency) == ("conexao-nova", Plan.GROWTH, "USD")
    assert made.invitation is None
    signed = (await house.accept(await house.login("dona@nova.example"))).actor
    assert signed.may(Permission.MANAGE_USERS)
    assert not signed.may(Permission.PLATFORM)
    assert [event.actor_id for event in house.state.events[-3:-1]] == [operator.id] * 2


async def test_or_with_one_who_is_invited(house: House) -> None:
    operator = await house.platform()
    made = await house.tenants.create(operator, company="Nova", email="dona@nova.example", name="Dona")

    assert made.invitation is not None
    with pytest.raises(CredentialsWrong):
        await house.login("dona@nova.example", "")
    await house.passwords.accept(made.invitation.token.reveal(), "segredo-2")
    assert (await house.login("dona@nova.example", "segredo-2")).user.role is Role.ADMIN


async def test_names_are_free_or_made_free(house: House) -> None:
    operator = await house.platform()
    first, second = await founded(house, operator), await founded(house, operator)
    slugs = [house.state.tenants[each].slug for each in (first, second)]
    assert slugs[0] == "rapida"
    assert slugs[1].startswith("rapida-")
    with pytest.raises(SlugTaken):
        await founded(house, operator, slug="rapida")
    with pytest.raises(EmailTaken):
        await house.tenants.create(operator, company="X", email="op@pytake.example", name="X")
    assert len(house.state.tenants) == 3


async def test_tenants_are_searched_and_narrowed(house: House) -> None:
    operator = await house.platform()
    await founded(house, operator, "Ágil Net")
    big = await founded(house, operator, "Grande", plan=Plan.ENTERPRISE)
    await house.tenants.suspend(operator, big, "fatura")

    async def found(**wanted: object) -> list[str]:
        page = await house.tenants.page(
            operator,
            TenantFilter(**wanted),  # type: ignore[arg-type]
            PageRequest(sort="name", descending=False),
        )
        return [tenant.name for tenant in page.items]

    assert await found() == ["Conexão Rápida", "Grande", "Ágil Net"]
    assert await found(search="ágil") == ["Ágil Net"]
    assert await found(status=TenantStatus.SUSPENDED) == ["Grande"]
    assert await found(plan=Plan.STARTER, search="gr") == []


async def test_a_change_says_what_it_changed_and_takes_effect_at_once(house: House) -> None:
    operator = await house.platform()
    tenant_id = await founded(house, operator)
    boss = (await house.accept(await house.login("dona1@rapida.example"))).actor

    changed = await house.tenants.change(
        operator,
        tenant_id,
        TenantDraft(name=" Rápida S.A. ", limits=OwnLimits(users=1), settings=TenantSettings(opt_out_words=("chega",))),
    )

    assert (changed.name, changed.allowance.users, changed.allowance.flows) == ("Rápida S.A.", 1, 50)
    assert house.last().name == "TenantChanged"
    assert getattr(house.last(), "fields", ()) == ("name", "settings", "limits")
    with pytest.raises(LimitReached) as full:
        await house.users.create(boss, email="x@x.example", name="X", password="segredo-1", role=Role.AGENT)
    assert full.value.params == {"limit": "users", "used": 1, "allowed": 1}
    said = len(house.state.events)
    await house.tenants.change(operator, tenant_id, TenantDraft(name="Rápida S.A."))
    assert len(house.state.events) == said


async def test_a_plan_below_what_is_in_use_is_refused_with_each_limit(house: House) -> None:
    operator = await house.platform()
    tenant_id = await founded(house, operator, plan=Plan.GROWTH)
    for number in range(11):
        await house.users.create(
            system(tenant_id), email=f"p{number}@x.example", name="P", password="segredo-1", role=Role.AGENT
        )

    with pytest.raises(PlanTooSmall) as refused:
        await house.tenants.upgrade(operator, tenant_id, Plan.STARTER)

    assert [(p.field, p.code, p.params) for p in refused.value.problems] == [
        ("users", "over_limit", {"used": 12, "allowed": 10})
    ]
    assert house.state.tenants[tenant_id].plan is Plan.GROWTH
    with pytest.raises(PlanTooSmall):
        await house.tenants.change(operator, tenant_id, TenantDraft(limits=OwnLimits(users=11)))
    assert (await house.tenants.upgrade(operator, tenant_id, Plan.ENTERPRISE)).allowance.users is None
    agreed = await house.tenants.change(operator, tenant_id, TenantDraft(limits=OwnLimits(users=12)))
    assert (await house.tenants.upgrade(operator, tenant_id, Plan.STARTER)).allowance.users == agreed.allowance.users


async def test_what_was_over_before_is_no_reason_to_refuse_more(house: House) -> None:
    operator = await house.platform()
    tenant_id = await founded(house, operator)
    house.state.tenants[tenant_id] = replace(house.state.tenants[tenant_id], limits=OwnLimits(users=0))

    assert (await house.tenants.upgrade(operator, tenant_id, Plan.GROWTH)).plan is Plan.GROWTH


async def test_suspended_people_read_and_are_told_why_they_may_not_more(house: House) -> None:
    operator = await house.platform()
    tenant_id = await founded(house, operator)
    before = await house.accept(await house.login("dona1@rapida.example"))
    with pytest.raises(Invalid):
        await house.tenants.suspend(operator, tenant_id, "  ")

    suspended = await house.tenants.suspend(operator, tenant_id, "fatura em aberto")

    assert (suspended.status, suspended.status_reason) == (TenantStatus.SUSPENDED, "fatura em aberto")
    assert house.last().reason == "fatura em aberto"
    actor = (await house.accept(await house.login("dona1@rapida.example"))).actor
    assert before.actor.may(Permission.MANAGE_USERS)
    actor.require(Permission.READ_USERS)
    with pytest.raises(TenantSuspended):
        actor.require(Permission.MANAGE_USERS)
    with pytest.raises(TenantStatusRefused):
        await house.tenants.suspend(operator, tenant_id, "outra vez")
    await house.tenants.reactivate(operator, tenant_id)
    assert house.last().topic == "TenantStatusChanged.active"
    (await house.accept(await house.login("dona1@rapida.example"))).actor.require(Permission.MANAGE_USERS)


async def test_an_administrator_stays_where_they_are_signed_in(house: House) -> None:
    operator = await house.platform()
    own = house.state.tenants[operator.tenant_id]
    with pytest.raises(OwnTenant):
        await house.tenants.suspend(operator, own.id, "x")
    with pytest.raises(OwnTenant):
        await house.erasing.ask(operator, own.id, slug=own.slug)
    assert house.state.tenants[own.id] == own


async def test_a_deleted_tenant_lets_nobody_in_and_goes_whole(house: House) -> None:
    operator = await house.platform()
    tenant_id = await founded(house, operator)
    issued = await house.login("dona1@rapida.example")
    boss = (await house.accept(issued)).actor
    key = await house.keys.create(boss, name="k", permissions=[Permission.READ_CONTACTS])
    for store in house.stores:
        store.things = {tenant_id: ["a", "b"], operator.tenant_id: ["c"]}
    with pytest.raises(Invalid):
        await house.erasing.ask(operator, tenant_id, slug="another")

    slug = house.state.tenants[tenant_id].slug
    assert (await house.erasing.ask(operator, tenant_id, slug=slug)).is_going
    assert (await house.erasing.ask(operator, tenant_id, slug=slug)).is_going

    with pytest.raises(TokenRefused):
        await house.accept(issued)
    with pytest.raises(CredentialsWrong):
        await house.login("dona1@rapida.example")
    with pytest.raises(RefreshRefused):
        await house.signing.refresh(issued.refresh_token.reveal())
    with pytest.raises(Exception, match="API_KEY_REFUSED"):
        await house.authenticate.api_key(key.secret.reveal())
    for refused in (
        house.tenants.change(operator, tenant_id, TenantDraft(name="x")),
        house.tenants.reactivate(operator, tenant_id),
        house.tenants.suspend(operator, tenant_id, "x"),
    ):
        with pytest.raises(TenantDeleting):
            await refused

    (job,) = [each for each in house.state.jobs if each.kind == ERASE]
    await house.erasing.run(tenant_id, job.payload)

    assert [store.things for store in house.stores] == [{operator.tenant_id: ["c"]}] * 2
    kept = await house.erasures.find(tenant_id)
    assert kept is not None
    assert (kept.asked_by, kept.finished_at, kept.removed) == (operator.id, house.clock.now(), {"rows": 2, "files": 2})
    again = house.state.jobs[-1]
    assert again.not_before == house.clock.now() + LOOK_AGAIN
    house.stores[1].things[tenant_id] = ["late"]
    await house.erasing.run(tenant_id, again.payload)
    assert tenant_id not in house.stores[1].things
    assert len(house.state.jobs) == 2


async def test_a_deletion_that_is_cut_off_goes_on(house: House) -> None:
    operator = await house.platform()
    tenant_id = await founded(house, operator)
    house.stores[0].things[tenant_id] = ["a"]
    house.stores[1].things[tenant_id] = ["b"]
    await house.erasing.ask(operator, tenant_id, slug=house.state.tenants[tenant_id].slug)
    (job,) = house.state.jobs
    whole = house.stores[1].erase

    async def cut(_: TenantId) -> int:
        raise ConnectionError

    house.stores[1].erase = cut  # type: ignore[assignment, method-assign]
    with pytest.raises(ConnectionError):
        await house.erasing.run(tenant_id, job.payload)
    kept = await house.erasures.find(tenant_id)
    assert kept is not None
    assert kept.finished_at is None
    house.stores[1].erase = whole  # type: ignore[method-assign]

    await house.erasing.run(tenant_id, job.payload)

    kept = await house.erasures.find(tenant_id)
    assert kept is not None
    assert (kept.finished_at, kept.removed) == (house.clock.now(), {"rows": 1, "files": 1})


async def test_usage_names_every_limit(house: House) -> None:
    operator = await house.platform()
    tenant_id = await founded(house, operator)
    usage = await house.tenants.usage(operator, tenant_id)
    assert {limit.value: used for limit, used in usage.used.items()} == {
        "users": 1,
        "messages_per_month": 0,
        "numbers": 0,
        "flows": 0,
        "campaigns": 0,
    }
    with pytest.raises(TenantNotFound):
        await house.tenants.usage(operator, TenantId(house.ids.new()))


async def test_a_tenants_administrators_see_its_own_usage_and_no_other(house: House) -> None:
    other = await founded(house, await house.platform())
    issued = await house.register()
    admin = (await house.accept(issued)).actor
    usage = await house.tenants.usage(admin, issued.tenant.id)
    assert (usage.tenant.id, usage.used[Limit.USERS]) == (issued.tenant.id, 1)
    with pytest.raises(Forbidden):
        await house.tenants.usage(admin, other)
    less = replace(admin, permissions=admin.permissions - {Permission.MANAGE_TENANT})
    with pytest.raises(Forbidden) as refused:
        await house.tenants.usage(less, issued.tenant.id)
    assert refused.value.params == {"permission": "manage:tenant"}


@pytest.mark.parametrize("limits", [{"users": -1}, {"flows": 10**10}, {"requests_per_second": 0}])
def test_limits_are_numbers_that_make_sense(limits: dict[str, int]) -> None:
    with pytest.raises(Invalid):
        OwnLimits(**limits)


def test_what_is_agreed_goes_over_the_plan() -> None:
    allowed = OwnLimits(users=None, numbers=7, requests_per_second=3).over(Plan.STARTER.limits)
    assert (allowed.users, allowed.numbers, allowed.flows) == (None, 7, 50)
    assert (allowed.rate.per_second, allowed.rate.burst) == (3, 15)
