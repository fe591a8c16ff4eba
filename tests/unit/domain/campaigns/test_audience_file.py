"""A file as a campaign's audience, on memory adapters."""

from collections.abc import AsyncIterator

import msgspec
import pytest
from tests.unit.domain.campaigns.companies import Marketing

from pytake_domain.campaigns import (
    Basis,
    BringAudience,
    BroughtAudience,
    CampaignContent,
    CampaignDraft,
    CampaignLocked,
    CampaignMessage,
    CampaignNotReady,
    CampaignStatus,
    Plan,
    Targeting,
)
from pytake_domain.contacts import (
    ConsentGiven,
    ContactListNotFound,
    ImportContacts,
    ImportPlan,
    ImportState,
    ManageContactLists,
)
from pytake_domain.kernel.ids import CampaignId
from pytake_domain.testing.memory.imports import MemoryTables

FILE = """Nome;Celular;Valor da fatura;Vence em
Ana Reis;11 98765-4321;R$ 10,00;amanhã
Bia Sá;21 98765-4321;;hoje
Caio Luz;31 98765-4321;R$ 30,00;hoje
"""


def plan(marketing: Marketing, text: str = "{{ file.valor_da_fatura }}") -> Plan:
    """A notice, which needs no consent."""
    content = CampaignContent(template_id=marketing.template.id, variables={"1": text})
    return marketing.plan(
        targeting=Targeting(), message=CampaignMessage(content=content), purpose="cobrança", basis=Basis.INTEREST
    )


async def bytes_of(text: str) -> AsyncIterator[bytes]:
    yield text.encode()


class Desk:
    """Brings files for campaigns, and reads them as the worker does."""

    def __init__(self, marketing: Marketing) -> None:
        house = marketing.house
        self.marketing = marketing
        self.bringing = BringAudience(
            open_work=house.open_work, tables=MemoryTables(), clock=house.clock, ids=house.ids
        )
        self.importing = ImportContacts(
            open_work=house.open_work, tables=MemoryTables(), clock=house.clock, ids=house.ids
        )
        self.lists = ManageContactLists(open_work=house.open_work, clock=house.clock, ids=house.ids)

    async def bring(
        self, campaign_id: CampaignId, text: str = FILE, plan: ImportPlan | None = None, *, read: bool = True
    ) -> BroughtAudience:
        brought = await self.bringing.bring(
            self.marketing.company.boss, campaign_id, bytes_of(text), filename="faturas.csv", plan=plan
        )
        if read:
            await self.read()
        return brought

    async def read(self) -> None:
        company = self.marketing.company
        for stored in list(company.rows.jobs):
            if stored.job.kind == "contacts.import":
                await self.importing.run(company.id, stored.job.payload)

    def state(self, brought: BroughtAudience, state: ImportState) -> None:
        one = brought.imported
        self.marketing.company.rows.imports[one.id] = msgspec.structs.replace(one, state=state)


@pytest.fixture
def desk(marketing: Marketing) -> Desk:
    return Desk(marketing)


async def test_a_message_says_what_the_file_says_of_each(marketing: Marketing, desk: Desk) -> None:
    campaign_id = await marketing.drawn_up(plan(marketing))
    brought = await desk.bring(campaign_id)
    assert brought.imported.plan is not None
    assert brought.imported.plan.fields == (None, None, "valor_da_fatura", "vence_em")
    estimate = await marketing.house.campaigns.estimating.saved(marketing.company.boss, campaign_id)
    assert (estimate.audience.total, estimate.problems) == (3, ())
    await marketing.start(campaign_id)
    await marketing.house.campaign_ticks()
    assert sorted(marketing.sent) == ["Olá R$ 10,00, chegou a fibra.", "Olá R$ 30,00, chegou a fibra."]
    (bia,) = [c for c in marketing.company.rows.contacts.values() if c.name == "Bia Sá"]
    assert marketing.why(campaign_id) == {bia.id: "VARIABLE_MISSING"}
    assert (await marketing.view(campaign_id)).campaign.status is CampaignStatus.COMPLETED


async def test_it_is_read_before_as_it_will_be_read(marketing: Marketing, desk: Desk) -> None:
    trying = marketing.house.campaigns.trying
    campaign_id = await marketing.drawn_up(plan(marketing))
    await desk.bring(campaign_id)
    shown = {each.name: each.text for each in await trying.preview(marketing.company.boss, campaign_id, [])}
    assert shown == {
        "Ana Reis": "Olá R$ 10,00, chegou a fibra.",
        "Bia Sá": "",
        "Caio Luz": "Olá R$ 30,00, chegou a fibra.",
    }
    await trying.send(marketing.company.boss, campaign_id, ["+5511987654321"])
    await marketing.house.settle()
    assert marketing.sent == ["Olá R$ 10,00, chegou a fibra."]


async def test_a_file_makes_no_consent(marketing: Marketing, desk: Desk) -> None:
    wanted = msgspec.structs.replace(plan(marketing), purpose="marketing", basis=Basis.CONSENT)
    campaign_id = await marketing.drawn_up(wanted)
    await desk.bring(campaign_id)
    with pytest.raises(CampaignNotReady) as refused:
        await marketing.start(campaign_id)
    (problem,) = refused.value.problems
    assert (problem.code, problem.params["reason"]) == ("everybody_left_out", "NO_CONSENT")


