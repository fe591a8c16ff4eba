import pytest
from msgspec.structs import replace
from tests.support.identity import House

from pytake_domain.identity import (
    ERASE,
    CredentialsWrong,
    Mail,
    MailNotSetUp,
    MailTokenRefused,
    Preferences,
    Role,
    TokenRefused,
)
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.errors import Invalid, Throttled, Unavailable
from pytake_domain.kernel.text import Language

ANA = "ana@rapida.example"


async def an_admin(house: House) -> Actor:
    actor = (await house.accept(await house.register())).actor
    await house.post()
    return actor


async def forgot(house: House, email: str = ANA) -> list[Mail]:
    await house.recovering.forgot(email, address="203.0.113.7")
    return await house.post()


async def test_a_forgotten_password_is_chosen_anew_once(house: House) -> None:
    issued = await house.register()
    await house.post()
    (mail,) = await forgot(house, " Ana@Rapida.Example")
    assert (mail.to, mail.subject) == (ANA, "recovery pt-BR Ana Conexão Rápida 1")

    with pytest.raises(Invalid):
        await house.recovering.reset(mail.text, "curta")
    await house.recovering.reset(mail.text, "segredo-2")

    assert (await house.login(ANA, "segredo-2")).user.email_verified
    with pytest.raises(CredentialsWrong):
        await house.login(ANA, "segredo-1")
    with pytest.raises(TokenRefused):
        await house.accept(issued)
    with pytest.raises(MailTokenRefused):
        await house.recovering.reset(mail.text, "segredo-3")


async def test_unknown_addresses_are_answered_alike_and_leave_a_job_too(house: House) -> None:
    await an_admin(house)
    before = len(house.state.jobs)
    assert await forgot(house, "nobody@rapida.example") == []
    (job,) = house.state.jobs[before:]
    assert b"nobody" not in job.payload
    await forgot(house)
    assert house.state.jobs[-1].kind == job.kind


async def test_a_link_is_over_after_an_hour_or_when_another_way_was_taken(house: House) -> None:
    admin = await an_admin(house)
    (old,) = await forgot(house)
    house.clock.move(hours=1)
    with pytest.raises(MailTokenRefused):
        await house.recovering.reset(old.text, "segredo-2")
    (second,) = await forgot(house)
    assert admin.user_id is not None
    await house.users.change(admin, admin.user_id, email="outra@rapida.example", present="segredo-1")
    with pytest.raises(MailTokenRefused):
        await house.recovering.reset(second.text, "segredo-2")
    for wrong in (
        "",
        "x",
        "a.b.c",
        f"{admin.tenant_id.hex}.1.AAAA",
        second.text + "x",
        second.text.replace(".1.", ".9."),
    ):
        with pytest.raises(Exception, match="REFUSED"):
            await house.recovering.reset(wrong, "segredo-2")


async def test_it_is_asked_for_a_few_times_only_whoever_it_is(house: House) -> None:
    await an_admin(house)
    for email in (ANA, "nobody@rapida.example"):
        for _ in range(3):
            await forgot(house, email)
        with pytest.raises(Throttled) as slow:
            await forgot(house, email)
        assert int(slow.value.params["retry_after"]) > 60
    house.clock.move(minutes=11)
    await forgot(house)


async def test_without_mail_it_says_so_to_everybody(house: House) -> None:
    await an_admin(house)
    house.mailer.is_set_up = False
    for email in (ANA, "nobody@rapida.example"):
        with pytest.raises(MailNotSetUp):
            await forgot(house, email)
    await house.users.create(
        (await house.platform()), email="x@x.example", name="X", password="segredo-1", role=Role.AGENT
    )
    jobs = len(house.state.jobs)
    await house.post()
    assert len(house.state.jobs) == jobs


async def test_who_is_invited_gets_the_invitation_and_the_newest_counts(house: House) -> None:
    admin = await an_admin(house)
    made = await house.users.invite(admin, email="bia@rapida.example", name="Bia", role=Role.AGENT)
    (mail,) = await house.post()
    assert mail.subject == "invitation pt-BR Bia Conexão Rápida 168"
    assert await house.post() == []
    await house.passwords.invite(admin, made.user.id)
    (newer,) = await house.post()

    with pytest.raises(MailTokenRefused):
        await house.recovering.reset(mail.text, "segredo-2")
    await house.recovering.reset(newer.text, "segredo-2")
    assert (await house.login("bia@rapida.example", "segredo-2")).user.email_verified


async def test_an_invitation_that_was_handed_over_works_as_before(house: House) -> None:
    admin = await an_admin(house)
    made = await house.users.invite(admin, email="bia@rapida.example", name="Bia", role=Role.AGENT)
    (mail,) = await house.post()
    await house.recovering.reset(made.invitation.token.reveal(), "segredo-2")
    with pytest.raises(MailTokenRefused):
        await house.recovering.reset(mail.text, "segredo-3")


async def test_an_address_is_confirmed_once_and_asked_for_again_when_it_changes(house: House) -> None:
    await house.register()
    (mail,) = await house.post()
    assert mail.subject.startswith("verification")
    with pytest.raises(MailTokenRefused):
        await house.recovering.reset(mail.text, "segredo-2")

    await house.recovering.verify(mail.text)

    issued = await house.login()
    assert issued.user.email_verified
    with pytest.raises(MailTokenRefused):
        await house.recovering.verify(mail.text)
    admin = (await house.accept(issued)).actor
    changed = await house.users.change(admin, issued.user.id, email="nova@rapida.example", present="segredo-1")
    assert not changed.email_verified
    (again,) = await house.post()
    assert again.to == "nova@rapida.example"
    house.clock.move(days=3)
    with pytest.raises(MailTokenRefused):
        await house.recovering.verify(again.text)


async def test_mail_is_in_the_persons_language_and_from_the_companys_address(house: House) -> None:
    await an_admin(house)
    (ana,) = house.state.users.values()
    house.state.users[ana.id] = replace(ana, preferences=Preferences(language=Language.ES))
    tenant = house.state.tenants[ana.tenant_id]
    looks = replace(tenant.branding, name="Rápida", sender_address="contato@rapida.example")
    house.state.tenants[ana.tenant_id] = replace(tenant, branding=looks)

    (mail,) = await forgot(house)

    assert (mail.subject, mail.sender_name) == ("recovery es Ana Rápida 1", "Rápida")
    assert mail.sender_address == "contato@rapida.example"


async def test_a_server_that_is_away_is_tried_again_and_a_refusal_is_not(house: House) -> None:
    await an_admin(house)
    house.mailer.away = True
    with pytest.raises(Unavailable):
        await forgot(house)
    house.mailer.away = False
    (mail,) = await house.post()
    house.mailer.refused = {ANA}
    assert await forgot(house) == []
    assert mail.to == ANA


async def test_nobody_is_written_to_who_is_off_or_whose_company_goes(house: House) -> None:
    operator = await house.platform()
    await house.post()
    made = await house.tenants.create(
        operator, company="Nova", email="dona@nova.example", name="Dona", password="segredo-1"
    )
    (welcome,) = await house.post()
    (recovery,) = await forgot(house, "dona@nova.example")
    await house.erasing.ask(operator, made.tenant.id, slug=made.tenant.slug)
    assert [job.kind for job in house.state.jobs][-1] == ERASE

    assert await forgot(house, "dona@nova.example") == []
    with pytest.raises(MailTokenRefused):
        await house.recovering.reset(recovery.text, "segredo-2")
    with pytest.raises(MailTokenRefused):
        await house.recovering.verify(welcome.text)
