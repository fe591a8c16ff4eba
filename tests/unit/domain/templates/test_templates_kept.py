"""Templates between us and their provider: drafted, handed in, read back, followed, deleted."""

from typing import Any

import pytest
from msgspec.structs import replace
from tests.unit.domain.templates.publishers import AWAY, BODY, OTHER_BODY, REFUSED, Publisher, remote

from pytake_domain.flows import FlowStatus, Node, Trigger, TriggerKind
from pytake_domain.kernel.actor import Permission
from pytake_domain.kernel.errors import Forbidden, Invalid, NotFound, UpstreamFailed
from pytake_domain.kernel.ids import NumberId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.templates import (
    ParameterFormat,
    SubmitTemplates,
    TemplateCategory,
    TemplateDraft,
    TemplateFilter,
    TemplateInUse,
    TemplateLocked,
    TemplateNameTaken,
    TemplateNotFound,
    TemplateRefused,
    TemplateStatus,
    TemplateWrong,
)
from pytake_domain.templates.use_cases.edit import LONGEST, MAX_COMPONENTS_BYTES
from pytake_domain.templates.use_cases.submit import LARGEST_SAMPLE
from pytake_domain.testing.builders import a_graph, a_number, fresh
from pytake_domain.testing.memory.house import Company, Line, MemoryHouse
from pytake_domain.testing.memory.media import Bytes
from pytake_domain.whatsapp import ApiType, ByteSource, NotSupported, NumberNotFound


@pytest.fixture
def publisher(memory: MemoryHouse, company: Company, line: Line) -> Publisher:
    del line
    return Publisher(memory, company)


def codes(error: Invalid) -> set[tuple[str, str]]:
    return {(problem.field, problem.code) for problem in error.problems}


# Drafting


async def test_a_draft_is_ours_alone(publisher: Publisher) -> None:
    made = await publisher.drafted()
    assert (made.status, made.provider_id, made.language) == (TemplateStatus.DRAFT, None, "pt_BR")
    assert publisher.provider.asked == []
    boss = publisher.company.boss
    listed = await publisher.editing.list(boss, TemplateFilter(text="fat"), PageRequest())
    assert [t.id for t in listed.items] == [made.id]
    detail = await publisher.editing.get(boss, made.id)
    assert (detail.template, list(detail.uses), list(detail.problems)) == (made, [], [])
    with pytest.raises(TemplateNameTaken):
        await publisher.drafted()


async def test_a_draft_that_the_provider_would_refuse_is_not_kept(publisher: Publisher) -> None:
    with pytest.raises(TemplateWrong):
        await publisher.editing.create(publisher.company.boss, TemplateDraft())
    huge = {**BODY, "example": {"body_text": [["A" * MAX_COMPONENTS_BYTES]]}}
    with pytest.raises(Invalid) as caught:
        await publisher.drafted(components=(huge,))
    assert codes(caught.value) == {("components", "too_large")}
    assert publisher.company.rows.templates == {}


async def test_who_only_reads_drafts_nothing(publisher: Publisher) -> None:
    reader = publisher.company.person("Bia", [Permission.READ_TEMPLATES])
    with pytest.raises(Forbidden):
        await publisher.editing.create(reader, TemplateDraft(name="fatura"))


async def test_with_several_accounts_the_number_is_named(publisher: Publisher) -> None:
    other = a_number(publisher.company.id, business_account_id="another account")
    linked = a_number(publisher.company.id, api_type=ApiType.EVOLUTION, business_account_id=None)
    async with publisher.house.open_work(publisher.company.id) as work:
        await work.numbers.add(other)
        await work.numbers.add(linked)
    with pytest.raises(Invalid) as caught:
        await publisher.drafted()
    assert codes(caught.value) == {("whatsapp_config_id", "needed_with_several_numbers")}
    boss, draft = publisher.company.boss, TemplateDraft(name="fatura", components=(BODY,))
    made = await publisher.editing.create(boss, draft, number_id=other.id)
    assert made.business_account_id == "another account"
    with pytest.raises(NotSupported):
        await publisher.editing.create(boss, draft, number_id=linked.id)
    with pytest.raises(NumberNotFound):
        await publisher.editing.create(boss, draft, number_id=NumberId(fresh()))


