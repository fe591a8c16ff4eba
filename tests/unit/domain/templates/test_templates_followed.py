"""What a provider has of templates is read, and its news are followed."""

import datetime as dt
from typing import Any

import pytest
from tests.unit.domain.templates.publishers import AWAY, OTHER_BODY, Publisher, remote

from pytake_domain.kernel.errors import UpstreamFailed
from pytake_domain.kernel.ids import NumberId
from pytake_domain.templates import (
    MessageTemplate,
    ParameterFormat,
    SyncReport,
    TemplateCategory,
    TemplateStatus,
    track_template,
)
from pytake_domain.testing.builders import a_number, fresh
from pytake_domain.testing.memory.house import Company, Line, MemoryHouse
from pytake_domain.whatsapp import ApiType, NotSupported, NumberNotFound, Route, TemplateChanged


@pytest.fixture
def publisher(memory: MemoryHouse, company: Company, line: Line) -> Publisher:
    del line
    return Publisher(memory, company)


async def test_what_the_provider_has_is_taken_over(publisher: Publisher) -> None:
    publisher.provider.there = {
        ("boas_vindas", "pt_BR"): remote("boas_vindas", quality="GREEN", parameter_format="NAMED", ttl_seconds=600),
        ("nova", "pt_BR"): remote("nova", status="SOMETHING NEW", category="SOMETHING NEW"),
    }
    report = await publisher.syncing.sync(publisher.company.boss)
    assert report == SyncReport(read=2, added=2)
    first, second = sorted(publisher.company.rows.templates.values(), key=lambda t: t.name)
    assert (first.status, first.quality, first.parameter_format) == (
        TemplateStatus.APPROVED,
        "GREEN",
        ParameterFormat.NAMED,
    )
    # What we do not know yet is not sent.
    assert (second.status, second.category) == (TemplateStatus.PENDING, TemplateCategory.UTILITY)
    assert await publisher.syncing.sync(publisher.company.boss) == SyncReport(read=2)


async def test_what_changed_at_the_provider_changes_here_and_drafts_stay(publisher: Publisher) -> None:
    await publisher.approved()
    draft = await publisher.drafted("rascunho")
    publisher.provider.there["fatura", "pt_BR"] = remote(
        "fatura", status="PAUSED", reason="LOW_QUALITY", quality="RED", category="MARKETING", components=(OTHER_BODY,)
    )
    report = await publisher.syncing.sync(publisher.company.boss)
    assert report == SyncReport(read=1, changed=1)
    template = next(t for t in publisher.company.rows.templates.values() if t.name == "fatura")
    assert (template.status, template.quality, template.category) == (
        TemplateStatus.PAUSED,
        "RED",
        TemplateCategory.MARKETING,
    )
    assert template.components == (OTHER_BODY,)
    assert publisher.news[-1] == ("status", "paused")
    assert await publisher.get(draft.id) == draft


async def test_a_change_of_words_alone_is_no_news(publisher: Publisher) -> None:
    await publisher.approved()
    before = list(publisher.news)
    publisher.provider.there["fatura", "pt_BR"] = remote("fatura", components=(OTHER_BODY,), ttl_seconds=60)
    assert (await publisher.syncing.sync(publisher.company.boss)).changed == 1
    assert publisher.news == before


async def test_what_the_provider_has_no_more_is_gone(publisher: Publisher) -> None:
    template = await publisher.approved()
    publisher.provider.there.clear()
    assert await publisher.syncing.sync(publisher.company.boss) == SyncReport(gone=1)
    gone = await publisher.get(template.id)
    assert (gone.status, gone.history[-1].reason) == (TemplateStatus.DELETED, "not_at_provider")


