"""What can go wrong with outgoing webhooks."""

from pytake_domain.kernel.errors import Conflict, NotFound


class WebhookNotFound(NotFound):
    """No such webhook in this tenant."""

    code = "WEBHOOK_NOT_FOUND"


class WebhookDeliveryNotFound(NotFound):
    """No such delivery of this webhook; old ones are gone."""

    code = "WEBHOOK_DELIVERY_NOT_FOUND"


class TooManyWebhooks(Conflict):
    """There are as many as there may be; `most` says how many."""

    code = "TOO_MANY_WEBHOOKS"