async def test_without_a_number_there_is_no_account_for_a_draft(publisher: Publisher) -> None:
    numbers = publisher.company.rows.numbers
    numbers.clear()
    with pytest.raises(Invalid) as caught:
        await publisher.drafted()
    assert codes(caught.value) == {("whatsapp_config_id", "no_number_yet")}
    linked = a_number(publisher.company.id, api_type=ApiType.EVOLUTION, business_account_id=None)
    async with publisher.house.open_work(publisher.company.id) as work:
        await work.numbers.add(linked)
    with pytest.raises(NotSupported):
        await publisher.drafted()


# Handing in


async def test_a_draft_that_is_handed_in_waits_for_the_provider(publisher: Publisher) -> None:
    draft = await publisher.drafted()
    sent = await publisher.submitting.submit(publisher.company.boss, draft.id)
    assert (sent.status, sent.provider_id) == (TemplateStatus.PENDING, "id-of-fatura")
    assert publisher.news == [("status", "pending")]
    with pytest.raises(TemplateLocked):
        await publisher.submitting.submit(publisher.company.boss, draft.id)
    with pytest.raises(TemplateLocked):
        await publisher.editing.change(publisher.company.boss, draft.id, TemplateDraft(components=(OTHER_BODY,)))


async def test_the_provider_may_put_it_into_another_category_at_once(publisher: Publisher) -> None:
    publisher.provider.category = "MARKETING"
    draft = await publisher.drafted()
    assert (await publisher.submitting.submit(publisher.company.boss, draft.id)).category is TemplateCategory.MARKETING
    publisher.provider.category = "A NEW ONE"
    draft = await publisher.drafted("outra")
    assert (await publisher.submitting.submit(publisher.company.boss, draft.id)).category is TemplateCategory.UTILITY


async def test_what_an_earlier_try_handed_in_is_adopted(publisher: Publisher) -> None:
    draft = await publisher.drafted()
    publisher.provider.there["fatura", "pt_BR"] = remote("fatura", status="REJECTED", reason="INVALID_FORMAT")
    taken = await publisher.submitting.submit(publisher.company.boss, draft.id)
    assert (taken.status, taken.provider_id, taken.reason) == (
        TemplateStatus.REJECTED,
        "id-of-fatura",
        "INVALID_FORMAT",
    )
    changed = await publisher.editing.change(publisher.company.boss, draft.id, TemplateDraft(components=(OTHER_BODY,)))
    assert changed.status is TemplateStatus.REJECTED
    again = await publisher.submitting.submit(publisher.company.boss, draft.id)
    assert (again.status, publisher.provider.asked) == (TemplateStatus.PENDING, ["create", "edit"])


async def test_a_refusal_says_what_the_provider_said_and_leaves_the_draft(publisher: Publisher) -> None:
    draft = await publisher.drafted()
    publisher.provider.failure = REFUSED
    with pytest.raises(TemplateRefused) as caught:
        await publisher.submitting.submit(publisher.company.boss, draft.id)
    assert caught.value.params == {"reason": "Category is not allowed", "provider_code": "2388299"}
    publisher.provider.failure = AWAY
    with pytest.raises(UpstreamFailed):
        await publisher.submitting.submit(publisher.company.boss, draft.id)
    assert await publisher.get(draft.id) == draft
    assert publisher.news == []


async def test_a_draft_whose_number_is_gone_reaches_nobody(publisher: Publisher) -> None:
    draft = await publisher.drafted()
    publisher.company.rows.templates[draft.id] = replace(draft, number_id=NumberId(fresh()))
    with pytest.raises(NumberNotFound):
        await publisher.submitting.submit(publisher.company.boss, draft.id)
    neighbour = await (await publisher.house.company("Rede Lua")).number("+551130000002")
    publisher.company.rows.templates[draft.id] = replace(draft, number_id=neighbour.id)
    with pytest.raises(NumberNotFound):
        await publisher.submitting.submit(publisher.company.boss, draft.id)
    assert publisher.provider.asked == []