async def test_one_number_is_read_or_the_reason_is_told(publisher: Publisher, line: Line) -> None:
    publisher.provider.there["a", "pt_BR"] = remote("a")
    boss = publisher.company.boss
    assert (await publisher.syncing.sync(boss, number_id=line.id)).added == 1
    with pytest.raises(NumberNotFound):
        await publisher.syncing.sync(boss, number_id=NumberId(fresh()))
    publisher.provider.failure = AWAY
    with pytest.raises(UpstreamFailed):
        await publisher.syncing.sync(boss)
    linked = a_number(publisher.company.id, api_type=ApiType.EVOLUTION, business_account_id="x")
    async with publisher.house.open_work(publisher.company.id) as work:
        await work.numbers.add(linked)
    with pytest.raises(NotSupported):
        await publisher.syncing.sync(boss, number_id=linked.id)


# Following its news


async def told(publisher: Publisher, change: str, event: str | None, **known: Any) -> MessageTemplate | None:
    house = publisher.house
    usual = {"name": "fatura", "language": "pt_BR", "template_id": "id-of-fatura"}
    async with house.open_work(publisher.company.id) as work:
        (number,) = await work.numbers.all()
        news = TemplateChanged(
            route=Route(phone_number_id=number.phone_number_id),
            at=house.clock.now(),
            change=change,
            event=event,
            **{**usual, **known},
        )
        return await track_template(work, number, news, house.ids, house.clock.now())


async def test_news_of_one_that_is_not_known_wait_for_the_next_reading(publisher: Publisher) -> None:
    assert await told(publisher, "status", "APPROVED", name="unknown") is None
    assert publisher.news == []


async def test_news_are_told_once_however_often_they_come(publisher: Publisher) -> None:
    draft = await publisher.drafted()
    for _ in range(2):
        followed = await told(publisher, "status", "REJECTED", reason="ABUSIVE_CONTENT")
    assert followed is not None
    template = await publisher.get(draft.id)
    assert (template.status, template.reason, template.provider_id) == (
        TemplateStatus.REJECTED,
        "ABUSIVE_CONTENT",
        "id-of-fatura",
    )
    for _ in range(2):
        await told(publisher, "quality", "YELLOW")
        await told(publisher, "category", "MARKETING")
    assert publisher.news == [("status", "rejected"), ("quality", "YELLOW"), ("category", "MARKETING")]
    template = await publisher.get(draft.id)
    assert (template.quality, template.category) == ("YELLOW", TemplateCategory.MARKETING)


async def test_a_category_that_is_announced_comes_later(publisher: Publisher) -> None:
    template = await publisher.approved()
    at = {"category_update_timestamp": "1798761600"}
    await told(publisher, "category_announced", "MARKETING", data=at)
    template = await publisher.get(template.id)
    assert (template.category, template.coming_category) == (TemplateCategory.UTILITY, TemplateCategory.MARKETING)
    assert template.category_change_at == dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    assert publisher.news[-1] == ("category_announced", "MARKETING")
    await told(publisher, "category", "MARKETING")
    template = await publisher.get(template.id)
    assert (template.coming_category, template.category_change_at) == (None, None)


@pytest.mark.parametrize("moment", [None, "soon", "1e300", "-1e18"])
async def test_an_announcement_without_a_readable_day_is_kept_without_one(publisher: Publisher, moment: object) -> None:
    template = await publisher.approved()
    await told(publisher, "category_announced", "MARKETING", data={"category_update_timestamp": moment})
    template = await publisher.get(template.id)
    assert (template.coming_category, template.category_change_at) == (TemplateCategory.MARKETING, None)


async def test_words_that_we_do_not_know_change_nothing(publisher: Publisher) -> None:
    template = await publisher.approved()
    before = list(publisher.news)
    await told(publisher, "category", "SOMETHING NEW")
    await told(publisher, "status", None)
    assert await publisher.get(template.id) == template
    assert publisher.news == before
    await told(publisher, "status", "SOMETHING NEW")
    kept = await publisher.get(template.id)
    assert (kept.status, kept.history[-1].value) == (TemplateStatus.APPROVED, "something new")
    await told(publisher, "components", None)
    assert (await publisher.get(template.id)).history[-1].change == "components"
    await told(publisher, "quality", None)
    assert (await publisher.get(template.id)).quality == "UNKNOWN"
