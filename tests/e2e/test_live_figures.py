"""Who watches the figures hears them at once, and again when they change."""

from tests.e2e.company import Company, House
from tests.e2e.test_real_time import watching
from tests.e2e.test_sending import talking


async def test_open_conversations_are_counted_live(house: House, company: Company, other_company: Company) -> None:
    async with watching(house, company.headers) as watcher:
        await watcher.watch("metrics")
        first = await watcher.hear("metrics_updated")
        assert first["data"]["conversations"] == {"bot": 0, "queued": 0, "active": 0, "waiting": 0}
        await talking(company)
        changed = await watcher.hear("metrics_updated")
        assert sum(changed["data"]["conversations"].values()) == 1
        async with watching(house, company.headers) as other:
            await other.watch("metrics")
            assert (await other.hear("metrics_updated"))["data"] == changed["data"]
        async with watching(house, other_company.headers) as stranger:
            await stranger.watch("metrics")
            assert (await stranger.hear("metrics_updated"))["data"] == first["data"]
