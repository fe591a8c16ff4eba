"""What happens to campaigns."""

from enum import StrEnum
from uuid import UUID

from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import CampaignId


class CampaignMove(StrEnum):
    """What became of it: the status it has now; `resumed` for running again; `edited` for a changed plan."""

    CREATED = "created"
    EDITED = "edited"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    RESUMED = "resumed"
    PAUSED = "paused"
    STOPPING = "stopping"
    STOPPED = "stopped"
    COMPLETED = "completed"
    FAILED = "failed"
    DELETED = "deleted"


class CampaignChanged(Event, frozen=True, kw_only=True, tag=True):
    """A campaign's status or plan changed; `code` says why where it did so by itself."""

    kept = True
    campaign_id: CampaignId
    campaign_name: str
    move: CampaignMove
    code: str | None = None

    @property
    def subject(self) -> UUID:
        """The campaign."""
        return self.campaign_id

    @property
    def topic(self) -> str:
        """By what became of it, and by whom: people are told of what it did by itself."""
        return f"{self.name}.{self.move.value}.{self.actor_kind.value}"


class CampaignAdvanced(Event, frozen=True, kw_only=True, tag=True):
    """Its figures moved; who watches reads them again."""

    campaign_id: CampaignId

    @property
    def subject(self) -> UUID:
        """The campaign."""
        return self.campaign_id
