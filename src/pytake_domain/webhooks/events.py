"""What happens to webhooks."""

from uuid import UUID

from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import WebhookId


class WebhookPaused(Event, frozen=True, kw_only=True, tag=True):
    """Nothing more is sent to a receiver until a person says so; `code` says why."""

    kept = True
    webhook_id: WebhookId
    url_host: str
    code: str

    @property
    def subject(self) -> UUID:
        """The webhook."""
        return self.webhook_id


class _WebhookEdited(Event, frozen=True, kw_only=True, tag=True):
    kept = True
    webhook_id: WebhookId

    @property
    def subject(self) -> UUID:
        """The webhook."""
        return self.webhook_id


class WebhookAdded(_WebhookEdited, frozen=True, kw_only=True, tag=True):
    """Somebody subscribed an address to events."""


class WebhookChanged(_WebhookEdited, frozen=True, kw_only=True, tag=True):
    """Somebody changed it; `rotated`: it has a new secret."""

    rotated: bool = False


class WebhookRemoved(_WebhookEdited, frozen=True, kw_only=True, tag=True):
    """And took it away."""