class Samples:
    """See SampleSource."""

    def __init__(self, size: int = 10) -> None:
        self.size = size

    async def open(self, tenant_id: object, media_id: str) -> tuple[ByteSource, str]:
        del tenant_id
        if media_id != "ours":
            raise NotFound
        source = Bytes(b"")
        source.size = self.size
        return source, "image/png"


def with_picture(media_id: object = "ours") -> tuple[dict[str, Any], ...]:
    return ({"type": "HEADER", "format": "IMAGE", "example": {"media_id": media_id}}, BODY)


def with_samples(publisher: Publisher, samples: Samples) -> SubmitTemplates:
    return SubmitTemplates(**publisher.parts, samples=samples)


async def test_examples_are_handed_over_before_the_template(publisher: Publisher) -> None:
    draft = await publisher.drafted(components=with_picture())
    sent = await with_samples(publisher, Samples()).submit(publisher.company.boss, draft.id)
    assert sent.components[0]["example"] == {"header_handle": ["4::handle"]}
    assert sent.components[1] == BODY
    assert publisher.provider.asked == ["sample 10 image/png", "create"]


async def test_examples_of_cards_are_handed_over_too(publisher: Publisher) -> None:
    parts = [
        {"type": "HEADER", "format": "IMAGE", "example": {"media_id": "ours"}},
        {"type": "BODY", "text": "Veja"},
        {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Quero"}]},
    ]
    cards = {"type": "CAROUSEL", "cards": [{"components": parts}, {"components": parts}]}
    draft = await publisher.drafted(category=TemplateCategory.MARKETING, components=(BODY, cards))
    sent = await with_samples(publisher, Samples()).submit(publisher.company.boss, draft.id)
    heads = [card["components"][0]["example"] for card in sent.components[1]["cards"]]
    assert heads == [{"header_handle": ["4::handle"]}] * 2


async def test_an_example_that_is_not_there_or_too_large_hands_nothing_in(publisher: Publisher) -> None:
    gone = await publisher.drafted("gone", components=with_picture("deleted"))
    with pytest.raises(TemplateWrong) as caught:
        await with_samples(publisher, Samples()).submit(publisher.company.boss, gone.id)
    assert codes(caught.value) == {("components.example.media_id", "unknown")}
    large = await publisher.drafted("large", components=with_picture())
    with pytest.raises(TemplateWrong) as caught:
        await with_samples(publisher, Samples(LARGEST_SAMPLE + 1)).submit(publisher.company.boss, large.id)
    assert codes(caught.value) == {("components.example.media_id", "media_too_large")}
    publisher.provider.failure = REFUSED
    with pytest.raises(TemplateRefused):
        await with_samples(publisher, Samples()).submit(publisher.company.boss, large.id)
    assert "create" not in publisher.provider.asked


# Changing and deleting


async def test_an_approved_one_is_changed_at_the_provider_and_looked_at_again(publisher: Publisher) -> None:
    template = await publisher.approved()
    assert template.sends
    boss = publisher.company.boss
    changed = await publisher.editing.change(boss, template.id, TemplateDraft(components=(OTHER_BODY,)))
    assert (changed.status, changed.components) == (TemplateStatus.PENDING, (OTHER_BODY,))
    assert publisher.provider.asked[-1] == "edit"
    assert publisher.news[-1] == ("status", "pending")


async def test_a_draft_is_changed_in_every_way_without_the_provider(publisher: Publisher) -> None:
    draft = await publisher.drafted()
    wanted = TemplateDraft(name="outra", language="en", category=TemplateCategory.MARKETING, ttl_seconds=-1)
    changed = await publisher.editing.change(publisher.company.boss, draft.id, replace(wanted, ttl_seconds=None))
    assert (changed.name, changed.language, changed.category) == ("outra", "en", TemplateCategory.MARKETING)
    assert publisher.provider.asked == []
    assert publisher.news == []


async def test_what_the_provider_does_not_let_change_stays(publisher: Publisher) -> None:
    template = await publisher.approved()
    wanted = TemplateDraft(
        name="outra", language="en", category=TemplateCategory.MARKETING, parameter_format=ParameterFormat.NAMED
    )
    with pytest.raises(Invalid) as caught:
        await publisher.editing.change(publisher.company.boss, template.id, wanted)
    assert codes(caught.value) == {
        (field, "cannot_change") for field in ("name", "language", "category", "parameter_format")
    }
    same = TemplateDraft(name="fatura", language="pt_BR")
    assert (await publisher.editing.change(publisher.company.boss, template.id, same)).name == "fatura"
    paused = replace(await publisher.get(template.id), status=TemplateStatus.PAUSED)
    publisher.company.rows.templates[template.id] = paused
    other = TemplateDraft(category=TemplateCategory.MARKETING)
    changed = await publisher.editing.change(publisher.company.boss, template.id, other)
    assert changed.category is TemplateCategory.MARKETING


async def test_a_change_that_the_provider_refuses_is_not_kept(publisher: Publisher) -> None:
    template = await publisher.approved()
    publisher.provider.failure = REFUSED
    with pytest.raises(TemplateRefused):
        await publisher.editing.change(publisher.company.boss, template.id, TemplateDraft(components=(OTHER_BODY,)))
    assert await publisher.get(template.id) == template


async def test_a_draft_is_removed_here_alone(publisher: Publisher) -> None:
    draft = await publisher.drafted()
    await publisher.editing.remove(publisher.company.boss, draft.id)
    with pytest.raises(TemplateNotFound):
        await publisher.get(draft.id)
    assert publisher.provider.asked == []


async def test_what_the_provider_has_is_deleted_there_first(publisher: Publisher) -> None:
    template = await publisher.approved()
    publisher.provider.failure = AWAY
    with pytest.raises(UpstreamFailed):
        await publisher.editing.remove(publisher.company.boss, template.id)
    assert (await publisher.get(template.id)).sends
    publisher.provider.failure = None
    await publisher.editing.remove(publisher.company.boss, template.id)
    gone = await publisher.get(template.id)
    assert (gone.status, gone.history[-1].reason) == (TemplateStatus.DELETED, "by_hand")
    assert publisher.news[-1] == ("status", "deleted")


async def test_one_that_a_flow_sends_is_deleted_by_force_alone(publisher: Publisher) -> None:
    template = await publisher.approved()
    node = Node(id="t", type="template", data={"name": "fatura", "language": "pt_BR"})
    flow = await publisher.house.editing.create(
        publisher.company.boss, name="Cobrança", graph=a_graph(node), trigger=Trigger(kind=TriggerKind.DEFAULT)
    )
    rows = publisher.company.rows
    rows.flows[flow.id] = replace(rows.flows[flow.id], status=FlowStatus.PUBLISHED)
    with pytest.raises(TemplateInUse) as caught:
        await publisher.editing.remove(publisher.company.boss, template.id)
    assert caught.value.params == {"count": 1, "first": "Cobrança"}
    await publisher.editing.remove(publisher.company.boss, template.id, force=True)
    assert (await publisher.get(template.id)).status is TemplateStatus.DELETED


async def test_one_that_the_provider_switched_off_can_not_be_deleted(publisher: Publisher) -> None:
    template = await publisher.approved()
    publisher.company.rows.templates[template.id] = replace(template, status=TemplateStatus.DISABLED)
    with pytest.raises(TemplateLocked):
        await publisher.editing.remove(publisher.company.boss, template.id)
    assert "remove" not in publisher.provider.asked


# Looking at it


async def test_a_preview_is_filled_with_examples_or_with_what_is_given(publisher: Publisher) -> None:
    template, boss = await publisher.drafted(), publisher.company.boss
    shown, problems = await publisher.editing.preview(boss, template.id)
    assert (shown.body, list(problems)) == ("Olá Ana, tudo bem?", [])
    shown, problems = await publisher.editing.preview(boss, template.id, values={"1": "João"})
    assert shown.body == "Olá João, tudo bem?"
    _, problems = await publisher.editing.preview(boss, template.id, values={})
    assert problems
    given = [{"type": "body", "parameters": [{"type": "text", "text": "Zé"}]}]
    shown, problems = await publisher.editing.preview(boss, template.id, components=given)
    assert (shown.body, list(problems)) == ("Olá Zé, tudo bem?", [])
    with pytest.raises(Invalid):
        await publisher.editing.preview(boss, template.id, values={"1": "x" * (LONGEST + 1)})
