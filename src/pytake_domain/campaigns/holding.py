"""What of people campaigns still ask for, so that nobody takes it away under them."""

from collections.abc import Iterator, Sequence

from pytake_domain.campaigns.plan import Targeting
from pytake_domain.campaigns.ports import CampaignRepository
from pytake_domain.contacts import AttributeIs, InSegment, Leaf, OnList, leaves


class HoldingCampaigns:
    """See Holders: drafts, and those that are scheduled, running or paused."""

    def __init__(self, campaigns: CampaignRepository) -> None:
        self._campaigns = campaigns

    async def asking(self, kind: type[Leaf], name: str) -> Sequence[str]:
        """See the port."""
        return [c.name for c in await self._campaigns.unfinished() if name in asked(c.plan.targeting, kind)]


def asked(targeting: Targeting, kind: type[Leaf]) -> frozenset[str]:
    """Ids of segments or lists, or names of attributes, that it speaks of."""
    return frozenset(_asked(targeting, kind))


def _asked(targeting: Targeting, kind: type[Leaf]) -> Iterator[str]:
    if kind is InSegment:
        yield from map(str, (*targeting.segments, *targeting.without_segments))
    elif kind is OnList:
        file = (targeting.file,) if targeting.file is not None else ()
        yield from map(str, (*targeting.lists, *targeting.without_lists, *file))
    for leaf in leaves(targeting.conditions) if targeting.conditions is not None else ():
        match leaf:
            case InSegment() if kind is InSegment:
                yield leaf.segment
            case OnList() if kind is OnList:
                yield leaf.list
            case AttributeIs() if kind is AttributeIs:
                yield leaf.name
