"""What notifications say happened."""

from uuid import UUID

from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import CampaignId, ConversationId, NotificationId, NumberId, UserId
from pytake_domain.notifications.notification import NotificationKind


class NotificationMade(Event, frozen=True, kw_only=True, tag=True):
    """Somebody has something new to know; told to that person alone."""

    notification_id: NotificationId
    user_id: UserId
    kind: NotificationKind
    detail: str = ""
    conversation_id: ConversationId | None = None
    number_id: NumberId | None = None
    campaign_id: CampaignId | None = None

    @property
    def subject(self) -> UUID:
        """The person."""
        return self.user_id