async def test_what_all_of_them_agreed_to_may_be_said_with_the_file(marketing: Marketing, desk: Desk) -> None:
    wanted = msgspec.structs.replace(plan(marketing), purpose="marketing", basis=Basis.CONSENT)
    campaign_id = await marketing.drawn_up(wanted)
    said = ConsentGiven(purpose="marketing", given=True, source="feira")
    columns = ("name", "phone", None, None)
    await desk.bring(campaign_id, plan=ImportPlan(columns=columns, separator=";", consent=said))
    await marketing.start(campaign_id)
    await marketing.house.campaign_ticks()
    assert len(marketing.sent) == 2


async def test_it_does_not_begin_before_the_file_is_read(marketing: Marketing, desk: Desk) -> None:
    campaign_id = await marketing.drawn_up(plan(marketing))
    await desk.bring(campaign_id, read=False)
    with pytest.raises(CampaignNotReady) as refused:
        await marketing.start(campaign_id)
    assert "file_being_read" in {problem.code for problem in refused.value.problems}
    await desk.read()
    await marketing.start(campaign_id)


async def test_one_that_begins_by_itself_waits_for_the_file(marketing: Marketing, desk: Desk) -> None:
    campaign_id = await marketing.drawn_up(plan(marketing))
    brought = await desk.bring(campaign_id)
    await marketing.start(campaign_id)
    desk.state(brought, ImportState.RUNNING)
    await marketing.house.campaigns.release.tick(marketing.company.id, campaign_id)
    assert marketing.rows(campaign_id) == []
    desk.state(brought, ImportState.DONE)
    await marketing.house.campaign_ticks()
    assert len(marketing.sent) == 2


async def test_one_whose_file_was_not_read_sends_nothing(marketing: Marketing, desk: Desk) -> None:
    campaign_id = await marketing.drawn_up(plan(marketing))
    brought = await desk.bring(campaign_id)
    await marketing.start(campaign_id)
    desk.state(brought, ImportState.FAILED)
    await marketing.house.campaign_ticks()
    campaign = (await marketing.view(campaign_id)).campaign
    assert (campaign.status, campaign.status_code, marketing.sent) == (
        CampaignStatus.FAILED, "CAMPAIGN_AUDIENCE_GONE", [],
    )  # fmt: skip


async def test_a_column_that_is_not_there_is_told_before_the_start(marketing: Marketing, desk: Desk) -> None:
    campaign_id = await marketing.drawn_up(plan(marketing, "{{ file.valor | upcase }}"))
    await desk.bring(campaign_id)
    with pytest.raises(CampaignNotReady) as refused:
        await marketing.start(campaign_id)
    (problem,) = refused.value.problems
    assert (problem.field, problem.code) == ("message.variables.1", "unknown_file_column")
    assert problem.params == {"column": "valor", "known": "valor_da_fatura, vence_em"}


async def test_another_file_takes_the_place_of_the_first(marketing: Marketing, desk: Desk) -> None:
    campaign_id = await marketing.drawn_up(plan(marketing))
    first = await desk.bring(campaign_id)
    second = await desk.bring(campaign_id, "Telefone;Valor da fatura\n41 98765-4321;R$ 5,00\n")
    lists = marketing.company.rows.contact_lists
    old, new = (b.campaign.campaign.plan.targeting.file for b in (first, second))
    assert (old in lists, new in lists) == (False, True)
    assert await desk.lists.all(marketing.company.boss) == [], "lists of files are their campaign's alone"
    await marketing.start(campaign_id)
    await marketing.house.campaign_ticks()
    assert marketing.sent == ["Olá R$ 5,00, chegou a fibra."]


async def test_a_copy_keeps_the_file_that_the_first_lets_go(marketing: Marketing, desk: Desk) -> None:
    campaign_id = await marketing.drawn_up(plan(marketing))
    brought = await desk.bring(campaign_id)
    boss, editing = marketing.company.boss, marketing.house.campaigns.editing
    copy = await editing.duplicate(boss, campaign_id)
    await editing.remove(boss, campaign_id)
    file = brought.campaign.campaign.plan.targeting.file
    assert file is not None
    assert file in marketing.company.rows.contact_lists
    emptied = CampaignDraft(name="Outra", type=copy.campaign.type, plan=plan(marketing))
    await editing.change(boss, copy.campaign.id, emptied)
    with pytest.raises(ContactListNotFound):
        await desk.lists.put(boss, file, [next(iter(marketing.company.rows.contacts))])


async def test_once_begun_who_is_in_it_is_settled(marketing: Marketing, desk: Desk) -> None:
    await marketing.somebody()
    campaign_id = await marketing.started()
    with pytest.raises(CampaignLocked):
        await desk.bring(campaign_id)
    await marketing.house.campaigns.control.pause(marketing.company.boss, campaign_id)
    with pytest.raises(CampaignLocked):
        await desk.bring(campaign_id)
    assert marketing.company.rows.imports == {}


async def test_columns_without_a_head_have_numbers(marketing: Marketing, desk: Desk) -> None:
    campaign_id = await marketing.drawn_up(plan(marketing, "{{ file.column_2 }}"))
    await desk.bring(campaign_id, "11 98765-4321;R$ 7,00\n")
    await marketing.start(campaign_id)
    await marketing.house.campaign_ticks()
    assert marketing.sent == ["Olá R$ 7,00, chegou a fibra."]
