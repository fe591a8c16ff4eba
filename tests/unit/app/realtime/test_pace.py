"""Figures of a campaign that move a hundred times a second are told once a second, the last ones surely."""

import asyncio
import datetime as dt
from uuid import UUID

import msgspec
import pytest

from pytake_app.realtime.channels import NEEDS, READ, Told, check_channel
from pytake_app.realtime.pace import Pace, gathered
from pytake_domain.campaigns import CampaignAdvanced, CampaignChanged, CampaignMove
from pytake_domain.kernel.actor import Actor, ActorKind, Permission
from pytake_domain.kernel.errors import Forbidden
from pytake_domain.kernel.ids import CampaignId, EventId, TenantId

TENANT = TenantId(UUID(int=1))
OTHER = TenantId(UUID(int=2))
NOW = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)


def advanced(campaign: int = 7) -> Told:
    event = CampaignAdvanced(
        id=EventId(UUID(int=3)), tenant_id=TENANT, at=NOW, campaign_id=CampaignId(UUID(int=campaign))
    )
    return READ["CampaignAdvanced"](msgspec.msgpack.encode(event))


def changed(move: CampaignMove, campaign: int = 7) -> Told:
    event = CampaignChanged(
        id=EventId(UUID(int=3)),
        tenant_id=TENANT,
        at=NOW,
        campaign_id=CampaignId(UUID(int=campaign)),
        campaign_name="Oferta",
        move=move,
    )
    return READ["CampaignChanged"](msgspec.msgpack.encode(event))


async def test_the_first_goes_at_once_and_of_the_rest_the_last_when_its_time_has_come() -> None:
    late: list[Told] = []

    async def tell(tenant_id: TenantId, told: Told) -> None:
        assert tenant_id == TENANT
        late.append(told)

    pace = Pace(tell, pause=0.05)
    assert not pace.takes(TENANT, advanced())
    assert pace.takes(TENANT, changed(CampaignMove.PAUSED))
    assert pace.takes(TENANT, advanced())
    assert not pace.takes(TENANT, advanced(campaign=8))
    assert not pace.takes(OTHER, advanced())
    assert late == []
    await asyncio.sleep(0.08)
    assert [told.data for told in late] == [{"campaign_id": UUID(int=7), "status": "paused"}]
    assert pace.takes(TENANT, advanced())
    await asyncio.sleep(0.12)
    assert len(late) == 2
    assert not pace.takes(TENANT, advanced())


def test_who_comes_back_is_told_once_of_each() -> None:
    rows = [(1, changed(CampaignMove.RUNNING)), (2, advanced(8)), (3, advanced()), (4, advanced())]
    assert [(seq, told.data.get("status")) for seq, told in gathered(rows)] == [(2, None), (4, "running")]


@pytest.mark.parametrize(
    ("move", "status"), [("created", "draft"), ("resumed", "running"), ("edited", None), ("stopping", "stopping")]
)
def test_a_move_says_the_status_it_led_to(move: str, status: str | None) -> None:
    told = changed(CampaignMove(move))
    assert (told.name, told.channels, told.data.get("status")) == ("campaign_progress", ("campaigns",), status)


def test_who_may_not_read_campaigns_may_not_watch_them() -> None:
    reader = Actor(
        tenant_id=TENANT, kind=ActorKind.USER, id=UUID(int=9), permissions=frozenset({Permission.READ_CAMPAIGNS})
    )
    assert check_channel(reader, "campaigns") is None
    talker = msgspec.structs.replace(reader, permissions=frozenset(Permission) - {NEEDS["campaigns"]})
    with pytest.raises(Forbidden):
        check_channel(talker, "campaigns")
