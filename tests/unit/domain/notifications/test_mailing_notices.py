"""Who does not look is written to, once, of what they want, and can take that back without signing in."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.unit.domain.messaging.talking import place_of
from tests.unit.domain.notifications.test_notifying import Told
from tests.unit.domain.routing.test_desk_tools import talks, user

from pytake_domain.identity import (
    MailPreferences,
    MailTokenRefused,
    NotificationPreferences,
    Preferences,
    Role,
    TenantStatus,
    User,
)
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.errors import Unavailable
from pytake_domain.kernel.ids import TenantId
from pytake_domain.notifications import NOTICE, BrowseNotifications, NoticeTopic, wants_mail
from pytake_domain.testing.builders import a_user, fresh
from pytake_domain.testing.memory.house import Company, Line
from pytake_domain.whatsapp import NumberStatus

CONNECTED, BANNED = NumberStatus.CONNECTED, NumberStatus.BANNED
ALL = MailPreferences(mentions=True, assignments=True)


class Reader:
    """Somebody with an address that they confirmed."""

    def __init__(self, company: Company, person: Actor) -> None:
        self.company, self.house, self.person = company, company.house, person
        self.told = Told(company)

    @property
    def row(self) -> User:
        return self.house.store.identity.users[user(self.person)]

    def become(self, **changes: object) -> None:
        self.house.store.identity.users[user(self.person)] = replace(self.row, **changes)

    def want(self, mail: MailPreferences) -> None:
        self.become(preferences=Preferences(notifications=NotificationPreferences(mail=mail)))

    def sent(self) -> list[str]:
        return [mail.subject.rpartition("Rede Sol ")[2] for mail in self.house.mailer.sent]


@pytest.fixture
async def ana(company: Company) -> Reader:
    reader = Reader(company, await company.agent("Ana", Role.ADMIN))
    reader.become(email_verified=True)
    return reader


async def falls(line: Line, reader: Reader, times: int = 1) -> None:
    for _ in range(times):
        await reader.told.hears(reader.told.state(line, BANNED, CONNECTED))


async def test_an_administrator_who_is_away_gets_one_mail_of_what_gathered(line: Line, ana: Reader) -> None:
    await falls(line, ana, 3)
    await ana.house.wait(minutes=4)
    assert ana.sent() == []
    await falls(line, ana)
    await ana.house.wait(minutes=1)
    assert ana.sent() == ["number_alert=4"]
    await ana.house.wait(minutes=30)
    assert ana.sent() == ["number_alert=4"]


async def test_what_was_read_in_the_console_is_not_mailed(line: Line, ana: Reader) -> None:
    await falls(line, ana)
    browsing = BrowseNotifications(open_work=ana.house.open_work, clock=ana.house.clock)
    await browsing.read(ana.person, None)
    await ana.house.wait(minutes=10)
    assert ana.sent() == []


async def test_mentions_and_assignments_are_mailed_to_who_chose_so(company: Company, line: Line) -> None:
    bia, cid = [Reader(company, await company.agent(name)) for name in ("Bia", "Cid")]
    for each in (bia, cid):
        each.become(email_verified=True)
    (customer,) = await talks(line, 1)
    bia.want(ALL)
    await company.house.desk.transferring.assign(company.boss, place_of(customer).id, to=user(bia.person))
    await company.house.settle()
    await bia.told.hears(bia.told.mention(bia.person, cid.person), bia.told.mention(cid.person, bia.person))
    await company.house.wait(minutes=6)
    (mail,) = company.house.mailer.sent
    assert (mail.to, bia.sent()) == (bia.row.email, ["assignment=1 mention=1"])
    assert "Cid" not in mail.text


@pytest.mark.parametrize("why", ["unconfirmed", "inactive", "suspended", "off", "no mail"])
async def test_some_are_not_written_to(line: Line, ana: Reader, why: str) -> None:
    await falls(line, ana)
    tenants = ana.house.store.identity.tenants
    if why == "unconfirmed":
        ana.become(email_verified=False)
    elif why == "inactive":
        ana.become(active=False)
    elif why == "suspended":
        tenants[ana.company.id] = replace(tenants[ana.company.id], status=TenantStatus.SUSPENDED, status_reason="x")
    elif why == "off":
        ana.want(MailPreferences(number_alerts=False))
    else:
        ana.house.mailer.is_set_up = False
    await ana.house.wait(minutes=10)
    assert ana.sent() == []


async def test_who_is_away_meanwhile_gets_it_later_and_never_twice(line: Line, ana: Reader) -> None:
    await falls(line, ana)
    ana.house.mailer.away = True
    with pytest.raises(Unavailable):
        await ana.house.wait(minutes=6)
    await falls(line, ana)
    ana.house.mailer.away = False
    await ana.house.settle()
    await ana.house.wait(minutes=6)
    assert ana.sent() == ["number_alert=1", "number_alert=1"]


async def test_a_job_that_is_run_again_before_it_was_marked_sends_the_same_mail(line: Line, ana: Reader) -> None:
    await falls(line, ana)
    (job,) = [stored.job for stored in ana.company.rows.jobs if stored.job.kind == NOTICE]
    await ana.house.mailing_notices.run(ana.company.id, job.payload)
    notices = ana.company.rows.notices
    # As if the process had died between sending and writing that it was sent.
    notices.update({key: (mail, False) for key, (mail, _) in notices.items()})
    await falls(line, ana)
    await ana.house.mailing_notices.run(ana.company.id, job.payload)
    first, again = ana.house.mailer.sent
    assert (first.id, first.subject) == (again.id, again.subject)
    await ana.house.mailing_notices.run(ana.company.id, job.payload)
    assert len(ana.house.mailer.sent) == 2


async def test_a_link_of_the_mail_ends_it_without_signing_in_and_twice_is_as_once(line: Line, ana: Reader) -> None:
    await falls(line, ana)
    await ana.house.wait(minutes=6)
    (mail,) = ana.house.mailer.sent
    assert mail.unsubscribe is not None
    topic, token = mail.text.split(" ")
    assert topic == "number_alerts"
    for each in (token, mail.unsubscribe.reveal()):
        assert await ana.house.mailing_notices.stop(each) == (NoticeTopic.NUMBER_ALERTS,)
    assert ana.row.preferences.notifications.mail.number_alerts is False
    assert ana.row.preferences.notifications.number_alerts
    await falls(line, ana)
    await ana.house.wait(minutes=6)
    assert len(ana.house.mailer.sent) == 1
    for wrong in ("", "x.y.z", token[:-2]):
        with pytest.raises(MailTokenRefused):
            await ana.house.mailing_notices.stop(wrong)
    ana.become(email="outra@rapida.example")
    with pytest.raises(MailTokenRefused):
        await ana.house.mailing_notices.stop(token)


@given(
    active=st.booleans(),
    verified=st.booleans(),
    role=st.sampled_from([Role.ADMIN, Role.USER, Role.AGENT, Role.VIEWER]),
    chosen=st.sampled_from([None, True, False]),
    topic=st.sampled_from(NoticeTopic),
)
def test_nobody_unreachable_is_written_to_and_a_choice_goes_over_the_role(
    active: bool,  # noqa: FBT001  drawn
    verified: bool,  # noqa: FBT001  drawn
    role: Role,
    chosen: bool | None,  # noqa: FBT001  drawn
    topic: NoticeTopic,
) -> None:
    mail = msgspec.convert({topic.value: chosen} if chosen is not None else {}, MailPreferences)
    wants = Preferences(notifications=NotificationPreferences(mail=mail))
    one = a_user(TenantId(fresh()), active=active, email_verified=verified, role=role, preferences=wants)
    usual = role is Role.ADMIN and topic in (NoticeTopic.NUMBER_ALERTS, NoticeTopic.BUDGET_ALERTS)
    assert wants_mail(one, topic) == (active and verified and (usual if chosen is None else chosen))
